//! A hierarchical timer wheel: many values, each with the tick at which it is due; whoever owns it passes the time in.
//!
//! Level 0 has one slot for each of the next 64 ticks, level 1 one for each 64 ticks of the next 4096, and so on up to
//! level 10, which ends where `u64` does. A value lies on the level of the highest group of six bits in which its due
//! tick differs from the present one, in the slot of that group. It moves down when the present reaches its slot: ten
//! times at most, however long it waits.
//!
//! ```text
//!   present tick  0b…000001_000011      due 0b…000001_001010   level 0, slot 10
//!                                       due 0b…000101_000000   level 1, slot  5
//! ```
//!
//! Hence two facts that the code leans on. All that lies on a level is due before everything on the levels above, and
//! its slots are due in the order of their numbers: the next slot is the first bit of the first level in use. And the
//! place of a value follows from its due tick and the present one, so that it is found again for a removal without
//! being kept.
//!
//! Values lie in one vector, linked by their indices: 24 bytes beside each. A slot is a ring, so that its first entry
//! leads to its last one.

use std::num::NonZeroU64;

/// Bits of a tick that one level tells apart.
const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
/// Enough for 64 bits; the last level needs only 16 of its slots.
const LEVELS: usize = 64usize.div_ceil(BITS as usize);
/// No entry.
const NIL: u32 = u32::MAX;
/// Entries whose memory an empty wheel keeps, so that one timer that comes and goes does not allocate each time.
const KEPT: usize = 64;

/// What removes a value again. Never equal to that of another value of the same wheel, also not of a later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// The number of the insertion.
    pub(crate) stamp: NonZeroU64,
    /// Where the value lies.
    pub(crate) index: u32,
}

struct Entry<T> {
    /// Never before the present tick.
    due: u64,
    /// 0 when the entry is free.
    stamp: u64,
    /// The next entry of the slot's ring, or the next free one.
    next: u32,
    prev: u32,
    value: Option<T>,
}

struct Level {
    /// One bit for each slot that is not empty.
    occupied: u64,
    first: [u32; SLOTS],
}

/// A place on the wheel.
#[derive(Clone, Copy)]
struct Place {
    level: usize,
    slot: usize,
}

/// Values by the tick at which they are due.
pub(crate) struct Wheel<T> {
    /// The present tick: nothing that is left is due before it.
    now: u64,
    levels: [Option<Box<Level>>; LEVELS],
    /// One bit for each level that is not empty.
    used: u16,
    entries: Vec<Entry<T>>,
    free: u32,
    len: usize,
    stamps: u64,
}

impl<T> Wheel<T> {
    /// An empty wheel at tick 0. It takes no memory before the first value.
    pub(crate) fn new() -> Self {
        Self {
            now: 0,
            levels: [const { None }; LEVELS],
            used: 0,
            entries: Vec::new(),
            free: NIL,
            len: 0,
            stamps: 0,
        }
    }

    /// How many values wait.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Keeps `value` until the tick `due`; what is due in the past is due now.
    ///
    /// # Panics
    /// With more than four billion values.
    pub(crate) fn insert(&mut self, due: u64, value: T) -> Key {
        self.stamps += 1;
        let stamp = NonZeroU64::new(self.stamps).expect("invariant: counted from 1");
        let entry = Entry {
            due: due.max(self.now),
            stamp: stamp.get(),
            next: NIL,
            prev: NIL,
            value: Some(value),
        };
        let index = self.free;
        let index = if index == NIL {
            let index = u32::try_from(self.entries.len())
                .ok()
                .filter(|index| *index != NIL)
                .expect("invariant: fewer than four billion entries");
            self.entries.push(entry);
            index
        } else {
            let place = self.entry(index);
            let next = place.next;
            *place = entry;
            self.free = next;
            index
        };
        self.len += 1;
        self.link(index);
        Key { stamp, index }
    }

    /// Removes a value before it is due; `None` if it has been given out or removed.
    pub(crate) fn cancel(&mut self, key: Key) -> Option<T> {
        let entry = self.entries.get(usize::try_from(key.index).ok()?)?;
        if entry.stamp != key.stamp.get() {
            return None;
        }
        self.unlink(key.index);
        self.release(key.index)
    }

    /// A tick before which nothing is due; `None` when there is nothing.
    ///
    /// It is exact for what is due within 64 ticks, and the begin of a slot for what is further away.
    pub(crate) fn next_due(&self) -> Option<u64> {
        self.next_slot().map(|(_, start)| start)
    }

    /// Goes on to the tick `now`, and gives out what is due, with its tick: in the order of the ticks, and for equal
    /// ones in that of their insertion. What is not taken out stays for the next time.
    pub(crate) fn advance(&mut self, now: u64) -> impl Iterator<Item = (u64, T)> + '_ {
        std::iter::from_fn(move || self.pop(now))
    }

    /// Bytes that the wheel holds.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        let levels = self.levels.iter().flatten().count();
        self.entries.capacity() * size_of::<Entry<T>>() + levels * size_of::<Level>()
    }

    /// Takes everything out, in no order.
    pub(crate) fn take_all(&mut self) -> impl Iterator<Item = T> + use<T> {
        let entries = std::mem::take(&mut self.entries);
        self.len = 0;
        self.used = 0;
        self.free = NIL;
        self.levels = [const { None }; LEVELS];
        entries.into_iter().filter_map(|entry| entry.value)
    }

    fn pop(&mut self, now: u64) -> Option<(u64, T)> {
        loop {
            let next = self.next_slot().filter(|(_, start)| *start <= now);
            let Some((place, start)) = next else {
                // No slot begins between the two ticks, so every entry is where it belongs by the later one too.
                self.now = self.now.max(now);
                return None;
            };
            self.now = start;
            let first = *self.first(place);
            if place.level == 0 {
                self.unlink(first);
                return self.release(first).map(|value| (start, value));
            }
            self.lower(place, first);
        }
    }

    /// The slot that comes next, and the tick at which it begins.
    fn next_slot(&self) -> Option<(Place, u64)> {
        if self.used == 0 {
            return None;
        }
        let level = self.used.trailing_zeros();
        let slot = self
            .levels
            .get(level as usize)?
            .as_ref()?
            .occupied
            .trailing_zeros();
        let shift = level * BITS;
        // What is above the level is the same for the present and for everything on the level.
        let above = u64::MAX.checked_shl(shift + BITS).unwrap_or(0);
        let start = (self.now & above) | (u64::from(slot) << shift);
        let place = Place {
            level: level as usize,
            slot: slot as usize,
        };
        Some((place, start))
    }

    /// Spreads a slot whose first tick has come over the levels below; `first` is its first entry.
    fn lower(&mut self, place: Place, first: u32) {
        *self.first(place) = NIL;
        self.mark_empty(place);
        let mut index = first;
        loop {
            let next = self.entry(index).next;
            self.link(index);
            if next == first {
                return;
            }
            index = next;
        }
    }

    /// Puts an entry at the end of the slot of its due tick.
    fn link(&mut self, index: u32) {
        let place = self.place_of(self.due(index));
        let first = *self.first(place);
        if first == NIL {
            *self.first(place) = index;
            self.mark_used(place);
            let entry = self.entry(index);
            entry.next = index;
            entry.prev = index;
        } else {
            let last = std::mem::replace(&mut self.entry(first).prev, index);
            self.entry(last).next = index;
            let entry = self.entry(index);
            entry.next = first;
            entry.prev = last;
        }
    }

    /// Takes an entry out of its slot.
    fn unlink(&mut self, index: u32) {
        let place = self.place_of(self.due(index));
        let entry = self.entry(index);
        let (next, prev) = (entry.next, entry.prev);
        if next == index {
            *self.first(place) = NIL;
            self.mark_empty(place);
            return;
        }
        self.entry(prev).next = next;
        self.entry(next).prev = prev;
        let first = self.first(place);
        if *first == index {
            *first = next;
        }
    }

    /// Frees an entry that is in no slot.
    fn release(&mut self, index: u32) -> Option<T> {
        let free = self.free;
        let entry = self.entry(index);
        let value = entry.value.take();
        entry.stamp = 0;
        entry.next = free;
        self.free = index;
        self.len -= 1;
        if self.len == 0 {
            self.free = NIL;
            self.entries.clear();
            if self.entries.capacity() > KEPT {
                self.entries = Vec::new();
                self.levels = [const { None }; LEVELS];
            }
        }
        value
    }

    fn place_of(&self, due: u64) -> Place {
        let differing = (self.now ^ due) | (SLOTS as u64 - 1);
        let level = (u64::BITS - 1 - differing.leading_zeros()) / BITS;
        Place {
            level: level as usize,
            slot: usize::try_from((due >> (level * BITS)) & (SLOTS as u64 - 1)).unwrap_or_default(),
        }
    }

    fn mark_used(&mut self, place: Place) {
        self.used |= 1 << place.level;
        self.level(place.level).occupied |= 1 << place.slot;
    }

    fn mark_empty(&mut self, place: Place) {
        let level = self.level(place.level);
        level.occupied &= !(1 << place.slot);
        if level.occupied == 0 {
            self.used &= !(1 << place.level);
        }
    }

    fn first(&mut self, place: Place) -> &mut u32 {
        self.level(place.level)
            .first
            .get_mut(place.slot)
            .expect("invariant: six bits name a slot")
    }

    fn level(&mut self, level: usize) -> &mut Level {
        self.levels
            .get_mut(level)
            .expect("invariant: the levels cover 64 bits")
            .get_or_insert_with(|| {
                Box::new(Level {
                    occupied: 0,
                    first: [NIL; SLOTS],
                })
            })
    }

    fn due(&self, index: u32) -> u64 {
        self.entries
            .get(index as usize)
            .expect("invariant: links lead to entries")
            .due
    }

    fn entry(&mut self, index: u32) -> &mut Entry<T> {
        self.entries
            .get_mut(index as usize)
            .expect("invariant: links lead to entries")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{KEPT, Wheel};

    fn due(wheel: &mut Wheel<u32>, now: u64) -> Vec<(u64, u32)> {
        wheel.advance(now).collect()
    }

    #[test]
    fn values_come_out_in_the_order_of_their_ticks_and_ties_in_that_of_insertion() {
        let mut wheel = Wheel::new();
        let far = u64::MAX;
        for (value, tick) in [(1, 100), (2, 7), (3, far), (4, 100), (5, 0), (6, 5000)] {
            wheel.insert(tick, value);
        }
        assert_eq!(due(&mut wheel, 6), [(0, 5)]);
        assert_eq!(due(&mut wheel, 99), [(7, 2)]);
        wheel.insert(100, 7);
        assert_eq!(due(&mut wheel, 100), [(100, 1), (100, 4), (100, 7)]);
        assert_eq!(due(&mut wheel, far - 1), [(5000, 6)]);
        assert_eq!(due(&mut wheel, far), [(far, 3)]);
        assert_eq!((wheel.len(), wheel.next_due()), (0, None));
    }

    #[test]
    fn what_is_due_in_the_past_is_due_now() {
        let mut wheel = Wheel::new();
        assert_eq!(due(&mut wheel, 1000), []);
        wheel.insert(3, 1);
        assert_eq!(wheel.next_due(), Some(1000));
        assert_eq!(due(&mut wheel, 1000), [(1000, 1)]);
    }

    #[test]
    fn what_is_not_taken_out_stays() {
        let mut wheel = Wheel::new();
        for value in 0..10 {
            wheel.insert(5, value);
        }
        assert_eq!(wheel.advance(9).take(3).count(), 3);
        assert_eq!(wheel.len(), 7);
        let left: Vec<u32> = wheel.advance(9).map(|(_, value)| value).collect();
        assert_eq!(left, [3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_key_removes_its_value_once_and_no_later_one() {
        let mut wheel = Wheel::new();
        let key = wheel.insert(70, 1);
        assert_eq!(wheel.cancel(key), Some(1));
        assert_eq!(wheel.cancel(key), None);
        let later = wheel.insert(70, 2);
        assert_eq!(later.index, key.index, "the entry is used again");
        assert_eq!(wheel.cancel(key), None);
        assert_eq!(due(&mut wheel, 70), [(70, 2)]);
        assert_eq!(wheel.cancel(later), None);
    }

    #[test]
    fn an_empty_wheel_gives_its_memory_back() {
        let mut wheel = Wheel::new();
        let keys: Vec<_> = (0..10_000).map(|value| wheel.insert(9, value)).collect();
        assert!(wheel.bytes() >= 10_000);
        for key in keys {
            assert!(wheel.cancel(key).is_some());
        }
        assert!(wheel.bytes() <= KEPT * 100);
        wheel.insert(9, 1);
        assert_eq!(wheel.take_all().collect::<Vec<_>>(), [1]);
        assert_eq!((wheel.len(), wheel.next_due()), (0, None));
        assert_eq!(wheel.bytes(), 0);
    }

    #[derive(Debug, Clone)]
    enum Step {
        Insert { after: u64 },
        Cancel { number: usize },
        Advance { by: u64, taken: usize },
    }

    fn span() -> impl Strategy<Value = u64> {
        // Any number of bits is as likely as any other, so that all levels and their borders are met.
        (any::<u64>(), 0u32..64).prop_map(|(bits, zeros)| bits >> zeros)
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => span().prop_map(|after| Step::Insert { after }),
            1 => any::<usize>().prop_map(|number| Step::Cancel { number }),
            2 => (span(), 0usize..20).prop_map(|(by, taken)| Step::Advance { by: by >> 8, taken }),
        ]
    }

    proptest! {
        #[test]
        fn a_wheel_does_what_a_sorted_list_does(steps in prop::collection::vec(step(), 1..200)) {
            let (mut wheel, mut now, mut keys) = (Wheel::new(), 0u64, Vec::new());
            let mut model = BTreeMap::new();
            for step in steps {
                match step {
                    Step::Insert { after } => {
                        let (number, tick) = (keys.len(), now.saturating_add(after));
                        keys.push((tick, wheel.insert(tick, number)));
                        model.insert((tick, number), ());
                    }
                    Step::Cancel { number } if !keys.is_empty() => {
                        let number = number % keys.len();
                        let (tick, key) = keys[number];
                        let known = model.remove(&(tick, number)).map(|()| number);
                        prop_assert_eq!(wheel.cancel(key), known);
                    }
                    Step::Cancel { .. } => {}
                    Step::Advance { by, taken } => {
                        now = now.saturating_add(by);
                        let out: Vec<_> = wheel.advance(now).take(taken).collect();
                        let known: Vec<_> = model.keys().copied().take_while(|key| key.0 <= now).take(taken).collect();
                        prop_assert_eq!(&out, &known);
                        for key in out {
                            model.remove(&key);
                        }
                    }
                }
                prop_assert_eq!(wheel.len(), model.len());
                match (wheel.next_due(), model.keys().next()) {
                    (Some(bound), Some(&(tick, _))) => prop_assert!(bound <= tick),
                    (bound, tick) => prop_assert_eq!((bound, tick), (None, None)),
                }
            }
        }
    }
}
