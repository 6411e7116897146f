//! Messages that were taken out of the mailbox and wait inside of the actor, in the order in which they came.

use std::collections::VecDeque;

/// Where a message that reaches the actor comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// Its place among those that were kept back, a number of `Rare::next_id`; 0 if it comes straight from the mailbox.
    pub(super) place: u64,
    /// Its sender, if it still holds its room in the mailbox.
    pub(super) room: Option<u64>,
    /// The number of the timer that it is a tick of; 0 if it is none.
    pub(super) timer: u64,
}

impl Origin {
    /// Of a message that comes straight from the mailbox, and has this room there.
    pub(super) fn mailbox(room: Option<u64>) -> Self {
        Self {
            room,
            ..Self::default()
        }
    }
}

/// A message that waits, and where it came from.
pub(crate) struct Kept<P> {
    pub(super) message: P,
    pub(super) origin: Origin,
}

impl<P> Kept<P> {
    /// A message that holds no room, at its place.
    pub(super) fn new(message: P, place: u64) -> Self {
        let origin = Origin {
            place,
            ..Origin::default()
        };
        Self { message, origin }
    }
}

/// Messages that wait, by their places: whatever row they go through, those that are kept for the same reason leave in
/// the order in which they came.
pub(crate) struct Row<P>(VecDeque<Kept<P>>);

impl<P> Default for Row<P> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<P> Row<P> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes a message in, at its place; most are the last.
    pub(super) fn push(&mut self, kept: Kept<P>) {
        let place = kept.origin.place;
        let at = self.0.partition_point(|other| other.origin.place <= place);
        self.0.insert(at, kept);
    }

    /// Gives out the first.
    pub(super) fn pop(&mut self) -> Option<Kept<P>> {
        self.0.pop_front()
    }

    /// Takes all of `other` in, each at its place.
    pub(super) fn merge(&mut self, mut other: Self) {
        if self.0.is_empty() {
            *self = other;
        } else if !other.0.is_empty() {
            self.0.append(&mut other.0);
            // Two runs that are in order are merged by one look at each message.
            let all = self.0.make_contiguous();
            all.sort_by_key(|kept| kept.origin.place);
        }
    }

    /// Takes out the messages that are no ticks of timers, and what is left are the ticks.
    pub(super) fn without_ticks(&mut self) -> Self {
        let all = std::mem::take(&mut self.0);
        let (messages, ticks) = all.into_iter().partition(|kept| kept.origin.timer == 0);
        self.0 = ticks;
        Self(messages)
    }

    pub(super) fn into_messages(self) -> impl Iterator<Item = P> {
        self.0.into_iter().map(|kept| kept.message)
    }
}

#[cfg(all(test, not(akt_loom)))]
mod tests {
    use super::{Kept, Row};

    fn row(places: &[u64]) -> Row<u64> {
        let mut row = Row::default();
        for place in places {
            let mut kept = Kept::new(*place, *place);
            kept.origin.timer = place % 2;
            row.push(kept);
        }
        row
    }

    #[test]
    fn whatever_order_they_come_back_in_they_leave_by_their_places() {
        let mut one = row(&[5, 1, 4]);
        one.merge(row(&[3, 2]));
        one.merge(row(&[]));
        assert_eq!(one.pop().map(|kept| kept.message), Some(1));
        let mut none = row(&[]);
        none.merge(one);
        assert_eq!((none.len(), none.is_empty()), (4, false));
        assert_eq!(none.into_messages().collect::<Vec<_>>(), [2, 3, 4, 5]);
    }

    #[test]
    fn ticks_are_told_from_messages() {
        let mut all = row(&[1, 2, 3, 4]);
        let messages = all.without_ticks();
        assert_eq!(messages.into_messages().collect::<Vec<_>>(), [2, 4]);
        assert_eq!(all.into_messages().collect::<Vec<_>>(), [1, 3]);
    }
}
