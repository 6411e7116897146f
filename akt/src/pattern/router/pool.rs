//! The task behind a pool: it keeps the places filled, changes their number, and ends them.
//!
//! It is the only one who changes the table of its router. Everything that it waits for is one set of futures, so that
//! no start hook and no pause keeps it from a stop.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use tokio::sync::{mpsc, oneshot, watch};

use crate::actor::{
    Actor, ActorRef, Ctx, Factory, Spawn, SpawnError, Spawning, StopKind, StopReason, TypedRef,
};
use crate::base::limits::ROUTER_ROUTEES;
use crate::base::panic::{catch, discard};
use crate::base::time;
use crate::pattern::router::event::{RouterError, RouterEvent};
use crate::pattern::router::nursery::Work;
use crate::pattern::router::places::{Places, Replacements, RouteeEnd, Vacancy};
use crate::pattern::router::table::Routee;
use crate::pattern::router::target::Core;

/// Sets the options of a routee.
pub(super) type Configure<A> =
    dyn for<'a> Fn(Spawn<'a, A, Factory<A>>) -> Spawn<'a, A, Factory<A>> + Send + Sync;

/// Where routees come from.
pub(super) struct Plan<A: Actor> {
    pub(super) factory: Arc<dyn Fn() -> A + Send + Sync>,
    pub(super) configure: Option<Arc<Configure<A>>>,
    pub(super) on_end: RouteeEnd,
    pub(super) replacements: Replacements,
    /// What the names of routees begin with.
    pub(super) prefix: String,
}

/// A change of the size.
pub(super) struct Resize {
    pub(super) size: usize,
    pub(super) answer: oneshot::Sender<Result<(), RouterError>>,
}

type Hired<A> = Result<ActorRef<<A as Actor>::Protocol>, SpawnError>;

enum Event<A: Actor> {
    /// None when no handle is left.
    Resize(Option<Resize>, mpsc::Receiver<Resize>),
    Ending(Option<StopKind>, watch::Receiver<Option<StopKind>>),
    SupervisorEnded,
    RouteeEnded(u64, Arc<Routee<A::Protocol>>, StopReason),
    /// The pause before a place is filled is over.
    Due(u64),
    Hired(u64, Hired<A>),
    Grown(
        Vec<(u64, Hired<A>)>,
        oneshot::Sender<Result<(), RouterError>>,
    ),
    Drained,
    Nothing,
}

type Pending<A> = Pin<Box<dyn Future<Output = Event<A>> + Send>>;

pub(super) struct PoolTask<A: Actor> {
    core: Arc<Core<A::Protocol>>,
    supervisor: ActorRef<Work>,
    plan: Plan<A>,
    places: Places,
    /// How many routees there have been.
    hired: u64,
    closing: bool,
    events: FuturesUnordered<Pending<A>>,
}

impl<A: Actor> fmt::Debug for PoolTask<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PoolTask({})", self.core.path)
    }
}

impl<A: Actor> PoolTask<A> {
    pub(super) fn new(
        core: Arc<Core<A::Protocol>>,
        supervisor: ActorRef<Work>,
        plan: Plan<A>,
        resizes: mpsc::Receiver<Resize>,
    ) -> Self {
        let places = Places::new(plan.replacements);
        let ending = core.ending.subscribe();
        let task = Self {
            core,
            plan,
            places,
            hired: 0,
            closing: false,
            events: FuturesUnordered::new(),
            supervisor: supervisor.clone(),
        };
        task.listen(resizes);
        task.wait_for_end(None, ending);
        task.when(async move {
            supervisor.stopped().await;
            Event::SupervisorEnded
        });
        task
    }

    fn when(&self, event: impl Future<Output = Event<A>> + Send + 'static) {
        self.events.push(Box::pin(event));
    }

    fn listen(&self, mut resizes: mpsc::Receiver<Resize>) {
        self.when(async move {
            let resize = resizes.recv().await;
            Event::Resize(resize, resizes)
        });
    }

    fn wait_for_end(&self, seen: Option<StopKind>, mut ending: watch::Receiver<Option<StopKind>>) {
        self.when(async move {
            let how = ending.wait_for(|how| *how != seen).await;
            let how = how.map_or(Some(StopKind::Stop), |how| *how);
            Event::Ending(how, ending)
        });
    }

    pub(super) async fn run(mut self) {
        while let Some(event) = self.events.next().await {
            match event {
                Event::SupervisorEnded => break,
                Event::Resize(Some(resize), resizes) => {
                    self.listen(resizes);
                    self.resize(resize);
                }
                Event::Ending(Some(how), ending) => {
                    self.wait_for_end(Some(how), ending);
                    self.end(how);
                }
                Event::RouteeEnded(place, routee, reason) if !self.closing => {
                    self.routee_ended(place, &routee, reason);
                }
                Event::Due(place) if !self.closing => {
                    let hired = self.hire();
                    self.when(async move { Event::Hired(place, hired.await) });
                }
                Event::Hired(place, Ok(actor)) => self.seat(vec![(place, actor)]),
                Event::Hired(place, Err(error)) if !self.closing => {
                    tracing::warn!(router = %self.core.path, %error, "a routee could not be replaced");
                    self.vacant(place);
                }
                Event::Grown(hired, answer) => self.grown(hired, answer),
                Event::Drained => self.supervisor.stop(),
                _ => {}
            }
        }
        self.core.close();
    }

    /// A new routee. Its place is the caller's matter.
    fn hire(&mut self) -> impl Future<Output = Hired<A>> + Send + use<A> {
        let name = format!("{}-{}", self.plan.prefix, self.hired);
        self.hired += 1;
        let factory = Arc::clone(&self.plan.factory);
        let configure = self.plan.configure.clone();
        let (answer, spawning) = oneshot::channel::<Spawning<A>>();
        let job = Box::new(move |ctx: &mut Ctx| {
            let spawn = || {
                let spawn = ctx.spawn_with(move || factory());
                match &configure {
                    Some(configure) => configure(spawn),
                    None => spawn,
                }
            };
            match catch(spawn) {
                // Whoever waited for it may have been stopped; then the supervisor is as well, soon.
                Ok(spawn) => drop(answer.send(spawn.name(name).into_future())),
                Err(payload) => discard(payload),
            }
        });
        let delivered = self.supervisor.deliver(Work::Do(job)).is_ok();
        async move {
            if !delivered {
                return Err(SpawnError::Stopping);
            }
            let Ok(spawning) = spawning.await else {
                return Err(SpawnError::Ended(
                    "its options panicked, or the pool was stopped".to_owned(),
                ));
            };
            Ok(spawning.await?.as_actor_ref().clone())
        }
    }

    /// Puts new routees into their places.
    fn seat(&mut self, hired: Vec<(u64, ActorRef<A::Protocol>)>) {
        let now = time::now();
        let mut seated = Vec::with_capacity(hired.len());
        for (place, actor) in hired {
            if self.closing || !self.places.fill(place, actor.uid(), now) {
                // The pool has become smaller meanwhile.
                actor.drain();
                continue;
            }
            seated.push((place, Arc::new(Routee::new(actor, place))));
        }
        let new = seated.iter().map(|(_, routee)| Arc::clone(routee));
        drop(self.core.tables.change(|routees| routees.extend(new)));
        for (place, routee) in seated {
            let (router, path) = (self.core.path.clone(), routee.path());
            let uid = routee.actor.uid();
            let old = self.places.get(place).and_then(|place| place.old.take());
            self.core.events.publish(match old {
                Some(old) => RouterEvent::Replaced {
                    router,
                    old,
                    routee: path,
                    uid,
                },
                None => RouterEvent::Added {
                    router,
                    routee: path,
                    uid,
                },
            });
            self.when(async move {
                let reason = routee.actor.stopped().await.reason;
                Event::RouteeEnded(place, routee, reason)
            });
        }
    }

    fn routee_ended(&mut self, number: u64, ended: &Arc<Routee<A::Protocol>>, reason: StopReason) {
        let uid = ended.actor.uid();
        let place = self.places.get(number);
        let Some(place) = place.filter(|place| place.uid == Some(uid)) else {
            return;
        };
        place.old = Some(ended.path());
        if reason == StopReason::Passivated {
            place.forgive();
        }
        let change = |routees: &mut Vec<_>| routees.retain(|routee| !Arc::ptr_eq(routee, ended));
        drop(self.core.tables.change(change));
        self.core.events.publish(RouterEvent::Ended {
            router: self.core.path.clone(),
            routee: ended.path(),
            uid,
            reason,
        });
        match self.plan.on_end {
            RouteeEnd::Replace => self.vacant(number),
            RouteeEnd::Remove => self.places.close(number),
            RouteeEnd::StopRouter => self.core.end(StopKind::Stop),
        }
    }

    /// A place is empty that should not be.
    fn vacant(&mut self, place: u64) {
        let old = self.places.get(place).and_then(|place| place.old.clone());
        let random = self.core.system.random();
        match self.places.vacate(place, time::now(), random) {
            Vacancy::Fill(pause) => self.when(async move {
                if !pause.is_zero() {
                    time::sleep(pause).await;
                }
                Event::Due(place)
            }),
            Vacancy::GiveUp => {
                if let Some(old) = old {
                    tracing::warn!(
                        router = %self.core.path, %old,
                        "a routee ended too soon too often; its place is given up"
                    );
                    let router = self.core.path.clone();
                    self.core
                        .events
                        .publish(RouterEvent::GivenUp { router, old });
                }
            }
        }
    }

    fn resize(&mut self, Resize { size, answer }: Resize) {
        if self.closing {
            // Dropping the answer says so.
            return;
        }
        if size > ROUTER_ROUTEES {
            drop(answer.send(Err(RouterError::TooMany(ROUTER_ROUTEES))));
            return;
        }
        let count = self.places.count();
        if size < count {
            self.shrink(count - size, answer);
            return;
        }
        let now = time::now();
        let mut hired = Vec::with_capacity(size - count);
        for _ in count..size {
            let (place, actor) = (self.places.open(now), self.hire());
            hired.push(async move { (place, actor.await) });
        }
        self.when(async move { Event::Grown(join_all(hired).await, answer) });
    }

    fn grown(
        &mut self,
        hired: Vec<(u64, Hired<A>)>,
        answer: oneshot::Sender<Result<(), RouterError>>,
    ) {
        let (mut new, mut failure) = (Vec::new(), None);
        for (place, hired) in hired {
            match hired {
                Ok(actor) => new.push((place, actor)),
                Err(error) => {
                    self.places.close(place);
                    failure = Some(error);
                }
            }
        }
        self.seat(new);
        let outcome = failure.map_or(Ok(()), |error| Err(error.into()));
        // Whoever wanted this may have stopped waiting.
        drop(answer.send(outcome));
    }

    fn shrink(&mut self, by: usize, answer: oneshot::Sender<Result<(), RouterError>>) {
        let mut leaving = Vec::with_capacity(by);
        for _ in 0..by {
            leaving.extend(self.places.close_last().flatten());
        }
        let (gone, retired) = self.core.tables.change(|routees| {
            let leaves = |routee: &mut Arc<Routee<_>>| leaving.contains(&routee.actor.uid());
            routees.extract_if(.., leaves).collect::<Vec<_>>()
        });
        for routee in &gone {
            self.core.events.publish(RouterEvent::Removed {
                router: self.core.path.clone(),
                routee: routee.path(),
                uid: routee.actor.uid(),
            });
        }
        self.when(async move {
            // What is on its way at this moment still arrives before the drain.
            retired.released().await;
            gone.iter().for_each(|routee| routee.actor.drain());
            drop(answer.send(Ok(())));
            Event::Nothing
        });
    }

    fn end(&mut self, how: StopKind) {
        self.closing = true;
        let closed = self.core.tables.close();
        match (how, closed) {
            (StopKind::Drain, Some((routees, retired))) => self.when(async move {
                retired.released().await;
                routees.iter().for_each(|routee| routee.actor.drain());
                join_all(routees.iter().map(|routee| routee.actor.stopped())).await;
                Event::Drained
            }),
            (StopKind::Kill, _) => self.supervisor.kill(),
            _ => self.supervisor.stop(),
        }
    }
}
