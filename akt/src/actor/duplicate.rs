//! How generated code copies a message for several receivers, without asking users for `Clone`.
//!
//! Whether an argument can be cloned is decided where the code of the actor is compiled, for each argument by itself:
//! [`CloneProbe::copy`] is a method of the probe where its type is `Clone`, and rustc prefers such a method to
//! the one of the trait [`NotClone`], which is there for every type. Of a generic parameter rustc knows what its bounds
//! say: without `Clone` among them it counts as one that cannot be cloned.

use crate::actor::{MessageContext, Protocol, Reply};

/// An argument of a message, of which a copy is asked for.
#[derive(Debug)]
pub struct CloneProbe<'a, T>(pub &'a T);

impl<T: Clone> CloneProbe<'_, T> {
    /// A copy of the argument.
    #[must_use]
    #[allow(
        clippy::unnecessary_wraps,
        reason = "the method of types without a copy has the same form"
    )]
    pub fn copy(&self) -> Option<T> {
        Some(self.0.clone())
    }
}

/// The reply of a message, of which a second one is asked for. A type that cannot be sent is reported where it is
/// declared; here it is nothing that rustc would have to report once more.
#[derive(Debug)]
pub struct SplitProbe<'a, T, E>(pub &'a mut Reply<T, E>);

impl<T: Send + 'static, E: Send + 'static> SplitProbe<'_, T, E> {
    /// A second reply to the same asker: see [`Reply::split`].
    #[must_use]
    #[allow(
        clippy::unnecessary_wraps,
        reason = "the method of types that cannot be sent has the same form"
    )]
    pub fn copy(self) -> Option<Reply<T, E>> {
        Some(self.0.split())
    }
}

/// What a probe of a type that is not `Clone` says. Generated code has the trait in scope.
pub trait NotClone<T> {
    /// No copy.
    fn copy(&self) -> Option<T> {
        None
    }
}

impl<T> NotClone<T> for CloneProbe<'_, T> {}
impl<T, E> NotClone<Reply<T, E>> for SplitProbe<'_, T, E> {}

/// [`Protocol::duplicate`] of a message with a context, which both then have.
pub fn duplicate_carried<P: Protocol>(carried: &mut (P, Box<MessageContext>)) -> Option<P> {
    let (message, context) = carried;
    let copy = message.duplicate()?;
    Some(copy.carry(context.clone()))
}
