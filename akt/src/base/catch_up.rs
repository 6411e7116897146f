//! What becomes of the moments of an interval that were missed.

/// What becomes of the moments of an interval that were missed, because the machine slept or a handler took longer than
/// the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum CatchUp {
    /// One for all of them; then the interval goes on in its old rhythm.
    #[default]
    Skip,
    /// One for each of them, one right after the other, but for no more than `max` together.
    Each {
        /// 1 to [`SCHEDULE_CATCH_UP_MAX`](crate::base::limits::SCHEDULE_CATCH_UP_MAX); what is outside is taken for the
        /// nearest.
        max: u32,
    },
}
