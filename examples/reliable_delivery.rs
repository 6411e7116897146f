//! Messages that are kept until they are confirmed: over an error of their handler, and over the end of the process
//! that sent them.
//!
//! ```sh
//! cargo run -p akt-examples --bin reliable_delivery
//! ```
//!
//! It prints:
//!
//! ```text
//! Monday
//! order 1: shipped
//! order 2: the printer is out of paper
//! order 2: shipped at attempt 2
//! order 3: stored, and the program ends with 1 order left
//! Tuesday
//! order 3: shipped
//! order 4: shipped
//! 0 orders are left
//! ```
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::path::Path;

use akt::integration::redb::DeliveryStore;
use akt::pattern::delivery::{Delivery, Producer};
use akt::prelude::*;

#[message]
#[derive(Debug)]
struct Order {
    number: u32,
}

#[actor]
struct Shipping {
    paper: u32,
    /// The last order that a truck takes today.
    last: u32,
}

#[handlers]
impl Shipping {
    /// Returning confirms; an error brings the order back.
    #[handler(message)]
    async fn ship(&mut self, order: Delivery<Order>) -> Result<(), &'static str> {
        if order.number > self.last {
            std::future::pending::<()>().await; // until tomorrow
        }
        if self.paper == 0 {
            println!("order {}: the printer is out of paper", order.number);
            self.paper = 10;
            return Err("out of paper");
        }
        self.paper -= 1;
        match order.attempt() {
            1 => println!("order {}: shipped", order.number),
            attempt => println!("order {}: shipped at attempt {attempt}", order.number),
        }
        Ok(())
    }
}

async fn orders(
    system: &ActorSystem,
    shipping: &ShippingRef,
    file: &Path,
) -> Result<Producer<Order>, Box<dyn std::error::Error>> {
    let store = DeliveryStore::open(file).await?;
    let queue = store.queue("orders");
    let orders = Delivery::to(shipping).named("orders").durable(queue);
    Ok(orders.start(system).await?)
}

#[akt::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::temp_dir().join(format!("akt-orders-{}.redb", std::process::id()));
    println!("Monday");
    let system = ActorSystem::new("monday")?;
    let shipping = system.spawn(Shipping { paper: 1, last: 2 }).await?;
    let monday = orders(&system, &shipping, &file).await?;
    for number in 1..=2 {
        monday.send_confirmed(Order { number }).await?;
    }
    monday.send(Order { number: 3 }).await?; // it is on disk
    let left = monday.stop().await;
    println!("order 3: stored, and the program ends with {left} order left");
    shipping.kill();
    system.shutdown().await;

    println!("Tuesday");
    let system = ActorSystem::new("tuesday")?;
    let shipping = system.spawn(Shipping { paper: 9, last: 9 }).await?;
    let tuesday = orders(&system, &shipping, &file).await?;
    tuesday.send_confirmed(Order { number: 4 }).await?;
    println!("{} orders are left", tuesday.unconfirmed());
    system.shutdown().await;
    std::fs::remove_file(&file)?;
    Ok(())
}
