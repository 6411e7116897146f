//! Actors below actors: an office spawns desks, is told when one leaves, and takes the others with it when it closes.
//!
//! ```sh
//! cargo run -p akt-examples --bin hierarchy
//! ```
//!
//! It prints:
//!
//! ```text
//! /user/office/alice takes a call
//! the name `alice` is taken; stop its owner first, or choose another
//! bob has left: stopped
//! at work: alice, carol
//! carol has left: killed
//! alice goes home
//! the office closes
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;

use akt::prelude::*;

#[actor]
struct Desk;

#[handlers]
impl Desk {
    #[handler]
    pub fn call(&self, ctx: &Ctx) {
        println!("{} takes a call", ctx.path());
    }

    #[on(stop)]
    fn lock(&mut self, ctx: &mut Ctx) {
        if ctx.path().name() == "alice" {
            println!("alice goes home");
        }
    }
}

#[actor]
struct Office;

#[handlers]
impl Office {
    #[on(start)]
    async fn open(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        for name in ["alice", "bob", "carol"] {
            let desk = ctx.spawn(Desk).name(name).await?;
            ctx.watch(&desk)?;
        }
        Ok(())
    }

    #[handler]
    pub async fn hire(&mut self, name: String, ctx: &mut Ctx) -> Result<DeskRef, SpawnError> {
        ctx.spawn(Desk).name(name).await
    }

    #[handler]
    pub fn at_work(&self, ctx: &Ctx) -> Vec<String> {
        let children = ctx.children();
        children
            .iter()
            .map(|desk| desk.path().name().to_owned())
            .collect()
    }

    /// Comes once for each desk, after its last message.
    #[on(terminated)]
    fn left(&mut self, desk: Terminated) {
        println!("{} has left: {}", desk.path.name(), desk.reason);
    }

    /// The desks have ended before.
    #[on(stop)]
    fn close(&mut self) {
        println!("the office closes");
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("town")?;
    let office = system.spawn(Office).name("office").await?;
    let find = |name: &str| system.find::<Desk>(name).ok_or("no such desk");
    find("office/alice")?.call().await?;
    if let Err(AskError::Handler(error)) = office.hire("alice".into()).await {
        println!("{error}");
    }
    let (bob, carol) = (find("office/bob")?, find("office/carol")?);
    bob.stop();
    bob.stopped().await;
    println!("at work: {}", office.at_work().await?.join(", "));
    carol.kill(); // at once, and without its stop hook
    carol.stopped().await;
    office.at_work().await?;
    office.stop();
    office.stopped().await;
    system.shutdown().await;
    Ok(())
}
