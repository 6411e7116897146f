//! Reactivation: a named actor that left memory comes back when a message is for it.
//!
//! ```text
//!            message                          leaves memory                    nothing waited
//!  Dormant ───────────▶ Waking ──▶ Active ───────────────────▶ Ending ─────────────────────────▶ Dormant
//!                          ▲          │                          │
//!                          └──────────┼───── messages waited ────┤
//!                                     └─ stopped, killed, failed ┴──▶ Gone
//! ```
//!
//! The *residence* is what stays: the name, the factory, and messages that wait. References point to it, and it hands what
//! they send to the activation of the moment. One lock orders what must not race: a new activation is made only when the
//! one before is gone with its state, and what that one accepted and did not handle is handed to the new one, ahead of what
//! came since.
//!
//! No code of users runs under the lock, and a mailbox is not touched under it either: what a full one drops is a user's
//! value, and those who look at dead letters and lifecycle events are told in between. So an activation may end before the
//! one who makes it has handed over what waits. While the state is `Waking` the maker decides alone what comes next, and an
//! activation that ends leaves it a note.

use std::any::Any;
use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::Notify;

use crate::actor::message_context::carry;
use crate::actor::options::Options;
use crate::actor::port::{AnyResidence, DeadLetter, DeadLetterReason, Heir, Remains, Tenant};
use crate::actor::reply::unhandled;
use crate::actor::spawn::{Factory, Source, Spawn, Started};
use crate::actor::{
    Actor, ActorPath, ActorRef, MailboxKind, Metrics, Passivation, Protocol, SendFault, SpawnError,
    StopKind, StopReason, Unsent,
};
use crate::base::limits::REACTIVATION_WAITING;
use crate::base::panic::{catch, contain, discard};
use crate::dispatch::Home;

/// What an activation is made of, and gives back when it ends.
pub(super) struct Parts<A: Actor> {
    pub(super) factory: Box<dyn Fn() -> A + Send + Sync>,
    pub(super) options: Option<Box<Options<A>>>,
}

/// What every activation is spawned with.
pub(super) struct Manners {
    pub(super) mailbox: MailboxKind,
    pub(super) passivation: Passivation,
    pub(super) evictable: bool,
    pub(super) metrics: Option<Metrics>,
    pub(super) identity: Option<Arc<dyn Any + Send + Sync>>,
}

pub(super) enum State<P> {
    Dormant,
    /// A new activation is being built.
    Waking,
    Active(ActorRef<P>),
    /// The activation ends, and has not said so yet.
    Ending,
    Gone,
}

pub(super) struct Inner<P> {
    pub(super) state: State<P>,
    /// What the ending activation had accepted and did not handle.
    pub(super) given_back: VecDeque<P>,
    /// What came while there was no activation to take it.
    pub(super) since: VecDeque<P>,
    /// Whether somebody asked the actor to end, and how at the hardest.
    pub(super) stop: Option<StopKind>,
    /// Whether what waits is being handed to a new activation.
    pub(super) handing: bool,
    /// Whether that one has ended meanwhile, and if so, whether it left memory.
    pub(super) over: Option<bool>,
}

impl<P> Inner<P> {
    fn ask_to_end(&mut self, how: StopKind) {
        let rank = |how: StopKind| match how {
            StopKind::Drain => 1,
            StopKind::Stop => 2,
            StopKind::Kill => 3,
        };
        if self.stop.is_none_or(|before| rank(before) < rank(how)) {
            self.stop = Some(how);
        }
    }
}

/// See the head of this file.
pub(crate) struct Residence<A: Actor> {
    pub(super) path: ActorPath,
    pub(super) uid: u64,
    pub(super) manners: Manners,
    pub(super) parts: Mutex<Option<Parts<A>>>,
    pub(super) inner: Mutex<Inner<A::Protocol>>,
    /// Rung when there may be room.
    pub(super) room: Notify,
}

/// An actor that is built already, for the spawn of an activation.
struct Built<A>(A, Box<dyn Fn() -> A + Send + Sync>);

impl<A> Source<A> for Built<A> {
    type Directive = crate::supervision::Directive;

    fn first(self) -> (A, Option<Box<dyn Fn() -> A + Send + Sync>>) {
        (self.0, Some(self.1))
    }
}

impl<A: Actor> Residence<A> {
    pub(super) fn deliver(
        self: &Arc<Self>,
        home: &Arc<Home>,
        mut message: A::Protocol,
    ) -> Result<(), Unsent<A::Protocol>> {
        let mut ended = None;
        let mut inner = loop {
            let mut inner = self.inner.lock();
            let State::Active(actor) = &inner.state else {
                break inner;
            };
            if ended.as_ref() == Some(actor) {
                // It has ended by itself, and is about to say so.
                inner.state = State::Ending;
                break inner;
            }
            let actor = actor.clone();
            drop(inner);
            match actor.deliver(message) {
                Err(Unsent {
                    fault: SendFault::Stopped,
                    message: back,
                }) => message = back,
                done => return done,
            }
            ended = Some(actor);
        };
        if matches!(inner.state, State::Gone) {
            drop(inner);
            let fault = SendFault::Stopped;
            return Err(Unsent { fault, message });
        }
        if inner.since.len() >= REACTIVATION_WAITING {
            return Err(Unsent {
                fault: SendFault::MailboxFull,
                message,
            });
        }
        inner.since.push_back(carry(message));
        if matches!(inner.state, State::Dormant) {
            inner.state = State::Waking;
            drop(inner);
            // On a task: the factory may take its time, and whoever tells does not wait. Whoever waits for the start hook
            // waits for the answers.
            let waking = Waking(Some((Arc::clone(self), Arc::clone(home))));
            let task = async move { waking.run() };
            Tenant::of(home).spawn_task(Box::pin(task)).detach();
        }
        Ok(())
    }

    /// Makes an activation, and hands it what waits. The state is [`State::Waking`], set by the caller.
    pub(super) fn wake(self: &Arc<Self>, home: &Arc<Home>) -> Result<Started, SpawnError> {
        let (started, mut again) = self.activate(home)?;
        while again {
            again = self.activate(home).is_ok_and(|(_, again)| again);
        }
        Ok(started)
    }

    /// As [`wake`](Self::wake); also whether the activation has ended meanwhile, and another is to be made.
    fn activate(self: &Arc<Self>, home: &Arc<Home>) -> Result<(Started, bool), SpawnError> {
        let built = self.build();
        self.inner.lock().handing = true;
        let begun = built.and_then(|(built, options)| {
            let spawn = Spawn::activation(home, built, options, self.path.clone());
            self.dress(spawn, home).begin()
        });
        let (actor, started) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                self.vanish(home);
                return Err(error);
            }
        };
        let mut inner = self.hand_over(&actor);
        inner.handing = false;
        if let Some(left) = inner.over.take() {
            let again = self.after(inner, home, left);
            self.room.notify_waiters();
            return Ok((started, again));
        }
        // What is not active then has begun to end, and will say so.
        let mut asked = None;
        if matches!(inner.state, State::Waking) {
            Tenant::of(home).lodge(&self.path, self.uid, actor.local());
            inner.state = State::Active(actor.clone());
            asked = inner.stop;
        }
        drop(inner);
        if let Some(how) = asked {
            end(&actor, how);
        }
        self.room.notify_waiters();
        Ok((started, false))
    }

    /// Hands a new activation what waits, as long as it takes it. Nobody else sends to it before.
    fn hand_over(&self, actor: &ActorRef<A::Protocol>) -> MutexGuard<'_, Inner<A::Protocol>> {
        loop {
            let mut inner = self.inner.lock();
            if !matches!(inner.state, State::Waking) || inner.over.is_some() {
                return inner;
            }
            let Some(message) = inner.since.pop_front() else {
                return inner;
            };
            drop(inner);
            if let Err(message) = actor.hand_over(message) {
                // It has ended: what it was handed comes back before this.
                let mut inner = self.inner.lock();
                inner.since.push_front(message);
                if inner.over.is_none() {
                    inner.state = State::Ending;
                }
                return inner;
            }
        }
    }

    /// Fresh state, by the factory.
    #[allow(
        clippy::type_complexity,
        reason = "the pair is taken apart by the one caller"
    )]
    fn build(&self) -> Result<(Built<A>, Option<Box<Options<A>>>), SpawnError> {
        let Some(Parts { factory, options }) = self.parts.lock().take() else {
            return Err(SpawnError::Stopping);
        };
        match catch(&factory) {
            Ok(actor) => Ok((Built(actor, factory), options)),
            Err(payload) => {
                discard(payload);
                Err(SpawnError::Ended("its factory panicked".into()))
            }
        }
    }

    fn dress<S: Source<A>>(
        self: &Arc<Self>,
        mut spawn: Spawn<'static, A, S>,
        home: &Arc<Home>,
    ) -> Spawn<'static, A, S> {
        let manners = &self.manners;
        let given = spawn.given();
        given.passivation = manners.passivation;
        given.evictable = manners.evictable;
        given.metrics = manners.metrics;
        given.identity.clone_from(&manners.identity);
        given.heir = Some(Box::new(Successor {
            residence: Arc::clone(self),
            home: Arc::clone(home),
            leaves: false,
        }));
        spawn.mailbox(manners.mailbox)
    }

    /// Lets the residence be found under its name.
    pub(super) fn announce(self: &Arc<Self>, home: &Arc<Home>) {
        let inner = self.inner.lock();
        let active = match &inner.state {
            State::Active(actor) => actor.local(),
            State::Dormant | State::Waking | State::Ending | State::Gone => None,
        };
        Tenant::of(home).reside(&self.path, self.uid, Arc::clone(self) as _, active);
    }

    /// The activation is gone.
    fn ended(self: &Arc<Self>, home: &Arc<Home>, left: bool) {
        let mut inner = self.inner.lock();
        if inner.handing {
            inner.over = Some(left);
        } else if self.after(inner, home, left) {
            drop(self.wake(home));
        }
    }

    /// What follows an activation that is gone; whether another one is to be made.
    fn after(
        &self,
        mut inner: MutexGuard<'_, Inner<A::Protocol>>,
        home: &Arc<Home>,
        left: bool,
    ) -> bool {
        // Under the lock, so that it does not come after the next one is noted.
        Tenant::of(home).lodge(&self.path, self.uid, None);
        let mut waits = mem::take(&mut inner.given_back);
        waits.append(&mut inner.since);
        inner.since = waits;
        let goes_on = match inner.stop {
            None => left,
            Some(StopKind::Drain) => left && !inner.since.is_empty(),
            Some(StopKind::Stop | StopKind::Kill) => false,
        };
        if !goes_on {
            drop(inner);
            self.vanish(home);
            return false;
        }
        let again = !inner.since.is_empty();
        inner.state = if again { State::Waking } else { State::Dormant };
        again
    }

    /// There will be no activation any more.
    fn vanish(&self, home: &Arc<Home>) {
        let mut inner = self.inner.lock();
        inner.state = State::Gone;
        let mut waits = mem::take(&mut inner.given_back);
        waits.append(&mut inner.since);
        drop(inner);
        let parts = self.parts.lock().take();
        contain(|| drop(parts));
        let services = Tenant::of(home);
        services.release(&self.path, self.uid);
        for message in waits {
            let reason = DeadLetterReason::LeftInMailbox;
            let letter = DeadLetter::new(self.path.clone(), self.uid, message.method(), reason);
            services.dead_letter(letter);
            contain(|| unhandled(|| drop(message)));
        }
        self.room.notify_waiters();
    }

    pub(super) fn stop(&self, home: &Arc<Home>, how: StopKind) {
        let mut inner = self.inner.lock();
        inner.ask_to_end(how);
        match &inner.state {
            State::Active(actor) => {
                let actor = actor.clone();
                drop(inner);
                end(&actor, how);
            }
            State::Dormant => {
                inner.state = State::Gone;
                drop(inner);
                self.vanish(home);
            }
            State::Waking | State::Ending | State::Gone => {}
        }
    }
}

impl<A: Actor> AnyResidence for Residence<A> {
    fn leave(&self) {
        let mut inner = self.inner.lock();
        match inner.state {
            State::Dormant => inner.state = State::Gone,
            // An activation that is there, or begins, ends with the system.
            State::Waking | State::Active(_) | State::Ending | State::Gone => {
                inner.ask_to_end(StopKind::Stop);
                return;
            }
        }
        drop(inner);
        let parts = self.parts.lock().take();
        contain(|| drop(parts));
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

/// Asks an activation to end.
fn end<P: Protocol>(actor: &ActorRef<P>, how: StopKind) {
    match how {
        StopKind::Stop => actor.stop(),
        StopKind::Drain => actor.drain(),
        StopKind::Kill => actor.kill(),
    }
}

/// An activation that is to be made. If it is not, since the tokio runtime has ended, there will be none any more.
struct Waking<A: Actor>(Option<(Arc<Residence<A>>, Arc<Home>)>);

impl<A: Actor> Waking<A> {
    fn run(mut self) {
        if let Some((residence, home)) = self.0.take() {
            drop(residence.wake(&home));
        }
    }
}

impl<A: Actor> Drop for Waking<A> {
    fn drop(&mut self) {
        if let Some((residence, home)) = self.0.take() {
            residence.vanish(&home);
        }
    }
}

/// Tells the residence what its activation leaves, and that it is gone.
struct Successor<A: Actor> {
    residence: Arc<Residence<A>>,
    home: Arc<Home>,
    /// Whether it leaves memory, and may come back.
    leaves: bool,
}

impl<A: Actor> Heir<A::Protocol> for Successor<A> {
    fn keeps(&self) -> bool {
        self.leaves
    }

    fn ends(&mut self, reason: StopReason) -> bool {
        self.leaves = reason == StopReason::Passivated;
        self.leaves
    }

    fn not_started(&mut self, _: &str) {}

    fn idle(&mut self) {}

    fn inherit(&self, message: A::Protocol, _: StopReason) {
        let mut inner = self.residence.inner.lock();
        inner.state = State::Ending;
        inner.given_back.push_back(message);
    }

    fn remains(&mut self, remains: Remains) {
        if let Ok(parts) = remains.downcast::<(Factory<A>, Option<Box<Options<A>>>)>() {
            let (Factory(factory), options) = *parts;
            *self.residence.parts.lock() = Some(Parts { factory, options });
        }
    }

    fn ended(self: Box<Self>) {
        self.residence.ended(&self.home, self.leaves);
    }
}
