//! The tokio runtime of `#[akt::main]`.

use std::future::Future;

/// Runs `main` on a new multi-threaded tokio runtime, one worker thread a core, with I/O and timers.
///
/// # Panics
/// When the operating system refuses the threads or the poll of a runtime.
#[allow(
    clippy::panic,
    reason = "a main function without a runtime has nobody to return an error to"
)]
pub fn block_on<F: Future>(main: F) -> F::Output {
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime.block_on(main),
        Err(error) => panic!("the tokio runtime could not start: {error}"),
    }
}
