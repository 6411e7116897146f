//! Thread-cached memory for blocks, cells, futures and reply cells.
//!
//! An allocation of the general allocator costs 15–20 ns and frees from another thread cost more; a message path
//! with a budget of 25 ns has room for neither. Here a thread takes from and gives to its own magazine (an array
//! of pointers, 2–4 ns), and exchanges 64 at a time with a depot under a lock, so the flow from a producer to a
//! consumer thread costs one lock per 64 objects. Depots are filled with chunks of 64 objects, which are kept:
//! memory that was needed once is used again, never returned to the operating system.
//!
//! Two families of sizes: *raw* memory in steps of 64 bytes, aligned to 64, and *lane blocks* by the stride of
//! their slots, aligned to 512, which keep the invariant that the bytes between `next` and the end are as a
//! consumer left them (see `block.rs`). Larger objects go to the general allocator.
//!
//! # Soundness
//!
//! An object is in exactly one place: with its user, in one thread's magazine, or in the depot under its lock.
//! Magazines are reached through a thread-local whose borrow never leaves this file. With `--cfg akt_sanitize`
//! nothing is pooled, so that the address sanitizer sees each object's true lifetime.

use std::alloc::{Layout, alloc, alloc_zeroed as std_alloc_zeroed, dealloc, handle_alloc_error};
use std::cell::UnsafeCell;
use std::ptr::NonNull;

use parking_lot::Mutex;

/// Objects that move between a thread and a depot at once, and objects of a chunk.
const BATCH: usize = 64;
/// Steps of the raw sizes, and their alignment.
const RAW_STEP: usize = 64;
/// Raw objects up to this size are pooled.
const RAW_MAX: usize = 1024;
const RAW_CLASSES: usize = RAW_MAX / RAW_STEP;
/// Lane blocks whose slots are up to this far apart are pooled.
pub(super) const STRIDE_MAX: usize = 128;
const BLOCK_CLASSES: usize = STRIDE_MAX + 1;
const CLASSES: usize = RAW_CLASSES + BLOCK_CLASSES;
const POOLED: bool = !cfg!(akt_sanitize);

type Batch = [NonNull<u8>; BATCH];

/// Batches of free objects of one class, shared by all threads.
struct Depot(Mutex<Vec<Batch>>);

// SAFETY: the pointers are free objects; whoever takes a batch out of the lock owns them.
#[allow(unsafe_code)]
unsafe impl Sync for Depot {}

static DEPOTS: [Depot; CLASSES] = [const { Depot(Mutex::new(Vec::new())) }; CLASSES];

/// One thread's free objects, by class.
struct Cache {
    magazines: [Vec<NonNull<u8>>; CLASSES],
}

impl Drop for Cache {
    fn drop(&mut self) {
        for (class, magazine) in self.magazines.iter_mut().enumerate() {
            while let Some(batch) = take_batch(magazine) {
                put(class, batch);
            }
            // A rest smaller than a batch is filled up from the depot or stays behind: at most 63 objects a class.
            if !magazine.is_empty() {
                strand(class, std::mem::take(magazine));
            }
        }
    }
}

thread_local! {
    static CACHE: UnsafeCell<Cache> = const { UnsafeCell::new(Cache { magazines: [const { Vec::new() }; CLASSES] }) };
}

/// Left-overs of threads that ended, smaller than a batch.
static STRANDED: [Stranded; CLASSES] = [const { Stranded(Mutex::new(Vec::new())) }; CLASSES];

struct Stranded(Mutex<Vec<NonNull<u8>>>);

// SAFETY: as for Depot.
#[allow(unsafe_code)]
unsafe impl Sync for Stranded {}

fn strand(class: usize, rest: Vec<NonNull<u8>>) {
    let Some(stranded) = STRANDED.get(class) else {
        return;
    };
    let mut held = stranded.0.lock();
    held.extend(rest);
    while let Some(batch) = take_batch(&mut held) {
        put(class, batch);
    }
}

fn take_batch(from: &mut Vec<NonNull<u8>>) -> Option<Batch> {
    let start = from.len().checked_sub(BATCH)?;
    let batch = Batch::try_from(from.get(start..)?).ok()?;
    from.truncate(start);
    Some(batch)
}

fn put(class: usize, batch: Batch) {
    if let Some(depot) = DEPOTS.get(class) {
        depot.0.lock().push(batch);
    }
}

/// A batch from the depot, or a fresh chunk of zeroed memory cut into one.
#[cold]
#[allow(unsafe_code)]
fn refill(class: usize, size: usize, align: usize) -> Batch {
    if let Some(batch) = DEPOTS.get(class).and_then(|depot| depot.0.lock().pop()) {
        return batch;
    }
    let chunk = alloc_zeroed(layout(size * BATCH, align));
    let mut batch = [chunk; BATCH];
    for (index, place) in batch.iter_mut().enumerate() {
        // SAFETY: the chunk has BATCH objects of `size` bytes.
        *place = unsafe { chunk.byte_add(index * size) };
    }
    batch
}

#[inline]
#[allow(unsafe_code)]
fn class_alloc(class: usize, size: usize, align: usize) -> NonNull<u8> {
    let cached = CACHE.try_with(|cache| {
        // SAFETY: the thread-local is this thread's, and no other borrow of it is alive: this file never calls out.
        let cache = unsafe { &mut *cache.get() };
        let magazine = cache.magazines.get_mut(class)?;
        if magazine.is_empty() {
            magazine.extend_from_slice(&refill(class, size, align));
        }
        magazine.pop()
    });
    match cached {
        Ok(Some(object)) => object,
        // The thread is ending and its cache is gone: take one, give the rest of the batch to the stranded.
        Ok(None) | Err(_) => {
            let [object, rest @ ..] = refill(class, size, align);
            strand(class, rest.to_vec());
            object
        }
    }
}

#[inline]
#[allow(unsafe_code)]
fn class_free(class: usize, object: NonNull<u8>) {
    let kept = CACHE.try_with(|cache| {
        // SAFETY: as in `class_alloc`.
        let cache = unsafe { &mut *cache.get() };
        let Some(magazine) = cache.magazines.get_mut(class) else {
            return;
        };
        magazine.push(object);
        if magazine.len() >= 2 * BATCH
            && let Some(batch) = take_batch(magazine)
        {
            put(class, batch);
        }
    });
    if kept.is_err() {
        strand(class, vec![object]);
    }
}

fn layout(size: usize, align: usize) -> Layout {
    let Ok(layout) = Layout::from_size_align(size, align) else {
        unreachable!(
            "invariant: sizes here are far below isize::MAX and alignments are powers of two"
        )
    };
    layout
}

/// Zeroed memory from the general allocator.
#[allow(unsafe_code)]
pub(super) fn alloc_zeroed(layout: Layout) -> NonNull<u8> {
    debug_assert!(layout.size() > 0);
    // SAFETY: the size is not zero.
    let memory = unsafe { std_alloc_zeroed(layout) };
    NonNull::new(memory).unwrap_or_else(|| handle_alloc_error(layout))
}

/// Memory for a lane block whose slots are `stride` apart.
#[inline]
pub(super) fn block_alloc(stride: usize, size: usize) -> NonNull<u8> {
    if POOLED {
        class_alloc(RAW_CLASSES + stride, size, super::gate::BLOCK_ALIGN)
    } else {
        alloc_zeroed(layout(size, super::gate::BLOCK_ALIGN))
    }
}

/// Gives a lane block back.
///
/// # Safety
/// `block` came from [`block_alloc`] with the same stride and size, nobody uses it, and its flags are all 0.
#[inline]
#[allow(unsafe_code)]
pub(super) unsafe fn block_free(stride: usize, size: usize, block: NonNull<u8>) {
    if POOLED {
        class_free(RAW_CLASSES + stride, block);
    } else {
        // SAFETY: `block_alloc` took it from there with this layout.
        unsafe { dealloc(block.as_ptr(), layout(size, super::gate::BLOCK_ALIGN)) };
    }
}

const fn raw_class(wanted: Layout) -> Option<usize> {
    if !POOLED || wanted.size() > RAW_MAX || wanted.align() > RAW_STEP || wanted.size() == 0 {
        return None;
    }
    Some((wanted.size() - 1) / RAW_STEP)
}

/// Uninitialised memory of `wanted` layout; its size must not be zero.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn raw_alloc(wanted: Layout) -> NonNull<u8> {
    if let Some(class) = raw_class(wanted) {
        return class_alloc(class, (class + 1) * RAW_STEP, RAW_STEP);
    }
    assert!(
        wanted.size() > 0,
        "invariant: the pool holds no objects without size"
    );
    // SAFETY: the size is not zero.
    let memory = unsafe { alloc(wanted) };
    NonNull::new(memory).unwrap_or_else(|| handle_alloc_error(wanted))
}

/// Gives memory back.
///
/// # Safety
/// `object` came from [`raw_alloc`] with the same layout, and nobody uses it.
#[inline]
#[allow(unsafe_code)]
pub(crate) unsafe fn raw_free(object: NonNull<u8>, wanted: Layout) {
    if let Some(class) = raw_class(wanted) {
        class_free(class, object);
    } else {
        // SAFETY: `raw_alloc` took it from there with this layout.
        unsafe { dealloc(object.as_ptr(), wanted) };
    }
}
