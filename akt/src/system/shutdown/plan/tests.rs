//! The order of phases, and what is refused.

use super::{Phases, Plan};
use crate::base::limits::{SHUTDOWN_HOOKS, SHUTDOWN_PHASES};
use crate::system::shutdown::hook::ShutdownHook;
use crate::system::shutdown::phase::{Phase, PhaseError, PhaseSpec};

const CACHE: Phase = Phase::named("cache");
const INDEX: Phase = Phase::named("index");

fn names(phases: &Phases) -> Vec<String> {
    let order = phases.order();
    order.iter().map(|spec| spec.phase.to_string()).collect()
}

fn with(specs: impl IntoIterator<Item = PhaseSpec>) -> Result<Vec<String>, PhaseError> {
    let mut phases = Phases::predefined();
    phases.add(specs)?;
    Ok(names(&phases))
}

fn hook() -> ShutdownHook {
    ShutdownHook::new("hook", || async {})
}

#[test]
fn the_predefined_phases_have_their_order() {
    let expected = ["before-stop", "leave", "drain", "actors", "close", "flush"];
    assert_eq!(names(&Phases::predefined()), expected);
}

#[test]
fn a_phase_runs_as_early_as_it_may() {
    let specs = [
        PhaseSpec::new(CACHE)
            .after(Phase::DRAIN)
            .before(Phase::ACTORS),
        PhaseSpec::new(INDEX).after(Phase::CLOSE),
        PhaseSpec::new(Phase::named("first")),
        PhaseSpec::new(Phase::named("second")),
    ];
    let expected = [
        "first",
        "second",
        "before-stop",
        "leave",
        "drain",
        "cache",
        "actors",
        "close",
        "index",
        "flush",
    ];
    assert_eq!(with(specs).unwrap(), expected);
}

#[test]
fn phases_may_name_each_other_in_any_order() {
    let specs = [
        PhaseSpec::new(CACHE).after(INDEX).after(Phase::LEAVE),
        PhaseSpec::new(INDEX).after(Phase::LEAVE),
    ];
    let order = with(specs).unwrap();
    assert_eq!(
        order[..5],
        ["before-stop", "leave", "index", "cache", "drain"]
    );
}

#[test]
fn a_circle_is_told_with_its_phases() {
    let both = [
        PhaseSpec::new(CACHE).after(INDEX),
        PhaseSpec::new(INDEX).after(CACHE),
    ];
    let error = with(both).unwrap_err();
    let PhaseError::Cycle(circle) = &error else {
        panic!("{error}");
    };
    assert_eq!(circle.len(), 2, "{circle:?}");
    let against = PhaseSpec::new(CACHE)
        .after(Phase::ACTORS)
        .before(Phase::DRAIN);
    let error = with([against]).unwrap_err().to_string();
    assert!(
        error.contains("`drain` → `actors` → `cache`")
            || error.contains("`actors` → `cache` → `drain`")
            || error.contains("`cache` → `drain` → `actors`"),
        "{error}"
    );
    let own = with([PhaseSpec::new(CACHE).after(CACHE)]);
    assert_eq!(own, Err(PhaseError::Cycle(vec![CACHE])));
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut phases = Phases::predefined();
    let unknown = phases.add([
        PhaseSpec::new(CACHE),
        PhaseSpec::new(INDEX).after(Phase::named("no")),
    ]);
    assert_eq!(unknown, Err(PhaseError::Unknown(Phase::named("no"))));
    assert_eq!(names(&phases).len(), 6, "all of them or none");
    let twice = phases.add([PhaseSpec::new(Phase::CLOSE)]);
    assert_eq!(twice, Err(PhaseError::Duplicate(Phase::CLOSE)));
    let many = (0..=SHUTDOWN_PHASES).map(|number| PhaseSpec::new(Phase::new(number.to_string())));
    assert_eq!(phases.add(many), Err(PhaseError::TooMany(SHUTDOWN_PHASES)));
    let second = std::time::Duration::from_secs(1);
    let error = phases.set_deadline(&CACHE, second);
    assert_eq!(error, Err(PhaseError::Unknown(CACHE)));
}

#[test]
fn hooks_are_taken_until_their_phase_begins() {
    let mut plan = Plan::new(Phases::predefined());
    let refused = |result: Result<(), (PhaseError, ShutdownHook)>| result.unwrap_err().0;
    let error = refused(plan.add_hook(CACHE, hook()));
    assert_eq!(error, PhaseError::Unknown(CACHE));
    let error = refused(plan.add_hook(Phase::ACTORS, hook()));
    assert_eq!(error, PhaseError::NoHooks(Phase::ACTORS));
    plan.add_phase(PhaseSpec::new(CACHE)).unwrap();
    plan.add_hook(CACHE, hook()).unwrap();
    plan.begin();
    let late = plan.add_phase(PhaseSpec::new(INDEX));
    assert_eq!(late, Err(PhaseError::TooLate(INDEX)));
    plan.add_hook(CACHE, ShutdownHook::new("second", || async {}))
        .unwrap();
    plan.add_hook(Phase::CLOSE, hook()).unwrap();
    let hooks = plan.begin_phase(&CACHE);
    let order: Vec<&str> = hooks.iter().map(|hook| &*hook.name).collect();
    assert_eq!(order, ["second", "hook"], "the last one first");
    let error = refused(plan.add_hook(CACHE, hook()));
    assert_eq!(error, PhaseError::TooLate(CACHE));
    assert_eq!(plan.begin_phase(&Phase::CLOSE).len(), 1);
}

#[test]
fn the_number_of_hooks_is_bounded() {
    let mut plan = Plan::new(Phases::predefined());
    for _ in 0..SHUTDOWN_HOOKS {
        plan.add_hook(Phase::CLOSE, hook()).unwrap();
    }
    let (error, _) = plan.add_hook(Phase::CLOSE, hook()).unwrap_err();
    assert_eq!(error, PhaseError::TooMany(SHUTDOWN_HOOKS));
}
