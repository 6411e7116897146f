//! Work beside an actor: it has a slow service asked, goes on with other messages, and hears of the outcome; a circuit
//! breaker keeps it from asking a service that is out of order.
//!
//! ```sh
//! cargo run -p akt-examples --bin pipe_and_breaker
//! ```
//!
//! It prints:
//!
//! ```text
//! while it is asked: no forecast yet
//! asked: sunny
//! asked: the service is out of order
//! asked: the service is out of order
//! not asked: the circuit is open
//! asked: too late
//! in the end: sunny
//! ```
#![expect(clippy::print_stdout, unreachable_pub, reason = "an example prints")]

use std::error::Error;
use std::time::Duration;

use akt::actor::PipeError;
use akt::pattern::breaker::Breaker;
use akt::prelude::*;

/// What the service does next.
#[derive(Clone, Copy)]
enum Service {
    Works,
    Fails,
    Sleeps,
}

impl Service {
    async fn forecast(self) -> Result<String, String> {
        match self {
            Self::Works => Ok("sunny".to_owned()),
            Self::Fails => Err("the service is out of order".to_owned()),
            Self::Sleeps => std::future::pending().await,
        }
    }
}

#[actor]
struct Station {
    forecast: Option<String>,
    breaker: Breaker,
}

#[handlers]
impl Station {
    /// Answers when the service has, or has not: the reply waits in the callback, and the actor for nothing.
    #[handler]
    pub fn refresh(&mut self, service: Service, reply: Reply<String>, ctx: &mut Ctx<Self>) {
        let breaker = self.breaker.clone();
        ctx.pipe(async move { breaker.call(service.forecast()).await })
            .timeout(Duration::from_secs(1))
            .then(|this: &mut Self, _, outcome| {
                reply.ok(match outcome {
                    Ok(Ok(forecast)) => {
                        this.forecast = Some(forecast.clone());
                        format!("asked: {forecast}")
                    }
                    Ok(Err(error)) if error.is_open() => "not asked: the circuit is open".into(),
                    Ok(Err(error)) => format!("asked: {}", error.into_failed().unwrap_or_default()),
                    Err(PipeError::Timeout) => "asked: too late".into(),
                    Err(error) => format!("asked: {error}"),
                });
            });
    }

    #[handler]
    pub fn forecast(&self) -> String {
        let forecast = self.forecast.as_deref();
        forecast.unwrap_or("no forecast yet").to_owned()
    }
}

#[akt::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let system = ActorSystem::new("weather")?;
    let breaker = Breaker::builder("forecast")
        .consecutive_failures(2)
        .build()?;
    let station = |breaker: &Breaker| Station {
        forecast: None,
        breaker: breaker.clone(),
    };
    let first = system.spawn(station(&breaker)).await?;
    let late = system.spawn(station(&Breaker::new("late"))).await?;

    let too_late = late.refresh(Service::Sleeps).into_future();
    println!("while it is asked: {}", late.forecast().await?);
    for service in [
        Service::Works,
        Service::Fails,
        Service::Fails,
        Service::Works,
    ] {
        println!("{}", first.refresh(service).await?);
    }
    println!("{}", too_late.await?);
    println!("in the end: {}", first.forecast().await?);
    system.shutdown().await;
    Ok(())
}
