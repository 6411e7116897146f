//! Dead letters, events and lines of the log: what expectations find, and with what text they fail.

use std::time::Duration;

use akt::actor::{DeadLetterReason, Lifecycle};
use akt::prelude::*;
use akt::testkit::{self, TestKit};
use tracing::Level;

use super::{assert_says, failure, failure_with, later};

#[actor]
struct Clerk;

#[handlers]
impl Clerk {
    #[handler]
    pub fn file(&self, number: u32) {
        tracing::warn!(number, "filed");
    }

    #[handler]
    pub fn nothing(&self) {}
}

#[derive(Debug, Clone, PartialEq)]
struct Filed(u32);

async fn ended(kit: &TestKit, name: &str) -> ClerkRef {
    let clerk = kit.spawn(Clerk).name(name).await.unwrap();
    clerk.stop();
    kit.expect_terminated(&clerk).await;
    clerk
}

#[test]
fn dead_letters_are_found_by_what_is_known_of_them() {
    testkit::run(async |kit| {
        let (one, two) = (ended(&kit, "one").await, ended(&kit, "two").await);
        one.file(1).tell().unwrap_err();
        two.nothing().tell().unwrap_err();
        two.file(2).tell().unwrap_err();
        let letter = kit.expect_dead_letter().method("file").to(&two).await;
        assert_eq!(letter.path.name(), "two");
        let stopped = DeadLetterReason::Stopped;
        assert_eq!(
            kit.expect_dead_letter().reason(stopped).await.path.name(),
            "one"
        );
        assert_eq!(kit.expect_dead_letter().await.method, "nothing");
        let gone = two.clone();
        let sent = crate::support::task(async move {
            later(Duration::from_secs(60)).await;
            gone.file(3).tell().unwrap_err();
        });
        kit.expect_dead_letter()
            .within(Duration::from_secs(61))
            .await;
        sent.await;
    });
}

#[test]
fn a_dead_letter_that_does_not_come_is_told_with_those_that_did() {
    let text = failure(async |kit| {
        let one = ended(&kit, "one").await;
        one.file(1).tell().unwrap_err();
        kit.expect_dead_letter()
            .method("nothing")
            .to(&one)
            .reason(DeadLetterReason::Stopped)
            .await;
    });
    assert_says(
        &text,
        &[
            "expected one of `nothing` for /user/one (the actor had stopped), got nothing within 3s",
            "testkit/events.rs:",
            "not looked at: `file` for /user/one (the actor had stopped)",
        ],
    );
}

#[test]
fn dead_letters_can_be_ruled_out() {
    testkit::run(async |kit| {
        let one = ended(&kit, "one").await;
        one.file(1).tell().unwrap_err();
        let clerk = kit.spawn(Clerk).await.unwrap();
        let output = kit.expect_no_dead_letters(clerk.nothing()).await;
        assert_eq!(output, Ok(()));
    });
    let text = failure(async |kit| {
        let one = ended(&kit, "one").await;
        kit.expect_no_dead_letters(async {
            one.file(1).tell().unwrap_err();
        })
        .await;
    });
    assert_says(&text, &["expected none, got 1", "`file` for /user/one"]);
}

#[test]
fn events_are_kept_until_they_are_expected() {
    testkit::run(async |kit| {
        kit.keep_events::<Filed>();
        for number in 1..4 {
            kit.system().events().publish(Filed(number));
        }
        let two = kit.expect_event(|event: &Filed| event.0 > 1).await;
        assert_eq!(two, Filed(2));
        kit.expect_event(|event: &Filed| event.0 == 1).await;
        ended(&kit, "one").await;
        let stopped = kit.expect_event(|event| matches!(event, Lifecycle::Stopped { .. }));
        assert_eq!(stopped.await.path().name(), "one");
        let started = kit.expect_event(|event| matches!(event, Lifecycle::Started { .. }));
        assert_eq!(started.await.path().name(), "one");
    });
    let text = failure(async |kit| {
        kit.keep_events::<Filed>();
        kit.system().events().publish(Filed(1));
        kit.expect_event(|event: &Filed| event.0 > 1).await;
    });
    assert_says(&text, &["the events `Filed`: expected one that matches"]);
    assert_says(&text, &["got nothing within 3s", "not looked at: Filed(1)"]);
}

#[test]
fn lines_of_the_log_are_expected_by_level_and_text() {
    let builder = TestKit::builder().capture_logs();
    builder.run(async |kit| {
        let clerk = kit.spawn(Clerk).await.unwrap();
        clerk.file(7).tell().unwrap();
        kit.expect_log(Level::WARN, "filed number=7").await;
    });
    let text = failure_with(&builder, async |kit| {
        let clerk = kit.spawn(Clerk).await.unwrap();
        clerk.file(7).await.unwrap();
        kit.expect_log(Level::ERROR, "filed").await;
    });
    assert_says(&text, &["the log: expected a line of ERROR with `filed`"]);
    assert_says(&text, &["not looked at: ", "WARN filed number=7"]);
    let text = failure(async |kit| kit.expect_log(Level::ERROR, "filed").await);
    assert_says(&text, &["logs are not captured"]);
}
