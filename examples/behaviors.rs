//! An actor with states: each handler says in which of them it is there, and what becomes of its message in the others.
//!
//! ```sh
//! cargo run -p akt-examples --bin behaviors
//! ```
//!
//! It prints:
//!
//! ```text
//! a visitor knocks, and waits
//! the door is Locked, it cannot be locked
//! the door is unlocked
//! come in, Ada
//! come in, Ben
//! the alarm rings, and the door is Blocked
//! Cleo: not handled in the state Blocked
//! the alarm is over, and the door is Open
//! come in, Cleo
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;

use akt::actor::StackFull;
use akt::prelude::*;

/// A door begins in its first state.
#[actor(states(Locked, Open, Blocked))]
struct Door;

#[handlers]
impl Door {
    #[handler(in = Locked)]
    pub fn unlock(&mut self, ctx: &mut Ctx<Self>) {
        println!("the door is unlocked");
        ctx.become_(DoorState::Open);
    }

    #[handler(in = Open, otherwise = reject)]
    pub fn lock(&mut self, ctx: &mut Ctx<Self>) {
        ctx.become_(DoorState::Locked);
    }

    /// While the door is locked, whoever knocks waits: the message is kept until the state changes.
    #[handler(in = Open)]
    pub fn knock(&mut self, who: String) {
        println!("come in, {who}");
    }

    /// While there is no way in, whoever is in a hurry is told at once.
    #[handler(in = Open, otherwise = reject)]
    pub fn hurry(&mut self, who: String) {
        println!("come in, {who}");
    }

    /// Without `in` a handler is there in every state. The state before is remembered.
    #[handler]
    pub fn alarm(&mut self, ctx: &mut Ctx<Self>) -> Result<(), StackFull> {
        ctx.become_stacked(DoorState::Blocked)?;
        println!("the alarm rings, and the door is {:?}", ctx.state());
        Ok(())
    }

    #[handler(in = Blocked, otherwise = dead_letter)]
    pub fn all_clear(&mut self, ctx: &mut Ctx<Self>) {
        ctx.unbecome();
        println!("the alarm is over, and the door is {:?}", ctx.state());
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("house")?;
    let door = system.spawn(Door).await?;
    let ada = door.knock("Ada".into()).into_future(); // sent, and answered when she is in
    println!("a visitor knocks, and waits");
    if let Err(AskError::Rejected(state)) = door.lock().await {
        println!("the door is {state}, it cannot be locked");
    }
    door.unlock().await?;
    ada.await?;
    door.knock("Ben".into()).await?;
    door.alarm().await?;
    if let Err(AskError::Rejected(state)) = door.hurry("Cleo".into()).await {
        println!("Cleo: not handled in the state {state}");
    }
    door.all_clear().await?;
    door.hurry("Cleo".into()).await?;
    system.shutdown().await;
    Ok(())
}
