//! Rules of `#[actor]` and `#[grain]`.

use syn::ext::IdentExt;

use crate::diagnostic::{Code, Diagnostics};
use crate::model::actor::{Actor, Kind, Passivation, Requests, States};
use crate::model::name;
use crate::parse::actor::check_name;
use crate::parse::head::Keyword;

pub(crate) fn actor(model: &Actor, diagnostics: &mut Diagnostics) {
    is_no_union(model, diagnostics);
    owns_its_state(model, diagnostics);
    check_name(model.name.as_ref(), diagnostics);
    mailbox_has_room(model, diagnostics);
    in_flight_limits_requests(model, diagnostics);
    grain_has_a_key(model, diagnostics);
    idle_is_a_duration(model, diagnostics);
    if let Some(states) = &model.states {
        states_are_a_choice(states, diagnostics);
        states_are_variants(states, diagnostics);
    }
}

fn is_no_union(model: &Actor, diagnostics: &mut Diagnostics) {
    if let Keyword::Union(span) = model.keyword {
        diagnostics.report_at(
            &Code::WRONG_ITEM,
            span,
            "a union cannot be an actor",
            format!("write `struct {}` or `enum {}`", model.ident, model.ident),
        );
    }
}

fn owns_its_state(model: &Actor, diagnostics: &mut Diagnostics) {
    for lifetime in model.generics.lifetimes() {
        diagnostics.report(
            &Code::ACTOR_LIFETIME,
            &lifetime.lifetime,
            format!("actor `{}` has a lifetime parameter, but an actor outlives the code that spawns it", model.ident),
            "own the data: `String` for `&str`, `Arc<T>` for `&T`",
        );
    }
}

fn mailbox_has_room(model: &Actor, diagnostics: &mut Diagnostics) {
    let Some(capacity) = model.mailbox.capacity() else {
        return;
    };
    let message = match capacity.value {
        Some(0) => "a mailbox of capacity 0 never holds a message",
        Some(_) => return,
        None => "the capacity is too large",
    };
    diagnostics.report(
        &Code::BAD_MAILBOX,
        &capacity.literal,
        message,
        "write `mailbox = bounded(1024)` or `mailbox = unbounded`",
    );
}

fn in_flight_limits_requests(model: &Actor, diagnostics: &mut Diagnostics) {
    if let Requests {
        reentrancy_given: false,
        in_flight: Some((key, _)),
        ..
    } = &model.requests
    {
        diagnostics.report(
            &Code::IN_FLIGHT_ALONE,
            key,
            "`in_flight` limits requests, and this actor makes none",
            "say what it does while a request is in flight: `reentrancy = all` or `reentrancy = exclusive`",
        );
    }
}

fn grain_has_a_key(model: &Actor, diagnostics: &mut Diagnostics) {
    if let Kind::Grain {
        key_given: false, ..
    } = model.kind
    {
        diagnostics.report(
            &Code::NO_KEY,
            &model.ident,
            format!("grain `{}` has no key", model.ident),
            "name the type of the key: `#[grain(key = u64)]`",
        );
    }
}

fn idle_is_a_duration(model: &Actor, diagnostics: &mut Diagnostics) {
    let (option, idle) = match &model.kind {
        Kind::Grain {
            idle: Some(idle), ..
        } => ("idle", &**idle),
        Kind::Actor {
            passivation: Some(passivation),
            ..
        } => match &**passivation {
            Passivation::Idle(idle) => ("passivate", idle),
            Passivation::Messages(_) => return,
        },
        Kind::Grain { .. } | Kind::Actor { .. } => return,
    };
    if idle.millis.is_none() {
        diagnostics.report(
            &Code::BAD_DURATION,
            &idle.text,
            format!("`{}` is no duration", idle.text.value()),
            format!("write a whole number with `ms`, `s`, `m` or `h`: `{option} = \"5m\"`"),
        );
    }
}

/// One bit of a number stands for each state.
const STATES_MAX: usize = 64;

fn states_are_a_choice(states: &States, diagnostics: &mut Diagnostics) {
    let count = states.names.len();
    let (message, help) = if count < 2 {
        (
            "an actor with states has two or more".to_owned(),
            "write `states(Locked, Open)`, or leave `states` out",
        )
    } else if count > STATES_MAX {
        (
            format!("an actor has {STATES_MAX} states at most, and here are {count}"),
            "keep in a field what is more than how messages are treated",
        )
    } else {
        return;
    };
    diagnostics.report(&Code::STATE_COUNT, &states.key, message, help);
}

fn states_are_variants(states: &States, diagnostics: &mut Diagnostics) {
    for (index, name) in states.names.iter().enumerate() {
        if states
            .names
            .iter()
            .take(index)
            .any(|earlier| earlier == name)
        {
            diagnostics.report(
                &Code::STATE_TWICE,
                name,
                format!("the state `{name}` is named twice"),
                "keep one of the two",
            );
            continue;
        }
        let text = name.unraw().to_string();
        if text.contains('_') || !text.starts_with(char::is_uppercase) {
            let camel = camel(&text);
            diagnostics.report(
                &Code::STATE_NAME,
                name,
                format!(
                    "the state `{name}` becomes a variant of `{}`, and is not named like one",
                    states.ident
                ),
                format!("write `{camel}`"),
            );
        }
    }
}

/// `half_open` and `HALF_OPEN` → `HalfOpen`
fn camel(text: &str) -> String {
    let screams = !text.contains(char::is_lowercase);
    let snake = if screams {
        text.to_lowercase()
    } else {
        text.to_owned()
    };
    name::camel(&snake)
}
