//! The engine: one allocation per actor.
//!
//! ```text
//! Cell<A>
//! ├─ Head<P>          what references see; P is the actor's protocol
//! │  ├─ Base          what type-erased references see: gate, count, system lane, identity
//! │  └─ lane          the mailbox
//! └─ Body<A>          what only the owner of a turn sees: state, context, the pending future
//! ```
//!
//! | file | holds |
//! |---|---|
//! | `birth.rs` | making and freeing a cell |
//! | `future.rs` | where a handler's future lives while it is pending |
//! | `cold.rs` | what most actors never need, shared |
//! | `turn.rs` | one turn: system messages, then messages up to the budget |
//! | `told.rs` | what an actor is told on its system lane |
//! | `deliver.rs` | how a message reaches the actor that does not come straight from the mailbox |
//! | `life.rs` | start, suspension, stop |
//! | `idle.rs` | passivation: when an actor leaves by itself |
//! | `fault.rs` | failure, restart, escalation |
//! | `entry.rs` | how messages and signals get into the mailbox |
//! | `observe.rs` | handling times and spans of messages |
//! | `stats.rs` | what others can read of an actor |
//! | `end.rs` | the last thing that an actor does |
//! | `watchers.rs` | who is told then |
//! | `weak.rs` | references that do not keep the cell |
//! | `work.rs` | what waits inside beside the mailbox: stash, answers |
//! | `kept.rs` | messages that wait inside, in their order |
//! | `timers.rs` | the timers of one actor |
//! | `waker.rs` | what handlers' futures wake the actor by |
//!
//! # Soundness
//!
//! - `Base` and `Head` are shared and hold only atomics, values that never change, and the lane.
//! - `Body` belongs to whoever owns the actor: the holder of its one claim (see `queue::gate` and
//!   `dispatch::runnable`). Ownership passes with Acquire/Release on the gate's word or through a run queue.
//! - A cell is freed when its count is zero. References count one each; a live actor counts one for itself, which
//!   is given up at the end of its last turn, so a claim never outlives its cell. Wakers that handlers clone count.
//! - While a future is parked it borrows `actor` and `ctx` of the body: then the engine touches only `engine`,
//!   `pending` and `rare`, by pointers to these fields, never by a reference to the whole body.

mod birth;
mod cold;
mod deliver;
mod end;
mod entry;
mod fault;
mod future;
mod idle;
mod kept;
mod life;
#[cfg(all(test, akt_loom))]
mod loom_tests;
mod observe;
mod stats;
mod timers;
mod told;
mod turn;
mod waker;
mod watchers;
mod weak;
mod work;

use std::any::{Any, TypeId};
use std::mem::offset_of;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

use crate::actor::bound::Bound;
use crate::actor::options::Options;
use crate::actor::port::{Heir, Services, Tenant};
use crate::actor::reply::Reply;
use crate::actor::{
    Actor, ActorPath, AnyRef, Ctx, InboundCall, Lifecycle, MessageContext, SendFault, Signal,
    SpawnError, StopKind, StopReason, Terminated,
};
use crate::base::id::base36;
#[cfg(not(akt_sanitize))]
use crate::base::sync::fence;
use crate::base::sync::{AtomicU8, AtomicUsize, Ordering, UnsafeCell};
use crate::base::time::Instant;
use crate::dispatch::{AlarmId, Home, RunVTable, Runnable, TaskHead};
use crate::queue::{Gate, Lane, Mark, Stack};
use crate::supervision::{Budget, ChildFailure};

use birth::free;
pub(crate) use birth::{Birth, abort, create};
use cold::{ColdCell, Order};
use entry::{inbound, signal};
pub(crate) use future::Parked;
pub use future::{HookSlot, Slot, Step};
pub(crate) use idle::{Idle, Leave};
pub(crate) use observe::Observation;
use observe::Observer;
pub(crate) use timers::{Action, Timer};
use watchers::Watchers;
pub(crate) use watchers::{Watcher, notify};
pub(crate) use weak::WeakPlace;
pub(crate) use work::{Wait, Work};

/// A message on the system lane.
pub(crate) enum SystemMessage {
    Stop(StopKind),
    Watch(Watcher),
    Unwatch {
        watcher: u64,
    },
    /// Handle no messages until further notice.
    Suspend,
    /// Go on after a suspension.
    Reinstate,
    /// Start anew with fresh state, though nothing failed.
    Restart,
    /// A sibling failed, and the strategy of the parent says that this is to be done here as well.
    Follow(Order),
    /// A child failed, is suspended, and waits for what this actor decides.
    Escalated(Arc<ChildFailure>),
    /// What the actor waits for without being suspended is there.
    Answer {
        id: u64,
        answer: Box<dyn Any + Send>,
    },
    /// A future that the actor left behind its mailbox is over, so that another one may begin.
    Room,
    /// What the actor waits for without being suspended did not come in time.
    Late {
        id: u64,
    },
    /// Leave memory, or do not.
    Leave(Leave),
}

/// Delivers a call from another node, or gives it back.
type Inbound = unsafe fn(NonNull<Base>, InboundCall) -> Result<(), (SendFault, InboundCall)>;

/// What type-erased references can do with a cell.
#[repr(C)]
pub(crate) struct CellVTable {
    /// First, since the dispatcher finds it by the pointer to the whole.
    run: RunVTable,
    /// Frees the cell, and gives back the count that it had of its parent.
    free: unsafe fn(NonNull<Base>) -> Option<NonNull<Base>>,
    signal: unsafe fn(NonNull<Base>, Signal) -> bool,
    inbound: Inbound,
    /// How many messages wait in the mailbox.
    waiting: unsafe fn(NonNull<Base>) -> usize,
    state_name: fn(u8) -> &'static str,
    pub(crate) name: &'static str,
    pub(crate) remote: bool,
    pub(crate) protocol: fn() -> TypeId,
    pub(crate) methods: fn() -> Vec<crate::actor::MethodInfo>,
}

/// The part of a cell that knows no types.
///
/// What a sender touches for each message fills the first cache line, and the owner writes nothing there while it
/// handles messages: on other lines the two sides would take them from each other at every message.
#[repr(C)]
pub(crate) struct Base {
    task: TaskHead,
    pub(crate) gate: Gate,
    refs: AtomicUsize,
    system: Stack<SystemMessage>,
    /// The room in a bounded mailbox.
    pub(crate) bound: Option<Arc<Bound>>,
    pub(crate) uid: u64,
    cold: ColdCell,
    parent: Option<AnyRef>,
    /// How many messages the actor has taken. Only the owner of a turn writes it.
    processed: AtomicU64,
    /// Where the system keeps a top-level actor.
    place: AtomicU32,
    /// Why the actor ended, as [`StopReason::code`]; written before the system lane is closed.
    reason: AtomicU8,
    /// Whether the actor is suspended, for those who ask. Only the owner of a turn writes it.
    suspended: AtomicBool,
    /// Its state of behaviour, for those who ask. Only the owner of a turn writes it.
    state: AtomicU8,
    /// Whether it may be taken out of memory when it has nothing to do.
    pub(crate) evictable: bool,
}

const _: () = assert!(offset_of!(Base, uid) < 64, "senders need one cache line");

/// The part of a cell that references see.
#[repr(C)]
pub(crate) struct Head<P> {
    pub(crate) base: Base,
    pub(crate) lane: Lane<P>,
}

/// An actor.
#[repr(C)]
pub(crate) struct Cell<A: Actor> {
    head: Head<A::Protocol>,
    body: UnsafeCell<Body<A>>,
}

/// What only the owner of a turn touches.
struct Body<A: Actor> {
    /// First, so that it is dropped before what it borrows.
    pending: Option<Parked>,
    actor: Option<A>,
    ctx: Ctx<A>,
    engine: Engine,
    rare: Option<Box<Rare<A>>>,
}

/// Where an actor is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The start hook has not run.
    New,
    /// It is visible, and its hook for that moment has not run.
    Started,
    Running,
    /// Waits for its children to end, and for the pause before a restart to pass, before fresh state is built.
    Restarting,
    /// Waits for its children to end before its stop hook runs.
    Stopping,
    /// The stop hook is through.
    Ended,
}

/// What the pending future is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Activity {
    Message,
    StartHook,
    StartedHook,
    StopHook,
}

/// The engine's own few bytes of a body.
struct Engine {
    phase: Phase,
    activity: Activity,
    /// The strongest stop that was asked for.
    stop: Option<StopKind>,
    /// Whether it ends because it failed.
    failed: bool,
    /// Whether it ends because it had nothing to do.
    passivated: bool,
    /// Whether the start hook is through and the state has not failed since: then it has earned its stop hook.
    started: bool,
    /// Whether it is suspended.
    held: bool,
    /// Its state of behaviour, by its index.
    state: u8,
    /// Whether its mailbox is one with a lock.
    side: bool,
    /// Whether the message that is handled carries a context.
    carries: bool,
    /// Whether something is to be looked at before the next message: a stop, a suspension.
    attention: bool,
    /// Whether the children were told to stop in this phase.
    children_told: bool,
    /// Whether the actor may leave memory by itself, so that it is to be looked at when its mailbox is empty.
    leaves: bool,
    /// Whether its messages are observed one by one.
    observed: bool,
    /// Messages taken from a bounded mailbox whose permits are not given back yet.
    taken: u8,
    /// How many of them are given back at once; 0 if the mailbox is not bounded. Kept here, since to look for the bound
    /// would be to touch the line of the senders.
    batch: u8,
}

/// What most actors never need, and only the owner of a turn touches.
struct Rare<A: Actor> {
    factory: Option<Box<dyn Fn() -> A + Send + Sync>>,
    options: Option<Box<Options<A>>>,
    budget: Budget,
    /// Whom to tell that the actor has started; taken by the first start that succeeds or fails for good.
    started: Option<Reply<(), SpawnError>>,
    /// How often the first start was tried again.
    start_retries: u32,
    watchers: Watchers,
    /// Up to where a drain handles messages.
    drain: Option<Mark>,
    /// Takes the messages that are left when the actor ends, instead of the dead letters.
    heir: Option<Box<dyn Heir<A::Protocol>>>,
    /// When something is to be done that nobody else would wake the actor for: a pause or a hook is over.
    due: Option<Due>,
    /// Whether somebody asked for fresh state.
    restart_asked: bool,
    /// Whether it is suspended because it failed and could not be restarted any more.
    suspended_by_failure: bool,
    /// Children that wait for what this actor, or one above it, decides about their failures.
    escalated: Vec<u64>,
    /// What the message carries that is handled now.
    context: Option<MessageContext>,
    /// The last number that a wait, a timer or a message that was kept back has got.
    last_id: u64,
    work: Option<Box<Work<A>>>,
    /// When it leaves memory by itself.
    idle: Option<Box<Idle>>,
    /// What observes its messages.
    observer: Option<Box<Observer>>,
}

/// A moment at which the actor is woken.
struct Due {
    at: Instant,
    alarm: AlarmId,
}

impl<A: Actor> Default for Rare<A> {
    fn default() -> Self {
        Self {
            factory: None,
            options: None,
            budget: Budget::default(),
            started: None,
            start_retries: 0,
            watchers: Watchers::default(),
            drain: None,
            heir: None,
            due: None,
            restart_asked: false,
            suspended_by_failure: false,
            escalated: Vec::new(),
            context: None,
            last_id: 0,
            work: None,
            idle: None,
            observer: None,
        }
    }
}

impl<A: Actor> Rare<A> {
    /// A number that nothing in this actor has or had.
    fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}

/// What a cell is made of beside its actor's own state; a state of one word with a value to spare makes it 192.
/// Loom's atomics are larger than those they stand for.
#[cfg(not(akt_loom))]
const _: () = assert!(
    size_of::<Head<()>>()
        + size_of::<Option<Parked>>()
        + size_of::<Ctx<()>>()
        + size_of::<Engine>()
        + size_of::<Option<Box<()>>>()
        <= 184,
    "a million idle actors are 192 MB"
);

struct VTableOf<A>(std::marker::PhantomData<A>);

impl<A: Actor> VTableOf<A> {
    const VTABLE: CellVTable = CellVTable {
        run: RunVTable {
            run: turn::run::<A>,
        },
        free: free::<A>,
        signal: signal::<A>,
        inbound: inbound::<A>,
        waiting: stats::waiting::<A>,
        state_name: stats::state_name::<A>,
        name: A::NAME,
        remote: <A::Remoting as crate::actor::Remoting>::REMOTE,
        protocol: TypeId::of::<A::Protocol>,
        methods: <A::Protocol as crate::actor::WireProtocol>::methods,
    };
}

#[allow(unsafe_code)]
impl Base {
    /// Schedules the actor.
    ///
    /// # Safety
    /// `base` is the start of a live cell, and its gate said that the caller must schedule it.
    #[inline]
    pub(crate) unsafe fn schedule(base: NonNull<Self>) {
        // SAFETY: as the caller promises, it has the one claim; the base is the start of its cell.
        unsafe { Runnable::claim(base.cast()) }.schedule();
    }

    /// Wakes the actor, to look at its system lane and its pending future.
    ///
    /// # Safety
    /// `base` is the start of a live cell.
    pub(crate) unsafe fn wake(base: NonNull<Self>) {
        // SAFETY: as the caller promises.
        if unsafe { base.as_ref() }.gate.nudge() {
            // SAFETY: the gate said so.
            unsafe { Self::schedule(base) };
        }
    }

    /// Sends a system message; gives it back if the actor has ended.
    ///
    /// # Safety
    /// `base` is the start of a live cell.
    pub(crate) unsafe fn system(
        base: NonNull<Self>,
        message: SystemMessage,
    ) -> Result<(), SystemMessage> {
        // SAFETY: as the caller promises.
        unsafe { base.as_ref() }.system.push(message)?;
        // SAFETY: as the caller promises.
        unsafe { Self::wake(base) };
        Ok(())
    }

    /// The path of the actor: stored if it or a parent of it is named, computed else.
    pub(crate) fn path(&self) -> ActorPath {
        if let Some(path) = self.named() {
            return path.clone();
        }
        // A loop, since a tree may be deeper than a stack.
        let mut nameless = vec![self.uid];
        let mut above = &self.parent;
        let mut path = loop {
            let Some(parent) = above else {
                break ActorPath::USER.to_owned();
            };
            if let Some(path) = parent.base().named() {
                break path.as_str().to_owned();
            }
            nameless.push(parent.base().uid);
            above = &parent.base().parent;
        };
        for uid in nameless.iter().rev() {
            path.push_str("/$");
            path.push_str(&base36(*uid));
        }
        ActorPath::new(path)
    }

    /// Where the actor lives.
    pub(crate) fn home(&self) -> &Arc<Home> {
        &self.task.home
    }

    /// The system of the actor.
    pub(crate) fn services(&self) -> &dyn Services {
        Tenant::of(&self.task.home)
    }

    /// What can be done with this cell, whose type is not known here.
    pub(crate) fn vtable(&self) -> &'static CellVTable {
        // SAFETY: `create` made the pointer from that to a whole table, which is a constant.
        unsafe { self.task.vtable.cast::<CellVTable>().as_ref() }
    }

    /// How many messages the actor has taken.
    pub(crate) fn processed(&self) -> u64 {
        self.processed.load(Ordering::Relaxed)
    }

    /// Whether the actor is suspended.
    pub(crate) fn is_suspended(&self) -> bool {
        self.suspended.load(Ordering::Acquire)
    }

    /// What those are told who ask after the end.
    pub(crate) fn terminated(&self) -> Terminated {
        let reason = StopReason::from_code(self.reason.load(Ordering::Relaxed));
        Terminated::new(self.path(), self.uid, reason, self.ended_by())
    }

    /// Tells those who look on what happens to the actor; nothing is made if nobody does.
    pub(crate) fn event(&self, make: impl FnOnce(ActorPath, u64) -> Lifecycle) {
        let services = self.services();
        if services.observes_lifecycle() {
            services.lifecycle(make(self.path(), self.uid));
        }
    }

    /// Remembers where the system keeps this top-level actor.
    pub(crate) fn set_place(&self, place: u32) {
        self.place.store(place, Ordering::Relaxed);
    }

    fn place(&self) -> u32 {
        self.place.load(Ordering::Relaxed)
    }

    pub(crate) fn retain(&self) {
        // An overflow would need more references than there are bytes of memory.
        self.refs.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives up one count.
    ///
    /// # Safety
    /// The caller owns a count and does not use the cell again.
    pub(crate) unsafe fn release(base: NonNull<Self>) {
        let mut next = Some(base);
        // The last one of a cell gives up one of its parent's: in a loop, since a tree may be deeper than a stack.
        while let Some(base) = next {
            // SAFETY: the caller's count, or the child's, keeps the cell alive until the subtraction.
            let refs = &unsafe { base.as_ref() }.refs;
            if refs.fetch_sub(1, Ordering::Release) != 1 {
                return;
            }
            // The thread sanitizer does not know fences: it sees the same edge in a load.
            #[cfg(akt_sanitize)]
            refs.load(Ordering::Acquire);
            #[cfg(not(akt_sanitize))]
            fence(Ordering::Acquire);
            // SAFETY: nobody else can reach the cell; its vtable is never changed.
            let free = unsafe { base.as_ref() }.vtable().free;
            // SAFETY: the count is zero, and the vtable fits the cell.
            next = unsafe { free(base) };
        }
    }

    /// Delivers a signal; false if the actor has ended.
    ///
    /// # Safety
    /// `base` is the start of a live cell.
    pub(crate) unsafe fn deliver_signal(base: NonNull<Self>, signal: Signal) -> bool {
        // SAFETY: as the caller promises.
        let deliver = unsafe { base.as_ref() }.vtable().signal;
        // SAFETY: the vtable fits the cell.
        unsafe { deliver(base, signal) }
    }

    /// Delivers a call from another node.
    ///
    /// # Safety
    /// `base` is the start of a live cell.
    pub(crate) unsafe fn deliver_inbound(
        base: NonNull<Self>,
        call: InboundCall,
    ) -> Result<(), (SendFault, InboundCall)> {
        // SAFETY: as the caller promises.
        let deliver = unsafe { base.as_ref() }.vtable().inbound;
        // SAFETY: the vtable fits the cell.
        unsafe { deliver(base, call) }
    }
}
