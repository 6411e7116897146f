//! What all handles of a system share. Implements the port `Services`, by which cells reach it.

use std::any::Any;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::actor::cell::Observation;
use crate::actor::port::{Alarm, AnyResidence, Services, Tally, Tenant, TopFailure};
use crate::actor::{ActorPath, AnyRef, DeadLetter, Lifecycle, StopKind};
use crate::base::panic::contain;
use crate::base::rng::Rng;
use crate::base::time::{Instant, WallClock};
use crate::dispatch::task::TaskHandle;
use crate::dispatch::{AlarmId, Alarms, Dispatcher, Home, Owner, task};
use crate::supervision::Supervision;
use crate::system::builder::Settings;
use crate::system::dead_letters::Office;
use crate::system::dispatchers::{self, Dispatchers};
use crate::system::events::{EventStream, Publisher};
use crate::system::extensions::Extensions;
use crate::system::inspect::Tallies;
use crate::system::names::Names;
use crate::system::scheduler::Schedules;
use crate::system::shutdown::{self, Shutdown};
use crate::system::tops::Tops;

/// Sees actors.
pub(super) type Observer = Box<dyn Fn(&AnyRef) + Send + Sync>;

/// The shared state of a system.
pub(super) struct Core {
    pub(super) name: String,
    /// The tokio runtime that it was started on.
    pub(super) runtime: task::Handle,
    pub(super) dispatcher: Dispatcher,
    pub(super) alarms: Alarms<Alarm>,
    pub(super) schedules: Schedules,
    pub(super) tops: Tops,
    pub(super) tallies: Tallies,
    observation: Observation,
    /// Rung when the last top-level actor has ended.
    pub(super) empty: Notify,
    pub(super) names: Names,
    pub(super) office: Office,
    /// Sees every actor that becomes visible under a name.
    pub(super) published: OnceLock<Observer>,
    pub(super) extensions: Extensions,
    pub(super) events: EventStream,
    lifecycle: Publisher<Lifecycle>,
    pub(super) shutdown: Shutdown,
    pub(super) shutdown_timeout: Duration,
    supervision: Supervision,
    top_failure: TopFailure,
    pub(super) dispatchers: Dispatchers,
    pub(super) throughput: u32,
    /// Where actors live that say nothing else. Weak, since a home keeps its system.
    home: Mutex<Weak<Home>>,
    always_serialise: bool,
    rng: Mutex<Rng>,
    pub(super) me: Weak<Self>,
}

impl Core {
    pub(super) fn start(
        name: String,
        runtime: task::Handle,
        workers: usize,
        settings: Settings,
    ) -> Arc<Self> {
        let events = EventStream::new(runtime.clone());
        Arc::new_cyclic(|me: &Weak<Self>| Self {
            name,
            alarms: Alarms::new(&runtime),
            schedules: Schedules::new(wall(settings.wall_start)),
            dispatcher: match settings.order() {
                Some(order) if workers == 1 => {
                    Dispatcher::start_seeded(order, Weak::<Self>::clone(me))
                }
                _ => Dispatcher::start(workers, Weak::<Self>::clone(me)),
            },
            tops: Tops::default(),
            tallies: Tallies::new(),
            observation: settings.observation,
            empty: Notify::new(),
            names: Names::default(),
            office: Office::new(settings.dead_letter_log, &events, runtime.clone()),
            runtime,
            published: OnceLock::new(),
            extensions: Extensions::default(),
            lifecycle: events.publisher(),
            events,
            shutdown: Shutdown::new(settings.phases),
            shutdown_timeout: settings.shutdown_timeout,
            supervision: settings.supervision,
            top_failure: settings.top_failure,
            dispatchers: Dispatchers::default(),
            throughput: settings.throughput,
            home: Mutex::new(Weak::new()),
            always_serialise: settings.always_serialise,
            rng: Mutex::new(settings.seed.map_or_else(Rng::from_os, Rng::seeded)),
            me: Weak::clone(me),
        })
    }

    /// Where actors live that say nothing else.
    pub(super) fn home(self: &Arc<Self>) -> Arc<Home> {
        let mut known = self.home.lock();
        known.upgrade().unwrap_or_else(|| {
            let services: Arc<dyn Services> = Arc::<Self>::clone(self);
            let dispatcher = self.dispatcher.handle().clone();
            let home = Tenant::home(dispatcher, self.throughput, None, services);
            *known = Arc::downgrade(&home);
            home
        })
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.events.close();
    }
}

/// The time of day of a system.
fn wall(start: Option<SystemTime>) -> WallClock {
    start.map_or_else(WallClock::of_machine, WallClock::starting_at)
}

impl Owner for Core {
    fn abandon(&self) {
        self.schedules.close();
        self.tops.close();
        let actors = self.tops.all();
        if !actors.is_empty() {
            tracing::debug!(
                actors = actors.len(),
                "the tokio runtime ended before its system; the actors are killed"
            );
        }
        for actor in actors {
            actor.stop(StopKind::Kill);
        }
    }

    fn is_deserted(&self) -> bool {
        self.tops.count() == 0
    }

    fn blocked(&self, address: usize, worker: usize, since: Duration) {
        self.handler_blocks(address, worker, since);
    }
}

impl Services for Core {
    fn dead_letter(&self, letter: DeadLetter) {
        self.office.post(letter);
    }

    fn tally(&self, uid: u64, what: Tally) {
        self.tallies.add(uid, what);
    }

    fn spawned(&self, uid: u64) -> Observation {
        self.tallies.add_spawned(uid);
        self.observation
    }

    fn always_serialises(&self) -> bool {
        self.always_serialise
    }

    fn observes_lifecycle(&self) -> bool {
        self.lifecycle.is_observed()
    }

    fn lifecycle(&self, event: Lifecycle) {
        self.lifecycle.publish(event);
    }

    fn reserve(&self, path: &ActorPath, uid: u64) -> bool {
        self.names.reserve(path, uid)
    }

    fn publish(&self, path: &ActorPath, actor: AnyRef) {
        if let Some(published) = self.published.get() {
            published(&actor);
        }
        self.names.publish(path, actor);
    }

    fn reside(
        &self,
        path: &ActorPath,
        uid: u64,
        residence: Arc<dyn AnyResidence>,
        active: Option<AnyRef>,
    ) {
        self.names.reside(path, uid, residence, active);
    }

    fn lodge(&self, path: &ActorPath, uid: u64, active: Option<AnyRef>) {
        self.names.lodge(path, uid, active);
    }

    fn release(&self, path: &ActorPath, uid: u64) {
        self.names.release(path, uid);
    }

    fn adopt(&self, actor: AnyRef) -> bool {
        self.tops.adopt(actor)
    }

    fn orphan(&self, place: u32) {
        if self.tops.orphan(place) {
            self.empty.notify_waiters();
        }
    }

    fn set_alarm(&self, due: Instant, alarm: Alarm) -> AlarmId {
        self.alarms.set(due, alarm)
    }

    fn cancel_alarm(&self, id: AlarmId) -> bool {
        let Some(alarm) = self.alarms.cancel(id) else {
            return false;
        };
        // It may hold values of users.
        contain(|| drop(alarm));
        true
    }

    fn dispatcher(&self, name: &str) -> Option<Arc<Home>> {
        let services: Arc<dyn Services> = self.me.upgrade()?;
        self.dispatchers.home(name, services)
    }

    fn pin(&self, around: Arc<Home>) -> io::Result<Arc<Home>> {
        let me = self.me.upgrade().ok_or(io::ErrorKind::NotFound)?;
        let owner = Weak::<Self>::clone(&self.me);
        dispatchers::pinned(around, &self.runtime, owner, me)
    }

    fn supervision(&self) -> &Supervision {
        &self.supervision
    }

    fn random(&self) -> u64 {
        self.rng.lock().next_u64()
    }

    fn top_failure(&self) -> TopFailure {
        self.top_failure
    }

    fn spawn_task(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) -> TaskHandle {
        TaskHandle::new(&task::spawn_on(&self.runtime, task))
    }

    fn request_shutdown(&self) {
        if let Some(core) = self.me.upgrade() {
            shutdown::begin(&core);
        }
    }

    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::actor::port::Services;
    use crate::actor::{ActorPath, Lifecycle};
    use crate::system::{ActorSystem, Subscribe};

    #[tokio::test]
    async fn lifecycle_events_of_the_engine_reach_those_who_look_on() {
        let system = ActorSystem::new("test").unwrap();
        let started = Lifecycle::Started {
            path: ActorPath::new("/user/it"),
            uid: 7,
        };
        system.core.lifecycle(started.clone());
        assert!(!system.core.observes_lifecycle());
        let events = system.events().subscribe(Subscribe::lossless(4));
        assert!(system.core.observes_lifecycle());
        system.core.lifecycle(started.clone());
        assert_eq!(events.recv().await, Ok(started));
        assert_eq!(events.waiting(), 0, "what came before was for nobody");
        drop(events);
        assert!(!system.core.observes_lifecycle());
        system.shutdown().await;
    }
}
