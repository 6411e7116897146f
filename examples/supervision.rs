//! What becomes of an actor that fails: its supervision decides by the actor's own error type, and the compiler sees to
//! it that no kind of failure is forgotten.
//!
//! ```sh
//! cargo run -p akt-examples --bin supervision
//! ```
//!
//! It prints:
//!
//! ```text
//! the desk opens
//! a bad line is skipped: 2 lines are read
//! a bad disk needs a restart: 0 lines are read
//! a panic needs one too: 0 lines are read
//! a fire is for the desk to decide about
//! the desk opens
//! the reader is another one: 0 lines are read
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::time::Duration;

use akt::prelude::*;
use akt::supervision::{Directive, Failure, Restart};

#[derive(Debug, Clone, Copy, thiserror::Error)]
enum Fault {
    #[error("a bad line")]
    BadLine,
    #[error("a bad disk")]
    BadDisk,
    #[error("a fire")]
    Fire,
}

#[actor(fails = Fault)]
#[derive(Default)]
struct Reader {
    lines: u32,
}

#[handlers]
impl Reader {
    #[handler]
    pub fn read(&mut self) -> u32 {
        self.lines += 1;
        self.lines
    }

    #[handler]
    pub fn lines(&self) -> u32 {
        self.lines
    }

    #[handler]
    pub fn fail(&mut self, fault: Fault, ctx: &mut Ctx) {
        ctx.fail(fault);
    }

    #[handler]
    pub fn average(&self, days: u32) -> u32 {
        self.lines / days // which panics in no days
    }
}

fn decide(failure: &Failure<Fault>) -> Directive {
    match failure {
        Failure::Error(fault) => match **fault {
            Fault::BadLine => Directive::Resume, // go on with the state as it is
            Fault::BadDisk => Directive::Restart, // go on with fresh state
            Fault::Fire => Directive::Escalate,  // let the parent decide
        },
        Failure::Panic(_) | Failure::Start(_) => Directive::Restart,
        Failure::Other(_) | Failure::Child(_) => Directive::Stop,
    }
}

#[actor]
struct Desk {
    reader: Option<ReaderRef>,
}

#[handlers]
impl Desk {
    #[on(start)]
    async fn open(&mut self, ctx: &mut Ctx) -> Result<(), StartError> {
        println!("the desk opens");
        let reader = ctx
            .spawn_with(Reader::default)
            .restart(Restart::limit(5, Duration::from_secs(60)))
            .decide(decide);
        self.reader = Some(reader.await?);
        Ok(())
    }

    #[handler]
    pub fn reader(&self) -> Option<ReaderRef> {
        self.reader.clone()
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    std::panic::set_hook(Box::new(|_| {})); // the panic below is meant
    let system = ActorSystem::new("library")?;
    let desk = system.spawn_with(|| Desk { reader: None }).await?;
    let reader = desk.reader().await?.ok_or("the desk has a reader")?;
    reader.read().await?;
    reader.read().await?;
    reader.fail(Fault::BadLine).await?;
    println!(
        "a bad line is skipped: {} lines are read",
        reader.lines().await?
    );
    reader.fail(Fault::BadDisk).await?;
    println!(
        "a bad disk needs a restart: {} lines are read",
        reader.lines().await?
    );
    reader.read().await?;
    assert_eq!(reader.average(0).await, Err(AskError::Panicked));
    println!(
        "a panic needs one too: {} lines are read",
        reader.lines().await?
    );
    println!("a fire is for the desk to decide about");
    reader.fail(Fault::Fire).await?;
    reader.stopped().await; // by default the desk is restarted, and its children are new
    let reader = desk.reader().await?.ok_or("the desk has a reader")?;
    println!(
        "the reader is another one: {} lines are read",
        reader.lines().await?
    );
    system.shutdown().await;
    Ok(())
}
