//! Traps of a system that runs for long: what must be gone when nobody needs it any more. Counted by the drops of what
//! is kept, and by what the system lists.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use akt::actor::{DeadLetter, MailboxKind};
use akt::prelude::*;
use akt::system::Subscribe;

use crate::support::{Latch, in_virtual_time, pass, settle, soon, until};

const SECOND: Duration = Duration::from_secs(1);
const MANY: usize = 500;

/// How many tokens live.
#[derive(Clone, Default)]
struct Count(Arc<AtomicI64>);

impl Count {
    fn token(&self) -> Token {
        self.0.fetch_add(1, Ordering::AcqRel);
        Token(self.clone())
    }

    fn living(&self) -> i64 {
        self.0.load(Ordering::Acquire)
    }
}

/// What a message holds.
struct Token(Count);

impl Drop for Token {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}

#[message]
#[derive(Clone)]
struct News(u64);

#[actor]
#[derive(Default)]
struct Holder {
    latch: Latch,
}

#[handlers]
impl Holder {
    #[handler]
    pub fn take(&mut self, token: Token) {
        drop(token);
    }

    #[handler]
    pub fn keep(&mut self, token: Token, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        let _ = ctx.stash(me.keep(token));
    }

    #[handler]
    pub fn later(&mut self, key: usize, token: Token, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        ctx.timer(key.to_string()).once(SECOND, me.take(token));
    }

    #[handler]
    pub fn beside(&mut self, token: Token, ctx: &mut Ctx<Self>) {
        ctx.pipe(async move {
            std::future::pending::<()>().await;
            drop(token);
        })
        .then(|_: &mut Self, _, _| {});
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub async fn send(&self, to: HolderRef, token: Token) {
        let _ = to.take(token).send().await;
    }

    #[handler]
    pub fn ping(&self) {}

    #[handler(message)]
    pub fn on_news(&mut self, _news: News) {}
}

/// Messages that were not handled are told of, and not kept.
async fn dead_letters(system: &ActorSystem, count: &Count) {
    let letters = system.dead_letters(8);
    let holder = Holder::default();
    let latch = holder.latch.clone();
    let holder = system.spawn(holder).await.unwrap();
    holder.wait().tell().unwrap();
    latch.reached().await;
    for _ in 0..MANY {
        holder.take(count.token()).tell().unwrap();
    }
    holder.kill();
    soon(holder.stopped()).await;
    for _ in 0..MANY {
        holder.take(count.token()).tell().expect_err("it has ended");
    }
    assert_eq!(count.living(), 0, "no message is kept");
    let kept = std::iter::from_fn(|| letters.try_recv()).count() as u64;
    assert!(kept <= 8, "{kept}");
    assert_eq!(kept + letters.missed(), 2 * MANY as u64);
    drop(letters);
    assert_eq!(system.events().subscribers::<DeadLetter>(), 0);
}

/// Senders that are gone leave nothing in a mailbox that takes turns among them.
async fn senders(system: &ActorSystem, count: &Count) {
    let holder = Holder::default();
    let latch = holder.latch.clone();
    let holder = system
        .spawn(holder)
        .mailbox(MailboxKind::Fair { capacity: Some(2) });
    let holder = holder.await.unwrap();
    holder.wait().tell().unwrap();
    latch.reached().await;
    for _ in 0..MANY {
        let sender = system.spawn(Holder::default()).await.unwrap();
        soon(sender.send(holder.clone(), count.token()))
            .await
            .unwrap();
        sender.kill();
        soon(sender.stopped()).await;
    }
    assert_eq!(count.living(), MANY as i64, "their messages still wait");
    latch.open(1);
    soon(holder.ping()).await.unwrap();
    assert_eq!(count.living(), 0);
    holder.kill();
}

/// Schedules go when they have fired, when they are cancelled, and when their actor has ended.
async fn schedules(system: &ActorSystem, count: &Count) {
    let scheduler = system.scheduler();
    let holder = system.spawn(Holder::default()).await.unwrap();
    for _ in 0..MANY {
        let once = scheduler.once(SECOND, holder.take(count.token()));
        once.await.unwrap();
    }
    assert_eq!(
        (scheduler.list().len(), count.living()),
        (MANY, MANY as i64)
    );
    pass(2 * SECOND).await;
    soon(holder.ping()).await.unwrap();
    assert_eq!((scheduler.list().len(), count.living()), (0, 0), "fired");

    for number in 0..MANY {
        let once = scheduler.once(SECOND, holder.take(count.token()));
        let schedule = once.named(number.to_string()).await.unwrap();
        assert!(schedule.cancel());
    }
    assert_eq!(
        (scheduler.list().len(), count.living()),
        (0, 0),
        "cancelled"
    );

    for _ in 0..MANY {
        let token = count.token();
        let every = scheduler.every(SECOND, &holder, move |holder| {
            let _held = &token;
            holder.ping()
        });
        every.await.unwrap();
    }
    holder.kill();
    soon(holder.stopped()).await;
    pass(2 * SECOND).await;
    assert_eq!((scheduler.list().len(), count.living()), (0, 0), "ended");
}

/// What waits inside of an actor goes with it.
async fn inside(system: &ActorSystem, count: &Count) {
    for kill in [false, true] {
        let holder = system.spawn(Holder::default()).await.unwrap();
        for number in 0..MANY {
            holder.later(number, count.token()).tell().unwrap();
            holder.keep(count.token()).tell().unwrap();
            holder.beside(count.token()).tell().unwrap();
        }
        soon(holder.ping()).await.unwrap();
        assert_eq!(count.living(), 3 * MANY as i64);
        if kill {
            holder.kill();
        } else {
            holder.stop();
        }
        soon(holder.stopped()).await;
        until("timers, stash and pipes are gone", || count.living() == 0).await;
    }
}

/// Subscribers go with their subscription, and with their actor.
async fn subscribers(system: &ActorSystem) {
    let events = system.events();
    let mut readers = Vec::new();
    let mut actors = Vec::new();
    for _ in 0..MANY {
        readers.push(events.subscribe(Subscribe::<News>::lagging(4)));
        let holder = system.spawn(Holder::default()).await.unwrap();
        // Dropping the handle does not end it: the actor's end does.
        drop(events.subscribe_actor::<News>(holder.recipient()));
        actors.push(holder);
    }
    assert_eq!(events.subscribers::<News>(), 2 * MANY);
    drop(readers);
    assert_eq!(events.subscribers::<News>(), MANY);
    for actor in &actors {
        actor.stop();
        soon(actor.stopped()).await;
    }
    settle().await;
    until("no subscriber is left", || {
        events.subscribers::<News>() == 0
    })
    .await;
}

#[test]
fn nothing_leaks_dead_letters_senders_schedules_subscribers() {
    in_virtual_time(|system| async move {
        let count = Count::default();
        dead_letters(&system, &count).await;
        senders(&system, &count).await;
        schedules(&system, &count).await;
        inside(&system, &count).await;
        subscribers(&system).await;
        until("no actor is left", || system.top_level_actors() == 0).await;
    });
}
