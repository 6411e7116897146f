//! Expectations of dead letters and events.
//!
//! Events are taken at the moment at which they are published, by a filter that lets none through: so they are kept in
//! the order in which they happened, and nobody has to read them in time.

use std::any::{Any, TypeId, type_name};
use std::collections::HashMap;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::{ActorPath, ActorRef, DeadLetter, DeadLetterReason, Lifecycle, Protocol};
use crate::system::{ActorSystem, Subscribe, Subscription};
use crate::testkit::inbox::Inbox;
use crate::testkit::kit::TestKit;

/// The events of one type, and the subscription that keeps them coming.
struct Kept<E: Send + Sync + 'static> {
    inbox: Arc<Inbox<E>>,
    _subscription: Subscription<E>,
}

/// The events of each type that is kept.
pub(super) struct Events(Mutex<HashMap<TypeId, Box<dyn Any + Send + Sync>>>);

impl Events {
    /// Keeps what every system publishes by itself.
    pub(super) fn new(system: &ActorSystem) -> Self {
        let events = Self(Mutex::default());
        events.keep(system, |letter: &DeadLetter| {
            let DeadLetter {
                path,
                method,
                reason,
                ..
            } = letter;
            format!("`{method}` for {path} ({reason})")
        });
        events.keep(system, Lifecycle::to_string);
        events
    }

    /// The events of type `E`, from the first call on.
    fn keep<E: Clone + Send + Sync + 'static>(
        &self,
        system: &ActorSystem,
        describe: fn(&E) -> String,
    ) -> Arc<Inbox<E>> {
        let mut all = self.0.lock();
        let known = all.entry(TypeId::of::<E>()).or_insert_with(|| {
            let name = type_name::<E>().rsplit("::").next().unwrap_or_default();
            let inbox = Arc::new(Inbox::new(format!("the events `{name}`"), describe));
            let tap = Arc::clone(&inbox);
            let options = Subscribe::lagging(1).filter(move |event: &E| {
                tap.push(event.clone());
                false
            });
            Box::new(Kept {
                inbox,
                _subscription: system.events().subscribe(options),
            })
        });
        match known.downcast_ref::<Kept<E>>() {
            Some(kept) => Arc::clone(&kept.inbox),
            None => unreachable!("invariant: events stand under their own type"),
        }
    }
}

impl TestKit {
    /// Keeps the events of type `E` from now on, for [`expect_event`](Self::expect_event). Those that the system publishes
    /// itself, [`Lifecycle`] and [`DeadLetter`], are kept from the start of the test.
    pub fn keep_events<E: Clone + fmt::Debug + Send + Sync + 'static>(&self) {
        self.kept::<E>();
    }

    /// Expects an event for which `matches` says true: one that was kept and was not expected before, or one to come. The
    /// first one is taken out and returned; others stay.
    ///
    /// ```
    /// use akt::actor::Lifecycle;
    /// use akt::testkit;
    ///
    /// #[derive(Debug, Clone)]
    /// struct Reloaded(u32);
    ///
    /// testkit::run(async |kit| {
    ///     kit.keep_events::<Reloaded>();
    ///     kit.system().events().publish(Reloaded(3));
    ///     kit.expect_event(|event: &Reloaded| event.0 == 3).await;
    ///
    ///     let probe = kit.probe_named::<u32>("it");
    ///     probe.stop();
    ///     kit.expect_event::<Lifecycle>(|event| event.to_string() == "/user/it ended: stopped").await;
    /// });
    /// ```
    ///
    /// # Panics
    /// When none comes.
    #[track_caller]
    pub fn expect_event<E: Clone + fmt::Debug + Send + Sync + 'static>(
        &self,
        matches: impl FnMut(&E) -> bool,
    ) -> impl Future<Output = E> {
        let (at, limit) = (Location::caller(), self.patience());
        let inbox = self.kept::<E>();
        async move {
            match inbox.find(limit, matches).await {
                Some(event) => event,
                None => inbox.fail(at, "one that matches", &Inbox::<E>::nothing(limit)),
            }
        }
    }

    /// Expects a dead letter: one that came and was not expected before, or one to come. Await it; by default any will do.
    ///
    /// ```
    /// use akt::actor::DeadLetterReason;
    /// use akt::testkit;
    ///
    /// testkit::run(async |kit| {
    ///     let probe = kit.probe::<u32>();
    ///     probe.stop();
    ///     kit.settle().await;
    ///     let _ = probe.recipient().tell(5);
    ///     kit.expect_dead_letter().method("message").reason(DeadLetterReason::Stopped).await;
    /// });
    /// ```
    #[track_caller]
    pub fn expect_dead_letter(&self) -> DeadLetterExpectation<'_> {
        DeadLetterExpectation {
            kit: self,
            at: Location::caller(),
            method: None,
            reason: None,
            target: None,
            limit: self.patience(),
        }
    }

    /// Runs `future`, settles, and expects that no dead letter came meanwhile.
    ///
    /// # Panics
    /// When one came.
    #[track_caller]
    pub fn expect_no_dead_letters<F: IntoFuture>(
        &self,
        future: F,
    ) -> impl Future<Output = F::Output> {
        let (at, future) = (Location::caller(), future.into_future());
        async move {
            self.settle().await;
            let before = self.system().dead_letter_count();
            let output = future.await;
            self.settle().await;
            let came = self.system().dead_letter_count() - before;
            if came > 0 {
                let inbox = self.kept::<DeadLetter>();
                inbox.fail(at, "none", &came.to_string());
            }
            output
        }
    }

    fn kept<E: Clone + fmt::Debug + Send + Sync + 'static>(&self) -> Arc<Inbox<E>> {
        let describe = |event: &E| format!("{event:?}");
        self.shared.events.keep(self.system(), describe)
    }
}

/// A dead letter that a test expects: await it. Made by [`TestKit::expect_dead_letter`].
///
/// # Panics
/// When awaited and none comes that fits.
#[derive(Debug)]
#[must_use = "an expectation does nothing until it is awaited"]
pub struct DeadLetterExpectation<'a> {
    kit: &'a TestKit,
    at: &'static Location<'static>,
    method: Option<String>,
    reason: Option<DeadLetterReason>,
    /// Path and incarnation.
    target: Option<(ActorPath, u64)>,
    limit: Duration,
}

impl DeadLetterExpectation<'_> {
    /// It called this method.
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.method = Some(method.into());
        self
    }

    /// It was not handled for this reason.
    pub fn reason(mut self, reason: DeadLetterReason) -> Self {
        self.reason = Some(reason);
        self
    }

    /// It was for this actor, and this incarnation of it.
    pub fn to<P: Protocol>(mut self, target: &ActorRef<P>) -> Self {
        self.target = Some((target.path(), target.uid()));
        self
    }

    /// How long to wait for it; by default as long as every expectation waits.
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    fn fits(&self, letter: &DeadLetter) -> bool {
        self.method.as_ref().is_none_or(|it| it == letter.method)
            && self.reason.is_none_or(|it| it == letter.reason)
            && self
                .target
                .as_ref()
                .is_none_or(|(path, uid)| *path == letter.path && *uid == letter.uid)
    }

    fn describe(&self) -> String {
        let mut text = String::from("one");
        if let Some(method) = &self.method {
            text += &format!(" of `{method}`");
        }
        if let Some((path, _)) = &self.target {
            text += &format!(" for {path}");
        }
        if let Some(reason) = &self.reason {
            text += &format!(" ({reason})");
        }
        text
    }
}

impl<'a> IntoFuture for DeadLetterExpectation<'a> {
    type Output = DeadLetter;
    type IntoFuture = Pin<Box<dyn Future<Output = DeadLetter> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let inbox = self.kit.kept::<DeadLetter>();
            match inbox.find(self.limit, |letter| self.fits(letter)).await {
                Some(letter) => letter,
                None => {
                    let nothing = Inbox::<DeadLetter>::nothing(self.limit);
                    inbox.fail(self.at, &self.describe(), &nothing)
                }
            }
        })
    }
}
