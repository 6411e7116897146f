//! One asker, several who may answer: a reply is split when a message is sent to several receivers.
//!
//! All parts of one reply share a group, however often they are split further, so that many parts are as cheap as two.
//! The first answer that is no failure goes to the asker at once. A failure is kept back until it is clear that no part
//! will do better; then the last one is told.
//!
//! Whoever sends the copies knows neither the types of the answer nor whether anybody asked: it holds messages of any
//! actor. What it wants to know or to do beside copying goes through variables of the thread, around the call of the
//! generated code that does the copy or the drop.

use std::cell::{Cell, RefCell};
use std::mem;
use std::sync::Arc;

use tokio::sync::Notify;

use crate::actor::reply::{Outcome, Reply, ReplyPort, Target, refused};
use crate::actor::{AskError, AskFault, Protocol};
use crate::base::panic::contain;
use crate::base::sync::Mutex;

/// An ask as a whole, for somebody who looks on: neither the types of the answer are known there, nor is anything of the
/// message kept.
pub(crate) trait Whole: Send + Sync {
    /// Whether nobody waits for the answer any more: it is there, or the ask was given up.
    fn is_over(&self) -> bool;

    /// Rung when the asker has its answer. That an ask is given up rings nothing.
    fn bell(&self) -> &Notify;

    /// Ends the ask with `why`, unless it has its answer, whatever its parts do. A panic of a drop is contained.
    fn end(&self, why: AskFault);
}

thread_local! {
    /// Whether the parts that are made now count among those who may answer. Those of an onlooker do not.
    static COUNTS: Cell<bool> = const { Cell::new(true) };
    /// The ask whose reply was split for an onlooker.
    static WHOLE: RefCell<Option<Arc<dyn Whole>>> = const { RefCell::new(None) };
}

/// Sets a variable of the thread until it is dropped.
struct During(&'static std::thread::LocalKey<Cell<bool>>, bool);

impl During {
    fn set(key: &'static std::thread::LocalKey<Cell<bool>>, value: bool) -> Self {
        Self(key, key.replace(value))
    }
}

impl Drop for During {
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// The ask that a message is, if somebody waits for the answer. An error says that the message cannot be copied.
///
/// The way to the reply leads through the generated code that copies; the copy is dropped at once.
pub(crate) fn onlooker<P: Protocol>(message: &mut P) -> Result<Option<Arc<dyn Whole>>, Uncopied> {
    WHOLE.take();
    let copy = {
        let _during = During::set(&COUNTS, false);
        message.duplicate()
    };
    let whole = WHOLE.take();
    let copy = copy.ok_or(Uncopied)?;
    refused(AskFault::NoReply, || drop(copy));
    Ok(whole)
}

/// A message cannot be copied.
pub(crate) struct Uncopied;

impl<T: Send + 'static, E: Send + 'static> Reply<T, E> {
    /// A second reply to the same asker, for another who may answer.
    ///
    /// Both, and what they are split into further, count as one: the first `Ok` is the answer, at once, and what comes
    /// later is dropped. An error, or that one of them is dropped unanswered, is told only when all the others have
    /// failed as well; the asker then gets the last failure. When nobody asked, there are two that nobody asked for.
    ///
    /// ```
    /// use akt::actor::Reply;
    ///
    /// let mut first = Reply::<u64>::none();
    /// let second = first.split();
    /// assert!(!second.is_some(), "nobody asked");
    /// ```
    #[must_use = "a reply that is dropped counts as a failure"]
    pub fn split(&mut self) -> Self {
        let whole = match mem::replace(self, Self::none()).into_target() {
            Target::Nobody => return Self::none(),
            Target::Cell(cell) => Self::to_cell(cell),
            Target::Port(port) => {
                let other = port.share();
                let whole = Self::to_port(port);
                if let Some(other) = other {
                    *self = whole;
                    return Self::to_port(other);
                }
                whole
            }
        };
        let counts = COUNTS.get();
        let group = Arc::new(Group {
            parts: Mutex::new(Parts {
                asker: Some(whole),
                open: 1 + usize::from(counts),
                failure: None,
            }),
            bell: Notify::new(),
        });
        group.show(counts);
        *self = Self::to_port(Box::new(Part(Arc::clone(&group), true)));
        Self::to_port(Box::new(Part(group, counts)))
    }
}

struct Group<T, E> {
    parts: Mutex<Parts<T, E>>,
    bell: Notify,
}

impl<T: Send + 'static, E: Send + 'static> Group<T, E> {
    /// Lets the onlooker see it, if the part is for one.
    fn show(self: &Arc<Self>, counts: bool) {
        if !counts {
            WHOLE.set(Some(Arc::<Self>::clone(self)));
        }
    }
}

impl<T: Send + 'static, E: Send + 'static> Whole for Group<T, E> {
    fn is_over(&self) -> bool {
        let parts = self.parts.lock();
        parts.asker.as_ref().is_none_or(Reply::is_abandoned)
    }

    fn bell(&self) -> &Notify {
        &self.bell
    }

    fn end(&self, why: AskFault) {
        let mut parts = self.parts.lock();
        let (asker, kept) = (parts.asker.take(), parts.failure.take());
        drop(parts);
        self.bell.notify_waiters();
        if let Some(asker) = asker {
            contain(|| asker.complete(Err(why.widen())));
        }
        contain(|| drop(kept));
    }
}

struct Parts<T, E> {
    /// `None` once the asker has its answer.
    asker: Option<Reply<T, E>>,
    /// How many have neither answered nor failed.
    open: usize,
    /// The last failure.
    failure: Option<AskError<E>>,
}

/// One of those who may answer, and whether it is waited for.
struct Part<T, E>(Arc<Group<T, E>>, bool);

impl<T: Send + 'static, E: Send + 'static> ReplyPort<T, E> for Part<T, E> {
    fn complete(self: Box<Self>, outcome: Outcome<T, E>) {
        let mut parts = self.0.parts.lock();
        parts.open -= usize::from(self.1);
        let is_last = self.1 && parts.open == 0;
        let (asker, told, kept) = match outcome {
            Ok(value) => (parts.asker.take(), Ok(value), parts.failure.take()),
            Err(failure) if is_last => (parts.asker.take(), Err(failure), parts.failure.take()),
            Err(failure) => {
                let dropped = if self.1 {
                    parts.failure.replace(failure)
                } else {
                    Some(failure)
                };
                drop(parts);
                drop(dropped);
                return;
            }
        };
        // What follows runs wakers and drops values of users, and must not meet the lock. The asker comes first: a drop
        // may panic.
        drop(parts);
        match asker {
            Some(asker) => {
                self.0.bell.notify_waiters();
                asker.complete(told);
            }
            None => drop(told),
        }
        drop(kept);
    }

    fn is_abandoned(&self) -> bool {
        self.0.is_over()
    }

    fn share(&self) -> Option<Box<dyn ReplyPort<T, E>>> {
        let counts = COUNTS.get();
        self.0.parts.lock().open += usize::from(counts);
        self.0.show(counts);
        Some(Box::new(Self(Arc::clone(&self.0), counts)))
    }
}

#[cfg(all(test, not(akt_loom)))]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{Context, Poll, Waker};

    use super::{COUNTS, During, WHOLE, Whole};
    use crate::actor::reply::{Receiver, Reply, ReplyPort};
    use crate::actor::{AskError, AskFault};

    fn poll<T, E>(receiver: &mut Receiver<T, E>) -> Option<Result<T, AskError<E>>> {
        let pinned = std::pin::Pin::new(receiver);
        match pinned.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Some(outcome),
            Poll::Pending => None,
        }
    }

    /// The parts of one reply, split in every way: the first again and again, and parts of parts.
    fn split<T: Send + 'static, E: Send + 'static>(
        mut whole: Reply<T, E>,
        count: usize,
    ) -> Vec<Reply<T, E>> {
        let mut parts = Vec::new();
        while parts.len() + 1 < count {
            let mut part = whole.split();
            if parts.len() % 2 == 0 && parts.len() + 2 < count {
                parts.push(part.split());
            }
            parts.push(part);
        }
        parts.push(whole);
        assert_eq!(parts.len(), count);
        parts
    }

    #[test]
    fn the_first_ok_wins_at_once() {
        for winner in 0..5 {
            let (reply, mut receiver) = Reply::<usize, usize>::pair();
            let mut parts = split(reply, 5);
            let part = parts.swap_remove(winner);
            let mut parts = parts.into_iter();
            parts.next().unwrap().send(Err(7));
            assert_eq!(poll(&mut receiver), None, "a failure is kept back");
            part.send(Ok(winner));
            assert_eq!(poll(&mut receiver), Some(Ok(winner)));
            parts.next().unwrap().send(Ok(100));
            parts.next().unwrap().send(Err(100));
            drop(parts);
        }
    }

    #[test]
    fn a_part_sees_that_another_has_answered_or_that_nobody_waits() {
        let (reply, receiver) = Reply::<u8>::pair();
        let mut parts = split(reply, 3).into_iter();
        let first = parts.next().unwrap();
        assert!(!first.is_abandoned());
        parts.next().unwrap().send(Ok(1));
        assert!(first.is_abandoned());
        drop(receiver);
        let (reply, receiver) = Reply::<u8>::pair();
        let parts = split(reply, 3);
        assert!(!parts.iter().any(Reply::is_abandoned));
        drop(receiver);
        assert!(parts.iter().all(Reply::is_abandoned));
    }

    #[test]
    fn the_last_failure_is_told_when_all_have_failed() {
        let (reply, mut receiver) = Reply::<u8, &str>::pair();
        let mut parts = split(reply, 4).into_iter();
        parts.next().unwrap().send(Err("first"));
        drop(parts.next());
        parts.next().unwrap().send(Err("third"));
        assert_eq!(poll(&mut receiver), None);
        let mut last = parts.next().unwrap();
        let more = last.split();
        drop(last);
        assert_eq!(
            poll(&mut receiver),
            None,
            "a part that was split further counts"
        );
        more.send(Err("last"));
        assert_eq!(poll(&mut receiver), Some(Err(AskError::Handler("last"))));

        let (reply, mut receiver) = Reply::<u8, &str>::pair();
        let mut parts = split(reply, 2).into_iter();
        parts.next().unwrap().send(Err("first"));
        drop(parts);
        assert_eq!(
            poll(&mut receiver),
            Some(Err(AskError::NoReply)),
            "the last failure"
        );
    }

    /// What an onlooker sees of a reply.
    fn look<T: Send + 'static, E: Send + 'static>(
        reply: &mut Reply<T, E>,
    ) -> Option<Arc<dyn Whole>> {
        let _during = During::set(&COUNTS, false);
        drop(reply.split());
        WHOLE.take()
    }

    #[test]
    fn an_onlooker_is_not_waited_for_and_may_end_the_whole() {
        let (mut reply, mut receiver) = Reply::<u8, &str>::pair();
        let whole = look(&mut reply).expect("somebody asked");
        assert!(!whole.is_over());
        let other = reply.split();
        assert!(WHOLE.take().is_none(), "a part that counts shows nothing");
        reply.send(Err("first"));
        assert_eq!(poll(&mut receiver), None);
        other.send(Err("last"));
        let told = Some(Err(AskError::Handler("last")));
        assert_eq!(poll(&mut receiver), told, "all who count have failed");
        assert!(whole.is_over());

        let (mut reply, mut receiver) = Reply::<u8, &str>::pair();
        let other = reply.split();
        let whole = look(&mut reply).expect("somebody asked");
        assert_eq!(poll(&mut receiver), None, "one that looks on says nothing");
        whole.end(AskFault::Timeout);
        assert_eq!(poll(&mut receiver), Some(Err(AskError::Timeout)));
        other.send(Ok(1));
        let again = look(&mut reply).expect("somebody asked");
        assert!(again.is_over(), "it has its answer");
    }

    #[test]
    fn an_onlooker_sees_who_waits() {
        assert!(look(&mut Reply::<u8, ()>::none()).is_none());
        let (mut asked, receiver) = Reply::<u8, ()>::pair();
        let whole = look(&mut asked).expect("somebody asked");
        assert!(!whole.is_over());
        drop(receiver);
        assert!(whole.is_over(), "the ask was given up");
    }

    #[test]
    fn an_answer_rings_the_bell_of_those_who_look_on() {
        let (mut reply, _receiver) = Reply::<u8, ()>::pair();
        let other = reply.split();
        let whole = look(&mut reply).expect("somebody asked");
        let mut rung = std::pin::pin!(whole.bell().notified());
        let mut cx = Context::from_waker(Waker::noop());
        assert!(rung.as_mut().poll(&mut cx).is_pending());
        reply.send(Err(()));
        assert!(rung.as_mut().poll(&mut cx).is_pending());
        other.send(Ok(1));
        assert!(rung.as_mut().poll(&mut cx).is_ready());
    }

    #[test]
    fn what_nobody_asked_for_stays_so() {
        let mut reply = Reply::<u8, ()>::none();
        let other = reply.split();
        assert!(!reply.is_some() && !other.is_some());
        other.send(Ok(1));
        reply.send(Err(()));
    }

    #[test]
    fn a_port_is_answered_once_however_many_parts_there_are() {
        struct Port(Arc<AtomicUsize>);
        impl ReplyPort<usize, ()> for Port {
            fn complete(self: Box<Self>, outcome: Result<usize, AskError<()>>) {
                self.0
                    .fetch_add(outcome.unwrap_or(1_000), Ordering::Relaxed);
            }
        }
        let sum = Arc::new(AtomicUsize::new(0));
        // So many that parts which knew each other by a chain would end the stack.
        let parts = split(Reply::to_port(Box::new(Port(Arc::clone(&sum)))), 100_000);
        for part in parts {
            assert_eq!(sum.load(Ordering::Relaxed), 0);
            drop(part);
        }
        assert_eq!(sum.load(Ordering::Relaxed), 1_000);
    }

    #[test]
    fn a_value_that_panics_when_dropped_keeps_nobody_waiting() {
        #[derive(Debug)]
        struct Bomb(bool);
        impl Drop for Bomb {
            fn drop(&mut self) {
                assert!(!self.0, "planned");
            }
        }
        let (reply, mut receiver) = Reply::<u8, Bomb>::pair();
        let mut parts = split(reply, 3).into_iter();
        parts.next().unwrap().send(Err(Bomb(true)));
        let (second, third) = (parts.next().unwrap(), parts.next().unwrap());
        let caught = catch_unwind(AssertUnwindSafe(|| second.send(Ok(5))));
        assert!(caught.is_err(), "the failure that was kept back is dropped");
        assert!(
            matches!(poll(&mut receiver), Some(Ok(5))),
            "after the answer was sent"
        );
        let caught = catch_unwind(AssertUnwindSafe(|| third.send(Err(Bomb(true)))));
        assert!(caught.is_err(), "what comes too late is dropped");
        assert_eq!(poll(&mut receiver).map(|_| ()), None);
    }

    #[test]
    fn a_panic_of_one_is_no_panic_of_all() {
        let (reply, mut receiver) = Reply::<u8, ()>::pair();
        let mut parts = split(reply, 2).into_iter();
        let (first, second) = (parts.next().unwrap(), parts.next().unwrap());
        let caught = catch_unwind(AssertUnwindSafe(move || {
            let _first = first;
            panic!("planned");
        }));
        assert!(caught.is_err());
        assert_eq!(poll(&mut receiver), None);
        second.send(Ok(2));
        assert_eq!(poll(&mut receiver), Some(Ok(2)));
    }

    #[test]
    fn threads_that_race_answer_once() {
        let rounds = if cfg!(akt_sanitize) { 200 } else { 2_000 };
        let threads = 4;
        let (outcomes, told) = flume::bounded(64);
        struct Port(flume::Sender<Result<usize, AskError<usize>>>);
        impl ReplyPort<usize, usize> for Port {
            fn complete(self: Box<Self>, outcome: Result<usize, AskError<usize>>) {
                self.0.send(outcome).expect("the test listens");
            }
        }
        let (inboxes, workers): (Vec<_>, Vec<_>) = (0..threads)
            .map(|thread| {
                let (inbox, parts) = flume::bounded::<(Reply<usize, usize>, bool)>(64);
                let work = move || {
                    for (mut part, fails) in parts {
                        let other = part.split();
                        drop(other);
                        part.send(if fails { Err(thread) } else { Ok(thread) });
                    }
                };
                let worker = crate::dispatch::task::spawn_thread("part", work);
                (inbox, worker.expect("a thread starts"))
            })
            .unzip();
        for round in 0..rounds {
            let whole = Reply::to_port(Box::new(Port(outcomes.clone())));
            // Every third round all fail; otherwise one does not.
            let lucky = (round % 3 != 0).then_some(round % threads);
            for (thread, part) in split(whole, threads).into_iter().enumerate() {
                let fails = lucky != Some(thread);
                inboxes[thread].send((part, fails)).expect("it works");
            }
            match (told.recv().expect("an outcome"), lucky) {
                (Ok(thread), Some(lucky)) => assert_eq!(thread, lucky),
                (Err(AskError::Handler(thread)), None) => assert!(thread < threads),
                (outcome, lucky) => panic!("{outcome:?} where {lucky:?} answers"),
            }
        }
        drop(inboxes);
        for worker in workers {
            worker.join().expect("no panic");
        }
        assert!(told.is_empty(), "one answer for each");
    }
}
