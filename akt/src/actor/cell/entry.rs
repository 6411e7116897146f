//! How messages and signals get into the mailbox of an actor, whatever kind that is.

use std::ptr::NonNull;

use super::{Base, Head};
use crate::actor::bound::Bound;
use crate::actor::loopback::Travelled;
use crate::actor::port::{DeadLetter, DeadLetterReason};
use crate::actor::reply::refused;
use crate::actor::side::{Offered, Side};
use crate::actor::{
    Actor, AskFault, InboundCall, Overflow, Protocol, SendFault, Signal, Unsent, current,
};

/// # Safety
/// `base` is the start of a live `Cell<A>`.
#[allow(unsafe_code)]
pub(super) unsafe fn signal<A: Actor>(base: NonNull<Base>, signal: Signal) -> bool {
    // SAFETY: as the caller promises.
    let shared = unsafe { base.as_ref() };
    if let Some(side) = shared
        .bound
        .as_ref()
        .and_then(|bound| bound.side::<A::Protocol>())
    {
        let taken = side.signal(signal, shared.uid).is_ok();
        // SAFETY: as the caller promises.
        unsafe { Base::wake(base) };
        return taken;
    }
    // SAFETY: as the caller promises.
    unsafe { Head::push_unbounded(base.cast(), A::Protocol::from_signal(signal)) }.is_ok()
}

/// # Safety
/// `base` is the start of a live `Cell<A>`.
#[allow(unsafe_code)]
pub(super) unsafe fn inbound<A: Actor>(
    base: NonNull<Base>,
    call: InboundCall,
) -> Result<(), (SendFault, InboundCall)> {
    // SAFETY: as the caller promises.
    let head = unsafe { base.cast::<Head<A::Protocol>>().as_ref() };
    if head.base.gate.is_dead() {
        return Err((SendFault::Stopped, call));
    }
    // SAFETY: as the caller promises.
    let offered = unsafe { Head::offer(base.cast(), A::Protocol::from_inbound(Box::new(call))) };
    // If it is not taken, the call comes back as it went in; a protocol that does not give it back answers the caller
    // with `Stopped` by dropping it.
    match offered {
        Ok(()) => Ok(()),
        Err(Unsent { fault, message }) => match message.into_inbound() {
            Ok(call) => Err((fault, *call)),
            Err(_) => Ok(()),
        },
    }
}

#[allow(unsafe_code)]
impl<P: Protocol> Head<P> {
    /// Puts a message into the mailbox, whatever kind that is.
    ///
    /// # Safety
    /// `head` is the start of a live cell.
    #[inline(always)]
    pub(crate) unsafe fn offer(head: NonNull<Self>, message: P) -> Result<(), Unsent<P>> {
        // SAFETY: as the caller promises.
        if let Some(bound) = unsafe { &(*head.as_ptr()).base.bound } {
            // SAFETY: as the caller promises.
            return unsafe { Self::offer_bound(head, bound, message) };
        }
        // SAFETY: as the caller promises.
        unsafe { Self::push_unbounded(head, message) }.map_err(|message| Unsent {
            fault: SendFault::Stopped,
            message,
        })
    }

    /// [`Head::offer`] for a mailbox that has more than its lane.
    ///
    /// # Safety
    /// `head` is the start of a live cell.
    #[inline(never)]
    unsafe fn offer_bound(
        head: NonNull<Self>,
        bound: &Bound,
        mut message: P,
    ) -> Result<(), Unsent<P>> {
        if bound.travels() {
            message = match bound.travel(message) {
                Travelled::Here(message) => message,
                Travelled::NotSent(unsent) => return Err(unsent),
                Travelled::Lost(method) => {
                    // SAFETY: as the caller promises.
                    unsafe { head.as_ref() }.base.lost(method);
                    return Ok(());
                }
            };
        }
        if let Some(side) = bound.side::<P>() {
            // SAFETY: as the caller promises.
            return unsafe { Self::offer_side(head, side, message, Some(current::sender_uid())) };
        }
        if let Err(fault) = bound.try_take() {
            if fault == SendFault::MailboxFull && bound.overflow() == Overflow::DropNewest {
                // SAFETY: as the caller promises.
                unsafe { head.as_ref() }.base.throw_away(message, true);
                return Ok(());
            }
            return Err(Unsent { fault, message });
        }
        // SAFETY: as the caller promises.
        unsafe { Self::push_unbounded(head, message) }.map_err(|message| Unsent {
            fault: SendFault::Stopped,
            message,
        })
    }

    /// [`Head::offer`] for a mailbox with a lock.
    ///
    /// # Safety
    /// `head` is the start of a live cell.
    #[cold]
    pub(crate) unsafe fn offer_side(
        head: NonNull<Self>,
        side: &Side<P>,
        message: P,
        sender: Option<u64>,
    ) -> Result<(), Unsent<P>> {
        let fault = match side.offer(message, sender) {
            Offered::In => None,
            Offered::InsteadOf(oldest) => {
                // SAFETY: as the caller promises.
                unsafe { head.as_ref() }.base.throw_away(oldest, false);
                None
            }
            Offered::Full(message) => Some((SendFault::MailboxFull, message)),
            Offered::Closed(message) => Some((SendFault::Stopped, message)),
        };
        if let Some((fault, message)) = fault {
            return Err(Unsent { fault, message });
        }
        // SAFETY: as the caller promises.
        unsafe { Base::wake(head.cast()) };
        Ok(())
    }
}

#[allow(unsafe_code)]
impl<P> Head<P> {
    /// Queues a message without asking for a permit.
    ///
    /// # Safety
    /// `head` is the start of a live cell.
    #[inline]
    pub(crate) unsafe fn push_unbounded(head: NonNull<Self>, message: P) -> Result<(), P> {
        // SAFETY: as the caller promises.
        let shared = unsafe { head.as_ref() };
        if shared.lane.push(&shared.base.gate, message)? {
            // SAFETY: the push said that this caller must schedule.
            unsafe { Base::schedule(head.cast()) };
        }
        Ok(())
    }
}

impl Base {
    /// A message for which a full mailbox has no room, and whose sender is not told. `is_new`: it is the one that is being
    /// sent.
    #[cold]
    fn throw_away<P: Protocol>(&self, message: P, is_new: bool) {
        let (path, reason) = (self.path(), DeadLetterReason::Dropped);
        let mut letter = DeadLetter::new(path, self.uid, message.method(), reason);
        if is_new {
            letter = letter.sent_here();
        }
        let is_unwritten = current::is_unwritten();
        refused(AskFault::MailboxFull, || drop(message));
        if !is_unwritten {
            self.services().dead_letter(letter);
        }
    }

    /// A message came out of the wire as something that cannot be read.
    #[cold]
    pub(crate) fn lost(&self, method: &'static str) {
        let reason = DeadLetterReason::Undecodable;
        let letter = DeadLetter::new(self.path(), self.uid, method, reason);
        self.services().dead_letter(letter);
    }
}
