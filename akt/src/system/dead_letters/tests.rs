//! What of a flood of dead letters is logged.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::{DeadLetterLog, Office};
use crate::actor::{ActorPath, DeadLetter, DeadLetterReason};
use crate::base::time;
use crate::dispatch::task;
use crate::system::events::EventStream;

type Lines = Arc<Mutex<Vec<(Level, String)>>>;

/// Notes the events of the thread.
struct Capture(Lines);

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if matches!(field.name(), "message" | "suppressed") {
            self.0 = format!("{}{value:?} ", self.0);
        }
    }
}

impl Subscriber for Capture {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().contains("dead_letters")
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut text = Text(String::new());
        event.record(&mut text);
        self.0.lock().push((*event.metadata().level(), text.0));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn letter() -> DeadLetter {
    let path = ActorPath::new("/user/it");
    DeadLetter::new(path, 1, "method", DeadLetterReason::Stopped)
}

/// Runs `body` with an office, under virtual time, and gives what was logged.
fn logged(options: DeadLetterLog, body: impl AsyncFnOnce(&Office)) -> Vec<(Level, String)> {
    let lines = Lines::default();
    let capture = Capture(Arc::clone(&lines));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    tracing::subscriber::with_default(capture, || {
        runtime.block_on(async {
            let runtime = task::Handle::current();
            let events = EventStream::new(runtime.clone());
            body(&Office::new(options, &events, runtime)).await;
        });
    });
    let lines = lines.lock();
    lines.clone()
}

/// Virtual time goes on.
async fn passes(time: Duration) {
    time::within(time, std::future::pending::<()>()).await;
}

fn flood(office: &Office, count: usize) {
    for _ in 0..count {
        office.post(letter());
    }
}

#[test]
fn a_flood_is_logged_in_part_and_the_rest_is_counted() {
    let log = DeadLetterLog::at(Level::INFO).per_second(2);
    let lines = logged(log, async |office| {
        flood(office, 7);
        passes(Duration::from_millis(1500)).await;
        flood(office, 1);
        passes(Duration::from_secs(5)).await;
        assert_eq!(office.total(), 8);
    });
    let one = (Level::INFO, "dead letter ".to_owned());
    let rest = (Level::INFO, "more dead letters 5 ".to_owned());
    let sorted = |mut line: (Level, String)| {
        let mut words: Vec<&str> = line.1.split_whitespace().collect();
        words.sort_unstable();
        line.1 = words.join(" ");
        line
    };
    let expected = [one.clone(), one.clone(), rest, one].map(sorted);
    assert_eq!(lines.into_iter().map(sorted).collect::<Vec<_>>(), expected);
}

#[test]
fn what_was_only_counted_is_told_at_the_end() {
    let log = DeadLetterLog::default().per_second(0);
    let lines = logged(log, async |office| {
        flood(office, 3);
        office.finish();
        office.finish();
    });
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0].0, Level::WARN);
    assert!(lines[0].1.contains('3'), "{lines:?}");
}

#[test]
fn what_an_orderly_end_leaves_over_is_no_warning() {
    let lines = logged(DeadLetterLog::default(), async |office| {
        flood(office, 1);
        office.expect();
        flood(office, 1);
    });
    let levels: Vec<Level> = lines.iter().map(|line| line.0).collect();
    assert_eq!(levels, [Level::WARN, Level::DEBUG]);
}

#[test]
fn nothing_is_logged_when_the_log_is_off() {
    let lines = logged(DeadLetterLog::off(), async |office| {
        flood(office, 30);
        office.finish();
        assert_eq!(office.total(), 30);
    });
    assert_eq!(lines, []);
}
