//! Requests: asks that do not suspend their actor, and what becomes of other messages meanwhile.

use std::time::Duration;

use akt::prelude::*;

use crate::support::{Latch, Log, in_virtual_time, on_every_runtime, pass, settle, soon, until};

/// Answers when it is told to.
#[actor(mailbox = bounded(1))]
struct Server {
    latch: Latch,
}

#[handlers]
impl Server {
    #[handler]
    pub async fn serve(&mut self, number: u32) -> Result<u32, String> {
        self.latch.wait().await;
        if number == 13 {
            return Err("unlucky".into());
        }
        Ok(number * 2)
    }
}

/// Handles other messages while it waits.
#[actor(reentrancy = all, in_flight = 3)]
struct Open {
    log: Log,
    server: ServerRef,
}

#[handlers]
impl Open {
    #[handler]
    pub fn request(&mut self, number: u32, ctx: &mut Ctx<Self>) -> bool {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(number));
        let sent = asked.then(move |this: &mut Self, _, answer| {
            this.log.add(format!("{number}: {answer:?}"));
        });
        sent.is_ok()
    }

    #[handler]
    pub fn request_within(&mut self, limit: Duration, ctx: &mut Ctx<Self>) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(1)).timeout(limit);
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.expect("room");
    }

    #[handler]
    pub fn request_and_cancel(&mut self, ctx: &mut Ctx<Self>) -> (bool, bool) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(1)).exclusive();
        let wait = asked
            .then(|this: &mut Self, _, _| this.log.add("heard"))
            .expect("room");
        (ctx.cancel(wait), ctx.cancel(wait))
    }

    #[handler]
    pub fn request_exclusively(&mut self, ctx: &mut Ctx<Self>) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(5)).exclusive();
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.expect("room");
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }

    #[handler(reentrant)]
    pub fn urgent(&mut self) {
        self.log.add("urgent");
    }

    #[handler]
    pub fn in_flight(&mut self, ctx: &mut Ctx<Self>) -> usize {
        ctx.in_flight()
    }

    #[handler]
    pub fn request_of_each_other(&mut self, other: OpenRef, ctx: &mut Ctx<Self>) -> bool {
        let asked = ctx.request(other.in_flight());
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.is_ok()
    }

    #[handler]
    pub fn panic_later(&mut self, ctx: &mut Ctx<Self>) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(1));
        let sent = asked.then(|_: &mut Self, _, _| panic!("planned: callback"));
        sent.expect("room");
    }
}

/// Lets other messages wait.
#[actor(reentrancy = exclusive)]
struct Closed {
    log: Log,
    server: ServerRef,
}

#[handlers]
impl Closed {
    #[handler]
    pub fn request(&mut self, ctx: &mut Ctx<Self>) {
        let server = self.server.clone();
        let asked = ctx.request(server.serve(1));
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.expect("room");
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }
}

async fn open(system: &ActorSystem) -> (OpenRef, Latch, Log) {
    let (latch, log) = (Latch::default(), Log::default());
    let server = Server {
        latch: latch.clone(),
    };
    let server = system.spawn(server).await.unwrap();
    let log_ = log.clone();
    let factory = move || Open {
        log: log_.clone(),
        server: server.clone(),
    };
    // Two of them cannot have the name.
    let named = system.spawn_with(factory.clone()).name("open").await;
    let actor = match named {
        Ok(actor) => actor,
        Err(_) => system.spawn_with(factory).await.unwrap(),
    };
    (actor, latch, log)
}

#[test]
fn an_actor_goes_on_while_its_request_is_answered() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = open(&system).await;
        assert_eq!(soon(actor.request(4)).await, Ok(true));
        soon(actor.note("meanwhile".into())).await.unwrap();
        assert_eq!(soon(actor.in_flight()).await, Ok(1));
        latch.open(2);
        until("it was answered", || log.count("4: Ok(8)") == 1).await;
        assert_eq!(log.all(), ["meanwhile", "4: Ok(8)"]);
        assert_eq!(soon(actor.request(13)).await, Ok(true));
        let error = "13: Err(Handler(\"unlucky\"))";
        until("the handler's own error is the answer", || {
            log.count(error) == 1
        })
        .await;
    });
}

#[test]
fn requests_wait_for_room_and_their_number_is_bounded() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = open(&system).await;
        for number in 1..=3 {
            assert_eq!(soon(actor.request(number)).await, Ok(true));
        }
        assert_eq!(
            soon(actor.request(4)).await,
            Ok(false),
            "three may be in flight"
        );
        latch.open(3);
        until("all were answered, though the mailbox holds one", || {
            log.all().len() == 3
        })
        .await;
        assert_eq!(soon(actor.in_flight()).await, Ok(0));
    });
}

#[test]
fn a_request_ends_at_its_limit() {
    in_virtual_time(|system| async move {
        let (actor, latch, log) = open(&system).await;
        soon(actor.request_within(Duration::from_secs(2)))
            .await
            .unwrap();
        pass(Duration::from_secs(3)).await;
        assert_eq!(log.all(), ["Err(Timeout)"]);
        latch.open(1);
        settle().await;
        assert_eq!(log.all(), ["Err(Timeout)"], "a late answer is not heard");
    });
}

#[test]
fn a_cancelled_request_is_not_heard_and_lets_others_go_on() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = open(&system).await;
        assert_eq!(soon(actor.request_and_cancel()).await, Ok((true, false)));
        soon(actor.note("goes on".into())).await.unwrap();
        latch.open(1);
        soon(actor.note("last".into())).await.unwrap();
        assert_eq!(log.all(), ["goes on", "last"]);
    });
}

#[test]
fn other_messages_wait_for_an_exclusive_request_in_their_order() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = open(&system).await;
        soon(actor.request_exclusively()).await.unwrap();
        actor.note("one".into()).tell().unwrap();
        let last = actor.note("two".into()).into_future();
        soon(actor.urgent()).await.unwrap();
        assert_eq!(log.all(), ["urgent"], "a reentrant handler does not wait");
        latch.open(1);
        soon(last).await.unwrap();
        assert_eq!(log.all(), ["urgent", "Ok(10)", "one", "two"]);

        let log = Log::default();
        let server = Server {
            latch: latch.clone(),
        };
        let server = system.spawn(server).await.unwrap();
        let closed = Closed {
            log: log.clone(),
            server,
        };
        let closed = system.spawn(closed).await.unwrap();
        soon(closed.request()).await.unwrap();
        let last = closed.note("after".into()).into_future();
        settle().await;
        assert!(log.all().is_empty());
        latch.open(1);
        soon(last).await.unwrap();
        assert_eq!(log.all(), ["Ok(2)", "after"]);
    });
}

#[test]
fn actors_that_request_of_each_other_do_not_wait_for_ever() {
    on_every_runtime(|system| async move {
        let (one, _, first) = open(&system).await;
        let (two, _, second) = open(&system).await;
        for round in 1..=100 {
            let there = one.request_of_each_other(two.clone()).into_future();
            let back = two.request_of_each_other(one.clone()).into_future();
            assert_eq!(soon(there).await, Ok(true));
            assert_eq!(soon(back).await, Ok(true));
            until("both were answered", || {
                first.all().len() == round && second.all().len() == round
            })
            .await;
        }
    });
}

#[test]
fn a_panic_of_a_callback_is_one_of_its_actor() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = open(&system).await;
        soon(actor.panic_later()).await.unwrap();
        latch.open(1);
        let any = system.find_any("open").expect("by its name");
        until("it was restarted", || any.restarts() == 1).await;
        soon(actor.note("lives".into())).await.unwrap();
        assert_eq!(log.all(), ["lives"]);
    });
}

#[test]
fn an_exclusive_request_ends_with_its_actor() {
    on_every_runtime(|system| async move {
        let (actor, latch, log) = open(&system).await;
        soon(actor.request_exclusively()).await.unwrap();
        let mut left = actor.note("left".into()).into_future();
        left.sent().await;
        settle().await;
        actor.stop();
        assert_eq!(soon(actor.stopped()).await.reason, StopReason::Stopped);
        assert_eq!(soon(left).await, Err(AskError::Stopped));
        assert!(log.all().is_empty());
        latch.open(1);
    });
}

/// Requests exclusively of others, which ask others in turn.
#[actor(reentrancy = exclusive)]
struct Friend {
    log: Log,
}

#[handlers]
impl Friend {
    /// Requests of the first one that it asks the rest of them.
    #[handler]
    pub fn request(&mut self, way: Vec<FriendRef>, ctx: &mut Ctx<Self>) {
        let (first, rest) = way.split_first().expect("somebody");
        let asked = ctx.request(first.ask(rest.to_vec()));
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.expect("room");
    }

    /// Asks the first one to ask the rest of them; says what came of it.
    #[handler]
    pub async fn ask(&mut self, way: Vec<FriendRef>) -> String {
        match way.split_first() {
            None => "here".into(),
            Some((next, rest)) => match next.ask(rest.to_vec()).await {
                Ok(answer) => answer,
                Err(error) => error.to_string(),
            },
        }
    }

    /// Requests of another one that it asks this one something urgent.
    #[handler]
    pub fn request_urgently(&mut self, other: FriendRef, ctx: &mut Ctx<Self>) {
        let me = ctx.this();
        let asked = if other == me {
            ctx.request(me.urgent())
        } else {
            ctx.request(other.ask_urgently(me))
        };
        let sent = asked.then(|this: &mut Self, _, answer| this.log.add(format!("{answer:?}")));
        sent.expect("room");
    }

    #[handler]
    pub async fn ask_urgently(&mut self, other: FriendRef) -> String {
        match other.urgent().await {
            Ok(answer) => answer,
            Err(error) => error.to_string(),
        }
    }

    #[handler(reentrant)]
    pub fn urgent(&mut self) -> String {
        "urgent".into()
    }
}

async fn friends(system: &ActorSystem, names: &[&'static str]) -> (Vec<FriendRef>, Log) {
    let (mut friends, log) = (Vec::new(), Log::default());
    for name in names {
        let friend = Friend { log: log.clone() };
        friends.push(system.spawn(friend).name(*name).await.unwrap());
    }
    (friends, log)
}

async fn end(friends: &[FriendRef]) {
    for friend in friends {
        friend.stop();
        soon(friend.stopped()).await;
    }
}

#[test]
fn a_circle_through_an_exclusive_request_is_found_and_told() {
    on_every_runtime(|system| async move {
        let (all, log) = friends(&system, &["a", "b", "c"]).await;
        let way = vec![all[1].clone(), all[2].clone(), all[0].clone()];
        let before = std::time::Instant::now();
        all[0].request(way).tell().unwrap();
        until("the answer is there", || log.all().len() == 1).await;
        let took = before.elapsed();
        assert!(took < Duration::from_secs(5), "{took:?}");
        let circle = "/user/c → /user/a → /user/b → /user/c";
        assert!(log.all()[0].contains(circle), "{:?}", log.all());
        assert_eq!(soon(all[0].ask(Vec::new())).await, Ok("here".into()));
        end(&all).await;
    });
}

#[test]
fn an_exclusive_request_that_closes_a_circle_is_told() {
    on_every_runtime(|system| async move {
        let (all, log) = friends(&system, &["a", "b"]).await;
        all[0].request(vec![all[0].clone()]).tell().unwrap();
        until("the answer is there", || log.all().len() == 1).await;
        assert_eq!(log.all(), [r#"Err(Deadlock("/user/a → /user/a"))"#]);
        for round in 1..=50 {
            all[0].request(vec![all[1].clone()]).tell().unwrap();
            all[1].request(vec![all[0].clone()]).tell().unwrap();
            until("both were answered", || log.all().len() == 1 + 2 * round).await;
        }
        let known = |entry: &String| entry.contains("here") || entry.contains("Deadlock");
        assert!(log.all().iter().all(known), "{:?}", log.all());
        end(&all).await;
    });
}

#[test]
fn what_a_reentrant_handler_takes_closes_no_circle_of_exclusive_requests() {
    on_every_runtime(|system| async move {
        let (all, log) = friends(&system, &["a", "b"]).await;
        for (before, other) in all.iter().enumerate() {
            all[0].request_urgently(other.clone()).tell().unwrap();
            until("the answer is there", || log.all().len() > before).await;
        }
        assert_eq!(log.all(), [r#"Ok("urgent")"#, r#"Ok("urgent")"#]);
        end(&all).await;
    });
}

#[test]
fn an_answer_that_is_sent_holds_nobody_up() {
    on_every_runtime(|system| async move {
        let (all, log) = friends(&system, &["a", "b"]).await;
        for round in 1..=50 {
            soon(all[0].request(vec![all[1].clone()])).await.unwrap();
            // The one that answers may ask before the answer is seen.
            let answer = soon(all[1].ask(vec![all[0].clone()])).await;
            assert_eq!(answer, Ok("here".into()));
            until("the answer is there", || log.all().len() == round).await;
        }
        end(&all).await;
    });
}

/// Answers when it wants to.
#[actor]
#[derive(Default)]
struct Slow {
    waiting: Vec<Reply<u32>>,
}

#[handlers]
impl Slow {
    #[handler]
    pub fn serve(&mut self, reply: Reply<u32>) {
        self.waiting.push(reply);
    }

    #[handler]
    pub fn abandoned(&self) -> Vec<bool> {
        self.waiting.iter().map(Reply::is_abandoned).collect()
    }
}

/// Requests of one that is slow.
#[actor(reentrancy = all)]
struct Hasty {
    slow: SlowRef,
}

#[handlers]
impl Hasty {
    #[handler]
    pub fn request(&mut self, limit: Option<Duration>, cancel: bool, ctx: &mut Ctx<Self>) {
        let slow = self.slow.clone();
        let mut asked = ctx.request(slow.serve());
        if let Some(limit) = limit {
            asked = asked.timeout(limit);
        }
        let wait = asked.then(|_: &mut Self, _, _| ()).expect("room");
        if cancel {
            ctx.cancel(wait);
        }
    }
}

#[test]
fn whoever_answers_sees_that_a_request_is_not_waited_for_any_more() {
    in_virtual_time(|system| async move {
        let slow = system.spawn(Slow::default()).await.unwrap();
        let hasty = Hasty { slow: slow.clone() };
        let hasty = system.spawn(hasty).await.unwrap();
        soon(hasty.request(None, false)).await.unwrap();
        soon(hasty.request(None, true)).await.unwrap();
        let limit = Duration::from_secs(1);
        soon(hasty.request(Some(limit), false)).await.unwrap();
        assert_eq!(soon(slow.abandoned()).await, Ok(vec![false, true, false]));
        pass(2 * limit).await;
        assert_eq!(soon(slow.abandoned()).await, Ok(vec![false, true, true]));
        hasty.stop();
        soon(hasty.stopped()).await;
        assert_eq!(soon(slow.abandoned()).await, Ok(vec![true; 3]));
    });
}
