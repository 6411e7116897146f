//! A mailbox holds at least one message.
use akt::prelude::*;

#[actor(mailbox = bounded(0))]
pub struct Account;

#[handlers]
impl Account {}

fn main() {}
