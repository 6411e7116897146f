//! The task beside a consumer: it serves one producer, over all its sessions.
//!
//! It drives `proto::Consumer`: frames in, reports out, messages to the actor as asks, answers back in.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::{mpsc, oneshot};

use crate::actor::{Accepts, ActorRef};
use crate::base::limits::{DELIVERY_LINK_FRAMES, DELIVERY_MEMORY};
use crate::base::time::{self, Instant};
use crate::pattern::delivery::asks::{Answer, Asks};
use crate::pattern::delivery::hub::{Hub, Key, SystemEnd};
use crate::pattern::delivery::proto::{
    Consumer, Intake, Outcome, Ticket, ToConsumer, ToProducer, fenced, gone,
};
use crate::pattern::delivery::timer::Timer;
use crate::pattern::delivery::{Delivery, DeliveryId};

/// What reaches an endpoint.
pub(super) enum ToEndpoint<M> {
    /// A session of the producer begins.
    Connect {
        session: u64,
        log: u64,
        intake: Intake<Arc<M>>,
        back: mpsc::Sender<ToProducer>,
        /// Dropped unanswered if the endpoint has ended.
        taken: oneshot::Sender<()>,
    },
    Frame(ToConsumer<Arc<M>>),
}

/// The way to an endpoint.
pub(super) type Link<M> = mpsc::Sender<ToEndpoint<M>>;

/// Connects a session to the endpoint of its consumer, which is started if there is none. None if none starts.
pub(super) async fn connect<M, P>(
    hub: &Arc<Hub>,
    consumer: &ActorRef<P>,
    name: &Arc<str>,
    (session, log): (u64, u64),
    intake: Intake<Arc<M>>,
) -> Option<(Link<M>, mpsc::Receiver<ToProducer>)>
where
    M: Send + Sync + 'static,
    P: Accepts<Delivery<M>, Ok = ()> + Send,
    P::Err: fmt::Display,
{
    let message = TypeId::of::<M>();
    let key: Key = (
        consumer.is_local(),
        consumer.uid(),
        Arc::clone(name),
        message,
    );
    for _ in 0..CONNECTS_MAX {
        let link: Link<M> = hub.endpoint(
            &key,
            |link: &Link<M>| !link.is_closed(),
            || Endpoint::start(hub, consumer, key.clone(), intake),
        );
        let (back, answers) = mpsc::channel(DELIVERY_LINK_FRAMES);
        let (taken, is_taken) = oneshot::channel();
        let hello = ToEndpoint::Connect {
            session,
            log,
            intake,
            back,
            taken,
        };
        // An endpoint that ends at this moment takes no connection: the next look makes a new one.
        if link.send(hello).await.is_ok() && is_taken.await.is_ok() {
            return Some((link, answers));
        }
    }
    None
}

/// How often a connection is tried. Each try meets an endpoint that has just ended, which does not happen many times in a
/// row, unless the runtime has ended and no task starts any more.
const CONNECTS_MAX: u32 = 16;

type Stopped = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What an endpoint knows of a session.
struct Connected<M> {
    back: mpsc::Sender<ToProducer>,
    intake: Intake<Arc<M>>,
}

struct Endpoint<M, P: Accepts<Delivery<M>>> {
    hub: Arc<Hub>,
    key: Key,
    consumer: ActorRef<P>,
    proto: Consumer<Arc<M>>,
    inbox: mpsc::Receiver<ToEndpoint<M>>,
    /// Who is connected, by session and log.
    sessions: BTreeMap<(u64, u64), Connected<M>>,
    asks: Asks<Ticket, P::Err>,
    stopped: Stopped,
    system_end: SystemEnd,
    timer: Timer,
    /// When it may end, if nothing happens until then.
    forget_at: Instant,
}

enum Input<M> {
    Inbox(Option<ToEndpoint<M>>),
    Answer(Ticket, Answer),
    Stopped,
    SystemEnded,
    Timer,
}

impl<M, P> Endpoint<M, P>
where
    M: Send + Sync + 'static,
    P: Accepts<Delivery<M>, Ok = ()> + Send,
    P::Err: fmt::Display,
{
    fn start(hub: &Arc<Hub>, consumer: &ActorRef<P>, key: Key, intake: Intake<Arc<M>>) -> Link<M> {
        let (link, inbox) = mpsc::channel(DELIVERY_LINK_FRAMES);
        let watched = consumer.clone();
        let stopped: Stopped = if consumer.is_local() {
            Box::pin(async move { drop(watched.stopped().await) })
        } else {
            Box::pin(pending())
        };
        let endpoint = Self {
            hub: Arc::clone(hub),
            key,
            consumer: consumer.clone(),
            proto: Consumer::new(hub.next_number(), intake),
            inbox,
            sessions: BTreeMap::new(),
            asks: Asks::new(),
            stopped,
            system_end: hub.end(),
            timer: Timer::default(),
            forget_at: time::later(time::now(), DELIVERY_MEMORY),
        };
        hub.spawn(endpoint.run());
        link
    }

    async fn run(mut self) {
        loop {
            match poll_fn(|cx| self.poll_input(cx)).await {
                Input::Inbox(Some(input)) => {
                    self.forget_at = time::later(time::now(), DELIVERY_MEMORY);
                    self.take(input);
                    // What came with it is answered by one report.
                    while let Ok(more) = self.inbox.try_recv() {
                        self.take(more);
                    }
                }
                Input::Answer(ticket, Answer::Outcome(outcome)) => {
                    self.proto.handle_outcome(time::now(), ticket, outcome);
                }
                Input::Answer(ticket, Answer::Stopped) => {
                    let outcome = Outcome::NotHandled;
                    self.proto.handle_outcome(time::now(), ticket, outcome);
                    return self.leave(true).await;
                }
                Input::Stopped => return self.leave(true).await,
                Input::Inbox(None) | Input::SystemEnded => return self.leave(false).await,
                Input::Timer => {
                    self.prune();
                    if time::now() >= self.forget_at {
                        if self.sessions.is_empty() {
                            return self.leave(false).await;
                        }
                        // As long as somebody is connected, it is not forgotten.
                        self.forget_at = time::later(time::now(), DELIVERY_MEMORY);
                    }
                }
            }
            self.hand_out();
            self.report();
            if self.is_over() {
                return self.leave(false).await;
            }
        }
    }

    /// Whether nothing is left to do, and nothing to remember: a producer without a queue never comes back with the same
    /// numbers. The next run of its name may be connected already and not have spoken yet.
    fn is_over(&self) -> bool {
        let Some((session, log)) = self.proto.producer() else {
            return false;
        };
        let mut sessions = self.sessions.iter();
        session == log
            && self.proto.is_idle()
            && !sessions.any(|(&(other, _), one)| other > session && !one.back.is_closed())
    }

    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<Input<M>> {
        if let Poll::Ready((ticket, answer)) = self.asks.poll_answer(cx) {
            return Poll::Ready(Input::Answer(ticket, answer));
        }
        if let Poll::Ready(input) = self.inbox.poll_recv(cx) {
            return Poll::Ready(Input::Inbox(input));
        }
        // After the answers: what the consumer confirmed before it stopped counts.
        if self.stopped.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Input::Stopped);
        }
        if self.system_end.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Input::SystemEnded);
        }
        let due = self.proto.poll_timeout();
        let wanted = due.map_or(self.forget_at, |due| due.min(self.forget_at));
        self.timer.poll(cx, Some(wanted)).map(|()| Input::Timer)
    }

    fn take(&mut self, input: ToEndpoint<M>) {
        match input {
            ToEndpoint::Connect {
                session,
                log,
                intake,
                back,
                taken,
            } => {
                self.prune();
                let connected = Connected { back, intake };
                self.sessions.insert((session, log), connected);
                // Whoever connects and does not wait for it is found by its closed way back.
                let _ = taken.send(());
            }
            ToEndpoint::Frame(frame) => {
                let session = self.sessions.get(&(frame.session, frame.log));
                let intake = session.map(|session| session.intake);
                self.proto.handle_frame(frame, intake);
            }
        }
    }

    /// Forgets those who listen no more.
    fn prune(&mut self) {
        self.sessions.retain(|_, session| !session.back.is_closed());
    }

    /// Hands out what may be handed out.
    fn hand_out(&mut self) {
        let now = time::now();
        while let Some(handing) = self.proto.poll_handing(now) {
            let log = self.proto.producer().map_or(0, |(_, log)| log);
            let producer = Arc::clone(&self.key.2);
            let seq = handing.seq;
            let id = DeliveryId { producer, log, seq };
            let delivery = Delivery::new(handing.payload, id, handing.attempt);
            self.asks.ask(handing.ticket, &self.consumer, delivery);
        }
    }

    fn report(&mut self) {
        while let Some(answer) = self.proto.poll_transmit() {
            if let Some(session) = self.sessions.get(&(answer.session, answer.log)) {
                // A report that finds no room is not needed: a later one says the same and more.
                let _ = session.back.try_send(answer);
            }
        }
    }

    /// Ends, and takes no more connections. Those who are connected hear why: the consumer is gone, or a later run has
    /// taken over from them.
    async fn leave(mut self, is_gone: bool) {
        self.report();
        let key = self.key.clone();
        self.inbox.close();
        self.hub.forget(&key, |link: &Link<M>| link.is_closed());
        while let Ok(left) = self.inbox.try_recv() {
            // With the consumer gone there is nothing better to come; else the next endpoint takes it.
            if is_gone {
                self.take(left);
            }
        }
        let newest = self.proto.producer();
        for (&(session, log), connected) in &self.sessions {
            let last = match newest {
                _ if is_gone => gone(session, log),
                Some((by, mine)) if session <= by && (session, log) != (by, mine) => {
                    fenced(session, log, by)
                }
                _ => continue,
            };
            // A producer reads what it gets until it ends; then this ends as well.
            let _ = connected.back.send(last).await;
        }
    }
}
