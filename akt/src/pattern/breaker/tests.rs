//! The state machine of a breaker at given times.

use std::time::Duration;

use crate::base::rng::Rng;
use crate::pattern::breaker::config::Config;
use crate::pattern::breaker::state::{BreakerState, Machine, Moved, Outcome, Permit};

const SECOND: Duration = Duration::from_secs(1);

fn machine(set: impl FnOnce(&mut Config)) -> Machine {
    let mut config = Config::default();
    set(&mut config);
    Machine::new(config)
}

fn run(machine: &mut Machine, now: Duration, outcome: Outcome) -> Option<Moved> {
    let permit = machine.admit(now).0.expect("let through");
    machine.finish(now, permit, outcome)
}

fn states(moved: Option<Moved>) -> Option<(BreakerState, BreakerState)> {
    moved.map(|moved| (moved.from, moved.to))
}

const OPENED: Option<(BreakerState, BreakerState)> =
    Some((BreakerState::Closed, BreakerState::Open));
const REOPENED: Option<(BreakerState, BreakerState)> =
    Some((BreakerState::HalfOpen, BreakerState::Open));
const PROBED: Option<(BreakerState, BreakerState)> =
    Some((BreakerState::Open, BreakerState::HalfOpen));
const CLOSED: Option<(BreakerState, BreakerState)> =
    Some((BreakerState::HalfOpen, BreakerState::Closed));

/// Open since `now`.
fn opened(now: Duration, set: impl FnOnce(&mut Config)) -> Machine {
    let mut machine = machine(|config| {
        config.consecutive = Some(1);
        set(config);
    });
    assert_eq!(states(run(&mut machine, now, Outcome::Failure)), OPENED);
    machine
}

#[test]
fn opens_when_half_of_at_least_ten_calls_failed() {
    let mut circuit = machine(|_| ());
    for _ in 0..5 {
        assert_eq!(run(&mut circuit, SECOND, Outcome::Success), None);
    }
    for _ in 0..4 {
        assert_eq!(run(&mut circuit, SECOND, Outcome::Failure), None);
    }
    assert_eq!(states(run(&mut circuit, SECOND, Outcome::Failure)), OPENED);
    let mut few = machine(|_| ());
    for _ in 0..9 {
        assert_eq!(run(&mut few, SECOND, Outcome::Failure), None);
    }
    assert_eq!(states(run(&mut few, SECOND, Outcome::Failure)), OPENED);
}

#[test]
fn failures_that_left_the_window_do_not_count() {
    let mut circuit = machine(|_| ());
    for _ in 0..9 {
        run(&mut circuit, Duration::ZERO, Outcome::Failure);
    }
    assert_eq!(run(&mut circuit, SECOND * 60, Outcome::Failure), None);
    assert_eq!(circuit.snapshot(SECOND * 60).counts.failures, 1);
}

#[test]
fn opens_after_failures_in_a_row_and_a_success_breaks_the_row() {
    let mut circuit = machine(|config| config.consecutive = Some(3));
    for outcome in [Outcome::Failure, Outcome::Failure, Outcome::Success] {
        assert_eq!(run(&mut circuit, SECOND, outcome), None);
    }
    for outcome in [Outcome::Failure, Outcome::Neutral, Outcome::Failure] {
        assert_eq!(run(&mut circuit, SECOND, outcome), None);
    }
    assert_eq!(circuit.snapshot(SECOND).consecutive, 2);
    assert_eq!(states(run(&mut circuit, SECOND, Outcome::Failure)), OPENED);
}

#[test]
fn refuses_while_open_and_says_for_how_long() {
    let mut circuit = opened(SECOND, |_| ());
    assert_eq!(circuit.admit(SECOND * 11), (Err(SECOND * 20), None));
    let snapshot = circuit.snapshot(SECOND * 11);
    assert_eq!((snapshot.refused, snapshot.opened), (1, 1));
    assert_eq!(snapshot.retry_after, Some(SECOND * 20));
    let (admitted, moved) = circuit.admit(SECOND * 31);
    assert!(admitted.is_ok());
    assert_eq!(states(moved), PROBED);
}

#[test]
fn one_successful_probe_closes_however_many_calls_the_window_wants() {
    let mut circuit = opened(SECOND, |config| config.calls_min = 10);
    let probe = circuit.admit(SECOND * 31).0.expect("a probe");
    let closed = circuit.finish(SECOND * 32, probe, Outcome::Success);
    assert_eq!(states(closed), CLOSED);
    assert_eq!(
        circuit.snapshot(SECOND * 32).counts.calls(),
        0,
        "it starts anew"
    );
}

#[test]
fn as_many_probes_as_set_must_succeed_and_one_failure_opens_again() {
    let mut circuit = opened(Duration::ZERO, |config| config.half_open_successes = 2);
    assert_eq!(run(&mut circuit, SECOND * 30, Outcome::Success), None);
    assert_eq!(circuit.state(), BreakerState::HalfOpen);
    let again = run(&mut circuit, SECOND * 31, Outcome::Failure);
    assert_eq!(states(again), REOPENED);
    assert_eq!(circuit.admit(SECOND * 60).0, Err(SECOND));
    assert_eq!(run(&mut circuit, SECOND * 61, Outcome::Success), None);
    assert_eq!(
        states(run(&mut circuit, SECOND * 61, Outcome::Success)),
        CLOSED
    );
}

#[test]
fn a_neutral_probe_frees_its_place() {
    let mut circuit = opened(Duration::ZERO, |config| config.half_open_calls = 2);
    let first = circuit.admit(SECOND * 30).0.expect("a probe");
    let second = circuit.admit(SECOND * 30).0.expect("a probe");
    assert_eq!(
        circuit.admit(SECOND * 40),
        (Err(SECOND * 20), None),
        "all places are taken"
    );
    assert_eq!(circuit.finish(SECOND * 40, first, Outcome::Neutral), None);
    assert!(circuit.admit(SECOND * 40).0.is_ok(), "one is free");
    assert_eq!(
        states(circuit.finish(SECOND * 41, second, Outcome::Success)),
        CLOSED
    );
}

#[test]
fn probes_that_never_end_do_not_keep_others_out_for_ever() {
    let mut circuit = opened(Duration::ZERO, |_| ());
    let lost = circuit.admit(SECOND * 30).0.expect("a probe");
    assert_eq!(circuit.admit(SECOND * 59), (Err(SECOND), None));
    let probe = circuit.admit(SECOND * 60).0.expect("another probe");
    assert_eq!(
        circuit.finish(SECOND * 61, lost, Outcome::Failure),
        None,
        "it is not counted"
    );
    assert_eq!(
        states(circuit.finish(SECOND * 61, probe, Outcome::Success)),
        CLOSED
    );
}

#[test]
fn what_began_before_a_change_is_not_counted_after_it() {
    let mut circuit = machine(|config| config.consecutive = Some(1));
    let early = circuit.admit(Duration::ZERO).0.expect("let through");
    run(&mut circuit, Duration::ZERO, Outcome::Failure);
    let probe = circuit.admit(SECOND * 30).0.expect("a probe");
    assert_eq!(circuit.finish(SECOND * 30, early, Outcome::Failure), None);
    assert_eq!(circuit.finish(SECOND * 30, early, Outcome::Success), None);
    assert_eq!(circuit.state(), BreakerState::HalfOpen);
    assert_eq!(
        states(circuit.finish(SECOND * 31, probe, Outcome::Success)),
        CLOSED
    );
}

#[test]
fn held_open_stays_until_it_is_reset() {
    let mut circuit = machine(|_| ());
    assert_eq!(states(circuit.hold()), OPENED);
    assert_eq!(circuit.admit(Duration::MAX), (Err(Duration::MAX), None));
    assert_eq!(circuit.hold(), None, "no change");
    let closed = (BreakerState::Open, BreakerState::Closed);
    assert_eq!(states(circuit.reset()), Some(closed));
    assert!(circuit.admit(SECOND).0.is_ok());
}

#[test]
fn the_end_of_time_overflows_nothing() {
    let mut circuit = opened(Duration::MAX, |config| config.open_for = Duration::MAX);
    assert!(circuit.admit(Duration::MAX).0.is_ok(), "its time is over");
    let mut long = opened(SECOND, |config| config.open_for = Duration::MAX);
    assert!(long.admit(Duration::MAX - SECOND).0.is_err());
}

/// Whatever happens, in whatever order.
#[test]
fn probes_are_never_more_than_set_and_an_open_circuit_lets_nothing_through() {
    for seed in 0..200 {
        let mut rng = Rng::seeded(seed);
        let mut circuit = machine(|config| {
            config.consecutive = Some(2);
            config.half_open_calls = 3;
            config.half_open_successes = 2;
        });
        let (mut now, mut running): (Duration, Vec<Permit>) = (Duration::ZERO, Vec::new());
        for _ in 0..300 {
            now += Duration::from_millis(rng.next_u64() % 8000);
            if rng.next_u64().is_multiple_of(2) {
                let before = circuit.snapshot(now);
                let (admitted, _) = circuit.admit(now);
                let waits = before.retry_after.is_some_and(|wait| !wait.is_zero());
                assert!(!(waits && admitted.is_ok()), "seed {seed}");
                running.extend(admitted);
            } else if !running.is_empty() {
                let at = usize::try_from(rng.next_u64()).unwrap_or_default() % running.len();
                let outcomes = [Outcome::Success, Outcome::Failure, Outcome::Neutral];
                let outcome = outcomes[usize::try_from(rng.next_u64() % 3).unwrap()];
                let _moved = circuit.finish(now, running.swap_remove(at), outcome);
            }
            let snapshot = circuit.snapshot(now);
            let probes = running
                .iter()
                .filter(|permit| permit.era == circuit.era())
                .count();
            if snapshot.state == BreakerState::HalfOpen {
                assert_eq!(usize::try_from(snapshot.probes), Ok(probes), "seed {seed}");
                assert!(probes <= 3, "seed {seed}");
            }
        }
    }
}
