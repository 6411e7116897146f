//! Counting events in a sliding window: restart budgets.

use std::collections::VecDeque;
use std::time::Duration;

use crate::base::time::Instant;

/// Remembers when the last few events happened and says whether one more fits.
///
/// Holds at most `limit` instants, so its memory is bounded by the limit.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    limit: u32,
    span: Duration,
    events: VecDeque<Instant>,
}

impl Window {
    /// Allows `limit` events within any `span`.
    pub(crate) fn new(limit: u32, span: Duration) -> Self {
        Self {
            limit,
            span,
            events: VecDeque::new(),
        }
    }

    /// Counts an event at `now`; false, and not counted, if the window is full.
    pub(crate) fn admit(&mut self, now: Instant) -> bool {
        while self
            .events
            .front()
            .is_some_and(|&first| now.saturating_duration_since(first) >= self.span)
        {
            self.events.pop_front();
        }
        let fits = self.events.len() < usize::try_from(self.limit).unwrap_or(usize::MAX);
        if fits {
            self.events.push_back(now);
        }
        fits
    }

    /// How many events are counted now.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.events.len()).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Window;
    use crate::base::time::now;

    #[test]
    fn admits_up_to_the_limit_and_again_after_the_span() {
        let start = now();
        let mut window = Window::new(2, Duration::from_secs(10));
        assert!(window.admit(start));
        assert!(window.admit(start + Duration::from_secs(5)));
        assert!(!window.admit(start + Duration::from_secs(9)));
        assert!(
            window.admit(start + Duration::from_secs(10)),
            "the first event left the window"
        );
        assert!(!window.admit(start + Duration::from_secs(14)));
        assert!(window.admit(start + Duration::from_secs(15)));
    }

    #[test]
    fn a_limit_of_zero_admits_nothing() {
        assert!(!Window::new(0, Duration::from_secs(1)).admit(now()));
    }
}
