//! Floor 12: what generated code calls. Not API: it may change in any release.

#[cfg(not(feature = "cluster"))]
mod no_grain;

pub use ::core;
pub use ::std;
#[cfg(feature = "macros")]
pub use akt_macros::implement;
pub use rkyv;

pub use crate::actor::{
    Accepts, Actor, ActorRef, ActorSpec, BehaviorState, Call, CloneProbe, Codec, ContextOf,
    Contract, ContractRef, Ctx, DeclaredRef, HasStates, HookResult, HookSlot, Implements, InState,
    InboundCall, MailboxKind, Manner, Message, MessageContext, MethodInfo, NarrowRef, NoStates,
    NotClone, Otherwise, Outbound, Overflow, Passivation, Protocol, Reentrancy, Reentrant,
    RejectedCall, RemoteNo, RemoteYes, Remoting, Reply, Requirement, ResultParts, Sends, Side,
    Signal, Slot, SplitProbe, StartError, Step, Terminated, TravelsBetweenNodes, TypedRef, Unsent,
    WireProtocol, WithStates, declared_argument, declared_reply, dispatch_carried,
    dispatch_inbound, duplicate_carried, local_only, send_call, unwrap_carried,
};
pub use crate::base::limits;
#[cfg(feature = "cluster")]
pub use crate::grain::GrainSpec;
pub use crate::system::block_on;
pub use crate::wire::{
    FieldWriter, GrainKey, KeyError, KeyReader, KeyWriter, MethodId, Schema, SchemaWriter, Travels,
    VariantWriter, Wire, assert_unique_methods, stable_id,
};
#[cfg(not(feature = "cluster"))]
pub use no_grain::GrainSpec;
