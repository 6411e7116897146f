//! Traps on the way of a message: replies, behaviours, the stash, routers, and mailboxes that are full.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use akt::actor::{MailboxKind, SendFault};
use akt::base::limits::BEHAVIOR_STACK;
use akt::pattern::router::Router;
use akt::prelude::*;

use crate::support::{Latch, Seeded, on_every_runtime, soon, task};

const ROUNDS: u64 = if cfg!(akt_sanitize) { 50 } else { 500 };

/// Answers in every way there is: with what it was asked.
#[actor]
#[derive(Default)]
struct Echo {
    kept: Vec<(u64, Reply<u64>)>,
}

impl Echo {
    /// The newest first, so that answers overtake each other.
    fn answer_all(&mut self) {
        while let Some((token, reply)) = self.kept.pop() {
            reply.ok(token);
        }
    }
}

#[handlers]
impl Echo {
    #[handler]
    pub fn now(&mut self, token: u64) -> u64 {
        self.answer_all();
        token
    }

    #[handler]
    pub async fn late(&mut self, token: u64) -> u64 {
        tokio::task::yield_now().await;
        token
    }

    #[handler]
    pub fn kept(&mut self, token: u64, reply: Reply<u64>) {
        self.kept.push((token, reply));
    }

    #[handler]
    pub fn beside(&mut self, token: u64) -> impl Future<Output = u64> + Send + use<> {
        async move {
            tokio::task::yield_now().await;
            token
        }
    }

    #[handler]
    pub fn handed_on(&mut self, token: u64, to: EchoRef, reply: Reply<u64>) {
        let _ = to.late(token).answering(reply).tell();
    }

    #[handler]
    pub async fn forever(&mut self) -> u64 {
        std::future::pending().await
    }
}

/// Asks, gives some up, and checks that each answer is its own.
async fn asks(echo: EchoRef, other: EchoRef, mut dice: Seeded, asker: u64) {
    for round in 0..ROUNDS {
        let token = asker * 1_000_000 + round;
        let kept = echo.kept(token).into_future();
        let ask = match dice.below(4) {
            0 => echo.late(token).into_future(),
            1 => echo.beside(token).into_future(),
            2 => echo.handed_on(token, other.clone()).into_future(),
            _ => other.beside(token).into_future(),
        };
        match dice.below(6) {
            // Given up while the answer is on its way: it must reach nobody else.
            0 => drop(ask),
            1 => {
                let tight = echo.late(token).timeout(Duration::ZERO).await;
                assert!(matches!(tight, Err(AskError::Timeout)) || tight == Ok(token));
                assert_eq!(ask.await, Ok(token));
            }
            _ => assert_eq!(ask.await, Ok(token)),
        }
        assert_eq!(echo.now(token).await, Ok(token));
        assert_eq!(kept.await, Ok(token));
    }
}

#[test]
fn no_reply_is_lost_or_given_to_another_asker() {
    let seed = Seeded::new().below(u64::from(u32::MAX));
    on_every_runtime(|system| async move {
        let echo = system.spawn(Echo::default()).await.unwrap();
        let other = system.spawn(Echo::default()).await.unwrap();
        let askers: Vec<_> = (0..6)
            .map(|asker| {
                let dice = Seeded::from(seed + asker);
                task(asks(echo.clone(), other.clone(), dice, asker))
            })
            .collect();
        for asker in askers {
            soon(asker).await;
        }
        // Nor is one lost when the actor ends with questions before, in and behind its handler.
        let mut open: Vec<_> = (0..20)
            .map(|token| echo.kept(token).into_future())
            .collect();
        open.push(echo.forever().into_future());
        open.extend((0..20).map(|token| echo.late(token).into_future()));
        echo.kill();
        for ask in open {
            let end = soon(ask).await.unwrap_err();
            assert!(
                matches!(end, AskError::NoReply | AskError::Stopped),
                "{end}"
            );
        }
    });
}

/// Goes deeper and back.
#[actor(states(Base, Upper, Top))]
#[derive(Default)]
struct Diver {}

#[handlers]
impl Diver {
    #[handler]
    pub fn push(&mut self, top: bool, ctx: &mut Ctx<Self>) -> bool {
        let state = if top {
            DiverState::Top
        } else {
            DiverState::Upper
        };
        ctx.become_stacked(state).is_ok()
    }

    #[handler]
    pub fn replace(&mut self, ctx: &mut Ctx<Self>) {
        ctx.become_(DiverState::Upper);
    }

    #[handler]
    pub fn unbecome(&mut self, ctx: &mut Ctx<Self>) -> bool {
        ctx.unbecome()
    }

    #[handler]
    pub fn state(&self, ctx: &mut Ctx<Self>) -> DiverState {
        ctx.state()
    }

    #[handler(in = Base, otherwise = reject)]
    pub fn at_base(&self) {}
}

#[test]
fn unbecome_goes_back_and_never_below_the_base() {
    on_every_runtime(|system| async move {
        let diver = system.spawn(Diver::default()).await.unwrap();
        for round in 0..3 {
            for _ in 0..3 {
                assert_eq!(soon(diver.unbecome()).await, Ok(false), "round {round}");
                assert_eq!(soon(diver.state()).await, Ok(DiverState::Base));
                assert_eq!(soon(diver.at_base()).await, Ok(()), "it still works");
            }
            // As deep as it goes, with one state that differs at each end.
            for depth in 0..BEHAVIOR_STACK {
                assert_eq!(soon(diver.push(depth == 0)).await, Ok(true), "{depth}");
            }
            assert_eq!(soon(diver.push(false)).await, Ok(false), "no deeper");
            let rejected = soon(diver.at_base()).await;
            assert!(
                matches!(rejected, Err(AskError::Rejected(_))),
                "{rejected:?}"
            );
            for depth in (1..BEHAVIOR_STACK).rev() {
                assert_eq!(soon(diver.unbecome()).await, Ok(true));
                let expected = match depth {
                    1 => DiverState::Top,
                    _ => DiverState::Upper,
                };
                assert_eq!(soon(diver.state()).await, Ok(expected), "{depth}");
            }
            assert_eq!(soon(diver.unbecome()).await, Ok(true), "to the base");
        }
        // A plain change forgets what was stacked: there is nothing to go back to.
        soon(diver.push(true)).await.unwrap();
        soon(diver.replace()).await.unwrap();
        assert_eq!(soon(diver.unbecome()).await, Ok(false));
        assert_eq!(soon(diver.state()).await, Ok(DiverState::Upper));
    });
}

/// Takes messages while it is open, and keeps them while it is closed.
#[actor(stash = 100_000)]
#[derive(Default)]
struct Gate {
    closed: bool,
    last: BTreeMap<u64, u64>,
    late: u64,
}

#[handlers]
impl Gate {
    #[handler]
    pub fn take(&mut self, sender: u64, number: u64, ctx: &mut Ctx<Self>) {
        if self.closed {
            let me = ctx.this();
            ctx.stash(me.take(sender, number)).expect("there is room");
            return;
        }
        let last = self.last.insert(sender, number).unwrap_or_default();
        self.late += u64::from(last + 1 != number);
    }

    #[handler]
    pub fn close(&mut self) {
        self.closed = true;
    }

    #[handler]
    pub fn open(&mut self, ctx: &mut Ctx<Self>) -> usize {
        self.closed = false;
        ctx.unstash_all()
    }

    #[handler]
    pub fn seen(&self) -> (BTreeMap<u64, u64>, u64) {
        (self.last.clone(), self.late)
    }
}

#[test]
fn unstashed_messages_come_ahead_of_newer_ones() {
    on_every_runtime(|system| async move {
        let gate = system.spawn(Gate::default()).await.unwrap();
        // Kept for sure; whether the others meet a gate that is closed is up to chance.
        gate.close().tell().unwrap();
        for number in 1..=10 {
            gate.take(3, number).tell().unwrap();
        }
        let senders: Vec<_> = (0..3)
            .map(|sender| {
                let gate = gate.clone();
                task(async move {
                    for number in 1..=ROUNDS {
                        gate.take(sender, number).tell().expect("it lives");
                        if number % 8 == 0 {
                            tokio::task::yield_now().await;
                        }
                    }
                })
            })
            .collect();
        // Opened and closed all the while, so that what was kept meets what is newer.
        let mut unstashed = 0;
        for _ in 0..ROUNDS / 8 {
            unstashed += soon(gate.open()).await.unwrap();
            gate.close().tell().unwrap();
            tokio::task::yield_now().await;
        }
        for sender in senders {
            soon(sender).await;
        }
        unstashed += soon(gate.open()).await.unwrap();
        let (last, late) = soon(gate.seen()).await.unwrap();
        let mut expected: BTreeMap<u64, u64> = (0..3).map(|sender| (sender, ROUNDS)).collect();
        expected.insert(3, 10);
        assert_eq!(last, expected, "none is missing");
        assert_eq!(late, 0, "none came after a newer one");
        assert!(unstashed >= 10, "some were kept");
    });
}

/// One of several behind a router, that counts what it gets.
#[actor]
struct Routee {
    number: u64,
    taken: u64,
}

#[handlers]
impl Routee {
    #[handler]
    pub fn take(&mut self) -> u64 {
        self.taken += 1;
        self.number
    }

    #[handler]
    pub fn taken(&self) -> u64 {
        self.taken
    }
}

#[test]
fn round_robin_is_round_robin() {
    on_every_runtime(|system| async move {
        let numbers = Arc::<AtomicU64>::default();
        let factory = move || Routee {
            number: numbers.fetch_add(1, Ordering::AcqRel),
            taken: 0,
        };
        let pool = Router::<Routee>::pool(&system).size(4).round_robin();
        let pool = pool.spawn_with(factory).await.unwrap();
        // One sender meets them in turn, and always in the same one.
        let mut first = Vec::new();
        for _ in 0..4 {
            first.push(soon(pool.take()).await.unwrap());
        }
        for turn in 1..10 {
            for routee in &first {
                assert_eq!(soon(pool.take()).await, Ok(*routee), "turn {turn}");
            }
        }
        let mut sorted = first;
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3], "each is one of them");
        // Many senders at once give each the same share, to the last message.
        let senders: Vec<_> = (0..6)
            .map(|_| {
                let pool = pool.reference();
                task(async move {
                    for _ in 0..ROUNDS * 2 {
                        pool.take().tell().expect("they live");
                    }
                })
            })
            .collect();
        for sender in senders {
            soon(sender).await;
        }
        for routee in pool.routees() {
            assert_eq!(soon(routee.taken()).await, Ok(10 + ROUNDS * 3));
        }
    });
}

/// Waits in its handler, behind a mailbox with room for one.
#[actor(mailbox = bounded(1))]
struct Narrow {
    latch: Latch,
    taken: Arc<AtomicU64>,
}

#[handlers]
impl Narrow {
    #[handler]
    pub async fn take(&mut self) {
        self.latch.wait().await;
        self.taken.fetch_add(1, Ordering::AcqRel);
    }
}

/// Sends from within its handler.
#[actor]
struct Feeder {}

#[handlers]
impl Feeder {
    #[handler]
    pub async fn send(&self, to: NarrowRef) -> bool {
        to.take().send().await.is_ok()
    }

    #[handler]
    pub async fn ask(&self, to: NarrowRef) -> bool {
        to.take().await.is_ok()
    }

    #[handler]
    pub async fn ask_each_other(&self, one: FeederRef, other: FeederRef) -> Result<u64, AskError> {
        match one.ask_each_other(other, one.clone()).await {
            Ok(answer) => Ok(answer),
            Err(AskError::Handler(inner)) => Err(inner),
            Err(AskError::Deadlock(circle)) => Err(AskError::Deadlock(circle)),
            Err(_) => Err(AskError::NoReply),
        }
    }

    #[handler]
    pub fn ping(&self) -> u64 {
        7
    }
}

#[test]
fn a_full_mailbox_or_an_ask_in_a_handler_blocks_no_worker() {
    on_every_runtime(|system| async move {
        let (latch, taken) = (Latch::default(), Arc::<AtomicU64>::default());
        let narrow = Narrow {
            latch: latch.clone(),
            taken: Arc::clone(&taken),
        };
        let narrow = system.spawn(narrow).await.unwrap();
        // Many more than there are workers.
        let mut waiting = Vec::new();
        for number in 0..40 {
            let feeder = system.spawn(Feeder {}).await.unwrap();
            waiting.push(match number % 2 {
                0 => feeder.send(narrow.clone()).into_future(),
                _ => feeder.ask(narrow.clone()).into_future(),
            });
        }
        latch.reached().await;
        let bystander = system.spawn(Feeder {}).mailbox(MailboxKind::bounded(1));
        let bystander = bystander.await.unwrap();
        for _ in 0..100 {
            assert_eq!(soon(bystander.ping()).await, Ok(7));
        }
        let full = soon(async {
            loop {
                match narrow.take().tell() {
                    Ok(()) => tokio::task::yield_now().await,
                    Err(full) => break full,
                }
            }
        });
        assert_eq!(full.await.fault(), &SendFault::MailboxFull, "told at once");
        latch.open(100);
        for sent in waiting {
            assert_eq!(soon(sent).await, Ok(true));
        }
        // Two that ask each other are told so, and both go on.
        let one = system.spawn(Feeder {}).await.unwrap();
        let other = system.spawn(Feeder {}).await.unwrap();
        let error = soon(one.ask_each_other(other.clone(), one.clone())).await;
        assert!(
            matches!(error, Err(AskError::Handler(AskError::Deadlock(_)))),
            "{error:?}"
        );
        for actor in [one, other] {
            assert_eq!(soon(actor.ping()).await, Ok(7));
        }
    });
}
