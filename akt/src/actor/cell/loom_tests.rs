//! Models of a whole cell: the real turn, gate, lane, system lane, reply and count, with two workers.
//!
//! A model takes claims from a dispatcher without workers and runs them, on the threads that loom interleaves.
//! Loom checks every access to the body and to the consumer's end of the lane, so two owners at once, or an owner
//! that did not see what the one before it wrote, fail the model even if nothing else goes wrong.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Wake, Waker};

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::{Birth, create};
use crate::actor::port::{Alarm, DeadLetter, Services, Tenant, TopFailure};
use crate::actor::reply::{Receiver, Reply};
use crate::actor::{
    Actor, ActorPath, ActorRef, ActorSpec, AnyRef, AskError, Ctx, HookSlot, InboundCall,
    MailboxKind, Protocol, RemoteNo, Signal, Slot, StartError, Step, StopReason, Terminated,
    TypedRef,
};
use crate::base::time::Instant;
use crate::dispatch::task::TaskHandle;
use crate::dispatch::{AlarmId, Handle, Home, Pace};
use crate::supervision::Supervision;

/// What happened, and the system that is not there.
#[derive(Default)]
struct World {
    handled: Mutex<Vec<u32>>,
    dead: Mutex<Vec<&'static str>>,
    drops: AtomicUsize,
}

impl Services for World {
    fn dead_letter(&self, letter: DeadLetter) {
        self.dead.lock().unwrap().push(letter.method);
    }
    fn reserve(&self, _: &ActorPath, _: u64) -> bool {
        true
    }
    fn publish(&self, _: &ActorPath, _: AnyRef) {}
    fn release(&self, _: &ActorPath, _: u64) {}
    fn adopt(&self, _: AnyRef) -> bool {
        false
    }
    fn orphan(&self, _: u32) {}
    fn set_alarm(&self, _: Instant, _: Alarm) -> AlarmId {
        AlarmId::NONE
    }
    fn cancel_alarm(&self, _: AlarmId) -> bool {
        false
    }
    fn supervision(&self) -> &Supervision {
        static DEFAULT: std::sync::LazyLock<Supervision> =
            std::sync::LazyLock::new(Supervision::new);
        &DEFAULT
    }
    fn dispatcher(&self, _: &str) -> Option<std::sync::Arc<Home>> {
        None
    }
    fn pin(&self, _: std::sync::Arc<Home>) -> std::io::Result<std::sync::Arc<Home>> {
        Err(std::io::ErrorKind::Unsupported.into())
    }
    fn random(&self) -> u64 {
        0
    }
    fn top_failure(&self) -> TopFailure {
        TopFailure::Stop
    }
    fn spawn_task(&self, _: Pin<Box<dyn Future<Output = ()> + Send>>) -> TaskHandle {
        unreachable!("the models start no tasks")
    }
    fn request_shutdown(&self) {}
    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}

enum Message {
    Note(u32),
    Ask(Reply<u32>),
    /// Awaits a value from elsewhere, then notes it.
    Wait(Receiver<u32, ()>),
    Signal(Signal),
}

impl Protocol for Message {
    fn method(&self) -> &'static str {
        match self {
            Self::Note(_) => "note",
            Self::Ask(_) => "ask",
            Self::Wait(_) => "wait",
            Self::Signal(_) => "signal",
        }
    }
    fn from_signal(signal: Signal) -> Self {
        Self::Signal(signal)
    }
    fn signal(&self) -> Option<&Signal> {
        match self {
            Self::Signal(signal) => Some(signal),
            Self::Note(_) | Self::Ask(_) | Self::Wait(_) => None,
        }
    }
    fn from_inbound(_: Box<InboundCall>) -> Self {
        unreachable!("the models have one node")
    }
    fn into_inbound(self) -> Result<Box<InboundCall>, Self> {
        Err(self)
    }
}

impl crate::actor::WireProtocol for Message {
    type Remoting = RemoteNo;
    const NAME: &'static str = "akt.Probe";
    fn methods() -> Vec<crate::actor::MethodInfo> {
        Vec::new()
    }
    fn encode(self, _: &mut dyn crate::actor::Outbound) -> Result<(), crate::actor::Unsent<Self>> {
        Err(crate::actor::local_only(self))
    }
    fn decode(call: InboundCall) -> Result<Self, crate::actor::RejectedCall> {
        Err(call.unknown_method())
    }
}

struct Probe {
    world: std::sync::Arc<World>,
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.world.drops.fetch_add(1, Ordering::Relaxed);
    }
}

#[derive(Clone)]
struct ProbeRef(ActorRef<Message>);

impl TypedRef for ProbeRef {
    type Protocol = Message;
    fn from_actor_ref(actor_ref: ActorRef<Message>) -> Self {
        Self(actor_ref)
    }
    fn as_actor_ref(&self) -> &ActorRef<Message> {
        &self.0
    }
}

impl ActorSpec for Probe {
    type Remoting = RemoteNo;
    type Fault = std::convert::Infallible;
    type State = crate::actor::NoStates;
    const NAME: &'static str = "akt.Probe";
    const MAILBOX: MailboxKind = MailboxKind::Unbounded;
}

impl Actor for Probe {
    type Protocol = Message;
    type Ref = ProbeRef;
    const HAS_START: bool = false;

    fn dispatch<'a>(
        &'a mut self,
        message: Message,
        _: &'a mut Ctx<Self>,
        slot: Slot<'a>,
    ) -> Step<'a> {
        match message {
            Message::Note(value) => self.world.handled.lock().unwrap().push(value),
            Message::Ask(reply) => reply.send(Ok(7)),
            Message::Wait(receiver) => {
                return slot.run(async move {
                    if let Ok(value) = receiver.await {
                        self.world.handled.lock().unwrap().push(value);
                    }
                });
            }
            Message::Signal(_) => {}
        }
        slot.done()
    }

    fn start<'a>(&'a mut self, _: &'a mut Ctx<Self>, slot: HookSlot<'a>) -> Step<'a> {
        slot.done(Ok::<(), StartError>(()))
    }
}

/// One actor and its dispatcher.
#[derive(Clone)]
struct Model {
    world: std::sync::Arc<World>,
    handle: Handle,
    /// What the run queue of the real dispatcher orders: a push before its pop.
    queue: Arc<AtomicUsize>,
    actor: ActorRef<Message>,
}

impl Model {
    #[allow(unsafe_code)]
    fn new() -> Self {
        let world = std::sync::Arc::new(World::default());
        let handle = Handle::detached();
        let services: std::sync::Arc<dyn Services> = std::sync::Arc::clone(&world) as _;
        let head = create::<Probe>(Birth {
            actor: Probe {
                world: std::sync::Arc::clone(&world),
            },
            factory: None,
            options: None,
            started: None,
            home: Tenant::home(handle.clone(), 32, None, services),
            parent: None,
            named: None,
            identity: None,
            bound: None,
            heir: None,
            idle: None,
            observation: super::Observation::default(),
            uid: 1,
        });
        Self {
            world,
            handle,
            queue: Arc::new(AtomicUsize::new(0)),
            // SAFETY: `create` gave us a count.
            actor: unsafe { ActorRef::from_head(head) },
        }
    }

    fn tell(&self, message: Message) -> bool {
        let taken = self.actor.deliver(message).is_ok();
        self.queue.fetch_add(1, Ordering::Release);
        taken
    }

    /// Runs one claim, if there is one.
    fn step(&self) -> bool {
        let Some(runnable) = self.handle.take() else {
            return false;
        };
        self.queue.load(Ordering::Acquire);
        if let Some(again) = runnable.run(Pace::Budget).claim() {
            self.queue.fetch_add(1, Ordering::Release);
            again.schedule();
        }
        true
    }

    fn run_all(&self) {
        while self.step() {
            thread::yield_now();
        }
    }

    fn handled(&self) -> Vec<u32> {
        self.world.handled.lock().unwrap().clone()
    }

    fn drops(&self) -> usize {
        self.world.drops.load(Ordering::Relaxed)
    }

    fn spawn(&self, body: impl FnOnce(&Self) + Send + 'static) -> thread::JoinHandle<()> {
        let model = self.clone();
        thread::spawn(move || body(&model))
    }
}

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound.get_or_insert(5);
    builder.check(model);
}

struct Quiet;

impl Wake for Quiet {
    fn wake(self: std::sync::Arc<Self>) {}
}

fn now<T, E>(receiver: &mut Receiver<T, E>) -> Option<Result<T, AskError<E>>> {
    let waker = Waker::from(std::sync::Arc::new(Quiet));
    match Pin::new(receiver).poll(&mut Context::from_waker(&waker)) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}

#[test]
fn loom_cell_a_tell_races_the_stop() {
    check(|| {
        let model = Model::new();
        let sender = model.spawn(|model| {
            let first = model.tell(Message::Note(1));
            let second = model.tell(Message::Note(2));
            assert!(first || !second, "taken after a refusal");
        });
        model.actor.stop();
        model.run_all();
        sender.join().unwrap();
        model.run_all();
        let handled = model.handled();
        assert!([1, 2].starts_with(&handled), "handled {handled:?}");
        assert!(model.actor.is_stopped());
        assert_eq!(model.drops(), 1);
        assert!(!model.tell(Message::Note(3)));
        assert!(!model.step(), "a dead actor was scheduled");
    });
}

#[test]
fn loom_cell_a_drain_handles_what_lies_behind_a_half_sent_message() {
    check(|| {
        let model = Model::new();
        let sender = model.spawn(|model| {
            model.tell(Message::Note(2));
        });
        assert!(model.tell(Message::Note(1)));
        model.actor.drain();
        model.run_all();
        sender.join().unwrap();
        model.run_all();
        assert!(model.actor.is_stopped());
        assert!(model.handled().contains(&1), "told before the drain");
        let left = model.world.dead.lock().unwrap().len();
        assert!(model.handled().len() + left <= 2);
    });
}

#[test]
fn loom_cell_an_ask_races_the_kill_and_is_always_answered() {
    check(|| {
        let model = Model::new();
        let (reply, mut receiver) = Reply::pair();
        let killer = model.spawn(|model| model.actor.kill());
        model.tell(Message::Ask(reply));
        model.run_all();
        killer.join().unwrap();
        model.run_all();
        match now(&mut receiver) {
            Some(Ok(7) | Err(AskError::Stopped | AskError::NoReply)) => {}
            other => panic!("the asker got {other:?}"),
        }
        assert!(model.actor.is_stopped());
    });
}

#[test]
fn loom_cell_a_wake_up_races_the_suspension() {
    check(|| {
        let model = Model::new();
        let (reply, receiver) = Reply::pair();
        model.tell(Message::Wait(receiver));
        model.tell(Message::Note(2));
        let waker = model.spawn(move |model| {
            reply.send(Ok(1));
            model.run_all();
        });
        model.run_all();
        waker.join().unwrap();
        model.run_all();
        assert_eq!(model.handled(), [1, 2], "the wake-up was lost");
    });
}

#[test]
fn loom_cell_a_kill_races_the_wake_up_of_a_pending_future() {
    check(|| {
        let model = Model::new();
        let (reply, receiver) = Reply::pair();
        model.tell(Message::Wait(receiver));
        model.tell(Message::Note(2));
        assert!(model.step(), "the handler runs, and is pending");
        let waker = model.spawn(move |_| reply.send(Ok(1)));
        model.actor.kill();
        model.run_all();
        waker.join().unwrap();
        model.run_all();
        assert!(model.actor.is_stopped(), "the kill was lost");
        let handled = model.handled();
        assert!(handled.is_empty() || handled == [1], "handled {handled:?}");
        assert_eq!(model.drops(), 1);
    });
}

#[test]
fn loom_cell_a_kill_races_the_suspension() {
    check(|| {
        let model = Model::new();
        let (reply, receiver) = Reply::pair();
        model.tell(Message::Wait(receiver));
        let killer = model.spawn(|model| {
            model.actor.kill();
            model.run_all();
        });
        model.run_all();
        killer.join().unwrap();
        model.run_all();
        assert!(model.actor.is_stopped(), "the kill was lost");
        reply.send(Ok(1));
        assert!(!model.step(), "a dead actor was scheduled");
        assert!(model.handled().is_empty());
    });
}

#[test]
fn loom_cell_the_last_reference_races_the_end() {
    check(|| {
        let model = Model::new();
        let world = std::sync::Arc::clone(&model.world);
        let dropper = model.spawn(|model| {
            model.tell(Message::Note(1));
        });
        model.actor.stop();
        model.run_all();
        dropper.join().unwrap();
        model.run_all();
        assert!(model.actor.is_stopped());
        drop(model);
        assert_eq!(world.drops.load(Ordering::Relaxed), 1);
        assert_eq!(
            std::sync::Arc::strong_count(&world),
            1,
            "the cell leaked with what it holds"
        );
    });
}

#[test]
fn loom_cell_references_dropped_on_two_threads_free_once() {
    check(|| {
        let model = Model::new();
        let world = std::sync::Arc::clone(&model.world);
        model.actor.kill();
        let other = model.clone();
        let runner = thread::spawn(move || {
            other.run_all();
            drop(other);
        });
        drop(model.actor);
        model.handle.take().map(|claim| claim.run(Pace::Budget));
        runner.join().unwrap();
        drop((model.world, model.handle));
        assert_eq!(std::sync::Arc::strong_count(&world), 1);
    });
}

#[test]
fn loom_cell_a_watch_races_the_end_and_is_told_once() {
    check(|| {
        let model = Model::new();
        let stopper = model.spawn(|model| {
            model.actor.stop();
            model.run_all();
        });
        let mut stopped = Box::pin({
            let actor = model.actor.clone();
            async move { actor.stopped().await }
        });
        let waker = Waker::from(std::sync::Arc::new(Quiet));
        let mut cx = Context::from_waker(&waker);
        let first = stopped.as_mut().poll(&mut cx);
        model.run_all();
        stopper.join().unwrap();
        model.run_all();
        let reason = |terminated: Terminated| terminated.reason;
        let told = match first {
            Poll::Ready(terminated) => reason(terminated),
            Poll::Pending => match stopped.as_mut().poll(&mut cx) {
                Poll::Ready(terminated) => reason(terminated),
                Poll::Pending => panic!("the watcher was not told"),
            },
        };
        assert!(matches!(told, StopReason::Stopped));
    });
}

#[test]
fn loom_cell_stop_and_kill_race_and_the_actor_ends_once() {
    check(|| {
        let model = Model::new();
        model.tell(Message::Note(1));
        let killer = model.spawn(|model| {
            model.actor.kill();
            model.run_all();
        });
        model.actor.stop();
        model.run_all();
        killer.join().unwrap();
        model.run_all();
        assert!(model.actor.is_stopped());
        assert_eq!(model.drops(), 1);
    });
}
