//! An oracle that is often out of order, and what a caller can do about it: retry, circuit breaker, throttle and
//! aggregate.
//!
//! ```sh
//! cargo run -p akt-examples --bin patterns
//! ```
//!
//! It prints:
//!
//! ```text
//! retry: 42, at the third attempt
//! breaker: failed, failed, the circuit is open
//! breaker: the probe went well, and the circuit is closed
//! throttle: 2 at once, and 1 rejected
//! throttle: 3 one after another
//! aggregate: oracles 0 and 2 replied, 1 is missing
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::time::Duration;

use akt::base::backoff::Backoff;
use akt::pattern::aggregate::aggregate;
use akt::pattern::breaker::{Breaker, Verdict};
use akt::pattern::retry::{RetryPolicy, retry};
use akt::pattern::throttle::Throttle;
use akt::prelude::*;

type Outcome = Result<(), Box<dyn Error>>;

/// Fails as often as its number says, and then knows the answer.
#[actor]
struct Oracle {
    failures: u32,
    sleepy: bool,
}

#[handlers]
impl Oracle {
    #[handler]
    pub async fn answer(&mut self) -> Result<u32, String> {
        if self.sleepy {
            std::future::pending::<()>().await;
        }
        if self.failures == 0 {
            return Ok(42);
        }
        self.failures -= 1;
        Err("out of order".to_owned())
    }
}

async fn oracle(system: &ActorSystem, failures: u32) -> Result<OracleRef, SpawnError> {
    let sleepy = false;
    system.spawn(Oracle { failures, sleepy }).await
}

/// Tries again what fails, with waits that grow. Errors of the handler are answers: that they are worth another attempt
/// has to be said.
async fn retrying(system: &ActorSystem) -> Outcome {
    let oracle = oracle(system, 2).await?;
    let backoff = Backoff::exponential(Duration::from_millis(5), Duration::from_secs(1));
    let policy = RetryPolicy::new().attempts(5).backoff(backoff.jitter(0.5));
    let mut attempts = 0;
    let ask = || {
        attempts += 1;
        oracle.answer()
    };
    let answer = retry(policy, ask).only_if(|error| error.handler().is_some());
    let answer = answer.await?;
    assert_eq!(attempts, 3);
    println!("retry: {answer}, at the third attempt");
    Ok(())
}

/// This oracle's own errors say that it does not work; unless that is said, they are answers.
fn judge(answer: &Result<u32, AskError<String>>) -> Verdict {
    match answer {
        Ok(_) => Verdict::Success,
        Err(_) => Verdict::Failure,
    }
}

/// Stops asking after failures in a row.
async fn breaking(system: &ActorSystem) -> Outcome {
    let oracle = oracle(system, 2).await?;
    let breaker = Breaker::builder("patient")
        .consecutive_failures(2)
        .build()?;
    let mut seen = Vec::new();
    for _ in 0..3 {
        match breaker.call_with(oracle.answer(), judge).await {
            Err(error) if error.is_open() => seen.push("the circuit is open"),
            Err(_) => seen.push("failed"),
            Ok(_) => seen.push("answered"),
        }
    }
    println!("breaker: {}", seen.join(", "));
    Ok(())
}

/// Finds out by one probe when asking makes sense again.
async fn probing(system: &ActorSystem) -> Outcome {
    let oracle = oracle(system, 1).await?;
    let open_for = Duration::from_millis(20);
    let breaker = Breaker::builder("eager")
        .consecutive_failures(1)
        .open_for(open_for)
        .build()?;
    let failed = breaker.call_with(oracle.answer(), judge).await;
    assert!(failed.is_err());
    // The breaker says how long it stays open; a retry waits for that by itself.
    let policy = RetryPolicy::new().backoff(Backoff::none());
    retry(policy, || breaker.ask(oracle.answer())).await?;
    println!(
        "breaker: the probe went well, and the circuit is {}",
        breaker.state()
    );
    Ok(())
}

/// Asks no faster than a rate: what comes too early is rejected, or waits.
async fn throttling(system: &ActorSystem) -> Outcome {
    let oracle = oracle(system, 0).await?;
    let strict = Throttle::new(1, Duration::from_secs(60), 2)?.enforcing();
    let (mut passed, mut rejected) = (0, 0);
    for _ in 0..3 {
        match strict.ask(oracle.answer()).await {
            Ok(_) => passed += 1,
            Err(error) if error.is_rejected() => rejected += 1,
            Err(error) => return Err(error.to_string().into()),
        }
    }
    println!("throttle: {passed} at once, and {rejected} rejected");
    let shaping = Throttle::new(100, Duration::from_secs(1), 1)?;
    for _ in 0..3 {
        shaping
            .ask(oracle.answer())
            .await
            .map_err(|error| error.to_string())?;
    }
    println!("throttle: 3 one after another");
    Ok(())
}

/// Goes on with two of three answers, and knows whose is missing.
async fn aggregating(system: &ActorSystem) -> Outcome {
    let mut oracles = Vec::new();
    for sleepy in [false, true, false] {
        oracles.push(
            system
                .spawn(Oracle {
                    failures: 0,
                    sleepy,
                })
                .await?,
        );
    }
    let answers = aggregate(oracles.iter().map(OracleRef::answer))
        .first(2)
        .within(Duration::from_secs(10))
        .await;
    let replied: Vec<String> = answers
        .replies
        .iter()
        .map(|(place, _)| place.to_string())
        .collect();
    let missing: Vec<String> = answers.missing.iter().map(ToString::to_string).collect();
    let (replied, missing) = (replied.join(" and "), missing.join(", "));
    println!("aggregate: oracles {replied} replied, {missing} is missing");
    oracles.iter().for_each(|oracle| oracle.kill());
    Ok(())
}

#[akt::main]
async fn main() -> Outcome {
    let system = ActorSystem::new("patterns")?;
    retrying(&system).await?;
    breaking(&system).await?;
    probing(&system).await?;
    throttling(&system).await?;
    aggregating(&system).await?;
    system.shutdown().await;
    Ok(())
}
