//! Handlers, order, and the ways to end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use akt::prelude::*;

use crate::support::{Latch, Log, OnDrop, on_every_runtime, settle, soon, task, thread, until};

/// Notes what it is told; waits where it is told to.
#[actor]
struct Notes {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Notes {
    #[on(stop)]
    fn stop(&mut self) {
        self.log.add("stop hook");
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }

    #[handler]
    pub async fn note_late(&mut self, text: String) -> usize {
        let _dropped = OnDrop(self.log.clone(), "future dropped");
        self.latch.wait().await;
        self.log.add(text);
        self.log.all().len()
    }

    #[handler]
    pub fn stop_self(&mut self, ctx: &mut Ctx) -> u32 {
        ctx.stop();
        7
    }

    #[handler]
    pub fn drain_self(&mut self, ctx: &mut Ctx) {
        ctx.drain();
    }
}

fn notes() -> (Notes, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Notes {
        log: log.clone(),
        latch: latch.clone(),
    };
    (actor, log, latch)
}

#[test]
fn an_actors_own_messages_wait_while_its_handler_awaits_and_others_run() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let waiting = system.spawn(actor).await.unwrap();
        let (other, other_log, _) = notes();
        let other = system.spawn(other).await.unwrap();
        let late = task(waiting.note_late("late".into()).into_future());
        latch.reached().await;
        waiting.note("after".into()).tell().unwrap();
        for _ in 0..100 {
            other.note("other".into()).await.unwrap();
        }
        assert_eq!(other_log.count("other"), 100, "others run meanwhile");
        assert!(log.all().is_empty(), "its own messages wait");
        latch.open(1);
        late.await.unwrap();
        waiting.note("last".into()).await.unwrap();
        assert_eq!(log.all(), ["late", "future dropped", "after", "last"]);
    });
}

/// Checks the order of each sender.
#[actor]
struct Orders {
    next: Vec<u64>,
    handled: Arc<AtomicU64>,
}

#[handlers]
impl Orders {
    #[handler]
    pub fn take(&mut self, sender: usize, number: u64) {
        assert_eq!(self.next[sender], number, "order of sender {sender}");
        self.next[sender] += 1;
        self.handled.fetch_add(1, Ordering::Relaxed);
    }

    #[handler]
    pub async fn take_slowly(&mut self, sender: usize, number: u64) {
        tokio::task::yield_now().await;
        self.take(sender, number);
    }

    #[handler]
    pub fn seen(&self) -> Vec<u64> {
        self.next.clone()
    }
}

#[test]
fn messages_of_each_sender_are_handled_in_their_order() {
    const SENDERS: usize = 8;
    const MESSAGES: u64 = if cfg!(akt_sanitize) { 300 } else { 3_000 };
    on_every_runtime(|system| async move {
        let handled = Arc::new(AtomicU64::new(0));
        let orders = system
            .spawn(Orders {
                next: vec![0; SENDERS],
                handled: Arc::clone(&handled),
            })
            .await
            .unwrap();
        let mut tasks = Vec::new();
        for sender in 0..SENDERS {
            let orders = orders.clone();
            let send = move |number: u64| {
                if number.is_multiple_of(97) {
                    orders.take_slowly(sender, number).tell().unwrap();
                } else {
                    orders.take(sender, number).tell().unwrap();
                }
            };
            if sender % 2 == 0 {
                tasks.push(Box::pin(task(async move {
                    for number in 0..MESSAGES {
                        send(number);
                        if number.is_multiple_of(50) {
                            tokio::task::yield_now().await;
                        }
                    }
                }))
                    as std::pin::Pin<Box<dyn Future<Output = ()>>>);
            } else {
                let thread = thread(move || (0..MESSAGES).for_each(send));
                tasks.push(Box::pin(async move {
                    until("the thread has sent", || thread.is_finished()).await;
                    thread.join().unwrap();
                }));
            }
        }
        for task in tasks {
            soon(task).await;
        }
        assert_eq!(orders.seen().await.unwrap(), [MESSAGES; SENDERS]);
        assert_eq!(handled.load(Ordering::Relaxed), MESSAGES * SENDERS as u64);
    });
}

#[test]
fn stop_lets_the_current_message_finish_and_no_other() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let actor = system.spawn(actor).await.unwrap();
        let current = task(actor.note_late("current".into()).into_future());
        latch.reached().await;
        let next = task(actor.note_late("next".into()).into_future());
        actor.note("told".into()).tell().unwrap();
        settle().await;
        actor.stop();
        settle().await;
        assert!(!actor.is_stopped(), "it waits for the pending handler");
        latch.open(1);
        assert_eq!(current.await, Ok(1), "the current message is answered");
        assert_eq!(next.await, Err(AskError::Stopped));
        assert_eq!(actor.stopped().await.reason, StopReason::Stopped);
        assert_eq!(log.all(), ["current", "future dropped", "stop hook"]);
        let refused = actor.note("late".into()).tell().unwrap_err();
        assert_eq!(*refused.fault(), akt::actor::SendFault::Stopped);
        assert_eq!(actor.stop_self().await, Err(AskError::Stopped));
    });
}

#[test]
fn drain_handles_what_is_queued_then_stops() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let actor = system.spawn(actor).await.unwrap();
        let current = task(actor.note_late("current".into()).into_future());
        latch.reached().await;
        for number in 0..100 {
            actor.note(number.to_string()).tell().unwrap();
        }
        actor.drain();
        latch.open(1);
        current.await.unwrap();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        let mut expected = vec!["current".to_owned(), "future dropped".to_owned()];
        expected.extend((0..100).map(|number| number.to_string()));
        expected.push("stop hook".to_owned());
        assert_eq!(log.all(), expected);
    });
}

/// Sends itself a message for each that it handles, for ever.
#[actor]
struct Perpetual {
    handled: Arc<AtomicU64>,
}

#[handlers]
impl Perpetual {
    #[handler]
    pub fn again(&mut self, ctx: &Ctx<Self>) {
        self.handled.fetch_add(1, Ordering::Relaxed);
        // Refused when the actor has ended: then it is enough.
        let _ = ctx.this().again().tell();
    }

    #[handler]
    pub fn drain_self(&mut self, ctx: &mut Ctx) {
        ctx.drain();
    }
}

fn perpetual() -> (Perpetual, Arc<AtomicU64>) {
    let handled = Arc::new(AtomicU64::new(0));
    let actor = Perpetual {
        handled: Arc::clone(&handled),
    };
    (actor, handled)
}

#[test]
fn drain_ends_although_new_messages_never_cease() {
    on_every_runtime(|system| async move {
        for from_inside in [false, true] {
            let (actor, handled) = perpetual();
            let actor = system.spawn(actor).await.unwrap();
            actor.again().tell().unwrap();
            until("it runs", || handled.load(Ordering::Relaxed) > 1000).await;
            if from_inside {
                actor.drain_self().tell().unwrap();
            } else {
                actor.drain();
            }
            soon(actor.stopped()).await;
        }
    });
}

#[test]
fn a_message_that_was_told_before_the_drain_is_handled() {
    on_every_runtime(|system| async move {
        for _ in 0..200 {
            let (actor, log, _) = notes();
            let actor = system.spawn(actor).await.unwrap();
            // Others send at the same time, so that a message may lie behind one that is only half there.
            let noise: Vec<_> = (0..2)
                .map(|_| {
                    let actor = actor.clone();
                    thread(move || {
                        for _ in 0..20 {
                            let _ = actor.note("noise".into()).tell();
                        }
                    })
                })
                .collect();
            actor.note("mine".into()).tell().unwrap();
            actor.drain();
            soon(actor.stopped()).await;
            assert_eq!(log.count("mine"), 1, "lost: {:?}", log.all());
            for thread in noise {
                thread.join().unwrap();
            }
        }
    });
}

#[test]
fn kill_drops_the_pending_future_and_skips_the_stop_hook() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let actor = system.spawn(actor).await.unwrap();
        let current = task(actor.note_late("current".into()).into_future());
        latch.reached().await;
        let next = task(actor.note_late("next".into()).into_future());
        settle().await;
        actor.kill();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Killed);
        assert_eq!(current.await, Err(AskError::NoReply), "killed while it ran");
        assert_eq!(next.await, Err(AskError::Stopped), "never handled");
        assert_eq!(log.all(), ["future dropped"]);
    });
}

#[test]
fn kill_overtakes_a_stop_that_waits() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let actor = system.spawn(actor).await.unwrap();
        let current = task(actor.note_late("current".into()).into_future());
        latch.reached().await;
        actor.drain();
        actor.stop();
        settle().await;
        assert!(!actor.is_stopped());
        actor.kill();
        actor.stop();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Killed);
        assert_eq!(current.await, Err(AskError::NoReply));
        assert_eq!(log.all(), ["future dropped"]);
    });
}

#[test]
fn an_actor_stops_itself_after_its_answer() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let actor = system.spawn(actor).await.unwrap();
        let first = task(actor.note_late("first".into()).into_future());
        latch.reached().await;
        let asked = task(actor.stop_self().into_future());
        settle().await;
        actor.note("after".into()).tell().unwrap();
        latch.open(1);
        first.await.unwrap();
        assert_eq!(asked.await, Ok(7), "the answer is still sent");
        soon(actor.stopped()).await;
        assert_eq!(log.all(), ["first", "future dropped", "stop hook"]);
    });
}

#[test]
fn an_actor_drains_itself() {
    on_every_runtime(|system| async move {
        let (actor, log, latch) = notes();
        let actor = system.spawn(actor).await.unwrap();
        let first = task(actor.note_late("first".into()).into_future());
        latch.reached().await;
        actor.drain_self().tell().unwrap();
        actor.note("queued".into()).tell().unwrap();
        latch.open(1);
        first.await.unwrap();
        soon(actor.stopped()).await;
        assert_eq!(
            log.all(),
            ["first", "future dropped", "queued", "stop hook"]
        );
    });
}

/// Tries to do things while it stops.
#[actor]
struct Ending {
    friend: Option<NotesRef>,
    fails: bool,
    log: Log,
}

#[handlers]
impl Ending {
    #[on(stop)]
    async fn stop(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        let (orphan, _, _) = notes();
        let refused = ctx.spawn(orphan).await;
        assert!(matches!(refused, Err(SpawnError::Stopping)));
        if let Some(friend) = &self.friend {
            friend.note("goodbye".into()).await?;
        }
        self.log.add("said goodbye");
        if self.fails {
            return Err(StartError::new("planned: cannot stop"));
        }
        Ok(())
    }

    #[handler]
    pub fn nothing(&self) {}
}

#[test]
fn a_stop_hook_can_talk_to_others_but_not_spawn() {
    on_every_runtime(|system| async move {
        let (friend, friend_log, _) = notes();
        let friend = system.spawn(friend).await.unwrap();
        let log = Log::default();
        for fails in [false, true] {
            let ending = Ending {
                friend: Some(friend.clone()),
                fails,
                log: log.clone(),
            };
            let ending = system.spawn(ending).await.unwrap();
            ending.nothing().await.unwrap();
            ending.stop();
            assert_eq!(soon(ending.stopped()).await.reason, StopReason::Stopped);
        }
        assert_eq!(log.count("said goodbye"), 2);
        assert_eq!(friend_log.count("goodbye"), 2);
    });
}

/// Computes without awaiting until it is let go.
#[actor]
struct Busy {
    go: Arc<AtomicBool>,
    done: Arc<AtomicBool>,
}

#[handlers]
impl Busy {
    #[handler]
    pub fn compute(&mut self) -> u32 {
        while !self.go.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        self.done.store(true, Ordering::Release);
        7
    }
}

#[test]
fn a_kill_does_not_interrupt_a_handler_that_computes() {
    crate::support::threads(2).block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let (go, done) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let busy = system
            .spawn(Busy {
                go: Arc::clone(&go),
                done: Arc::clone(&done),
            })
            .await
            .unwrap();
        let asked = busy.compute().into_future();
        busy.kill();
        busy.compute().tell().ok();
        go.store(true, Ordering::Release);
        let answer = soon(asked).await;
        assert_eq!(soon(busy.stopped()).await.reason, StopReason::Killed);
        assert_eq!(answer.is_ok(), done.load(Ordering::Acquire));
        soon(system.shutdown()).await;
    });
}
