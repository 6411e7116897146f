//! The blocks of message slots that the lane is made of.
//!
//! # Soundness
//!
//! A block is `next` and its number followed by slots; a slot is a `ready` flag and room for one value. Who may touch what:
//!
//! - `next` and `ready` are atomics and may be read by the consumer at any time while the block is in a lane.
//! - The value of a slot belongs to the one producer that claimed the slot, until it stores `ready`; then to the
//!   consumer, which stores `ready = 0` again and moves the value out before it frees the block.
//! - A block is freed by the consumer when every claimed slot is consumed and either `next` was seen (so the
//!   producer that linked has done its last access) or no slot was left to claim and the word left the block.
//!
//! Hence a block that is freed has every flag 0. Pooled blocks keep that: the pool hands them out again without
//! clearing. The pool is keyed by the stride of the slots, and in every pooled block the first slot lies at the same
//! offset whatever the alignment of its values, so the flags of an old block lie where those of the new one are.

use std::marker::PhantomData;
use std::ptr::NonNull;

#[cfg(not(akt_loom))]
use super::gate::{BLOCK_ALIGN, FILLED_MAX};
use super::place::Place;
use crate::base::sync::{AtomicPtr, AtomicU8, Gauge, Ordering};

/// One place for a value.
#[repr(C)]
pub(super) struct Slot<T> {
    ready: AtomicU8,
    value: Place<T>,
}

impl<T> Slot<T> {
    /// Writes the value and publishes it.
    ///
    /// # Safety
    /// The caller has claimed this slot and not written it yet.
    #[inline]
    #[allow(unsafe_code)]
    pub(super) unsafe fn write(&self, value: T) {
        // SAFETY: the claim makes this the only access.
        unsafe { self.value.put(value) };
        self.ready.store(1, Ordering::Release);
    }

    /// The place of the value if it was published: the value is the caller's now, and must be gone before the block
    /// is freed. Clears the flag for the next life of the block.
    ///
    /// # Safety
    /// The caller is the consumer, and has not consumed this slot yet.
    #[inline]
    #[allow(unsafe_code)]
    pub(super) unsafe fn take(&self) -> Option<NonNull<Place<T>>> {
        // The flag says that the producer wrote the value and will not touch it again.
        if self.ready.load(Ordering::Acquire) == 0 {
            return None;
        }
        self.ready.store(0, Ordering::Relaxed);
        Some(NonNull::from(&self.value))
    }
}

/// A block of slots for values of type `T`: the head of an allocation of [`Layout::SIZE`] bytes.
#[repr(C)]
pub(super) struct Block<T> {
    pub(super) next: AtomicPtr<Self>,
    /// Which block of its lane it is; set by the producer that brings it, before anybody else sees it.
    pub(super) number: Gauge,
    _slots: PhantomData<Slot<T>>,
}

#[cfg(not(akt_loom))]
mod raw {
    //! Real blocks: raw memory, pooled by stride.

    use super::{BLOCK_ALIGN, Block, FILLED_MAX, NonNull, Slot};
    use crate::queue::pool;
    use std::alloc::Layout;

    /// Slots closer together than this share a small block.
    const SMALL_STRIDE_MAX: usize = 48;
    /// Values aligned beyond this are in blocks of their own, not pooled. Enough for `u128`.
    const POOLED_ALIGN: usize = 16;
    const _: () = assert!(size_of::<Block<()>>() <= POOLED_ALIGN);

    impl<T> Block<T> {
        const STRIDE: usize = size_of::<Slot<T>>();
        /// Offset of the first slot: the same in all pooled blocks.
        const FIRST: usize = {
            let align = align_of::<Slot<T>>();
            if align <= POOLED_ALIGN {
                POOLED_ALIGN
            } else {
                align
            }
        };
        /// Bytes of a block: one pool page for small messages, two for middling ones, eight slots for large ones.
        const SIZE: usize = if Self::STRIDE <= SMALL_STRIDE_MAX {
            BLOCK_ALIGN
        } else if Self::STRIDE <= pool::STRIDE_MAX {
            2 * BLOCK_ALIGN
        } else {
            Self::FIRST + 8 * Self::STRIDE
        };
        /// Slots of a block.
        pub(in crate::queue) const CAPACITY: usize = {
            let fit = (Self::SIZE - Self::FIRST) / Self::STRIDE;
            if fit < FILLED_MAX { fit } else { FILLED_MAX }
        };
        /// Slots that begin in one cache line of 64 bytes, at least one.
        const PER_LINE: usize = if Self::STRIDE < 64 {
            64 / Self::STRIDE
        } else {
            1
        };
        const POOLED: bool =
            Self::STRIDE <= pool::STRIDE_MAX && align_of::<Slot<T>>() <= POOLED_ALIGN;

        fn layout() -> Layout {
            let align = if align_of::<Slot<T>>() > BLOCK_ALIGN {
                align_of::<Slot<T>>()
            } else {
                BLOCK_ALIGN
            };
            let Ok(layout) = Layout::from_size_align(Self::SIZE, align) else {
                unreachable!("invariant: the size of a block is far below isize::MAX")
            };
            layout
        }

        /// A block whose slots are all empty and whose `next` is null.
        #[inline]
        #[allow(unsafe_code)]
        pub(in crate::queue) fn alloc() -> NonNull<Self> {
            let block = if Self::POOLED {
                pool::block_alloc(Self::STRIDE, Self::SIZE).cast::<Self>()
            } else {
                pool::alloc_zeroed(Self::layout()).cast::<Self>()
            };
            // SAFETY: the memory is ours alone; fresh memory is zero, and a freed block has every flag 0.
            unsafe { block.as_ref() }
                .next
                .store(std::ptr::null_mut(), super::Ordering::Relaxed);
            block
        }

        /// Gives the memory of a block back.
        ///
        /// # Safety
        /// The block came from `alloc`, nobody else will touch it, and every slot is empty.
        #[inline]
        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn free(block: NonNull<Self>) {
            if Self::POOLED {
                // SAFETY: as the caller promises, with the stride and size of `alloc`.
                unsafe { pool::block_free(Self::STRIDE, Self::SIZE, block.cast()) };
            } else {
                // SAFETY: as the caller promises, with the layout of `alloc`.
                unsafe { std::alloc::dealloc(block.as_ptr().cast(), Self::layout()) };
            }
        }

        /// Takes the cache lines of a fresh block from the thread that used it last, all at once: the producer would
        /// wait for one at every second message or so, since each claim waits for the writes before it.
        ///
        /// # Safety
        /// Nobody else has seen the block.
        #[inline]
        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn claim_lines(block: NonNull<Self>) {
            for index in (0..Self::CAPACITY).step_by(Self::PER_LINE) {
                // SAFETY: the index is in range.
                let slot = unsafe { Self::slot(block, index) };
                // The flag is 0 already.
                slot.ready.store(0, super::Ordering::Relaxed);
            }
        }

        /// Fetches the cache lines of a block that other threads have filled, all at once: one by one, the consumer
        /// would wait for each.
        ///
        /// # Safety
        /// The block is alive.
        #[inline]
        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn fetch_lines(block: NonNull<Self>) {
            let mut seen = 0;
            for index in (0..Self::CAPACITY).step_by(Self::PER_LINE) {
                // SAFETY: the index is in range; a flag may be read at any time.
                seen |= unsafe { Self::slot(block, index) }
                    .ready
                    .load(super::Ordering::Relaxed);
            }
            std::hint::black_box(seen);
        }

        /// The slot at `index`.
        ///
        /// # Safety
        /// `index < CAPACITY`, and the block is alive as long as the result is used.
        #[inline]
        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn slot<'a>(block: NonNull<Self>, index: usize) -> &'a Slot<T> {
            debug_assert!(index < Self::CAPACITY);
            // SAFETY: the slot lies within the allocation, since the index is below the capacity.
            let slot = unsafe {
                block
                    .cast::<u8>()
                    .byte_add(Self::FIRST + index * Self::STRIDE)
            };
            // SAFETY: aligned by FIRST and STRIDE; zeroed memory is a valid empty slot; shared access only.
            unsafe { slot.cast::<Slot<T>>().as_ref() }
        }
    }
}

#[cfg(akt_loom)]
mod modelled {
    //! Blocks for loom: real atomics of the model, two slots, so that growth is reached within few steps.

    use super::{AtomicPtr, AtomicU8, Block, Gauge, NonNull, PhantomData, Place, Slot};

    #[repr(C, align(512))]
    struct Whole<T> {
        head: Block<T>,
        slots: [Slot<T>; 2],
    }

    impl<T> Block<T> {
        pub(in crate::queue) const CAPACITY: usize = 2;

        #[allow(unsafe_code)]
        pub(in crate::queue) fn alloc() -> NonNull<Self> {
            let slot = || Slot {
                ready: AtomicU8::new(0),
                value: Place::<T>::VACANT(),
            };
            let whole = Box::new(Whole {
                head: Block {
                    next: AtomicPtr::new(std::ptr::null_mut()),
                    number: Gauge::new(0),
                    _slots: PhantomData,
                },
                slots: [slot(), slot()],
            });
            NonNull::from(Box::leak(whole)).cast()
        }

        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn free(block: NonNull<Self>) {
            // SAFETY: `alloc` leaked this box, and the caller gives it back once.
            drop(unsafe { Box::from_raw(block.cast::<Whole<T>>().as_ptr()) });
        }

        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn claim_lines(_: NonNull<Self>) {}

        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn fetch_lines(_: NonNull<Self>) {}

        #[allow(unsafe_code)]
        pub(in crate::queue) unsafe fn slot<'a>(block: NonNull<Self>, index: usize) -> &'a Slot<T> {
            // SAFETY: `alloc` made a Whole, which is alive as the caller promises.
            let whole = unsafe { block.cast::<Whole<T>>().as_ref() };
            &whole.slots[index]
        }
    }
}
