//! Generic bodies that generated code calls for messages with a context around them.
//!
//! Not inlined where that would make the code of an actor's own messages larger: most messages have no context.

use crate::actor::cell::{Slot, Step};
use crate::actor::{Accepts, Actor, Ctx, MessageContext};

/// A message with the context around it.
type Carried<P> = (P, Box<MessageContext>);

/// Handles a message that still has its context. The engine takes contexts off before it dispatches; so this is only
/// for those who call `dispatch` themselves, and the context has no effect here.
#[inline(never)]
pub fn dispatch_carried<'a, A: Actor>(
    actor: &'a mut A,
    (message, context): Carried<A::Protocol>,
    ctx: &'a mut Ctx<A>,
    slot: Slot<'a>,
) -> Step<'a> {
    drop(context);
    actor.dispatch(message, ctx, slot)
}

/// [`Accepts::unwrap`] of the message inside.
///
/// # Errors
/// Gives the value back, with its context, if it is not this message.
pub fn unwrap_carried<P: Accepts<M>, M>((message, context): Carried<P>) -> Result<M, P> {
    message.unwrap().map_err(|other| other.carry(context))
}
