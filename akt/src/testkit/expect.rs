//! Expectations that need no probe: of replies and of ends.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::panic::Location;

use crate::actor::{ActorRef, AskError, Protocol, Terminated};
use crate::base::time;
use crate::testkit::kit::TestKit;

impl TestKit {
    /// Expects that an ask is answered with `expected`.
    ///
    /// # Panics
    /// When it is answered with something else, fails, or is not answered.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is how a test fails")]
    pub fn expect_reply<T, E>(
        &self,
        call: impl IntoFuture<Output = Result<T, AskError<E>>>,
        expected: T,
    ) -> impl Future<Output = ()>
    where
        T: fmt::Debug + PartialEq,
        E: fmt::Debug,
    {
        let (at, patience) = (Location::caller(), self.patience());
        let answer = call.into_future();
        async move {
            let got = match time::within(patience, answer).await {
                Some(Ok(value)) if value == expected => return,
                Some(other) => format!("{other:?}"),
                None => format!("nothing within {patience:?}"),
            };
            panic!("expected the reply {expected:?}, got {got}\n  at {at}");
        }
    }

    /// Expects that an actor ends, or has ended.
    ///
    /// # Panics
    /// When it does not.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is how a test fails")]
    pub fn expect_terminated<P: Protocol>(
        &self,
        target: &ActorRef<P>,
    ) -> impl Future<Output = Terminated> {
        let (at, patience) = (Location::caller(), self.patience());
        async move {
            match time::within(patience, target.stopped()).await {
                Some(end) => end,
                None => panic!(
                    "expected the end of {}, got nothing within {patience:?}\n  at {at}",
                    target.path()
                ),
            }
        }
    }
}
