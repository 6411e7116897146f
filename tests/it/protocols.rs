//! References that are narrowed to a protocol: they call what the actor handles, can no more than that, and are one and
//! the same actor.

use std::collections::HashSet;
use std::time::Duration;

use akt::actor::{DeadLetterReason, MessageContext, NotLocal, SendFault};
use akt::cluster::Cluster;
use akt::pattern::router::Router;
use akt::prelude::*;
use akt::testkit;
use akt_tests::ledger::{BankError, Ledger, LedgerRef};

use crate::support::{Latch, Log, OnDrop, in_virtual_time, on_every_runtime, settle, soon, task};

/// What is there beside the ledger.
#[protocol]
pub trait Audit {
    fn lines(&self) -> Vec<String>;
    fn wait(&self) -> u32;
}

#[actor(mailbox = bounded(2))]
struct Account {
    balance: u64,
    log: Log,
    latch: Latch,
}

#[handlers(Ledger, Audit)]
impl Account {
    #[handler]
    pub fn post(&mut self, sum: i64) -> Result<u64, BankError> {
        let balance = self.balance.checked_add_signed(sum);
        self.balance =
            balance.ok_or_else(|| BankError::Short(sum.unsigned_abs() - self.balance))?;
        Ok(self.balance)
    }

    #[handler]
    pub async fn total(&self) -> u64 {
        tokio::task::yield_now().await;
        self.balance
    }

    #[handler]
    pub fn note(&mut self, text: String, times: u8, ctx: &Ctx) {
        for _ in 0..times {
            let tenant = ctx.context().and_then(|context| {
                let tenant = context.get("tenant")?;
                Some(format!("{tenant}: "))
            });
            self.log.add(tenant.unwrap_or_default() + &text);
        }
    }

    #[handler]
    pub fn lines(&self) -> Vec<String> {
        self.log.all()
    }

    #[handler]
    pub async fn wait(&mut self) -> u32 {
        self.latch.wait().await;
        1
    }

    #[handler]
    pub fn close(&mut self, ctx: &mut Ctx) {
        ctx.stop();
    }
}

/// A ledger of another kind.
#[actor]
struct Sums(Vec<i64>);

#[handlers(Ledger)]
impl Sums {
    #[handler]
    pub fn post(&mut self, amount: i64) -> Result<u64, BankError> {
        self.0.push(amount);
        Ok(self.sum())
    }

    #[handler]
    pub fn total(&self, reply: Reply<u64>) {
        reply.ok(self.sum());
    }

    #[handler]
    pub fn note(&mut self, _line: String, _times: u8) {}

    fn sum(&self) -> u64 {
        self.0.iter().sum::<i64>().unsigned_abs()
    }
}

fn account() -> (Account, Log, Latch) {
    let (log, latch) = (Log::default(), Latch::default());
    let account = Account {
        balance: 10,
        log: log.clone(),
        latch: latch.clone(),
    };
    (account, log, latch)
}

#[test]
fn a_narrowed_reference_calls_the_handlers_of_the_actor() {
    on_every_runtime(|system| async move {
        let (actor, log, _) = account();
        let account = system.spawn(actor).await.unwrap();
        let ledger: LedgerRef = account.narrow();
        assert_eq!(soon(ledger.post(5)).await, Ok(15));
        assert_eq!(soon(ledger.total()).await, Ok(15));
        assert_eq!(
            soon(ledger.post(-20)).await,
            Err(AskError::Handler(BankError::Short(5)))
        );
        ledger.note("one".to_owned(), 2).tell().unwrap();
        ledger.note("two".to_owned(), 1).send().await.unwrap();
        let audit: AuditRef = account.narrow();
        assert_eq!(audit.lines().await.unwrap(), ["one", "one", "two"]);
        assert_eq!(log.all().len(), 3);
        // The actor's own reference and this one have one order.
        for round in 0..100 {
            ledger.post(1).tell().unwrap();
            assert_eq!(account.total().await, Ok(16 + round));
        }
    });
}

#[test]
fn actors_of_different_types_stand_behind_one_type_of_reference() {
    on_every_runtime(|system| async move {
        let account = system.spawn(account().0).await.unwrap();
        let sums = system.spawn(Sums(vec![1, 2])).await.unwrap();
        let ledgers: Vec<LedgerRef> = vec![account.narrow(), LedgerRef::from(sums.clone())];
        let mut totals = Vec::new();
        for ledger in &ledgers {
            ledger.post(100).await.unwrap();
            totals.push(ledger.total().await.unwrap());
        }
        assert_eq!(totals, [110, 103]);
        assert_eq!(sums.total().await, Ok(103));
    });
}

#[test]
fn a_narrowed_reference_is_equal_to_others_of_the_same_actor() {
    in_virtual_time(|system| async move {
        let account = system.spawn(account().0).name("account").await.unwrap();
        let sums = system.spawn(Sums(Vec::new())).await.unwrap();
        let ledger: LedgerRef = account.narrow();
        let again: LedgerRef = account.clone().into();
        assert_eq!(ledger, again);
        assert_eq!(ledger, ledger.clone());
        assert_ne!(ledger, sums.narrow());
        let all: HashSet<LedgerRef> = [ledger.clone(), again, sums.narrow()].into();
        assert_eq!(all.len(), 2);
        assert_eq!(ledger.path(), account.path());
        assert_eq!(ledger.uid(), account.uid());
        assert!(ledger.is_local() && !ledger.is_stopped());
        let shown = format!("{ledger:?}");
        assert_eq!(
            shown,
            format!("NarrowRef({}#{})", account.path(), account.uid())
        );
    });
}

#[test]
fn an_ask_by_a_narrowed_reference_times_out_and_can_be_given_up() {
    in_virtual_time(|system| async move {
        let (actor, _, latch) = account();
        let account = system.spawn(actor).await.unwrap();
        let audit: AuditRef = account.narrow();
        let limit = Duration::from_millis(50);
        let start = tokio::time::Instant::now();
        assert_eq!(audit.wait().timeout(limit).await, Err(AskError::Timeout));
        assert_eq!(start.elapsed(), limit);
        latch.open(1);
        // The deadline of who asks counts as for every ask.
        let context = MessageContext::new().within(limit);
        let start = tokio::time::Instant::now();
        let late = context.scope(async { audit.wait().await }).await;
        assert_eq!(late, Err(AskError::Timeout));
        assert_eq!(start.elapsed(), limit);
        latch.open(1);
    });
}

#[test]
fn a_narrowed_reference_carries_the_context_of_the_caller() {
    in_virtual_time(|system| async move {
        let (actor, log, _) = account();
        let ledger: LedgerRef = system.spawn(actor).await.unwrap().narrow();
        let context = MessageContext::new().with("tenant", "acme");
        let note = |text: &str| ledger.note(text.to_owned(), 1).into_future();
        context.scope(async { note("asked").await }).await.unwrap();
        note("plain").await.unwrap();
        assert_eq!(log.all(), ["acme: asked", "plain"]);
    });
}

#[test]
fn a_stopped_actor_is_stopped_for_narrowed_references_as_well() {
    on_every_runtime(|system| async move {
        let (actor, _, latch) = account();
        let account = system.spawn(actor).await.unwrap();
        let (ledger, audit): (LedgerRef, AuditRef) = (account.narrow(), account.narrow());
        let waiting = task(audit.wait().into_future());
        latch.reached().await;
        let left = task(ledger.total().into_future());
        let ended = task({
            let ledger = ledger.clone();
            async move { ledger.stopped().await }
        });
        settle().await;
        account.stop();
        latch.open(1);
        assert_eq!(soon(waiting).await, Ok(1));
        assert_eq!(soon(left).await, Err(AskError::Stopped));
        let ended = soon(ended).await;
        assert_eq!(
            (ended.uid, ended.reason),
            (ledger.uid(), StopReason::Stopped)
        );
        assert!(ledger.is_stopped());
        assert_eq!(soon(ledger.post(1)).await, Err(AskError::Stopped));
        let told = ledger.note("late".to_owned(), 3).tell().unwrap_err();
        assert_eq!(told.fault(), &SendFault::Stopped);
        // The message comes back as it was.
        let message = told.into_message();
        let lines = message
            .argument("line")
            .and_then(|line| line.downcast_ref());
        assert_eq!(
            (message.method(), lines),
            ("note", Some(&"late".to_owned()))
        );
        assert_eq!(
            soon(ledger.note("late".to_owned(), 3).send())
                .await
                .unwrap_err()
                .fault(),
            &SendFault::Stopped
        );
    });
}

#[test]
fn a_tell_to_a_stopped_actor_is_one_dead_letter() {
    testkit::run(async |kit| {
        let account = kit
            .system()
            .spawn(account().0)
            .name("account")
            .await
            .unwrap();
        let ledger: LedgerRef = account.narrow();
        account.stop();
        account.stopped().await;
        ledger.post(1).tell().unwrap_err();
        let letter = kit.expect_dead_letter().method("post").await;
        assert_eq!(
            (letter.uid, letter.reason),
            (account.uid(), DeadLetterReason::Stopped)
        );
        kit.expect_no_dead_letters(kit.settle()).await;
    });
}

#[test]
fn a_narrowed_reference_does_not_keep_the_actor() {
    in_virtual_time(|system| async move {
        let log = Log::default();
        let _state = OnDrop(log.clone(), "dropped");
        let holder = system.spawn(Holder { _state }).await.unwrap();
        let held: HeldRef = holder.narrow();
        holder.stop();
        drop(holder);
        soon(held.stopped()).await;
        // Its state is gone, though the reference is there.
        assert_eq!(log.all(), ["dropped"]);
    });
}

#[protocol]
trait Held {}

#[actor]
struct Holder {
    _state: OnDrop,
}

#[handlers(Held)]
impl Holder {}

#[test]
fn a_full_mailbox_gives_the_message_back_and_lets_an_ask_wait() {
    in_virtual_time(|system| async move {
        let (actor, log, latch) = account();
        let account = system.spawn(actor).await.unwrap();
        let (ledger, audit): (LedgerRef, AuditRef) = (account.narrow(), account.narrow());
        let busy = task(audit.wait().into_future());
        latch.reached().await;
        for line in ["a", "b"] {
            ledger.note(line.to_owned(), 1).tell().unwrap();
        }
        let full = ledger.note("c".to_owned(), 1).tell().unwrap_err();
        assert!(full.fault().is_full());
        assert_eq!(full.into_message().method(), "note");
        // These two wait for room, in their order.
        let asked = task(ledger.note("d".to_owned(), 1).into_future());
        settle().await;
        let sent = task({
            let ledger = ledger.clone();
            async move { ledger.note("e".to_owned(), 1).send().await.is_ok() }
        });
        settle().await;
        assert_eq!(log.all(), Vec::<String>::new());
        latch.open(1);
        assert_eq!(soon(busy).await, Ok(1));
        soon(asked).await.unwrap();
        assert!(soon(sent).await);
        assert_eq!(audit.lines().await.unwrap(), ["a", "b", "d", "e"]);
    });
}

/// Asks back by a narrowed reference, and watches by one.
#[actor]
struct Clerk {
    ledger: LedgerRef,
    desk: Option<DeskRef>,
    log: Log,
}

#[protocol]
trait Desk {
    fn total_of(&self) -> u64;
    fn circle(&self) -> bool;
}

#[handlers(Desk)]
impl Clerk {
    #[handler]
    pub async fn total_of(&self) -> u64 {
        self.ledger.total().await.unwrap_or_default()
    }

    #[handler]
    pub fn sit(&mut self, desk: DeskRef, ctx: &mut Ctx) -> Result<(), NotLocal> {
        self.desk = Some(desk);
        self.ledger.watch(ctx)
    }

    #[handler]
    pub async fn circle(&self) -> bool {
        match &self.desk {
            Some(desk) => matches!(desk.total_of().await, Err(AskError::Deadlock(_))),
            None => false,
        }
    }

    #[on(terminated)]
    fn gone(&mut self, terminated: Terminated) {
        let ours = terminated.uid == self.ledger.uid();
        self.log.add(format!("{ours} {}", terminated.reason));
    }
}

#[test]
fn actors_ask_and_watch_by_narrowed_references() {
    in_virtual_time(|system| async move {
        let (actor, log, _) = account();
        let account = system.spawn(actor).await.unwrap();
        let clerk = system.spawn(Clerk {
            ledger: account.narrow(),
            desk: None,
            log: log.clone(),
        });
        let clerk = clerk.await.unwrap();
        let desk: DeskRef = clerk.narrow();
        assert_eq!(desk.total_of().await, Ok(10));
        clerk.sit(desk.clone()).await.unwrap();
        // It would wait for itself, which is seen through the narrowed reference.
        assert_eq!(soon(desk.circle()).await, Ok(true));
        account.kill();
        soon(account.stopped()).await;
        settle().await;
        assert_eq!(log.all(), ["true killed"]);
    });
}

#[test]
fn a_mock_of_an_actor_is_narrowed_like_the_actor() {
    testkit::run(async |kit| {
        let (reference, mock) = kit.mock::<Account>();
        let ledger: LedgerRef = reference.narrow();
        let asked = task(ledger.post(5).into_future());
        let call = mock.expect(|account| account.post(0)).await;
        assert_eq!(call.argument::<i64>("sum"), &5);
        call.fail(BankError::Short(1));
        assert_eq!(asked.await, Err(AskError::Handler(BankError::Short(1))));
    });
}

/// A ledger that is found by its number.
#[grain(key = u64, name = "it.Ledger")]
#[derive(Default)]
struct Page(i64);

#[handlers(Ledger)]
impl Page {
    #[handler]
    pub fn post(&mut self, amount: i64) -> Result<u64, BankError> {
        self.0 += amount;
        Ok(self.0.unsigned_abs())
    }

    #[handler]
    pub fn total(&self) -> u64 {
        self.0.unsigned_abs()
    }

    #[handler]
    pub fn note(&mut self, _line: String, _times: u8) {}
}

#[test]
fn grains_and_routers_are_narrowed_like_actors() {
    in_virtual_time(|system| async move {
        let grains = Grains::builder(&Cluster::solo(&system)).register::<Page>();
        let _grains = grains.start().unwrap();
        let page: LedgerRef = system.grain::<Page>(7).narrow();
        assert_eq!(page.post(3).await, Ok(3));
        assert_eq!(system.grain::<Page>(7).total().await, Ok(3));
        assert_eq!(page, system.grain::<Page>(7).narrow());
        assert_ne!(page, system.grain::<Page>(8).narrow());

        let pool = Router::pool(&system)
            .size(2)
            .spawn_with(|| Sums(Vec::new()));
        let pool = pool.await.unwrap();
        let ledger = LedgerRef::from(pool.reference());
        let posted = [
            ledger.post(1).await,
            ledger.post(1).await,
            ledger.post(1).await,
        ];
        // Each of the two has its turn.
        assert_eq!(posted, [Ok(1), Ok(1), Ok(2)]);
    });
}
