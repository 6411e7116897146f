//! Making a cell, and freeing it.

use std::alloc::Layout;
use std::any::Any;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

use super::{
    Activity, Base, Body, Cell, CellVTable, ColdCell, Engine, Head, Idle, Observation, Observer,
    Phase, Rare, SystemMessage, VTableOf,
};
use crate::actor::bound::Bound;
use crate::actor::options::Options;
use crate::actor::port::Heir;
use crate::actor::reply::Reply;
use crate::actor::{Actor, ActorPath, AnyRef, Ctx, SpawnError, StopKind, StopReason};
use crate::base::sync::{AtomicU8, AtomicUsize, UnsafeCell};
use crate::dispatch::{Home, Pace, Runnable, TaskHead};
use crate::queue::{Gate, Lane, Stack, pool};

/// What a new cell is made of.
pub(crate) struct Birth<A: Actor> {
    pub(crate) actor: A,
    pub(crate) factory: Option<Box<dyn Fn() -> A + Send + Sync>>,
    pub(crate) options: Option<Box<Options<A>>>,
    pub(crate) started: Option<Reply<(), SpawnError>>,
    pub(crate) home: Arc<Home>,
    pub(crate) parent: Option<AnyRef>,
    pub(crate) named: Option<ActorPath>,
    pub(crate) identity: Option<Arc<dyn Any + Send + Sync>>,
    pub(crate) bound: Option<Arc<Bound>>,
    pub(crate) heir: Option<Box<dyn Heir<A::Protocol>>>,
    pub(crate) idle: Option<Box<Idle>>,
    pub(crate) observation: Observation,
    pub(crate) uid: u64,
}

impl<A: Actor> Birth<A> {
    /// Whether the actor has something to do before its first message.
    pub(crate) fn begins(&self) -> bool {
        A::HAS_START || A::HAS_STARTED || self.idle.as_ref().is_some_and(|idle| idle.has_clock())
    }
}

/// Makes a cell with two counts: one for the actor itself, one for the returned pointer. If it [has something to do
/// first](Birth::begins), the cell is open and the caller must schedule it; else it is idle.
#[allow(unsafe_code)]
pub(crate) fn create<A: Actor>(birth: Birth<A>) -> NonNull<Head<A::Protocol>> {
    let vtable: &'static CellVTable = const { &VTableOf::<A>::VTABLE };
    let (begins, leaves) = (birth.begins(), birth.idle.is_some());
    let observed = birth.observation.is_needed();
    let memory = pool::raw_alloc(Layout::new::<Cell<A>>()).cast::<Cell<A>>();
    let rare = (birth.factory.is_some()
        || birth.started.is_some()
        || birth.heir.is_some()
        || leaves
        || observed
        || birth.options.is_some())
    .then(|| {
        Box::new(Rare {
            factory: birth.factory,
            options: birth.options,
            started: birth.started,
            heir: birth.heir,
            idle: birth.idle,
            observer: observed.then(|| Observer::new(birth.observation)),
            ..Rare::default()
        })
    });
    let base = Base {
        task: TaskHead {
            vtable: NonNull::from(vtable).cast(),
            home: birth.home,
        },
        gate: if begins {
            Gate::new_open()
        } else {
            Gate::new()
        },
        refs: AtomicUsize::new(2),
        system: Stack::new(),
        bound: birth.bound,
        uid: birth.uid,
        cold: ColdCell::new(birth.named, birth.observation),
        parent: birth.parent,
        processed: AtomicU64::new(0),
        place: AtomicU32::new(u32::MAX),
        reason: AtomicU8::new(StopReason::AlreadyStopped.code()),
        suspended: AtomicBool::new(false),
        state: AtomicU8::new(0),
        evictable: leaves,
    };
    let engine = Engine {
        leaves,
        ..engine::<A>(base.bound.as_deref(), observed)
    };
    let dependencies = rare
        .as_ref()
        .and_then(|rare| rare.options.as_ref())
        .map(|options| options.dependencies.clone());
    let ctx = Ctx::new(memory.cast(), birth.identity, dependencies);
    let body = Body {
        actor: Some(birth.actor),
        ctx,
        pending: None,
        engine,
        rare,
    };
    let cell = Cell {
        head: Head {
            base,
            lane: Lane::new(),
        },
        body: UnsafeCell::new(body),
    };
    // SAFETY: fresh memory of this layout.
    unsafe { memory.write(cell) };
    memory.cast()
}

/// The engine of a new actor.
fn engine<A: Actor>(bound: Option<&Bound>, observed: bool) -> Engine {
    let side = bound.is_some_and(|bound| bound.side::<A::Protocol>().is_some());
    Engine {
        phase: if A::HAS_START {
            Phase::New
        } else {
            Phase::after_start::<A>()
        },
        activity: Activity::Message,
        stop: None,
        failed: false,
        passivated: false,
        started: !A::HAS_START,
        held: false,
        state: 0,
        side,
        carries: false,
        attention: side || observed,
        children_told: false,
        leaves: false,
        observed,
        taken: 0,
        batch: bound.map_or(0, Bound::batch),
    }
}

/// Ends an actor that nobody else knows and that has never run, on this thread. Its heir is not told: for the one
/// who wanted to spawn it, it never was.
///
/// # Safety
/// `head` is the start of a `Cell<A>` that [`create`] made, to which the caller has the only references.
#[allow(unsafe_code)]
pub(crate) unsafe fn abort<A: Actor>(head: NonNull<Head<A::Protocol>>) {
    // SAFETY: as the caller promises.
    let body = unsafe { head.cast::<Cell<A>>().as_ref() }
        .body
        .with_mut(|body| body);
    // SAFETY: nobody runs the actor.
    drop(
        unsafe { &mut (*body).rare }
            .as_mut()
            .and_then(|rare| rare.heir.take()),
    );
    // SAFETY: as the caller promises.
    let base = unsafe { &head.as_ref().base };
    // A cell that was never run is not closed, and takes the message.
    let _ = base.system.push(SystemMessage::Stop(StopKind::Kill));
    // The answer does not matter: idle or open, the one claim is the caller's.
    let _ = base.gate.nudge();
    // SAFETY: the claim is ours, since the cell is open by its creation or idle and known to nobody else.
    let over = unsafe { Runnable::claim(head.cast()) }.run(Pace::Blocking);
    debug_assert!(
        over.claim().is_none(),
        "an actor without children ends in one turn"
    );
}

/// # Safety
/// `base` is the start of a `Cell<A>` whose count is zero.
#[allow(unsafe_code)]
pub(super) unsafe fn free<A: Actor>(base: NonNull<Base>) -> Option<NonNull<Base>> {
    let mut cell = base.cast::<Cell<A>>();
    // SAFETY: the count is zero, and the cell is not freed yet.
    unsafe { base.as_ref() }.forget_weak();
    // SAFETY: the count is zero: nobody else can reach the cell. Loom checks that every owner is through.
    unsafe { cell.as_ref() }.body.with_mut(|_| ());
    // SAFETY: as above.
    let parent = unsafe { cell.as_mut() }.head.base.parent.take();
    // SAFETY: as above.
    unsafe { cell.drop_in_place() };
    // SAFETY: `create` took it from there with this layout.
    unsafe { pool::raw_free(cell.cast(), Layout::new::<Cell<A>>()) };
    parent.map(AnyRef::into_base)
}
