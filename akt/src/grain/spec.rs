//! What makes an actor a grain: a key, and how long it may stay in memory unused.

use std::fmt;
use std::time::Duration;

use crate::actor::{Actor, Ctx, WireProtocol};
use crate::wire::GrainKey;

/// What `#[grain]` says about a struct, beyond what makes it an actor.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no grain",
    label = "not declared as a grain",
    note = "put `#[grain(key = …)]` on the struct and `#[handlers]` on its `impl` block"
)]
pub trait GrainSpec: Actor<Protocol: WireProtocol> + GrainState {
    /// What tells one grain of this kind from another.
    type Key: GrainKey;
    /// How long an activation may be without messages before it leaves memory.
    const IDLE: Duration;
}

/// A struct that can be made from nothing, as an activation begins. Implemented for everything that is `Default`.
#[diagnostic::on_unimplemented(
    message = "a grain begins with `Default::default()`, and `{Self}` is not `Default`",
    label = "needs `#[derive(Default)]`",
    note = "load what the grain knows in its `#[on(start)]` hook; `ctx.key()` says which grain it is"
)]
pub trait GrainState {
    /// The state before the start hook. It is made while calls of the same grain wait for it, so it must not wait itself,
    /// nor call grains: both belong into the start hook.
    #[must_use]
    fn fresh() -> Self;
}

impl<T: Default> GrainState for T {
    fn fresh() -> Self {
        Self::default()
    }
}

impl<G: GrainSpec> Ctx<G> {
    /// The key of this grain.
    ///
    /// # Panics
    /// When the grain was spawned as an ordinary actor, which has no key.
    #[must_use]
    pub fn key(&self) -> &G::Key {
        self.try_key()
            .expect("a grain has a key when it is reached by `system.grain(key)`, not by `spawn`")
    }

    /// The key of this grain; `None` when it was spawned as an ordinary actor, as tests may do.
    #[must_use]
    pub fn try_key(&self) -> Option<&G::Key> {
        self.identity()
    }
}

/// A key as people read it.
pub(super) struct Shown<'a, K>(pub(super) &'a K);

impl<K: GrainKey> fmt::Display for Shown<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt_key(f)
    }
}
