//! Doing things later: timers that belong to an actor, schedules that belong to the system, and times of the day.
//!
//! ```sh
//! cargo run -p akt-examples --bin timers_and_cron
//! ```
//!
//! It prints:
//!
//! ```text
//! beat 1
//! beat 2
//! beat 3
//! the egg is done, and the heart rests
//! remembered by the system: buy milk
//! backup
//! schedules: backup
//! noon after noon when the clocks change in Berlin: 23 hours
//! noon after noon when the clocks change in UTC: 24 hours
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use akt::cron::Cron;
use akt::prelude::*;

const BEAT: Duration = Duration::from_millis(20);

/// Wakes whoever asked it to when its time has come.
#[actor]
#[derive(Default)]
struct Clock {
    beats: u32,
    cooking: Option<Reply<()>>,
    waiting: Option<Reply<()>>,
}

#[handlers]
impl Clock {
    /// Two timers of this actor, by name. They end with it, and when it is restarted.
    #[handler]
    pub fn boil_an_egg(&mut self, reply: Reply<()>, ctx: &mut Ctx<Self>) {
        self.cooking = Some(reply);
        let me = ctx.this();
        ctx.timer("beat").every(BEAT, |me| me.beat());
        ctx.timer("egg").once(BEAT * 60, me.done()); // far too late: the beat sees to it
    }

    #[handler]
    fn beat(&mut self, ctx: &mut Ctx<Self>) {
        self.beats += 1;
        println!("beat {}", self.beats);
        if self.beats == 3 {
            // Setting a timer again replaces it; a timer that was cancelled is never heard.
            let me = ctx.this();
            ctx.cancel_timer("beat");
            ctx.timer("egg").once(BEAT, me.done());
        }
    }

    #[handler]
    fn done(&mut self) {
        println!("the egg is done, and the heart rests");
        if let Some(reply) = self.cooking.take() {
            reply.ok(());
        }
    }

    /// Answers when it has been reminded.
    #[handler]
    pub fn reminded(&mut self, reply: Reply<()>) {
        self.waiting = Some(reply);
    }

    #[handler]
    pub fn remind(&mut self, what: String) {
        let Some(reply) = self.waiting.take() else {
            return;
        };
        println!("{what}");
        reply.ok(());
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("home")?;
    let clock = system.spawn(Clock::default()).await?;
    clock.boil_an_egg().await?;

    let (scheduler, reminded) = (system.scheduler(), clock.reminded().into_future());
    let text = "remembered by the system: buy milk".to_owned();
    scheduler.once(BEAT, clock.remind(text)).await?;
    reminded.await?;

    let reminded = clock.reminded().into_future();
    let backup = scheduler
        .cron("* * * * * *", &clock, |clock| {
            clock.remind("backup".to_owned())
        }) // each second
        .named("backup")
        .await?;
    reminded.await?;
    let names: Vec<_> = scheduler
        .list()
        .into_iter()
        .filter_map(|info| info.name)
        .collect();
    println!("schedules: {}", names.join(", "));
    assert!(backup.cancel());

    // Noon of the day before the clocks are put forward, in 2026.
    let saturday = UNIX_EPOCH + Duration::from_secs(1_774_695_600);
    for (zone, name) in [("Europe/Berlin", "Berlin"), ("UTC", "UTC")] {
        let noon = Cron::parse("0 0 12 * * *", zone)?;
        let first = noon
            .next(saturday - Duration::from_secs(1))
            .ok_or("a noon")?;
        let next = noon.next(first).ok_or("another noon")?;
        let hours = next.duration_since(first)?.as_secs() / 3600;
        println!("noon after noon when the clocks change in {name}: {hours} hours");
    }
    system.shutdown().await;
    Ok(())
}
