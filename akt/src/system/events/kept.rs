//! What one reader has not read yet: a bounded queue that never hides a loss. No locks and no wakers in here.

use std::collections::VecDeque;
use std::sync::Arc;

/// Why a subscription gives no more events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubscriptionError {
    /// The system has shut down, or is gone.
    #[error("the system has shut down, so no more events come")]
    Closed,
    /// A lossless subscription was full when one more event came. Everything before that event has been read.
    #[error(
        "more than {capacity} events waited unread, so the subscription ended; read faster, keep more, or subscribe with \
         `Subscribe::lagging`"
    )]
    Overflowed {
        /// How many it kept.
        capacity: usize,
    },
    /// The filter of a lossless subscription panicked, so an event was lost. Everything before it has been read.
    #[error("the filter of the subscription panicked, so an event was lost; mend the filter")]
    FilterPanicked,
}

/// What happens to an event for which there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overflow {
    /// It takes the place of the oldest, which is counted.
    DropOldest,
    /// It is lost, and the subscription ends.
    End,
}

/// The unread events of one reader.
#[derive(Debug)]
pub(super) struct Kept<E> {
    events: VecDeque<Arc<E>>,
    capacity: usize,
    overflow: Overflow,
    missed: u64,
    end: Option<SubscriptionError>,
}

impl<E> Kept<E> {
    pub(super) fn new(capacity: usize, overflow: Overflow) -> Self {
        Self {
            events: VecDeque::new(),
            capacity: capacity.max(1),
            overflow,
            missed: 0,
            end: None,
        }
    }

    /// Takes in an event. What it displaces is given back, to be dropped where that cannot harm.
    pub(super) fn push(&mut self, event: Arc<E>) -> Option<Arc<E>> {
        if self.end.is_some() {
            return Some(event);
        }
        if self.events.len() < self.capacity {
            self.events.push_back(event);
            return None;
        }
        match self.overflow {
            Overflow::DropOldest => {
                self.missed = self.missed.saturating_add(1);
                let oldest = self.events.pop_front();
                self.events.push_back(event);
                oldest
            }
            Overflow::End => {
                self.end = Some(SubscriptionError::Overflowed {
                    capacity: self.capacity,
                });
                Some(event)
            }
        }
    }

    /// An event was lost before it came here.
    pub(super) fn lose(&mut self) {
        match self.overflow {
            Overflow::DropOldest => self.missed = self.missed.saturating_add(1),
            Overflow::End => {
                self.end.get_or_insert(SubscriptionError::FilterPanicked);
            }
        }
    }

    /// No more events come. An end by a loss stays what it was.
    pub(super) fn close(&mut self) {
        self.end.get_or_insert(SubscriptionError::Closed);
    }

    /// The oldest event; when there is none, `None` or why none will come.
    pub(super) fn take(&mut self) -> Result<Option<Arc<E>>, SubscriptionError> {
        match (self.events.pop_front(), self.end) {
            (Some(event), _) => Ok(Some(event)),
            (None, Some(end)) => Err(end),
            (None, None) => Ok(None),
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    pub(super) fn missed(&self) -> u64 {
        self.missed
    }

    pub(super) fn len(&self) -> usize {
        self.events.len()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Kept, Overflow, SubscriptionError};

    fn filled(overflow: Overflow) -> Kept<u32> {
        let mut kept = Kept::new(2, overflow);
        for event in 1..=3 {
            kept.push(Arc::new(event));
        }
        kept
    }

    fn read(kept: &mut Kept<u32>) -> Vec<u32> {
        std::iter::from_fn(|| kept.take().ok().flatten())
            .map(|event| *event)
            .collect()
    }

    #[test]
    fn a_lagging_one_keeps_the_newest_and_counts_the_others() {
        let mut kept = filled(Overflow::DropOldest);
        assert_eq!(kept.push(Arc::new(4)), Some(Arc::new(2)), "displaced");
        kept.lose();
        assert_eq!((kept.len(), kept.missed()), (2, 3));
        assert_eq!(read(&mut kept), [3, 4]);
        assert_eq!(kept.take(), Ok(None));
        kept.close();
        assert_eq!(kept.take(), Err(SubscriptionError::Closed));
    }

    #[test]
    fn a_lossless_one_ends_after_what_it_kept() {
        let mut kept = filled(Overflow::End);
        assert!(kept.has_ended());
        kept.close();
        kept.lose();
        assert_eq!(kept.take(), Ok(Some(Arc::new(1))));
        assert_eq!(
            kept.push(Arc::new(4)),
            Some(Arc::new(4)),
            "no gap in what is read"
        );
        assert_eq!(read(&mut kept), [2]);
        let end = SubscriptionError::Overflowed { capacity: 2 };
        assert_eq!(kept.take(), Err(end));
        assert_eq!((kept.take(), kept.missed()), (Err(end), 0));
    }

    #[test]
    fn a_lossless_one_ends_by_what_was_lost_before_it() {
        let mut kept = Kept::new(0, Overflow::End);
        kept.push(Arc::new(1));
        kept.lose();
        assert_eq!(read(&mut kept), [1], "a capacity of 0 is one of 1");
        assert_eq!(kept.take(), Err(SubscriptionError::FilterPanicked));
    }
}
