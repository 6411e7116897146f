//! What waits inside of an actor: the stash, timers, pipes and requests.

use std::time::Duration;

use akt::actor::{DeadLetterReason, PipeError};
use akt::base::catch_up::CatchUp;
use akt::prelude::*;

use crate::support::{
    Bomb, Latch, Log, OnDrop, in_virtual_time, on_every_runtime, pass, settle, soon, until,
};

const SECOND: Duration = Duration::from_secs(1);

/// Notes what it handles, and stashes while it is told to.
#[actor]
#[derive(Default)]
struct Notes {
    log: Log,
    stashes: bool,
}

#[handlers]
impl Notes {
    #[handler]
    pub fn note(&mut self, text: String, ctx: &mut Ctx<Self>) {
        if self.stashes {
            let me = ctx.this();
            if let Err(full) = ctx.stash(me.note(text.clone())) {
                drop(full.into_message());
                self.log.add(format!("{text} refused"));
            }
        } else {
            self.log.add(text);
        }
    }

    #[handler]
    pub fn stashing(&mut self, stashes: bool) {
        self.stashes = stashes;
    }

    #[handler]
    pub fn unstash(&mut self, ctx: &mut Ctx<Self>) -> bool {
        self.stashes = false;
        ctx.unstash()
    }

    #[handler]
    pub fn unstash_all(&mut self, ctx: &mut Ctx<Self>) -> usize {
        self.stashes = false;
        ctx.unstash_all()
    }

    #[handler]
    pub fn stashed(&mut self, ctx: &mut Ctx<Self>) -> usize {
        ctx.stashed()
    }

    #[handler]
    pub async fn wait(&mut self, latch: Latch) {
        latch.wait().await;
    }

    #[handler]
    pub fn panic(&mut self) {
        panic!("planned: panic");
    }

    #[handler]
    pub fn tick_every(&mut self, interval: Duration, catch_up: CatchUp, ctx: &mut Ctx<Self>) {
        ctx.timer("tick")
            .catch_up(catch_up)
            .every(interval, |me| me.tick());
    }

    #[handler]
    pub fn tick_once(&mut self, delay: Duration, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        ctx.timer("tick").once(delay, me.tick());
    }

    #[handler]
    pub fn run_twice(&mut self, ctx: &mut Ctx<Self>) {
        let mut left = 2;
        ctx.timer("run").run_every(SECOND, move |this, ctx| {
            this.log.add("ran");
            left -= 1;
            if left == 0 {
                ctx.cancel_timer("run");
            }
        });
    }

    #[handler]
    pub fn tick_other(&mut self, other: NotesRef, ctx: &mut Ctx<Self>) {
        ctx.timer("other").once(SECOND, other.tick());
    }

    #[handler]
    pub fn cancel(&mut self, ctx: &mut Ctx<Self>) -> bool {
        ctx.cancel_timer("tick")
    }

    #[handler]
    pub fn timers(&mut self, ctx: &mut Ctx<Self>) -> usize {
        ctx.timers()
    }

    #[handler]
    fn tick(&mut self) {
        self.log.add("tick");
    }

    #[handler]
    pub fn pipe(&mut self, latch: Latch, limit: Option<Duration>, ctx: &mut Ctx<Self>) {
        let guard = OnDrop(self.log.clone(), "future dropped");
        let mut pipe = ctx.pipe(async move {
            latch.wait().await;
            drop(guard);
            7_u32
        });
        if let Some(limit) = limit {
            pipe = pipe.timeout(limit);
        }
        pipe.then(|this: &mut Self, _, outcome| this.log.add(format!("{outcome:?}")));
    }

    #[handler]
    pub fn pipe_bomb(&mut self, ctx: &mut Ctx<Self>) {
        ctx.pipe(async {
            tokio::task::yield_now().await;
            panic!("planned: piped");
        })
        .tell(|me, outcome: Result<(), PipeError>| me.note(format!("{outcome:?}")));
    }

    #[handler]
    pub fn pipe_and_cancel(&mut self, latch: Latch, ctx: &mut Ctx<Self>) -> bool {
        let guard = OnDrop(self.log.clone(), "future dropped");
        let wait = ctx
            .pipe(async move {
                latch.wait().await;
                drop(guard);
            })
            .then(|this: &mut Self, _, _| this.log.add("heard"));
        ctx.cancel(wait) && !ctx.cancel(wait)
    }
}

fn notes(log: &Log) -> Notes {
    Notes {
        log: log.clone(),
        ..Notes::default()
    }
}

#[test]
fn the_stash_comes_back_in_its_order_and_ahead_of_newer_messages() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        soon(notes.stashing(true)).await.unwrap();
        for text in ["a", "b", "c"] {
            notes.note(text.into()).tell().unwrap();
        }
        assert_eq!(soon(notes.stashed()).await, Ok(3));
        let latch = Latch::default();
        notes.wait(latch.clone()).tell().unwrap();
        let one = notes.unstash().into_future();
        for text in ["newer", "newest"] {
            notes.note(text.into()).tell().unwrap();
        }
        latch.open(1);
        assert_eq!(soon(one).await, Ok(true));
        soon(notes.stashed()).await.unwrap();
        assert_eq!(log.all(), ["a", "newer", "newest"]);
        let all = notes.unstash_all().into_future();
        notes.note("last".into()).tell().unwrap();
        assert_eq!(soon(all).await, Ok(2));
        assert_eq!(soon(notes.unstash()).await, Ok(false));
        assert_eq!(log.all(), ["a", "newer", "newest", "b", "c", "last"]);
    });
}

#[test]
fn a_full_stash_gives_the_message_back() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).stash(2).await.unwrap();
        soon(notes.stashing(true)).await.unwrap();
        for text in ["a", "b", "c"] {
            soon(notes.note(text.into())).await.unwrap();
        }
        assert_eq!(log.all(), ["c refused"]);
        assert_eq!(soon(notes.stashed()).await, Ok(2));
    });
}

#[test]
fn the_stash_survives_a_restart_and_goes_to_the_dead_letters_at_the_end() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || notes(&log)
        };
        let letters = system.dead_letters(16);
        let notes = system.spawn_with(factory).await.unwrap();
        soon(notes.stashing(true)).await.unwrap();
        soon(notes.note("kept".into())).await.unwrap();
        let _ = soon(notes.panic()).await;
        soon(notes.stashed()).await.unwrap();
        assert_eq!(log.all(), ["kept"], "the new state handles it");
        soon(notes.stashing(true)).await.unwrap();
        soon(notes.note("left".into())).await.unwrap();
        notes.stop();
        soon(notes.stopped()).await;
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(
            (letter.method, letter.reason),
            ("note", DeadLetterReason::LeftInStash)
        );
    });
}

#[test]
fn a_timer_rings_once_at_its_time() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        soon(notes.tick_once(SECOND)).await.unwrap();
        assert_eq!(soon(notes.timers()).await, Ok(1));
        pass(SECOND - Duration::from_millis(1)).await;
        assert_eq!(log.count("tick"), 0);
        pass(Duration::from_millis(3)).await;
        assert_eq!(log.count("tick"), 1);
        assert_eq!(soon(notes.timers()).await, Ok(0));
        pass(5 * SECOND).await;
        assert_eq!(log.count("tick"), 1);
    });
}

#[test]
fn a_cancelled_timer_is_not_heard_even_if_it_had_rung() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        soon(notes.tick_once(SECOND)).await.unwrap();
        let latch = Latch::default();
        notes.wait(latch.clone()).tell().unwrap();
        let cancelled = notes.cancel().into_future();
        pass(2 * SECOND).await;
        latch.open(1);
        assert_eq!(soon(cancelled).await, Ok(true));
        settle().await;
        assert_eq!(log.count("tick"), 0, "its note was in the mailbox");
        assert_eq!(soon(notes.cancel()).await, Ok(false));

        // One that is set anew rings once, at the new time.
        soon(notes.tick_once(SECOND)).await.unwrap();
        soon(notes.tick_once(3 * SECOND)).await.unwrap();
        pass(2 * SECOND).await;
        assert_eq!(log.count("tick"), 0);
        pass(2 * SECOND).await;
        assert_eq!(log.count("tick"), 1);
    });
}

#[test]
fn an_interval_keeps_the_rhythm_of_the_clock_and_makes_up_as_it_was_told() {
    in_virtual_time(|system| async move {
        for (catch_up, ticks) in [(CatchUp::Skip, 1), (CatchUp::Each { max: 10 }, 4)] {
            let log = Log::default();
            let notes = system.spawn(notes(&log)).await.unwrap();
            soon(notes.tick_every(SECOND, catch_up)).await.unwrap();
            for tick in 1..=3 {
                pass(SECOND).await;
                assert_eq!(log.count("tick"), tick);
            }
            let latch = Latch::default();
            notes.wait(latch.clone()).tell().unwrap();
            latch.reached().await;
            pass(4 * SECOND + SECOND / 2).await;
            latch.open(1);
            settle().await;
            assert_eq!(log.count("tick"), 3 + ticks);
            pass(SECOND / 2).await;
            assert_eq!(log.count("tick"), 4 + ticks, "the rhythm is the old one");
            notes.stop();
            soon(notes.stopped()).await;
        }
    });
}

#[test]
fn a_callback_may_cancel_its_own_timer() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        soon(notes.run_twice()).await.unwrap();
        for _ in 0..5 {
            pass(SECOND).await;
        }
        assert_eq!(log.count("ran"), 2);
        assert_eq!(soon(notes.timers()).await, Ok(0));
    });
}

#[test]
fn timers_end_with_their_actor_and_with_its_restart() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || notes(&log)
        };
        let notes = system.spawn_with(factory).await.unwrap();
        soon(notes.tick_every(SECOND, CatchUp::Skip)).await.unwrap();
        let _ = soon(notes.panic()).await;
        assert_eq!(soon(notes.timers()).await, Ok(0));
        pass(3 * SECOND).await;
        assert_eq!(log.count("tick"), 0);
        soon(notes.tick_every(SECOND, CatchUp::Skip)).await.unwrap();
        notes.stop();
        soon(notes.stopped()).await;
        let letters = system.dead_letter_count();
        pass(3 * SECOND).await;
        assert_eq!(log.count("tick"), 0);
        assert_eq!(
            system.dead_letter_count(),
            letters,
            "it is no letter either"
        );
    });
}

#[test]
fn a_timer_may_be_for_another_actor() {
    in_virtual_time(|system| async move {
        let (one, two) = (Log::default(), Log::default());
        let first = system.spawn(notes(&one)).await.unwrap();
        let second = system.spawn(notes(&two)).await.unwrap();
        soon(first.tick_other(second)).await.unwrap();
        pass(2 * SECOND).await;
        assert_eq!((one.count("tick"), two.count("tick")), (0, 1));
    });
}

#[test]
fn what_is_piped_comes_back_while_the_actor_goes_on() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        let latch = Latch::default();
        soon(notes.pipe(latch.clone(), None)).await.unwrap();
        soon(notes.note("meanwhile".into())).await.unwrap();
        latch.open(1);
        until("the outcome came", || log.count("Ok(7)") == 1).await;
        assert_eq!(log.all(), ["meanwhile", "future dropped", "Ok(7)"]);
    });
}

#[test]
fn a_pipe_ends_at_its_limit_and_its_future_is_dropped() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        let latch = Latch::default();
        soon(notes.pipe(latch.clone(), Some(SECOND))).await.unwrap();
        latch.reached().await;
        pass(2 * SECOND).await;
        assert_eq!(log.count("Err(Timeout)"), 1);
        assert_eq!(log.count("future dropped"), 1);
        latch.open(1);
        settle().await;
        assert_eq!(log.count("Ok(7)"), 0);
    });
}

#[test]
fn a_panic_of_a_piped_future_is_an_outcome() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        soon(notes.pipe_bomb()).await.unwrap();
        let expected = "Err(Panicked(\"panicked: planned: piped\"))";
        until("the outcome came", || log.count(expected) == 1).await;
    });
}

#[test]
fn a_cancelled_pipe_is_not_heard_and_its_future_is_dropped() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let notes = system.spawn(notes(&log)).await.unwrap();
        let latch = Latch::default();
        latch.open(1);
        assert_eq!(soon(notes.pipe_and_cancel(latch)).await, Ok(true));
        until("the future is gone", || log.count("future dropped") == 1).await;
        soon(notes.stashed()).await.unwrap();
        assert_eq!(log.count("heard"), 0);
    });
}

#[test]
fn pipes_end_with_their_actor_and_its_restart() {
    on_every_runtime(|system| async move {
        let log = Log::default();
        let factory = {
            let log = log.clone();
            move || notes(&log)
        };
        let notes = system.spawn_with(factory).await.unwrap();
        let latch = Latch::default();
        soon(notes.pipe(latch.clone(), None)).await.unwrap();
        latch.reached().await;
        let _ = soon(notes.panic()).await;
        until("the first is gone", || log.count("future dropped") == 1).await;
        soon(notes.pipe(latch.clone(), None)).await.unwrap();
        latch.reached().await;
        notes.stop();
        soon(notes.stopped()).await;
        until("the second is gone", || log.count("future dropped") == 2).await;
    });
}

#[test]
fn a_value_that_panics_when_it_is_dropped_does_no_harm_as_an_outcome() {
    #[actor]
    struct Bomber(Log);

    #[handlers]
    impl Bomber {
        #[handler]
        pub fn pipe(&mut self, ctx: &mut Ctx<Self>) {
            ctx.pipe(async { Bomb }).then(|this: &mut Self, _, bomb| {
                this.0.add("came");
                std::mem::forget(bomb);
            });
            ctx.stop();
        }
    }

    on_every_runtime(|system| async move {
        let log = Log::default();
        let bomber = system.spawn(Bomber(log.clone())).await.unwrap();
        soon(bomber.pipe()).await.unwrap();
        assert_eq!(soon(bomber.stopped()).await.reason, StopReason::Stopped);
    });
}
