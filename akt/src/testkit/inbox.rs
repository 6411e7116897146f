//! What has come and was not looked at yet, and the text of a failed expectation.
//!
//! Probes, mocks and the kit's own subscriptions all are such an inbox, so that they wait in the same way and fail with
//! the same kind of text: what was expected, what came, what had come before, and what is left.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::future::poll_fn;
use std::panic::Location;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Duration;

use parking_lot::{Mutex, ReentrantMutex};

use crate::base::limits::{TEST_KEPT, TEST_LISTED};
use crate::base::time;
use crate::dispatch::woke_foreign;

/// Which values a test leaves out. It is code of the test, which may come back to where it was called from.
type Ignored<T> = Arc<ReentrantMutex<dyn Fn(&T) -> bool + Send>>;

/// What has come for a test.
pub(super) struct Inbox<T> {
    /// Whose it is, for people.
    name: String,
    describe: fn(&T) -> String,
    state: Mutex<State<T>>,
}

struct State<T> {
    unread: VecDeque<T>,
    /// What was looked at last, as text.
    read: VecDeque<String>,
    ignored: Vec<Ignored<T>>,
    wakers: Vec<Waker>,
    /// How many came when there was no room.
    lost: u64,
}

impl<T> Inbox<T> {
    pub(super) fn new(name: impl Into<String>, describe: fn(&T) -> String) -> Self {
        Self {
            name: name.into(),
            describe,
            state: Mutex::new(State {
                unread: VecDeque::new(),
                read: VecDeque::new(),
                ignored: Vec::new(),
                wakers: Vec::new(),
                lost: 0,
            }),
        }
    }

    pub(super) fn push(&self, value: T) {
        let ignored = self.state.lock().ignored.clone();
        if ignored.iter().any(|ignored| (ignored.lock())(&value)) {
            return;
        }
        let wakers = {
            let mut state = self.state.lock();
            if state.unread.len() == TEST_KEPT {
                state.lost += 1;
                drop(state);
                // A value of a user.
                drop(value);
                return;
            }
            state.unread.push_back(value);
            std::mem::take(&mut state.wakers)
        };
        wake(wakers);
    }

    /// Leaves out what `ignored` says true for: what is there, and what comes.
    pub(super) fn ignore(&self, ignored: impl Fn(&T) -> bool + Send + 'static) {
        let ignored: Ignored<T> = Arc::new(ReentrantMutex::new(ignored));
        let mut unread = {
            let mut state = self.state.lock();
            state.ignored.push(Arc::clone(&ignored));
            std::mem::take(&mut state.unread)
        };
        unread.retain(|value| !(ignored.lock())(value));
        let wakers = {
            let mut state = self.state.lock();
            unread.append(&mut state.unread);
            state.unread = unread;
            std::mem::take(&mut state.wakers)
        };
        // Somebody may have looked meanwhile.
        wake(wakers);
    }

    pub(super) fn len(&self) -> usize {
        self.state.lock().unread.len()
    }

    /// Everything that was not looked at yet.
    pub(super) fn take_all(&self) -> Vec<T> {
        let mut state = self.state.lock();
        let all: Vec<T> = state.unread.drain(..).collect();
        for value in &all {
            state.note((self.describe)(value));
        }
        all
    }

    /// The first value for which `wanted` says true, wherever it stands, if there is one within `limit`.
    pub(super) async fn find(&self, limit: Duration, wanted: impl FnMut(&T) -> bool) -> Option<T> {
        let mut wanted = wanted;
        let found = poll_fn(|cx| {
            let mut state = self.state.lock();
            let Some(at) = state.unread.iter().position(&mut wanted) else {
                state.wakers.push(cx.waker().clone());
                return Poll::Pending;
            };
            let found = state.unread.remove(at);
            if let Some(value) = &found {
                state.note((self.describe)(value));
            }
            Poll::Ready(found)
        });
        time::within(limit, found).await.flatten()
    }

    /// The next value, if there is one within `limit`.
    pub(super) async fn next(&self, limit: Duration) -> Option<T> {
        self.find(limit, |_| true).await
    }

    pub(super) fn describe(&self, value: &T) -> String {
        (self.describe)(value)
    }

    /// Fails the test: `expected` did not come, but `got` or nothing.
    #[allow(clippy::panic, reason = "this is how a test fails")]
    pub(super) fn fail(&self, at: &Location<'_>, expected: &str, got: &str) -> ! {
        let state = self.state.lock();
        let mut text = format!("{}: expected {expected}, got {got}\n  at {at}", self.name);
        // Writing to a string does not fail.
        if !state.read.is_empty() {
            let read: Vec<&str> = state.read.iter().map(String::as_str).collect();
            let _ = write!(text, "\n  came so far: {}", read.join(", "));
        }
        if !state.unread.is_empty() {
            let unread: Vec<String> = state
                .unread
                .iter()
                .take(TEST_LISTED)
                .map(self.describe)
                .collect();
            let _ = write!(text, "\n  not looked at: {}", unread.join(", "));
        }
        if state.lost > 0 {
            let _ = write!(text, "\n  and {} for which there was no room", state.lost);
        }
        drop(state);
        panic!("{text}");
    }

    /// What a failure says of nothing.
    pub(super) fn nothing(limit: Duration) -> String {
        format!("nothing within {limit:?}")
    }
}

fn wake(wakers: Vec<Waker>) {
    if !wakers.is_empty() {
        woke_foreign();
    }
    wakers.into_iter().for_each(Waker::wake);
}

impl<T> State<T> {
    fn note(&mut self, text: String) {
        if self.read.len() == TEST_LISTED {
            self.read.pop_front();
        }
        self.read.push_back(text);
    }
}
