//! The end of a system: phases in order, hooks in each, and the actors in the middle.
//!
//! Messaging works until the phase in which the actors stop: whoever must say goodbye to others does so before,
//! connections close after. One task runs the whole of it, whoever asked and however often.
//!
//! | file | holds |
//! |---|---|
//! | `phase.rs` | [`Phase`], [`PhaseSpec`] and why one is refused |
//! | `plan/` | the order of the phases, and the hooks that wait for theirs; pure |
//! | `hook.rs` | [`ShutdownHook`]: one hook, tried as often as it says |
//! | `report.rs` | [`ShutdownReport`]: what was done |
//! | `run.rs` | the one run, and who waits for it |
//! | `handle.rs` | what `ActorSystem` offers of all this |
//! | `signals.rs` | the signals by which operators and orchestrators ask for it |

mod handle;
mod hook;
mod phase;
mod plan;
mod report;
mod run;
mod signals;

pub use hook::{OnFailure, ShutdownHook};
pub use phase::{Phase, PhaseError, PhaseSpec};
pub(super) use plan::Phases;
pub use report::{HookOutcome, HookReport, PhaseReport, ShutdownReport};
pub(super) use run::{Shutdown, begin};
pub use signals::SignalShutdown;
