//! Doing something when an actor has ended, for services that hold something for it.

use crate::actor::Ended;
use crate::dispatch::task;
use crate::system::ActorSystem;

/// Runs its closure when it is dropped.
struct Finally<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Drop for Finally<F> {
    fn drop(&mut self) {
        if let Some(act) = self.0.take() {
            act();
        }
    }
}

/// Runs `act` once when the actor has ended, or when the runtime ends before that.
pub(super) fn when_ended(
    runtime: &task::Handle,
    ended: Ended,
    act: impl FnOnce() + Send + 'static,
) -> task::AbortHandle {
    let finally = Finally(Some(act));
    let wait = async move {
        let _finally = finally;
        ended.await;
    };
    task::spawn_on(runtime, wait).abort_handle()
}

impl ActorSystem {
    /// Runs `act` once when the actor has ended, or when the runtime of the system ends before that. Aborting the task
    /// runs it as well.
    pub(crate) fn when_ended(
        &self,
        ended: Ended,
        act: impl FnOnce() + Send + 'static,
    ) -> task::AbortHandle {
        when_ended(&self.core.runtime, ended, act)
    }
}
