//! Messages that reach no handler: their reasons, and bounded subscriptions.

use std::time::Duration;

use akt::actor::{ActorPath, DeadLetter, DeadLetterReason};
use akt::prelude::*;

use crate::support::{Latch, in_virtual_time, on_every_runtime, settle, soon, task};

#[actor]
struct Silent {
    latch: Latch,
}

#[handlers]
impl Silent {
    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn first(&self) {}

    #[handler]
    pub fn second(&self) -> u32 {
        2
    }
}

async fn silent(system: &ActorSystem) -> (SilentRef, Latch) {
    let latch = Latch::default();
    let actor = Silent {
        latch: latch.clone(),
    };
    (system.spawn(actor).name("it").await.unwrap(), latch)
}

fn read(letters: &akt::system::DeadLetters) -> Vec<(&'static str, DeadLetterReason)> {
    std::iter::from_fn(|| letters.try_recv())
        .map(|letter| (letter.method, letter.reason))
        .collect()
}

#[test]
fn what_is_left_in_the_mailbox_and_what_comes_too_late_are_dead_letters() {
    on_every_runtime(|system| async move {
        let letters = system.dead_letters(16);
        let (actor, latch) = silent(&system).await;
        let wait = task(actor.wait().into_future());
        latch.reached().await;
        actor.first().tell().unwrap();
        let asked = actor.second().into_future();
        actor.stop();
        latch.open(1);
        wait.await.unwrap();
        assert_eq!(asked.await, Err(AskError::Stopped));
        soon(actor.stopped()).await;
        let left = soon(letters.recv()).await.unwrap();
        let DeadLetter {
            path,
            uid,
            method,
            reason,
            ..
        } = left;
        assert_eq!(path, actor.path());
        assert_eq!(uid, actor.uid());
        assert_eq!((method, reason), ("first", DeadLetterReason::LeftInMailbox));
        assert_eq!(
            read(&letters),
            [("second", DeadLetterReason::LeftInMailbox)]
        );
        actor.first().tell().unwrap_err();
        actor.first().send().await.unwrap_err();
        assert_eq!(actor.second().await, Err(AskError::Stopped));
        assert_eq!(
            read(&letters),
            [
                ("first", DeadLetterReason::Stopped),
                ("first", DeadLetterReason::Stopped)
            ],
            "an ask that fails is told to its asker only"
        );
        assert_eq!(system.dead_letter_count(), 4);
        assert_eq!(letters.missed(), 0);
    });
}

/// Sends to others, now or later.
#[actor]
struct Clerk;

#[handlers]
impl Clerk {
    #[handler]
    pub fn tell(&self, to: SilentRef) {
        to.first().tell().unwrap_err();
    }

    #[handler]
    pub fn plan(&self, to: SilentRef, ctx: &mut Ctx) {
        let scheduler = ctx.system().scheduler();
        let later = Duration::from_millis(5);
        scheduler.once(later, to.first()).start().unwrap();
    }
}

#[test]
fn a_dead_letter_names_the_actor_that_sent_it_or_set_its_schedule() {
    in_virtual_time(|system| async move {
        let letters = system.dead_letters(16);
        let clerk = system.spawn(Clerk).name("clerk").await.unwrap();
        let (gone, _) = silent(&system).await;
        gone.stop();
        soon(gone.stopped()).await;
        clerk.tell(gone.clone()).await.unwrap();
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(
            letter.sender.as_ref().map(ActorPath::as_str),
            Some("/user/clerk")
        );
        gone.first().tell().unwrap_err();
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(letter.sender, None, "this test is no actor");
        clerk.plan(gone.clone()).await.unwrap();
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(
            (letter.method, letter.reason),
            ("first", DeadLetterReason::Stopped)
        );
        assert_eq!(
            letter.sender.as_ref().map(ActorPath::as_str),
            Some("/user/clerk"),
            "who set the schedule"
        );
        // What an actor had taken does not carry its sender.
        let (leaver, latch) = silent(&system).await;
        leaver.wait().tell().unwrap();
        latch.reached().await;
        leaver.first().tell().unwrap();
        leaver.stop();
        latch.open(1);
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(letter.reason, DeadLetterReason::LeftInMailbox);
        assert_eq!(letter.sender, None);
    });
}

#[test]
fn a_drained_actor_leaves_none() {
    on_every_runtime(|system| async move {
        let letters = system.dead_letters(16);
        let (actor, _) = silent(&system).await;
        for _ in 0..10 {
            actor.first().tell().unwrap();
        }
        actor.drain();
        soon(actor.stopped()).await;
        assert_eq!(read(&letters), []);
        assert_eq!(system.dead_letter_count(), 0);
    });
}

#[test]
fn a_full_subscription_counts_what_it_misses_and_holds_nobody_up() {
    in_virtual_time(|system| async move {
        let narrow = system.dead_letters(2);
        let least = system.dead_letters(0);
        let wide = system.dead_letters(100);
        let dropped = system.dead_letters(1);
        drop(dropped);
        let (actor, _) = silent(&system).await;
        actor.kill();
        soon(actor.stopped()).await;
        for _ in 0..10 {
            actor.first().tell().unwrap_err();
        }
        assert_eq!((read(&narrow).len(), narrow.missed()), (2, 8));
        assert_eq!((read(&least).len(), least.missed()), (1, 9));
        assert_eq!((read(&wide).len(), wide.missed()), (10, 0));
        actor.first().tell().unwrap_err();
        assert_eq!((read(&narrow).len(), narrow.missed()), (1, 8));
        assert_eq!(system.dead_letter_count(), 11);
    });
}

#[test]
fn a_waiting_subscriber_is_woken() {
    on_every_runtime(|system| async move {
        let letters = system.dead_letters(4);
        let (actor, _) = silent(&system).await;
        actor.kill();
        soon(actor.stopped()).await;
        let waiting = task(async move { letters.recv().await });
        settle().await;
        actor.first().tell().unwrap_err();
        assert_eq!(soon(waiting).await.unwrap().method, "first");
    });
}

#[test]
fn a_subscription_ends_with_the_system() {
    on_every_runtime(|_| async move {
        let system = ActorSystem::new("short").unwrap();
        let letters = system.dead_letters(4);
        soon(system.shutdown()).await;
        drop(system);
        assert_eq!(soon(letters.recv()).await, None);
    });
}
