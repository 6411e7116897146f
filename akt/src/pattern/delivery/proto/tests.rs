//! Single rules of producer and consumer, one at a time; what other tests of them are made of.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::frame::{Answer, Body, Part, Report, What};
use super::ranges::Ranges;
use super::{Consumer, Event, Intake, Outcome, Producer, Session, ToConsumer, ToProducer, cut};
use crate::base::backoff::Backoff;
use crate::base::time::{self, Instant};

const RESEND: Duration = Duration::from_millis(500);
const RETRY: Duration = Duration::from_millis(100);

pub(super) type Sent = ToConsumer<&'static str>;

pub(super) fn producer(next: u64) -> Producer<&'static str> {
    let session = Session {
        session: 5,
        log: 9,
        next,
    };
    Producer::new(session, Backoff::exponential(RESEND, RESEND * 4))
}

pub(super) fn intake(window: u64) -> Intake<&'static str> {
    Intake {
        window,
        in_flight: 1,
        attempts: 2,
        retry: Backoff::fixed(RETRY),
        message_bytes: 20,
        buffer_bytes: 20,
        parts: 8,
        join: Some(|parts| match parts.concat().as_slice() {
            b"broken" => Err("it is broken".to_owned()),
            _ => Ok("joined"),
        }),
    }
}

pub(super) fn consumer() -> Consumer<&'static str> {
    Consumer::new(1, intake(4))
}

pub(super) fn frame(session: u64, log: u64, base: u64, what: What<&'static str>) -> Sent {
    ToConsumer {
        session,
        log,
        base,
        what,
    }
}

pub(super) fn message(seq: u64, text: &'static str) -> Sent {
    let body = Body::Whole(text);
    frame(5, 9, 1, What::Message { seq, body })
}

pub(super) fn part(seq: u64, index: u32, count: u32, bytes: &'static [u8]) -> Sent {
    let bytes = Bytes::from_static(bytes);
    let body = Body::Part(Part {
        index,
        count,
        bytes,
    });
    frame(5, 9, 1, What::Message { seq, body })
}

/// Gives a consumer a frame of a session that is taken as all of these are.
pub(super) fn hear(consumer: &mut Consumer<&'static str>, frame: Sent) {
    consumer.handle_frame(frame, Some(intake(4)));
}

pub(super) fn sent(producer: &mut Producer<&'static str>, now: Instant) -> Vec<What<&'static str>> {
    std::iter::from_fn(|| producer.poll_transmit(now))
        .map(|frame| frame.what)
        .collect()
}

pub(super) fn numbers(frames: &[What<&'static str>]) -> Vec<u64> {
    let number = |what: &What<&'static str>| match what {
        What::Message { seq, .. } => Some(*seq),
        What::Probe | What::Goodbye => None,
    };
    frames.iter().filter_map(number).collect()
}

pub(super) fn report(life: u64, serial: u64, confirmed: u64, credit: u64) -> Report {
    Report {
        life,
        serial,
        confirmed,
        done: Ranges::default(),
        held: Ranges::default(),
        partial: None,
        rejected: Vec::new(),
        credit,
    }
}

pub(super) fn answer(what: Answer) -> ToProducer {
    let (session, log) = (5, 9);
    ToProducer { session, log, what }
}

pub(super) fn tell(producer: &mut Producer<&'static str>, now: Instant, report: Report) {
    let what = Answer::Report(report);
    producer.handle_frame(now, answer(what));
}

pub(super) fn last_report(consumer: &mut Consumer<&'static str>) -> Report {
    let answers = std::iter::from_fn(|| consumer.poll_transmit());
    let reports = answers.filter_map(|answer| match answer.what {
        Answer::Report(report) => Some(report),
        Answer::Fenced { .. } | Answer::Gone => None,
    });
    reports.last().expect("a report")
}

/// A producer with three messages on their way.
pub(super) fn three_sent(now: Instant) -> Producer<&'static str> {
    let mut producer = producer(1);
    for text in ["a", "b", "c"] {
        producer.offer(text, None);
    }
    assert_eq!(
        sent(&mut producer, now),
        [What::Probe],
        "no credit, no message"
    );
    tell(&mut producer, now, report(1, 1, 0, 10));
    assert_eq!(numbers(&sent(&mut producer, now)), [1, 2, 3]);
    producer
}

#[test]
fn credit_lets_many_messages_go_without_a_round_trip_each() {
    let now = time::now();
    let mut producer = producer(1);
    for text in ["a", "b", "c", "d"] {
        producer.offer(text, None);
    }
    tell(&mut producer, now, report(1, 1, 0, 3));
    assert_eq!(numbers(&sent(&mut producer, now)), [1, 2, 3]);
    tell(&mut producer, now, report(1, 2, 1, 4));
    assert_eq!(numbers(&sent(&mut producer, now)), [4]);
}

#[test]
fn what_is_lost_between_others_is_sent_again_at_once_and_once() {
    let now = time::now();
    let mut producer = three_sent(now);
    let held = Ranges::ascending([1, 3]);
    let gap = |serial| Report {
        held: held.clone(),
        ..report(1, serial, 0, 10)
    };
    tell(&mut producer, now, gap(2));
    assert_eq!(numbers(&sent(&mut producer, now)), [2]);
    tell(&mut producer, now, gap(3));
    assert_eq!(sent(&mut producer, now), []);
}

#[test]
fn what_stays_unanswered_is_sent_again_ever_more_rarely() {
    let now = time::now();
    let mut producer = three_sent(now);
    let held = Ranges::ascending([1]);
    tell(
        &mut producer,
        now,
        Report {
            held,
            ..report(1, 2, 0, 10)
        },
    );
    let first = producer.poll_timeout().expect("a timer runs");
    assert_eq!(first, now + RESEND);
    producer.handle_timeout(first);
    assert_eq!(numbers(&sent(&mut producer, first)), [2, 3], "1 is there");
    let second = producer.poll_timeout().expect("a timer runs");
    assert_eq!(second, first + 2 * RESEND);
}

#[test]
fn when_all_is_there_the_timer_only_asks() {
    let now = time::now();
    let mut producer = three_sent(now);
    let held = Ranges::ascending(1..=3);
    tell(
        &mut producer,
        now,
        Report {
            held,
            ..report(1, 2, 0, 10)
        },
    );
    producer.handle_timeout(now + RESEND);
    assert_eq!(sent(&mut producer, now + RESEND), [What::Probe]);
}

#[test]
fn nothing_unconfirmed_means_no_timer() {
    let now = time::now();
    let mut producer = three_sent(now);
    tell(&mut producer, now, report(1, 2, 3, 10));
    assert_eq!(producer.poll_timeout(), None);
    for seq in 1..=3 {
        assert_eq!(producer.poll_event(), Some(Event::Confirmed { seq }));
    }
    assert_eq!((producer.poll_event(), producer.kept()), (None, 0));
}

#[test]
fn a_consumer_that_lost_its_memory_gets_everything_again() {
    let now = time::now();
    let mut producer = three_sent(now);
    let done = Ranges::ascending([2]);
    tell(
        &mut producer,
        now,
        Report {
            done,
            ..report(1, 2, 0, 10)
        },
    );
    tell(&mut producer, now, report(2, 1, 0, 10));
    let again = sent(&mut producer, now);
    assert_eq!(numbers(&again), [1, 2, 3]);
    let skipped = What::Message {
        seq: 2,
        body: Body::Skip,
    };
    assert_eq!(again[1], skipped, "2 was confirmed: its number is enough");
    tell(&mut producer, now, report(1, 3, 3, 10));
    assert_eq!(
        producer.kept(),
        3,
        "what the dead one said late is not heard"
    );
}

#[test]
fn a_report_that_comes_late_changes_nothing() {
    let now = time::now();
    let mut producer = three_sent(now);
    tell(&mut producer, now, report(1, 5, 2, 10));
    tell(&mut producer, now, report(1, 4, 3, 10));
    assert_eq!(producer.kept(), 1);
}

#[test]
fn a_consumer_that_knows_more_than_the_queue_ends_the_session() {
    let now = time::now();
    let mut producer = three_sent(now);
    tell(&mut producer, now, report(1, 2, 4, 10));
    assert_eq!(producer.poll_event(), Some(Event::Behind { seen: 4 }));
    assert!(producer.is_ended() && producer.poll_event().is_none());
}

#[test]
fn a_fenced_producer_falls_silent() {
    let now = time::now();
    let mut producer = three_sent(now);
    let what = Answer::Fenced { by: 6 };
    producer.handle_frame(now, answer(what));
    assert_eq!(producer.poll_event(), Some(Event::Fenced { by: 6 }));
    producer.offer("d", None);
    assert_eq!(sent(&mut producer, now), []);
    assert!(producer.is_ended() && producer.poll_timeout().is_none());
}

#[test]
fn messages_are_handed_out_in_order_and_once() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, message(2, "b"));
    assert!(consumer.poll_handing(now).is_none(), "1 is missing");
    hear(&mut consumer, message(1, "a"));
    hear(&mut consumer, message(1, "a"));
    for (seq, text) in [(1, "a"), (2, "b")] {
        let handing = consumer.poll_handing(now).expect("a message");
        assert_eq!((handing.seq, handing.payload), (seq, text));
        assert!(consumer.poll_handing(now).is_none(), "one at a time");
        consumer.handle_outcome(now, handing.ticket, Outcome::Confirmed);
        hear(&mut consumer, message(1, "a"));
    }
    assert!(consumer.poll_handing(now).is_none());
    assert_eq!(last_report(&mut consumer).confirmed, 2);
}

#[test]
fn a_failed_message_comes_again_before_the_next_one_and_is_given_up_in_the_end() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, message(1, "a"));
    hear(&mut consumer, message(2, "b"));
    let failed = || Outcome::Failed {
        reason: Arc::from("planned"),
    };
    let first = consumer.poll_handing(now).expect("a message");
    consumer.handle_outcome(now, first.ticket, failed());
    assert!(consumer.poll_handing(now).is_none(), "2 waits for 1");
    assert_eq!(consumer.poll_timeout(), Some(now + RETRY));
    let second = consumer.poll_handing(now + RETRY).expect("a message");
    assert_eq!((second.seq, second.attempt), (1, 2));
    consumer.handle_outcome(now, second.ticket, failed());
    let report = last_report(&mut consumer);
    assert_eq!((report.confirmed, report.rejected.len()), (1, 1));
    let next = consumer.poll_handing(now + RETRY).expect("a message");
    assert_eq!(next.seq, 2);
    hear(&mut consumer, frame(5, 9, 2, What::Probe));
    assert!(
        last_report(&mut consumer).rejected.is_empty(),
        "the producer knows"
    );
}

#[test]
fn what_surely_was_not_handled_costs_no_attempt() {
    let mut now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, message(1, "a"));
    for _ in 0..10 {
        let handing = consumer.poll_handing(now).expect("a message");
        assert_eq!(handing.attempt, 1);
        consumer.handle_outcome(now, handing.ticket, Outcome::NotHandled);
        now += RETRY;
    }
}

#[test]
fn what_is_beyond_the_window_is_not_kept() {
    let mut consumer = consumer();
    for seq in (1..=100).rev() {
        hear(&mut consumer, message(seq, "x"));
    }
    assert_eq!(consumer.kept(), 4);
    assert_eq!(last_report(&mut consumer).credit, 4);
}

#[test]
fn hostile_numbers_change_nothing() {
    let now = time::now();
    let mut consumer = consumer();
    let probe = || What::Probe;
    for base in [0, u64::MAX, u64::MAX / 2 + 1] {
        hear(&mut consumer, frame(5, 9, base, probe()));
    }
    for seq in [0, u64::MAX] {
        hear(&mut consumer, message(seq, "x"));
    }
    assert_eq!(consumer.kept(), 0);
    hear(&mut consumer, part(1, 3, 2, b"x"));
    hear(&mut consumer, part(2, 0, u32::MAX, b"x"));
    let rejected = last_report(&mut consumer).rejected;
    assert_eq!(rejected.len(), 1, "it has too many parts");
    let mut producer = three_sent(now);
    let wild = Report {
        done: Ranges::ascending([u64::MAX]),
        held: Ranges::ascending([0, u64::MAX]),
        ..report(1, 2, 0, u64::MAX)
    };
    tell(&mut producer, now, wild);
    assert_eq!(producer.kept(), 3);
}

#[test]
fn bytes_are_cut_without_a_rest_or_with_one() {
    let bytes = Bytes::from_static(b"abcdef");
    assert_eq!(cut(&bytes, 3), ["abc", "def"]);
    assert_eq!(cut(&bytes, 4), ["abcd", "ef"]);
    assert_eq!(cut(&bytes, 6), ["abcdef"]);
    assert!(cut(&Bytes::new(), 4).is_empty());
}
