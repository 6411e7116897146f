//! Messages that travel although they stay in the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use akt::actor::MessageContext;
use akt::prelude::*;
use akt::testkit::{TestKit, TestKitBuilder};

#[message]
#[derive(Debug, Clone, PartialEq)]
enum OrderError {
    Sold { left: u32 },
}

/// What cannot travel.
#[derive(Debug)]
struct Note;

#[message]
#[derive(Debug, Clone, PartialEq)]
struct Line {
    text: String,
    numbers: Vec<u32>,
}

#[actor(remote, name = "testkit.Desk")]
struct Desk {
    seen: Arc<AtomicU32>,
}

#[handlers]
impl Desk {
    #[handler]
    pub async fn order(&mut self, line: Line, count: u32) -> Result<Line, OrderError> {
        if count > 1 {
            return Err(OrderError::Sold { left: 1 });
        }
        tokio::task::yield_now().await;
        Ok(line)
    }

    #[handler]
    pub fn big(&self, size: u32) -> Vec<u8> {
        vec![0; usize::try_from(size).unwrap()]
    }

    #[handler]
    pub fn take(&self, bytes: Vec<u8>) -> u32 {
        u32::try_from(bytes.len()).unwrap()
    }

    #[handler(message)]
    pub fn line(&self, line: Line) {
        let count = u32::try_from(line.numbers.len()).unwrap();
        self.seen.fetch_add(count, Ordering::Relaxed);
    }

    #[handler]
    pub fn outer(&self, ctx: &mut Ctx<Self>) -> Option<String> {
        let _ = ctx.this().private(Arc::clone(&self.seen)).tell();
        let context = ctx.context()?;
        context.get("user").map(str::to_owned)
    }

    /// Its argument cannot travel, and need not.
    #[handler]
    fn private(&self, counter: Arc<AtomicU32>) {
        counter.fetch_add(100, Ordering::Relaxed);
    }
}

/// An actor that is not remote, whose argument cannot travel.
#[actor]
struct Local;

#[handlers]
impl Local {
    #[handler]
    pub fn share(&self, value: Arc<Note>) -> Arc<Note> {
        value
    }
}

fn desk() -> (Desk, Arc<AtomicU32>) {
    let seen = Arc::<AtomicU32>::default();
    let actor = Desk {
        seen: Arc::clone(&seen),
    };
    (actor, seen)
}

fn line() -> Line {
    Line {
        text: "pens".into(),
        numbers: vec![1, 2, 3],
    }
}

fn serialising() -> TestKitBuilder {
    TestKit::builder().always_serialise()
}

#[test]
fn messages_and_answers_survive_the_way() {
    serialising().run(async |kit| {
        let (actor, seen) = desk();
        let desk = kit.spawn(actor).name("desk").await.unwrap();
        assert_eq!(desk.order(line(), 1).await, Ok(line()));
        let sold = OrderError::Sold { left: 1 };
        assert_eq!(desk.order(line(), 2).await, Err(AskError::Handler(sold)));
        desk.line(line()).tell().unwrap();
        desk.recipient::<Line>().tell(line()).unwrap();
        desk.line(line()).send().await.unwrap();
        kit.settle().await;
        assert_eq!(seen.load(Ordering::Relaxed), 9);
        let context = MessageContext::new().with("user", "ann");
        let user = context.enter(|| desk.outer().into_future()).await;
        kit.settle().await;
        assert_eq!(seen.load(Ordering::Relaxed), 109, "private messages stay");
        assert_eq!(user, Ok(Some("ann".to_owned())));
        desk.stop();
        assert_eq!(desk.stopped().await.reason, StopReason::Stopped);
        assert_eq!(desk.order(line(), 1).await, Err(AskError::Stopped));
        let refused = desk.recipient::<Line>().tell(line()).unwrap_err();
        assert_eq!(refused.into_message(), line());
        kit.expect_dead_letter().method("line").await;
    });
}

#[test]
fn what_cannot_travel_is_found_although_it_stays_in_the_process() {
    const SIZE: u32 = 64 * 1024 * 1024;
    let send = async |kit: TestKit| {
        let desk = kit.spawn(desk().0).await.unwrap();
        let bytes = vec![0; usize::try_from(SIZE).unwrap()];
        (desk.big(SIZE).await, desk.take(bytes).await)
    };
    let (answer, taken) = TestKit::builder().run(send);
    assert_eq!(answer.map(|bytes| bytes.len()), Ok(64 * 1024 * 1024));
    assert_eq!(taken, Ok(SIZE), "in the process anything goes");
    let (answer, taken) = serialising().run(send);
    for fault in [answer.map(|_| 0).unwrap_err(), taken.unwrap_err()] {
        assert!(fault.to_string().contains("may travel"), "{fault}");
    }
}

#[test]
fn what_does_not_travel_is_not_touched() {
    serialising().run(async |kit| {
        let local = kit.spawn(Local).await.unwrap();
        let note = Arc::new(Note);
        let back = local.share(Arc::clone(&note)).await.unwrap();
        assert!(Arc::ptr_eq(&note, &back));
    });
}

#[test]
fn a_bounded_mailbox_keeps_its_bound() {
    serialising().run(async |kit| {
        let (actor, seen) = desk();
        let desk = kit
            .spawn(actor)
            .mailbox(MailboxKind::bounded(2))
            .await
            .unwrap();
        let mut refused = None;
        for _ in 0..3 {
            refused = desk.line(line()).tell().err().or(refused);
        }
        assert!(refused.unwrap().fault().is_full());
        desk.line(line()).send().await.unwrap();
        kit.settle().await;
        assert_eq!(seen.load(Ordering::Relaxed), 9);
    });
}
