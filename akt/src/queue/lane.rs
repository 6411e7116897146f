//! The unbounded multi-producer single-consumer queue behind the word: an actor's mailbox.
//!
//! # How it works
//!
//! Messages lie in a chain of blocks. The word of the [`Gate`] names the tail block and how many of its slots are
//! claimed. A producer claims the next slot by a compare-exchange of the word, writes its value there and sets
//! the slot's flag. When the tail block is full (or there is none) it brings a new block, puts the block into the
//! word with its own value in slot 0, and links the predecessor. The consumer walks the chain and never touches
//! the word, except to end a turn: while there is a backlog, producers and the consumer share no cache line but
//! the ones of the messages.
//!
//! # Length
//!
//! Blocks are numbered as they come, and the word has the number of the tail block. The consumer publishes its position,
//! the number of its block and its place in it, in a word that nobody else writes. So the length is a subtraction: exact
//! when nobody pushes or takes, an estimate else. A lane that was empty goes on with the number after the one where its
//! consumer stands. It is modulo 2^16: more than 61,440 blocks, that is about 1.9 million small messages, look like less.
//!
//! # Soundness
//!
//! - A slot is claimed exactly once per life of its block: the compare-exchange that claims slot *i* moves the
//!   word from `(block, i)` to `(block, i + 1)`. If the block was freed and came back as this lane's tail between
//!   a producer's load and its compare-exchange, the word is equal and so is its meaning: the producer has not
//!   touched the block before, so nothing of its first life is used (no ABA hazard).
//! - Order of one sender: its claims are ordered by the word, and the consumer walks the slots in claim order.
//! - The consumer frees a block when it leaves it: after all slots were consumed and `next` was seen (the linking
//!   producer's last access), or in [`Lane::settle`], whose compare-exchange proves that no slot beyond the
//!   consumed ones is claimed, and after which nobody can claim in that block.
//! - The producer that brings the first block of an empty lane may have read the position too early. Then the number is
//!   not the next one, which makes the length wrong until the consumer comes to that block. Nothing else depends on it: the
//!   consumer takes the number from the block itself.
//! - `head` is touched by the owner of the actor only, and `position` is written by it only; ownership passes from thread to thread through the word
//!   (Release when it is given up, Acquire when it is taken) or through the run queue.

use std::ptr::{self, NonNull, with_exposed_provenance_mut};

use super::block::Block;
use super::gate::{ADDRESS_BITS, DEAD, FILLED_ONE, FLAGS, Gate, NUDGE, NUMBER_MAX, OPEN, Word};
use super::place::Place;
use crate::base::sync::{AtomicPtr, Gauge, Ordering, UnsafeCell, spin};

/// A message that was taken off the lane and still lies where its producer put it, so that it is copied once: from
/// there to whoever handles it. A second copy would wait for the stores of the first one, which costs more than all
/// the rest of taking a message. Dropping this leaks the message.
#[must_use]
pub(crate) struct Popped<T>(NonNull<Place<T>>);

#[allow(unsafe_code)]
impl<T> Popped<T> {
    /// The message.
    ///
    /// # Safety
    /// The caller has owned the actor since this was popped, and has not popped, settled or closed since.
    #[inline(always)]
    pub(crate) unsafe fn peek(&self) -> &T {
        // SAFETY: the block of the place is freed by the owner's next step at the earliest.
        let place = unsafe { self.0.as_ref() };
        // SAFETY: a popped place holds a value, which is only taken by value of `self`.
        unsafe { place.peek() }
    }

    /// Moves the message out.
    ///
    /// # Safety
    /// As for [`Popped::peek`].
    #[inline(always)]
    pub(crate) unsafe fn take(self) -> T {
        // SAFETY: as in `peek`.
        let place = unsafe { self.0.as_ref() };
        // SAFETY: as in `peek`; `self` is used up.
        unsafe { place.take() }
    }
}

/// What became of a message for which the tail block had no room.
enum Pushed<T> {
    /// It is in; true if the caller must schedule the actor.
    In(bool),
    /// The lane is closed.
    Closed(T),
    /// Another producer brought a block meanwhile.
    Again(T, Word),
}

/// What [`Lane::settle`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Settle {
    /// The actor is idle; the caller no longer owns it.
    Idle,
    /// A nudge waits; the caller still owns the actor.
    Nudged,
    /// There are messages, or one is about to appear; the caller still owns the actor.
    Busy,
}

/// A place in a lane: what was claimed before it was sent before it.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    block: usize,
    filled: usize,
}

/// Where the consumer stands: the number of its block, and how many slots of it are consumed. While it has no block, all
/// of the last one are.
#[derive(Clone, Copy)]
struct Position(usize);

impl Position {
    const INDEX_BITS: u32 = 8;

    fn new(number: usize, index: usize) -> Self {
        Self((number << Self::INDEX_BITS) | index)
    }

    fn number(self) -> usize {
        self.0 >> Self::INDEX_BITS
    }

    #[inline(always)]
    fn index(self) -> usize {
        self.0 & ((1 << Self::INDEX_BITS) - 1)
    }
}

/// Blocks that the word is ahead of the consumer, from which on it is taken to be behind: whoever computes a length reads
/// the two one after the other.
const BEHIND: usize = NUMBER_MAX - NUMBER_MAX / 16;

/// The queue of one actor. Every method takes the actor's gate; it must always be the same one.
pub(crate) struct Lane<T> {
    /// The first block after the lane had none: a producer puts it here, the consumer takes it.
    first: AtomicPtr<Block<T>>,
    /// The consumer's block, if it has one.
    head: UnsafeCell<*mut Block<T>>,
    /// The consumer's [`Position`].
    position: Gauge,
}

// SAFETY: values move from producers to the consumer, so `T: Send` is enough; `head` is guarded by ownership.
#[allow(unsafe_code)]
unsafe impl<T: Send> Send for Lane<T> {}
// SAFETY: as above.
#[allow(unsafe_code)]
unsafe impl<T: Send> Sync for Lane<T> {}

#[allow(unsafe_code)]
impl<T> Lane<T> {
    pub(crate) fn new() -> Self {
        Self {
            first: AtomicPtr::new(ptr::null_mut()),
            head: UnsafeCell::new(ptr::null_mut()),
            position: Gauge::new(Position::new(0, Block::<T>::CAPACITY).0),
        }
    }

    /// The consumer's block. Loom checks here that one owner's access happens after the other's.
    #[inline(always)]
    fn head(&self) -> *mut *mut Block<T> {
        self.head.with_mut(|head| head)
    }

    /// Where the consumer stands: for itself, or as a hint.
    #[inline(always)]
    fn position(&self) -> Position {
        Position(self.position.get())
    }

    /// How many messages wait, those included whose producer is between its claim and its flag. Exact when nobody pushes
    /// or takes.
    pub(crate) fn len(&self, gate: &Gate) -> usize {
        let word = Word(gate.word.load(Ordering::Acquire));
        if word.block() == 0 {
            return 0;
        }
        let position = self.position();
        let blocks = word.number().wrapping_sub(position.number()) & NUMBER_MAX;
        if blocks > BEHIND {
            return 0;
        }
        (blocks * Block::<T>::CAPACITY + word.filled()).saturating_sub(position.index())
    }

    /// Whether everything that the word names is consumed.
    ///
    /// # Safety
    /// The caller owns the actor.
    unsafe fn is_through(&self, word: Word) -> bool {
        // SAFETY: the owner alone touches the head.
        let head = unsafe { *self.head() };
        word.block() == head.expose_provenance()
            && (head.is_null() || word.filled() == self.position().index())
    }

    /// Appends a message. `Ok(true)`: the actor was idle and the caller must schedule it. `Err`: it is closed.
    #[inline]
    pub(crate) fn push(&self, gate: &Gate, mut value: T) -> Result<bool, T> {
        let mut word = Word(gate.word.load(Ordering::Relaxed));
        loop {
            if word.has(DEAD) {
                return Err(value);
            }
            if word.block() == 0 || word.filled() == Block::<T>::CAPACITY {
                match self.push_block(gate, value, word) {
                    Pushed::In(schedule) => return Ok(schedule),
                    Pushed::Closed(value) => return Err(value),
                    Pushed::Again(back, now) => (value, word) = (back, now),
                }
                continue;
            }
            let next = word.0 + FILLED_ONE;
            match gate
                .word
                .compare_exchange_weak(word.0, next, Ordering::AcqRel, Ordering::Relaxed)
            {
                Ok(_) => {
                    let block = block_of::<T>(word);
                    // SAFETY: the claim keeps the block alive until the slot is consumed; the index is in range.
                    let slot = unsafe { Block::slot(block, word.filled()) };
                    // SAFETY: the compare-exchange claimed this slot for us.
                    unsafe { slot.write(value) };
                    return Ok(false);
                }
                Err(now) => word = Word(now),
            }
        }
    }

    /// [`Lane::push`] where the lane needs a new tail block.
    fn push_block(&self, gate: &Gate, value: T, mut word: Word) -> Pushed<T> {
        let fresh = Block::<T>::alloc();
        if word.block() != 0 {
            // There is a backlog, and the block most likely comes from the consumer's thread.
            // SAFETY: nobody else has seen this block.
            unsafe { Block::claim_lines(fresh) };
        }
        let address = fresh.as_ptr().expose_provenance();
        assert!(
            address >> ADDRESS_BITS == 0,
            "user memory above 2^48 is not supported"
        );
        loop {
            let full = word.filled() == Block::<T>::CAPACITY;
            if word.has(DEAD) || (word.block() != 0 && !full) {
                // SAFETY: nobody else has seen this block.
                unsafe { Block::free(fresh) };
                return if word.has(DEAD) {
                    Pushed::Closed(value)
                } else {
                    Pushed::Again(value, word)
                };
            }
            let flags = if word.0 == 0 { OPEN } else { word.0 & FLAGS };
            let last = if word.block() == 0 {
                self.position().number()
            } else {
                word.number()
            };
            let number = (last + 1) & NUMBER_MAX;
            // SAFETY: nobody else has seen this block.
            unsafe { fresh.as_ref() }.number.set(number);
            let next = Word::new(number, address, 1, flags).0;
            match gate
                .word
                .compare_exchange_weak(word.0, next, Ordering::AcqRel, Ordering::Relaxed)
            {
                Ok(_) => break,
                Err(now) => word = Word(now),
            }
        }
        // SAFETY: our claim keeps the block alive; slot 0 exists in every block.
        let slot = unsafe { Block::slot(fresh, 0) };
        // SAFETY: the compare-exchange claimed slot 0 for us.
        unsafe { slot.write(value) };
        if word.block() == 0 {
            self.first.store(fresh.as_ptr(), Ordering::Release);
        } else {
            // SAFETY: the consumer does not free the predecessor before it has seen this link.
            unsafe { block_of::<T>(word).as_ref() }
                .next
                .store(fresh.as_ptr(), Ordering::Release);
        }
        Pushed::In(word.0 == 0)
    }

    /// Takes the oldest message. `None` if none is readable now: the lane is empty, or a producer is between its
    /// claim and its flag.
    ///
    /// # Safety
    /// The caller owns the actor.
    #[inline]
    pub(crate) unsafe fn pop(&self) -> Option<Popped<T>> {
        // SAFETY: the owner alone touches the head.
        let head = unsafe { &mut *self.head() };
        loop {
            let Some(block) = NonNull::new(*head) else {
                let first = NonNull::new(self.first.load(Ordering::Acquire))?;
                self.first.store(ptr::null_mut(), Ordering::Relaxed);
                // SAFETY: a producer put it there, and this owner alone frees it.
                self.stand_at(unsafe { first.as_ref() });
                *head = first.as_ptr();
                continue;
            };
            let position = self.position();
            if position.index() < Block::<T>::CAPACITY {
                // SAFETY: the head block is alive, and the index is below the capacity.
                let slot = unsafe { Block::slot(block, position.index()) };
                // SAFETY: we are the consumer, and slots from `index` on are not consumed.
                let place = unsafe { slot.take() }?;
                self.position.set(position.0 + 1);
                return Some(Popped(place));
            }
            // SAFETY: the head block is alive until we free it.
            let next = unsafe { block.as_ref() }.next.load(Ordering::Acquire);
            if next.is_null() {
                return None;
            }
            // SAFETY: every slot is consumed and the linking producer is done: nobody touches this block again.
            unsafe { Block::free(block) };
            // SAFETY: it was linked, and this owner alone frees it.
            let ahead = unsafe { &*next };
            if !ahead.next.load(Ordering::Relaxed).is_null() {
                // Its producers are done with it, so nothing is taken from them.
                // SAFETY: as above.
                unsafe { Block::fetch_lines(NonNull::from(ahead)) };
            }
            self.stand_at(ahead);
            *head = next;
        }
    }

    /// The consumer comes to the first slot of a block.
    #[inline(always)]
    fn stand_at(&self, block: &Block<T>) {
        self.position.set(Position::new(block.number.get(), 0).0);
    }

    /// [`Lane::pop`] by value.
    ///
    /// # Safety
    /// The caller owns the actor.
    pub(crate) unsafe fn pop_value(&self) -> Option<T> {
        // SAFETY: as the caller promises.
        let popped = unsafe { self.pop() }?;
        // SAFETY: just popped.
        Some(unsafe { popped.take() })
    }

    /// Ends a turn: makes the actor idle if nothing waits. Gives the last block back, so that an idle actor owns
    /// none.
    ///
    /// # Safety
    /// The caller owns the actor, and gives it up if the answer is [`Settle::Idle`].
    pub(crate) unsafe fn settle(&self, gate: &Gate) -> Settle {
        // SAFETY: the owner alone touches the head. The reference ends before the ownership does.
        let head = unsafe { &mut *self.head() };
        let (block, position) = (*head, self.position());
        let expected = if block.is_null() {
            Word::new(0, 0, 0, OPEN)
        } else {
            let address = block.expose_provenance();
            Word::new(position.number(), address, position.index(), OPEN)
        };
        // The head must be clear before the word says idle: the next owner may start at once.
        *head = ptr::null_mut();
        self.leave_block(position);
        match gate
            .word
            .compare_exchange(expected.0, 0, Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => {
                if let Some(block) = NonNull::new(block) {
                    // SAFETY: the word named exactly the consumed slots, and has left this block.
                    unsafe { Block::free(block) };
                }
                Settle::Idle
            }
            Err(now) => {
                *head = block;
                self.position.set(position.0);
                if Word(now).has(NUDGE) {
                    Settle::Nudged
                } else {
                    Settle::Busy
                }
            }
        }
    }

    /// Whether no message waits, and none is on its way in.
    ///
    /// # Safety
    /// The caller owns the actor.
    pub(crate) unsafe fn is_empty(&self, gate: &Gate) -> bool {
        let word = Word(gate.word.load(Ordering::Acquire));
        // A block that was not taken yet holds a message.
        // SAFETY: as the caller promises.
        unsafe { self.is_through(word) }
    }

    /// The consumer has no block any more.
    fn leave_block(&self, position: Position) {
        let end = Position::new(position.number(), Block::<T>::CAPACITY);
        self.position.set(end.0);
    }

    /// Where the lane ends now.
    pub(crate) fn end(&self, gate: &Gate) -> Mark {
        let word = Word(gate.word.load(Ordering::Acquire));
        Mark {
            block: word.block(),
            filled: word.filled(),
        }
    }

    /// Whether everything before `mark` was taken. To be asked before each [`Lane::pop`] from the moment of the
    /// mark on, until it says so: the head stands at each place once, and what comes later may lie in a block that came
    /// back. It need not be true again.
    ///
    /// # Safety
    /// The caller owns the actor, and has not settled since the mark.
    pub(crate) unsafe fn is_past(&self, mark: Mark) -> bool {
        // SAFETY: the owner alone touches the head.
        let head = unsafe { *self.head() };
        mark.block == 0 || (head.addr() == mark.block && self.position().index() >= mark.filled)
    }

    /// Closes the lane for ever and hands every message that is still in it to `leftover`, oldest first.
    /// Messages whose producer is between its claim and its flag are waited for. Later pushes fail.
    ///
    /// If `leftover` panics, the rest stays in the lane and is dropped with it.
    ///
    /// # Safety
    /// The caller owns the actor, and keeps it.
    pub(crate) unsafe fn close(&self, gate: &Gate, mut leftover: impl FnMut(T)) {
        let last = Word(gate.word.swap(DEAD, Ordering::AcqRel));
        let mut step = 0;
        loop {
            // SAFETY: the caller owns the actor.
            match unsafe { self.pop_value() } {
                Some(value) => leftover(value),
                None => {
                    // SAFETY: as above.
                    if unsafe { self.is_through(last) } {
                        // SAFETY: the owner alone touches the head.
                        let head = unsafe { &mut *self.head() };
                        if let Some(block) = NonNull::new(*head) {
                            *head = ptr::null_mut();
                            self.leave_block(self.position());
                            // SAFETY: every claimed slot is consumed, and DEAD forbids further claims.
                            unsafe { Block::free(block) };
                        }
                        return;
                    }
                    spin(&mut step);
                }
            }
        }
    }
}

impl<T> Drop for Lane<T> {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        // Exclusive access: every producer is done. What is left is readable without waiting.
        // SAFETY: `&mut self` is ownership.
        while let Some(value) = unsafe { self.pop_value() } {
            drop(value);
        }
        // SAFETY: as above.
        if let Some(block) = NonNull::new(unsafe { *self.head() }) {
            // SAFETY: every published slot is consumed, and nobody else can reach the block.
            unsafe { Block::free(block) };
        }
    }
}

fn block_of<T>(word: Word) -> NonNull<Block<T>> {
    let Some(block) = NonNull::new(with_exposed_provenance_mut(word.block())) else {
        unreachable!("invariant: the caller saw a block in the word")
    };
    block
}
