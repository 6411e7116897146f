//! What can be seen of actors and systems from outside.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use akt::actor::{MailboxKind, Metrics, Passivation};
use akt::prelude::*;
use akt::system::SnapshotLimit;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{
    Latch, in_virtual_time, on_every_runtime, one_thread, pass, quiet_planned_panics, settle, soon,
    task, until,
};

const SECOND: Duration = Duration::from_secs(1);

#[actor(states(Open, Shut))]
#[derive(Default)]
struct Desk {
    latch: Latch,
}

#[handlers]
impl Desk {
    #[handler]
    pub fn work(&mut self) {}

    #[handler]
    pub async fn wait(&mut self) {
        self.latch.wait().await;
    }

    #[handler]
    pub async fn take(&mut self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    #[handler(in(Open))]
    pub fn only_open(&mut self) {}

    #[handler]
    pub fn shut(&mut self, shut: bool, ctx: &mut Ctx<Self>) {
        ctx.become_(if shut {
            DeskState::Shut
        } else {
            DeskState::Open
        });
    }

    #[handler]
    pub fn panic(&mut self) {
        panic!("planned: panic");
    }

    #[handler]
    pub fn spawn_child(&mut self, name: String, ctx: &mut Ctx) -> DeskRef {
        ctx.spawn(Self::default()).name(name).start().unwrap()
    }
}

#[test]
fn the_numbers_of_an_actor_say_what_it_did_and_what_waits() {
    on_every_runtime(|system| async move {
        quiet_planned_panics();
        let latch = Latch::default();
        let make = {
            let latch = latch.clone();
            move || Desk {
                latch: latch.clone(),
            }
        };
        let desk = system.spawn_with(make).name("desk").await.unwrap();
        let stats = desk.stats().unwrap();
        assert_eq!(
            (stats.processed, stats.mailbox, stats.state),
            (0, 0, "Open")
        );
        desk.work().await.unwrap();
        desk.spawn_child("child".into()).await.unwrap();
        desk.shut(true).await.unwrap();
        desk.only_open().tell().unwrap();
        desk.only_open().tell().unwrap();
        desk.work().await.unwrap();
        let stats = desk.stats().unwrap();
        assert_eq!((stats.state, stats.stashed, stats.children), ("Shut", 2, 1));
        assert_eq!(
            (stats.restarts, stats.failures, stats.suspended),
            (0, 0, false)
        );
        assert!(
            stats.timing.is_none(),
            "it costs, so it has to be asked for"
        );
        assert!(stats.uptime.is_some_and(|uptime| uptime < SECOND * 60));
        desk.shut(false).await.unwrap();
        assert_eq!(desk.stats().unwrap().stashed, 0);
        let waits = task(desk.wait().into_future());
        latch.reached().await;
        for waiting in 0..100 {
            assert_eq!(desk.stats().unwrap().mailbox, waiting);
            desk.work().tell().unwrap();
        }
        latch.open(1);
        waits.await.unwrap();
        desk.panic().await.unwrap_err();
        desk.work().await.unwrap();
        let stats = desk.stats().unwrap();
        assert_eq!((stats.restarts, stats.failures, stats.mailbox), (1, 1, 0));
        assert!(stats.processed >= 107, "{stats:?}");
        desk.suspend().unwrap();
        until("suspended", || {
            desk.stats().is_ok_and(|stats| stats.suspended)
        })
        .await;
    });
}

#[test]
fn the_length_of_every_kind_of_mailbox_is_known() {
    on_every_runtime(|system| async move {
        for mailbox in [
            MailboxKind::Unbounded,
            MailboxKind::bounded(60),
            MailboxKind::Priority {
                capacity: None,
                stable: true,
            },
            MailboxKind::Fair { capacity: None },
        ] {
            let latch = Latch::default();
            let desk = Desk {
                latch: latch.clone(),
            };
            let desk = system.spawn(desk).mailbox(mailbox).await.unwrap();
            let waits = task(desk.wait().into_future());
            latch.reached().await;
            for waiting in 0..50 {
                assert_eq!(desk.stats().unwrap().mailbox, waiting, "{mailbox:?}");
                desk.work().tell().unwrap();
            }
            latch.open(1);
            waits.await.unwrap();
            desk.work().await.unwrap();
            assert_eq!(desk.stats().unwrap().mailbox, 0);
        }
    });
}

#[test]
fn handling_times_are_measured_where_that_was_asked_for() {
    in_virtual_time(|system| async move {
        let desk = system
            .spawn(Desk::default())
            .metrics(Metrics::Timing)
            .await
            .unwrap();
        for _ in 0..9 {
            desk.work().await.unwrap();
        }
        desk.take(SECOND).await.unwrap();
        let timing = desk.stats().unwrap().timing.unwrap();
        assert_eq!(timing.count, 10);
        assert!(
            timing.longest >= SECOND && timing.total < 2 * SECOND,
            "{timing}"
        );
        assert!(timing.quantile(0.5) < Duration::from_millis(1), "{timing}");
        assert!(timing.quantile(1.0) >= SECOND, "{timing}");
        pass(5 * SECOND).await;
        let ago = desk.stats().unwrap().timing.unwrap().last_activity.unwrap();
        assert_eq!(ago.as_secs(), 5);
    });
}

#[test]
fn a_measured_actor_keeps_order_and_states_and_leaves_when_it_is_idle() {
    in_virtual_time(|system| async move {
        let idle = Passivation::Idle(SECOND);
        let desk = Desk::default();
        let desk = system
            .spawn(desk)
            .metrics(Metrics::Timing)
            .passivate(idle)
            .await
            .unwrap();
        desk.shut(true).await.unwrap();
        desk.only_open().tell().unwrap();
        desk.work().await.unwrap();
        assert_eq!(
            desk.stats().unwrap().timing.unwrap().count,
            2,
            "what is kept back is not handled"
        );
        desk.shut(false).await.unwrap();
        desk.work().await.unwrap();
        assert_eq!(desk.stats().unwrap().timing.unwrap().count, 5);
        for _ in 0..200 {
            desk.work().tell().unwrap();
        }
        desk.work().await.unwrap();
        settle().await;
        pass(2 * SECOND).await;
        assert!(desk.is_stopped());
        assert_eq!(desk.stats().unwrap().processed, 206);
    });
}

#[test]
fn totals_add_up_over_actors_that_live_and_that_have_ended() {
    on_every_runtime(|system| async move {
        quiet_planned_panics();
        let before = system.stats();
        assert_eq!((before.alive, before.spawned, before.processed), (0, 0, 0));
        let mut desks = Vec::new();
        for _ in 0..10 {
            desks.push(system.spawn_with(Desk::default).await.unwrap());
        }
        for desk in &desks {
            desk.work().await.unwrap();
            desk.work().await.unwrap();
        }
        for desk in &desks[..4] {
            desk.stop();
            soon(desk.stopped()).await;
        }
        desks[5].panic().await.unwrap_err();
        desks[5].work().await.unwrap();
        desks[0].work().tell().unwrap_err();
        let stats = system.stats();
        assert_eq!((stats.alive, stats.spawned, stats.ended), (6, 10, 4));
        assert_eq!((stats.restarts, stats.failures), (1, 1));
        assert_eq!((stats.ended_by_failure, stats.passivated), (0, 0));
        assert_eq!(stats.processed, 22);
        assert_eq!(stats.dead_letters, 1);
    });
}

#[test]
fn a_snapshot_has_the_whole_tree_or_as_much_as_is_wanted() {
    on_every_runtime(|system| async move {
        let top = system.spawn(Desk::default()).name("top").await.unwrap();
        let child = top.spawn_child("child".into()).await.unwrap();
        let grandchild = child.spawn_child("grandchild".into()).await.unwrap();
        let other = system.spawn(Desk::default()).name("other").await.unwrap();
        let snapshot = system.snapshot();
        assert!(snapshot.is_complete);
        assert_eq!((snapshot.actors.len(), snapshot.system.alive), (4, 4));
        assert_eq!(snapshot.system.processed, 2);
        let of_top = snapshot.find("top").unwrap();
        assert_eq!(
            (of_top.depth, of_top.parent, of_top.stats.children),
            (0, None, 1)
        );
        let below: Vec<_> = snapshot
            .children(top.uid())
            .map(|actor| actor.uid)
            .collect();
        assert_eq!(below, [child.uid()]);
        let last = snapshot.actors.last().unwrap();
        assert_eq!(
            (last.uid, last.depth),
            (grandchild.uid(), 2),
            "those near the top come first"
        );
        assert!(
            snapshot
                .find("other")
                .is_some_and(|actor| actor.uid == other.uid())
        );

        let two = system.snapshot_with(SnapshotLimit::actors(2));
        assert_eq!((two.actors.len(), two.is_complete), (2, false));
        let four = system.snapshot_with(SnapshotLimit::actors(4));
        assert_eq!((four.actors.len(), four.is_complete), (4, true));
        let tops = system.snapshot_with(SnapshotLimit::default().levels(1));
        assert_eq!((tops.actors.len(), tops.is_complete), (2, false));
        assert!(tops.actors.iter().all(|actor| actor.depth == 0));
        let all = system.snapshot_with(SnapshotLimit::default().levels(3));
        assert_eq!((all.actors.len(), all.is_complete), (4, true));
    });
}

#[test]
fn a_snapshot_can_be_taken_while_actors_come_and_go() {
    on_every_runtime(|system| async move {
        let churn = {
            let system = system.clone();
            task(async move {
                for _ in 0..300 {
                    let desk = system.spawn(Desk::default()).await.unwrap();
                    desk.spawn_child("child".into()).await.unwrap();
                    desk.stop();
                    desk.stopped().await;
                }
            })
        };
        for _ in 0..100 {
            let snapshot = system.snapshot();
            for actor in &snapshot.actors {
                let parent = actor.parent;
                assert!(
                    parent.is_none_or(|parent| snapshot.actors.iter().any(|one| one.uid == parent))
                );
            }
            tokio::task::yield_now().await;
        }
        soon(churn).await;
        until("all have ended", || system.stats().alive == 0).await;
        assert_eq!(system.stats().processed, 300);
    });
}

/// Notes the spans of messages, and what is entered.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Noted>>);

#[derive(Default)]
struct Noted {
    fields: Vec<String>,
    entered: usize,
    exited: usize,
}

struct Fields(Vec<String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push(format!("{}={value:?}", field.name()));
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.name() == "akt.message"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(Vec::new());
        span.record(&mut fields);
        let mut noted = self.0.lock().unwrap();
        noted.fields.push(fields.0.join(" "));
        Id::from_u64(u64::try_from(noted.fields.len()).unwrap())
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {
        self.0.lock().unwrap().entered += 1;
    }

    fn exit(&self, _: &Id) {
        self.0.lock().unwrap().exited += 1;
    }
}

#[test]
fn each_message_has_a_span_if_the_system_says_so() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    one_thread().block_on(async {
        for on in [false, true] {
            let system = ActorSystem::builder("test")
                .message_spans(on)
                .start()
                .unwrap();
            let latch = Latch::default();
            let desk = Desk {
                latch: latch.clone(),
            };
            let desk = system.spawn(desk).name("desk").await.unwrap();
            desk.work().await.unwrap();
            let waits = task(desk.wait().into_future());
            latch.reached().await;
            latch.open(1);
            soon(waits).await.unwrap();
            settle().await;
            soon(system.shutdown()).await;
            let noted = spans.0.lock().unwrap();
            if on {
                let uid = desk.uid();
                let of = |method| format!("actor.path=/user/desk method={method:?} uid={uid}");
                assert_eq!(noted.fields, [of("work"), of("wait")]);
                assert!(
                    noted.entered >= 3,
                    "a handler that waits is polled again: {}",
                    noted.entered
                );
                assert_eq!(noted.entered, noted.exited);
            } else {
                assert!(noted.fields.is_empty(), "{:?}", noted.fields);
            }
        }
    });
}
