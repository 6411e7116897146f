//! Floor 3: the contract of an actor and the engine that runs it.
//!
//! An actor is a value with handlers. Its messages are handled one at a time, in the order in which each sender
//! sent them; while a handler awaits, the actor waits with it. What an actor holds is its own: nobody else reads
//! or writes it.
//!
//! ```text
//!  AccountRef::deposit(5)  ──▶ Call ── .tell() ─▶ mailbox ─▶ Account::dispatch ─▶ Account::deposit
//!                               └───── .await ─▶ mailbox ─▶        …          ─▶ Reply ─▶ the asker
//! ```
//!
//! | what goes wrong | what happens |
//! |---|---|
//! | a handler returns `Err(e)` | it is the answer: the asker gets `AskError::Handler(e)`, the actor goes on |
//! | a handler panics, or calls `ctx.fail(e)` | supervision: the actor is restarted or stopped |
//! | an actor ends with messages in its mailbox | asks fail with `Stopped`, all are dead letters |
//! | a reply is dropped | the ask fails at once |

mod ask;
mod behavior;
mod bound;
mod carried;
pub(crate) mod cell;
pub(crate) mod circle;
mod context;
pub(crate) mod current;
mod duplicate;
mod error;
mod event;
mod glue;
mod identity;
mod later;
mod loopback;
mod mailbox_kind;
mod manner;
mod message;
pub(crate) mod message_context;
mod narrow;
pub(crate) mod options;
mod orders;
mod passivation;
mod path;
mod pipe;
pub(crate) mod port;
mod reactivated;
mod reactivation;
mod recipient;
mod reference;
pub(crate) mod reply;
mod side;
mod spawn;
pub(crate) mod stats;
mod streaming;
mod timer;
mod traits;
mod weak_ref;

pub use ask::{Ask, Call, TimedAsk, TimedCall};
pub use behavior::{Forward, IntoMessage, StackFull, StashFull};
pub use carried::{dispatch_carried, unwrap_carried};
pub use cell::{HookSlot, Slot, Step};
pub use context::{AnyActor, Ctx, NotLocal, OwnReference};
pub use duplicate::{CloneProbe, NotClone, SplitProbe, duplicate_carried};
pub use error::{
    AskError, AskFault, NotRouted, SendFault, SpawnError, StartError, TellError, Unsent,
};
pub use event::Lifecycle;
#[allow(unused_imports, reason = "only the test kit stands in for actors")]
pub(crate) use glue::decode_inbound;
pub use glue::{
    Codec, MethodInfo, MovesBetweenThreads, RejectedCall, RemoteNo, RemoteYes, Remoting, Sends,
    TravelsBetweenNodes, WireProtocol, dispatch_inbound, local_only, send_call,
};
pub use mailbox_kind::{MailboxKind, Overflow};
pub use manner::{
    BehaviorState, HasStates, Manner, NoStates, Otherwise, Passivation, Reentrancy, Reentrant,
    Requirement, WithStates,
};
pub use message::{Accepts, Message, Signal, StopReason, Terminated};
pub use message_context::MessageContext;
pub use narrow::{
    Agreement, Contract, ContractRef, DeclaredArgument, DeclaredReply, Implements, NarrowOf,
    NarrowRef, Side, declared_argument, declared_reply,
};
pub use path::ActorPath;
pub use pipe::{Pipe, PipeError, Request, TooManyRequests, WaitId};
pub use port::{
    DeadLetter, DeadLetterReason, InboundCall, Outbound, PendingReply, RefTarget, ReplySink,
    StopKind, TopFailure, Waiting,
};
pub use reactivated::Reactivated;
pub(crate) use reactivated::Resident;
pub(crate) use recipient::Ended;
pub use recipient::Recipient;
pub use reference::{ActorRef, AnyRef};
pub use reply::{Reply, ReplyPort};
pub use spawn::{Factory, Once, Source, Spawn, Spawning};
pub use stats::{ActorStats, Metrics, Timing};
pub use streaming::{OfferError, StreamBroken, StreamClosed, StreamSender, Streaming};
pub use timer::TimerSetup;
pub use traits::{
    Actor, ActorSpec, ContextOf, DeclaredRef, HookError, HookResult, InState, MovingState,
    Protocol, ResultParts, TypedRef,
};
pub use weak_ref::WeakActorRef;
