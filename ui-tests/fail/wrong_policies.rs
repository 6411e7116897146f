//! Options of actors that do not fit, and a type that cannot be shared.
use akt::prelude::*;

#[actor(mailbox = bounded(8, drop_odest), passivate = "soon", in_flight = 8)]
pub struct Account;

#[handlers]
impl Account {}

#[grain(key = u64, passivate = "5m", requires(String))]
#[derive(Default)]
pub struct Job;

#[handlers]
impl Job {}

#[actor(requires(std::cell::RefCell<u8>))]
pub struct Reader;

#[handlers]
impl Reader {}

fn main() {}
