//! Probes: actors that hand what they get to the test.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::{ActorPath, ActorRef, Protocol, Recipient, Terminated};
use crate::base::time::later;
use crate::testkit::inbox::Inbox;
use crate::testkit::kit::TestKit;
use crate::testkit::probe_actor::{ProbeActor, ProbeProtocol};

/// What a probe gets.
pub(super) enum Item<M> {
    Message(M),
    Ended(Terminated),
}

impl<M: fmt::Debug> Item<M> {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Message(message) => format!("{message:?}"),
            Self::Ended(Terminated { path, reason, .. }) => format!("the end of {path} ({reason})"),
        }
    }
}

/// An actor of a test that takes messages of type `M` and does nothing with them: the test says what it expects.
/// Made by [`TestKit::probe`]. Cheap to clone; all clones share what has come.
///
/// Each expectation looks at the next message, waits for it if there is none, and panics with what came instead. It waits
/// for [3 seconds](crate::base::limits::TEST_PATIENCE) by the clock of the test, which in virtual time takes no time.
///
/// ```
/// use std::time::Duration;
///
/// use akt::testkit;
///
/// testkit::run(async |kit| {
///     let probe = kit.probe::<u32>();
///     let recipient = probe.recipient(); // given to whatever is tested
///     for number in 1..=5 {
///         recipient.tell(number).unwrap();
///     }
///     probe.expect_message(1).await;
///     probe.expect_in_order([2, 3]).await;
///     let four = probe.expect_matching("an even number", |number| number % 2 == 0).await;
///     assert_eq!(four, 4);
///     assert_eq!(probe.fish_for("a five", |number| *number == 5).await, 5);
///     probe.expect_none_within(Duration::from_secs(60)).await;
/// });
/// ```
pub struct Probe<M: Send + 'static> {
    kit: TestKit,
    reference: ActorRef<ProbeProtocol<M>>,
    inbox: Arc<Inbox<Item<M>>>,
    patience: Duration,
}

impl TestKit {
    /// A new probe for messages of type `M`.
    ///
    /// # Panics
    /// When the system is shutting down.
    #[must_use]
    pub fn probe<M: fmt::Debug + Send + 'static>(&self) -> Probe<M> {
        Probe::start(self, None)
    }

    /// A new probe under a name.
    ///
    /// # Panics
    /// When the name is taken or not valid, or the system is shutting down.
    #[must_use]
    pub fn probe_named<M: fmt::Debug + Send + 'static>(&self, name: &str) -> Probe<M> {
        Probe::start(self, Some(name))
    }
}

impl<M: fmt::Debug + Send + 'static> Probe<M> {
    #[allow(clippy::panic, reason = "this is how a test fails")]
    fn start(kit: &TestKit, name: Option<&str>) -> Self {
        let label = format!("the probe {}", name.unwrap_or(std::any::type_name::<M>()));
        let inbox = Arc::new(Inbox::new(label, Item::<M>::describe));
        let spawn = kit.spawn(ProbeActor::new(&inbox));
        let started = match name {
            Some(name) => spawn.name(name).start(),
            None => spawn.start(),
        };
        match started {
            Ok(reference) => Self {
                kit: kit.clone(),
                reference: reference.into_inner(),
                inbox,
                patience: kit.patience(),
            },
            Err(error) => panic!("the probe could not be spawned: {error}"),
        }
    }

    /// The probe for what sends messages of type `M`.
    #[must_use]
    pub fn recipient(&self) -> Recipient<M> {
        self.reference.recipient()
    }

    /// Where the probe is.
    #[must_use]
    pub fn path(&self) -> ActorPath {
        self.reference.path()
    }

    /// Ends the probe: what is sent to it from now on goes to the dead letters.
    pub fn stop(&self) {
        self.reference.stop();
    }

    /// The same probe, whose expectations wait for `limit`.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        Self {
            patience: limit,
            ..self.clone()
        }
    }

    /// Leaves out the messages for which `ignored` says true: those that have come, and those that will.
    pub fn ignore(&self, ignored: impl Fn(&M) -> bool + Send + 'static) {
        self.inbox.ignore(move |item| match item {
            Item::Message(message) => ignored(message),
            Item::Ended(_) => false,
        });
    }

    /// The messages that have come and were not looked at yet, without waiting for more.
    #[must_use]
    pub fn received(&self) -> Vec<M> {
        let all = self.inbox.take_all().into_iter();
        all.filter_map(|item| match item {
            Item::Message(message) => Some(message),
            Item::Ended(_) => None,
        })
        .collect()
    }

    /// Lets the probe watch an actor: see [`expect_terminated`](Self::expect_terminated). It watches when this is through.
    pub async fn watch<P: Protocol + Send>(&self, target: &ActorRef<P>) {
        // A probe that has stopped watches nobody, and the expectation will say so.
        let _ = self.reference.tell(ProbeProtocol::watch(target.clone()));
        self.kit.settle().await;
    }

    /// Expects that the next message is there, and returns it.
    ///
    /// # Panics
    /// When none comes.
    #[track_caller]
    pub fn expect_any(&self) -> impl Future<Output = M> {
        self.next_that(Location::caller(), "a message".into(), |_| true)
    }

    /// Expects that the next message is this one.
    ///
    /// # Panics
    /// When another comes, or none.
    #[track_caller]
    pub fn expect_message(&self, expected: M) -> impl Future<Output = M>
    where
        M: PartialEq,
    {
        let what = format!("{expected:?}");
        self.next_that(Location::caller(), what, move |message| {
            *message == expected
        })
    }

    /// Expects that `matches` says true for the next message; `what` names it if not.
    ///
    /// # Panics
    /// When another comes, or none.
    #[track_caller]
    pub fn expect_matching(
        &self,
        what: &str,
        matches: impl FnOnce(&M) -> bool,
    ) -> impl Future<Output = M> {
        self.next_that(Location::caller(), what.to_owned(), matches)
    }

    /// Expects that the next message is one of these.
    ///
    /// # Panics
    /// When another comes, or none.
    #[track_caller]
    pub fn expect_any_of(&self, expected: impl IntoIterator<Item = M>) -> impl Future<Output = M>
    where
        M: PartialEq,
    {
        let expected: Vec<M> = expected.into_iter().collect();
        let what = format!("one of {expected:?}");
        self.next_that(Location::caller(), what, move |message| {
            expected.contains(message)
        })
    }

    /// Expects that the next messages are these, in this order.
    ///
    /// # Panics
    /// When another comes in between, or one does not come.
    #[track_caller]
    pub fn expect_in_order(&self, expected: impl IntoIterator<Item = M>) -> impl Future<Output = ()>
    where
        M: PartialEq,
    {
        let at = Location::caller();
        let expected: Vec<M> = expected.into_iter().collect();
        async move {
            for (index, next) in expected.iter().enumerate() {
                let what = format!("{next:?}, which is number {} of {expected:?}", index + 1);
                self.next_that(at, what, |message| message == next).await;
            }
        }
    }

    /// Expects that the next messages are these, in any order.
    ///
    /// # Panics
    /// When another comes in between, or one does not come.
    #[track_caller]
    pub fn expect_all_of(&self, expected: impl IntoIterator<Item = M>) -> impl Future<Output = ()>
    where
        M: PartialEq,
    {
        let at = Location::caller();
        let mut left: Vec<M> = expected.into_iter().collect();
        async move {
            while !left.is_empty() {
                let what = format!("each of {left:?}");
                let next = self
                    .next_that(at, what, |message| left.contains(message))
                    .await;
                if let Some(found) = left.iter().position(|message| *message == next) {
                    left.swap_remove(found);
                }
            }
        }
    }

    /// Passes over messages until `matches` says true for one, and returns that; `what` names it if none comes.
    ///
    /// # Panics
    /// When none comes.
    #[track_caller]
    pub fn fish_for(&self, what: &str, matches: impl FnMut(&M) -> bool) -> impl Future<Output = M> {
        let at = Location::caller();
        let (what, mut matches) = (what.to_owned(), matches);
        async move {
            let deadline = later(self.kit.now(), self.patience);
            loop {
                let left = deadline.saturating_duration_since(self.kit.now());
                match self.inbox.next(left).await {
                    Some(Item::Message(message)) if matches(&message) => return message,
                    Some(_) => {}
                    None => {
                        let nothing = Inbox::<Item<M>>::nothing(self.patience);
                        self.inbox.fail(at, &what, &nothing);
                    }
                }
            }
        }
    }

    /// Expects that nothing comes while `duration` passes, and nothing is there now.
    ///
    /// # Panics
    /// When a message comes, or a watched actor ends.
    #[track_caller]
    pub fn expect_none_within(&self, duration: Duration) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let mut next = self.inbox.next(duration).await;
            if next.is_none() {
                // What was due at the end of the time may still be on its way.
                self.kit.settle().await;
                next = self.inbox.next(Duration::ZERO).await;
            }
            if let Some(item) = next {
                let expected = format!("nothing within {duration:?}");
                self.inbox.fail(at, &expected, &item.describe());
            }
        }
    }

    /// Expects that the next thing that this probe gets is the end of an actor that it [watches](Self::watch). So all that
    /// the actor sent to the probe before must have been looked at.
    ///
    /// # Panics
    /// When a message comes, another actor ends, or nothing happens.
    #[track_caller]
    pub fn expect_terminated<P: Protocol>(
        &self,
        target: &ActorRef<P>,
    ) -> impl Future<Output = Terminated> {
        let at = Location::caller();
        let target = target.clone();
        async move {
            let expected = format!("the end of {}, which it must watch", target.path());
            match self.inbox.next(self.patience).await {
                Some(Item::Ended(end)) if end.is(&target) => end,
                Some(item) => self.inbox.fail(at, &expected, &item.describe()),
                None => {
                    let nothing = Inbox::<Item<M>>::nothing(self.patience);
                    self.inbox.fail(at, &expected, &nothing)
                }
            }
        }
    }

    async fn next_that(
        &self,
        at: &Location<'_>,
        what: String,
        matches: impl FnOnce(&M) -> bool,
    ) -> M {
        match self.inbox.next(self.patience).await {
            Some(Item::Message(message)) if matches(&message) => message,
            Some(item) => self.inbox.fail(at, &what, &item.describe()),
            None => {
                let nothing = Inbox::<Item<M>>::nothing(self.patience);
                self.inbox.fail(at, &what, &nothing)
            }
        }
    }
}

impl<M: Send + 'static> Clone for Probe<M> {
    fn clone(&self) -> Self {
        Self {
            kit: self.kit.clone(),
            reference: self.reference.clone(),
            inbox: Arc::clone(&self.inbox),
            patience: self.patience,
        }
    }
}

impl<M: Send + 'static> fmt::Debug for Probe<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe")
            .field("path", &self.reference.path())
            .field("unread", &self.inbox.len())
            .finish_non_exhaustive()
    }
}
