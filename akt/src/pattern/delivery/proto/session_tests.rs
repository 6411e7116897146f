//! Sessions that follow each other, and messages in parts.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::frame::{Answer, Body, Part, Report, What};
use super::ranges::Ranges;
use super::tests::{
    answer, consumer, frame, hear, intake, last_report, message, numbers, part, producer, report,
    sent, tell, three_sent,
};
use super::{Consumer, Event, Intake, Outcome, Producer, Session, ToProducer, cut};
use crate::base::backoff::Backoff;
use crate::base::limits::DELIVERY_WINDOW_MAX;
use crate::base::time;

#[test]
fn an_old_session_is_refused_and_a_new_one_goes_on_with_the_same_log() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, message(1, "a"));
    let handing = consumer.poll_handing(now).expect("a message");
    // The next run of the producer takes over while the handler runs.
    hear(&mut consumer, frame(6, 9, 1, What::Probe));
    hear(&mut consumer, message(2, "b"));
    consumer.handle_outcome(now, handing.ticket, Outcome::Confirmed);
    let answers: Vec<_> = std::iter::from_fn(|| consumer.poll_transmit()).collect();
    assert_eq!(answers[0], answer(Answer::Fenced { by: 6 }));
    assert!(matches!(
        &answers[1],
        ToProducer { session: 6, what: Answer::Report(report), .. } if report.confirmed == 1
    ));
    assert_eq!(consumer.kept(), 0, "2 came from the old session");
}

#[test]
fn an_equal_session_of_another_log_is_refused_and_hears_so() {
    let mut consumer = consumer();
    hear(&mut consumer, message(1, "a"));
    hear(&mut consumer, frame(5, 10, 1, What::Probe));
    let refusal = consumer.poll_transmit().expect("an answer");
    assert_eq!((refusal.session, refusal.log), (5, 10));
    assert_eq!(refusal.what, Answer::Fenced { by: 5 });
    let report = consumer.poll_transmit().expect("a report");
    assert_eq!((report.session, report.log), (5, 9));
    let mut producer = three_sent(time::now());
    producer.handle_frame(time::now(), refusal);
    assert!(!producer.is_ended(), "it was for the other one");
}

#[test]
fn another_log_begins_anew() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, message(1, "a"));
    let old = consumer.poll_handing(now).expect("a message");
    let body = Body::Whole("other");
    hear(
        &mut consumer,
        frame(6, 10, 1, What::Message { seq: 1, body }),
    );
    assert!(consumer.poll_handing(now).is_none(), "the handler is busy");
    consumer.handle_outcome(now, old.ticket, Outcome::Confirmed);
    let new = consumer.poll_handing(now).expect("the other first message");
    assert_eq!((new.seq, new.payload), (1, "other"));
}

#[test]
fn the_outcome_of_another_log_confirms_nothing() {
    let now = time::now();
    let mut consumer = consumer();
    let in_flight = 2;
    let wide = Intake {
        in_flight,
        ..intake(4)
    };
    consumer.handle_frame(message(1, "a"), Some(wide));
    let old = consumer.poll_handing(now).expect("a message");
    let body = Body::Whole("other");
    let other = frame(6, 10, 1, What::Message { seq: 1, body });
    consumer.handle_frame(other, Some(wide));
    let new = consumer.poll_handing(now).expect("the other first message");
    consumer.handle_outcome(now, old.ticket, Outcome::Confirmed);
    assert_eq!(last_report(&mut consumer).confirmed, 0);
    consumer.handle_outcome(now, new.ticket, Outcome::Confirmed);
    assert_eq!(last_report(&mut consumer).confirmed, 1);
}

#[test]
fn parts_are_joined_in_any_order_and_only_what_is_missing_is_sent_again() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, part(1, 2, 3, b"c"));
    hear(&mut consumer, part(1, 0, 3, b"a"));
    let partial = last_report(&mut consumer).partial.expect("a beginning");
    assert_eq!((partial.seq, partial.missing.last()), (1, Some(1)));

    let mut producer = producer(1);
    producer.offer("abc", Some(cut(&Bytes::from_static(b"abc"), 1)));
    tell(&mut producer, now, report(1, 1, 0, 10));
    assert_eq!(numbers(&sent(&mut producer, now)), [1, 1, 1]);
    producer.offer("d", None);
    assert_eq!(numbers(&sent(&mut producer, now)), [2]);
    let told = Report {
        held: Ranges::ascending([2]),
        partial: Some(partial),
        ..report(1, 2, 0, 10)
    };
    tell(&mut producer, now, told);
    let again = sent(&mut producer, now);
    assert!(matches!(
        again.as_slice(),
        [What::Message {
            seq: 1,
            body: Body::Part(Part { index: 1, .. })
        }]
    ));

    hear(&mut consumer, part(1, 1, 3, b"b"));
    let handing = consumer.poll_handing(now).expect("the whole");
    assert_eq!(handing.payload, "joined");
}

#[test]
fn parts_that_are_too_many_too_large_or_broken_are_given_up() {
    let mut consumer = consumer();
    hear(
        &mut consumer,
        part(1, 0, 2, b"more than twenty bytes in a part"),
    );
    hear(&mut consumer, part(2, 0, 9, b"x"));
    hear(&mut consumer, part(3, 0, 2, b"bro"));
    hear(&mut consumer, part(3, 1, 2, b"ken"));
    let report = last_report(&mut consumer);
    assert_eq!(report.confirmed, 3);
    let reasons: Vec<_> = report.rejected.iter().map(|one| &*one.reason).collect();
    assert_eq!(
        reasons,
        [
            "it has more bytes than a message may have",
            "it has more parts than a message may have",
            "it is broken"
        ]
    );
}

#[test]
fn bytes_of_beginnings_are_bounded_and_the_next_message_still_gets_through() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, part(2, 0, 2, b"12345678901234567890"));
    hear(&mut consumer, part(3, 0, 2, b"x"));
    let report = last_report(&mut consumer);
    assert_eq!(report.partial.map(|partial| partial.seq), Some(2));
    assert_eq!(consumer.kept(), 1, "there is no room for 3");
    hear(&mut consumer, part(1, 0, 2, b"1234567890"));
    hear(&mut consumer, part(1, 1, 2, b"1234567890"));
    assert_eq!(consumer.poll_handing(now).map(|one| one.seq), Some(1));
}

#[test]
fn a_session_is_taken_as_it_wants_from_its_first_frame_on() {
    let mut consumer = consumer();
    hear(&mut consumer, part(1, 0, 2, b"a"));
    let whole = Intake {
        parts: 0,
        join: None,
        ..intake(4)
    };
    // The next run is connected and has not spoken: parts of this one are still taken.
    hear(&mut consumer, part(2, 0, 2, b"b"));
    assert!(last_report(&mut consumer).rejected.is_empty());
    consumer.handle_frame(frame(6, 9, 1, What::Probe), Some(whole));
    assert_eq!(consumer.kept(), 0, "its messages come as it sends them");
    for seq in 1..=2 {
        let body = Body::Whole("a");
        let again = frame(6, 9, 1, What::Message { seq, body });
        consumer.handle_frame(again, Some(whole));
        let handing = consumer.poll_handing(time::now()).expect("a message");
        assert_eq!((handing.seq, handing.payload), (seq, "a"));
        consumer.handle_outcome(time::now(), handing.ticket, Outcome::Confirmed);
    }
    assert!(last_report(&mut consumer).rejected.is_empty());
}

#[test]
fn a_session_that_nobody_knows_is_not_heard() {
    let mut consumer = consumer();
    hear(&mut consumer, message(1, "a"));
    consumer.handle_frame(frame(6, 9, 1, What::Probe), None);
    assert_eq!(consumer.producer(), Some((5, 9)));
    consumer.handle_frame(message(2, "b"), None);
    assert_eq!(consumer.kept(), 2, "this one is known already");
}

#[test]
fn parts_of_two_runs_never_make_one_message() {
    let now = time::now();
    let mut consumer = consumer();
    hear(&mut consumer, part(1, 0, 2, b"bro"));
    let other = |index, bytes: &'static [u8]| {
        let (count, bytes) = (2, Bytes::from_static(bytes));
        let body = Body::Part(Part {
            index,
            count,
            bytes,
        });
        frame(6, 9, 1, What::Message { seq: 1, body })
    };
    hear(&mut consumer, other(1, b"ken"));
    assert!(consumer.poll_handing(now).is_none(), "half of it is there");
    hear(&mut consumer, other(0, b"unbro"));
    assert_eq!(
        consumer.poll_handing(now).map(|one| one.payload),
        Some("joined")
    );
}

#[test]
fn a_queue_that_has_lost_messages_is_noticed_by_whatever_the_consumer_has() {
    let now = time::now();
    let none = || report(1, 1, 0, 10);
    let five = || Ranges::ascending([5]);
    let partial = last_partial();
    let told = [
        report(1, 1, 5, 10),
        Report {
            held: five(),
            ..none()
        },
        Report {
            done: five(),
            ..none()
        },
        Report { partial, ..none() },
    ];
    for told in told {
        let mut producer = producer(2);
        assert_eq!(sent(&mut producer, now), [What::Probe]);
        // However many are new here, the consumer cannot have had one of them.
        for _ in 0..10 {
            producer.offer("new", None);
        }
        tell(&mut producer, now, told);
        assert_eq!(producer.poll_event(), Some(Event::Behind { seen: 5 }));
        assert!(producer.is_ended() && producer.poll_event().is_none());
    }
}

/// What a consumer says that has a beginning of message 5.
fn last_partial() -> Option<super::frame::Partial> {
    let mut consumer = consumer();
    hear(&mut consumer, frame(5, 9, 2, What::Probe));
    hear(&mut consumer, part(5, 0, 2, b"x"));
    last_report(&mut consumer).partial
}

#[test]
fn waits_without_end_are_no_panic() {
    let now = time::now();
    let never = Backoff::fixed(Duration::MAX);
    let session = Session {
        session: 5,
        log: 9,
        next: 1,
    };
    let mut producer = Producer::new(session, never);
    producer.offer("a", None);
    sent(&mut producer, now);
    assert!(producer.poll_timeout() > Some(now + YEAR));
    let mut consumer = consumer();
    let retry = never;
    let patient = Intake { retry, ..intake(4) };
    for outcome in [failed(), Outcome::NotHandled] {
        consumer.handle_frame(message(1, "a"), Some(patient));
        let handing = consumer.poll_handing(now).expect("a message");
        consumer.handle_outcome(now, handing.ticket, outcome);
        assert!(consumer.poll_timeout() > Some(now + YEAR));
        consumer = Consumer::new(2, patient);
    }
}

const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

fn failed() -> Outcome {
    let reason = Arc::from("planned");
    Outcome::Failed { reason }
}

/// As many as a window may have, all with the handler at once: a step for each that walks over all takes minutes.
#[test]
fn ten_thousand_in_flight_cost_ten_thousand_times_what_one_costs() {
    let now = time::now();
    let count = DELIVERY_WINDOW_MAX as u64;
    let wide = Intake {
        window: count,
        in_flight: DELIVERY_WINDOW_MAX,
        ..intake(4)
    };
    let mut consumer = Consumer::new(1, wide);
    let mut producer = producer(1);
    let mut handed = Vec::new();
    let mut reports = 0;
    sent(&mut producer, now);
    tell(&mut producer, now, report(1, 0, 0, 0));
    consumer.handle_frame(frame(5, 9, 1, What::Probe), Some(wide));
    for _ in 0..count {
        producer.offer("a", None);
        while let Some(frame) = producer.poll_transmit(now) {
            consumer.handle_frame(frame, Some(wide));
        }
        handed.extend(std::iter::from_fn(|| consumer.poll_handing(now)));
        while let Some(answer) = consumer.poll_transmit() {
            producer.handle_frame(now, answer);
            reports += 1;
        }
    }
    handed.extend(std::iter::from_fn(|| consumer.poll_handing(now)));
    // The first one takes longest: what is done behind it is told again and again.
    handed.rotate_left(1);
    let mut confirmed = 0;
    for handing in handed {
        consumer.handle_outcome(now, handing.ticket, Outcome::Confirmed);
        while let Some(answer) = consumer.poll_transmit() {
            producer.handle_frame(now, answer);
            reports += 1;
        }
        while let Some(event) = producer.poll_event() {
            assert!(matches!(event, Event::Confirmed { .. }));
            confirmed += 1;
        }
    }
    assert_eq!((confirmed, producer.kept(), consumer.kept()), (count, 0, 0));
    assert!(reports > count, "{reports}");
}
