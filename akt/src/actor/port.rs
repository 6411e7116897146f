//! Where this floor must call upward: ports that upper floors implement.
//!
//! | port | asked for | implemented by |
//! |---|---|---|
//! | [`RefTarget`] | delivering to an actor that is no local mailbox | `remote`, `grain`, `pattern::router`, and here for narrowed references |
//! | [`Outbound`] | writing one call into a frame | `remote` |
//! | [`PendingReply`] | waking the asker when the answer of a frame arrives | `actor::glue`, for `remote` |
//! | [`ReplySink`] | sending the answer of an inbound call | `remote` |
//! | `Heir` | taking over what an actor leaves when it ends | `grain`, and here for actors that come back |
//! | `Services` | names, the tree, dead letters, alarms, lifecycle events | `system` |

use std::any::Any;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::actor::cell::{Observation, SystemMessage};
use crate::actor::{
    ActorPath, AnyRef, AskFault, Lifecycle, SendFault, Signal, StopReason, Unsent, current,
};
use crate::base::time::Instant;
use crate::dispatch::task::TaskHandle;
use crate::dispatch::{AlarmId, Handle, Home, Pinned, Ring};
use crate::supervision::Supervision;
use crate::wire::{AlignedBuffer, EncodeError, MethodId};

/// A message on its way to where there was no room for it; made by [`RefTarget::deliver_waiting`].
pub type Waiting<'a, P> = Pin<Box<dyn Future<Output = Result<(), Unsent<P>>> + Send + 'a>>;

/// An actor that is not a mailbox of this process: behind a connection, or to be activated first.
pub trait RefTarget<P>: Send + Sync + 'static {
    /// Takes a message, or gives it back.
    ///
    /// # Errors
    /// Why the message was not taken. `Ok` means that it is on its way, not that it arrived.
    fn deliver(&self, message: P) -> Result<(), Unsent<P>>;

    /// Takes a message that [`deliver`](Self::deliver) gave back as [full](SendFault::is_full), once there is room.
    /// Those who wait are woken in the order in which they began to. Dropping the future delivers nothing.
    ///
    /// A target that is never full, or knows no moment at which it has room, tries once more and waits for nothing.
    fn deliver_waiting(&self, message: P) -> Waiting<'_, P>
    where
        P: Send + 'static,
    {
        Box::pin(ready(self.deliver(message)))
    }

    /// Where the actor is, for people.
    fn path(&self) -> ActorPath;

    /// What tells this target from others: two references are equal when their targets' identities are.
    fn identity(&self) -> u64;

    /// Asks the actor to end.
    fn stop(&self, how: StopKind);

    /// Notes that a tell of this method was given back because the actor has stopped. By default nothing: it is noted
    /// where that is known.
    fn dead_letter(&self, method: &'static str) {
        let _ = method;
    }

    /// The actor of this process that everything goes to, if that is one and stays the same.
    #[doc(hidden)]
    fn local(&self) -> Option<AnyRef> {
        None
    }
}

/// How an actor is asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopKind {
    /// After the current message.
    Stop,
    /// After everything that is queued.
    Drain,
    /// Now: the current future is dropped.
    Kill,
}

/// What a call is written into: first the body, then the commitment.
pub trait Outbound {
    /// Writes the body of a call by `encode`. Nothing is sent before [`Outbound::commit`].
    ///
    /// # Errors
    /// Why the call cannot be sent; `commit` must not follow.
    fn body(
        &mut self,
        method: MethodId,
        fingerprint: u32,
        encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
    ) -> Result<(), SendFault>;

    /// Queues the call whose body was written. `pending` is told the outcome; `None` for a tell.
    fn commit(&mut self, pending: Option<Box<dyn PendingReply>>);
}

/// An asker that waits for the answer of a frame.
pub trait PendingReply: Send + Sync {
    /// Takes the bytes of the answer, or why there is none.
    fn complete(self: Box<Self>, outcome: Result<&[u8], AskFault>);
}

/// Where the answer of an inbound call goes.
pub trait ReplySink: Send + Sync {
    /// Sends the answer that `encode` writes.
    fn reply(
        self: Box<Self>,
        encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
    );

    /// Sends why there is no answer.
    fn fault(self: Box<Self>, fault: AskFault);

    /// Notes that the call was not handled, because whoever asked had stopped waiting when its turn came.
    fn late(self: Box<Self>) {
        self.fault(AskFault::Timeout);
    }
}

/// A call from another node, not decoded yet.
pub struct InboundCall {
    /// The method.
    pub method: MethodId,
    /// What the caller takes the method's types to be.
    pub fingerprint: u32,
    /// The arguments, as rkyv bytes aligned to 16.
    pub body: Bytes,
    /// How often the call was passed on between nodes.
    pub hops: u8,
    /// Where the answer goes; `None` for a tell.
    pub sink: Option<Box<dyn ReplySink>>,
    /// When whoever asked stops waiting, by the clock of this node; `None` for a tell.
    pub(crate) deadline: Option<Instant>,
}

impl fmt::Debug for InboundCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InboundCall")
            .field("method", &self.method)
            .field("bytes", &self.body.len())
            .field("asked", &self.sink.is_some())
            .finish_non_exhaustive()
    }
}

/// A message that reached no handler.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeadLetter {
    /// Whom it was for.
    pub path: ActorPath,
    /// The incarnation that it was for; 0 if that is not known.
    pub uid: u64,
    /// The method that it called.
    pub method: &'static str,
    /// Why it was not handled.
    pub reason: DeadLetterReason,
    /// The actor that sent it, or set the schedule that did, if that is known: of a message that could not be taken as it
    /// was sent. Messages do not carry their sender, so it is not known of those that an actor had taken, and left; those
    /// that were sent outside of actors, and those from other nodes, have none.
    pub sender: Option<ActorPath>,
}

impl DeadLetter {
    pub(crate) fn new(
        path: ActorPath,
        uid: u64,
        method: &'static str,
        reason: DeadLetterReason,
    ) -> Self {
        Self {
            path,
            uid,
            method,
            reason,
            sender: None,
        }
    }

    /// The same, of a message that is being sent on this thread.
    #[must_use]
    pub(crate) fn sent_here(mut self) -> Self {
        self.sender = current::sender().map(|sender| sender.path);
        self
    }
}

/// Why a message reached no handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeadLetterReason {
    /// It was told to an actor that had stopped.
    Stopped,
    /// It was still in the mailbox when the actor stopped.
    LeftInMailbox,
    /// It could not be sent: the node that it was for was not reached, or this one was shutting down.
    ///
    /// What had been handed to a connection that is lost then makes no dead letter. It may have arrived, and nobody
    /// knows how much of it did.
    Undeliverable,
    /// It came from another node, and this one did not take it: there is no such actor here, its mailbox is full, or the
    /// grain is not run here.
    Refused,
    /// It came from another node and could not be decoded.
    Undecodable,
    /// It was published to an actor whose bounded mailbox was full.
    MailboxFull,
    /// It was in the stash when the actor stopped.
    LeftInStash,
    /// It came in a state in which it is not handled, and the stash was full.
    StashFull,
    /// It came in a state in which it is not handled.
    WrongState,
    /// The mailbox was full, and drops what is too much.
    Dropped,
    /// It was sent when its time had come, by a schedule, and there was no room for it.
    NoRoom,
}

impl fmt::Display for DeadLetterReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stopped => "the actor had stopped",
            Self::LeftInMailbox => "left in the mailbox of an actor that stopped",
            Self::Undeliverable => "could not be sent",
            Self::Refused => "came from another node and was not taken",
            Self::Undecodable => "could not be decoded",
            Self::MailboxFull => "the mailbox was full",
            Self::LeftInStash => "left in the stash of an actor that stopped",
            Self::StashFull => "the stash was full",
            Self::WrongState => "not handled in the state of the actor",
            Self::Dropped => "dropped by a full mailbox",
            Self::NoRoom => "there was no room when its time came",
        })
    }
}

/// What stays of an actor that comes back, as its system keeps it.
pub(crate) trait AnyResidence: Send + Sync + 'static {
    /// The system shuts down: the actor does not come back any more.
    fn leave(&self);

    /// Itself, by its own type.
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

/// What an actor was made by: a value of a type that its heir knows.
pub(crate) type Remains = Box<dyn Any + Send>;

/// Who takes over what an actor leaves when it ends. It is called in the actor's last turn and must not block.
pub(crate) trait Heir<P>: Send {
    /// The actor ends for this reason; before everything else. Whether the heir takes its messages: else they are dead
    /// letters.
    fn ends(&mut self, reason: StopReason) -> bool {
        let _ = reason;
        true
    }

    /// Whether the heir takes what an actor was made by, [`Heir::remains`].
    fn keeps(&self) -> bool {
        false
    }

    /// Takes the factory and the options of the actor, as a pair; before [`Heir::ended`].
    fn remains(&mut self, remains: Remains) {
        drop(remains);
    }

    /// The actor ends because it did not start, or stopped itself in its start hook; before everything else.
    fn not_started(&mut self, why: &str);

    /// The actor has a start hook, and ends before it has taken a message.
    fn idle(&mut self);

    /// Takes a message that the actor had accepted and did not handle; in their order, before [`Heir::ended`].
    fn inherit(&self, message: P, reason: StopReason);

    /// The actor is gone, and its state is dropped.
    fn ended(self: Box<Self>);
}

/// What a system does when the time for it has come.
pub(crate) enum Alarm {
    /// Runs this, on the task that drives all alarms of the system: it must be quick and must not block.
    ///
    /// While it waits it keeps alive what it holds, and with a handle or an actor the system; the scheduler of the
    /// system therefore holds neither.
    Job(Box<dyn FnOnce() + Send>),
    /// Wakes the actor, which knows what for.
    Wake(AnyRef),
    /// Tells the actor by its mailbox that this timer of its own rang.
    Timer {
        /// Whose timer it is.
        actor: AnyRef,
        /// Its number.
        number: u64,
    },
    /// Tells the actor that it waits for this answer no longer.
    Late {
        /// Who waits.
        actor: AnyRef,
        /// For what.
        id: u64,
    },
}

impl Ring for Alarm {
    fn ring(self) {
        match self {
            Self::Job(job) => job(),
            Self::Wake(actor) => actor.wake(),
            Self::Timer { actor, number } => {
                actor.signal(Signal::Timer(number));
            }
            Self::Late { actor, id } => actor.send_system(SystemMessage::Late { id }),
        }
    }
}

/// What is done when a failure is escalated by an actor at the top, above which is nobody to decide. Set by
/// `ActorSystemBuilder::on_top_failure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TopFailure {
    /// The actor is stopped, with everything under it.
    #[default]
    Stop,
    /// The actor is stopped, and the whole system shuts down.
    Shutdown,
}

/// What a [`Home`] keeps for this floor: the system whose actors live there.
pub(crate) struct Tenant(Arc<dyn Services>);

impl Tenant {
    /// The home of the actors of `services` that `dispatcher` runs.
    pub(crate) fn home(
        dispatcher: Handle,
        throughput: u32,
        pinned: Option<Pinned>,
        services: Arc<dyn Services>,
    ) -> Arc<Home> {
        let tenant = Box::new(Self(services));
        Arc::new(Home {
            dispatcher,
            throughput,
            pinned,
            tenant,
        })
    }

    /// The system whose actors live there.
    pub(crate) fn of(home: &Home) -> &dyn Services {
        match home.tenant.downcast_ref::<Self>() {
            Some(tenant) => &*tenant.0,
            None => unreachable!("invariant: only this type makes homes"),
        }
    }
}

/// What a system counts of its actors.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tally {
    /// It failed, whatever is done about that.
    Failed,
    Restarted,
    Ended {
        reason: StopReason,
        /// The messages that it has handled.
        processed: u64,
    },
}

/// What a cell needs of its system.
pub(crate) trait Services: Send + Sync + 'static {
    /// Notes a message that reached no handler.
    fn dead_letter(&self, letter: DeadLetter);

    /// Whether messages of remote actors are put onto the wire and taken off it again although they stay in the process.
    fn always_serialises(&self) -> bool {
        false
    }

    /// Whether anybody looks at lifecycle events. One atomic load: asked before an event is made.
    fn observes_lifecycle(&self) -> bool {
        false
    }

    /// Tells those who look on what happened to an actor. Never blocks.
    fn lifecycle(&self, event: Lifecycle) {
        drop(event);
    }

    /// Counts what happens to the actor `uid`. Never blocks.
    fn tally(&self, uid: u64, what: Tally) {
        let _ = (uid, what);
    }

    /// Counts the spawn of the actor `uid`; tells what is observed of the messages of actors that do not say it themselves.
    /// Never blocks.
    fn spawned(&self, uid: u64) -> Observation {
        let _ = uid;
        Observation::default()
    }

    /// Reserves a path for the actor `uid`, which is about to start. False if it is taken.
    fn reserve(&self, path: &ActorPath, uid: u64) -> bool;

    /// Makes a started actor visible under the path that it reserved, unless it has given it up already.
    fn publish(&self, path: &ActorPath, actor: AnyRef);

    /// Keeps, under the path that `uid` reserved, what finds an actor that comes back, and its activation if there is one.
    fn reside(
        &self,
        path: &ActorPath,
        uid: u64,
        residence: Arc<dyn AnyResidence>,
        active: Option<AnyRef>,
    ) {
        let _ = (path, uid, residence, active);
    }

    /// Notes the activation of an actor that comes back, once it [resides](Self::reside); `None`: there is none.
    fn lodge(&self, path: &ActorPath, uid: u64, active: Option<AnyRef>) {
        let _ = (path, uid, active);
    }

    /// Frees the path of the actor `uid`.
    fn release(&self, path: &ActorPath, uid: u64);

    /// Keeps a top-level actor until it ends, and tells it its place. False if the system is stopping.
    fn adopt(&self, actor: AnyRef) -> bool;

    /// Lets go of a top-level actor that ended; `place` is what `adopt` told it.
    fn orphan(&self, place: u32);

    /// Rings `alarm` at `due`: never before, and about a millisecond later at most. Drops it when the system has shut
    /// down, or does so before.
    fn set_alarm(&self, due: Instant, alarm: Alarm) -> AlarmId;

    /// Takes an alarm back and drops it; false when it rings, has rung or was cancelled.
    fn cancel_alarm(&self, id: AlarmId) -> bool;
    /// The supervision of actors that have none of their own.
    fn supervision(&self) -> &Supervision;

    /// Where the actors of the dispatcher with that name live.
    fn dispatcher(&self, name: &str) -> Option<Arc<Home>>;

    /// A home for one actor, on a thread of its own; what it spawns lives `around`.
    fn pin(&self, around: Arc<Home>) -> std::io::Result<Arc<Home>>;

    /// 64 random bits.
    fn random(&self) -> u64;

    /// What is done when a failure reaches the top.
    fn top_failure(&self) -> TopFailure;

    /// Starts a task on the system's runtime.
    fn spawn_task(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) -> TaskHandle;

    /// Begins the shutdown of the system, and does not wait for it.
    fn request_shutdown(&self);

    /// The system itself, for the floors that know its type.
    fn as_any(&self) -> &(dyn Any + Send + Sync);
}
