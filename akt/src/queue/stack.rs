//! The closable list of rare messages: the system lane (stop, watch, a child's end).
//!
//! # Soundness
//!
//! A Treiber stack whose consumer takes the whole list by one swap, so there is no pop and no ABA hazard. A node
//! belongs to its producer until the compare-exchange publishes it, then to whoever swapped it out. `CLOSED` is a
//! non-null address that no node has; once it is in `head` nothing can be pushed.

use std::ptr;

use crate::base::sync::{AtomicPtr, Ordering, UnsafeCell};

struct Node<T> {
    value: UnsafeCell<T>,
    next: *mut Self,
}

/// A list that many threads push to and one takes whole, oldest first.
pub(crate) struct Stack<T> {
    head: AtomicPtr<Node<T>>,
}

// SAFETY: values move between threads by value only.
#[allow(unsafe_code)]
unsafe impl<T: Send> Send for Stack<T> {}
// SAFETY: as above; shared access goes through the atomic.
#[allow(unsafe_code)]
unsafe impl<T: Send> Sync for Stack<T> {}

impl<T> Stack<T> {
    pub(crate) fn new() -> Self {
        Self {
            head: AtomicPtr::new(ptr::null_mut()),
        }
    }

    fn closed() -> *mut Node<T> {
        ptr::without_provenance_mut(1)
    }

    /// Adds a value; gives it back if the list is closed.
    #[allow(unsafe_code)]
    pub(crate) fn push(&self, value: T) -> Result<(), T> {
        let node = Box::into_raw(Box::new(Node {
            value: UnsafeCell::new(value),
            next: ptr::null_mut(),
        }));
        let mut head = self.head.load(Ordering::Acquire);
        loop {
            if head == Self::closed() {
                // SAFETY: the node was never published.
                let node = unsafe { Box::from_raw(node) };
                return Err(node.value.into_inner());
            }
            // SAFETY: the node is still ours alone.
            unsafe { (*node).next = head };
            match self
                .head
                .compare_exchange_weak(head, node, Ordering::AcqRel, Ordering::Acquire)
            {
                Ok(_) => return Ok(()),
                Err(now) => head = now,
            }
        }
    }

    /// Takes everything that was pushed, oldest first. Only the thread that may close the list calls this.
    pub(crate) fn take(&self) -> Vec<T> {
        let head = self.head.load(Ordering::Acquire);
        if head.is_null() || head == Self::closed() {
            return Vec::new();
        }
        Self::collect(self.head.swap(ptr::null_mut(), Ordering::AcqRel))
    }

    /// Takes everything, and refuses every later push.
    pub(crate) fn close(&self) -> Vec<T> {
        Self::collect(self.head.swap(Self::closed(), Ordering::AcqRel))
    }

    #[allow(unsafe_code)]
    fn collect(mut node: *mut Node<T>) -> Vec<T> {
        let mut values = Vec::new();
        while !node.is_null() && node != Self::closed() {
            // SAFETY: the swap made the whole list ours.
            let taken = unsafe { Box::from_raw(node) };
            node = taken.next;
            // Loom checks here that the push happened before.
            taken.value.with_mut(|_| ());
            values.push(taken.value.into_inner());
        }
        values.reverse();
        values
    }
}

impl<T> Drop for Stack<T> {
    fn drop(&mut self) {
        drop(self.close());
    }
}
