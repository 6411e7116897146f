//! Associations, links, lanes and pending asks, one event at a time.

use std::time::{Duration, Instant};

use super::association::{AskFailure, Association, Bounds, CONTROL_LANE, Event, NotQueued};
use super::frame::{Header, Kind, frame};
use super::handshake::RefusalReason;
use super::lane::{Lane, Outgoing};
use super::link::{DialOutcome, Link};
use super::pending::{Ask, Pending};
use crate::base::limits;
use crate::remote::NodeId;

#[allow(clippy::disallowed_methods, reason = "an origin for made-up times")]
fn origin() -> Instant {
    Instant::now()
}

pub(super) fn node(port: u16, incarnation: u64) -> NodeId {
    NodeId {
        addr: ([127, 0, 0, 1], port).into(),
        incarnation,
    }
}

fn bounds() -> Bounds {
    Bounds {
        lanes: 2,
        queue_bytes: 10_000,
        queue_frames: 100,
        pending: 50,
    }
}

pub(super) fn call(target: u64, body: &[u8]) -> Vec<u8> {
    frame(
        Header {
            target,
            ..Header::new(Kind::Call)
        },
        &[],
        body,
    )
}

#[test]
fn names_of_asks_are_never_used_twice() {
    let now = origin();
    let ask = |reply| Ask {
        reply,
        deadline: now,
        lane: 0,
        sequence: 0,
    };
    let mut pending = Pending::default();
    let mut names = std::collections::HashSet::new();
    for round in 0..5 {
        let all: Vec<u64> = (0..3_000).map(|reply| pending.insert(ask(reply))).collect();
        assert!(
            all.iter().all(|name| *name != 0 && names.insert(*name)),
            "round {round}"
        );
        assert_eq!(pending.remove(all[17]).map(|ask| ask.reply), Some(17));
        assert!(pending.remove(all[17]).is_none());
        assert_eq!(pending.take_if(|_| true).len(), 2_999);
        assert!(pending.is_empty());
        assert!(all.iter().all(|name| pending.remove(*name).is_none()));
    }
}

#[test]
fn lanes_gather_small_frames_and_keep_the_order() {
    let mut lane = Lane::default();
    assert!(lane.take().is_none(), "the writer waits now");
    assert!(lane.push(Outgoing::Small(&[1; 100])), "and is woken once");
    assert!(!lane.push(Outgoing::Small(&[2; 100])));
    assert!(!lane.push(Outgoing::Large(vec![3; 20_000].into())));
    assert!(!lane.push(Outgoing::Small(&[4; 10])));
    let taken = lane.take().unwrap();
    assert_eq!(
        (taken.frames, taken.bytes, taken.chunks.len()),
        (4, 20_210, 3)
    );
    let bytes: Vec<u8> = taken.chunks.concat();
    assert!(bytes.is_sorted());
    for _ in 0..5_000 {
        lane.push(Outgoing::Small(&[5; 64]));
    }
    let taken = lane.take().unwrap();
    assert!(
        taken.bytes <= 2 * limits::REMOTE_BATCH_BYTES,
        "one write is bounded"
    );
    assert!(lane.was_taken(4 + taken.frames) && !lane.was_taken(5 + taken.frames));
}

#[test]
fn of_two_simultaneous_dials_the_smaller_node_wins() {
    let now = origin();
    let (small, great) = (node(1, 5), node(2, 4));
    let (mut a, mut b) = (Link::new(small), Link::new(great));
    let (dial_a, dial_b) = (a.demand().unwrap(), b.demand().unwrap());
    assert_eq!(
        a.hello(now, great).unwrap_err().reason,
        RefusalReason::Duplicate
    );
    let accepted = b.hello(now, small).unwrap();
    assert_eq!(accepted.abandoned, Some(dial_b));
    assert!(
        b.welcome(now, dial_b, small).is_none(),
        "an abandoned dial is never confirmed"
    );
    assert_eq!(
        b.dial_failed(now, dial_b, Some(RefusalReason::Duplicate), 0),
        DialOutcome::Stale
    );
    assert!(a.welcome(now, dial_a, great).is_some());
    assert!(b.confirm(now, accepted.ticket).is_some());
    assert_eq!((a.open(), b.open()), (Some(dial_a), Some(accepted.ticket)));
}

#[test]
fn old_runs_are_refused_and_new_runs_take_their_place() {
    let now = origin();
    let mut link = Link::new(node(9, 1));
    let first = link.hello(now, node(1, 10)).unwrap().ticket;
    assert!(
        link.confirm(now, first)
            .is_some_and(|opened| !opened.restarted)
    );
    let refused = link.hello(now, node(1, 9)).unwrap_err();
    assert_eq!(refused.reason, RefusalReason::OldIncarnation);
    assert!(refused.text.contains("clock"), "{}", refused.text);
    let second = link.hello(now, node(1, 11)).unwrap().ticket;
    assert_eq!(
        link.open(),
        Some(first),
        "until the new connection is confirmed"
    );
    let opened = link.confirm(now, second).unwrap();
    assert_eq!((opened.replaced, opened.restarted), (Some(first), true));
    assert!(!link.lost(now, first, 0) && link.lost(now, second, 0));
    link.close();
    assert_eq!(
        link.hello(now, node(1, 12)).unwrap_err().reason,
        RefusalReason::ShuttingDown
    );
    assert!(link.demand().is_none());
}

#[test]
fn dials_back_off_while_something_waits() {
    let now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    association.ask(now, 1, 7, now + Duration::from_secs(60));
    association
        .send(1, Outgoing::Small(&call(1, b"x")))
        .unwrap();
    association
        .send(2, Outgoing::Small(&call(2, b"y")))
        .unwrap();
    let Some(Event::Dial(ticket)) = association.poll_event() else {
        panic!("dials")
    };
    association.handle_dial_failed(now, ticket, &"nobody there".into(), 3);
    assert!(matches!(
        association.poll_event(),
        Some(Event::Fail(7, AskFailure::Unreachable { sent: false, .. }))
    ));
    assert!(matches!(association.poll_event(), Some(Event::Lost(1))));
    assert!(association.poll_event().is_none());

    association
        .send(1, Outgoing::Small(&call(1, b"z")))
        .unwrap();
    assert!(association.poll_event().is_none(), "waits for the backoff");
    let at = association.poll_timeout().unwrap();
    assert!(at > now);
    association.handle_timeout(at);
    association.handle_timeout(at + limits::REMOTE_BACKOFF_LAST);
    assert!(matches!(association.poll_event(), Some(Event::Dial(_))));
}

/// How long the node waits until it dials a peer again that drops the connection after `lasted`.
fn wait_after_a_loss(
    association: &mut Association<u32>,
    now: &mut Instant,
    lasted: Duration,
) -> Duration {
    let Some(Event::Dial(ticket)) = association.poll_event() else {
        panic!("dials")
    };
    assert!(association.handle_welcome(*now, ticket, node(2, 1)));
    *now += lasted;
    association.handle_lost(*now, ticket, &"dropped".into(), u64::MAX);
    let lost = *now;
    // What waits does not make it dial before its time, however often something is added.
    while association.open().is_none() && !has_dialled(association) {
        association
            .send(1, Outgoing::Small(&call(1, b"more")))
            .unwrap();
        *now = association.poll_timeout().unwrap().max(*now);
        association.handle_timeout(*now);
    }
    *now - lost
}

/// Whether a dial is under way: a further demand makes none then.
fn has_dialled(association: &Association<u32>) -> bool {
    association.poll_timeout().is_none()
}

#[test]
fn a_peer_that_accepts_and_drops_is_dialled_less_and_less_until_a_connection_settles() {
    let mut now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    association
        .send(1, Outgoing::Small(&call(1, b"x")))
        .unwrap();
    let short = limits::REMOTE_SETTLED / 100;
    let waits: Vec<_> = (0..8)
        .map(|_| wait_after_a_loss(&mut association, &mut now, short))
        .collect();
    assert!(waits[0] >= limits::REMOTE_BACKOFF_FIRST / 2, "{waits:?}");
    assert!(waits.is_sorted(), "{waits:?}");
    assert!(waits[7] >= limits::REMOTE_BACKOFF_LAST / 2, "{waits:?}");
    assert!(waits[7] <= limits::REMOTE_BACKOFF_LAST, "{waits:?}");

    let settled = wait_after_a_loss(&mut association, &mut now, limits::REMOTE_SETTLED);
    assert_eq!(settled, Duration::ZERO);
    let again = wait_after_a_loss(&mut association, &mut now, short);
    assert!(
        again <= limits::REMOTE_BACKOFF_FIRST,
        "starts over: {again:?}"
    );
}

#[test]
fn queues_are_bounded_and_answers_have_room_beyond() {
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    let frame = call(1, &[0; 52]);
    assert_eq!(frame.len(), 112);
    let mut sent = 0;
    while !association.is_full() {
        association.send(1, Outgoing::Small(&frame)).unwrap();
        sent += 1;
    }
    assert_eq!(sent, 90);
    let mut answered = 0;
    while association.answer(1, Outgoing::Small(&frame)).is_ok() {
        answered += 1;
    }
    assert_eq!(answered, 89);
    association.close(&"over".into());
    assert_eq!(
        association.send(1, Outgoing::Small(&frame)),
        Err(NotQueued::Closed)
    );
}

#[test]
fn asks_end_at_their_deadline() {
    let now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    let early = association.ask(now, 1, 1, now + Duration::from_secs(1));
    let late = association.ask(now, 1, 2, now + Duration::from_secs(60));
    let mut at = now;
    let failed = loop {
        at = association.poll_timeout().unwrap().max(at);
        association.handle_timeout(at);
        if let Some(event) = association.poll_event() {
            break event;
        }
    };
    assert!(matches!(failed, Event::Fail(1, AskFailure::Timeout)));
    assert!(at - now <= Duration::from_secs(1) + 2 * limits::REMOTE_SWEEP);
    assert!(association.answered(early).is_none());
    assert_eq!(association.answered(late), Some(2));
}

#[test]
fn what_was_not_handed_to_a_lost_connection_goes_over_the_next() {
    let now = origin();
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    association.ask(now, 1, 1, now + Duration::from_secs(60));
    association
        .send(1, Outgoing::Small(&call(1, b"sent")))
        .unwrap();
    let Some(Event::Dial(first)) = association.poll_event() else {
        panic!("dials")
    };
    assert!(association.handle_welcome(now, first, node(2, 1)));
    assert!(association.poll_transmit(first, 1).is_some());
    association.ask(now, 1, 2, now + Duration::from_secs(60));
    association
        .send(1, Outgoing::Small(&call(1, b"kept")))
        .unwrap();
    association
        .send(
            CONTROL_LANE,
            Outgoing::Small(&frame(Header::new(Kind::Ping), &[], &[])),
        )
        .unwrap();

    let now = now + limits::REMOTE_SETTLED;
    association.handle_lost(now, first, &"cable".into(), 0);
    assert!(matches!(
        association.poll_event(),
        Some(Event::Fail(1, AskFailure::Unreachable { sent: true, .. }))
    ));
    let Some(Event::Dial(second)) = association.poll_event() else {
        panic!("dials again")
    };
    assert!(association.poll_event().is_none());
    assert!(
        association.poll_transmit(second, 1).is_none(),
        "not open yet"
    );
    assert!(association.handle_welcome(now, second, node(2, 1)));
    let kept = association.poll_transmit(second, 1).unwrap();
    assert_eq!(kept.chunks.concat(), call(1, b"kept"));
    assert!(
        association.poll_transmit(first, CONTROL_LANE).is_none(),
        "the old connection gets nothing"
    );
}

#[test]
fn gossip_to_nobody_stays_bounded() {
    let mut association = Association::<u32>::new(node(1, 1), bounds());
    let taken = (0..10_000)
        .filter(|_| association.gossip(vec![7; 64]))
        .count();
    assert_eq!(taken, 0, "no writer waits to be woken");
    let Some(Event::Dial(ticket)) = association.poll_event() else {
        panic!("dials")
    };
    assert!(association.handle_welcome(origin(), ticket, node(2, 1)));
    assert_eq!(
        association
            .poll_transmit(ticket, CONTROL_LANE)
            .unwrap()
            .frames,
        16
    );
}
