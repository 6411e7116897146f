//! Actors that wait for each other: an ask that could never be answered is found when it begins to wait.
//!
//! While the handler of an actor waits for the answer to an ask, the actor handles nothing else. So an ask can never be
//! answered when the actor that it is for waits, over any number of others, for the asker. Each actor keeps the asks that
//! its handler waits for (*edges*); an ask that begins to wait adds its own edge and then follows the edges from its
//! target. Of all asks that close a circle, the last one to add its edge sees the whole circle; if two come at the same
//! moment, both do.
//!
//! An edge counts as long as the actor is at the message in whose handler it began: one that was polled once and left
//! lying does not.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering, fence};

use crate::actor::{AnyRef, current};
use crate::base::limits::CIRCLE_ACTORS;

/// An ask that the handler of an actor waits for.
pub(crate) struct Waits {
    id: u64,
    /// The number of the message in whose handler it began to wait.
    message: u64,
    target: AnyRef,
}

/// Takes the edge of an ask back when the ask is over.
pub(crate) struct Edge {
    asker: AnyRef,
    id: u64,
}

impl Drop for Edge {
    fn drop(&mut self) {
        let asks = self.asker.base().asks();
        let waits = {
            let mut asks = asks.lock();
            let place = asks.iter().position(|waits| waits.id == self.id);
            place.map(|place| asks.swap_remove(place))
        };
        // Outside the lock: it may be the last reference.
        drop(waits);
    }
}

/// Notes that the actor that runs on this thread waits for an answer of `target`. `None` outside of actors.
///
/// # Errors
/// The circle, for people, if the answer could never come.
pub(crate) fn wait_for(target: AnyRef) -> Result<Option<Edge>, Arc<str>> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let Some(asker) = current::actor() else {
        return Ok(None);
    };
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let message = asker.processed();
    let edge = Edge {
        asker: asker.clone(),
        id,
    };
    asker.base().asks().lock().push(Waits {
        id,
        message,
        target: target.clone(),
    });
    // Of two that add an edge and then look, at least one sees the edge of the other, also where that one has never asked
    // before and has no lock yet to meet at.
    fence(Ordering::SeqCst);
    match circle(&asker, target) {
        None => Ok(Some(edge)),
        Some(circle) => Err(circle),
    }
}

/// The actors that those are waiting for who wait here.
fn waited_for(actor: &AnyRef) -> Vec<AnyRef> {
    let Some(asks) = actor.base().asks_if_any() else {
        return Vec::new();
    };
    // Under the lock, both: an edge that is seen here was added before, by the thread that handled its message, so that
    // what is read now is at least as new as the edge. Read before, the number could be the one of an earlier message,
    // and an edge that counts would be taken for one that was left lying.
    let asks = asks.lock();
    if actor.is_idle() {
        // It handles nothing: what it asked was left lying.
        return Vec::new();
    }
    let message = actor.processed();
    let now = asks.iter().filter(|waits| waits.message == message);
    now.map(|waits| waits.target.clone()).collect()
}

/// The way from `first` to `asker`, if there is one, as text.
fn circle(asker: &AnyRef, first: AnyRef) -> Option<Arc<str>> {
    // Each with the place of the one before it, so that the way can be told.
    let mut seen: Vec<(AnyRef, usize)> = vec![(first, usize::MAX)];
    let mut next = 0;
    while let Some((actor, _)) = seen.get(next) {
        if actor.uid() == asker.uid() {
            return Some(told(asker, &seen, next));
        }
        for target in waited_for(actor) {
            let known = seen.iter().any(|(actor, _)| actor.uid() == target.uid());
            if !known && seen.len() < CIRCLE_ACTORS {
                seen.push((target, next));
            }
        }
        next += 1;
    }
    None
}

fn told(asker: &AnyRef, seen: &[(AnyRef, usize)], last: usize) -> Arc<str> {
    let mut way = Vec::new();
    let mut place = last;
    while let Some((actor, before)) = seen.get(place) {
        way.push(actor.path());
        place = *before;
    }
    let mut text = asker.path().to_string();
    for path in way.iter().rev() {
        // Writing into a string does not fail.
        let _ = write!(text, " → {path}");
    }
    text.into()
}
