//! States of actors and grains, and what handlers say about their messages.
#![deny(warnings, missing_docs, clippy::pedantic)]
#![allow(unexpected_cfgs, clippy::trivially_copy_pass_by_ref, clippy::needless_pass_by_ref_mut)]
use akt::actor::{Accepts, BehaviorState, MessageContext, Otherwise, Reply};
use akt::prelude::*;

/// Opens all doors.
#[message]
pub struct Alarm;

/// A door.
#[actor(states(Locked, Open))]
pub struct Door {
    code: u32,
}

#[handlers]
impl Door {
    /// Opens it.
    #[handler(in = Locked)]
    pub fn unlock(&mut self, code: u32) -> bool {
        self.code == code
    }

    /// Closes it.
    #[handler(in(Locked, Open), otherwise = reject)]
    pub fn lock(&mut self) {}

    /// Closes it fast.
    #[handler(in = Open, otherwise = dead_letter, priority = 3)]
    pub fn slam(&mut self) {}

    /// Takes long.
    #[handler(blocking)]
    pub fn engrave(&mut self, text: String) -> usize {
        text.len()
    }

    /// Not in this build.
    #[cfg(any())]
    #[handler(in = Missing)]
    pub fn missing(&mut self) {}

    /// An open message.
    #[handler(message, reentrant, in = Open)]
    pub async fn on_alarm(&mut self, _alarm: Alarm) {}

    /// Nothing special.
    #[handler(priority = 0)]
    pub fn plain(&self) -> u32 {
        self.code
    }
}

mod rooms {
    use akt::prelude::*;

    /// A grain may have states, too, and parameters.
    #[grain(key = u64, states(Idle, r#Busy))]
    #[derive(Default)]
    pub(crate) struct Job<T: Default>(pub(crate) T);
}

#[handlers]
impl<T: Default> rooms::Job<T> {
    #[handler(in = Busy)]
    fn finish(&mut self) {
        self.0 = T::default();
    }
}

/// Whose handlers say something only where `cfg` has it.
#[actor]
struct Quiet;

#[handlers]
impl Quiet {
    #[cfg(any())]
    #[handler(blocking)]
    fn never(&self) {}

    #[handler]
    fn always(&self) {}
}

#[actor]
struct Loud;

#[handlers]
impl Loud {
    #[cfg(all())]
    #[handler(blocking)]
    fn always(&self) {}
}

type P = <Door as Actor>::Protocol;

fn main() {
    assert_eq!(DoorState::ALL, [DoorState::Locked, DoorState::Open]);
    assert_eq!(DoorState::Open.index(), 1);
    assert_eq!(DoorState::Open.name(), "Open");
    assert_eq!(JobState::Busy.name(), "Busy", "the name is not raw");
    use rooms::JobState;

    assert!(const { <P as Protocol>::MANNERS });
    assert!(const { <<rooms::Job<u8> as Actor>::Protocol as Protocol>::MANNERS });
    assert!(!<<Quiet as Actor>::Protocol as Protocol>::MANNERS, "`cfg` leaves none");
    assert!(<<Loud as Actor>::Protocol as Protocol>::MANNERS, "`cfg` leaves one");

    let (locked, open) = (0b01, 0b10);
    let of = |message: P| message.manner();
    let manner = of(P::Unlock { code: 1, __reply: Reply::none() });
    assert_eq!((manner.states, manner.otherwise), (locked, Otherwise::Stash));
    let manner = of(P::Lock { __reply: Reply::none() });
    assert_eq!((manner.states, manner.otherwise), (locked | open, Otherwise::Reject));
    let manner = of(P::Slam { __reply: Reply::none() });
    assert_eq!((manner.states, manner.otherwise), (open, Otherwise::DeadLetter));
    assert_eq!((manner.priority, manner.blocking, manner.reentrant), (3, false, false));
    let manner = of(P::Engrave { text: String::new(), __reply: Reply::none() });
    assert_eq!((manner.states, manner.priority), (u64::MAX, 0));
    assert!(manner.blocking && !manner.reentrant);

    let alarm = || <P as Accepts<Alarm>>::wrap(Alarm);
    assert!(alarm().manner().reentrant);
    let carried = alarm().carry(Box::new(MessageContext::new()));
    assert_eq!(carried.manner(), alarm().manner(), "the context changes nothing");
    assert_eq!(of(P::Plain { __reply: Reply::none() }), akt::actor::Manner::PLAIN);
}
