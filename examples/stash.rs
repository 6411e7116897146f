//! Messages that come too early: an actor keeps them back, as many as it has room for, and takes them up again in their
//! order and ahead of newer ones.
//!
//! ```sh
//! cargo run -p akt-examples --bin stash
//! ```
//!
//! It prints:
//!
//! ```text
//! ann waits
//! bob waits
//! cid is sent away
//! the kitchen is ready, 2 were waiting
//! soup for ann
//! soup for bob
//! soup for dan
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;

use akt::prelude::*;

#[actor(stash = 2)]
#[derive(Default)]
struct Kitchen {
    ready: bool,
}

#[handlers]
impl Kitchen {
    /// The guest is answered when there is soup: the reply goes into the stash with the message.
    #[handler]
    pub fn order(&mut self, guest: String, reply: Reply<String>, ctx: &mut Ctx<Self>) {
        if self.ready {
            println!("soup for {guest}");
            return reply.ok(format!("{guest} is happy"));
        }
        let me = ctx.this();
        match ctx.stash(me.order(guest.clone()).answering(reply)) {
            Ok(()) => println!("{guest} waits"),
            // It gives the message back; dropping that answers the guest with `NoReply`.
            Err(_full) => println!("{guest} is sent away"),
        }
    }

    #[handler]
    pub fn light_the_fire(&mut self, ctx: &mut Ctx<Self>) {
        self.ready = true;
        println!("the kitchen is ready, {} were waiting", ctx.unstash_all());
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("inn")?;
    let kitchen = system.spawn(Kitchen::default()).await?;
    let order = |guest: &str| kitchen.order(guest.to_owned()).into_future();
    let (ann, bob) = (order("ann"), order("bob"));
    assert_eq!(order("cid").await, Err(AskError::NoReply));
    kitchen.light_the_fire().tell()?;
    let dan = order("dan");
    assert_eq!(dan.await?, "dan is happy");
    assert_eq!(
        (ann.await?, bob.await?),
        ("ann is happy".into(), "bob is happy".into())
    );
    system.shutdown().await;
    Ok(())
}
