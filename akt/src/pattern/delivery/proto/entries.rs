//! What a consumer keeps, by number. What each handing and each report ask for is kept up to date beside it: neither
//! walks over all that is kept, so that ten thousand messages in flight cost ten thousand times what one costs.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::base::time::Instant;
use crate::pattern::delivery::proto::frame::{Assembly, Part, Partial};
use crate::pattern::delivery::proto::ranges::{RangeSet, Ranges};

/// A message, as far as it is here.
#[derive(Debug)]
pub(super) enum Entry<T> {
    Parts(Assembly),
    Ready {
        payload: T,
        attempts: u32,
        until: Option<Instant>,
    },
    Handed {
        payload: T,
        attempts: u32,
        handing: u64,
    },
    Done,
}

/// Messages beyond the confirmed ones.
#[derive(Debug)]
pub(super) struct Entries<T> {
    entries: BTreeMap<u64, Entry<T>>,
    parts: BTreeSet<u64>,
    ready: BTreeSet<u64>,
    /// Ready or handed.
    held: RangeSet,
    done: RangeSet,
    /// Bytes of parts.
    part_bytes: usize,
    /// The first number that is not here as a whole.
    whole: u64,
}

impl<T> Entries<T> {
    /// Nothing, from `first` on.
    pub(super) fn new(first: u64) -> Self {
        Self {
            entries: BTreeMap::new(),
            parts: BTreeSet::new(),
            ready: BTreeSet::new(),
            held: RangeSet::default(),
            done: RangeSet::default(),
            part_bytes: 0,
            whole: first,
        }
    }

    // ---- getters

    pub(super) fn get(&self, seq: u64) -> Option<&Entry<T>> {
        self.entries.get(&seq)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of parts that are held.
    pub(super) fn part_bytes(&self) -> usize {
        self.part_bytes
    }

    /// The first message that is not out, if everything before it is here, and until when it waits.
    pub(super) fn first_ready(&self) -> Option<(u64, Option<Instant>)> {
        let seq = *self.ready.first()?;
        match self.entries.get(&seq) {
            Some(Entry::Ready { until, .. }) if seq < self.whole => Some((seq, *until)),
            _ => None,
        }
    }

    pub(super) fn held(&self) -> Ranges {
        self.held.ranges()
    }

    pub(super) fn done(&self) -> Ranges {
        self.done.ranges()
    }

    /// The first message of which only some parts are here.
    pub(super) fn partial(&self) -> Option<Partial> {
        let seq = *self.parts.first()?;
        match self.entries.get(&seq) {
            Some(Entry::Parts(assembly)) => {
                let missing = assembly.missing();
                Some(Partial { seq, missing })
            }
            _ => None,
        }
    }

    // ---- changes

    /// Puts a message where it belongs; what was there before.
    pub(super) fn put(&mut self, seq: u64, entry: Entry<T>) -> Option<Entry<T>> {
        let old = self.entries.insert(seq, entry);
        if let Some(old) = &old {
            self.unlist(seq, old);
        }
        self.list(seq);
        self.advance();
        old
    }

    /// Adds a part of a message of which not all is here: how many bytes that has now, and if it is whole, its parts.
    pub(super) fn add_part(&mut self, seq: u64, part: Part) -> Option<(usize, Option<Vec<Bytes>>)> {
        let count = part.count;
        let entry = self.entries.entry(seq).or_insert_with(|| {
            self.parts.insert(seq);
            Entry::Parts(Assembly::new(count))
        });
        let Entry::Parts(assembly) = entry else {
            return None;
        };
        let before = assembly.bytes();
        assembly.add(part);
        self.part_bytes += assembly.bytes() - before;
        Some((assembly.bytes(), assembly.complete()))
    }

    /// Forgets a message.
    pub(super) fn remove(&mut self, seq: u64) {
        if let Some(old) = self.entries.remove(&seq) {
            self.unlist(seq, &old);
            self.whole = self.whole.min(seq);
        }
    }

    /// Forgets what `keep` says no to.
    pub(super) fn retain(&mut self, keep: impl Fn(&Entry<T>) -> bool) {
        let entries = self.entries.iter();
        let dropped: Vec<_> = entries
            .filter(|(_, entry)| !keep(entry))
            .map(|(&seq, _)| seq)
            .collect();
        for seq in dropped {
            self.remove(seq);
        }
    }

    /// Forgets everything below a number.
    pub(super) fn forget_below(&mut self, first: u64) {
        let later = self.entries.split_off(&first);
        let earlier = std::mem::replace(&mut self.entries, later);
        for (seq, entry) in &earlier {
            self.unlist(*seq, entry);
        }
        self.whole = self.whole.max(first);
        self.advance();
    }

    /// Forgets a message if it is done.
    pub(super) fn forget_done(&mut self, seq: u64) -> bool {
        let done = matches!(self.entries.get(&seq), Some(Entry::Done));
        if done {
            self.entries.remove(&seq);
            self.done.remove(seq);
        }
        done
    }

    // ---- inside

    fn list(&mut self, seq: u64) {
        match self.entries.get(&seq) {
            Some(Entry::Parts(assembly)) => {
                self.parts.insert(seq);
                self.part_bytes += assembly.bytes();
            }
            Some(Entry::Ready { .. }) => {
                self.ready.insert(seq);
                self.held.insert(seq);
            }
            Some(Entry::Handed { .. }) => self.held.insert(seq),
            Some(Entry::Done) => self.done.insert(seq),
            None => {}
        }
    }

    fn unlist(&mut self, seq: u64, entry: &Entry<T>) {
        match entry {
            Entry::Parts(assembly) => {
                self.parts.remove(&seq);
                self.part_bytes -= assembly.bytes();
            }
            Entry::Ready { .. } => {
                self.ready.remove(&seq);
                self.held.remove(seq);
            }
            Entry::Handed { .. } => self.held.remove(seq),
            Entry::Done => self.done.remove(seq),
        }
    }

    fn advance(&mut self) {
        while matches!(
            self.entries.get(&self.whole),
            Some(Entry::Ready { .. } | Entry::Handed { .. } | Entry::Done)
        ) {
            self.whole += 1;
        }
    }
}
