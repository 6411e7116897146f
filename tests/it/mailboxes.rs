//! Mailboxes that refuse, throw away, or give out in another order than that of arrival.

use akt::actor::{DeadLetterReason, MailboxKind, Overflow, SendFault};
use akt::prelude::*;

use crate::support::{Latch, Log, on_every_runtime, soon, task, until};

/// Waits where it is told to, and notes the rest.
#[actor]
struct Notes {
    latch: Latch,
    log: Log,
}

#[handlers]
impl Notes {
    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn note(&mut self, text: String) -> String {
        self.log.add(text.clone());
        text
    }

    #[handler]
    pub fn watch(&mut self, other: SenderRef, ctx: &mut Ctx) {
        ctx.watch(&other).expect("of this process");
    }

    #[on(terminated)]
    fn terminated(&mut self, _terminated: Terminated) {
        self.log.add("terminated");
    }
}

/// Sends in the name of an actor.
#[actor]
struct Sender;

#[handlers]
impl Sender {
    #[handler]
    pub fn send(&self, to: NotesRef, texts: Vec<String>) -> usize {
        let sent = texts.into_iter().map(|text| to.note(text).tell());
        sent.filter(Result::is_ok).count()
    }
}

/// An actor with this mailbox that waits in a handler.
async fn waiting(system: &ActorSystem, mailbox: MailboxKind) -> (NotesRef, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let notes = Notes {
        latch: latch.clone(),
        log: log.clone(),
    };
    let notes = system.spawn(notes).mailbox(mailbox).await.unwrap();
    notes.wait().tell().unwrap();
    latch.reached().await;
    (notes, latch, log)
}

fn bounded(capacity: usize, overflow: Overflow) -> MailboxKind {
    MailboxKind::Bounded { capacity, overflow }
}

#[test]
fn a_rejecting_mailbox_lets_nobody_wait() {
    on_every_runtime(|system| async move {
        let (notes, latch, log) = waiting(&system, bounded(2, Overflow::Reject)).await;
        for text in ["a", "b"] {
            notes.note(text.into()).tell().unwrap();
        }
        let refused = notes.note("c".into()).tell().unwrap_err();
        assert_eq!(refused.fault(), &SendFault::MailboxFull);
        let refused = soon(notes.note("d".into()).send()).await.unwrap_err();
        assert_eq!(refused.fault(), &SendFault::MailboxFull);
        assert_eq!(
            soon(notes.note("e".into())).await,
            Err(AskError::MailboxFull)
        );
        latch.open(1);
        until("what was taken is handled", || log.all() == ["a", "b"]).await;
    });
}

#[test]
fn a_mailbox_may_drop_the_newest_or_the_oldest() {
    on_every_runtime(|system| async move {
        for (overflow, kept, lost) in [
            (Overflow::DropNewest, ["a", "b"], "c"),
            (Overflow::DropOldest, ["b", "c"], "a"),
        ] {
            let letters = system.dead_letters(16);
            let (notes, latch, log) = waiting(&system, bounded(2, overflow)).await;
            let mut asks = Vec::new();
            for text in ["a", "b", "c"] {
                let notes = notes.clone();
                let mut ask = notes.note(text.into()).into_future();
                ask.sent().await;
                asks.push((text, ask));
            }
            latch.open(1);
            for (text, ask) in asks {
                let expected = if text == lost {
                    Err(AskError::MailboxFull)
                } else {
                    Ok(text.to_owned())
                };
                assert_eq!(soon(ask).await, expected, "{overflow:?}");
            }
            assert_eq!(log.all(), kept, "{overflow:?}");
            let letter = soon(letters.recv()).await.unwrap();
            assert_eq!(letter.reason, DeadLetterReason::Dropped);
            assert_eq!(letter.method, "note");
        }
    });
}

#[test]
fn a_fair_mailbox_gives_each_sender_its_turn() {
    on_every_runtime(|system| async move {
        let kind = MailboxKind::Fair { capacity: Some(3) };
        let (notes, latch, log) = waiting(&system, kind).await;
        let (busy, modest) = (
            system.spawn(Sender).await.unwrap(),
            system.spawn(Sender).await.unwrap(),
        );
        let texts = |of: &str, count: usize| (0..count).map(|i| format!("{of}{i}")).collect();
        let sent = soon(busy.send(notes.clone(), texts("busy", 5))).await;
        assert_eq!(sent, Ok(3), "each sender has its own room");
        assert_eq!(
            soon(modest.send(notes.clone(), texts("modest", 2))).await,
            Ok(2)
        );
        let mut last = notes.note("outside".into()).into_future();
        last.sent().await;
        latch.open(1);
        soon(last).await.unwrap();
        assert_eq!(log.all()[..3], ["busy0", "modest0", "outside"]);
        until("all were handled", || log.all().len() == 6).await;
        let all = log.all();
        let order: Vec<&str> = all
            .iter()
            .map(String::as_str)
            .filter(|t| t.starts_with('b'))
            .collect();
        assert_eq!(
            order,
            ["busy0", "busy1", "busy2"],
            "the order of a sender is kept"
        );
    });
}

#[test]
fn the_end_of_an_actor_does_not_overtake_what_it_sent() {
    on_every_runtime(|system| async move {
        for kind in [
            MailboxKind::Fair { capacity: None },
            MailboxKind::Priority {
                capacity: None,
                stable: true,
            },
            MailboxKind::Priority {
                capacity: None,
                stable: false,
            },
            bounded(64, Overflow::DropOldest),
        ] {
            let log = Log::default();
            let notes = Notes {
                latch: Latch::default(),
                log: log.clone(),
            };
            let latch = notes.latch.clone();
            let notes = system.spawn(notes).mailbox(kind).await.unwrap();
            let sender = system.spawn(Sender).await.unwrap();
            soon(notes.watch(sender.clone())).await.unwrap();
            notes.wait().tell().unwrap();
            latch.reached().await;
            let texts = (0..5).map(|i| i.to_string()).collect();
            soon(sender.send(notes.clone(), texts)).await.unwrap();
            sender.stop();
            soon(sender.stopped()).await;
            latch.open(1);
            until("it was told", || log.count("terminated") == 1).await;
            let mut all = log.all();
            if matches!(kind, MailboxKind::Priority { stable: false, .. }) {
                // The messages may come in any order, but the end comes after them.
                all[..5].sort_unstable();
            }
            assert_eq!(all, ["0", "1", "2", "3", "4", "terminated"], "{kind:?}");
        }
    });
}

#[test]
fn signals_take_no_room_in_mailboxes_of_any_kind() {
    on_every_runtime(|system| async move {
        let priority = |stable| MailboxKind::Priority {
            capacity: Some(2),
            stable,
        };
        for kind in [
            priority(true),
            priority(false),
            MailboxKind::Fair { capacity: Some(2) },
            bounded(2, Overflow::DropOldest),
            bounded(2, Overflow::Reject),
        ] {
            let (latch, log) = (Latch::default(), Log::default());
            let notes = Notes {
                latch: latch.clone(),
                log: log.clone(),
            };
            let notes = system.spawn(notes).mailbox(kind).await.unwrap();
            let senders = [
                system.spawn(Sender).await.unwrap(),
                system.spawn(Sender).await.unwrap(),
                system.spawn(Sender).await.unwrap(),
            ];
            for sender in &senders {
                soon(notes.watch(sender.clone())).await.unwrap();
            }
            notes.wait().tell().unwrap();
            latch.reached().await;
            for sender in &senders {
                sender.stop();
                soon(sender.stopped()).await;
            }
            notes.note("a".into()).tell().unwrap();
            notes.note("b".into()).tell().unwrap();
            if kind != bounded(2, Overflow::DropOldest) {
                let refused = notes.note("c".into()).tell().unwrap_err();
                assert_eq!(refused.fault(), &SendFault::MailboxFull, "{kind:?}");
            }
            latch.open(1);
            until("all are told", || log.count("terminated") == 3).await;
            until("all are noted", || log.all().len() == 5).await;
            assert_eq!((log.count("a"), log.count("b")), (1, 1), "{kind:?}");
        }
    });
}

#[test]
fn mailboxes_with_a_lock_end_like_others() {
    on_every_runtime(|system| async move {
        for kind in [
            MailboxKind::Fair { capacity: None },
            MailboxKind::Priority {
                capacity: Some(8),
                stable: false,
            },
            bounded(1_000_000, Overflow::DropOldest),
        ] {
            let letters = system.dead_letters(16);
            let (notes, latch, log) = waiting(&system, kind).await;
            let mut left = notes.note("left".into()).into_future();
            left.sent().await;
            notes.stop();
            latch.open(1);
            assert_eq!(soon(left).await, Err(AskError::Stopped));
            let letter = soon(letters.recv()).await.unwrap();
            assert_eq!(letter.reason, DeadLetterReason::LeftInMailbox);
            assert!(notes.note("late".into()).tell().is_err());
            assert_eq!(log.count("left"), 0);

            let (notes, latch, log) = waiting(&system, kind).await;
            notes.note("before".into()).tell().unwrap();
            notes.drain();
            let ended = {
                let notes = notes.clone();
                task(async move { notes.stopped().await })
            };
            until("it takes nothing more", || {
                notes.note("after".into()).tell().is_err()
            })
            .await;
            latch.open(1);
            soon(ended).await;
            assert_eq!(
                log.count("before"),
                1,
                "a drain handles what is there: {kind:?}"
            );
        }
    });
}

#[test]
fn mailboxes_with_a_lock_lose_nothing_under_load() {
    on_every_runtime(|system| async move {
        for kind in [
            MailboxKind::Fair { capacity: None },
            MailboxKind::Priority {
                capacity: None,
                stable: true,
            },
        ] {
            let log = Log::default();
            let notes = Notes {
                latch: Latch::default(),
                log: log.clone(),
            };
            let notes = system.spawn(notes).mailbox(kind).await.unwrap();
            let senders = (0..4).map(|sender| {
                let notes = notes.clone();
                task(async move {
                    for number in 0..250 {
                        notes.note(format!("{sender} {number}")).tell().unwrap();
                        if number % 16 == 0 {
                            tokio::task::yield_now().await;
                        }
                    }
                })
            });
            for sender in senders.collect::<Vec<_>>() {
                soon(sender).await;
            }
            until("all were handled", || log.all().len() == 1000).await;
        }
    });
}
