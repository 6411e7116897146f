//! Traps around failures: who notices, and who is harmed.

use std::sync::Arc;
use std::time::Duration;

use akt::actor::Lifecycle;
use akt::prelude::*;
use akt::supervision::{Directive, Exhausted, Restart};
use akt::system::Subscribe;

use crate::support::{Latch, Log, in_virtual_time, pass, soon};

#[derive(Debug, thiserror::Error)]
#[error("planned: worn out")]
pub struct WornOut;

/// How an actor fails.
#[derive(Clone, Copy, Debug)]
pub enum How {
    Panic,
    PanicLate,
    Own,
    Other,
}

pub const EACH_WAY: [How; 4] = [How::Panic, How::PanicLate, How::Own, How::Other];

/// Fails as it is told, keeps messages back, and has children.
#[actor(fails = WornOut)]
#[derive(Default)]
pub struct Worker {
    pub log: Log,
    pub latch: Latch,
}

#[handlers]
impl Worker {
    #[handler]
    pub async fn fail(&mut self, how: How, ctx: &mut Ctx) {
        match how {
            How::Panic => panic!("planned: failure"),
            How::PanicLate => {
                tokio::task::yield_now().await;
                panic!("planned: late failure")
            }
            How::Own => ctx.fail(WornOut),
            How::Other => ctx.fail("planned: of another kind"),
        }
    }

    #[handler]
    pub fn restarts(&self, ctx: &Ctx) -> u32 {
        ctx.restarts()
    }

    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }

    #[handler]
    pub fn note(&mut self, text: String) {
        self.log.add(text);
    }

    #[handler]
    pub fn keep(&mut self, ctx: &mut Ctx<Self>) -> bool {
        let me = ctx.this();
        ctx.stash(me.note("kept".into())).is_ok()
    }

    #[handler]
    pub fn tools(&self, ctx: &Ctx) -> (Option<Arc<String>>, Option<u32>) {
        let size = ctx.extension::<u32>().map(|size| *size);
        (ctx.dependency(), size)
    }

    #[handler]
    pub async fn child(&mut self, directive: Directive, ctx: &mut Ctx) -> Option<WorkerRef> {
        let child = ctx.spawn_with(Self::default).decide(move |_| directive);
        child.await.ok()
    }
}

/// The actor works, or has ended and says so to whoever asks.
async fn works_or_has_ended(worker: &WorkerRef, case: &str) {
    match soon(worker.restarts()).await {
        Ok(_) => assert!(!worker.is_suspended(), "{case}"),
        Err(AskError::Stopped) => {
            soon(worker.stopped()).await;
        }
        Err(other) => panic!("{case}: {other}"),
    }
}

const DIRECTIVES: [Option<Directive>; 5] = [
    None,
    Some(Directive::Resume),
    Some(Directive::Restart),
    Some(Directive::Stop),
    Some(Directive::Escalate),
];

#[test]
fn no_error_leaves_an_actor_suspended_without_notice() {
    in_virtual_time(|system| async move {
        let events = system.events().subscribe(Subscribe::lagging(10_000));
        for how in EACH_WAY {
            for directive in DIRECTIVES {
                let case = format!("{how:?}, {directive:?}");
                let mut spawn = system.spawn_with(Worker::default);
                if let Some(directive) = directive {
                    spawn = spawn.decide(move |_| directive);
                }
                let worker = spawn.await.unwrap();
                // More often than it may be restarted by default.
                for _ in 0..7 {
                    let _ = soon(worker.fail(how)).await;
                    works_or_has_ended(&worker, &case).await;
                }
                let parent = system.spawn_with(Worker::default).await.unwrap();
                let child = parent.child(directive.unwrap_or(Directive::Escalate));
                let child = soon(child).await.unwrap().expect("a child");
                let _ = soon(child.fail(how)).await;
                works_or_has_ended(&child, &case).await;
                works_or_has_ended(&parent, &case).await;
            }
            // Whoever wants a suspension asks for it, and it is told.
            let restart = Restart::never().then(Exhausted::Suspend);
            let spawn = system.spawn_with(Worker::default).restart(restart);
            let worker = spawn.await.unwrap();
            while let Ok(Some(_)) = events.try_recv() {}
            let _ = soon(worker.fail(how)).await;
            let told = |event: &Lifecycle| matches!(event, Lifecycle::Suspended { uid, .. } if *uid == worker.uid());
            while !told(&soon(events.recv()).await.expect("nothing is lost")) {}
            assert!(worker.is_suspended());
            worker.reinstate().unwrap();
            assert_eq!(soon(worker.restarts()).await, Ok(1));
        }
    });
}

/// Where a panic comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Site {
    Factory,
    Start,
    Started,
    Stop,
    Terminated,
    TimerCallback,
    TimerMessage,
    PipedFuture,
    PipeCallback,
    RequestCallback,
    DetachedFuture,
    Decider,
    Schedule,
    StateDrop,
}

/// Panics at one place.
#[actor(reentrancy = all)]
struct Mine {
    site: Site,
    log: Log,
}

impl Drop for Mine {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.step_on(Site::StateDrop);
        }
    }
}

impl Mine {
    fn step_on(&self, site: Site) {
        if self.site == site {
            self.log.add("stepped");
            panic!("planned: {site:?}");
        }
    }
}

#[handlers]
impl Mine {
    #[on(start)]
    fn start(&mut self) {
        self.step_on(Site::Start);
    }

    #[on(started)]
    fn started(&mut self) {
        self.step_on(Site::Started);
    }

    #[on(stop)]
    fn stop(&mut self) {
        self.step_on(Site::Stop);
    }

    #[on(terminated)]
    fn terminated(&mut self, _terminated: Terminated) {
        self.step_on(Site::Terminated);
    }

    #[handler]
    pub fn poke(&mut self, other: WorkerRef, ctx: &mut Ctx<Self>) {
        let millis = Duration::from_millis(1);
        match self.site {
            Site::Terminated => {
                ctx.watch(&other).expect("of this process");
                other.kill();
            }
            Site::TimerCallback => ctx
                .timer("it")
                .run_once(millis, |this, _| this.step_on(Site::TimerCallback)),
            Site::TimerMessage => {
                let log = self.log.clone();
                ctx.timer("it").every(millis, move |me| {
                    log.add("stepped");
                    let bang = log.count("stepped") == 1;
                    assert!(!bang, "planned: while the message is made");
                    me.ping()
                });
            }
            Site::PipedFuture => {
                let log = self.log.clone();
                ctx.pipe(async move {
                    log.add("stepped");
                    panic!("planned: piped");
                })
                .then(|_: &mut Self, _, _: Result<(), _>| {});
            }
            Site::PipeCallback => {
                ctx.pipe(std::future::ready(()))
                    .then(|this: &mut Self, _, _| this.step_on(Site::PipeCallback));
            }
            Site::RequestCallback => {
                ctx.request(other.restarts())
                    .then(|this: &mut Self, _, _| this.step_on(Site::RequestCallback))
                    .expect("the first one");
            }
            Site::Decider => ctx.fail("planned: for the decider"),
            Site::Stop | Site::StateDrop => ctx.stop(),
            _ => {}
        }
    }

    #[handler]
    pub fn detached(&mut self) -> impl Future<Output = ()> + Send + use<> {
        let log = self.log.clone();
        async move {
            log.add("stepped");
            panic!("planned: beside the actor")
        }
    }

    #[handler]
    pub fn ping(&self) {}
}

/// Lets virtual time pass until `condition` holds.
async fn in_time(condition: impl Fn() -> bool) {
    soon(async {
        while !condition() {
            pass(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Makes an actor panic that has started, and ends it if that has not.
async fn step_on(system: &ActorSystem, mine: &MineRef, site: Site, log: &Log) {
    let other = system.spawn(Worker::default()).await.unwrap();
    let _ = mine.poke(other).tell();
    match site {
        Site::DetachedFuture => {
            assert_eq!(soon(mine.detached()).await, Err(AskError::Panicked));
        }
        Site::Schedule => {
            let (log, second) = (log.clone(), Duration::from_secs(1));
            let schedule = system.scheduler().every(second, mine, move |mine| {
                log.add("stepped");
                assert!(log.count("stepped") > 1, "planned: schedule");
                mine.ping()
            });
            let schedule = schedule.await.unwrap();
            in_time(|| schedule.fired() > 0).await;
            assert!(schedule.missed() > 0, "one time was missed");
        }
        Site::Decider => {
            assert_eq!(soon(mine.stopped()).await.reason, StopReason::Failed);
            log.add("stepped");
        }
        Site::Stop | Site::StateDrop => {}
        _ => in_time(|| log.count("stepped") > 0).await,
    }
    if [Site::PipedFuture, Site::DetachedFuture, Site::Schedule].contains(&site) {
        soon(mine.ping()).await.expect("it is none of the actor");
    }
    mine.stop();
    soon(mine.stopped()).await;
}

/// Makes an actor panic at one place, while another one looks on.
async fn blow_up(system: &ActorSystem, site: Site) {
    let log = Log::default();
    let witness = system.spawn(Worker::default()).await.unwrap();
    let factory = {
        let log = log.clone();
        move || {
            let log = log.clone();
            let mine = Mine { site, log };
            mine.step_on(Site::Factory);
            mine
        }
    };
    let spawn = system.spawn_with(factory).name("mine");
    let spawn = spawn.decide(move |_| {
        assert!(site != Site::Decider, "planned: decider");
        Directive::Stop
    });
    match soon(spawn).await {
        Err(_) => assert!(matches!(site, Site::Factory | Site::Start), "{site:?}"),
        Ok(mine) => step_on(system, &mine, site, &log).await,
    }
    assert!(log.count("stepped") > 0, "{site:?}");
    assert_eq!(soon(witness.restarts()).await, Ok(0), "{site:?}: harmed");
    let again = system.spawn(Worker::default()).name("mine").await;
    let again = again.unwrap_or_else(|error| panic!("{site:?}: {error}"));
    again.kill();
    soon(again.stopped()).await;
}

#[test]
fn a_panic_in_any_hook_timer_pipe_or_callback_harms_only_its_actor() {
    in_virtual_time(|system| async move {
        for site in [
            Site::Factory,
            Site::Start,
            Site::Started,
            Site::Stop,
            Site::Terminated,
            Site::TimerCallback,
            Site::TimerMessage,
            Site::PipedFuture,
            Site::PipeCallback,
            Site::RequestCallback,
            Site::DetachedFuture,
            Site::Decider,
            Site::Schedule,
            Site::StateDrop,
        ] {
            blow_up(&system, site).await;
        }
    });
}
