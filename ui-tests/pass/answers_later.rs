//! Handlers that answer through the reply that they take, or by a future while the actor goes on.
#![deny(warnings)]
use std::collections::HashMap;
use std::future::Future;
use std::io;

use akt::actor::{Accepts, AskError};
use akt::prelude::*;

#[message]
pub struct Note(pub u64);

/// Who asks waits for his number.
#[actor(remote)]
pub struct Desk {
    waiting: Vec<Reply<u64>>,
    named: HashMap<String, akt::actor::Reply<u64, String>>,
}

#[handlers]
impl Desk {
    #[handler]
    pub fn next(&mut self, reply: Reply<u64>) {
        self.waiting.push(reply);
    }

    #[handler]
    pub async fn named(&mut self, reply: akt::actor::Reply<u64, String>, name: String, _ctx: &mut Ctx) -> () {
        if name.is_empty() {
            reply.send(Err("nobody".to_owned()));
        } else {
            self.named.insert(name, reply);
        }
    }

    #[handler]
    pub fn call(&mut self, number: u64) -> u64 {
        let waited = (self.waiting.len() + self.named.len()) as u64;
        for reply in self.waiting.drain(..) {
            reply.ok(number);
        }
        for (_, reply) in self.named.drain() {
            reply.send(Ok(number));
        }
        waited
    }

    #[handler(message)]
    pub fn on_note(&mut self, note: Note, reply: Reply<u64>) {
        reply.ok(note.0);
    }

    #[handler]
    pub fn forget(&mut self, _reply: Reply<()>) {}

    /// A part of a message is no way back: the list is what is asked for.
    #[handler]
    fn replies(&mut self, list: Vec<Reply<u8>>) -> usize {
        list.len()
    }
}

#[actor]
pub struct Ledger<T: Clone + Into<u64> + Sync> {
    kept: T,
    begun: u32,
}

#[handlers]
impl<T: Clone + Into<u64> + Send + Sync + 'static> Ledger<T> {
    #[handler]
    pub fn audit(&mut self, ctx: &mut Ctx<Self>, more: u64) -> impl Future<Output = u64> + Send + 'static {
        self.begun += 1;
        let (kept, this) = (self.kept.clone(), ctx.this());
        async move {
            // The actor goes on while this waits for it.
            let begun = this.begun().await.unwrap_or(0);
            kept.into() + more + u64::from(begun)
        }
    }

    #[handler]
    pub fn close(&self, fine: bool) -> impl Future<Output = Result<u64, String>> + use<T> {
        async move { if fine { Ok(1) } else { Err("open".to_owned()) } }
    }

    #[handler]
    pub fn read(&self) -> impl Future<Output = io::Result<u8>> + Send + 'static {
        std::future::ready(Err(io::ErrorKind::NotFound.into()))
    }

    #[handler]
    pub fn flush(&mut self) -> impl Future<Output = ()> + Send + 'static {
        async {}
    }

    #[handler]
    pub fn begun(&self) -> u32 {
        self.begun
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let system = ActorSystem::new("later")?;
    let desk = system.spawn(Desk { waiting: Vec::new(), named: HashMap::new() }).await?;
    let asks = async {
        let first = desk.next().into_future();
        let second = desk.named("me".to_owned()).into_future();
        (first, second, desk.call(7).await)
    };
    let (first, second, waited) = asks.await;
    assert_eq!(waited?, 2);
    assert_eq!((first.await?, second.await?), (7, 7));
    assert_eq!(desk.named(String::new()).await, Err(AskError::Handler("nobody".to_owned())));
    assert_eq!(desk.forget().await, Err(AskError::NoReply));
    assert_eq!(desk.replies(vec![Reply::none()]).await?, 1);
    let _ = <<Desk as Actor>::Protocol as Accepts<Note>>::wrap(Note(1));

    let ledger = system.spawn(Ledger { kept: 5u32, begun: 0 }).await?;
    assert_eq!(ledger.audit(10).await?, 16);
    assert_eq!(ledger.close(true).await?, 1);
    assert_eq!(ledger.close(false).await, Err(AskError::Handler("open".to_owned())));
    assert!(matches!(ledger.read().await, Err(AskError::Handler(error)) if error.kind() == io::ErrorKind::NotFound));
    ledger.flush().await?;
    Ok(())
}

use std::future::IntoFuture;
