//! A timer that follows what a state machine asks for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::base::time::{self, Instant};

/// Rings at or before the moment that is asked for; whoever hears it looks at the clock and asks again.
#[derive(Default)]
pub(super) struct Timer {
    sleep: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Timer {
    /// Ready when `wanted` has come, or an earlier moment that was asked for before. Pending without a wake-up for none.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, wanted: Option<Instant>) -> Poll<()> {
        let Some(wanted) = wanted else {
            return Poll::Pending;
        };
        // A timer that rings early costs one look at the clock; setting it for every message costs a lock each.
        let sleep = self.sleep.get_or_insert_with(|| {
            Box::pin(time::sleep(wanted.saturating_duration_since(time::now())))
        });
        if sleep.deadline() > wanted {
            sleep.as_mut().reset(wanted);
        }
        let rung = sleep.as_mut().poll(cx);
        if rung.is_ready() {
            self.sleep = None;
        }
        rung
    }
}
