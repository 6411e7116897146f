//! The actors of the soak: members, to whom everything happens, and witnesses, who watch them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use akt::prelude::*;

use crate::ledger::Ledger;

/// Whom one witness watches at most, so that it takes no more memory as time goes on.
const WATCHED: usize = 4096;

/// Does everything that an actor can do.
#[actor(stash = 16, reentrancy = all)]
pub(crate) struct Member {
    ledger: Arc<Ledger>,
    /// Keeps messages back.
    closed: bool,
    /// How many timers it has set, and the number of the one that is set of each kind.
    set: u64,
    armed: [Option<u64>; 3],
}

impl Member {
    pub(crate) fn new(ledger: &Arc<Ledger>) -> Self {
        ledger.alive.fetch_add(1, Ordering::AcqRel);
        ledger.built.add(1);
        Self {
            ledger: Arc::clone(ledger),
            closed: false,
            set: ledger.built.get() << 32,
            armed: [None; 3],
        }
    }

    /// A timer of this kind is set, in place of the one before.
    fn arm(&mut self, kind: usize) -> u64 {
        self.set += 1;
        self.armed[kind] = Some(self.set);
        self.set
    }

    /// The timer with this number rang; `last`: it does not ring again.
    fn rang(&mut self, kind: usize, number: u64, last: bool) {
        if self.armed[kind] != Some(number) {
            self.ledger.stale.add(1);
        }
        self.ledger.rang.add(1);
        if last {
            self.armed[kind] = None;
        }
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.ledger.alive.fetch_sub(1, Ordering::AcqRel);
    }
}

#[handlers]
impl Member {
    #[on(start)]
    async fn start(&mut self) -> Result<(), StartError> {
        match self.ledger.built.get() % 61 {
            0 => Err(StartError::new("planned: no start")),
            1 => panic!("planned: start"),
            // Most start as they are built.
            2..=9 => {
                tokio::task::yield_now().await;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    #[on(stop)]
    async fn stop(&mut self) {
        match self.ledger.built.get() % 31 {
            0 => panic!("planned: stop"),
            1..=5 => tokio::task::yield_now().await,
            _ => {}
        }
    }

    /// Messages whose name begins with `take` are counted: each is handled or becomes a dead letter.
    #[handler]
    pub(crate) fn take(&mut self, number: u64, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        if !self.closed || ctx.stash(me.take(number)).is_err() {
            self.ledger.handled.add(1);
        }
    }

    #[handler]
    pub(crate) async fn take_late(&mut self) {
        self.ledger.handled.add(1);
        tokio::task::yield_now().await;
    }

    #[handler(priority = 9)]
    pub(crate) fn take_at_once(&mut self) {
        self.ledger.handled.add(1);
    }

    #[handler]
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    #[handler]
    pub(crate) fn open(&mut self, ctx: &mut Ctx<Self>) -> usize {
        self.closed = false;
        ctx.unstash_all()
    }

    /// Answers what it is asked, in one way or another.
    #[handler]
    pub(crate) fn nod(&self, token: u64) -> u64 {
        token
    }

    #[handler]
    pub(crate) async fn think(&self, token: u64, rounds: u64) -> u64 {
        for _ in 0..rounds {
            tokio::task::yield_now().await;
        }
        token
    }

    #[handler]
    pub(crate) async fn doze(&self, token: u64, time: Duration) -> u64 {
        tokio::time::sleep(time).await;
        token
    }

    #[handler]
    pub(crate) fn beside(&self, token: u64) -> impl Future<Output = u64> + Send + use<> {
        async move {
            tokio::task::yield_now().await;
            token
        }
    }

    /// Two that ask each other are told so; one that waits for who is suspended gives up.
    #[handler]
    pub(crate) async fn relay(&self, token: u64, to: MemberRef) -> u64 {
        let limit = Duration::from_millis(20);
        to.nod(token).timeout(limit).await.unwrap_or(token)
    }

    /// Asks without waiting, and answers when it is answered.
    #[handler]
    pub(crate) fn hand_on(
        &self,
        token: u64,
        to: MemberRef,
        reply: Reply<u64>,
        ctx: &mut Ctx<Self>,
    ) {
        let request = ctx
            .request(to.nod(token))
            .timeout(Duration::from_millis(20));
        // Too many requests: the reply is dropped, which fails the ask.
        let _ = request.then(move |_, _, answer| reply.ok(answer.unwrap_or(token)));
    }

    #[handler]
    pub(crate) fn burst(&self, _token: u64) -> u64 {
        self.ledger.failures.add(1);
        panic!("planned: burst")
    }

    #[handler]
    pub(crate) async fn burst_late(&self, _token: u64) -> u64 {
        tokio::task::yield_now().await;
        self.ledger.failures.add(1);
        panic!("planned: late burst")
    }

    #[handler]
    pub(crate) fn fail(&self, token: u64, ctx: &mut Ctx) -> u64 {
        self.ledger.failures.add(1);
        ctx.fail("planned: failure");
        token
    }

    #[handler]
    pub(crate) fn end(&self, token: u64, ctx: &mut Ctx) -> u64 {
        if token.is_multiple_of(2) {
            ctx.stop();
        } else {
            ctx.drain();
        }
        token
    }

    #[handler]
    pub(crate) async fn adopt(&self, ctx: &mut Ctx) -> Option<MemberRef> {
        let ledger = Arc::clone(&self.ledger);
        ctx.spawn_with(move || Self::new(&ledger)).await.ok()
    }

    /// Sets one of its timers, or cancels them all.
    #[handler]
    pub(crate) fn set_timer(&mut self, kind: u64, delay: Duration, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        match kind {
            0 => {
                let number = self.arm(0);
                ctx.timer("message").once(delay, me.ring(number));
            }
            1 => {
                let number = self.arm(1);
                ctx.timer("callback")
                    .run_once(delay, move |this: &mut Self, _| this.rang(1, number, true));
            }
            2 => {
                let (number, mut left) = (self.arm(2), 3);
                ctx.timer("again")
                    .run_every(delay, move |this: &mut Self, ctx| {
                        left -= 1;
                        this.rang(2, number, left == 0);
                        if left == 0 {
                            ctx.cancel_timer("again");
                        }
                    });
            }
            _ => {
                self.armed = [None; 3];
                ctx.cancel_timers();
            }
        }
    }

    #[handler]
    pub(crate) fn ring(&mut self, number: u64) {
        self.rang(0, number, true);
    }

    /// Has something done beside it, which it hears of unless it ends before.
    #[handler]
    pub(crate) fn pipe(&mut self, delay: Duration, ctx: &mut Ctx<Self>) {
        ctx.pipe(tokio::time::sleep(delay * 2))
            .timeout(delay)
            .then(|this: &mut Self, _, _| this.ledger.rang.add(1));
    }
}

/// Watches members, and knows of whom it must still hear.
#[actor]
pub(crate) struct Witness {
    ledger: Arc<Ledger>,
    watching: BTreeMap<u64, MemberRef>,
}

impl Witness {
    pub(crate) fn new(ledger: &Arc<Ledger>) -> Self {
        Self {
            ledger: Arc::clone(ledger),
            watching: BTreeMap::new(),
        }
    }
}

#[handlers]
impl Witness {
    #[handler]
    pub(crate) fn watch(&mut self, member: MemberRef, ctx: &mut Ctx) {
        if self.watching.len() >= WATCHED
            && let Some((_, oldest)) = self.watching.pop_first()
        {
            ctx.unwatch(&oldest);
            self.ledger.unwatched.add(1);
        }
        ctx.watch(&member).expect("of this process");
        if self.watching.insert(member.uid(), member).is_none() {
            self.ledger.watches.add(1);
        }
    }

    #[handler]
    pub(crate) fn unwatch(&mut self, member: MemberRef, ctx: &mut Ctx) {
        ctx.unwatch(&member);
        if self.watching.remove(&member.uid()).is_some() {
            self.ledger.unwatched.add(1);
        }
    }

    #[on(terminated)]
    fn terminated(&mut self, terminated: Terminated) {
        match self.watching.remove(&terminated.uid) {
            Some(_) => self.ledger.told.add(1),
            None => self.ledger.unasked.add(1),
        }
    }

    /// Of how many it must still hear.
    #[handler]
    pub(crate) fn waits_for(&self) -> usize {
        self.watching.len()
    }
}
