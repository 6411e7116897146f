//! The options of actors and grains, as the runtime reads them.
#![deny(warnings, missing_docs)]
use std::time::Duration;

use akt::actor::{ActorSpec, Overflow, Passivation, Reentrancy, Reentrant};
use akt::prelude::*;

/// What an actor needs.
pub struct Database;

/// A cache of something.
pub struct Cache<T>(T);

/// With all options.
#[actor(
    mailbox = bounded(1024, drop_oldest),
    stash = 100,
    passivate = "5m",
    requires(Database, Cache<T>),
    reentrancy = exclusive,
    in_flight = 32,
)]
pub struct Store<T: Sync> {
    kept: T,
}

#[handlers]
impl<T: Sync> Store<T> {
    #[handler]
    fn kept(&self) {
        let _ = &self.kept;
    }
}

#[actor(mailbox = priority(100, unstable), passivate = after(1000), reentrancy = all)]
struct Short;

#[handlers]
impl Short {}

#[actor(mailbox = segmented)]
struct Plain;

#[handlers]
impl Plain {}

/// A grain has most of them, too.
#[grain(key = u64, mailbox = fair(8), stash = 7, reentrancy = all)]
#[derive(Default)]
struct Job;

#[handlers]
impl Job {}

fn main() {
    type S = Store<u8>;
    let bounded = MailboxKind::Bounded {
        capacity: 1024,
        overflow: Overflow::DropOldest,
    };
    assert_eq!(S::MAILBOX, bounded);
    assert_eq!(S::STASH, 100);
    assert_eq!(S::PASSIVATION, Passivation::Idle(Duration::from_secs(300)));
    let required: Vec<_> = S::requires().iter().map(|it| it.id()).collect();
    let ids = [std::any::TypeId::of::<Database>(), std::any::TypeId::of::<Cache<u8>>()];
    assert_eq!(required, ids);
    assert_eq!((S::REENTRANCY, S::IN_FLIGHT), (Reentrancy::Exclusive, 32));
    let _ = Cache(0u8).0;

    let urgent = MailboxKind::Priority {
        capacity: Some(100),
        stable: false,
    };
    assert_eq!(Short::MAILBOX, urgent);
    assert_eq!(Short::PASSIVATION, Passivation::Messages(1000));
    assert_eq!(Short::REENTRANCY, Reentrancy::All);

    assert_eq!(Plain::MAILBOX, MailboxKind::Unbounded);
    assert_eq!(Plain::PASSIVATION, Passivation::Never);
    assert!(Plain::requires().is_empty());

    assert_eq!(Job::MAILBOX, MailboxKind::Fair { capacity: Some(8) });
    assert_eq!(Job::STASH, 7);
}
