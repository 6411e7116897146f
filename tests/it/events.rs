//! The event stream: by type, bounded, in order, and never silent about a loss.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use akt::actor::{DeadLetter, Lifecycle, MailboxKind, Overflow};
use akt::prelude::*;
use akt::system::{Subscribe, Subscription, SubscriptionError};
use akt_tests::is_pending;
use futures_core::Stream;

use crate::support::{
    Latch, Log, in_virtual_time, on_every_runtime, settle, soon, task, thread, until,
};

#[derive(Debug, Clone, PartialEq)]
struct Tick(u64);

#[message]
#[derive(Debug, Clone, PartialEq)]
struct Alarm {
    number: u64,
}

#[actor(mailbox = bounded(2))]
struct Guard {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Guard {
    #[handler(message)]
    pub fn on_alarm(&mut self, alarm: Alarm) {
        self.log.add(format!("alarm {}", alarm.number));
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }
}

fn guard() -> (Guard, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Guard {
        log: log.clone(),
        latch: latch.clone(),
    };
    (actor, log, latch)
}

fn read(ticks: &Subscription<Tick>) -> Vec<u64> {
    std::iter::from_fn(|| ticks.try_recv().ok().flatten())
        .map(|tick| tick.0)
        .collect()
}

#[test]
fn events_come_by_type_to_those_who_subscribed_before() {
    on_every_runtime(|system| async move {
        let events = system.events();
        events.publish(Tick(1));
        assert!(!events.has_subscribers::<Tick>());
        let first = events.subscribe(Subscribe::lagging(8));
        events.publish(Tick(2));
        events.publish("another type");
        let second = events.subscribe(Subscribe::<Tick>::lossless(8));
        assert_eq!(events.subscribers::<Tick>(), 2);
        assert!(!events.has_subscribers::<&'static str>());
        system.events().publish(Tick(3));
        assert_eq!((first.waiting(), second.waiting()), (2, 1));
        assert_eq!(soon(first.recv()).await, Ok(Tick(2)));
        assert_eq!(first.try_recv(), Ok(Some(Tick(3))));
        assert_eq!(first.try_recv(), Ok(None));
        assert_eq!(read(&second), [3]);
    });
}

#[test]
fn events_of_one_publisher_come_in_their_order() {
    const EACH: u64 = 2000;
    on_every_runtime(|system| async move {
        let all = system
            .events()
            .subscribe(Subscribe::<(u64, u64)>::lossless(3 * 2000));
        let publishers: Vec<_> = (0..3_u64)
            .map(|publisher| {
                let events = system.events();
                thread(move || (0..EACH).for_each(|number| events.publish((publisher, number))))
            })
            .collect();
        let mut next = [0; 3];
        for _ in 0..3 * EACH {
            let (publisher, number) = soon(all.recv()).await.unwrap();
            let next = &mut next[usize::try_from(publisher).unwrap()];
            assert_eq!(number, *next, "of publisher {publisher}");
            *next += 1;
        }
        for publisher in publishers {
            publisher.join().unwrap();
        }
    });
}

#[test]
fn a_lagging_subscription_keeps_the_newest_and_counts_the_others() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let narrow = events.subscribe(Subscribe::lagging(3));
        let least = events.subscribe(Subscribe::lagging(0));
        (1..=10).for_each(|number| events.publish(Tick(number)));
        assert_eq!((narrow.missed(), least.missed()), (7, 9));
        assert_eq!(read(&narrow), [8, 9, 10]);
        assert_eq!(read(&least), [10]);
        events.publish(Tick(11));
        assert_eq!((read(&narrow), narrow.missed()), (vec![11], 7));
    });
}

#[test]
fn a_lossless_subscription_ends_with_an_error_after_what_it_kept() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let narrow = events.subscribe(Subscribe::lossless(2));
        let wide = events.subscribe(Subscribe::lossless(100));
        (1..=4).for_each(|number| events.publish(Tick(number)));
        assert_eq!(events.subscribers::<Tick>(), 1, "it is over at once");
        let overflowed = SubscriptionError::Overflowed { capacity: 2 };
        assert_eq!(soon(narrow.recv()).await, Ok(Tick(1)));
        events.publish(Tick(5));
        assert_eq!(soon(narrow.recv()).await, Ok(Tick(2)));
        assert_eq!(soon(narrow.recv()).await, Err(overflowed));
        assert_eq!(narrow.try_recv(), Err(overflowed));
        assert_eq!(read(&wide), [1, 2, 3, 4, 5]);
        assert_eq!(narrow.missed(), 0);
    });
}

#[test]
fn filters_choose_at_publish_and_their_panics_harm_nobody() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let even = Subscribe::lagging(9).filter(|tick: &Tick| tick.0.is_multiple_of(2));
        let chosen = events.subscribe(even.filter(|tick| tick.0 > 2));
        let bad = |tick: &Tick| tick.0 != 3 || panic!("planned: filter");
        let lagging = events.subscribe(Subscribe::lagging(9).filter(bad));
        let lossless = events.subscribe(Subscribe::lossless(9).filter(bad));
        let last = events.subscribe(Subscribe::lossless(9));
        (1..=6).for_each(|number| events.publish(Tick(number)));
        assert_eq!((read(&chosen), chosen.missed()), (vec![4, 6], 0));
        assert_eq!((read(&lagging), lagging.missed()), (vec![1, 2, 4, 5, 6], 1));
        assert_eq!(read(&lossless), [1, 2]);
        assert_eq!(lossless.try_recv(), Err(SubscriptionError::FilterPanicked));
        assert_eq!(read(&last), [1, 2, 3, 4, 5, 6]);
    });
}

#[test]
fn a_filter_may_use_the_event_stream() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let texts = events.subscribe(Subscribe::<String>::lagging(4));
        let inner = system.events();
        let nosy = Subscribe::lagging(4).filter(move |tick: &Tick| {
            inner.publish(format!("saw {}", tick.0));
            drop(inner.subscribe(Subscribe::<Tick>::lagging(1)));
            true
        });
        let nosy = events.subscribe(nosy);
        events.publish(Tick(1));
        assert_eq!(read(&nosy), [1]);
        assert_eq!(texts.try_recv(), Ok(Some("saw 1".to_owned())));
        assert_eq!(events.subscribers::<Tick>(), 1);
    });
}

#[test]
fn an_event_is_made_once_and_only_if_anybody_listens() {
    #[derive(Debug)]
    struct Costly(Arc<AtomicUsize>);
    impl Clone for Costly {
        fn clone(&self) -> Self {
            self.0.fetch_add(1, Ordering::Relaxed);
            Self(Arc::clone(&self.0))
        }
    }
    on_every_runtime(|system| async move {
        let publisher = system.events().publisher::<Costly>();
        assert!(!publisher.is_observed());
        publisher.publish_with(|| panic!("nobody listens"));
        let readers: Vec<_> = (0..3)
            .map(|_| system.events().subscribe(Subscribe::<Costly>::lagging(2)))
            .collect();
        assert!(publisher.is_observed());
        let clones = Arc::new(AtomicUsize::new(0));
        publisher.publish_with(|| Costly(Arc::clone(&clones)));
        assert_eq!(clones.load(Ordering::Relaxed), 0, "kept by all as one");
        for reader in &readers {
            reader.try_recv().unwrap().unwrap();
        }
        assert_eq!(
            clones.load(Ordering::Relaxed),
            2,
            "the last reader has the original"
        );
        assert_eq!(Arc::strong_count(&clones), 1);
    });
}

#[test]
fn a_dropped_subscription_leaves_nothing_behind() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let kept = Arc::new(());
        let subscription = events.subscribe(Subscribe::<Arc<()>>::lagging(4));
        let publisher = events.publisher::<Arc<()>>();
        (0..6).for_each(|_| publisher.publish(Arc::clone(&kept)));
        assert_eq!(Arc::strong_count(&kept), 5);
        drop(subscription);
        assert_eq!(Arc::strong_count(&kept), 1);
        assert!(!publisher.is_observed() && !events.has_subscribers::<Arc<()>>());
        let filter = Arc::clone(&kept);
        let options = Subscribe::lagging(4).filter(move |_: &Tick| Arc::strong_count(&filter) > 0);
        let filtered = events.subscribe(options);
        events.publish(Tick(1));
        drop(filtered);
        assert_eq!(Arc::strong_count(&kept), 1, "the filter is gone as well");
    });
}

#[test]
fn waiting_readers_are_woken_and_a_dropped_wait_loses_nothing() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let ticks = Arc::new(events.subscribe(Subscribe::<Tick>::lossless(8)));
        let mut given_up = Box::pin(ticks.recv());
        assert!(is_pending(&mut given_up).await);
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let ticks = Arc::clone(&ticks);
                task(async move { ticks.recv().await.unwrap().0 })
            })
            .collect();
        settle().await;
        events.publish(Tick(1));
        events.publish(Tick(2));
        drop(given_up);
        let mut got = Vec::new();
        for reader in readers {
            got.push(soon(reader).await);
        }
        got.sort_unstable();
        assert_eq!(got, [1, 2]);
    });
}

#[test]
fn a_subscription_is_a_stream() {
    async fn next(ticks: &mut Subscription<Tick>) -> Option<Result<Tick, SubscriptionError>> {
        std::future::poll_fn(|cx| Pin::new(&mut *ticks).poll_next(cx)).await
    }
    on_every_runtime(|system| async move {
        let events = system.events();
        let mut ticks = events.subscribe(Subscribe::lossless(1));
        let late = {
            let events = events.clone();
            task(async move {
                settle().await;
                events.publish(Tick(1));
            })
        };
        assert_eq!(soon(next(&mut ticks)).await, Some(Ok(Tick(1))));
        late.await;
        events.publish(Tick(2));
        events.publish(Tick(3));
        assert_eq!(soon(next(&mut ticks)).await, Some(Ok(Tick(2))));
        let loss = SubscriptionError::Overflowed { capacity: 1 };
        assert_eq!(soon(next(&mut ticks)).await, Some(Err(loss)));
        assert_eq!(soon(next(&mut ticks)).await, None);
    });
}

#[test]
fn an_actor_gets_events_until_it_has_ended() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let (actor, log, _) = guard();
        let actor = system.spawn(actor).await.unwrap();
        let (other, other_log, _) = guard();
        let other = system.spawn(other).await.unwrap();
        events.subscribe_actor(actor.recipient::<Alarm>());
        let cancelled =
            events.subscribe_actor_if(other.recipient::<Alarm>(), |alarm| alarm.number != 1);
        for number in 1..=3 {
            events.publish(Alarm { number });
            until("both have handled it", || {
                log.count(&format!("alarm {number}")) == 1
                    && (number == 1 || other_log.count(&format!("alarm {number}")) == 1)
            })
            .await;
        }
        assert_eq!(other_log.count("alarm 1"), 0, "filtered");
        assert_eq!(events.subscribers::<Alarm>(), 2);
        actor.stop();
        until("the subscription is gone, though nobody publishes", || {
            events.subscribers::<Alarm>() == 1
        })
        .await;
        cancelled.cancel();
        cancelled.cancel();
        assert!(!events.has_subscribers::<Alarm>());
        assert_eq!(system.dead_letter_count(), 0);
    });
}

#[test]
fn an_actor_with_a_full_mailbox_misses_events_and_holds_nobody_up() {
    on_every_runtime(|system| async move {
        let events = system.events();
        let (actor, log, latch) = guard();
        let actor = system.spawn(actor).await.unwrap();
        let wait = task(actor.wait().into_future());
        latch.reached().await;
        let subscription = events.subscribe_actor(actor.recipient::<Alarm>());
        let other = events.subscribe(Subscribe::<Alarm>::lagging(100));
        for number in 0..10 {
            events.publish(Alarm { number });
        }
        assert_eq!(other.waiting(), 10);
        latch.open(1);
        wait.await.unwrap();
        let missed = subscription.missed();
        assert!(missed >= 7, "{missed} of 10");
        until("the others are handled", || {
            log.all().len() == 10 - usize::try_from(missed).unwrap()
        })
        .await;
        assert_eq!(log.all()[..2], ["alarm 0", "alarm 1"]);
        assert_eq!(system.dead_letter_count(), 0);
    });
}

#[message]
#[derive(Debug, Clone)]
struct Unused;

#[actor]
struct Undertaker;

#[handlers]
impl Undertaker {
    #[handler(message)]
    pub fn on_letter(&mut self, _letter: DeadLetter) {}

    #[handler(message)]
    pub fn on_unused(&mut self, _unused: Unused) {}
}

#[test]
fn dead_letters_are_events_and_a_dead_undertaker_makes_no_more_of_them() {
    in_virtual_time(|system| async move {
        let undertaker = system.spawn(Undertaker).await.unwrap();
        let letters = system
            .events()
            .subscribe(Subscribe::<DeadLetter>::lossless(8));
        undertaker.kill();
        soon(undertaker.stopped()).await;
        // Subscribed when it is dead already.
        system
            .events()
            .subscribe_actor(undertaker.recipient::<DeadLetter>());
        undertaker.tell_message(Unused).unwrap_err();
        assert_eq!(letters.waiting(), 1);
        assert_eq!(letters.recv().await.unwrap().path, undertaker.path());
        assert_eq!(system.dead_letter_count(), 1);
        assert_eq!(system.events().subscribers::<DeadLetter>(), 1);
    });
}

#[test]
fn an_undertaker_whose_mailbox_drops_letters_makes_no_letters_about_letters() {
    on_every_runtime(|system| async move {
        for overflow in [Overflow::DropOldest, Overflow::DropNewest] {
            let before = system.dead_letter_count();
            let mailbox = MailboxKind::Bounded {
                capacity: 1,
                overflow,
            };
            let undertaker = system.spawn(Undertaker).mailbox(mailbox).await.unwrap();
            undertaker.suspend().unwrap();
            let subscription = system
                .events()
                .subscribe_actor(undertaker.recipient::<DeadLetter>());
            let gone = system.spawn(Undertaker).await.unwrap();
            gone.kill();
            soon(gone.stopped()).await;
            for _ in 0..10 {
                gone.tell_message(Unused).unwrap_err();
            }
            assert_eq!(system.dead_letter_count() - before, 10, "{overflow:?}");
            assert_eq!(subscription.missed(), 9, "{overflow:?}");
            subscription.cancel();
        }
    });
}

#[test]
fn a_filter_that_makes_dead_letters_of_its_own_is_not_asked_about_those() {
    in_virtual_time(|system| async move {
        let gone = system.spawn(Undertaker).await.unwrap();
        gone.kill();
        soon(gone.stopped()).await;
        let again = gone.clone();
        let letters = system
            .events()
            .subscribe(Subscribe::<DeadLetter>::lagging(8).filter(move |_| {
                again.tell_message(Unused).unwrap_err();
                true
            }));
        gone.tell_message(Unused).unwrap_err();
        assert_eq!(letters.waiting(), 1);
        assert_eq!(system.dead_letter_count(), 2, "both are counted");
    });
}

#[test]
fn a_cancelled_subscription_of_an_actor_leaves_no_task() {
    on_every_runtime(|system| async move {
        let undertaker = system.spawn(Undertaker).await.unwrap();
        let tasks = || {
            tokio::runtime::Handle::current()
                .metrics()
                .num_alive_tasks()
        };
        let before = tasks();
        for _ in 0..1000 {
            let letters = undertaker.recipient::<DeadLetter>();
            system.events().subscribe_actor(letters).cancel();
        }
        until("their tasks are gone", || tasks() <= before).await;
        assert_eq!(system.events().subscribers::<DeadLetter>(), 0);
    });
}

#[test]
fn subscriptions_end_with_the_shutdown_after_what_they_hold() {
    on_every_runtime(|_| async move {
        let system = ActorSystem::new("short").unwrap();
        let events = system.events();
        let lifecycle = events.subscribe(Subscribe::<Lifecycle>::lagging(64));
        let ticks = events.subscribe(Subscribe::lossless(4));
        events.publish(Tick(1));
        let waiting = task(async move {
            let mut seen = 0;
            while lifecycle.recv().await.is_ok() {
                seen += 1;
            }
            seen
        });
        soon(system.shutdown()).await;
        soon(waiting).await;
        assert_eq!(ticks.recv().await, Ok(Tick(1)));
        assert_eq!(ticks.recv().await, Err(SubscriptionError::Closed));
        let late = events.subscribe(Subscribe::<Tick>::lagging(4));
        events.publish(Tick(2));
        assert_eq!(late.try_recv(), Err(SubscriptionError::Closed));
        let unseen = events.subscribe(Subscribe::<u8>::lagging(4));
        assert_eq!(unseen.try_recv(), Err(SubscriptionError::Closed));
    });
}

#[test]
fn subscriptions_end_when_a_system_is_dropped() {
    on_every_runtime(|_| async move {
        let system = ActorSystem::new("dropped").unwrap();
        let events = system.events();
        let ticks = events.subscribe(Subscribe::<Tick>::lagging(4));
        drop(system);
        assert_eq!(soon(ticks.recv()).await, Err(SubscriptionError::Closed));
    });
}
