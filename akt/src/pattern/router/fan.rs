//! Messages that go to several routees: broadcast, scatter-gather-first, tail-chopping.
//!
//! All copies of an ask lead to the same asker, who gets the first answer that is no failure, and else the last failure;
//! see [`Reply::split`](crate::actor::Reply::split). What the router adds is time: when it is over, the asker is told so,
//! whatever the routees do.

use std::sync::Arc;
use std::time::Duration;
use std::vec;

use futures_util::future::join_all;
use smallvec::SmallVec;
use tokio::sync::OwnedSemaphorePermit;

use crate::actor::reply::{Asker, end_whole, onlooker, unhandled_since};
use crate::actor::{AskFault, MessageContext, NotRouted, Protocol, SendFault, Unsent};
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

    /// [`broadcast`](Self::broadcast), whose asker waits for so long at most.
    pub(super) fn scatter(
        &self,
        table: &Table<P>,
        mut message: P,
        within: Duration,
    ) -> Result<(), Refused<P>> {
        match onlooker(&mut message) {
            (None, _) => Err(refused(NotRouted::NotCloneable.into(), message)),
            (Some(_), Asker::Nobody) => self.broadcast(table, message),
            (Some(looking), _) => {
                let Some(permit) = self.hold() else {
                    return Err(refused(SendFault::MailboxFull, message));
                };
                self.broadcast(table, message)?;
                self.end_later(looking, permit, within);
                Ok(())
            }
        }
    }

    /// Room for an ask that the router holds.
    fn hold(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.core.held).try_acquire_owned().ok()
    }

    /// The asker of the message waits for so long at most. Without room, or without an asker, nothing happens.
    pub(super) fn end_after(&self, message: &mut P, within: Duration) {
        if let (Some(looking), Asker::Waiting) = onlooker(message)
            && let Some(permit) = self.hold()
        {
            self.end_later(looking, permit, within);
        }
    }

    fn end_later(&self, looking: P, permit: OwnedSemaphorePermit, within: Duration) {
        let deadline = time::later(time::now(), within);
        let end = async move {
            until(deadline).await;
            end_whole(AskFault::Timeout, looking);
            drop(permit);
        };
        task::spawn_on(self.core.system.runtime(), end);
    }

    /// Hands the message to one, and copies to others later.
    pub(super) fn chop(
        &self,
        table: &Table<P>,
        mut message: P,
        interval: Duration,
        within: Duration,
    ) -> Result<(), Refused<P>> {
        let looking = match onlooker(&mut message) {
            (None, _) => return Err(refused(NotRouted::NotCloneable.into(), message)),
            (Some(_), Asker::Nobody) => return self.one(table, message),
            (Some(looking), _) => looking,
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
            looking,
            context: MessageContext::current(),
        };
        let mut reasons = Reasons::new();
        if !tail.attempt(&mut reasons) {
            return match tail.message {
                Some(message) => Err(reasons.refuse(message)),
                None => unreachable!("invariant: what nobody took is still here"),
            };
        }
        let deadline = time::later(time::now(), within);
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
    looking: P,
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

    /// Tries one after the other until there is an answer, or the time is over.
    async fn run(mut self, interval: Duration, deadline: Instant) {
        while self.left.len() > 0 {
            // Counted from the attempt, so that a stall is not made up for by attempts in a row.
            until(time::later(time::now(), interval).min(deadline)).await;
            if time::now() >= deadline {
                break;
            }
            if let (_, Asker::Gone) = onlooker(&mut self.looking) {
                return;
            }
            self.attempt(&mut Reasons::new());
        }
        if self.left.len() == 0
            && let Some(message) = self.message.take()
        {
            give_up(SendFault::Stopped, message);
        }
        until(deadline).await;
        end_whole(AskFault::Timeout, self.looking);
    }
}

async fn until(moment: Instant) {
    time::sleep(moment.saturating_duration_since(time::now())).await;
}
