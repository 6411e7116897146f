//! Traps around options: what a restart keeps, and what a child gets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use akt::actor::{MailboxKind, SendFault};
use akt::base::backoff::Backoff;
use akt::prelude::*;
use akt::supervision::{Directive, Failure, Restart};
use akt::system::Threads;

use crate::support::{Latch, Log, in_virtual_time, on_every_runtime, soon, task, threads, until};
use crate::traps::failures::{EACH_WAY, How, Worker, WorkerRef};

const HOUR: Duration = Duration::from_secs(3600);

/// Fills a mailbox with room for four behind a handler that waits; the fifth must be refused.
async fn fill(worker: &WorkerRef, latch: &Latch, first: Option<How>) {
    worker.wait().tell().unwrap();
    latch.reached().await;
    // Room comes back in batches, at the latest when the handler waits: so these wait for it.
    let mut left = 4;
    if let Some(how) = first {
        soon(worker.fail(how).send()).await.unwrap();
        left -= 1;
    }
    for number in 0..left {
        let note = worker.note(format!("note {number}"));
        soon(note.send()).await.unwrap();
    }
    let full = worker.note("too much".into()).tell().unwrap_err();
    assert_eq!(full.fault(), &SendFault::MailboxFull);
}

#[test]
fn a_restart_keeps_mailbox_options_and_dependencies() {
    on_every_runtime(|system| async move {
        system.insert_extension(Arc::new(42_u32));
        for how in EACH_WAY {
            let (log, latch) = (Log::default(), Latch::default());
            let tool = Arc::new("hammer".to_owned());
            let factory = {
                let (log, latch) = (log.clone(), latch.clone());
                move || Worker {
                    log: log.clone(),
                    latch: latch.clone(),
                }
            };
            let worker = system
                .spawn_with(factory)
                .name("it")
                .mailbox(MailboxKind::bounded(4))
                .stash(2)
                .with_shared(Arc::clone(&tool))
                .restart(Restart::limit(2, HOUR).backoff(Backoff::none()))
                .await
                .unwrap();
            fill(&worker, &latch, Some(how)).await;
            let waiting = worker.clone();
            let waiting = task(async move { waiting.note("waited".into()).send().await });
            latch.open(1);
            soon(waiting).await.expect("there was room");
            assert_eq!(soon(worker.restarts()).await, Ok(1));
            let expected = ["note 0", "note 1", "note 2", "waited"];
            assert_eq!(log.all(), expected, "{how:?}: nothing was lost");
            let tools = (Some(Arc::clone(&tool)), Some(42));
            assert_eq!(soon(worker.tools()).await, Ok(tools));
            assert_eq!(system.find::<Worker>("it"), Some(worker.clone()));
            fill(&worker, &latch, None).await;
            latch.open(1);
            for kept in [true, true, false] {
                assert_eq!(soon(worker.keep()).await, Ok(kept), "room for two");
            }
            // The second restart is the last one that it may have.
            let _ = soon(worker.fail(how)).await;
            assert_eq!(soon(worker.restarts()).await, Ok(2));
            let _ = soon(worker.fail(how)).await;
            assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);
        }
    });
}

/// Starts and stops as slowly as it is told.
#[actor]
struct Slow {
    start: bool,
    bad_starts: Arc<AtomicU32>,
}

#[handlers]
impl Slow {
    #[on(start)]
    async fn start(&mut self) -> Result<(), StartError> {
        if self.start {
            std::future::pending::<()>().await;
        }
        let left = self.bad_starts.load(Ordering::Acquire);
        self.bad_starts
            .store(left.saturating_sub(1), Ordering::Release);
        match left {
            0 => Ok(()),
            _ => Err(StartError::new("planned: not yet")),
        }
    }

    #[on(stop)]
    async fn stop(&mut self) {
        std::future::pending::<()>().await;
    }
}

/// Spawns children with every option that there is.
#[actor]
#[derive(Default)]
struct Parent {
    log: Log,
    latch: Latch,
}

#[handlers]
impl Parent {
    #[handler]
    pub async fn worker(&self, ctx: &mut Ctx) -> Result<WorkerRef, SpawnError> {
        let (log, latch) = (self.log.clone(), self.latch.clone());
        let factory = move || Worker {
            log: log.clone(),
            latch: latch.clone(),
        };
        ctx.spawn_with(factory)
            .name("worker")
            .mailbox(MailboxKind::bounded(4))
            .stash(2)
            .with("saw".to_owned())
            .restart(Restart::limit(2, HOUR).backoff(Backoff::none()))
            .decide(|failure| match failure {
                Failure::Error(_) => Directive::Resume,
                _ => Directive::Restart,
            })
            .await
    }

    #[handler]
    pub async fn slow(&self, never_starts: bool, ctx: &mut Ctx) -> Result<SlowRef, SpawnError> {
        let bad_starts = Arc::new(AtomicU32::new(2));
        let factory = move || Slow {
            start: never_starts,
            bad_starts: Arc::clone(&bad_starts),
        };
        ctx.spawn_with(factory)
            .start_timeout(Duration::from_millis(20))
            .stop_timeout(Duration::from_millis(30))
            .start_retries(2, Backoff::fixed(Duration::from_millis(5)))
            .await
    }

    #[handler]
    pub async fn placed(&self, ctx: &mut Ctx) -> Result<PlacedRef, SpawnError> {
        ctx.spawn(Placed).dispatcher("aside").await
    }
}

#[actor]
struct Placed;

#[handlers]
impl Placed {
    #[handler]
    pub fn thread(&self) -> String {
        std::thread::current().name().unwrap_or_default().to_owned()
    }
}

#[test]
fn children_keep_every_option_of_their_spawn() {
    in_virtual_time(|system| async move {
        let (log, latch) = (Log::default(), Latch::default());
        let parent = Parent {
            log: log.clone(),
            latch: latch.clone(),
        };
        let parent = system.spawn(parent).name("parent").await.unwrap();
        let worker = soon(parent.worker()).await.unwrap();
        assert_eq!(system.find::<Worker>("parent/worker"), Some(worker.clone()));
        fill(&worker, &latch, None).await;
        latch.open(1);
        for kept in [true, true, false] {
            assert_eq!(soon(worker.keep()).await, Ok(kept), "the stash");
        }
        let tools = soon(worker.tools()).await.unwrap();
        assert_eq!(tools.0.as_deref().map(String::as_str), Some("saw"));
        let _ = soon(worker.fail(How::Own)).await;
        assert_eq!(soon(worker.restarts()).await, Ok(0), "the decider");
        for restarts in [1, 2] {
            let _ = soon(worker.fail(How::Panic)).await;
            assert_eq!(soon(worker.restarts()).await, Ok(restarts));
        }
        let _ = soon(worker.fail(How::Panic)).await;
        assert_eq!(soon(worker.stopped()).await.reason, StopReason::Failed);

        let millis = |from: tokio::time::Instant| from.elapsed().as_millis();
        let begin = tokio::time::Instant::now();
        let slow = soon(parent.slow(false))
            .await
            .expect("at the third attempt");
        assert!((10..20).contains(&millis(begin)), "two pauses");
        let begin = tokio::time::Instant::now();
        slow.stop();
        soon(slow.stopped()).await;
        assert!((30..40).contains(&millis(begin)), "the stop timeout");
        let begin = tokio::time::Instant::now();
        soon(parent.slow(true)).await.expect_err("it never starts");
        assert!((70..90).contains(&millis(begin)), "three start timeouts");
    });
    threads(2).block_on(async {
        let system = ActorSystem::builder("test").dispatcher("aside", Threads::new(1));
        let system = system.start().unwrap();
        let parent = system.spawn(Parent::default()).await.unwrap();
        let placed = soon(parent.placed()).await.unwrap();
        assert_eq!(soon(placed.thread()).await.unwrap(), "aside");
        soon(system.shutdown()).await;
        until("all have ended", || placed.is_stopped()).await;
    });
}
