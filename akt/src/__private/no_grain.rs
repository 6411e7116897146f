//! What `#[grain]` meets where the feature `cluster` is off: a trait that nobody can implement, and that says so.

use std::time::Duration;

/// Has the items of the true one, so that only one error is reported.
pub trait GrainSpec: FeatureCluster {
    /// See the true one.
    type Key;
    /// See the true one.
    const IDLE: Duration;
}

/// The feature `cluster` of akt.
#[diagnostic::on_unimplemented(
    message = "`#[grain]` needs the feature `cluster` of akt",
    label = "a grain",
    note = "write `features = [\"cluster\"]` beside `akt` in Cargo.toml"
)]
pub trait FeatureCluster {}
