//! Mocks: an actor of any declared type whose messages go to the test.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::actor::{
    Actor, ActorSpec, Call, Ctx, MailboxKind, NoStates, Protocol, Reply, Slot, Step, TypedRef,
    decode_inbound,
};
use crate::testkit::inbox::Inbox;
use crate::testkit::kit::TestKit;

/// Where the reply of a message is.
type Place<P, T, E> = fn(&mut P) -> Option<&mut Reply<T, E>>;

/// The protocol of an actor.
type ProtocolOf<A> = <A as Actor>::Protocol;

/// Answers a message by itself.
type Answerer<P> = Box<dyn FnMut(P) + Send>;

/// A method, and what answers it.
type Answered<P> = (&'static str, Arc<Mutex<Answerer<P>>>);

struct Shared<P> {
    inbox: Inbox<P>,
    answers: Mutex<Vec<Answered<P>>>,
}

/// An actor that takes the messages of `A` and hands them to the test; made by [`TestKit::mock`]. Cheap to clone.
///
/// What is expected is named by a call of the actor's own reference: it says which method is meant and what it answers; its
/// arguments do not matter. Those of the message that came are asked for by their names.
///
/// ```
/// use akt::prelude::*;
/// use akt::testkit;
///
/// #[actor]
/// struct Account(u64);
///
/// #[handlers]
/// impl Account {
///     #[handler]
///     pub fn deposit(&mut self, amount: u64) -> u64 {
///         self.0 += amount;
///         self.0
///     }
/// }
///
/// testkit::run(async |kit| {
///     let (account, mock) = kit.mock::<Account>();
///     let answer = account.deposit(5).into_future(); // what is tested asks
///     let call = mock.expect(|account| account.deposit(0)).await;
///     assert_eq!(call.argument::<u64>("amount"), &5);
///     call.reply(12);
///     assert_eq!(answer.await, Ok(12));
///
///     mock.reply_with(|account| account.deposit(0), |_| Ok(1)); // from now on
///     assert_eq!(account.deposit(100).await, Ok(1));
/// });
/// ```
pub struct Mock<A: Actor> {
    reference: A::Ref,
    shared: Arc<Shared<A::Protocol>>,
    kit: TestKit,
    patience: Duration,
}

impl TestKit {
    /// A reference of the actor's own type, and the mock behind it. No `A` is made.
    ///
    /// # Panics
    /// When the system is shutting down.
    #[must_use]
    pub fn mock<A: Actor>(&self) -> (A::Ref, Mock<A>) {
        self.start_mock(None)
    }

    /// As [`mock`](Self::mock), under a name: `system.find::<A>(name)` finds it.
    ///
    /// # Panics
    /// When the name is taken or not valid, or the system is shutting down.
    #[must_use]
    pub fn mock_named<A: Actor>(&self, name: &str) -> (A::Ref, Mock<A>) {
        self.start_mock(Some(name))
    }

    #[allow(clippy::panic, reason = "this is how a test fails")]
    fn start_mock<A: Actor>(&self, name: Option<&str>) -> (A::Ref, Mock<A>) {
        let label = format!("the mock {}", name.unwrap_or(A::NAME));
        let shared = Arc::new(Shared {
            inbox: Inbox::new(label, |message: &A::Protocol| message.method().to_owned()),
            answers: Mutex::default(),
        });
        let spawn = self.spawn(MockActor::<A>(Arc::clone(&shared)));
        let started = match name {
            Some(name) => spawn.name(name).start(),
            None => spawn.start(),
        };
        let reference = match started {
            Ok(reference) => reference,
            Err(error) => panic!("the mock could not be spawned: {error}"),
        };
        let mock = Mock {
            reference: reference.clone(),
            shared,
            kit: self.clone(),
            patience: self.patience(),
        };
        (reference, mock)
    }
}

impl<A: Actor> Mock<A> {
    /// The reference that is answered by this mock.
    #[must_use]
    pub fn reference(&self) -> A::Ref {
        self.reference.clone()
    }

    /// The same mock, whose expectations wait for `limit`.
    #[must_use]
    pub fn within(&self, limit: Duration) -> Self {
        Self {
            patience: limit,
            ..self.clone()
        }
    }

    /// Expects that the next message calls the method that `pattern` calls.
    ///
    /// # Panics
    /// When another comes, or none.
    #[track_caller]
    pub fn expect<T: Send + 'static, E: Send + 'static>(
        &self,
        pattern: impl FnOnce(&A::Ref) -> Call<'_, A::Protocol, T, E>,
    ) -> impl Future<Output = Expected<A::Protocol, T, E>> {
        let at = Location::caller();
        let (_, message, place) = pattern(&self.reference).into_all();
        let method = message.method();
        async move {
            let message = self.next_that(at, method).await;
            Expected { message, place }
        }
    }

    /// Expects that the next message calls `method`, whatever that is.
    ///
    /// # Panics
    /// When another comes, or none.
    #[track_caller]
    pub fn expect_method(&self, method: &str) -> impl Future<Output = MockCall<A::Protocol>> {
        let (at, method) = (Location::caller(), method.to_owned());
        async move {
            MockCall {
                message: self.next_that(at, &method).await,
            }
        }
    }

    /// Expects that no message comes while `duration` passes, and none is there now.
    ///
    /// # Panics
    /// When one comes.
    #[track_caller]
    pub fn expect_none_within(&self, duration: Duration) -> impl Future<Output = ()> {
        let at = Location::caller();
        async move {
            let inbox = &self.shared.inbox;
            let mut next = inbox.next(duration).await;
            if next.is_none() {
                self.kit.settle().await;
                next = inbox.next(Duration::ZERO).await;
            }
            if let Some(message) = next {
                let expected = format!("no message within {duration:?}");
                inbox.fail(at, &expected, message.method());
            }
        }
    }

    /// Answers each message that calls the method of `pattern` by `answer`, from now on; such messages are expected no more.
    /// A later answer for the same method takes the place of an earlier one. A panic of `answer` is one of the mock, which
    /// ends then.
    pub fn reply_with<T: Send + 'static, E: Send + 'static>(
        &self,
        pattern: impl FnOnce(&A::Ref) -> Call<'_, A::Protocol, T, E>,
        answer: impl FnMut(Arguments<'_>) -> Result<T, E> + Send + 'static,
    ) {
        let (_, message, place) = pattern(&self.reference).into_all();
        let (method, mut answer) = (message.method(), answer);
        let answerer = move |message| {
            let mut message = message;
            let result = answer(Arguments::of(&message));
            take_reply(&mut message, place).send(result);
        };
        let mut answers = self.shared.answers.lock();
        answers.retain(|(known, _)| *known != method);
        answers.push((method, Arc::new(Mutex::new(Box::new(answerer)))));
    }

    /// The methods of the messages that have come and were not looked at yet; the messages are dropped, and asks among them
    /// fail with `NoReply`.
    #[must_use]
    pub fn received(&self) -> Vec<&'static str> {
        let all = self.shared.inbox.take_all();
        all.iter().map(Protocol::method).collect()
    }

    async fn next_that(&self, at: &Location<'_>, method: &str) -> A::Protocol {
        let inbox = &self.shared.inbox;
        let expected = || format!("a call of `{method}`");
        match inbox.next(self.patience).await {
            Some(message) if message.method() == method => message,
            Some(message) => inbox.fail(at, &expected(), &inbox.describe(&message)),
            None => {
                let nothing = Inbox::<A::Protocol>::nothing(self.patience);
                inbox.fail(at, &expected(), &nothing)
            }
        }
    }
}

impl<A: Actor> Clone for Mock<A> {
    fn clone(&self) -> Self {
        Self {
            reference: self.reference.clone(),
            shared: Arc::clone(&self.shared),
            kit: self.kit.clone(),
            patience: self.patience,
        }
    }
}

impl<A: Actor> fmt::Debug for Mock<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock")
            .field("path", &self.reference.as_actor_ref().path())
            .field("unread", &self.shared.inbox.len())
            .finish_non_exhaustive()
    }
}

fn take_reply<P, T, E>(message: &mut P, place: Place<P, T, E>) -> Reply<T, E> {
    match place(message) {
        Some(reply) => std::mem::replace(reply, Reply::none()),
        None => Reply::none(),
    }
}

/// The argument `name` of a message, which must be a `V`.
#[allow(clippy::panic, reason = "this is how a test fails")]
fn typed<'a, V: Any>(method: &str, name: &str, found: Option<&'a dyn Any>) -> &'a V {
    let wanted = std::any::type_name::<V>();
    match found.map(|argument| argument.downcast_ref()) {
        Some(Some(argument)) => argument,
        Some(None) => panic!("the argument `{name}` of `{method}` is no `{wanted}`"),
        None => panic!("`{method}` has no argument `{name}`"),
    }
}

/// A message that a mock got, and whose answer is known by its type; made by [`Mock::expect`].
///
/// Dropping it without an answer fails the ask with `NoReply`.
#[must_use = "an ask waits for its answer: `reply` or `fail`"]
pub struct Expected<P, T, E> {
    message: P,
    place: Place<P, T, E>,
}

impl<P: Protocol, T, E> Expected<P, T, E> {
    /// The argument of that name, as its handler takes it.
    ///
    /// # Panics
    /// When the method has no argument of that name and type.
    #[must_use]
    pub fn argument<V: Any>(&self, name: &str) -> &V {
        typed(self.message.method(), name, self.message.argument(name))
    }

    /// Whether somebody waits for an answer: it was asked, and not told.
    #[must_use]
    pub fn is_ask(&mut self) -> bool {
        (self.place)(&mut self.message).is_some_and(|reply| reply.is_some())
    }

    /// Answers with a value. An answer to a tell goes nowhere.
    pub fn reply(mut self, value: T) {
        take_reply(&mut self.message, self.place).send(Ok(value));
    }

    /// Answers with the handler's own error.
    pub fn fail(mut self, error: E) {
        take_reply(&mut self.message, self.place).send(Err(error));
    }
}

impl<P: Protocol, T, E> fmt::Debug for Expected<P, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expected")
            .field(&self.message.method())
            .finish()
    }
}

/// Finds an argument by its name.
type Getter<'a> = Box<dyn Fn(&str) -> Option<&'a dyn Any> + 'a>;

/// The arguments of a message that a mock answers by itself.
pub struct Arguments<'a> {
    method: &'static str,
    get: Getter<'a>,
}

impl<'a> Arguments<'a> {
    fn of<P: Protocol>(message: &'a P) -> Self {
        Self {
            method: message.method(),
            get: Box::new(|name| message.argument(name)),
        }
    }

    /// The argument of that name, as its handler takes it.
    ///
    /// # Panics
    /// When the method has no argument of that name and type.
    #[must_use]
    pub fn get<V: Any>(&self, name: &str) -> &'a V {
        typed(self.method, name, (self.get)(name))
    }
}

impl fmt::Debug for Arguments<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Arguments").field(&self.method).finish()
    }
}

/// A message that a mock got; made by [`Mock::expect_method`].
#[must_use = "an ask in it fails when it is dropped"]
pub struct MockCall<P> {
    message: P,
}

impl<P: Protocol> MockCall<P> {
    /// The method that is called.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.message.method()
    }

    /// The argument of that name, as its handler takes it.
    ///
    /// # Panics
    /// When the method has no argument of that name and type.
    #[must_use]
    pub fn argument<V: Any>(&self, name: &str) -> &V {
        typed(self.message.method(), name, self.message.argument(name))
    }

    /// The message itself, with its arguments and its reply.
    #[must_use]
    pub fn into_message(self) -> P {
        self.message
    }
}

impl<P: Protocol> fmt::Debug for MockCall<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MockCall").field(&self.method()).finish()
    }
}

/// Stands in for an `A`: takes its messages, and is found under its type.
struct MockActor<A: Actor>(Arc<Shared<ProtocolOf<A>>>);

impl<A: Actor> ActorSpec for MockActor<A> {
    type Remoting = A::Remoting;
    type Fault = A::Fault;
    type State = NoStates;
    const NAME: &'static str = A::NAME;
    const MAILBOX: MailboxKind = MailboxKind::Unbounded;
}

impl<A: Actor> Actor for MockActor<A> {
    type Protocol = A::Protocol;
    type Ref = A::Ref;
    const TAKES_ALL: bool = true;

    fn dispatch<'a>(
        &'a mut self,
        message: A::Protocol,
        ctx: &'a mut Ctx<Self>,
        slot: Slot<'a>,
    ) -> Step<'a> {
        if message.signal().is_some() {
            return slot.done();
        }
        let message = match message.into_inbound() {
            Ok(call) => match decode_inbound(*call, ctx) {
                Some(message) => message,
                None => return slot.done(),
            },
            Err(message) => message,
        };
        let method = message.method();
        let known = {
            let answers = self.0.answers.lock();
            let known = answers.iter().find(|(known, _)| *known == method);
            known.map(|(_, answer)| Arc::clone(answer))
        };
        // Outside of the lock: an answer may set others.
        match known {
            Some(answer) => (*answer.lock())(message),
            None => self.0.inbox.push(message),
        }
        slot.done()
    }
}
