//! What attributes say about actors and handlers, as the engine then treats it: states, urgency, and answers that come
//! later.

use std::future::Future;

use akt::actor::DeadLetterReason;
use akt::prelude::*;

use crate::support::{Latch, Log, on_every_runtime, soon, task};

/// A door, and who comes through it.
#[actor(states(Locked, Open))]
struct Door {
    log: Log,
}

#[handlers]
impl Door {
    #[handler(in = Locked, otherwise = reject)]
    pub fn unlock(&mut self, ctx: &mut Ctx<Self>) {
        ctx.become_(DoorState::Open);
    }

    #[handler(in = Open, otherwise = reject)]
    pub fn lock(&mut self, ctx: &mut Ctx<Self>) {
        ctx.become_(DoorState::Locked);
    }

    #[handler(in = Open)]
    pub fn enter(&mut self, who: String) -> String {
        self.log.add(who.clone());
        who
    }

    #[handler(in(Open), otherwise = dead_letter)]
    pub async fn slam(&mut self) {
        self.log.add("slam");
    }

    #[handler(in(Locked, Open))]
    pub fn knock(&self) {
        self.log.add("knock");
    }
}

#[test]
fn a_handler_is_there_in_its_states_only() {
    on_every_runtime(|system| async move {
        let (log, letters) = (Log::default(), system.dead_letters(16));
        let door = system.spawn(Door { log: log.clone() }).await.unwrap();
        let locked = || AskError::Rejected("Locked".into());

        door.enter("a".to_owned()).tell().unwrap();
        let waiting = door.enter("b".to_owned()).into_future();
        door.knock().await.unwrap();
        assert_eq!(door.lock().await, Err(locked()));
        assert_eq!(door.slam().await, Err(locked()));
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(
            (letter.method, letter.reason),
            ("slam", DeadLetterReason::WrongState)
        );
        door.lock().tell().unwrap();
        let letter = soon(letters.recv()).await.unwrap();
        assert_eq!(
            (letter.method, letter.reason),
            ("lock", DeadLetterReason::WrongState)
        );
        assert_eq!(
            log.all(),
            ["knock"],
            "what is not there now waits or is refused"
        );

        door.unlock().await.unwrap();
        door.enter("c".to_owned()).await.unwrap();
        assert_eq!(waiting.await.unwrap(), "b");
        assert_eq!(
            log.all(),
            ["knock", "a", "b", "c"],
            "in their order, ahead of newer ones"
        );
        door.slam().await.unwrap();
        door.lock().await.unwrap();
        assert_eq!(door.lock().await, Err(locked()));
    });
}

/// Some of its messages are more urgent than others.
#[actor(mailbox = priority)]
struct Ward {
    latch: Latch,
    log: Log,
}

#[handlers]
impl Ward {
    #[handler(priority = 255)]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn plain(&mut self, number: u8) {
        self.log.add(format!("plain {number}"));
    }

    #[handler(priority = 1)]
    pub fn soon(&mut self) {
        self.log.add("soon");
    }

    #[handler(priority = 200)]
    pub fn urgent(&mut self, number: u8) {
        self.log.add(format!("urgent {number}"));
    }
}

#[test]
fn urgent_messages_come_first_and_equals_in_their_order() {
    on_every_runtime(|system| async move {
        let (latch, log) = (Latch::default(), Log::default());
        let ward = Ward {
            latch: latch.clone(),
            log: log.clone(),
        };
        let ward = system.spawn(ward).await.unwrap();
        let wait = task(ward.wait().into_future());
        latch.reached().await;
        ward.plain(1).tell().unwrap();
        ward.urgent(1).tell().unwrap();
        ward.soon().tell().unwrap();
        ward.urgent(2).tell().unwrap();
        let last = ward.plain(2).into_future();
        latch.open(1);
        wait.await.unwrap();
        last.await.unwrap();
        assert_eq!(
            log.all(),
            ["urgent 1", "urgent 2", "soon", "plain 1", "plain 2"]
        );
    });
}

/// Who asks for a number waits until it is called.
#[actor]
#[derive(Default)]
struct Desk {
    waiting: Vec<Reply<u64>>,
    latch: Latch,
}

#[handlers]
impl Desk {
    #[handler]
    pub fn next(&mut self, reply: Reply<u64>) {
        self.waiting.push(reply);
    }

    #[handler]
    pub fn call(&mut self, number: u64) {
        if let Some(reply) = self.waiting.pop() {
            reply.ok(number);
        }
    }

    /// Hands its asker on to another desk.
    #[handler]
    pub async fn next_at(&mut self, other: DeskRef, reply: Reply<u64>) {
        other.next().answering(reply).tell().expect("it lives");
    }

    #[handler]
    pub fn forget(&mut self) {
        self.waiting.clear();
    }

    #[handler]
    pub fn report(
        &mut self,
        fails: bool,
    ) -> impl Future<Output = Result<usize, String>> + Send + 'static {
        let (waiting, latch) = (self.waiting.len(), self.latch.clone());
        async move {
            latch.wait().await;
            if fails {
                Err("no report".to_owned())
            } else {
                Ok(waiting)
            }
        }
    }

    #[handler]
    pub fn broken(&mut self) -> impl Future<Output = ()> + Send + use<> {
        async { panic!("planned: in a future beside the actor") }
    }
}

#[test]
fn a_reply_may_be_kept_handed_on_and_dropped() {
    on_every_runtime(|system| async move {
        let desk = system.spawn(Desk::default()).await.unwrap();
        let other = system.spawn(Desk::default()).await.unwrap();
        let kept = desk.next().into_future();
        desk.call(7).await.unwrap();
        assert_eq!(kept.await, Ok(7), "answered by a later message");

        let handed = desk.next_at(other.clone()).into_future();
        soon(desk.call(1)).await.unwrap();
        other.call(8).await.unwrap();
        assert_eq!(handed.await, Ok(8), "answered by another actor");

        let dropped = desk.next().into_future();
        desk.forget().await.unwrap();
        assert_eq!(dropped.await, Err(AskError::NoReply));
    });
}

#[test]
fn the_actor_goes_on_while_the_future_of_a_handler_runs() {
    on_every_runtime(|system| async move {
        let latch = Latch::default();
        let desk = Desk {
            latch: latch.clone(),
            ..Desk::default()
        };
        let desk = system.spawn(desk).await.unwrap();
        let first = task(desk.report(false).into_future());
        latch.reached().await;
        desk.next().tell().unwrap();
        let second = task(desk.report(true).into_future());
        latch.reached().await;
        desk.call(1).await.unwrap();
        latch.open(2);
        assert_eq!(first.await, Ok(0), "of the time when the handler ran");
        assert_eq!(second.await, Err(AskError::Handler("no report".to_owned())));
        assert_eq!(desk.broken().await, Err(AskError::Panicked));
        desk.call(1)
            .await
            .expect("a panic beside the actor is none of it");
    });
}
