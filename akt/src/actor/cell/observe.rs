//! What is measured of single messages, and told of them: handling times, and spans.
//!
//! An actor that is observed has its `attention` set for ever; so it takes its messages here, one look each, and all
//! others take theirs where they always do.

use tracing::Span;

use super::turn::{Attend, Exit, Turn};
use crate::actor::{Actor, Metrics, Protocol};
use crate::base::time::{self, Instant};

/// What is observed of an actor's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Observation {
    pub(crate) metrics: Metrics,
    pub(crate) spans: bool,
}

impl Observation {
    /// Whether messages have to be looked at one by one.
    pub(crate) fn is_needed(self) -> bool {
        self.spans || self.metrics == Metrics::Timing
    }
}

/// Observes the messages of one actor.
pub(super) struct Observer {
    what: Observation,
    /// When the message was taken that is handled now.
    start: Option<Instant>,
    span: Span,
}

impl Observer {
    pub(super) fn new(what: Observation) -> Box<Self> {
        Box::new(Self {
            what,
            start: None,
            span: Span::none(),
        })
    }
}

#[allow(unsafe_code)]
impl<A: Actor> Turn<A> {
    /// Handles the next message of the mailbox, and observes it.
    pub(super) fn observe_next(&mut self) -> Attend {
        if self.budget == 0 {
            self.give_back();
            return Attend::Exit(Exit::Again);
        }
        // SAFETY: this turn owns the actor.
        let Some(message) = (unsafe { self.head().lane.pop() }) else {
            return match self.empty() {
                Some(exit) => Attend::Exit(exit),
                None => Attend::Phase,
            };
        };
        self.budget -= 1;
        self.busy = 0;
        // SAFETY: popped just now, by the owner.
        let peeked = unsafe { message.peek() };
        // What is special is observed where it is taken apart.
        let method = (!peeked.is_special()).then(|| peeked.method());
        let before = self.base().processed();
        let entered = method.and_then(|method| self.observe(method));
        // SAFETY: as above; nothing was done with the lane meanwhile.
        unsafe { self.handle(message) };
        drop(entered);
        if self.pending().is_some() {
            return Attend::Phase;
        }
        if method.is_some() && self.base().processed() > before {
            self.observed();
        } else {
            self.forget_observed();
        }
        if A::Protocol::MANNERS && self.wants_thread {
            return Attend::Exit(self.want_thread());
        }
        if self.until.is_some_and(|until| time::cpu_now() >= until) {
            // The turn was long enough; the rest of its budget is gone.
            self.budget = 0;
        }
        Attend::Again
    }

    /// A message is about to be handled.
    pub(super) fn observe(&mut self, method: &'static str) -> Option<tracing::span::EnteredSpan> {
        if !self.engine().observed {
            return None;
        }
        let what = self.rare_if_any()?.observer.as_ref()?.what;
        let start = (what.metrics == Metrics::Timing).then(time::now);
        let span = if what.spans {
            let base = self.base();
            tracing::info_span!("akt.message", actor.path = %base.path(), method, uid = base.uid)
        } else {
            Span::none()
        };
        let observer = self.rare_if_any()?.observer.as_mut()?;
        observer.start = start;
        observer.span = span.clone();
        Some(span.entered())
    }

    /// Enters the span of the message whose handler is polled.
    pub(super) fn observe_poll(&mut self) -> Option<tracing::span::EnteredSpan> {
        if !self.engine().observed {
            return None;
        }
        let observer = self.rare_if_any()?.observer.as_ref()?;
        Some(observer.span.clone().entered())
    }

    /// The message is handled.
    pub(super) fn observed(&mut self) {
        let Some(observer) = self.rare_if_any().and_then(|rare| rare.observer.as_mut()) else {
            return;
        };
        observer.span = Span::none();
        let start = observer.start.take();
        if let (Some(start), Some(clocked)) = (start, self.base().clocked()) {
            clocked.note(start, time::now());
        }
    }

    /// The message is not handled, or its handler was dropped.
    pub(super) fn forget_observed(&mut self) {
        if let Some(observer) = self.rare_if_any().and_then(|rare| rare.observer.as_mut()) {
            observer.span = Span::none();
            observer.start = None;
        }
    }
}
