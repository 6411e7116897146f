//! The signals by which a terminal, a service manager or an orchestrator asks a process to end.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use crate::base::panic::{catch, discard};
use crate::dispatch::task;
use crate::system::core::Core;
use crate::system::shutdown::report::ShutdownReport;
use crate::system::shutdown::run;

/// Waits for the end of a system whose shutdown is wired to signals; made by
/// [`ActorSystem::shutdown_on_signals`](crate::system::ActorSystem::shutdown_on_signals).
#[must_use = "await it before `main` returns"]
pub struct SignalShutdown(Pin<Box<dyn Future<Output = ShutdownReport> + Send>>);

impl Future for SignalShutdown {
    type Output = ShutdownReport;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<ShutdownReport> {
        self.0.as_mut().poll(cx)
    }
}

impl fmt::Debug for SignalShutdown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignalShutdown")
    }
}

/// Wires the signals of the process to the shutdown of a system.
pub(super) fn wire(core: Arc<Core>) -> io::Result<SignalShutdown> {
    let runtime = core.runtime.clone();
    // tokio panics when its runtime has no I/O.
    let listening = catch(|| {
        let _inside = runtime.enter();
        Signals::listen()
    });
    let mut signals = listening.unwrap_or_else(|payload| {
        discard(payload);
        Err(io::Error::other(
            "the tokio runtime has no I/O, which signals need; build it with `enable_all`",
        ))
    })?;
    // Not a count of its own: a system whose last handle is dropped goes as ever.
    let weak = Arc::downgrade(&core);
    task::spawn_on(&runtime, async move {
        let mut hurry = false;
        loop {
            let signal = signals.next().await;
            let Some(core) = Weak::upgrade(&weak) else {
                return;
            };
            if hurry {
                tracing::warn!(
                    signal,
                    "the process is asked to end again; the actors are killed"
                );
                core.shutdown.hurry();
            } else {
                tracing::info!(signal, "the process is asked to end; the system shuts down");
                run::begin(&core);
            }
            hurry = true;
        }
    });
    Ok(SignalShutdown(Box::pin(async move {
        core.shutdown.over().await
    })))
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next signal, and gives its name.
    async fn next(&mut self) -> &'static str {
        std::future::poll_fn(|cx| {
            if self.terminate.poll_recv(cx).is_ready() {
                return Poll::Ready("SIGTERM");
            }
            self.interrupt.poll_recv(cx).map(|_| "SIGINT")
        })
        .await
    }
}

#[cfg(windows)]
struct Signals {
    interrupt: tokio::signal::windows::CtrlC,
    close: tokio::signal::windows::CtrlClose,
    shutdown: tokio::signal::windows::CtrlShutdown,
}

#[cfg(windows)]
impl Signals {
    fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_close, ctrl_shutdown};
        Ok(Self {
            interrupt: ctrl_c()?,
            close: ctrl_close()?,
            shutdown: ctrl_shutdown()?,
        })
    }

    /// Waits for the next signal, and gives its name.
    async fn next(&mut self) -> &'static str {
        std::future::poll_fn(|cx| {
            if self.interrupt.poll_recv(cx).is_ready() {
                return Poll::Ready("Ctrl-C");
            }
            if self.close.poll_recv(cx).is_ready() {
                return Poll::Ready("close of the console");
            }
            self.shutdown
                .poll_recv(cx)
                .map(|_| "shutdown of the machine")
        })
        .await
    }
}
