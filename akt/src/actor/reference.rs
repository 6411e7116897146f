//! References: how the rest of the program holds an actor.
//!
//! [`ActorRef`] is typed by the protocol and reaches a local mailbox directly or anything else through a port;
//! [`AnyRef`] reaches a local actor whose type is not known. Neither keeps the actor running: an actor lives until
//! it is stopped. They keep only its memory, so that they can say that it has ended.
//!
//! # Soundness
//!
//! Both hold one count of the cell (see `actor::cell`), so the pointer is valid as long as they live. `AnyRef`
//! does only what is in the cell's own vtable. `ActorRef<P>` is made only from the head of a cell of an actor
//! with protocol `P`.

use std::ptr::NonNull;
use std::sync::Arc;

use crate::actor::cell::{Base, CellVTable, Head, SystemMessage, Watcher, WeakPlace, notify};
use crate::actor::loopback::Travelled;
use crate::actor::message_context::carry;
use crate::actor::port::{DeadLetter, DeadLetterReason};
use crate::actor::reply::{Receiver, Reply};
use crate::actor::{
    Accepts, ActorPath, ActorStats, InboundCall, Overflow, Protocol, Recipient, RefTarget,
    SendFault, Signal, StopKind, StopReason, TellError, Terminated, Unsent,
};

/// A counted pointer to a cell.
struct Counted(NonNull<Base>);

// SAFETY: what is shared of a cell is thread-safe; what is not belongs to the owner of a turn.
#[allow(unsafe_code)]
unsafe impl Send for Counted {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl Sync for Counted {}

impl Counted {
    #[inline]
    #[allow(unsafe_code)]
    fn base(&self) -> &Base {
        // SAFETY: our count keeps the cell alive.
        unsafe { self.0.as_ref() }
    }

    #[allow(unsafe_code)]
    fn system(&self, message: SystemMessage) -> Result<(), SystemMessage> {
        // SAFETY: our count keeps the cell alive.
        unsafe { Base::system(self.0, message) }
    }

    fn watch(&self, watcher: Watcher) {
        if let Err(SystemMessage::Watch(watcher)) = self.system(SystemMessage::Watch(watcher)) {
            notify(watcher, self.base().terminated());
        }
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        self.base().retain();
        Self(self.0)
    }
}

impl Drop for Counted {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        // SAFETY: our count, which nobody uses after this.
        unsafe { Base::release(self.0) };
    }
}

/// A reference to an actor of this process whose type is not known.
#[derive(Clone)]
pub struct AnyRef(Counted);

#[allow(unsafe_code)]
impl AnyRef {
    /// A new reference to a cell that the caller knows to be alive.
    pub(crate) fn borrow(base: NonNull<Base>) -> Self {
        // SAFETY: only the engine and references call this, for cells that they keep alive.
        unsafe { base.as_ref() }.retain();
        Self(Counted(base))
    }

    /// The base itself, with the count of this reference.
    pub(crate) fn into_base(self) -> NonNull<Base> {
        std::mem::ManuallyDrop::new(self).0.0
    }

    pub(crate) fn base(&self) -> &Base {
        self.0.base()
    }

    /// The incarnation: no other actor of this process has it or had it.
    #[must_use]
    pub fn uid(&self) -> u64 {
        self.0.base().uid
    }

    /// Where the actor is.
    #[must_use]
    pub fn path(&self) -> ActorPath {
        self.0.base().path()
    }

    /// Whether the actor has ended.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.base().gate.is_dead()
    }

    /// Whether the actor handles nothing now and has no message waiting.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.base().gate.is_idle()
    }

    /// The actor's declared name, if it can be reached from other nodes.
    #[must_use]
    pub fn remote_name(&self) -> Option<&'static str> {
        let vtable: &CellVTable = self.0.base().vtable();
        vtable.remote.then_some(vtable.name)
    }

    /// The methods that can be called from other nodes, if any can; made anew for each call.
    #[must_use]
    pub fn methods(&self) -> Vec<crate::actor::MethodInfo> {
        (self.0.base().vtable().methods)()
    }

    /// Asks the actor to end.
    pub fn stop(&self, how: StopKind) {
        // An actor that has ended needs no stop.
        let _ = self.0.system(SystemMessage::Stop(how));
    }

    /// Where the actor lies: for comparing.
    pub(crate) fn address(&self) -> usize {
        self.0.0.as_ptr().addr()
    }

    /// How many messages the actor has taken from its mailbox so far.
    #[must_use]
    pub fn processed(&self) -> u64 {
        self.0.base().processed()
    }

    /// How often the actor was restarted.
    #[must_use]
    pub fn restarts(&self) -> u32 {
        self.0.base().restarts()
    }

    /// How often the actor has failed.
    #[must_use]
    pub fn failures(&self) -> u32 {
        self.0.base().failures()
    }

    /// The children of the actor that have not ended, in the order in which they were spawned.
    #[must_use]
    pub fn children(&self) -> Vec<Self> {
        self.0.base().children()
    }

    /// The numbers of the actor at this moment: see [`ActorRef::stats`].
    #[must_use]
    pub fn stats(&self) -> ActorStats {
        // SAFETY: our count keeps the cell alive.
        unsafe { Base::stats(self.0.0) }
    }

    /// How many messages wait in the mailbox: see [`ActorStats::mailbox`].
    pub(crate) fn mailbox_len(&self) -> usize {
        // SAFETY: our count keeps the cell alive.
        unsafe { Base::mailbox_len(self.0.0) }
    }

    /// Suspends the actor: see [`ActorRef::suspend`].
    pub fn suspend(&self) {
        self.send_system(SystemMessage::Suspend);
    }

    /// Whether the actor is suspended: see [`ActorRef::suspend`].
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.0.base().is_suspended()
    }

    /// Restarts the actor: see [`ActorRef::restart`].
    pub fn restart(&self) {
        self.send_system(SystemMessage::Restart);
    }

    /// Lets a suspended actor go on: see [`ActorRef::reinstate`].
    pub fn reinstate(&self) {
        self.send_system(SystemMessage::Reinstate);
    }

    /// Delivers a call from another node.
    ///
    /// # Errors
    /// Gives the call back with the reason.
    pub fn deliver_inbound(&self, call: InboundCall) -> Result<(), (SendFault, InboundCall)> {
        // SAFETY: our count keeps the cell alive.
        unsafe { Base::deliver_inbound(self.0.0, call) }
    }

    /// The typed reference, if the actor's protocol is `P`.
    #[must_use]
    pub fn downcast<P: Protocol>(&self) -> Option<ActorRef<P>> {
        let is = (self.0.base().vtable().protocol)() == std::any::TypeId::of::<P>();
        is.then(|| ActorRef {
            target: Target::Local(self.0.clone()),
            protocol: std::marker::PhantomData,
        })
    }

    pub(crate) fn signal(&self, signal: Signal) -> bool {
        // SAFETY: our count keeps the cell alive.
        unsafe { Base::deliver_signal(self.0.0, signal) }
    }

    /// Notes that a child has ended.
    pub(crate) fn child_ended(&self, uid: u64) {
        if self.0.base().child_ended(uid) {
            self.wake();
        }
    }

    /// Wakes the actor, to look whether there is something to do.
    pub(crate) fn wake(&self) {
        // SAFETY: our count keeps the cell alive.
        unsafe { Base::wake(self.0.0) };
    }

    /// Sends a system message, unless the actor has ended.
    pub(crate) fn send_system(&self, message: SystemMessage) {
        let _ = self.0.system(message);
    }

    pub(crate) fn watch(&self, watcher: Self) {
        self.0.watch(Watcher::Actor(watcher));
    }

    pub(crate) fn unwatch(&self, watcher: u64) {
        let _ = self.0.system(SystemMessage::Unwatch { watcher });
    }

    pub(crate) fn set_place(&self, place: u32) {
        self.0.base().set_place(place);
    }
}

enum Target<P> {
    Local(Counted),
    Port(Arc<dyn RefTarget<P>>),
}

/// A reference to an actor that takes the messages of protocol `P`.
///
/// Generated references (`AccountRef`) are newtypes around it with the actor's methods; they deref to it.
/// Cheap to clone; equal when they refer to the same incarnation of the same actor.
pub struct ActorRef<P> {
    target: Target<P>,
    protocol: std::marker::PhantomData<fn(P)>,
}

#[allow(unsafe_code)]
impl<P: Protocol> ActorRef<P> {
    /// Takes over one count of a cell of an actor with protocol `P`.
    ///
    /// # Safety
    /// `head` is the start of a live cell, and the caller gives up one count.
    pub(crate) unsafe fn from_head(head: NonNull<Head<P>>) -> Self {
        Self {
            target: Target::Local(Counted(head.cast())),
            protocol: std::marker::PhantomData,
        }
    }

    /// A reference to whatever `target` reaches.
    #[must_use]
    pub fn from_target(target: Arc<dyn RefTarget<P>>) -> Self {
        Self {
            target: Target::Port(target),
            protocol: std::marker::PhantomData,
        }
    }

    /// Sends a message. Never waits.
    ///
    /// # Errors
    /// Gives the message back when the actor has stopped, its bounded mailbox or the queue to its node is full, or it
    /// cannot be reached.
    ///
    /// # Ordering
    /// Messages from one sender to one actor are handled in the order in which they were sent.
    #[inline]
    pub fn deliver(&self, message: P) -> Result<(), Unsent<P>> {
        match &self.target {
            Target::Local(cell) => {
                let message = carry(message);
                // SAFETY: our count keeps the cell alive, and its protocol is P.
                unsafe { Head::offer(cell.0.cast(), message) }.map_err(Unsent::plain)
            }
            Target::Port(port) => port.deliver(message),
        }
    }

    /// Sends a message; while there is no room for it, waits. See [`Call::send`](crate::actor::Call::send) for what that
    /// means with grains and other nodes.
    ///
    /// # Errors
    /// Gives the message back when the actor has stopped or cannot be reached.
    ///
    /// # Cancellation
    /// Dropping the future before it is ready sends nothing.
    pub async fn deliver_waiting(&self, mut message: P) -> Result<(), Unsent<P>>
    where
        P: Send,
    {
        let cell = match &self.target {
            Target::Local(cell) => cell,
            Target::Port(port) => {
                return match port.deliver(message) {
                    Err(unsent) if unsent.fault.is_full() => {
                        port.deliver_waiting(unsent.message).await
                    }
                    done => done,
                };
            }
        };
        let bound = {
            let head: NonNull<Head<P>> = cell.0.cast();
            // SAFETY: our count keeps the cell alive, and its protocol is P.
            unsafe { &(*head.as_ptr()).base.bound }.clone()
        };
        match bound {
            None => {}
            Some(bound) if bound.overflow() == Overflow::Backpressure => {
                message = match bound.travel(message) {
                    Travelled::Here(message) => message,
                    Travelled::NotSent(unsent) => return Err(unsent),
                    Travelled::Lost(method) => {
                        cell.base().lost(method);
                        return Ok(());
                    }
                };
                if let Err(fault) = bound.take().await {
                    return Err(Unsent { fault, message });
                }
            }
            // The others never wait.
            Some(_) => {
                // SAFETY: as above.
                return unsafe { Head::offer(cell.0.cast(), carry(message)) }
                    .map_err(Unsent::plain);
            }
        }
        // SAFETY: as above.
        unsafe { Head::push_unbounded(cell.0.cast(), carry(message)) }.map_err(|message| {
            let fault = SendFault::Stopped;
            Unsent { fault, message }.plain()
        })
    }

    /// [`ActorRef::deliver`] for a tell: a message for an actor that has stopped is noted as a dead letter.
    #[inline]
    pub(crate) fn tell(&self, message: P) -> Result<(), TellError<P>> {
        self.deliver(message).map_err(|unsent| self.dead(unsent))
    }

    #[cold]
    pub(crate) fn dead(&self, unsent: Unsent<P>) -> TellError<P> {
        if unsent.fault == SendFault::Stopped {
            self.note_dead(unsent.message.method());
        }
        unsent.into()
    }

    /// Notes that a tell of this method was given back because the actor has stopped.
    pub(super) fn note_dead(&self, method: &'static str) {
        match &self.target {
            Target::Local(cell) => {
                let base = cell.base();
                let reason = DeadLetterReason::Stopped;
                let letter = DeadLetter::new(base.path(), base.uid, method, reason);
                base.services().dead_letter(letter.sent_here());
            }
            Target::Port(port) => port.dead_letter(method),
        }
    }

    /// Sends an open message without waiting for its answer.
    ///
    /// # Errors
    /// As [`ActorRef::deliver`].
    pub fn tell_message<M>(&self, message: M) -> Result<(), TellError<P>>
    where
        P: Accepts<M>,
    {
        self.tell(P::wrap(message))
    }

    /// This actor as a recipient of open messages of type `M`.
    #[must_use]
    pub fn recipient<M: Send + 'static>(&self) -> Recipient<M>
    where
        P: Accepts<M>,
    {
        Recipient::new(self.clone())
    }

    /// Where the actor is.
    #[must_use]
    pub fn path(&self) -> ActorPath {
        match &self.target {
            Target::Local(cell) => cell.base().path(),
            Target::Port(port) => port.path(),
        }
    }

    /// The incarnation: what tells this actor from others, also from a later one of the same name.
    #[must_use]
    pub fn uid(&self) -> u64 {
        match &self.target {
            Target::Local(cell) => cell.base().uid,
            Target::Port(port) => port.identity(),
        }
    }

    /// Whether the actor is one of this process.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match &self.target {
            Target::Local(_) => true,
            Target::Port(port) => port.local().is_some(),
        }
    }

    /// Whether the actor is one of this process and has ended. False for others: nobody can know.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        match &self.target {
            Target::Local(cell) => cell.base().gate.is_dead(),
            Target::Port(port) => port.local().is_some_and(|actor| actor.is_stopped()),
        }
    }

    /// Whether the actor is one of this process, handles nothing now and has no message waiting.
    #[cfg(feature = "cluster")]
    pub(crate) fn is_idle(&self) -> bool {
        matches!(&self.target, Target::Local(cell) if cell.base().gate.is_idle())
    }

    /// Asks the actor to stop after the message that it handles now. What is left in its mailbox goes to the dead
    /// letters, and asks in it fail with `Stopped`.
    ///
    /// An actor looks for a stop when a handler that had to wait is through, and between its turns: one that is
    /// flooded may handle up to [`THROUGHPUT`](crate::base::limits::THROUGHPUT) more messages.
    pub fn stop(&self) {
        self.end(StopKind::Stop);
    }

    /// Asks the actor to stop after everything that is in its mailbox now. What comes later is left in it.
    pub fn drain(&self) {
        self.end(StopKind::Drain);
    }

    /// Asks the actor to stop at once: a pending handler is dropped where it waits, the stop hook does not run,
    /// and children are killed as well. A handler that computes is not interrupted.
    pub fn kill(&self) {
        self.end(StopKind::Kill);
    }

    pub(super) fn end(&self, how: StopKind) {
        match &self.target {
            // An actor that has ended needs no stop.
            Target::Local(cell) => drop(cell.system(SystemMessage::Stop(how))),
            Target::Port(port) => port.stop(how),
        }
    }

    /// Waits until the actor has ended, and says how. At once if it had ended before, or is not of this process.
    ///
    /// # Cancellation
    /// Dropping the future only stops the waiting.
    pub async fn stopped(&self) -> Terminated {
        let Some(AnyRef(cell)) = self.local() else {
            return Terminated::new(self.path(), self.uid(), StopReason::AlreadyStopped, None);
        };
        let (reply, receiver): (Reply<Terminated>, Receiver<_, _>) = Reply::pair();
        cell.watch(Watcher::Future(reply));
        match receiver.await {
            Ok(terminated) => terminated,
            // The watch was dropped with the actor.
            Err(_) => cell.base().terminated(),
        }
    }

    /// Delivers a call from another node to an actor of this process.
    #[cfg(feature = "cluster")]
    pub(crate) fn deliver_inbound(
        &self,
        call: InboundCall,
    ) -> Result<(), (SendFault, InboundCall)> {
        match &self.target {
            // SAFETY: our count keeps the cell alive.
            Target::Local(cell) => unsafe { Base::deliver_inbound(cell.0, call) },
            Target::Port(_) => Err((SendFault::LocalOnly, call)),
        }
    }

    /// Queues a message that another actor had accepted, whether or not there is room in the mailbox of this one.
    ///
    /// # Errors
    /// Gives the message back when the actor has stopped, or is not of this process.
    pub(crate) fn hand_over(&self, message: P) -> Result<(), P> {
        let Target::Local(cell) = &self.target else {
            return Err(message);
        };
        let head: NonNull<Head<P>> = cell.0.cast();
        // SAFETY: our count keeps the cell alive, and its protocol is P.
        if let Some(bound) = unsafe { &(*head.as_ptr()).base.bound } {
            if let Some(side) = bound.side::<P>() {
                // SAFETY: as above.
                let offered = unsafe { Head::offer_side(head, side, message, None) };
                return offered.map_err(|unsent| unsent.message);
            }
            bound.take_or_owe();
        }
        // SAFETY: as above.
        unsafe { Head::push_unbounded(head, message) }
    }

    /// The local actor behind the reference, whatever its type.
    pub(crate) fn local(&self) -> Option<AnyRef> {
        match &self.target {
            Target::Local(cell) => Some(AnyRef(cell.clone())),
            Target::Port(port) => port.local(),
        }
    }
}

#[allow(unsafe_code)]
impl<P: Protocol> ActorRef<P> {
    /// The actor whose weak references find it at `place`, if it has not ended.
    ///
    /// The place must be that of a cell of an actor with protocol `P`.
    pub(super) fn at(place: &WeakPlace) -> Option<Self> {
        let base = place.upgrade()?;
        // SAFETY: the count was taken just now; the cell is as the caller says.
        let strong = unsafe { Self::from_head(base.cast()) };
        (!strong.is_stopped()).then_some(strong)
    }

    /// Where weak references find the actor, if it is one of this process.
    pub(super) fn weak_place(&self) -> Option<Arc<WeakPlace>> {
        match &self.target {
            Target::Local(cell) => Some(WeakPlace::of(cell.0)),
            Target::Port(_) => None,
        }
    }
}

impl<P> Clone for ActorRef<P> {
    fn clone(&self) -> Self {
        let target = match &self.target {
            Target::Local(cell) => Target::Local(cell.clone()),
            Target::Port(port) => Target::Port(Arc::clone(port)),
        };
        Self {
            target,
            protocol: std::marker::PhantomData,
        }
    }
}
