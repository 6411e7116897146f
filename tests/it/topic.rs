//! Topics: names, patterns and groups, without anybody holding up anybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use akt::actor::{DeadLetter, DeadLetterReason};
use akt::base::limits::{TOPIC_PATTERNS, TOPICS};
use akt::pattern::topic::{Topic, TopicError};
use akt::prelude::*;

use crate::support::{Latch, Log, on_every_runtime, one_thread, soon, task, thread, until};

#[message]
#[derive(Debug, Clone, PartialEq)]
struct Price {
    number: u64,
}

#[actor]
struct Board {
    log: Log,
}

#[handlers]
impl Board {
    #[handler(message)]
    pub fn on_price(&mut self, price: Price) {
        self.log.add(price.number.to_string());
    }

    #[handler]
    pub fn sync(&self) {}
}

#[actor(mailbox = bounded(2))]
struct Slow {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Slow {
    #[handler(message)]
    pub fn on_price(&mut self, price: Price) {
        self.log.add(price.number.to_string());
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }
}

async fn board(system: &ActorSystem) -> (BoardRef, Log) {
    let log = Log::default();
    let actor = Board { log: log.clone() };
    (system.spawn(actor).await.unwrap(), log)
}

/// An actor with a bounded mailbox that handles nothing until its latch opens.
async fn slow(system: &ActorSystem) -> (SlowRef, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let actor = Slow {
        log: log.clone(),
        latch: latch.clone(),
    };
    let actor = system.spawn(actor).await.unwrap();
    actor.wait().tell().unwrap();
    latch.reached().await;
    (actor, log, latch)
}

fn publish(topic: &Topic<Price>, numbers: impl IntoIterator<Item = u64>) {
    for number in numbers {
        topic.publish(Price { number });
    }
}

#[test]
fn a_topic_is_one_by_name_and_type() {
    on_every_runtime(|system| async move {
        let prices = system.topic::<Price>("prices").unwrap();
        assert_eq!(prices, system.topic("prices").unwrap());
        assert_ne!(prices, system.topic("orders").unwrap());
        let numbers = system.topic::<u64>("prices").unwrap();
        let (board, log) = board(&system).await;
        prices.subscribe(&board).unwrap();
        prices.subscribe(&board).unwrap();
        assert_eq!(numbers.publish(7).taken, 0);
        let published = system.topic("prices").unwrap().publish(Price { number: 1 });
        assert_eq!((published.taken, published.dropped), (1, 0));
        soon(board.sync()).await.unwrap();
        assert_eq!(log.all(), ["1"], "subscribed once");
        let stats = prices.stats();
        assert_eq!(
            (stats.subscribers, stats.published, stats.dropped),
            (1, 1, 0)
        );
    });
}

#[test]
fn each_subscriber_gets_what_a_publisher_publishes_in_its_order() {
    on_every_runtime(|system| async move {
        let topic = system.topic("prices").unwrap();
        let (first, first_log) = board(&system).await;
        let (second, second_log) = board(&system).await;
        topic.subscribe(&first).unwrap();
        publish(&topic, 0..3);
        topic.subscribe_recipient(second.recipient()).unwrap();
        publish(&topic, 3..100);
        assert!(topic.unsubscribe(&first));
        assert!(!topic.unsubscribe(&first));
        publish(&topic, 100..103);
        assert!(topic.unsubscribe_recipient(&second.recipient()));
        publish(&topic, 103..110);
        soon(first.sync()).await.unwrap();
        soon(second.sync()).await.unwrap();
        let numbers =
            |range: std::ops::Range<u64>| range.map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(first_log.all(), numbers(0..100));
        assert_eq!(second_log.all(), numbers(3..103));
        assert_eq!(topic.stats().published, 110);
    });
}

#[test]
fn a_full_subscriber_misses_messages_and_holds_up_no_other() {
    on_every_runtime(|system| async move {
        let letters = system.dead_letters(16);
        let topic = system.topic("prices").unwrap();
        let (slow, slow_log, latch) = slow(&system).await;
        let (board, log) = board(&system).await;
        topic.subscribe(&slow).unwrap();
        topic.subscribe(&board).unwrap();
        publish(&topic, 0..20);
        soon(board.sync()).await.unwrap();
        assert_eq!(log.all().len(), 20);
        let dropped = topic.stats().dropped;
        assert!(dropped >= 17, "{dropped} of 20");
        let missed = topic.subscribers();
        let of = |path| {
            missed
                .iter()
                .find(|known| known.path == path)
                .unwrap()
                .dropped
        };
        assert_eq!((of(slow.path()), of(board.path())), (dropped, 0));
        let DeadLetter {
            path,
            reason,
            method,
            ..
        } = letters.try_recv().unwrap();
        assert_eq!((path, reason), (slow.path(), DeadLetterReason::MailboxFull));
        assert!(method.ends_with("Price"), "{method}");
        assert_eq!(system.dead_letter_count(), dropped);
        latch.open(1);
        until("what it took is handled", || {
            slow_log.all().len() == 20 - usize::try_from(dropped).unwrap()
        })
        .await;
        assert_eq!(slow_log.all()[..2], ["0", "1"]);
    });
}

#[test]
fn who_has_ended_is_forgotten_and_an_empty_topic_too() {
    on_every_runtime(|system| async move {
        let (first, _) = board(&system).await;
        let (second, _) = board(&system).await;
        let topic = system.topic("prices").unwrap();
        topic.subscribe(&first).unwrap();
        topic.subscribe_group("all", &second).unwrap();
        system.topics("*").unwrap().subscribe(&second).unwrap();
        assert_eq!(topic.stats().subscribers, 3);
        first.stop();
        until("nobody publishes, and it is forgotten", || {
            topic.stats().subscribers == 2
        })
        .await;
        publish(&topic, 0..3);
        soon(second.sync()).await.unwrap();
        drop(topic);
        assert_eq!(
            system.topic_names::<Price>(),
            ["prices"],
            "it has a subscriber"
        );
        assert_eq!(
            system.topic::<Price>("prices").unwrap().stats().published,
            3
        );
        second.kill();
        until("the topic is forgotten", || {
            system.topic_names::<Price>().is_empty()
        })
        .await;
        assert_eq!(system.dead_letter_count(), 0);
        let again = system.topic::<Price>("prices").unwrap();
        assert_eq!(again.stats().published, 0, "a new one");
        assert_eq!(system.topic_names::<Price>().len(), 1);
        drop(again);
        assert_eq!(system.topic_names::<Price>().len(), 0);
    });
}

#[test]
fn an_actor_that_has_ended_before_is_forgotten_as_well() {
    on_every_runtime(|system| async move {
        let (board, _) = board(&system).await;
        board.kill();
        soon(board.stopped()).await;
        let topic = system.topic::<Price>("prices").unwrap();
        topic.subscribe(&board).unwrap();
        until("it is forgotten", || topic.stats().subscribers == 0).await;
    });
}

#[test]
fn patterns_match_names_of_now_and_later() {
    on_every_runtime(|system| async move {
        let (board, log) = board(&system).await;
        let eu = system.topic("orders.eu").unwrap();
        publish(&eu, [0]);
        let one = system.topics("orders.*").unwrap();
        let all = system.topics::<Price>("orders.>").unwrap();
        one.subscribe(&board).unwrap();
        publish(&eu, [1]);
        let deep = system.topic("orders.eu.placed").unwrap();
        publish(&deep, [2]);
        all.subscribe(&board).unwrap();
        publish(&deep, [3]);
        publish(&eu, [4]);
        eu.subscribe(&board).unwrap();
        publish(&eu, [5]);
        assert!(all.unsubscribe(&board));
        publish(&deep, [6]);
        publish(&eu, [7]);
        assert!(one.unsubscribe(&board) && !one.unsubscribe(&board));
        publish(&eu, [8]);
        assert!(eu.unsubscribe(&board));
        publish(&eu, [9]);
        publish(&system.topic("orders").unwrap(), [10]);
        soon(board.sync()).await.unwrap();
        assert_eq!(log.all(), ["1", "3", "4", "5", "7", "8"], "once each");
        assert!(one.matches("orders.us") && !one.matches("orders.us.placed"));
    });
}

#[test]
fn one_of_a_group_gets_each_message() {
    on_every_runtime(|system| async move {
        let topic = system.topic("jobs").unwrap();
        let mut workers = Vec::new();
        for _ in 0..3 {
            let worker = board(&system).await;
            topic.subscribe_group("workers", &worker.0).unwrap();
            workers.push(worker);
        }
        let (auditor, audited) = board(&system).await;
        topic.subscribe(&auditor).unwrap();
        system
            .topics("*")
            .unwrap()
            .subscribe_group("workers", &auditor)
            .unwrap();
        publish(&topic, 0..9);
        for (worker, log) in &workers {
            soon(worker.sync()).await.unwrap();
            let numbers: Vec<u64> = log.all().iter().map(|n| n.parse().unwrap()).collect();
            assert_eq!(numbers.len(), 3, "in turn");
            assert!(numbers.is_sorted(), "{numbers:?}");
        }
        soon(auditor.sync()).await.unwrap();
        assert_eq!(
            audited.all().len(),
            18,
            "once itself, once as a group of another pattern"
        );
        let groups = topic.subscribers();
        assert_eq!(groups.iter().filter(|one| one.group.is_some()).count(), 4);
    });
}

#[test]
fn a_group_goes_round_members_that_are_full_or_gone() {
    on_every_runtime(|system| async move {
        let topic = system.topic("jobs").unwrap();
        let (full, _, latch) = slow(&system).await;
        let (worker, log) = board(&system).await;
        topic.subscribe_group("workers", &full).unwrap();
        topic.subscribe_group("workers", &worker).unwrap();
        while full.tell_message(Price { number: 0 }).is_ok() {}
        publish(&topic, 0..10);
        soon(worker.sync()).await.unwrap();
        assert_eq!(log.all().len(), 10);
        assert_eq!(topic.stats().dropped, 0);
        worker.kill();
        soon(worker.stopped()).await;
        let published = topic.publish(Price { number: 10 });
        assert_eq!(
            (published.taken, published.dropped),
            (0, 1),
            "nobody has room"
        );
        assert_eq!(topic.stats().dropped, 1);
        latch.open(1);
    });
}

#[test]
fn what_is_no_name_is_refused() {
    on_every_runtime(|system| async move {
        for name in ["", "a..b", "a.*", "a b"] {
            let refused = system.topic::<Price>(name).map(drop);
            assert_eq!(refused, Err(TopicError::NameInvalid(name.to_owned())));
        }
        let refused = system.topics::<Price>("a.>.b").map(drop);
        assert_eq!(refused, Err(TopicError::PatternInvalid("a.>.b".to_owned())));
        let (board, _) = board(&system).await;
        let topic = system.topic::<Price>("a").unwrap();
        let refused = topic.subscribe_group("*", &board);
        assert_eq!(refused, Err(TopicError::NameInvalid("*".to_owned())));
    });
}

#[test]
fn topics_and_patterns_are_bounded() {
    one_thread().block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let (board, _) = board(&system).await;
        let names = 0..TOPICS;
        let topics: Vec<Topic<Price>> = names
            .map(|n| system.topic(&n.to_string()).unwrap())
            .collect();
        let refused = system.topic::<Price>("one more").map(drop);
        assert!(matches!(refused, Err(TopicError::NameInvalid(_))));
        let refused = system.topic::<Price>("one-more").map(drop);
        assert_eq!(refused, Err(TopicError::TooManyTopics(TOPICS)));
        assert!(system.topic::<Price>("7").is_ok() && system.topic::<u64>("7").is_ok());
        drop(topics);
        assert!(system.topic::<Price>("one-more").is_ok());
        for number in 0..TOPIC_PATTERNS {
            let pattern = system.topics::<Price>(&format!("{number}.*")).unwrap();
            pattern.subscribe(&board).unwrap();
        }
        let pattern = system.topics::<Price>("*").unwrap();
        let refused = pattern.subscribe(&board);
        assert_eq!(refused, Err(TopicError::TooManyTopics(TOPIC_PATTERNS)));
        soon(system.shutdown()).await;
    });
}

#[test]
fn topics_go_with_their_system() {
    on_every_runtime(|_| async move {
        let mark = Arc::new(());
        let system = ActorSystem::builder("short")
            .extension(Arc::clone(&mark))
            .start()
            .unwrap();
        let topic = system.topic("prices").unwrap();
        let (board, _) = board(&system).await;
        topic.subscribe(&board).unwrap();
        publish(&topic, 0..3);
        soon(system.shutdown()).await;
        let published = topic.publish(Price { number: 3 });
        assert_eq!((published.taken, published.dropped), (0, 0));
        assert_eq!(topic.subscribe(&board), Err(TopicError::ShutDown));
        let other = system.topic::<u64>("numbers").unwrap();
        drop((other, topic, board, system));
        until("nothing holds the system", || Arc::strong_count(&mark) == 1).await;
    });
}

#[test]
fn subscribers_come_and_go_while_others_publish() {
    on_every_runtime(|system| async move {
        const EACH: u64 = 500;
        let topic = system.topic::<Price>("prices.gold").unwrap();
        let (steady, log) = board(&system).await;
        topic.subscribe(&steady).unwrap();
        let over = Arc::new(AtomicBool::new(false));
        let publishers: Vec<_> = (0..2)
            .map(|publisher| {
                let topic = topic.clone();
                thread(move || publish(&topic, (0..EACH).map(|n| publisher * EACH + n)))
            })
            .collect();
        let changer = {
            let (system, over) = (system.clone(), Arc::clone(&over));
            task(async move {
                let topic = system.topic("prices.gold").unwrap();
                let pattern = system.topics("prices.*").unwrap();
                while !over.load(Ordering::Relaxed) {
                    let (fleeting, _) = board(&system).await;
                    topic.subscribe(&fleeting).unwrap();
                    pattern.subscribe(&fleeting).unwrap();
                    topic.subscribe_group("some", &fleeting).unwrap();
                    fleeting.kill();
                    soon(fleeting.stopped()).await;
                }
            })
        };
        for publisher in publishers {
            until("the publisher is through", || publisher.is_finished()).await;
            publisher.join().unwrap();
        }
        over.store(true, Ordering::Relaxed);
        soon(changer).await;
        soon(steady.sync()).await.unwrap();
        for publisher in 0..2 {
            let own = publisher * EACH..(publisher + 1) * EACH;
            let numbers = log.all().into_iter().map(|n| n.parse::<u64>().unwrap());
            let numbers: Vec<u64> = numbers.filter(|n| own.contains(n)).collect();
            assert_eq!(numbers, own.collect::<Vec<_>>(), "all of them, in order");
        }
        until("only the steady one is left", || {
            topic.stats().subscribers == 1
        })
        .await;
    });
}
