//! How long a node may be silent before it is suspected, and before it is taken for dead.
//!
//! Two floors in time guard against a busy process being buried alive; above them the wait grows with the
//! pace the node has shown (silence is judged in units of its mean gap, as accrual detectors do), and a
//! ceiling keeps the promise that a killed process is noticed in bounded time whatever its past pace was.

use std::time::Duration;

/// Silence in mean gaps that counts as suspicious: at a steady pace one in several thousand.
const SUSPICIOUS_GAPS: f64 = 8.0;

/// Weight of the newest gap in the running mean: about the last sixteen gaps matter.
const NEWEST_WEIGHT: f64 = 1.0 / 16.0;

/// How far a slow pace may stretch the time to suspicion, as a multiple of its floor.
const MAX_STRETCH: u32 = 2;

/// The bounds of failure detection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detection {
    /// A node that was silent for less is never suspected.
    pub(crate) suspect_after: Duration,
    /// A node that was silent for less is never taken for dead.
    pub(crate) down_after: Duration,
    /// What the first gap is assumed to be.
    pub(crate) gossip_interval: Duration,
    /// A gap between two ticks of our own beyond which we, not the others, were asleep.
    pub(crate) pause_limit: Duration,
}

/// What the silence of one node amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement {
    /// Heard of lately.
    Fine,
    /// Silent for longer than its pace explains.
    Suspicious,
    /// Silent for too long.
    Dead,
}

/// The pace of one node's heartbeats and when the last one was seen.
#[derive(Debug, Clone)]
pub(super) struct Silence {
    last: Duration,
    mean_gap: f64,
}

impl Silence {
    /// Begins to listen at `now`.
    pub(super) fn new(now: Duration, detection: &Detection) -> Self {
        Self {
            last: now,
            mean_gap: detection.gossip_interval.as_secs_f64(),
        }
    }

    /// The judgement at `now`.
    pub(super) fn judge(&self, now: Duration, detection: &Detection) -> Judgement {
        let silent = now.saturating_sub(self.last);
        let pace =
            Duration::try_from_secs_f64(self.mean_gap * SUSPICIOUS_GAPS).unwrap_or(Duration::MAX);
        let ceiling = detection.suspect_after.saturating_mul(MAX_STRETCH);
        let suspect_at = pace.clamp(detection.suspect_after, ceiling);
        let patience = detection.down_after.saturating_sub(detection.suspect_after);
        let down_at = suspect_at.saturating_add(patience);
        if silent >= down_at {
            Judgement::Dead
        } else if silent >= suspect_at {
            Judgement::Suspicious
        } else {
            Judgement::Fine
        }
    }

    /// A heartbeat was seen at `now`.
    pub(super) fn heard(&mut self, now: Duration) {
        let gap = now.saturating_sub(self.last).as_secs_f64();
        self.mean_gap += (gap - self.mean_gap) * NEWEST_WEIGHT;
        self.last = now;
    }

    /// A heartbeat was seen after a silence that says nothing about the pace (the node was dead to us).
    pub(super) fn restart(&mut self, now: Duration, detection: &Detection) {
        *self = Self::new(now, detection);
    }

    /// We slept for `pause` and could hear nobody.
    pub(super) fn forgive(&mut self, pause: Duration, now: Duration) {
        self.last = self.last.saturating_add(pause).min(now);
    }
}
