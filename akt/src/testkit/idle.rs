//! The moment at which nothing can run: rung by the runtime just before its thread would wait.
//!
//! The runtime of a test has one thread. It comes to the point where it would wait for time or the outside only when no
//! task can be run and none has yielded; so what is rung here is exact, and nothing is guessed from a number of yields.

use std::future::poll_fn;
use std::task::{Poll, Waker};

use parking_lot::Mutex;

/// Who waits for the runtime to have nothing to run.
#[derive(Debug, Default)]
pub(super) struct IdleBell(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// How often it was rung.
    rung: u64,
    waiting: Vec<Waker>,
}

impl IdleBell {
    /// Nothing can run.
    pub(super) fn ring(&self) {
        let waiting = {
            let mut state = self.0.lock();
            state.rung += 1;
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Waits until nothing can run without virtual time going on.
    pub(super) async fn settled(&self) {
        // What wakes this one lets the runtime look at its timers first. Those that are due now let others run, so there is
        // a second wait; timers that these set are in the future, or have rung already.
        self.rung().await;
        self.rung().await;
    }

    async fn rung(&self) {
        let before = self.0.lock().rung;
        poll_fn(|cx| {
            let mut state = self.0.lock();
            if state.rung > before {
                return Poll::Ready(());
            }
            state.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}
