//! The only place that starts tokio tasks and threads, so that every one of them is named and can be found.

use std::future::Future;
use std::io;

pub(crate) use tokio::runtime::Handle;
pub(crate) use tokio::task::{AbortHandle, JoinHandle};

/// A task that is dropped where it waits when this is dropped.
#[derive(Debug)]
pub(crate) struct TaskHandle(Option<AbortHandle>);

impl TaskHandle {
    /// Takes charge of a task.
    pub(crate) fn new<T>(task: &JoinHandle<T>) -> Self {
        Self(Some(task.abort_handle()))
    }

    /// Whether the task is over.
    pub(crate) fn is_over(&self) -> bool {
        self.0.as_ref().is_none_or(AbortHandle::is_finished)
    }

    /// Lets the task go on by itself.
    pub(crate) fn detach(mut self) {
        self.0 = None;
    }
}

impl Drop for TaskHandle {
    fn drop(&mut self) {
        if let Some(task) = &self.0 {
            task.abort();
        }
    }
}

/// Starts a tokio task on the current runtime.
///
/// # Panics
/// When there is no current tokio runtime; callers check that once, when a system starts.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that starts tasks"
)]
pub(crate) fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tokio::spawn(future)
}

/// Starts a tokio task on a runtime that need not be the current one.
#[allow(
    clippy::disallowed_methods,
    reason = "this is the one place that starts tasks"
)]
pub(crate) fn spawn_on<F>(runtime: &Handle, future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    runtime.spawn(future)
}

/// Runs `body` on a thread of the current runtime that may block.
///
/// # Panics
/// As [`spawn`].
pub(crate) fn spawn_blocking<T: Send + 'static>(
    body: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    tokio::task::spawn_blocking(body)
}

/// Starts an operating-system thread.
pub(crate) fn spawn_thread<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<std::thread::JoinHandle<T>> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
}
