//! Shared parts of the tests.

pub mod ledger;
pub mod nodes;

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

/// Looks at a future once; whether it waits for something.
pub async fn is_pending<F: Future + Unpin>(future: &mut F) -> bool {
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *future).poll(cx).is_pending())).await
}
