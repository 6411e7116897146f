//! The bounds and times of remoting, as the builder leaves them.

use std::time::Duration;

use crate::base::limits;
use crate::remote::RemoteError;
use crate::remote::proto::association::Bounds;

/// Bounds and times of one node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    pub(crate) lanes: usize,
    pub(crate) message_bytes: usize,
    pub(crate) queue_bytes: usize,
    pub(crate) queue_frames: usize,
    pub(crate) pending_asks: usize,
    pub(crate) ask_timeout: Duration,
    pub(crate) dial_timeout: Duration,
    pub(crate) idle_timeout: Duration,
    pub(crate) keep_alive: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lanes: limits::REMOTE_LANES,
            message_bytes: limits::REMOTE_MESSAGE_BYTES,
            queue_bytes: limits::REMOTE_QUEUE_BYTES,
            queue_frames: limits::REMOTE_QUEUE_FRAMES,
            pending_asks: limits::REMOTE_PENDING_ASKS,
            ask_timeout: limits::REMOTE_ASK_TIMEOUT,
            dial_timeout: limits::REMOTE_DIAL_TIMEOUT,
            idle_timeout: limits::REMOTE_IDLE_TIMEOUT,
            keep_alive: limits::REMOTE_KEEP_ALIVE,
        }
    }
}

impl Options {
    pub(crate) fn check(&self) -> Result<(), RemoteError> {
        let check = |what, value, least, most| {
            if (least..=most).contains(&value) {
                Ok(())
            } else {
                Err(RemoteError::Limit {
                    what,
                    value,
                    least,
                    most,
                })
            }
        };
        check("lanes", self.lanes, 1, limits::REMOTE_PEER_LANES)?;
        check(
            "message_bytes",
            self.message_bytes,
            1,
            limits::WIRE_MESSAGE_BYTES,
        )?;
        check("queue_bytes", self.queue_bytes, 1, usize::MAX)?;
        check("queue_frames", self.queue_frames, 1, usize::MAX)?;
        check("pending_asks", self.pending_asks, 1, u32::MAX as usize)
    }

    pub(crate) fn bounds(&self) -> Bounds {
        Bounds {
            lanes: self.lanes,
            queue_bytes: self.queue_bytes,
            queue_frames: self.queue_frames as u64,
            pending: self.pending_asks,
        }
    }
}
