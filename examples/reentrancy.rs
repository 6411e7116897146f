//! Actors that ask actors: going on until the answer comes, having others wait until then, answering later, and a circle
//! of questions that is found before anybody waits for ever.
//!
//! ```sh
//! cargo run -p akt-examples --bin reentrancy
//! ```
//!
//! It prints:
//!
//! ```text
//! a customer is greeted
//! a request: 3 pens are left
//! customers so far: 1
//! an exclusive request: 3 pens are left
//! a customer is greeted
//! two phases: 3 pens, and 2 customers when it began
//! a circle: /user/ben → /user/ann → /user/ben
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;

use akt::prelude::*;

/// Answers while it is open; whoever asks before waits.
#[actor]
#[derive(Default)]
struct Store {
    open: bool,
    asked: Vec<Reply<u32>>,
}

#[handlers]
impl Store {
    #[handler]
    pub fn pens(&mut self, reply: Reply<u32>) {
        if self.open {
            reply.ok(3);
        } else {
            self.asked.push(reply);
        }
    }

    #[handler]
    pub fn set_open(&mut self, open: bool) {
        self.open = open;
        if open {
            self.asked.drain(..).for_each(|reply| reply.ok(3));
        }
    }
}

/// Requests of it are interleaved with other messages, unless they say that they are exclusive.
#[actor(reentrancy = all)]
struct Shop {
    store: StoreRef,
    customers: u32,
}

#[handlers]
impl Shop {
    #[handler]
    pub fn greet(&mut self) {
        self.customers += 1;
        println!("a customer is greeted");
    }

    /// Not even an exclusive request keeps this one waiting.
    #[handler(reentrant)]
    pub fn customers(&self) -> u32 {
        self.customers
    }

    /// The answer is handled in the actor, between two messages, with `&mut self`.
    #[handler]
    pub fn ask(&mut self, exclusive: bool, reply: Reply<u32>, ctx: &mut Ctx<Self>) {
        let mut request = ctx.request(self.store.pens());
        if exclusive {
            request = request.exclusive(); // other messages wait until the answer is there
        }
        let sent = request.then(move |_, _, pens| {
            let kind = if exclusive { "an exclusive" } else { "a" };
            if let Ok(pens) = pens {
                println!("{kind} request: {pens} pens are left");
                reply.ok(pens);
            }
        });
        if let Err(too_many) = sent {
            println!("{too_many}"); // the reply is dropped with the request, and its ask ends with `NoReply`
        }
    }

    /// First with the state, then, in the future, beside the actor, which goes on at once.
    #[handler]
    pub fn report(&mut self) -> impl Future<Output = Result<String, AskError>> + Send + use<> {
        let (customers, store) = (self.customers, self.store.clone());
        async move {
            let pens = store.pens().await?;
            Ok(format!(
                "{pens} pens, and {customers} customers when it began"
            ))
        }
    }
}

/// Passes a call on, and waits for the answer.
#[actor]
struct Phone;

#[handlers]
impl Phone {
    #[handler]
    pub async fn call(&self, mut others: Vec<PhoneRef>) -> Result<(), String> {
        let Some(next) = others.pop() else {
            return Ok(());
        };
        next.call(others).await.map_err(|error| match error {
            AskError::Handler(further) => further,
            AskError::Deadlock(circle) => circle.to_string(),
            other => other.to_string(),
        })
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("street")?;
    let store = system.spawn(Store::default()).await?;
    let shop = Shop {
        store: store.clone(),
        customers: 0,
    };
    let shop = system.spawn(shop).await?;

    let pens = shop.ask(false).into_future();
    shop.greet().await?; // handled while the request is in flight
    store.set_open(true).await?;
    pens.await?;

    store.set_open(false).await?;
    let pens = shop.ask(true).into_future();
    let greeted = shop.greet().into_future(); // waits until the request is answered
    println!("customers so far: {}", shop.customers().await?);
    store.set_open(true).await?;
    pens.await?;
    greeted.await?;

    println!("two phases: {}", shop.report().await?);

    let ann = system.spawn(Phone).name("ann").await?;
    let ben = system.spawn(Phone).name("ben").await?;
    if let Err(AskError::Handler(circle)) = ann.call(vec![ann.clone(), ben]).await {
        println!("a circle: {circle}");
    }
    system.shutdown().await;
    Ok(())
}
