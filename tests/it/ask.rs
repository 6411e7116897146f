//! Asks: answers, errors, timeouts, and asks that can have no answer.

use std::time::Duration;

use akt::prelude::*;

use crate::support::{
    Latch, Log, OnDrop, in_virtual_time, on_every_runtime, outside, pass, settle, soon, task,
    thread, until,
};

#[derive(Debug, Clone, PartialEq)]
struct Refusal(u32);

#[actor]
struct Answers {
    latch: Latch,
    log: Log,
    next: Option<AnswersRef>,
}

#[handlers]
impl Answers {
    #[handler]
    pub fn double(&self, number: u64) -> u64 {
        number * 2
    }

    #[handler]
    pub async fn double_late(&self, number: u64) -> u64 {
        self.latch.wait().await;
        number * 2
    }

    #[handler]
    pub fn refuse(&mut self, number: u32) -> Result<u32, Refusal> {
        if number == 0 {
            Ok(0)
        } else {
            Err(Refusal(number))
        }
    }

    #[handler]
    pub async fn refuse_late(&mut self, number: u32) -> Result<u32, Refusal> {
        tokio::task::yield_now().await;
        self.refuse(number)
    }

    #[handler]
    pub fn burst(&mut self) -> u32 {
        panic!("planned: sync handler")
    }

    #[handler]
    pub async fn burst_late(&mut self) -> u32 {
        tokio::task::yield_now().await;
        panic!("planned: async handler")
    }

    #[handler]
    pub async fn relay(&self, number: u64) -> Result<u64, AskError> {
        match &self.next {
            Some(next) => next.double(number).await,
            None => Ok(number),
        }
    }

    #[handler]
    pub async fn guarded(&self) -> OnDrop {
        let guard = OnDrop(self.log.clone(), "answer dropped");
        self.latch.wait().await;
        guard
    }
}

fn answers() -> (Answers, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let actor = Answers {
        latch: latch.clone(),
        log: log.clone(),
        next: None,
    };
    (actor, latch, log)
}

#[test]
fn a_handlers_error_is_an_answer_and_the_actor_lives_on() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(answers().0).await.unwrap();
        assert_eq!(actor.refuse(3).await, Err(AskError::Handler(Refusal(3))));
        assert_eq!(
            actor.refuse_late(4).await,
            Err(AskError::Handler(Refusal(4)))
        );
        assert_eq!(actor.refuse(0).await, Ok(0));
        assert_eq!(actor.double(4).await, Ok(8));
    });
}

#[test]
fn a_panic_is_answered_at_once() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(answers().0).await.unwrap();
        assert_eq!(soon(actor.burst()).await, Err(AskError::Panicked));
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Failed);
        let actor = system.spawn(answers().0).await.unwrap();
        assert_eq!(soon(actor.burst_late()).await, Err(AskError::Panicked));
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Failed);
        assert_eq!(actor.double(1).await, Err(AskError::Stopped));
    });
}

#[test]
fn asks_behind_a_panic_are_answered_when_the_actor_ends() {
    on_every_runtime(|system| async move {
        let (actor, latch, _) = answers();
        let actor = system.spawn(actor).await.unwrap();
        let late = task(actor.double_late(1).into_future());
        latch.reached().await;
        let burst = task(actor.burst().into_future());
        settle().await;
        let behind: Vec<_> = (0..50)
            .map(|number| task(actor.double(number).into_future()))
            .collect();
        settle().await;
        latch.open(1);
        assert_eq!(late.await, Ok(2));
        assert_eq!(burst.await, Err(AskError::Panicked));
        for ask in behind {
            assert_eq!(soon(ask).await, Err(AskError::Stopped));
        }
    });
}

#[test]
fn many_asks_in_flight_get_their_own_answers() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(answers().0).await.unwrap();
        let asks: Vec<_> = (0..1000)
            .map(|number| (number, actor.double(number).into_future()))
            .collect();
        // Awaited from the last to the first, so that most answers are there before they are looked at.
        for (number, ask) in asks.into_iter().rev() {
            assert_eq!(soon(ask).await, Ok(number * 2));
        }
    });
}

#[test]
fn an_ask_times_out_and_the_late_answer_harms_nobody() {
    in_virtual_time(|system| async move {
        let (actor, latch, _) = answers();
        let actor = system.spawn(actor).await.unwrap();
        let start = tokio::time::Instant::now();
        let limit = Duration::from_millis(50);
        let timed = actor.double_late(1).timeout(limit).await;
        assert_eq!(timed, Err(AskError::Timeout));
        assert_eq!(start.elapsed(), limit);
        latch.open(1);
        assert_eq!(actor.double(2).await, Ok(4), "the actor went on");
        let timed = task(actor.double_late(3).timeout(limit).into_future());
        latch.reached().await;
        latch.reached().await;
        pass(limit - Duration::from_millis(1)).await;
        latch.open(1);
        assert_eq!(timed.await, Ok(6), "just in time");
        let none = Duration::ZERO;
        assert_eq!(
            actor.double_late(4).timeout(none).await,
            Err(AskError::Timeout)
        );
        latch.open(1);
        assert_eq!(actor.double(5).timeout(limit).await, Ok(10));
    });
}

#[test]
fn a_call_with_a_timeout_sends_nothing_before_it_is_awaited() {
    in_virtual_time(|system| async move {
        let (actor, latch, log) = answers();
        let actor = system.spawn(actor).await.unwrap();
        latch.open(2);
        let limit = Duration::from_millis(50);
        drop(actor.guarded().timeout(limit));
        assert_eq!(actor.double(1).await, Ok(2));
        assert!(log.all().is_empty(), "nothing was handled");
        let call = actor.double_late(1).timeout(limit);
        pass(limit * 2).await;
        assert_eq!(call.await, Ok(2), "the limit counts from the await");
        // The limit counts from when it was sent, whenever it is looked at.
        let asked = actor.double_late(2).timeout(limit).into_future();
        let held = actor.double_late(3).timeout(limit).into_future();
        assert_eq!(asked.await, Ok(4));
        pass(limit * 2).await;
        let start = tokio::time::Instant::now();
        assert_eq!(held.await, Err(AskError::Timeout));
        assert!(start.elapsed() < limit, "{:?}", start.elapsed());
    });
}

#[test]
fn dropping_an_ask_lets_the_message_be_handled_and_drops_the_answer() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = answers();
        let actor = system.spawn(actor).await.unwrap();
        let mut ask = Box::pin(actor.guarded().into_future());
        tokio::select! {
            biased;
            _ = &mut ask => panic!("nobody opened the latch"),
            () = latch.reached() => {}
        }
        drop(ask);
        assert!(log.all().is_empty());
        latch.open(1);
        assert_eq!(actor.double(1).await, Ok(2));
        assert_eq!(log.all(), ["answer dropped"]);
        // Dropped before the actor has even looked at the message.
        drop(actor.guarded().into_future());
        latch.open(1);
        assert_eq!(actor.double(1).await, Ok(2));
        assert_eq!(log.count("answer dropped"), 2);
    });
}

#[test]
fn asks_of_a_stopped_actor_fail_at_once() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(answers().0).await.unwrap();
        actor.stop();
        soon(actor.stopped()).await;
        let error = actor.double(1).await.unwrap_err();
        assert_eq!(error, AskError::Stopped);
        assert!(error.not_delivered());
        let timed = actor.double(1).timeout(Duration::from_secs(1)).await;
        assert_eq!(timed, Err(AskError::Stopped));
    });
}

#[test]
fn asks_race_the_end_and_are_all_answered() {
    on_every_runtime(|system| async move {
        let rounds = if cfg!(akt_sanitize) { 20 } else { 100 };
        for round in 0..rounds {
            let actor = system.spawn(answers().0).await.unwrap();
            let asker = {
                let actor = actor.clone();
                task(async move {
                    let mut answered = 0;
                    for number in 0..200 {
                        match actor.double(number).await {
                            Ok(answer) => {
                                assert_eq!(answer, number * 2);
                                answered += 1;
                            }
                            Err(AskError::Stopped) => return answered,
                            Err(other) => panic!("{other:?}"),
                        }
                        if number % 16 == 0 {
                            tokio::task::yield_now().await;
                        }
                    }
                    answered
                })
            };
            for _ in 0..round % 7 {
                tokio::task::yield_now().await;
            }
            match round % 3 {
                0 => actor.stop(),
                1 => actor.kill(),
                _ => actor.drain(),
            }
            soon(asker).await;
            soon(actor.stopped()).await;
        }
    });
}

#[test]
fn actors_ask_each_other() {
    on_every_runtime(|system| async move {
        let last = system.spawn(answers().0).await.unwrap();
        let mut first = answers().0;
        first.next = Some(last.clone());
        let first = system.spawn(first).await.unwrap();
        let asks: Vec<_> = (0..100)
            .map(|number| (number, task(first.relay(number).into_future())))
            .collect();
        for (number, ask) in asks {
            assert_eq!(soon(ask).await, Ok(number * 2));
        }
        last.kill();
        soon(last.stopped()).await;
        assert_eq!(
            first.relay(1).await,
            Err(AskError::Handler(AskError::Stopped)),
            "the error of the second ask is the answer of the first"
        );
    });
}

#[test]
fn asks_come_from_other_runtimes_and_threads() {
    on_every_runtime(|system| async move {
        let actor = system.spawn(answers().0).await.unwrap();
        let askers: Vec<_> = (0..3)
            .map(|_| {
                let actor = actor.clone();
                thread(move || {
                    outside(async {
                        for number in 0..200 {
                            assert_eq!(actor.double(number).await, Ok(number * 2));
                        }
                    });
                })
            })
            .collect();
        for asker in askers {
            until("the asker is through", || asker.is_finished()).await;
            asker.join().unwrap();
        }
    });
}

/// A hand-written place for the answer, as a wire has one.
#[test]
fn a_reply_port_is_told_why_there_is_no_answer() {
    struct Port(Log);
    impl akt::actor::ReplyPort<u64, std::convert::Infallible> for Port {
        fn complete(self: Box<Self>, outcome: Result<u64, AskError>) {
            self.0.add(format!("{outcome:?}"));
        }
    }
    on_every_runtime(|system| async move {
        let (actor, latch, _) = answers();
        let actor = system.spawn(actor).await.unwrap();
        let log = Log::default();
        let port = || Reply::to_port(Box::new(Port(log.clone())));
        let ask = |reply| AnswersProtocol::Double {
            number: 4,
            __reply: reply,
        };
        actor.deliver(ask(port())).unwrap();
        assert_eq!(actor.double(1).await, Ok(2));
        let late = task(actor.double_late(1).into_future());
        latch.reached().await;
        actor.deliver(ask(port())).unwrap();
        actor.stop();
        latch.open(1);
        late.await.unwrap();
        soon(actor.stopped()).await;
        drop(actor.deliver(ask(port())).unwrap_err());
        assert_eq!(log.all(), ["Ok(8)", "Err(Stopped)", "Err(NoReply)"]);
    });
}

#[test]
fn an_answer_that_panics_when_dropped_harms_nobody_else() {
    #[actor]
    struct Bombs;
    #[handlers]
    impl Bombs {
        #[handler]
        pub fn bomb(&self) -> crate::support::Bomb {
            crate::support::Bomb
        }
        #[handler]
        pub fn nothing(&self) {}
    }
    on_every_runtime(|system| async move {
        let bombs = system.spawn_with(|| Bombs).await.unwrap();
        // Nobody waits for the answer: it goes off where the handler's answer is dropped.
        bombs.bomb().tell().unwrap();
        assert_eq!(soon(bombs.nothing()).await, Ok(()), "restarted");
        let other = system.spawn(answers().0).await.unwrap();
        assert_eq!(other.double(1).await, Ok(2));
    });
}
