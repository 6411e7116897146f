//! What goes wrong where no handler runs: in values that nobody waits for any more, and in the texts of errors. It costs
//! nobody his worker, and loses nothing that was told in the same breath.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use akt::actor::Lifecycle;
use akt::prelude::*;
use akt::supervision::DirectiveOnce;
use akt::system::Subscribe;

use crate::support::{Latch, on_every_runtime, quiet_planned_panics, soon, threads, until};

/// An answer that counts how often it is dropped, and panics then.
#[derive(Debug)]
pub struct Shell(Arc<AtomicU32>);

impl Drop for Shell {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::AcqRel);
        panic!("planned: a shell went off");
    }
}

#[actor]
struct Battery {
    latch: Latch,
    dropped: Arc<AtomicU32>,
}

#[handlers]
impl Battery {
    #[handler]
    pub async fn shell(&mut self) -> Shell {
        self.latch.wait().await;
        Shell(Arc::clone(&self.dropped))
    }
}

#[actor(reentrancy = all)]
struct Asker {
    battery: BatteryRef,
    latch: Latch,
}

#[handlers]
impl Asker {
    #[handler]
    pub fn ask_and_cancel(&mut self, ctx: &mut Ctx<Self>) -> bool {
        let asked = ctx.request(self.battery.shell());
        let wait = asked.then(|_: &mut Self, _, answer| std::mem::forget(answer));
        ctx.cancel(wait.expect("room"))
    }

    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn answer(&self) -> u32 {
        7
    }
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_may_panic_when_it_is_dropped() {
    on_every_runtime(|system| async move {
        let (latch, dropped) = (Latch::default(), Arc::new(AtomicU32::new(0)));
        let battery = Battery {
            latch: latch.clone(),
            dropped: Arc::clone(&dropped),
        };
        let battery = system.spawn(battery).await.unwrap();
        let asker = Asker {
            battery,
            latch: latch.clone(),
        };
        // Without a factory: a failure would be its end.
        let asker = system.spawn(asker).await.unwrap();
        let other = system
            .spawn(Battery {
                latch: latch.clone(),
                dropped: Arc::clone(&dropped),
            })
            .await
            .unwrap();
        assert_eq!(soon(asker.ask_and_cancel()).await, Ok(true));
        latch.reached().await;
        latch.open(1);
        until("it went off", || dropped.load(Ordering::Acquire) == 1).await;
        assert_eq!(
            soon(asker.answer()).await,
            Ok(7),
            "the asker has not failed"
        );
        // Also while it waits in a handler.
        assert_eq!(soon(asker.ask_and_cancel()).await, Ok(true));
        latch.reached().await;
        let waits = asker.wait().into_future();
        latch.reached().await;
        latch.open(2);
        assert_eq!(soon(waits).await, Ok(()));
        until("it went off", || dropped.load(Ordering::Acquire) == 2).await;
        assert_eq!(soon(asker.answer()).await, Ok(7));
        other.stop();
        soon(other.stopped()).await;
    });
}

/// Blocks a thread until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn pass(&self) {
        let open = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(open, |open| !*open).unwrap());
    }

    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
}

/// A failure whose text panics once it is armed.
#[derive(Debug)]
struct Fickle(Arc<AtomicBool>);

impl fmt::Display for Fickle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        assert!(!self.0.load(Ordering::Acquire), "planned: the text");
        f.write_str("planned: a failure")
    }
}

impl std::error::Error for Fickle {}

#[actor(fails = Fickle)]
struct Faulty {
    armed: Arc<AtomicBool>,
}

#[handlers]
impl Faulty {
    /// Lets the stopper have its turn after this one.
    #[handler]
    pub fn fail(&mut self, stopper: StopperRef, parent: ParentRef, ctx: &mut Ctx<Self>) {
        stopper.stop_it(parent).tell().expect("alive");
        ctx.fail(Fickle(Arc::clone(&self.armed)));
    }
}

#[actor]
struct Stopper {
    armed: Arc<AtomicBool>,
    gate: Gate,
}

#[handlers]
impl Stopper {
    #[handler]
    pub fn stop_it(&mut self, parent: ParentRef) {
        self.armed.store(true, Ordering::Release);
        parent.stop();
        self.gate.open();
    }
}

#[actor]
struct Parent {
    armed: Arc<AtomicBool>,
    blocks: Arc<AtomicBool>,
    gate: Gate,
}

#[handlers]
impl Parent {
    #[handler]
    pub async fn faulty(&mut self, ctx: &mut Ctx<Self>) -> FaultyRef {
        let armed = Arc::clone(&self.armed);
        let child = ctx.spawn(Faulty { armed });
        let child = child.decide(|_| DirectiveOnce::Escalate);
        child.await.expect("a child")
    }

    #[handler]
    pub fn block(&mut self) {
        self.blocks.store(true, Ordering::Release);
        self.gate.pass();
    }
}

#[test]
fn a_failure_whose_text_panics_loses_no_other_order() {
    quiet_planned_panics();
    // One thread is kept by the parent. On the other one the child fails, and then the stopper stops the parent: so that
    // the parent finds both orders at once.
    threads(2).block_on(soon(async {
        let system = ActorSystem::new("test").unwrap();
        let events = system.events();
        let events = events.subscribe(Subscribe::<Lifecycle>::lagging(64));
        let (armed, gate) = (Arc::new(AtomicBool::new(false)), Gate::default());
        let blocks = Arc::new(AtomicBool::new(false));
        let factory = {
            let (armed, blocks, gate) = (armed.clone(), blocks.clone(), gate.clone());
            move || Parent {
                armed: armed.clone(),
                blocks: blocks.clone(),
                gate: gate.clone(),
            }
        };
        let parent = system.spawn_with(factory).await.unwrap();
        let faulty = parent.faulty().await.unwrap();
        let stopper = system.spawn(Stopper { armed, gate }).await.unwrap();
        parent.block().tell().unwrap();
        until("the parent blocks", || blocks.load(Ordering::Acquire)).await;
        faulty.fail(stopper, parent.clone()).tell().unwrap();
        assert_eq!(parent.stopped().await.reason, StopReason::Stopped);
        drop(events);
        system.shutdown().await;
    }));
}
