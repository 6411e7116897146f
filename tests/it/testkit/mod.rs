//! The test kit: each thing that it promises, and that each expectation fails with a text that helps.

mod events;
mod order;
mod probes;
mod running;
mod serialise;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use akt::testkit::{TestKit, TestKitBuilder};

/// The text with which a test fails.
fn failure_with(builder: &TestKitBuilder, test: impl AsyncFnOnce(TestKit)) -> String {
    let outcome = catch_unwind(AssertUnwindSafe(|| builder.run(test)));
    let payload = outcome.expect_err("the test was to fail");
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(_) => panic!("the test failed without a text"),
    }
}

/// As [`failure_with`], with the default options.
fn failure(test: impl AsyncFnOnce(TestKit)) -> String {
    failure_with(&TestKit::builder(), test)
}

/// Fails unless `text` holds each of `parts`, in this order.
fn assert_says(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else {
            panic!("`{part}` is not where it should be in:\n{text}");
        };
        rest = behind;
    }
}

/// Ready when so much virtual time has passed.
async fn later(duration: Duration) {
    // Its time is over when nothing happens.
    let _ = tokio::time::timeout(duration, std::future::pending::<()>()).await;
}
