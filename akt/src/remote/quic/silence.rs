//! Dials that nobody has answered, which must not hold up the end of a node.
//!
//! QUIC keeps a closed connection for three probe timeouts, so that it can repeat its goodbye. That is a few round trips
//! where one has been measured. Where nobody ever answered, the round trip is taken for a third of a second, and the
//! goodbye, which nobody hears, would keep a node for three seconds.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::base::{limits, time};

/// For how long a dial that was given up is kept by QUIC.
const KEPT: Duration = Duration::from_secs(3);

/// The dials of one endpoint.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unanswered(Arc<Mutex<Dials>>);

#[derive(Debug, Default)]
struct Dials {
    pending: usize,
    given_up: Option<time::Instant>,
}

/// A dial that waits for its answer.
#[derive(Debug)]
pub(crate) struct Dial {
    dials: Unanswered,
    answered: bool,
}

impl Unanswered {
    /// A dial begins. Dropping what this gives, without [`Dial::answered`], gives it up.
    pub(crate) fn begin(&self) -> Dial {
        self.0.lock().pending += 1;
        Dial {
            dials: self.clone(),
            answered: false,
        }
    }

    /// How long the end of the endpoint is worth waiting for.
    pub(crate) fn patience(&self) -> Duration {
        let dials = self.0.lock();
        let recent = dials.given_up.is_some_and(|at| at.elapsed() < KEPT);
        if recent || dials.pending > 0 {
            limits::REMOTE_SILENT_CLOSE
        } else {
            limits::REMOTE_FLUSH_TIMEOUT
        }
    }
}

impl Dial {
    /// Somebody answered.
    pub(crate) fn answered(mut self) {
        self.answered = true;
    }
}

impl Drop for Dial {
    fn drop(&mut self) {
        let mut dials = self.dials.0.lock();
        dials.pending -= 1;
        if !self.answered {
            dials.given_up = Some(time::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_dials_that_nobody_answered_make_it_short() {
        let dials = Unanswered::default();
        assert_eq!(dials.patience(), limits::REMOTE_FLUSH_TIMEOUT);
        let dial = dials.begin();
        assert_eq!(dials.patience(), limits::REMOTE_SILENT_CLOSE);
        dial.answered();
        assert_eq!(dials.patience(), limits::REMOTE_FLUSH_TIMEOUT);
        drop(dials.begin());
        assert_eq!(dials.patience(), limits::REMOTE_SILENT_CLOSE);
        tokio::time::advance(KEPT).await;
        assert_eq!(dials.patience(), limits::REMOTE_FLUSH_TIMEOUT);
    }
}
