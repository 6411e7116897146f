//! Queues that do not give messages out in the order of their arrival. Plain data: whoever shares one puts a lock around
//! it.
//!
//! | queue | order |
//! |---|---|
//! | [`Priority`] | the most urgent first; equally urgent ones in the order of their arrival, or in any |
//! | [`Fair`] | one of each sender in turn; those of one sender in the order of their arrival |

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

/// A message with its place in the order.
struct Ranked<T> {
    priority: u8,
    /// Counts down, since a heap gives out the greatest.
    age: u64,
    value: T,
}

impl<T> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Ranked<T> {}

impl<T> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ranked<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.priority, self.age).cmp(&(other.priority, other.age))
    }
}

/// The most urgent message first.
pub(crate) struct Priority<T> {
    heap: BinaryHeap<Ranked<T>>,
    /// Whether equally urgent messages keep their order.
    stable: bool,
    next_age: u64,
}

impl<T> Priority<T> {
    pub(crate) fn new(stable: bool) -> Self {
        Self {
            heap: BinaryHeap::new(),
            stable,
            next_age: u64::MAX,
        }
    }

    pub(crate) fn push(&mut self, priority: u8, value: T) {
        let age = self.next_age;
        if self.stable {
            self.next_age -= 1;
        }
        self.heap.push(Ranked {
            priority,
            age,
            value,
        });
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        let first = self.heap.pop()?;
        give_memory_back(self.heap.len(), self.heap.capacity(), |room| {
            self.heap.shrink_to(room);
        });
        Some(first.value)
    }

    pub(crate) fn len(&self) -> usize {
        self.heap.len()
    }
}

/// One message of each sender in turn.
pub(crate) struct Fair<T> {
    /// Only senders of which something waits: nobody is remembered for having sent once.
    senders: BTreeMap<u64, VecDeque<T>>,
    /// The same senders, in the order in which they have their turn.
    turns: VecDeque<u64>,
    len: usize,
}

impl<T> Fair<T> {
    pub(crate) fn new() -> Self {
        Self {
            senders: BTreeMap::new(),
            turns: VecDeque::new(),
            len: 0,
        }
    }

    /// How many messages of `sender` wait.
    pub(crate) fn len_of(&self, sender: u64) -> usize {
        self.senders.get(&sender).map_or(0, VecDeque::len)
    }

    pub(crate) fn push(&mut self, sender: u64, value: T) {
        let waiting = self.senders.entry(sender).or_default();
        if waiting.is_empty() {
            self.turns.push_back(sender);
        }
        waiting.push_back(value);
        self.len += 1;
    }

    /// The next value, and its sender.
    pub(crate) fn pop(&mut self) -> Option<(u64, T)> {
        let sender = self.turns.pop_front()?;
        let waiting = self.senders.get_mut(&sender)?;
        let value = waiting.pop_front()?;
        if waiting.is_empty() {
            self.senders.remove(&sender);
        } else {
            self.turns.push_back(sender);
        }
        self.len -= 1;
        give_memory_back(self.turns.len(), self.turns.capacity(), |room| {
            self.turns.shrink_to(room);
        });
        Some((sender, value))
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.len
    }
}

/// Shrinks a queue that a flood has left with far more room than it needs.
fn give_memory_back(len: usize, capacity: usize, shrink: impl FnOnce(usize)) {
    /// Room that is kept in any case.
    const KEPT: usize = 64;
    if capacity > KEPT && len < capacity / 8 {
        shrink((len * 2).max(KEPT));
    }
}

#[cfg(test)]
mod tests {
    use super::{Fair, Priority};

    #[test]
    fn the_most_urgent_comes_first_and_equals_keep_their_order() {
        let mut queue = Priority::new(true);
        for (index, priority) in [0, 2, 1, 2, 0, 1].into_iter().enumerate() {
            queue.push(priority, index);
        }
        let order: Vec<usize> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [1, 3, 2, 5, 0, 4]);
    }

    #[test]
    fn an_unstable_queue_gives_out_by_urgency_all_the_same() {
        let mut queue = Priority::new(false);
        for priority in [3, 1, 2, 3, 0] {
            queue.push(priority, priority);
        }
        let order: Vec<u8> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [3, 3, 2, 1, 0]);
        assert_eq!(queue.len(), 0);
    }

    #[test]
    fn senders_have_their_turns_and_are_forgotten() {
        let mut queue = Fair::new();
        for (sender, value) in [(1, 'a'), (1, 'b'), (1, 'c'), (2, 'x'), (3, 'y'), (2, 'z')] {
            queue.push(sender, value);
        }
        assert_eq!((queue.len(), queue.len_of(1), queue.len_of(9)), (6, 3, 0));
        let order: Vec<(u64, char)> = std::iter::from_fn(|| queue.pop()).collect();
        let turns = [(1, 'a'), (2, 'x'), (3, 'y'), (1, 'b'), (2, 'z'), (1, 'c')];
        assert_eq!(order, turns);
        assert!(queue.senders.is_empty() && queue.turns.is_empty());
    }

    #[test]
    fn memory_is_given_back_after_a_flood() {
        let (mut fair, mut sorted) = (Fair::new(), Priority::new(true));
        for value in 0..10_000_u64 {
            fair.push(value, value);
            sorted.push(0, value);
        }
        while fair.pop().is_some() && sorted.pop().is_some() {}
        assert!(fair.turns.capacity() <= 1000 && sorted.heap.capacity() <= 1000);
    }
}
