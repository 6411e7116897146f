//! Those who do everything to the members, at random: each has a seed of its own, and waits for nothing for ever.

use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use akt::actor::{Ask, MailboxKind, Overflow};
use akt::base::backoff::Backoff;
use akt::prelude::*;
use akt::supervision::Restart;
use tokio::task::{JoinSet, yield_now};

use crate::actors::{Member, MemberRef, WitnessRef};
use crate::ledger::Ledger;
use crate::resident;

/// What takes longer is lost. In virtual time it passes when there is nothing else to do.
const DEADLINE: Duration = Duration::from_secs(600);
/// Asks that wait at once, of one driver.
const ASKS: usize = 64;

/// The future's output, or a failed test.
pub(crate) async fn soon<F: IntoFuture>(what: &str, future: F) -> F::Output {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(output) => output,
        Err(_) => panic!("{what}: not within {DEADLINE:?}"),
    }
}

/// Random numbers from a seed: the finalizer of SplitMix64 over a counter.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn millis(&mut self, bound: u64) -> Duration {
        Duration::from_millis(1 + self.below(bound))
    }
}

/// Where the members are: each place has one, which may have ended.
pub(crate) type Field = Arc<Vec<Mutex<Option<MemberRef>>>>;

/// When a driver stops.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    Time(Duration),
    Steps(u64),
}

/// One driver.
pub(crate) struct Gust {
    pub(crate) system: ActorSystem,
    pub(crate) field: Field,
    pub(crate) witnesses: Vec<WitnessRef>,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) dice: Dice,
    /// Whether the clock stands unless it is pushed.
    pub(crate) virtual_time: bool,
    pub(crate) asks: JoinSet<()>,
    pub(crate) suspended: Vec<MemberRef>,
}

impl Gust {
    /// Blows until `end`; how many steps it made, and so many measures of the memory meanwhile.
    pub(crate) async fn blow(mut self, end: End, samples: u32) -> (u64, Vec<u64>) {
        let begin = Instant::now();
        let mut measures = Vec::new();
        let mut steps = 0;
        loop {
            for _ in 0..64 {
                self.step().await;
                steps += 1;
            }
            let taken = u32::try_from(measures.len()).unwrap_or(u32::MAX);
            match end {
                End::Steps(limit) if steps >= limit => break,
                End::Time(limit) if begin.elapsed() >= limit => break,
                End::Time(limit)
                    if taken < samples && begin.elapsed() >= limit / samples * taken =>
                {
                    measures.extend(resident());
                }
                End::Time(_) | End::Steps(_) => {}
            }
            yield_now().await;
        }
        self.settle_asks().await;
        (steps, measures)
    }

    fn place(&mut self) -> usize {
        let place = self.dice.below(self.field.len() as u64);
        usize::try_from(place).unwrap_or_default()
    }

    fn at(&self, place: usize) -> Option<MemberRef> {
        self.field[place].lock().unwrap().clone()
    }

    /// A member that most likely lives.
    fn pick(&mut self) -> Option<MemberRef> {
        let place = self.place();
        self.at(place)
    }

    fn put(&self, place: usize, member: MemberRef) {
        let old = self.field[place].lock().unwrap().replace(member);
        if let Some(old) = old {
            old.kill();
        }
    }

    /// Builds a new member for a place, whose old one is ended.
    pub(crate) async fn sow(&mut self, place: usize) {
        let ledger = Arc::clone(&self.ledger);
        let restart = Restart::limit(3, Duration::from_secs(60)).backoff(Backoff::none());
        let mut spawn = self
            .system
            .spawn_with(move || Member::new(&ledger))
            .restart(restart);
        if self.dice.below(4) == 0 {
            spawn = spawn.name(format!("member {place}"));
        }
        spawn = match self.dice.below(16) {
            0 => spawn.mailbox(MailboxKind::bounded(8)),
            1 => spawn.mailbox(MailboxKind::Bounded {
                capacity: 8,
                overflow: Overflow::DropOldest,
            }),
            2 => spawn.mailbox(MailboxKind::Bounded {
                capacity: 8,
                overflow: Overflow::DropNewest,
            }),
            3 => spawn.mailbox(MailboxKind::Priority {
                capacity: None,
                stable: true,
            }),
            4 => spawn.mailbox(MailboxKind::Fair { capacity: None }),
            _ => spawn,
        };
        // A name may still be taken by the one that ends, and some do not start.
        if self.dice.below(8) == 0 {
            if let Ok(member) = soon("a start", spawn).await {
                self.put(place, member);
            }
        } else if let Ok(member) = spawn.start() {
            self.put(place, member);
        }
    }

    async fn step(&mut self) {
        let place = self.place();
        let Some(member) = self.at(place).filter(|member| !member.is_stopped()) else {
            return self.sow(place).await;
        };
        match self.dice.below(100) {
            0 | 1 => member.kill(),
            2 => member.stop(),
            3 => member.drain(),
            4 => self.sow(place).await,
            5 => self.suspend(member).await,
            9 => member.restart().expect("of this process"),
            6 => self.flood(&member),
            7 => self.pause().await,
            8 | 10..=17 => self.observe(member),
            18..=25 => self.set(&member),
            26..=59 => self.tell(&member).await,
            _ => self.ask(member).await,
        }
    }

    async fn suspend(&mut self, member: MemberRef) {
        member.suspend().expect("of this process");
        self.suspended.push(member);
        if self.suspended.len() > 8 {
            self.reinstate();
        }
    }

    fn reinstate(&mut self) {
        for member in self.suspended.drain(..) {
            member.reinstate().expect("of this process");
        }
    }

    /// Lets virtual time pass; real time does by itself.
    async fn pause(&mut self) {
        let time = self.dice.millis(5);
        if self.virtual_time {
            tokio::time::advance(time).await;
        } else {
            yield_now().await;
        }
    }

    fn count_tell<E>(&self, told: &Result<(), E>) {
        if told.is_ok() {
            self.ledger.accepted.add(1);
        }
    }

    fn flood(&mut self, member: &MemberRef) {
        for number in 0..self.dice.below(500) {
            self.count_tell(&member.take(number).tell());
        }
    }

    async fn tell(&mut self, member: &MemberRef) {
        match self.dice.below(8) {
            0 => self.count_tell(&member.take_late().tell()),
            1 => self.count_tell(&member.take_at_once().tell()),
            2 => {
                // Given up when there is no room for long: then nothing is sent.
                let limit = Duration::from_millis(1);
                let sent = tokio::time::timeout(limit, member.take(0).send());
                let pushed = async {
                    if self.virtual_time {
                        tokio::time::advance(limit).await;
                    }
                };
                if let (Ok(sent), ()) = tokio::join!(sent, pushed) {
                    self.count_tell(&sent);
                }
            }
            _ => self.count_tell(&member.take(1).tell()),
        }
    }

    fn observe(&mut self, member: MemberRef) {
        let witness = self.dice.below(self.witnesses.len() as u64);
        let witness = &self.witnesses[usize::try_from(witness).unwrap_or_default()];
        let told = match self.dice.below(4) {
            0 => witness.unwatch(member).tell(),
            _ => witness.watch(member).tell(),
        };
        told.expect("a witness lives");
    }

    fn set(&mut self, member: &MemberRef) {
        let delay = self.dice.millis(50);
        // Whether a member still lives or has room is up to chance.
        let _ = match self.dice.below(8) {
            0..=3 => member.set_timer(self.dice.below(4), delay).tell(),
            4 => member.pipe(delay).tell(),
            5 => member.close().tell(),
            6 => member.open().tell(),
            _ => member.burst(0).tell(),
        };
    }

    async fn ask(&mut self, member: MemberRef) {
        self.ledger.asked.add(1);
        let (token, choice) = (self.dice.next(), self.dice.below(64));
        let other = self.pick().unwrap_or_else(|| member.clone());
        let ask: Ask<u64> = match choice {
            0 => member.burst(token).into_future(),
            1 => member.burst_late(token).into_future(),
            2 => member.fail(token).into_future(),
            3 => member.end(token).into_future(),
            4..=9 => member.relay(token, other).into_future(),
            10..=13 => member.hand_on(token, other).into_future(),
            14..=25 => member.think(token, token % 4).into_future(),
            26..=29 => member.beside(token).into_future(),
            30 => member.doze(token, self.dice.millis(20)).into_future(),
            31 => return self.adopt(member),
            32 => {
                drop(member.think(token, 3).into_future());
                return self.ledger.given_up.add(1);
            }
            33 => {
                let limit = self.dice.millis(5);
                let late = member.doze(token, limit * 2).timeout(limit).into_future();
                return self.wait_for(late, token).await;
            }
            _ => member.nod(token).into_future(),
        };
        self.wait_for(ask, token).await;
    }

    /// Lets a task wait for the answer, so that one that is late does not hold up the others.
    async fn wait_for<F>(&mut self, ask: F, token: u64)
    where
        F: Future<Output = Result<u64, AskError>> + Send + 'static,
    {
        let ledger = Arc::clone(&self.ledger);
        self.asks.spawn(async move {
            match soon("an ask", ask).await {
                Ok(answer) => {
                    assert_eq!(answer, token, "the answer to another question");
                    ledger.answered.add(1);
                }
                Err(
                    AskError::Stopped
                    | AskError::Panicked
                    | AskError::NoReply
                    | AskError::Timeout
                    | AskError::MailboxFull
                    | AskError::Deadlock(_),
                ) => ledger.failed.add(1),
                Err(other) => panic!("an ask ended with {other:?}"),
            }
        });
        while let Some(done) = self.asks.try_join_next() {
            done.expect("no ask is lost");
        }
        if self.asks.len() >= ASKS {
            self.settle_asks().await;
        }
    }

    fn adopt(&mut self, parent: MemberRef) {
        let (ledger, place) = (Arc::clone(&self.ledger), self.place());
        let field = Arc::clone(&self.field);
        self.asks.spawn(async move {
            match soon("an adoption", parent.adopt()).await {
                Ok(child) => {
                    ledger.answered.add(1);
                    if let Some(child) = child {
                        let old = field[place].lock().unwrap().replace(child);
                        old.inspect(|old| old.kill());
                    }
                }
                Err(_) => ledger.failed.add(1),
            }
        });
    }

    /// Waits for all answers. Those that this driver has suspended go on before, since some of them are asked.
    async fn settle_asks(&mut self) {
        self.reinstate();
        while let Some(done) = self.asks.join_next().await {
            done.expect("no ask is lost");
        }
    }
}
