//! The word: tail of the lane and state of the actor in one atomic.
//!
//! ```text
//!  63       48 47                    9 8      4 3     0
//! ┌───────────┬───────────────────────┬────────┬───────┐    blocks are aligned to 512, so the low 9 bits are free;
//! │ number of │ address of tail block │ filled │ flags │    user memory ends below 2^48 on the supported targets,
//! │ the block │                       │        │       │    so the high 16 are
//! └───────────┴───────────────────────┴────────┴───────┘
//! ```
//!
//! `filled` counts the slots of the tail block that producers have claimed. The number says which block of the lane it
//! is, modulo 2^16: the length of the lane is computed from it. The flags:
//!
//! | flag | meaning |
//! |---|---|
//! | `OPEN` | the actor is scheduled or running: somebody owns it, or will |
//! | `NUDGE` | system messages or a wake-up wait; set on an actor that is not open, it also means scheduled |
//! | `SUSPENDED` | a future of the actor is pending and nobody owns the actor; messages only queue |
//! | `DEAD` | closed for ever |
//!
//! The whole word is 0 when the actor is idle with an empty mailbox. Because tail and state share the word,
//! sending to an idle actor and claiming the right to schedule it are one compare-exchange: a wake-up cannot be
//! lost between the two.
//!
//! ```text
//!            push / nudge                 begin
//!   idle(0) ─────────────▶ scheduled ─────────────▶ running ──┬── settle ─▶ idle
//!                              ▲                              ├── suspend ▶ suspended ── nudge ─▶ scheduled
//!                              └──────── budget spent ────────┤
//!                                                             └── close ──▶ dead
//! ```

use crate::base::sync::{AtomicUsize, Ordering};

#[cfg(not(target_pointer_width = "64"))]
compile_error!("akt needs a 64-bit target: a mailbox keeps a count in the high bits of an address");

pub(super) const OPEN: usize = 1;
pub(super) const NUDGE: usize = 2;
pub(super) const SUSPENDED: usize = 4;
pub(super) const DEAD: usize = 8;
pub(super) const FLAGS: usize = 15;

const FILLED_SHIFT: u32 = 4;
/// One more slot claimed.
pub(super) const FILLED_ONE: usize = 1 << FILLED_SHIFT;
/// Slots of a block at most: what five bits can count.
pub(super) const FILLED_MAX: usize = 31;
/// Blocks are aligned to this, which leaves the low bits of their address to count and flags.
pub(super) const BLOCK_ALIGN: usize = 512;
/// Addresses of blocks are below two to the power of this, which leaves the high bits to the number of the block.
pub(super) const ADDRESS_BITS: u32 = 48;
/// The largest number of a block; the next one is 0.
pub(super) const NUMBER_MAX: usize = usize::MAX >> ADDRESS_BITS;
/// What of a word is an address.
const ADDRESS: usize = (1 << ADDRESS_BITS) - BLOCK_ALIGN;

/// The word as a plain value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Word(pub(super) usize);

impl Word {
    pub(super) fn new(number: usize, block: usize, filled: usize, flags: usize) -> Self {
        debug_assert!(block & !ADDRESS == 0 && filled <= FILLED_MAX && flags <= FLAGS);
        debug_assert!(number <= NUMBER_MAX && (block != 0 || number == 0));
        Self((number << ADDRESS_BITS) | block | (filled << FILLED_SHIFT) | flags)
    }

    pub(super) fn block(self) -> usize {
        self.0 & ADDRESS
    }

    /// The number of the tail block; 0 if there is none.
    pub(super) fn number(self) -> usize {
        self.0 >> ADDRESS_BITS
    }

    pub(super) fn filled(self) -> usize {
        (self.0 >> FILLED_SHIFT) & FILLED_MAX
    }

    pub(super) fn has(self, flags: usize) -> bool {
        self.0 & flags != 0
    }
}

/// The atomic word of one actor.
///
/// Its methods that end a turn ([`Gate::begin`], [`Gate::suspend`]) may be called only by the thread that owns
/// the actor; nothing here is unsafe, since the word guards memory but does not touch it.
pub(crate) struct Gate {
    pub(super) word: AtomicUsize,
}

impl Gate {
    /// An idle actor with an empty mailbox.
    pub(crate) fn new() -> Self {
        Self {
            word: AtomicUsize::new(0),
        }
    }

    /// A new actor that its creator will schedule: somebody owns it already, so that pushes only queue.
    pub(crate) fn new_open() -> Self {
        Self {
            word: AtomicUsize::new(OPEN),
        }
    }

    /// Notes that system messages or a wake-up wait. True if the caller must schedule the actor.
    ///
    /// Release: what the caller wrote before is visible to the owner after its [`Gate::begin`].
    #[must_use = "the actor must be scheduled when this says so, or it sleeps for ever"]
    pub(crate) fn nudge(&self) -> bool {
        let before = Word(self.word.fetch_or(NUDGE, Ordering::AcqRel));
        !before.has(OPEN | NUDGE | DEAD)
    }

    /// Whether the actor is idle with an empty mailbox: a hint, except for its owner.
    pub(crate) fn is_idle(&self) -> bool {
        self.word.load(Ordering::Acquire) == 0
    }

    /// Whether the actor is closed for ever.
    pub(crate) fn is_dead(&self) -> bool {
        Word(self.word.load(Ordering::Acquire)).has(DEAD)
    }

    /// Begins a turn: takes ownership, and takes the nudge off. True if there was one, or a suspension.
    pub(crate) fn begin(&self) -> bool {
        let mut word = self.word.load(Ordering::Acquire);
        if !Word(word).has(NUDGE | SUSPENDED) {
            debug_assert!(
                Word(word).has(OPEN),
                "a turn begins on an actor that is scheduled"
            );
            return false;
        }
        loop {
            let next = (word | OPEN) & !(NUDGE | SUSPENDED);
            match self
                .word
                .compare_exchange_weak(word, next, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
    }

    /// Gives up ownership until the next nudge; messages only queue meanwhile. False if a nudge came first: the
    /// caller still owns the actor and must look again.
    #[must_use = "false means that the caller still owns the actor"]
    pub(crate) fn suspend(&self) -> bool {
        let mut word = self.word.load(Ordering::Acquire);
        loop {
            if Word(word).has(NUDGE) {
                return false;
            }
            let next = (word & !OPEN) | SUSPENDED;
            match self
                .word
                .compare_exchange_weak(word, next, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return true,
                Err(now) => word = now,
            }
        }
    }
}
