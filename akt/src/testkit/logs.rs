//! What is logged on the thread of a test, for expectations. Only when a test asks for it: a subscriber of the test's own
//! would get nothing otherwise.

use std::fmt::{self, Write as _};
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::testkit::inbox::Inbox;
use crate::testkit::kit::TestKit;

/// One line of the log.
pub(super) struct Line {
    level: Level,
    text: String,
}

/// Takes what is logged.
pub(super) struct Capture(Arc<Inbox<Line>>);

impl Capture {
    pub(super) fn new() -> (Self, Arc<Inbox<Line>>) {
        let describe = |line: &Line| format!("{} {}", line.level, line.text);
        let inbox = Arc::new(Inbox::new("the log", describe));
        (Self(Arc::clone(&inbox)), inbox)
    }
}

impl Subscriber for Capture {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.push(Line {
            level: *event.metadata().level(),
            text: text.0,
        });
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The message and the fields as one text.
struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let gap = if self.0.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{gap}{value:?}"),
            name => write!(self.0, "{gap}{name}={value:?}"),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

impl TestKit {
    /// Expects a line of the log with this level whose text, message and fields as `name=value`, contains `part`: one that
    /// was not expected before, or one to come. Needs
    /// [`capture_logs`](crate::testkit::TestKitBuilder::capture_logs).
    ///
    /// # Panics
    /// When none comes, or logs are not captured.
    #[track_caller]
    #[allow(clippy::panic, reason = "this is how a test fails")]
    pub fn expect_log(&self, level: Level, part: &str) -> impl Future<Output = ()> {
        let (at, limit, part) = (Location::caller(), self.patience(), part.to_owned());
        async move {
            let Some(inbox) = &self.shared.logs else {
                panic!(
                    "logs are not captured: add `capture_logs` to the options of the test\n  at {at}"
                );
            };
            let fits = |line: &Line| line.level == level && line.text.contains(&part);
            if inbox.find(limit, fits).await.is_none() {
                let expected = format!("a line of {level} with `{part}`");
                inbox.fail(at, &expected, &Inbox::<Line>::nothing(limit));
            }
        }
    }
}
