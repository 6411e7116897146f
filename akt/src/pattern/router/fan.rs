//! Messages that go to several routees: broadcast, scatter-gather-first, tail-chopping.
//!
//! All copies of an ask lead to the same asker, who gets the first answer that is no failure, and else the last failure;
//! see [`Reply::split`](crate::actor::Reply::split). What the router adds is time: when it is over, the asker is told so,
//! whatever the routees do.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use std::vec;

use futures_util::future::join_all;
use smallvec::SmallVec;
use tokio::sync::OwnedSemaphorePermit;

use crate::actor::reply::{Uncopied, Whole, onlooker, unhandled_since};
use crate::actor::{AskFault, MessageContext, NotRouted, Protocol, SendFault, Unsent};
use crate::base::limits::ROUTER_LOOK;
use crate::base::panic::contain;
use crate::base::time::{self, Instant};
use crate::dispatch::task;
use crate::pattern::router::table::{Routee, Table};
use crate::pattern::router::target::{Reasons, Refused, Target};

/// Drops a message that a routee did not take while others did: a failure among those of the others.
fn give_up<P>(fault: SendFault, message: P) {
    unhandled_since(fault.into(), || drop(message));
}

/// Who did not take a copy, and why.
type Missing<'a, P> = SmallVec<[(&'a Arc<Routee<P>>, SendFault); 1]>;

fn refused<P>(fault: SendFault, message: P) -> Refused<P> {
    let unsent = Unsent { fault, message };
    Refused { unsent, full: None }
}

impl<P: Protocol + Send> Target<P> {
    /// Hands a copy to each routee. If nobody takes one, the message comes back.
    pub(super) fn broadcast(&self, table: &Table<P>, mut message: P) -> Result<(), Refused<P>> {
        let Some((last, others)) = table.routees.split_last() else {
            return Err(Reasons::new().refuse(message));
        };
        // Made also for one routee, so that a message which cannot be copied is refused however many there are.
        let mut spare = message.duplicate();
        if spare.is_none() {
            return Err(refused(NotRouted::NotCloneable.into(), message));
        }
        let method = message.method();
        let mut taken = false;
        let mut missing = Missing::new();
        for routee in others {
            let Some(copy) = spare.take().or_else(|| message.duplicate()) else {
                break;
            };
            match routee.offer(copy) {
                Ok(()) => taken = true,
                Err(unsent) => {
                    missing.push((routee, unsent.fault));
                    spare = Some(unsent.message);
                }
            }
        }
        // A part that fails, before the others can.
        drop(spare);
        if let Err(Unsent { fault, message }) = last.offer(message) {
            missing.push((last, fault.clone()));
            if !taken {
                let mut reasons = Reasons::new();
                for (routee, fault) in missing {
                    reasons.add(routee, fault);
                }
                return Err(reasons.refuse(message));
            }
            give_up(fault, message);
        }
        for (routee, fault) in missing {
            self.core.missed(routee, method, &fault);
        }
        Ok(())
    }

    /// [`broadcast`](Self::broadcast), whose asker waits until `deadline` at most.
    pub(super) fn scatter(
        &self,
        table: &Table<P>,
        mut message: P,
        deadline: Instant,
    ) -> Result<(), Refused<P>> {
        match onlooker(&mut message) {
            Err(Uncopied) => Err(refused(NotRouted::NotCloneable.into(), message)),
            Ok(None) => self.broadcast(table, message),
            Ok(Some(whole)) => {
                let Some(permit) = self.hold() else {
                    return Err(refused(SendFault::MailboxFull, message));
                };
                self.broadcast(table, message)?;
                self.end_at(deadline, whole, permit);
                Ok(())
            }
        }
    }

    /// Room for an ask that the router holds.
    fn hold(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.core.held).try_acquire_owned().ok()
    }

    /// The asker waits until `deadline` at most. The room is free as soon as it waits no more.
    fn end_at(&self, deadline: Instant, whole: Arc<dyn Whole>, permit: OwnedSemaphorePermit) {
        let end = async move {
            if !over_by(deadline, &*whole).await {
                whole.end(AskFault::Timeout);
            }
            drop(permit);
        };
        task::spawn_on(self.core.system.runtime(), end);
    }

    /// Sends a message for which nobody had room by `send`, which waits; whoever asks waits until `deadline` at most, for
    /// room as for the answer.
    pub(super) async fn wait_until<F>(
        &self,
        deadline: Instant,
        mut message: P,
        send: impl FnOnce(P) -> F,
    ) -> Result<(), Unsent<P>>
    where
        F: Future<Output = Result<(), Unsent<P>>>,
    {
        let Ok(Some(whole)) = onlooker(&mut message) else {
            return send(message).await;
        };
        let held = Arc::clone(&self.core.held).acquire_owned();
        let Some(Ok(permit)) = time::within(until(deadline), held).await else {
            whole.end(AskFault::Timeout);
            return late(message);
        };
        self.end_at(deadline, Arc::clone(&whole), permit);
        let mut sending = pin!(send(message));
        match time::within(until(deadline), sending.as_mut()).await {
            Some(sent) => sent,
            None => {
                // Before what waits is dropped, which the asker would be told of instead.
                whole.end(AskFault::Timeout);
                Ok(())
            }
        }
    }

    /// Waits until the router can hold one ask more; past `deadline` it ends that of the message.
    pub(super) async fn wait_for_place(&self, deadline: Instant, message: P) -> Option<P> {
        let place = self.core.held.acquire();
        // The semaphore is never closed.
        if time::within(until(deadline), place).await.is_some() {
            return Some(message);
        }
        drop(late(message));
        None
    }

    /// Hands the message to one, and copies to others later.
    pub(super) fn chop(
        &self,
        table: &Table<P>,
        mut message: P,
        interval: Duration,
        deadline: Instant,
    ) -> Result<(), Refused<P>> {
        let whole = match onlooker(&mut message) {
            Err(Uncopied) => return Err(refused(NotRouted::NotCloneable.into(), message)),
            Ok(None) => return self.one(table, message),
            Ok(Some(whole)) => whole,
        };
        let Some(permit) = self.hold() else {
            return Err(refused(SendFault::MailboxFull, message));
        };
        let mut order = table.routees.clone();
        if !order.is_empty() {
            let first = self.core.turns.in_turn(order.len());
            order.rotate_left(first);
        }
        let mut tail = Tail {
            left: order.into_iter(),
            message: Some(message),
            whole,
            context: MessageContext::current(),
        };
        let mut reasons = Reasons::new();
        if !tail.attempt(&mut reasons) {
            return match tail.message {
                Some(message) => Err(reasons.refuse(message)),
                None => unreachable!("invariant: what nobody took is still here"),
            };
        }
        let chopping = async move {
            tail.run(interval, deadline).await;
            drop(permit);
        };
        task::spawn_on(self.core.system.runtime(), chopping);
        Ok(())
    }

    /// Waits for room in each routee, for a message that nobody had room for.
    pub(super) async fn wait_for_all(&self, mut message: P) -> Result<(), Unsent<P>> {
        let routees = self.core.tables.load().routees.clone();
        let Some((last, others)) = routees.split_last() else {
            return Err(Reasons::new().refuse(message).unsent);
        };
        let method = message.method();
        let mut sending = Vec::with_capacity(routees.len());
        for routee in others {
            if let Some(copy) = message.duplicate() {
                sending.push(send(routee, copy));
            }
        }
        sending.push(send(last, message));
        let (mut taken, mut refused) = (false, Vec::new());
        for (routee, sent) in join_all(sending).await {
            match sent {
                Ok(()) => taken = true,
                Err(unsent) => refused.push((routee, unsent)),
            }
        }
        if !taken && let Some((_, unsent)) = refused.pop() {
            return Err(unsent);
        }
        for (routee, Unsent { fault, message }) in refused {
            self.core.missed(routee, method, &fault);
            give_up(fault, message);
        }
        Ok(())
    }
}

async fn send<P: Protocol + Send>(
    routee: &Arc<Routee<P>>,
    message: P,
) -> (&Arc<Routee<P>>, Result<(), Unsent<P>>) {
    (routee, routee.offer_waiting(message).await)
}

/// An ask, and those whom it has not gone to.
struct Tail<P> {
    left: vec::IntoIter<Arc<Routee<P>>>,
    /// Keeps the ask open while there is somebody left to try, and then goes to the last one.
    message: Option<P>,
    /// Ends the ask when the time is over.
    whole: Arc<dyn Whole>,
    context: Option<MessageContext>,
}

impl<P: Protocol + Send> Tail<P> {
    /// Hands the message to the next one that takes it; false if nobody does.
    fn attempt(&mut self, reasons: &mut Reasons<P>) -> bool {
        let mut spare = None;
        while let Some(routee) = self.left.next() {
            let is_last = self.left.len() == 0;
            let copy = if is_last {
                // A part that fails, before the last one can.
                drop(spare.take());
                self.message.take()
            } else {
                let message = self.message.as_mut();
                spare.take().or_else(|| message?.duplicate())
            };
            let Some(copy) = copy else { return false };
            let offered = match self.context.clone() {
                Some(context) => context.enter(|| routee.offer(copy)),
                None => routee.offer(copy),
            };
            let Err(Unsent { fault, message }) = offered else {
                return true;
            };
            reasons.add(&routee, fault);
            let back = if is_last {
                &mut self.message
            } else {
                &mut spare
            };
            *back = Some(message);
        }
        false
    }

    /// Tries one after the other until nobody waits any more, or the time is over.
    async fn run(mut self, interval: Duration, deadline: Instant) {
        while self.left.len() > 0 {
            // Counted from the attempt, so that a stall is not made up for by attempts in a row.
            let next = time::later(time::now(), interval).min(deadline);
            if over_by(next, &*self.whole).await {
                return;
            }
            if time::now() >= deadline {
                break;
            }
            self.attempt(&mut Reasons::new());
        }
        if self.left.len() == 0
            && let Some(message) = self.message.take()
        {
            give_up(SendFault::Stopped, message);
        }
        if !over_by(deadline, &*self.whole).await {
            self.whole.end(AskFault::Timeout);
        }
    }
}

/// Waits until nobody waits for the answer any more, until `moment` at most; whether it is so then.
async fn over_by(moment: Instant, whole: &dyn Whole) -> bool {
    loop {
        let rung = whole.bell().notified();
        tokio::pin!(rung);
        // Before the look, so that no answer comes in between unnoticed.
        rung.as_mut().enable();
        if whole.is_over() {
            return true;
        }
        let left = until(moment);
        if left.is_zero() {
            return false;
        }
        // An ask that is given up rings nothing.
        time::within(left.min(ROUTER_LOOK), rung).await;
    }
}

/// How long it is until then.
fn until(moment: Instant) -> Duration {
    moment.saturating_duration_since(time::now())
}

/// Ends an ask whose time is over before it was sent.
fn late<P>(message: P) -> Result<(), Unsent<P>> {
    unhandled_since(AskFault::Timeout, || contain(|| drop(message)));
    Ok(())
}
