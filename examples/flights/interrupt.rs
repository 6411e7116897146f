//! Ctrl-C, and the other signals by which a person or a supervisor ends a program.
//!
//! The work runs in a thread of its own; the main thread waits for its end or for a signal. A replay hears of the
//! signal and stops its nodes first; at any other time there is nothing to stop, and the program ends at once.

use std::io;
use std::process::{self, ExitCode};
use std::thread;

use tokio::sync::{oneshot, watch};

/// What a shell adds to the number of a signal to get the exit code.
const SIGNALLED: u8 = 128;

/// Tells a replay that it should end.
#[derive(Debug)]
pub(crate) struct Interrupt(watch::Receiver<bool>);

impl Interrupt {
    /// Waits for a signal. For ever, if none comes.
    pub(crate) async fn wait(&mut self) {
        if self.0.wait_for(|signalled| *signalled).await.is_err() {
            std::future::pending().await
        }
    }
}

/// Runs `work`, and gives its exit code, or the one of the signal that ended it.
pub(crate) fn guard(work: impl FnOnce(Interrupt) -> ExitCode + Send + 'static) -> ExitCode {
    let (signal, interrupt) = watch::channel(false);
    let (done, result) = oneshot::channel();
    let worker = thread::Builder::new()
        .name("flights".to_owned())
        // Nobody waits for the code any more if a signal came when there was nothing to stop.
        .spawn(move || {
            let _ = done.send(work(Interrupt(interrupt)));
        });
    let waited = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .and_then(|runtime| runtime.block_on(wait(signal, result)));
    match (worker, waited) {
        (Ok(_), Ok(code)) => code,
        // Without threads or signals there is nothing sensible to do but end.
        (Err(error), _) | (_, Err(error)) => {
            crate::complain(&format_args!("cannot start: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn wait(
    signal: watch::Sender<bool>,
    mut result: oneshot::Receiver<ExitCode>,
) -> io::Result<ExitCode> {
    let mut signals = Signals::listen()?;
    let number = tokio::select! {
        code = &mut result => return Ok(code.unwrap_or(ExitCode::FAILURE)),
        number = signals.next() => number,
    };
    let code = SIGNALLED + number;
    // Nobody listens unless a replay runs or is about to.
    if signal.send(true).is_err() {
        process::exit(code.into());
    }
    // A replay ends soon; the code that it gives is that of any failure.
    drop(result.await);
    Ok(ExitCode::from(code))
}

#[cfg(unix)]
struct Signals([(u8, tokio::signal::unix::Signal); 2]);

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let listen =
            |number: u8| Ok::<_, io::Error>((number, signal(SignalKind::from_raw(number.into()))?));
        // Interrupt and terminate have these numbers on every Unix.
        Ok(Self([listen(2)?, listen(15)?]))
    }

    /// The number of the next signal.
    async fn next(&mut self) -> u8 {
        let [int, term] = &mut self.0;
        tokio::select! {
            _ = int.1.recv() => int.0,
            _ = term.1.recv() => term.0,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> u8 {
        const INTERRUPT: u8 = 2;
        match tokio::signal::ctrl_c().await {
            Ok(()) => INTERRUPT,
            Err(_) => std::future::pending().await,
        }
    }
}
