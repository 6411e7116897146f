//! Messages that are sent when their time has come: once, in each interval, or by the time of day.
//!
//! ```text
//!  Scheduler ── once, every, cron ─▶ Scheduling ── start ─▶ Schedule ── alarm ─▶ course ─▶ tell
//!                                     options                  ▲                    │
//!                                                              └──── next alarm ────┘
//! ```
//!
//! A schedule belongs to the system and not to an actor: it goes on when the handle on it is dropped, and ends when it
//! is cancelled, when its actor has stopped, or when the system tells its actors to stop. It lives in memory: what has
//! not been sent when the process ends is lost.
//!
//! | file | holds |
//! |---|---|
//! | `builder.rs` | [`Scheduling`]: options, and the start |
//! | `course/` | when a schedule is due, as plain data |
//! | `schedule.rs` | [`Schedule`]: its state, its turns, the handle on it |
//! | `registry.rs` | all schedules of a system, by number and name |
//! | `error.rs` | why a schedule did not start |

mod builder;
mod course;
mod error;
mod registry;
mod schedule;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use crate::base::catch_up::CatchUp;
pub use builder::{Delay, Interval, Scheduling};
#[cfg_attr(
    not(feature = "cron"),
    allow(unused_imports, reason = "only cron expressions go by the time of day")
)]
pub(crate) use builder::{Options, Read};
#[cfg_attr(
    not(feature = "cron"),
    allow(unused_imports, reason = "only cron expressions go by the time of day")
)]
pub(crate) use course::{Plan, Timetable};
pub use error::ScheduleError;
pub(in crate::system) use registry::Schedules;
pub use schedule::{Schedule, ScheduleInfo, ScheduleKind};

use crate::actor::current::{self, Sender};
use crate::actor::port::DeadLetterReason;
use crate::actor::{ActorRef, Call, DeadLetter, Protocol, SendFault, TypedRef};
use crate::system::core::Core;
use crate::system::scheduler::builder::What;
use crate::system::scheduler::schedule::{Callee, Fired};

/// Sends messages later, or again and again; made by [`ActorSystem::scheduler`](crate::system::ActorSystem::scheduler).
/// Cheap to clone.
///
/// ```
/// use std::time::Duration;
///
/// use akt::prelude::*;
///
/// #[actor]
/// struct Account(u64);
///
/// #[handlers]
/// impl Account {
///     #[handler]
///     pub fn deposit(&mut self, amount: u64) -> u64 {
///         self.0 += amount;
///         self.0
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?.block_on(async {
/// let system = ActorSystem::new("bank")?;
/// let account: AccountRef = system.spawn(Account(0)).await?;
/// let scheduler = system.scheduler();
///
/// scheduler.once(Duration::from_secs(1), account.deposit(5)).await?;
/// let interest = scheduler
///     .every(Duration::from_secs(10), &account, |account| account.deposit(1))
///     .named("interest")
///     .await?;
///
/// tokio::time::sleep(Duration::from_secs(25)).await;
/// assert_eq!(account.deposit(0).await?, 7);
/// assert_eq!(interest.fired(), 2);
///
/// interest.cancel();
/// assert!(scheduler.list().is_empty(), "what was sent once is gone as well");
/// # system.shutdown().await;
/// # Ok(()) }) }
/// ```
///
/// # Time
/// A message is never sent early. It is sent late by about two milliseconds, and by the time until the runtime has a
/// thread free for the task that sends all of them.
///
/// # What is not taken
/// Messages are told: nobody waits for an answer, nor for room. When there is no room, or the actor cannot be reached,
/// the message becomes a dead letter and its time counts as missed; the schedule goes on.
///
/// # Runtime
/// The tokio runtime of the system must have its timers enabled, as those of `#[akt::main]` and `#[tokio::main]` have.
///
/// # The end
/// Schedules end before the actors are told to stop. What was to be sent once and was not is dropped.
#[derive(Clone)]
pub struct Scheduler {
    core: Arc<Core>,
}

impl Scheduler {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Sends the message of `call` after `delay`, unless the schedule is cancelled before. It leaves nothing behind.
    ///
    /// To an actor that has stopped by then it is sent all the same, and becomes a dead letter.
    pub fn once<P, T, E>(&self, delay: Duration, call: Call<'_, P, T, E>) -> Scheduling<Delay>
    where
        P: Protocol + Send,
    {
        let (target, message) = call.into_parts();
        let callee = callee(target);
        let (target, mut message, sender) = (target.clone(), Some(message), current::sender());
        let job = move || match message.take() {
            Some(message) => send(&target, message, sender.as_ref()),
            None => Fired::Missed(None),
        };
        let what = What {
            callee,
            job: Box::new(job),
        };
        Scheduling::new(Arc::clone(&self.core), Delay(delay), builder::once, what)
    }

    /// Sends the message of the call that `make` makes, in each interval, the first one after one interval.
    ///
    /// The rate is fixed: the times are multiples of the interval after the start, however long the actor takes with a
    /// message. An actor that is to pause after its work sets a timer at the end of its handler instead. Times that have
    /// passed unnoticed are treated as [`CatchUp`] says.
    ///
    /// The schedule ends when the actor, if it is one of this process, has stopped: at the next time, or when it is looked
    /// at. An actor that restarts does not stop.
    ///
    /// `make` is called on the task that rings all timers of the system: it must not block. When it panics, the time
    /// counts as missed.
    pub fn every<R, F, T, E>(&self, interval: Duration, actor: &R, make: F) -> Scheduling<Interval>
    where
        R: TypedRef,
        R::Protocol: Send,
        F: for<'a> FnMut(&'a R) -> Call<'a, R::Protocol, T, E> + Send + 'static,
        T: 'static,
        E: 'static,
    {
        self.repeat(Interval(interval), builder::every, actor, make)
    }

    /// A schedule that sends again and again, when `read` makes a plan of `when`.
    pub(crate) fn repeat<W, R, F, T, E>(
        &self,
        when: W,
        read: Read<W>,
        actor: &R,
        mut make: F,
    ) -> Scheduling<W>
    where
        R: TypedRef,
        R::Protocol: Send,
        F: for<'a> FnMut(&'a R) -> Call<'a, R::Protocol, T, E> + Send + 'static,
        T: 'static,
        E: 'static,
    {
        let callee = callee(actor.as_actor_ref());
        let (actor, sender) = (actor.clone(), current::sender());
        let job = move || {
            let (target, message) = make(&actor).into_parts();
            send(target, message, sender.as_ref())
        };
        let what = What {
            callee,
            job: Box::new(job),
        };
        Scheduling::new(Arc::clone(&self.core), when, read, what)
    }

    /// The schedule of that name, if it has not ended.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Schedule> {
        let entry = self.core.schedules.find(name)?;
        (!entry.end_if_stopped()).then_some(Schedule { entry })
    }

    /// Every schedule that has not ended, in the order of their start.
    #[must_use]
    pub fn list(&self) -> Vec<ScheduleInfo> {
        let all = self.core.schedules.every().into_iter();
        all.filter(|entry| !entry.end_if_stopped())
            .map(|entry| entry.info())
            .collect()
    }

    /// Ends every schedule; how many that were.
    pub fn cancel_all(&self) -> usize {
        let all = self.core.schedules.every();
        all.iter().filter(|entry| entry.end()).count()
    }
}

impl fmt::Debug for Scheduler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scheduler")
            .field("system", &self.core.name)
            .finish_non_exhaustive()
    }
}

fn callee<P: Protocol>(target: &ActorRef<P>) -> Callee {
    match target.local() {
        Some(actor) => Callee::Local(actor),
        None => Callee::Elsewhere(target.path()),
    }
}

/// Sends on behalf of the actor that set the schedule, if it was one.
fn send<P: Protocol>(target: &ActorRef<P>, message: P, sender: Option<&Sender>) -> Fired {
    let _acting = sender.cloned().map(Sender::act);
    let Err(error) = target.tell(message) else {
        return Fired::Sent;
    };
    let reason = match error.fault() {
        // The tell has noted it.
        SendFault::Stopped if target.is_local() => return Fired::Missed(None),
        SendFault::Stopped => DeadLetterReason::Stopped,
        fault if fault.is_full() => DeadLetterReason::NoRoom,
        _ => DeadLetterReason::Undeliverable,
    };
    let uid = if target.is_local() { target.uid() } else { 0 };
    let method = error.into_message().method();
    let letter = DeadLetter::new(target.path(), uid, method, reason);
    Fired::Missed(Some(letter.sent_here()))
}
