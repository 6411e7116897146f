//! A context around a message changes nothing of what the message is.
#![deny(warnings)]
use akt::actor::{Accepts, MessageContext};
use akt::prelude::*;

#[message]
#[derive(Debug, PartialEq, Eq)]
pub struct Transfer(pub u64);

#[message]
#[derive(Debug)]
pub struct Tick;

#[actor]
pub struct Account;

#[handlers]
impl Account {
    #[handler(message)]
    pub fn on_transfer(&mut self, transfer: Transfer) -> u64 {
        transfer.0
    }

    #[handler(message)]
    pub fn on_tick(&mut self, _tick: Tick) {}
}

type P = <Account as Actor>::Protocol;

fn context() -> Box<MessageContext> {
    Box::new(MessageContext::new())
}

fn main() {
    let plain = <P as Accepts<Transfer>>::wrap(Transfer(5));
    assert!(!plain.is_special(), "a call is nothing special");

    let mut carried = plain.carry(context());
    assert!(carried.is_special());
    assert_eq!(carried.method(), "on_transfer", "the method of the message inside");
    assert!(<P as Accepts<Transfer>>::reply(&mut carried).is_some(), "its reply");
    assert!(<P as Accepts<Tick>>::reply(&mut carried).is_none(), "not that of another");

    let Err(other) = <P as Accepts<Tick>>::unwrap(carried) else {
        panic!("a transfer is no tick");
    };
    let (inside, _) = other.uncarry().ok().expect("it still has its context");
    let Err(plain) = inside.uncarry() else {
        panic!("the context was taken off");
    };

    let twice = plain.carry(context()).carry(context());
    let (inside, _) = twice.uncarry().ok().expect("it has a context");
    assert!(inside.uncarry().is_err(), "a second context takes the place of the first");

    let carried = <P as Accepts<Transfer>>::wrap(Transfer(7)).carry(context());
    assert_eq!(<P as Accepts<Transfer>>::unwrap(carried).ok(), Some(Transfer(7)));
}
