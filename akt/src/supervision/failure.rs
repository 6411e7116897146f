//! What went wrong in an actor.

use std::any::Any;
use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::base::panic::discard;

/// Why an actor failed, as its supervision sees it.
///
/// `E` is the actor's own error type, `#[actor(fails = E)]`; an actor without one has [`Infallible`]. A decider that
/// matches on it is checked by the compiler: a new way to fail is a compile error until somebody decides about it.
///
/// Cheap to clone: all clones share what the actor failed with.
#[derive(Debug)]
pub enum Failure<E = Infallible> {
    /// A handler, hook, timer or callback panicked.
    Panic(Panic),
    /// The actor called `ctx.fail(error)` with its own error type.
    Error(Arc<E>),
    /// The actor called `ctx.fail(error)` with an error of another type.
    Other(Arc<dyn Error + Send + Sync>),
    /// The start hook returned an error or took too long, when the actor was restarted.
    Start(Arc<dyn Error + Send + Sync>),
    /// A child escalated its failure to this actor.
    Child(Arc<ChildFailure>),
}

/// The failure of a child, which its supervision did not want to decide about.
#[derive(Debug)]
#[non_exhaustive]
pub struct ChildFailure {
    /// The path of the child.
    pub path: Arc<str>,
    /// Its incarnation.
    pub uid: u64,
    /// What happened to it.
    pub failure: Failure,
}

/// A caught panic: its text, and its payload as it was thrown.
#[derive(Clone)]
pub struct Panic {
    text: Arc<str>,
    payload: Arc<Payload>,
}

/// A payload may be any value; a lock makes it shareable.
struct Payload(Mutex<Option<Box<dyn Any + Send>>>);

impl Drop for Payload {
    fn drop(&mut self) {
        let payload = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        // A payload is a value of a user: its drop may panic.
        if let Some(payload) = payload.take() {
            discard(payload);
        }
    }
}

impl Panic {
    /// The text of the panic, if it had one.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A copy of the payload, if it is a `T`: what was given to [`std::panic::panic_any`].
    #[must_use]
    pub fn payload<T: Any + Clone>(&self) -> Option<T> {
        let payload = self.payload.0.lock();
        let payload = payload.unwrap_or_else(PoisonError::into_inner);
        payload.as_ref()?.downcast_ref::<T>().cloned()
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panic").field(&self.text).finish()
    }
}

/// The failure of a start hook that was not through in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hook was not through after {0:?}; give it more time, or do the slow part later")]
pub struct HookTimeout(pub Duration);

impl<E> Failure<E> {
    /// The failure of a caught panic.
    pub(crate) fn from_panic(payload: Box<dyn Any + Send>) -> Self {
        let text = payload
            .downcast_ref::<&'static str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("a panic without text")
            .into();
        Self::Panic(Panic {
            text,
            payload: Arc::new(Payload(Mutex::new(Some(payload)))),
        })
    }

    /// The actor's own error, if it failed with one.
    #[must_use]
    pub fn error(&self) -> Option<&E> {
        match self {
            Self::Error(error) => Some(error),
            Self::Panic(_) | Self::Other(_) | Self::Start(_) | Self::Child(_) => None,
        }
    }
}

impl<E: Error + Send + Sync + 'static> Failure<E> {
    /// The failure of `ctx.fail(error)`.
    pub(crate) fn from_error(error: Box<dyn Error + Send + Sync>) -> Self {
        match error.downcast::<E>() {
            Ok(own) => Self::Error(Arc::from(own)),
            Err(other) => Self::Other(Arc::from(other)),
        }
    }

    /// The same failure without the actor's own type.
    #[must_use]
    pub fn erased(&self) -> Failure {
        match self {
            Self::Panic(panic) => Failure::Panic(panic.clone()),
            Self::Error(error) => {
                let error: Arc<dyn Error + Send + Sync> = Arc::<E>::clone(error);
                Failure::Other(error)
            }
            Self::Other(error) => Failure::Other(Arc::clone(error)),
            Self::Start(error) => Failure::Start(Arc::clone(error)),
            Self::Child(child) => Failure::Child(Arc::clone(child)),
        }
    }
}

impl<E> Clone for Failure<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Panic(panic) => Self::Panic(panic.clone()),
            Self::Error(error) => Self::Error(Arc::clone(error)),
            Self::Other(error) => Self::Other(Arc::clone(error)),
            Self::Start(error) => Self::Start(Arc::clone(error)),
            Self::Child(child) => Self::Child(Arc::clone(child)),
        }
    }
}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic(panic) => write!(f, "panicked: {}", panic.text),
            Self::Error(error) => write!(f, "failed: {error}"),
            Self::Other(error) => write!(f, "failed: {error}"),
            Self::Start(error) => write!(f, "could not start again: {error}"),
            Self::Child(child) => write!(f, "its child {} {}", child.path, child.failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::Failure;

    #[derive(Debug, PartialEq)]
    struct Own(u32);
    impl fmt::Display for Own {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "own {}", self.0)
        }
    }
    impl std::error::Error for Own {}

    #[test]
    fn an_error_of_the_actors_own_type_is_told_from_others() {
        let own = Failure::<Own>::from_error(Box::new(Own(7)));
        assert_eq!(own.error(), Some(&Own(7)));
        assert_eq!(own.erased().to_string(), "failed: own 7");
        let other = Failure::<Own>::from_error("text".into());
        assert_eq!(other.error(), None);
        assert_eq!(other.to_string(), "failed: text");
    }

    #[test]
    fn the_payload_of_a_panic_is_kept() {
        let Failure::Panic(panic) = Failure::<Own>::from_panic(Box::new(42_u64)) else {
            unreachable!("a panic");
        };
        assert_eq!(panic.payload::<u64>(), Some(42));
        assert_eq!(panic.payload::<u32>(), None);
        assert_eq!(panic.text(), "a panic without text");
    }

    #[test]
    fn a_payload_that_panics_when_dropped_goes_no_further() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                std::panic::panic_any("planned: a payload was dropped");
            }
        }
        drop(Failure::<Own>::from_panic(Box::new(Bomb)));
    }
}
