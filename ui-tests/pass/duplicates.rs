//! A message is copied when all of its arguments can be, without a word of the user about it.
#![deny(warnings)]
use akt::actor::{Accepts, AskError, MessageContext, ReplyPort};
use akt::prelude::*;

/// Not `Clone`.
pub struct Key;

#[message]
#[derive(Clone)]
pub struct Tick(pub u8);

#[actor]
pub struct Worker<T, C: Clone> {
    seen: Vec<(T, C)>,
}

#[handlers]
impl<T, C: Clone> Worker<T, C> {
    #[handler]
    pub fn nothing(&self) {}

    #[handler]
    pub fn add(&mut self, number: u64, texts: Vec<String>) -> Result<u64, String> {
        Ok(number + texts.len() as u64)
    }

    #[handler]
    pub fn unlock(&mut self, _number: u64, _key: Key) {}

    #[handler]
    pub fn keys(&mut self, _keys: Vec<Key>) {}

    #[handler]
    pub fn plain(&mut self, _item: T) {}

    #[handler]
    pub fn cloned(&mut self, _item: C) {}

    #[handler]
    pub fn both(&mut self, item: T, other: C) {
        self.seen.push((item, other));
    }

    #[handler(message)]
    pub fn on_tick(&mut self, tick: Tick) -> u8 {
        tick.0
    }

    #[cfg(any())]
    #[handler]
    pub fn removed(&mut self, missing: Missing) {}
}

type P = <Worker<u8, u8> as Actor>::Protocol;

struct Told(std::sync::mpsc::Sender<Result<u64, AskError<String>>>);

impl ReplyPort<u64, String> for Told {
    fn complete(self: Box<Self>, outcome: Result<u64, AskError<String>>) {
        self.0.send(outcome).unwrap();
    }
}

fn main() {
    let copies = |mut message: P| message.duplicate().map(|copy| copy.method());
    assert_eq!(copies(P::Nothing { __reply: Reply::none() }), Some("nothing"));
    assert_eq!(copies(P::Unlock { _number: 1, _key: Key, __reply: Reply::none() }), None);
    assert_eq!(copies(P::Keys { _keys: vec![Key], __reply: Reply::none() }), None);
    assert_eq!(copies(P::Plain { _item: 1, __reply: Reply::none() }), None, "no bound says `Clone`");
    assert_eq!(copies(P::Cloned { _item: 1, __reply: Reply::none() }), Some("cloned"));
    assert_eq!(copies(P::Both { item: 1, other: 2, __reply: Reply::none() }), None);

    let mut carried = <P as Accepts<Tick>>::wrap(Tick(7)).carry(Box::new(MessageContext::new()));
    let copy = carried.duplicate().expect("its argument is `Clone`");
    assert!(copy.is_special() && carried.is_special(), "both have the context");
    assert_eq!(<P as Accepts<Tick>>::unwrap(copy).ok().map(|tick| tick.0), Some(7));

    let (told, outcomes) = std::sync::mpsc::channel();
    let mut message = P::Add {
        number: 1,
        texts: vec!["a".to_owned()],
        __reply: Reply::to_port(Box::new(Told(told))),
    };
    let Some(P::Add { number, texts, __reply: copied }) = message.duplicate() else {
        panic!("a copy of the same method");
    };
    assert_eq!((number, texts), (1, vec!["a".to_owned()]));
    let P::Add { __reply: kept, .. } = message else {
        panic!("the message stays what it was");
    };
    copied.send(Err("failed".to_owned()));
    assert!(outcomes.try_recv().is_err(), "the other may still answer");
    kept.send(Ok(2));
    assert_eq!(outcomes.try_recv(), Ok(Ok(2)));
}
