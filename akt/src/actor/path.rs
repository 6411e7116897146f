//! Where an actor is in the tree of its system.

use std::fmt;
use std::sync::Arc;

use crate::base::limits::NAME_BYTES_MAX;

/// The place of an actor in its system's tree, as text: `/user/bank/teller`.
///
/// Named actors keep their path over restarts; a path can be taken again when its actor has ended, so the
/// identity of an actor is its path and its incarnation (`ActorRef::uid`). An actor without a name appears as
/// `$` and its incarnation in base 36.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorPath(Arc<str>);

impl ActorPath {
    /// The root under which all actors of users stand.
    pub(crate) const USER: &'static str = "/user";

    pub(crate) fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: the actor's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The path of the actor that a lookup by `name` means: a path as it is, a bare name under `/user`.
    pub(crate) fn resolve(name: &str) -> String {
        if name.starts_with('/') {
            name.to_owned()
        } else {
            format!("{}/{name}", Self::USER)
        }
    }

    pub(crate) fn is_valid_name(name: &str) -> bool {
        !name.is_empty()
            && name.len() <= NAME_BYTES_MAX
            && !name
                .chars()
                .any(|char| char == '/' || char == '$' || char.is_control())
    }
}

impl fmt::Display for ActorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ActorPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
