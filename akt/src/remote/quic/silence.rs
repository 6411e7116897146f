//! Handshakes that came to nothing, which must not hold up the end of a node.
//!
//! QUIC keeps a closed connection for three probe timeouts, so that it can repeat its goodbye. That is a few round trips
//! where one has been measured. Where the handshake was never finished, the round trip is taken for a third of a second,
//! and the goodbye, which nobody hears, would keep a node for three seconds.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::base::{limits, time};

/// For how long a handshake that was given up is kept by QUIC.
const KEPT: Duration = Duration::from_secs(3);

/// The handshakes of one endpoint, from either side, that are not finished.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unfinished(Arc<Mutex<Handshakes>>);

#[derive(Debug, Default)]
struct Handshakes {
    pending: usize,
    given_up: Option<time::Instant>,
}

/// A handshake that goes on.
#[derive(Debug)]
pub(crate) struct Handshake {
    all: Unfinished,
    finished: bool,
}

impl Unfinished {
    /// A handshake begins. Dropping what this gives, without [`Handshake::finished`], gives it up.
    pub(crate) fn begin(&self) -> Handshake {
        self.0.lock().pending += 1;
        Handshake {
            all: self.clone(),
            finished: false,
        }
    }

    /// How long the end of the endpoint is worth waiting for.
    pub(crate) fn patience(&self) -> Duration {
        let handshakes = self.0.lock();
        let recent = handshakes.given_up.is_some_and(|at| at.elapsed() < KEPT);
        if recent || handshakes.pending > 0 {
            limits::REMOTE_SILENT_CLOSE
        } else {
            limits::REMOTE_FLUSH_TIMEOUT
        }
    }
}

impl Handshake {
    /// Both sides have it.
    pub(crate) fn finished(mut self) {
        self.finished = true;
    }
}

impl Drop for Handshake {
    fn drop(&mut self) {
        let mut handshakes = self.all.0.lock();
        handshakes.pending -= 1;
        if !self.finished {
            handshakes.given_up = Some(time::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_unfinished_handshakes_make_it_short() {
        let handshakes = Unfinished::default();
        assert_eq!(handshakes.patience(), limits::REMOTE_FLUSH_TIMEOUT);
        let handshake = handshakes.begin();
        assert_eq!(handshakes.patience(), limits::REMOTE_SILENT_CLOSE);
        handshake.finished();
        assert_eq!(handshakes.patience(), limits::REMOTE_FLUSH_TIMEOUT);
        drop(handshakes.begin());
        assert_eq!(handshakes.patience(), limits::REMOTE_SILENT_CLOSE);
        tokio::time::advance(KEPT).await;
        assert_eq!(handshakes.patience(), limits::REMOTE_FLUSH_TIMEOUT);
    }
}
