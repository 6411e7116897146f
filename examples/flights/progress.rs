//! A line on the terminal that shows how far the replay has come.

use std::fmt::{self, Display};
use std::io::Write;
use std::time::{Duration, Instant};

use crate::row::Scheduled;
use crate::table::grouped;

/// The time between two drawings.
pub(crate) const PAUSE: Duration = Duration::from_millis(100);
/// Characters of the bar.
const WIDTH: u64 = 20;

/// Measures how long a replay takes for whoever waits for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "people wait in real time, which is never simulated here"
    )]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Draws the bar, at most ten times a second.
pub(crate) struct Progress {
    /// Nowhere, if there is no terminal or the bar is not wanted.
    out: Option<Box<dyn Write>>,
    watch: Stopwatch,
    total: u64,
    /// When the bar is drawn next, on the watch.
    due: Duration,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Progress")
            .field("total", &self.total)
            .field("due", &self.due)
            .finish_non_exhaustive()
    }
}

impl Progress {
    /// A bar on `out`, or none, for `total` flights. Its rate counts from now.
    pub(crate) fn new(out: Option<Box<dyn Write>>, total: u64) -> Self {
        Self {
            out,
            watch: Stopwatch::start(),
            total,
            due: Duration::ZERO,
        }
    }

    /// Shows a text until the first flights are through.
    pub(crate) fn note(&mut self, text: &str) {
        self.draw(text);
    }

    /// Counts the rate from now. Nothing is drawn before there is a rate worth to be shown.
    pub(crate) fn begin(&mut self) {
        (self.watch, self.due) = (Stopwatch::start(), PAUSE);
    }

    /// Tells that `done` flights are through, the last of them scheduled at `at`.
    ///
    /// Cheap enough to be called for each flight.
    pub(crate) fn update(&mut self, done: u64, at: Scheduled) {
        if self.out.is_some() {
            self.update_at(self.watch.elapsed(), done, at);
        }
    }

    fn update_at(&mut self, elapsed: Duration, done: u64, at: Scheduled) {
        if elapsed < self.due {
            return;
        }
        self.due = elapsed + PAUSE;
        self.draw(&line(done, self.total, elapsed, at.date()));
    }

    fn draw(&mut self, line: &str) {
        if let Some(out) = &mut self.out {
            // Return to the start of the line, and clear what was longer.
            if write!(out, "\r{line}\u{1b}[K")
                .and_then(|()| out.flush())
                .is_err()
            {
                // Who closed the terminal no longer looks.
                self.out = None;
            }
        }
    }
}

impl Drop for Progress {
    /// Clears the line, however the replay ended, so that the next text starts on an empty one.
    fn drop(&mut self) {
        if let Some(out) = &mut self.out {
            // As above: nobody looks.
            let _ = write!(out, "\r\u{1b}[K").and_then(|()| out.flush());
        }
    }
}

fn line(done: u64, total: u64, elapsed: Duration, date: impl Display) -> String {
    let part = |whole: u64| done.min(total) * whole / total.max(1);
    let full = part(WIDTH);
    let bar: String = (0..WIDTH)
        .map(|place| if place < full { '█' } else { '░' })
        .collect();
    let rate = u128::from(done) * 1000 / elapsed.as_millis().max(1);
    let rate = grouped(u64::try_from(rate).unwrap_or(u64::MAX));
    let (shown, all) = (grouped(done), grouped(total));
    format!(
        "{bar} {:3} %  {date}  {shown} of {all} flights  {rate}/s",
        part(100)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::{Flight, tests::ROW};
    use std::io;
    use std::sync::{Arc, Mutex};

    /// Keeps what is written, until it fails.
    #[derive(Clone, Default)]
    struct Screen {
        text: Arc<Mutex<Vec<u8>>>,
        closed: bool,
    }

    impl Screen {
        fn text(&self) -> String {
            String::from_utf8(self.text.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.closed {
                Err(io::ErrorKind::BrokenPipe.into())
            } else {
                self.text.lock().unwrap().write(bytes)
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn morning() -> Scheduled {
        Flight::parse(ROW.as_bytes()).unwrap().scheduled
    }

    #[test]
    fn it_is_drawn_ten_times_a_second_and_cleared() {
        let screen = Screen::default();
        let mut progress = Progress::new(Some(Box::new(screen.clone())), 1000);
        for millis in 0..1000 {
            progress.update_at(Duration::from_millis(millis), millis, morning());
        }
        assert_eq!(screen.text().matches('\r').count(), 10);
        drop(progress);
        assert!(screen.text().ends_with("\r\u{1b}[K"));
    }

    #[test]
    fn it_shows_share_date_count_and_rate() {
        let shown = line(
            168_388,
            336_776,
            Duration::from_millis(500),
            morning().date(),
        );
        assert_eq!(
            shown,
            "██████████░░░░░░░░░░  50 %   1 Jan 2013  168,388 of 336,776 flights  336,776/s"
        );
        assert!(shown.chars().count() < 80);
        assert!(line(0, 0, Duration::ZERO, "").starts_with("░░░░░░░░░░░░░░░░░░░░   0 %"));
    }

    #[test]
    fn without_a_terminal_nothing_happens() {
        let mut progress = Progress::new(None, 10);
        progress.update(5, morning());
        assert!(progress.due.is_zero());
    }

    #[test]
    fn a_closed_terminal_ends_it() {
        let screen = Screen {
            closed: true,
            ..Screen::default()
        };
        let mut progress = Progress::new(Some(Box::new(screen)), 10);
        progress.update(5, morning());
        assert!(progress.out.is_none());
    }
}
