//! Actors that wait for each other: an ask that could never be answered is found when it begins to wait.
//!
//! While the handler of an actor waits for the answer to an ask, the actor handles nothing else. So an ask can never be
//! answered when the actor that it is for waits, over any number of others, for the asker. Each actor keeps the asks that
//! its handler waits for (*edges*); an ask that begins to wait adds its own edge and then follows the edges from its
//! target. Of all asks that close a circle, the last one to add its edge sees the whole circle; if two come at the same
//! moment, both do.
//!
//! An edge counts as long as the actor is at the message in whose handler it began: one that was polled once and left
//! lying does not. That of an *exclusive request* counts until its answer is sent, or is not waited for any more: the actor
//! handles other messages then, but only those of `reentrant` handlers. So a way that comes to an actor by such a message
//! does not go on over its exclusive requests.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering, fence};

use crate::actor::{AnyRef, current};
use crate::base::limits::CIRCLE_ACTORS;

/// An answer that an actor waits for.
pub(crate) struct Waits {
    id: u64,
    /// The number of the message in whose handler it began to wait; `None` for an exclusive request.
    message: Option<u64>,
    target: AnyRef,
    /// Whether the target handles what it was sent also while it waits for an exclusive request.
    reentrant: bool,
}

/// Takes the edge of an ask back when the ask is over. One of several is enough for that.
#[derive(Clone)]
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

/// Notes that the actor that runs on this thread waits for an answer of `target`. `None` outside of actors. What it has
/// sent is `reentrant` if the target handles it also while it waits for an exclusive request.
///
/// # Errors
/// The circle, for people, if the answer could never come.
pub(crate) fn wait_for(target: AnyRef, reentrant: bool) -> Result<Option<Edge>, Arc<str>> {
    let Some(asker) = current::actor() else {
        return Ok(None);
    };
    let message = Some(asker.processed());
    add(asker, message, target, reentrant).map(Some)
}

/// Notes that `asker` handles no other messages before the answer of `target`, but those of `reentrant` handlers. What it
/// sends is `reentrant` in the sense of [`wait_for`].
///
/// # Errors
/// As for [`wait_for`].
pub(crate) fn wait_exclusively(
    asker: AnyRef,
    target: AnyRef,
    reentrant: bool,
) -> Result<Edge, Arc<str>> {
    add(asker, None, target, reentrant)
}

fn add(
    asker: AnyRef,
    message: Option<u64>,
    target: AnyRef,
    reentrant: bool,
) -> Result<Edge, Arc<str>> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    asker.base().asks().lock().push(Waits {
        id,
        message,
        target: target.clone(),
        reentrant,
    });
    let edge = Edge { asker, id };
    // Of two that add an edge and then look, at least one sees the edge of the other, also where that one has never asked
    // before and has no lock yet to meet at.
    fence(Ordering::SeqCst);
    match circle(&edge.asker, message.is_none(), target, reentrant) {
        None => Ok(edge),
        Some(circle) => Err(circle),
    }
}

/// An actor that is waited for, at the end of a way of edges.
struct Reached {
    actor: AnyRef,
    /// Whether the last message of the way is one that the actor handles while it waits for an exclusive request.
    reentrant: bool,
    /// The place of the one before it, so that the way can be told.
    before: usize,
}

impl Reached {
    /// The actors that this one waits for, and whether what they were sent is `reentrant`.
    fn waits_for(&self) -> Vec<(AnyRef, bool)> {
        let Some(asks) = self.actor.base().asks_if_any() else {
            return Vec::new();
        };
        // Under the lock, both: an edge that is seen here was added before, by the thread that handled its message, so that
        // what is read now is at least as new as the edge. Read before, the number could be the one of an earlier message,
        // and an edge that counts would be taken for one that was left lying.
        let asks = asks.lock();
        // One that is idle handles nothing: what its handlers asked was left lying.
        let message = (!self.actor.is_idle()).then(|| self.actor.processed());
        let now = asks.iter().filter(|waits| match waits.message {
            Some(began) => message == Some(began),
            None => !self.reentrant,
        });
        now.map(|waits| (waits.target.clone(), waits.reentrant))
            .collect()
    }

    /// Whether a way to `actor` leads no further than this one.
    fn covers(&self, actor: &AnyRef, reentrant: bool) -> bool {
        self.actor.uid() == actor.uid() && (!self.reentrant || reentrant)
    }
}

/// The way from `first` to `asker`, if there is one, as text. An asker that waits `exclusive` handles what is reentrant.
fn circle(asker: &AnyRef, exclusive: bool, first: AnyRef, reentrant: bool) -> Option<Arc<str>> {
    let mut seen = vec![Reached {
        actor: first,
        reentrant,
        before: usize::MAX,
    }];
    let mut next = 0;
    while let Some(reached) = seen.get(next) {
        if reached.actor.uid() == asker.uid() && !(exclusive && reached.reentrant) {
            return Some(told(asker, &seen, next));
        }
        for (actor, reentrant) in reached.waits_for() {
            let known = seen.iter().any(|reached| reached.covers(&actor, reentrant));
            if !known && seen.len() < CIRCLE_ACTORS {
                seen.push(Reached {
                    actor,
                    reentrant,
                    before: next,
                });
            }
        }
        next += 1;
    }
    None
}

fn told(asker: &AnyRef, seen: &[Reached], last: usize) -> Arc<str> {
    let mut way = Vec::new();
    let mut place = last;
    while let Some(reached) = seen.get(place) {
        way.push(reached.actor.path());
        place = reached.before;
    }
    let mut text = asker.path().to_string();
    for path in way.iter().rev() {
        // Writing into a string does not fail.
        let _ = write!(text, " → {path}");
    }
    text.into()
}
