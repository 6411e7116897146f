//! Asks that wait for an answer from one peer.
//!
//! A correlation is a place in a table and the generation of that place, so a late answer never meets a later ask.

use std::time::Instant;

/// One ask.
#[derive(Debug)]
pub(crate) struct Ask<R> {
    pub(crate) reply: R,
    pub(crate) deadline: Instant,
    /// Where and as which frame of its lane the request was queued: tells whether it was sent already.
    pub(crate) lane: usize,
    pub(crate) sequence: u64,
}

#[derive(Debug)]
struct Slot<R> {
    generation: u32,
    ask: Option<Ask<R>>,
}

/// The asks of one association.
#[derive(Debug)]
pub(crate) struct Pending<R> {
    slots: Vec<Slot<R>>,
    free: Vec<u32>,
    /// Where the generations of new places begin.
    generation: u32,
}

impl<R> Default for Pending<R> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            generation: 0,
        }
    }
}

impl<R> Pending<R> {
    pub(crate) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps an ask and names it. The name is never 0.
    pub(crate) fn insert(&mut self, ask: Ask<R>) -> u64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot {
                generation: self.generation,
                ask: None,
            });
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        match self.slots.get_mut(index as usize) {
            Some(slot) => {
                slot.ask = Some(ask);
                correlation(index, slot.generation)
            }
            None => 0,
        }
    }

    /// Takes the ask of this name, unless it was taken before.
    pub(crate) fn remove(&mut self, correlation: u64) -> Option<Ask<R>> {
        let index = u32::try_from(correlation & u64::from(u32::MAX))
            .ok()?
            .checked_sub(1)?;
        let generation = u32::try_from(correlation >> 32).ok()?;
        let slot = self.slots.get_mut(index as usize)?;
        if slot.generation != generation {
            return None;
        }
        let ask = slot.ask.take()?;
        slot.generation = slot.generation.wrapping_add(1);
        self.free.push(index);
        Some(ask)
    }

    /// Takes every ask for which `gone` holds.
    pub(crate) fn take_if(&mut self, mut gone: impl FnMut(&Ask<R>) -> bool) -> Vec<Ask<R>> {
        let mut taken = Vec::new();
        for (index, slot) in self.slots.iter_mut().enumerate() {
            if slot.ask.as_ref().is_some_and(&mut gone)
                && let Some(ask) = slot.ask.take()
            {
                slot.generation = slot.generation.wrapping_add(1);
                self.free.push(u32::try_from(index).unwrap_or(u32::MAX));
                taken.push(ask);
            }
        }
        if self.is_empty() && self.slots.len() > SHRINK_SLOTS {
            self.forget_places();
        }
        taken
    }

    /// Gives the memory of a burst back. Generations start above all that were used, so no name is used twice.
    fn forget_places(&mut self) {
        let highest = self
            .slots
            .iter()
            .map(|slot| slot.generation)
            .max()
            .unwrap_or_default();
        self.generation = highest.wrapping_add(1);
        self.slots.truncate(SHRINK_SLOTS);
        self.slots.shrink_to_fit();
        for slot in &mut self.slots {
            slot.generation = self.generation;
        }
        self.free = (0..u32::try_from(self.slots.len()).unwrap_or_default())
            .rev()
            .collect();
    }
}

/// Places that are kept when nothing waits.
const SHRINK_SLOTS: usize = 1024;

fn correlation(index: u32, generation: u32) -> u64 {
    (u64::from(generation) << 32) | (u64::from(index) + 1)
}
