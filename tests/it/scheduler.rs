//! Schedules: once, in intervals and by the time of day, in virtual time.

use std::sync::{Arc, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use akt::actor::DeadLetterReason;
use akt::prelude::*;
use akt::system::{CatchUp, Schedule, ScheduleError, ScheduleKind};
use akt::testkit;
use tokio::time::Instant;

use crate::support::{
    Bomb, Latch, Log, in_virtual_time, one_thread, pass, quiet_planned_panics, settle, soon, until,
    virtual_time,
};

/// Writes down when what comes.
#[actor]
struct Clerk {
    begin: Instant,
    log: Log,
}

#[handlers]
impl Clerk {
    #[handler]
    pub fn note(&mut self, text: String) {
        let after = self.begin.elapsed().as_millis();
        self.log.add(format!("{text} {after}"));
    }

    /// Virtual time goes on to here, through everything that is due before.
    #[handler]
    pub async fn pause(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

#[actor(mailbox = bounded(1))]
struct Narrow {
    latch: Latch,
}

#[handlers]
impl Narrow {
    #[handler]
    pub async fn wait(&self) {
        self.latch.wait().await;
    }
}

struct Office {
    system: ActorSystem,
    clerk: ClerkRef,
    pacer: ClerkRef,
    log: Log,
}

impl Office {
    async fn open(system: ActorSystem) -> Self {
        let log = Log::default();
        let clerk = || Clerk {
            begin: Instant::now(),
            log: log.clone(),
        };
        Self {
            clerk: system.spawn(clerk()).name("clerk").await.unwrap(),
            pacer: system.spawn(clerk()).await.unwrap(),
            system,
            log,
        }
    }

    /// Lets virtual time go on, step by step.
    async fn run(&self, time: Duration) {
        self.pacer.pause(time).await.unwrap();
    }

    fn every(&self, interval: Duration, text: &'static str) -> Schedule {
        let scheduler = self.system.scheduler();
        let noting = scheduler.every(interval, &self.clerk, move |clerk| clerk.note(text.into()));
        noting.named(text).start().unwrap()
    }
}

/// Runs a test in virtual time without the deadline of a minute that other tests have.
fn over_days<F: Future<Output = ()>>(start: SystemTime, test: impl FnOnce(ActorSystem) -> F) {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let builder = ActorSystem::builder("test").wall_clock_from(start);
        let system = builder.start().unwrap();
        test(system.clone()).await;
        soon(system.shutdown()).await;
    });
}

fn secs(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn once_sends_in_time_and_leaves_nothing_behind() {
    over_days(UNIX_EPOCH, |system| async move {
        let office = Office::open(system.clone()).await;
        let scheduler = system.scheduler();
        let late = office.clerk.note("late".to_owned());
        let late = scheduler.once(secs(3600), late).await.unwrap();
        let early = office.clerk.note("early".to_owned());
        scheduler.once(secs(5), early).await.unwrap();
        let cancelled = office.clerk.note("cancelled".to_owned());
        let cancelled = scheduler.once(secs(6), cancelled).await.unwrap();
        assert_eq!(scheduler.list().len(), 3);
        assert_eq!(scheduler.list()[0].kind, ScheduleKind::Once);
        assert!(cancelled.cancel());
        assert!(!cancelled.cancel(), "it had ended");
        office.run(secs(5000)).await;
        assert_eq!(office.log.all(), ["early 5000", "late 3600000"]);
        assert_eq!(scheduler.list(), []);
        assert!(late.is_ended());
        assert_eq!((late.fired(), late.next_due()), (1, None));
    });
}

#[test]
fn an_interval_keeps_its_rate_when_it_is_late() {
    testkit::run(async |kit| {
        let office = Office::open(kit.system().clone()).await;
        office.every(secs(10), "tick");
        office.run(secs(11)).await;
        // To 27 seconds, as when nothing had a thread for so long.
        kit.time().jump(secs(16)).await;
        office.run(secs(5)).await;
        assert_eq!(office.log.all(), ["tick 10000", "tick 27000", "tick 30000"]);
    });
}

#[test]
fn times_that_have_passed_are_skipped_or_made_up_for() {
    testkit::run(async |kit| {
        let office = Office::open(kit.system().clone()).await;
        let skipping = office.every(secs(10), "skip");
        let each = kit
            .system()
            .scheduler()
            .every(secs(10), &office.clerk, |clerk| clerk.note("each".into()))
            .catch_up(CatchUp::Each { max: 3 })
            .starting_after(secs(5))
            .await
            .unwrap();
        kit.time().jump(secs(45)).await;
        assert_eq!((skipping.fired(), skipping.missed()), (1, 3));
        assert_eq!((each.fired(), each.missed()), (3, 2));
        office.run(secs(11)).await;
        let mut expected = vec!["each 45000"; 3];
        expected.extend(["skip 45000", "skip 50000", "each 55000"]);
        let mut all = office.log.all();
        all.sort();
        expected.sort_unstable();
        assert_eq!(all, expected);
    });
}

#[test]
fn a_schedule_pauses_resumes_and_is_found_by_its_name() {
    over_days(UNIX_EPOCH, |system| async move {
        let office = Office::open(system.clone()).await;
        let scheduler = system.scheduler();
        // The handle is dropped, the schedule goes on.
        drop(office.every(secs(10), "tick"));
        office.run(secs(10)).await;
        let tick = scheduler.find("tick").unwrap();
        assert!(tick.pause());
        assert!(!tick.pause(), "it is paused");
        let info = &scheduler.list()[0];
        assert_eq!(info.name.as_deref(), Some("tick"));
        assert_eq!(info.target.as_str(), "/user/clerk");
        assert_eq!(info.kind, ScheduleKind::Every { interval: secs(10) });
        assert_eq!((info.fired, info.missed, info.next), (1, 0, None));
        assert!(info.paused);
        office.run(secs(25)).await;
        assert!(tick.resume());
        assert!(!tick.resume(), "it runs");
        office.run(secs(10)).await;
        assert_eq!(office.log.all(), ["tick 10000", "tick 40000"]);
        assert_eq!(tick.missed(), 0, "what was paused is not missed");
        assert!(tick.cancel());
        assert!(!tick.resume() && !tick.pause());
        assert!(scheduler.find("tick").is_none());
        office.run(secs(100)).await;
        assert_eq!(office.log.all().len(), 2);
    });
}

#[test]
fn a_single_message_whose_time_passes_in_a_pause_is_sent_after_it() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let call = office.clerk.note("it".to_owned());
        let once = system.scheduler().once(secs(5), call).await.unwrap();
        once.pause();
        office.run(secs(20)).await;
        assert_eq!(office.log.all(), Vec::<String>::new());
        once.resume();
        office.run(secs(1)).await;
        assert_eq!(office.log.all(), ["it 20000"]);
    });
}

#[test]
fn a_name_belongs_to_one_schedule_until_it_ends() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let scheduler = system.scheduler();
        let start = |name: &str| {
            let noting = scheduler.every(secs(1), &office.clerk, |clerk| clerk.note("x".into()));
            noting.named(name).start()
        };
        let first = start("it").unwrap();
        assert_eq!(first.name(), Some("it"));
        assert_eq!(
            start("it").unwrap_err(),
            ScheduleError::NameTaken("it".to_owned())
        );
        first.cancel();
        let second = start("it").unwrap();
        assert_eq!(
            start("a/b").unwrap_err(),
            ScheduleError::NameInvalid("a/b".to_owned())
        );
        office.clerk.stop();
        soon(office.clerk.stopped()).await;
        // The owner's actor is gone, and so is the owner, at the next look.
        let third = start("it").unwrap();
        assert!(second.is_ended() && !third.is_ended());
        assert_eq!(scheduler.list(), []);
        assert_eq!(scheduler.cancel_all(), 0);
    });
}

#[test]
fn cancel_all_ends_every_schedule() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let call = office.clerk.note("once".to_owned());
        system.scheduler().once(secs(1), call).await.unwrap();
        office.every(secs(1), "a");
        office.every(secs(1), "b");
        assert_eq!(system.scheduler().cancel_all(), 3);
        office.run(secs(10)).await;
        assert_eq!(office.log.all(), Vec::<String>::new());
        assert_eq!(system.scheduler().list(), []);
    });
}

#[test]
fn what_cannot_be_scheduled_is_refused() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let scheduler = system.scheduler();
        let short = Duration::from_micros(999);
        let noting = scheduler.every(short, &office.clerk, |clerk| clerk.note("x".into()));
        assert_eq!(
            noting.await.unwrap_err(),
            ScheduleError::IntervalTooShort(short)
        );
        let cron = |expression: &str| {
            let noting = scheduler.cron(expression, &office.clerk, |clerk| clerk.note("x".into()));
            noting.start().unwrap_err()
        };
        assert!(matches!(cron("* *"), ScheduleError::Expression { .. }));
        let never = "0 0 0 30 2 *";
        assert_eq!(cron(never), ScheduleError::Never(never.to_owned()));
        assert_eq!(scheduler.list(), []);
    });
}

#[test]
fn a_schedule_ends_with_its_actor_and_a_single_message_becomes_a_dead_letter() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let letters = system.dead_letters(16);
        let tick = office.every(secs(10), "tick");
        let call = office.clerk.note("once".to_owned());
        let once = system.scheduler().once(secs(20), call).await.unwrap();
        office.clerk.stop();
        soon(office.clerk.stopped()).await;
        office.run(secs(15)).await;
        assert!(tick.is_ended());
        assert!(letters.try_recv().is_none(), "a rhythm leaves no letters");
        assert!(!once.is_ended());
        office.run(secs(15)).await;
        let letter = letters.try_recv().unwrap();
        assert_eq!(
            (letter.method, letter.reason),
            ("note", DeadLetterReason::Stopped)
        );
        assert!(once.is_ended());
        assert_eq!((once.fired(), once.missed()), (0, 1));
    });
}

#[test]
fn a_message_that_finds_no_room_is_a_dead_letter_and_missed() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let letters = system.dead_letters(16);
        let latch = Latch::default();
        let narrow = Narrow {
            latch: latch.clone(),
        };
        let narrow = system.spawn(narrow).name("narrow").await.unwrap();
        let waiting = system
            .scheduler()
            .every(secs(1), &narrow, |narrow| narrow.wait())
            .await
            .unwrap();
        // One is handled, one waits in the mailbox, the third finds it full.
        office.run(Duration::from_millis(3500)).await;
        assert_eq!((waiting.fired(), waiting.missed()), (2, 1));
        let letter = letters.try_recv().unwrap();
        assert_eq!(letter.reason, DeadLetterReason::NoRoom);
        assert_eq!(
            (letter.path.as_str(), letter.method, letter.uid),
            ("/user/narrow", "wait", narrow.uid())
        );
        assert!(letters.try_recv().is_none());
        latch.open(9);
        office.run(secs(1)).await;
        assert_eq!(waiting.fired(), 3, "it goes on");
    });
}

#[test]
fn a_closure_may_panic_and_may_cancel_its_own_schedule() {
    in_virtual_time(|system| async move {
        let office = Office::open(system.clone()).await;
        let scheduler = system.scheduler();
        let mut count = 0;
        let bomb = Bomb;
        let own = scheduler.clone();
        let it = scheduler.every(secs(1), &office.clerk, move |clerk| {
            let _ = &bomb;
            count += 1;
            match count {
                1 => panic!("planned: the first time"),
                3 => drop(own.find("it").map(|it| it.cancel())),
                _ => {}
            }
            clerk.note(format!("{count}"))
        });
        let it = it.named("it").await.unwrap();
        office.run(secs(10)).await;
        assert_eq!(office.log.all(), ["2 2000", "3 3000"]);
        assert_eq!((it.fired(), it.missed()), (2, 1));
        assert!(it.is_ended());
    });
}

#[test]
fn jitter_makes_messages_later_and_never_earlier() {
    over_days(UNIX_EPOCH, |system| async move {
        let office = Office::open(system.clone()).await;
        system
            .scheduler()
            .every(secs(10), &office.clerk, |clerk| clerk.note("x".into()))
            .jitter(secs(5))
            .await
            .unwrap();
        office.run(secs(1000)).await;
        let log = office.log.all();
        let mut late = Vec::new();
        for (count, entry) in (1..).zip(&log) {
            let after: u64 = entry.strip_prefix("x ").unwrap().parse().unwrap();
            late.push(after - count * 10_000);
        }
        assert!(log.len() >= 99, "{log:?}");
        assert!(late.iter().all(|late| *late <= 5002), "{late:?}");
        late.sort_unstable();
        late.dedup();
        assert!(late.len() > 50, "{late:?}");
    });
}

#[test]
fn nothing_is_sent_after_the_shutdown_and_nothing_starts() {
    quiet_planned_panics();
    virtual_time().block_on(async {
        let system = ActorSystem::new("test").unwrap();
        let office = Office::open(system.clone()).await;
        let letters = system.dead_letters(16);
        let tick = office.every(secs(1), "tick");
        let call = office.clerk.note("once".to_owned());
        system.scheduler().once(secs(2), call).await.unwrap();
        soon(system.shutdown()).await;
        assert!(tick.is_ended());
        assert_eq!(system.scheduler().list(), []);
        let call = office.clerk.note("late".to_owned());
        let refused = system.scheduler().once(secs(1), call).await;
        assert_eq!(refused.unwrap_err(), ScheduleError::Stopping);
        pass(secs(10)).await;
        assert_eq!(office.log.all(), Vec::<String>::new());
        assert!(letters.try_recv().is_none());
    });
}

#[test]
fn a_runtime_that_goes_takes_the_schedules_of_its_system_with_it() {
    let (alive, weak) = {
        let alive = Arc::new(());
        let weak = Arc::downgrade(&alive);
        (alive, weak)
    };
    let runtime = one_thread();
    runtime.block_on(async {
        let system = ActorSystem::new("test").unwrap();
        system.insert_extension(alive);
        let office = Office::open(system.clone()).await;
        office.every(secs(3600), "tick");
        let call = office.clerk.note("once".to_owned());
        system.scheduler().once(secs(3600), call).await.unwrap();
        // An actor that has ended and is called by a schedule only.
        office.clerk.stop();
        soon(office.clerk.stopped()).await;
    });
    assert!(weak.upgrade().is_some(), "actors keep their system");
    drop(runtime);
    assert_eq!(Weak::strong_count(&weak), 0, "the system is gone");
}

#[test]
fn in_real_time_a_schedule_comes_too() {
    one_thread().block_on(soon(async {
        let system = ActorSystem::new("test").unwrap();
        let office = Office::open(system.clone()).await;
        let tick = office.every(Duration::from_millis(5), "tick");
        until("three messages were sent", || tick.fired() >= 3).await;
        let begin = tick.next_due().unwrap();
        let now = SystemTime::now();
        assert!(begin < now + secs(60) && begin > now - secs(60));
        soon(system.shutdown()).await;
    }));
}

/// Seconds since the epoch of a time in UTC.
fn utc(days: u64, hour: u64, minute: u64) -> SystemTime {
    UNIX_EPOCH + secs(days * 86_400 + hour * 3600 + minute * 60)
}

/// 2026-03-28 and 2026-10-24, the days before the clocks of Europe change, in days since the epoch.
const SPRING: u64 = 20_540;
const AUTUMN: u64 = 20_750;

/// Runs three nights of a schedule at half past two in Berlin; hours and minutes in UTC at which it came.
fn three_nights(day: u64, expected: [(u64, u64, u64); 3]) {
    let start = utc(day, 0, 0);
    over_days(start, |system| async move {
        let office = Office::open(system.clone()).await;
        let nightly = system
            .scheduler()
            .cron("0 30 2 * * *", &office.clerk, |clerk| {
                clerk.note("report".into())
            })
            .zone("Europe/Berlin")
            .named("nightly")
            .await
            .unwrap();
        let expected = expected.map(|(day, hour, minute)| utc(day, hour, minute));
        let info = &system.scheduler().list()[0];
        assert_eq!(info.next, Some(expected[0]));
        let kind = ScheduleKind::Cron {
            expression: "0 30 2 * * *".to_owned(),
            zone: "Europe/Berlin".to_owned(),
        };
        assert_eq!(info.kind, kind);
        office.run(secs(3 * 86_400)).await;
        let expected = expected.map(|time| {
            let after = time.duration_since(start).unwrap().as_millis();
            format!("report {after}")
        });
        assert_eq!(office.log.all(), expected);
        assert_eq!((nightly.fired(), nightly.missed()), (3, 0));
    });
}

#[test]
fn a_nightly_report_comes_each_night_though_the_clocks_go_forward() {
    three_nights(
        SPRING,
        [(SPRING, 1, 30), (SPRING + 1, 1, 0), (SPRING + 2, 0, 30)],
    );
}

#[test]
fn a_nightly_report_comes_once_a_night_though_the_clocks_go_back() {
    three_nights(
        AUTUMN,
        [(AUTUMN, 0, 30), (AUTUMN + 1, 0, 30), (AUTUMN + 2, 1, 30)],
    );
}

#[test]
fn a_cron_schedule_has_seconds_pauses_and_makes_up_for_what_has_passed() {
    over_days(utc(SPRING, 0, 0), |system| async move {
        let office = Office::open(system.clone()).await;
        let ticks = system
            .scheduler()
            .cron("*/20 * * * * *", &office.clerk, |clerk| {
                clerk.note("x".into())
            })
            .starting_after(secs(30))
            .catch_up(CatchUp::Each { max: 2 })
            .await
            .unwrap();
        office.run(secs(70)).await;
        assert_eq!(office.log.all(), ["x 40000", "x 60000"]);
        ticks.pause();
        office.run(secs(60)).await;
        ticks.resume();
        office.run(secs(11)).await;
        assert_eq!(office.log.all()[2..], ["x 140000"]);
        pass(secs(80)).await;
        settle().await;
        assert_eq!((ticks.fired(), ticks.missed()), (5, 2));
    });
}
