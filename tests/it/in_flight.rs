//! The limit of what an actor has in flight: requests, pipes and later answers together.

use std::future::Future;

use akt::actor::{MailboxKind, PipeError};
use akt::prelude::*;

use crate::support::{Latch, Log, in_virtual_time, on_every_runtime, settle, soon, task, until};

/// May have three in flight.
#[actor(reentrancy = all, in_flight = 3)]
struct Busy {
    latch: Latch,
    log: Log,
}

#[handlers]
impl Busy {
    #[handler]
    pub fn pipes(&mut self, count: u32, ctx: &mut Ctx<Self>) -> usize {
        for number in 0..count {
            let latch = self.latch.clone();
            ctx.pipe(async move { latch.wait().await })
                .then(move |this: &mut Self, _, outcome| {
                    this.log.add(format!("{number}: {outcome:?}"));
                });
        }
        ctx.in_flight()
    }

    #[handler]
    pub fn request(&mut self, ctx: &mut Ctx<Self>) -> bool {
        let me = ctx.this();
        ctx.request(me.in_flight())
            .then(|_: &mut Self, _, _| ())
            .is_ok()
    }

    /// Answers later.
    #[handler]
    pub fn later(&mut self, number: u32) -> impl Future<Output = u32> + Send + use<> {
        self.log.add(format!("began {number}"));
        let latch = self.latch.clone();
        async move {
            latch.wait().await;
            number
        }
    }

    #[handler]
    pub fn in_flight(&mut self, ctx: &mut Ctx<Self>) -> usize {
        ctx.in_flight()
    }

    #[handler]
    pub fn panic(&mut self) {
        panic!("planned: panic");
    }
}

async fn busy(system: &ActorSystem, mailbox: MailboxKind) -> (BusyRef, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let own = (latch.clone(), log.clone());
    let factory = move || Busy {
        latch: own.0.clone(),
        log: own.1.clone(),
    };
    let actor = system.spawn_with(factory).mailbox(mailbox).await;
    (actor.unwrap(), latch, log)
}

#[test]
fn pipes_beyond_the_limit_are_not_run_and_say_so() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = busy(&system, MailboxKind::Unbounded).await;
        soon(actor.pipes(5)).await.unwrap();
        until("the last two are told", || log.all().len() == 2).await;
        let too_many: Result<(), PipeError> = Err(PipeError::TooMany);
        for number in [3, 4] {
            assert_eq!(log.count(&format!("{number}: {too_many:?}")), 1);
        }
        assert_eq!(soon(actor.in_flight()).await, Ok(3));
        assert_eq!(soon(actor.request()).await, Ok(false), "pipes count");
        latch.open(3);
        until("the others are through", || log.all().len() == 5).await;
        assert_eq!(soon(actor.in_flight()).await, Ok(0));
        assert_eq!(soon(actor.request()).await, Ok(true));
    });
}

#[test]
fn messages_that_are_answered_later_wait_at_the_limit_and_others_do_not() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = busy(&system, MailboxKind::Unbounded).await;
        let answers: Vec<_> = (0..20)
            .map(|number| actor.later(number).into_future())
            .collect();
        assert_eq!(soon(actor.in_flight()).await, Ok(3), "it is not held up");
        assert_eq!(log.all().len(), 3);
        assert_eq!(soon(actor.request()).await, Ok(false), "they count");
        latch.open(20);
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(soon(answer).await, Ok(u32::try_from(number).unwrap()));
        }
        let order: Vec<String> = (0..20).map(|number| format!("began {number}")).collect();
        assert_eq!(log.all(), order);
    });
}

#[test]
fn messages_that_are_answered_later_keep_their_room_while_they_wait() {
    in_virtual_time(|system| async move {
        let mailboxes = [
            MailboxKind::bounded(2),
            MailboxKind::Fair { capacity: Some(2) },
        ];
        for mailbox in mailboxes {
            let (actor, latch, log) = busy(&system, mailbox).await;
            let mut taken = 0;
            for number in 0..20 {
                taken += usize::from(actor.later(number).tell().is_ok());
                settle().await;
            }
            assert_eq!(taken, 3 + 2, "{mailbox:?}");
            latch.open(5);
            settle().await;
            assert_eq!(log.all().len(), 5);
            assert_eq!(soon(actor.in_flight()).await, Ok(0));
        }
    });
}

#[test]
fn a_restart_and_a_drain_lose_no_message_that_waits_at_the_limit() {
    in_virtual_time(|system| async move {
        let (actor, latch, log) = busy(&system, MailboxKind::Unbounded).await;
        let asks: Vec<_> = (0..5)
            .map(|number| task(actor.later(number).into_future()))
            .collect();
        settle().await;
        assert_eq!(soon(actor.panic()).await, Err(AskError::Panicked));
        settle().await;
        assert_eq!(log.all().len(), 5, "the last two begin in the new state");
        for number in 5..8 {
            actor.later(number).tell().unwrap();
        }
        settle().await;
        assert_eq!(log.all().len(), 6);
        actor.drain();
        settle().await;
        actor.later(9).tell().unwrap();
        settle().await;
        assert!(!actor.is_stopped());
        latch.open(20);
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(log.all().len(), 8, "but what came after the drain");
        let mut answered = 0;
        for ask in asks {
            answered += usize::from(soon(ask).await.is_ok());
        }
        assert_eq!(answered, 2, "futures end with the state that began them");
    });
}
