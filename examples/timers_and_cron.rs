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
//! scheduled: backup
//! from noon to noon in Europe/Berlin: 23 hours
//! from noon to noon in UTC: 24 hours
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

use akt::cron::Cron;
use akt::prelude::*;

const BEAT: Duration = Duration::from_millis(20);
const HOUR: Duration = Duration::from_secs(3600);

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
        ctx.timer("egg").once(HOUR, me.done()); // far too late: the beat sees to it
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
    let milk = clock.remind("remembered by the system: buy milk".into());
    scheduler.once(BEAT, milk).await?;
    reminded.await?;

    let reminded = clock.reminded().into_future();
    let each_second = "* * * * * *";
    let backup = scheduler
        .cron(each_second, &clock, |clock| clock.remind("backup".into()))
        .named("backup")
        .await?;
    reminded.await?;
    for schedule in scheduler.list() {
        println!("scheduled: {}", schedule.name.unwrap_or_default());
    }
    backup.cancel();

    // Noon of the day before the clocks are put forward, in 2026.
    let saturday = UNIX_EPOCH + Duration::from_secs(1_774_695_600);
    for zone in ["Europe/Berlin", "UTC"] {
        let noon = Cron::parse("0 0 12 * * *", zone)?;
        let first = noon.next(saturday - HOUR).ok_or("a noon")?;
        let next = noon.next(first).ok_or("another noon")?;
        let hours = next.duration_since(first)?.as_secs() / 3600;
        println!("from noon to noon in {zone}: {hours} hours");
    }
    system.shutdown().await;
    Ok(())
}
