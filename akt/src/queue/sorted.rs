//! Queues that do not give messages out in the order of their arrival. Plain data: whoever shares one puts a lock around
//! it.
//!
//! | queue | order |
//! |---|---|
//! | [`Priority`] | the most urgent first; equally urgent ones in the order of their arrival, or in any |
//! | [`Fair`] | one of each sender in turn; those of one sender in the order of their arrival |
//!
//! Both may hold *marks* beside messages, which take no room: in their place, they come after what was pushed before
//! them with the same priority, or by the same sender.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

/// A message with its place in the order.
struct Ranked<T> {
    priority: u8,
    /// Counts down, since a heap gives out the greatest.
    age: u64,
    is_mark: bool,
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
    marks: usize,
}

impl<T> Priority<T> {
    pub(crate) fn new(stable: bool) -> Self {
        Self {
            heap: BinaryHeap::new(),
            stable,
            next_age: u64::MAX,
            marks: 0,
        }
    }

    pub(crate) fn push(&mut self, priority: u8, value: T) {
        self.insert(priority, value, false);
        if self.stable {
            self.next_age -= 1;
        }
    }

    /// Messages that come later are younger than the mark, also if they have no order among each other.
    pub(crate) fn push_mark(&mut self, priority: u8, value: T) {
        self.next_age -= 1;
        self.marks += 1;
        self.insert(priority, value, true);
        self.next_age -= 1;
    }

    fn insert(&mut self, priority: u8, value: T, is_mark: bool) {
        self.heap.push(Ranked {
            priority,
            age: self.next_age,
            is_mark,
            value,
        });
    }

    pub(crate) fn pop(&mut self) -> Option<T> {
        let first = self.heap.pop()?;
        self.marks -= usize::from(first.is_mark);
        give_memory_back(self.heap.len(), self.heap.capacity(), |room| {
            self.heap.shrink_to(room);
        });
        Some(first.value)
    }

    /// How many messages wait; marks are none.
    pub(crate) fn len(&self) -> usize {
        self.heap.len() - self.marks
    }
}

/// The sender of what came before all senders: no actor has this number.
const FIRST: u64 = u64::MAX;

/// One message of each sender in turn.
pub(crate) struct Fair<T> {
    /// What comes before everything else, whoever sent it.
    first: VecDeque<T>,
    /// Only senders of which something waits: nobody is remembered for having sent once.
    senders: BTreeMap<u64, Waiting<T>>,
    /// The same senders, in the order in which they have their turn.
    turns: VecDeque<u64>,
}

/// What waits of one sender.
struct Waiting<T> {
    /// Each with whether it is a mark.
    queue: VecDeque<(T, bool)>,
    marks: usize,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self {
            queue: VecDeque::new(),
            marks: 0,
        }
    }
}

impl<T> Fair<T> {
    pub(crate) fn new() -> Self {
        Self {
            first: VecDeque::new(),
            senders: BTreeMap::new(),
            turns: VecDeque::new(),
        }
    }

    /// How many messages of `sender` wait; marks are none.
    pub(crate) fn len_of(&self, sender: u64) -> usize {
        let waiting = self.senders.get(&sender);
        waiting.map_or(0, |waiting| waiting.queue.len() - waiting.marks)
    }

    pub(crate) fn push(&mut self, sender: u64, value: T) {
        self.insert(sender, value, false);
    }

    /// After everything that `sender` has sent.
    pub(crate) fn push_mark(&mut self, sender: u64, value: T) {
        self.insert(sender, value, true);
    }

    /// Before everything that has a sender, in the order of these calls.
    pub(crate) fn push_first(&mut self, value: T) {
        self.first.push_back(value);
    }

    fn insert(&mut self, sender: u64, value: T, is_mark: bool) {
        let waiting = self.senders.entry(sender).or_default();
        if waiting.queue.is_empty() {
            self.turns.push_back(sender);
        }
        waiting.queue.push_back((value, is_mark));
        waiting.marks += usize::from(is_mark);
    }

    /// The next value, and its sender; [`FIRST`] of one that came before all senders.
    pub(crate) fn pop(&mut self) -> Option<(u64, T)> {
        if let Some(first) = self.first.pop_front() {
            if self.first.is_empty() {
                // Such are few, and come once in a life.
                self.first = VecDeque::new();
            }
            return Some((FIRST, first));
        }
        let sender = self.turns.pop_front()?;
        let waiting = self.senders.get_mut(&sender)?;
        let (value, is_mark) = waiting.queue.pop_front()?;
        waiting.marks -= usize::from(is_mark);
        if waiting.queue.is_empty() {
            self.senders.remove(&sender);
        } else {
            self.turns.push_back(sender);
        }
        give_memory_back(self.turns.len(), self.turns.capacity(), |room| {
            self.turns.shrink_to(room);
        });
        Some((sender, value))
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
    fn a_mark_keeps_its_place_among_equals_and_takes_no_room() {
        for stable in [false, true] {
            let mut queue = Priority::new(stable);
            (0..20).for_each(|value| queue.push(0, value));
            queue.push_mark(0, 100);
            (20..40).for_each(|value| queue.push(0, value));
            queue.push_mark(0, 101);
            queue.push(9, 40);
            assert_eq!(queue.len(), 41, "marks are not counted");
            let order: Vec<u32> = std::iter::from_fn(|| queue.pop()).collect();
            assert_eq!((order[0], order[21], order[42]), (40, 100, 101));
            assert!(order[1..21].iter().all(|value| *value < 20));
            assert_eq!(queue.len(), 0);
        }
    }

    #[test]
    fn of_each_sender_a_mark_comes_last_and_what_is_first_comes_first() {
        let mut queue = Fair::new();
        for (sender, value) in [(1, 'a'), (1, 'b'), (2, 'x')] {
            queue.push(sender, value);
        }
        queue.push_mark(1, '1');
        queue.push(1, 'c');
        queue.push_first('F');
        queue.push_first('G');
        assert_eq!((queue.len_of(1), queue.len_of(2)), (3, 1));
        let order: String = std::iter::from_fn(|| queue.pop())
            .map(|(_, value)| value)
            .collect();
        assert_eq!(order, "FGaxb1c");
        assert_eq!(queue.len_of(1), 0);
    }

    #[test]
    fn senders_have_their_turns_and_are_forgotten() {
        let mut queue = Fair::new();
        for (sender, value) in [(1, 'a'), (1, 'b'), (1, 'c'), (2, 'x'), (3, 'y'), (2, 'z')] {
            queue.push(sender, value);
        }
        assert_eq!(
            (queue.len_of(1), queue.len_of(2), queue.len_of(9)),
            (3, 2, 0)
        );
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
