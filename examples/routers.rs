//! A kitchen whose cooks stand behind one reference: one after the other, by key, the quickest of all; and a kitchen that
//! grows, shrinks and replaces who falls out.
//!
//! ```sh
//! cargo run -p akt-examples --bin routers
//! ```
//!
//! It prints:
//!
//! ```text
//! round robin: cooks 0, 1, 2, 0, 1, 2
//! by key: table 7 has the same cook 10 times of 10
//! by key: a fourth cook takes over some tables, and the others stay
//! scatter: cook 2 was the first of 3
//! scatter: nobody knows the recipe in time
//! group: anna has left by herself, and berta does 2 of 2
//! pool: 5 cooks, then 2; 30 of 30 dishes are done
//! pool: cook 0 fell out, and the kitchen goes on with kitchen-2
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use akt::pattern::router::{Router, RouterEvent};
use akt::prelude::*;
use akt::system::Subscribe;

type Outcome = Result<(), Box<dyn Error>>;

#[actor]
struct Cook {
    number: u64,
    dishes: Arc<AtomicU64>,
}

#[handlers]
impl Cook {
    /// Who cooks it.
    #[handler]
    pub fn cook(&mut self) -> u64 {
        self.dishes.fetch_add(1, Ordering::Relaxed);
        self.number
    }

    /// The higher its number, the sooner a cook finds a recipe, if there is one.
    #[allow(clippy::disallowed_methods, reason = "a program waits as it likes")]
    #[handler]
    pub async fn find(&mut self, recipe: String) -> u64 {
        if recipe == "secret" {
            std::future::pending::<()>().await;
        }
        let left = 2_u64.saturating_sub(self.number);
        tokio::time::sleep(Duration::from_millis(100 * left)).await;
        self.number
    }
}

/// Cooks with numbers from 0 on, and what they have done together.
fn school() -> (impl Fn() -> Cook + Send + Sync + 'static, Arc<AtomicU64>) {
    let (next, dishes) = (AtomicU64::new(0), Arc::new(AtomicU64::new(0)));
    let done = Arc::clone(&dishes);
    let cook = move || Cook {
        number: next.fetch_add(1, Ordering::Relaxed),
        dishes: Arc::clone(&done),
    };
    (cook, dishes)
}

async fn in_turn(system: &ActorSystem) -> Outcome {
    let pool = Router::<Cook>::pool(system).size(3).round_robin();
    let kitchen = pool.spawn_with(school().0).await?;
    let mut cooks = Vec::new();
    for _ in 0..6 {
        // The router has the methods of its routees.
        cooks.push(kitchen.cook().await?.to_string());
    }
    println!("round robin: cooks {}", cooks.join(", "));
    Ok(())
}

async fn by_key(system: &ActorSystem) -> Outcome {
    let pool = Router::<Cook>::pool(system).size(3).consistent_hash();
    let kitchen = pool.spawn_with(school().0).await?;
    let table: CookRef = kitchen.keyed("table 7");
    let first = table.cook().await?;
    let mut same = 0;
    for _ in 0..10 {
        same += u32::from(table.cook().await? == first);
    }
    println!("by key: table 7 has the same cook {same} times of 10");
    let mut before = Vec::new();
    for table in 0..100 {
        before.push(kitchen.keyed(&table).cook().await?);
    }
    kitchen.resize(4).await?;
    for (table, before) in before.into_iter().enumerate() {
        let after = kitchen.keyed(&i32::try_from(table)?).cook().await?;
        assert!(
            after == before || after == 3,
            "only the new cook takes over"
        );
    }
    println!("by key: a fourth cook takes over some tables, and the others stay");
    Ok(())
}

async fn the_quickest(system: &ActorSystem) -> Outcome {
    let within = Duration::from_secs(1);
    let pool = Router::<Cook>::pool(system).size(3).scatter_gather(within);
    let kitchen = pool.spawn_with(school().0).await?;
    let first = kitchen.find("soup".to_owned()).await?;
    println!("scatter: cook {first} was the first of 3");
    let nobody = kitchen.find("secret".to_owned()).await;
    assert_eq!(nobody, Err(AskError::Timeout));
    println!("scatter: nobody knows the recipe in time");
    // Who still looks for it is not waited for.
    kitchen.kill();
    Ok(())
}

async fn of_others(system: &ActorSystem) -> Outcome {
    let school = school().0;
    let group = Router::<Cook, _>::group(system).build();
    let anna = system.spawn(school()).name("anna").await?;
    let berta = system.spawn(school()).name("berta").await?;
    group.add(&anna)?;
    group.add(&berta)?;
    anna.stop();
    anna.stopped().await;
    let mut by_berta = 0;
    for _ in 0..2 {
        by_berta += group.cook().await?;
    }
    println!("group: anna has left by herself, and berta does {by_berta} of 2");
    Ok(())
}

async fn changing(system: &ActorSystem) -> Outcome {
    let (school, dishes) = school();
    let pool = Router::<Cook>::pool(system).name("kitchen").size(2);
    let kitchen = pool.spawn_with(school).await?;
    let (small, large) = (2, 5);
    for size in [large, small] {
        for _ in 0..15 {
            kitchen.cook().tell()?;
        }
        kitchen.resize(size).await?;
    }
    kitchen.drain();
    kitchen.stopped().await;
    let dishes = dishes.load(Ordering::Relaxed);
    println!("pool: {large} cooks, then {small}; {dishes} of 30 dishes are done");
    Ok(())
}

async fn replacing(system: &ActorSystem) -> Outcome {
    let pool = Router::<Cook>::pool(system).name("kitchen").size(2);
    let kitchen = pool.spawn_with(school().0).await?;
    let events = system.events().subscribe(Subscribe::lossless(16));
    for cook in kitchen.routees().iter().take(1) {
        cook.kill();
    }
    loop {
        if let RouterEvent::Replaced { routee, .. } = events.recv().await? {
            let name = routee.name();
            println!("pool: cook 0 fell out, and the kitchen goes on with {name}");
            return Ok(());
        }
    }
}

#[akt::main]
async fn main() -> Outcome {
    let system = ActorSystem::new("routers")?;
    in_turn(&system).await?;
    by_key(&system).await?;
    the_quickest(&system).await?;
    of_others(&system).await?;
    changing(&system).await?;
    replacing(&system).await?;
    system.shutdown().await;
    Ok(())
}
