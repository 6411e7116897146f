//! Floor 5: patterns over calls and references.
//!
//! | to | see |
//! |---|---|
//! | stop calling what keeps failing | [`breaker`] |
//! | try again what failed, with growing waits | [`retry`] |
//! | send no faster than a rate | [`throttle`] |
//! | go on with the first replies, or with those that came in time | [`aggregate`] |
//! | have messages kept until a handler has confirmed them | [`delivery`] |
//! | ask or tell many in one go, in order | [`batch`] |
//! | publish to whoever subscribed, by name | [`topic`] |
//! | spread messages over several actors behind one reference | [`router`] |
//!
//! But for deliveries, topics and routers, they work on any future of a `Result`, and know the errors of asks: which say that an actor is in
//! trouble, and after which it is safe to ask again. They nest:
//! `retry(policy, || breaker.ask(account.deposit(5)))`.

pub mod aggregate;
pub mod batch;
pub mod breaker;
pub mod delivery;
mod gather;
pub mod retry;
pub mod router;
pub mod throttle;
pub mod topic;
