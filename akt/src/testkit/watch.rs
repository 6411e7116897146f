//! What ends a test that would never end: a look ahead in virtual time, and a limit in real time.
//!
//! In virtual time a test is stuck when nothing can run and no timer is set. The runtime would then wait for ever. So
//! there is always one timer more, far ahead: when no other is left the clock jumps to it at once, and it says so.

use std::fmt::Write as _;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::task::{Poll, Waker};
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::AnyRef;
use crate::base::limits::{TEST_HORIZON, TEST_LISTED};
use crate::base::time::{self, Instant};
use crate::dispatch::task;
use crate::system::ActorSystem;

/// Where virtual time must not get to.
#[derive(Debug)]
pub(super) struct Horizon(Mutex<Instant>);

impl Horizon {
    pub(super) fn new() -> Self {
        Self(Mutex::new(time::later(time::now(), TEST_HORIZON)))
    }

    /// The test itself lets time go on to `target`.
    pub(super) fn move_on(&self, target: Instant) {
        let mut at = self.0.lock();
        *at = (*at).max(time::later(target, TEST_HORIZON));
    }

    /// Ready when time has got there.
    async fn reached(&self) {
        loop {
            let left = self.0.lock().saturating_duration_since(time::now());
            if left.is_zero() {
                return;
            }
            time::sleep(left).await;
        }
    }
}

/// The limit in real time: a thread that wakes the test when it has passed.
struct Limit {
    passed: Arc<Mutex<(bool, Option<Waker>)>>,
    /// Dropped with the test, which ends the thread.
    _alive: Sender<()>,
}

impl Limit {
    fn start(limit: Duration, seed: u64) -> Self {
        let (alive, gone) = mpsc::channel();
        let passed = Arc::new(Mutex::new((false, None::<Waker>)));
        let shared = Arc::clone(&passed);
        let watch = move || {
            if gone.recv_timeout(limit) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let waker = {
                let mut shared = shared.lock();
                shared.0 = true;
                shared.1.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
            if gone.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                tell_blocked(limit, seed);
            }
        };
        // Without the thread there is no limit; everything else goes on.
        let _ = task::spawn_thread("akt-testkit-limit", watch);
        Self {
            passed,
            _alive: alive,
        }
    }

    fn has_passed(&self, waker: &Waker) -> bool {
        let mut passed = self.passed.lock();
        passed.1 = Some(waker.clone());
        passed.0
    }
}

#[allow(
    clippy::print_stderr,
    reason = "the thread of the test is blocked and cannot fail by itself"
)]
fn tell_blocked(limit: Duration, seed: u64) {
    eprintln!(
        "a test takes more than {limit:?}, and code of its own blocks the thread (AKT_SEED={seed})"
    );
}

/// Runs a test to its end, or panics when it would have none.
#[allow(clippy::panic, reason = "this is how a test fails")]
pub(super) async fn guarded<F: Future>(
    test: F,
    system: &ActorSystem,
    horizon: Option<&Horizon>,
    limit: Duration,
    seed: u64,
) -> F::Output {
    let watch = Limit::start(limit, seed);
    let mut test = pin!(test);
    let mut reached = pin!(async {
        match horizon {
            Some(horizon) => horizon.reached().await,
            None => std::future::pending().await,
        }
    });
    poll_fn(|cx| {
        if let Poll::Ready(output) = test.as_mut().poll(cx) {
            return Poll::Ready(output);
        }
        if watch.has_passed(cx.waker()) {
            panic!("the test takes longer than {limit:?}{}", waiting(system));
        }
        if reached.as_mut().poll(cx).is_ready() {
            panic!(
                "the test is stuck: nothing can run, and no timer is set for the next year{}",
                waiting(system)
            );
        }
        Poll::Pending
    })
    .await
}

/// The actors that are not idle, for people.
fn waiting(system: &ActorSystem) -> String {
    let mut text = String::new();
    let busy: Vec<AnyRef> = all_actors(system)
        .into_iter()
        .filter(|actor| !actor.is_idle() && !actor.is_stopped())
        .collect();
    if busy.is_empty() {
        return "; all actors are idle".into();
    }
    text.push_str("; these actors are not idle:");
    for actor in busy.iter().take(TEST_LISTED) {
        let state = if actor.is_suspended() {
            "is suspended"
        } else {
            "waits in a handler or hook, or is to be run"
        };
        // Writing to a string does not fail.
        let _ = write!(text, "\n  {} {state}", actor.path());
    }
    if busy.len() > TEST_LISTED {
        let _ = write!(text, "\n  and {} more", busy.len() - TEST_LISTED);
    }
    text
}

/// Every actor that has not ended, parents before their children.
pub(super) fn all_actors(system: &ActorSystem) -> Vec<AnyRef> {
    let mut actors = system.tops();
    let mut next = 0;
    while let Some(actor) = actors.get(next) {
        let children = actor.children();
        actors.extend(children);
        next += 1;
    }
    actors
}
