//! Floor 11: tests of actors. Feature `testkit`, meant for `[dev-dependencies]`.
//!
//! A test is an ordinary `#[test]` whose body is a future. It gets a system of its own on a runtime of its own, with virtual
//! time: nothing sleeps, and a timer of an hour rings as soon as nobody has anything else to do.
//!
//! ```
//! use std::time::Duration;
//!
//! use akt::prelude::*;
//! use akt::testkit;
//!
//! #[actor]
//! struct Greeter(Duration);
//!
//! #[handlers]
//! impl Greeter {
//!     #[handler]
//!     pub async fn greet(&self, name: String) -> String {
//!         tokio::time::sleep(self.0).await;
//!         format!("hello, {name}")
//!     }
//! }
//!
//! // #[test]
//! fn a_greeter_takes_its_time() {
//!     testkit::run(async |kit| {
//!         let greeter = kit.spawn(Greeter(Duration::from_secs(60))).await.unwrap();
//!         assert_eq!(greeter.greet("world".into()).await, Ok("hello, world".into()));
//!         assert_eq!(kit.time().elapsed(), Duration::from_secs(60));
//!     });
//! }
//! # a_greeter_takes_its_time();
//! ```
//!
//! | to | see |
//! |---|---|
//! | run a test, or choose how | [`run`], [`TestKit::builder`] |
//! | let time go on, or wait until nothing can run | [`TestKit::time`], [`TestKit::settle`] |
//! | see what an actor sends to others | [`TestKit::probe`]: an actor whose messages the test expects |
//! | stand in for an actor that another one asks | [`TestKit::mock`]: a reference of its own type, answered by the test |
//! | expect an answer, an end, a dead letter, an event, a line of the log | [`TestKit::expect_reply`], [`expect_terminated`](TestKit::expect_terminated), [`expect_dead_letter`](TestKit::expect_dead_letter), [`expect_event`](TestKit::expect_event), [`expect_log`](TestKit::expect_log) |
//! | find races: run a test in many orders | [`explore`] |
//! | choose the order, one turn at a time | [`TestKitBuilder::by_hand`], [`TestKit::step`] |
//! | find what does not survive the wire | [`TestKitBuilder::always_serialise`] |
//!
//! # The order of actors
//!
//! Which actor runs next, and how many messages it handles in its turn, is drawn from a seed: a new one for each run, so
//! that what works in one order only does not pass for long. The order of one sender's messages to one actor is always
//! kept. The same seed gives the same order; see
//! [`ActorSystemBuilder::seed`](crate::system::ActorSystemBuilder::seed) for what must not be in the way.
//!
//! # How a test ends
//!
//! By its last statement, or by a panic. A test that waits for something that cannot come fails at once, with the actors
//! that are not idle: nothing can run, and no timer is set. One that goes round in circles fails when it has taken a minute
//! of real time. Either way the text names the seed: with `AKT_SEED` set to it, the run is repeated.
//!
//! # What is not covered
//!
//! The runtime has one thread, and time goes on when that one has nothing to do. It does not wait for other threads, for
//! sockets or for processes: a test with such things runs in [real time](TestKitBuilder::real_time).

mod builder;
mod events;
mod expect;
mod hand;
mod idle;
mod inbox;
mod kit;
mod logs;
mod mock;
mod probe;
mod probe_actor;
mod watch;

use std::ops::Range;

pub use builder::TestKitBuilder;
pub use events::DeadLetterExpectation;
pub use kit::{TestKit, VirtualTime};
pub use mock::{Arguments, Expected, Mock, MockCall};
pub use probe::Probe;

/// Runs a test in a system of its own, in virtual time, and returns what it returns; so `?` works in a test that returns a
/// `Result`.
///
/// ```
/// use akt::testkit;
///
/// let name = testkit::run(async |kit| kit.system().name().to_owned());
/// assert_eq!(name, "test");
/// ```
///
/// # Panics
/// When the test does, is stuck, or takes longer than [a minute](crate::base::limits::TEST_LIMIT).
pub fn run<R>(test: impl AsyncFnOnce(TestKit) -> R) -> R {
    TestKit::builder().run(test)
}

/// Runs a test once for each seed: each time in a new system, whose actors run in another order.
///
/// ```
/// use akt::testkit;
///
/// testkit::explore(0..20, async |kit| {
///     kit.settle().await;
/// });
/// ```
///
/// # Panics
/// With the first seed with which the test fails.
pub fn explore(seeds: Range<u64>, test: impl AsyncFn(TestKit)) {
    TestKit::builder().explore(seeds, test);
}
