//! Messages that are with an actor: each is an ask, whose answer is the confirmation.

use std::fmt;
use std::future::{IntoFuture, Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::{Join, join};
use futures_util::stream::{FuturesUnordered, StreamExt};

use crate::actor::{Accepts, ActorRef, Ask, AskError, AskFault, Call, SendFault};
use crate::base::limits::DELIVERY_REASON_BYTES;
use crate::pattern::delivery::Delivery;
use crate::pattern::delivery::proto::Outcome;

/// How an ask went.
pub(super) enum Answer {
    /// The handler has run, or the message surely was not handled.
    Outcome(Outcome),
    /// The actor has stopped for good; the message was not handled.
    Stopped,
}

/// Asks that are not answered, each with a key. Only those that were woken are polled.
pub(super) struct Asks<K, E> {
    asks: FuturesUnordered<Join<Ready<K>, Ask<(), E>>>,
}

impl<K, E: fmt::Display + Send + 'static> Asks<K, E> {
    pub(super) fn new() -> Self {
        Self {
            asks: FuturesUnordered::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.asks.is_empty()
    }

    /// Hands a message to the actor. If its mailbox has no room, that is when the answer is polled.
    pub(super) fn ask<M, P>(&mut self, key: K, actor: &ActorRef<P>, message: Delivery<M>)
    where
        M: Send + Sync + 'static,
        P: Accepts<Delivery<M>, Ok = (), Err = E> + Send,
    {
        let call = Call::new(actor, P::wrap(message), P::reply);
        // What is new is polled in the order of its coming, so those who wait for room in the mailbox get it in order.
        self.asks.push(join(ready(key), call.into_future()));
    }

    /// The next answer. Pending, and not woken, if there are no asks.
    pub(super) fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<(K, Answer)> {
        match self.asks.poll_next_unpin(cx) {
            Poll::Ready(Some((key, result))) => Poll::Ready((key, answer(result))),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}

fn answer<E: fmt::Display>(result: Result<(), AskError<E>>) -> Answer {
    let Err(error) = result else {
        return Answer::Outcome(Outcome::Confirmed);
    };
    let gone = matches!(
        error,
        AskError::Stopped | AskError::NotSent(SendFault::NoSuchActor)
    );
    if gone {
        return Answer::Stopped;
    }
    // What no later attempt changes is a failure, which ends.
    let hopeless = matches!(
        error,
        AskError::Incompatible { .. }
            | AskError::NotSent(
                SendFault::LocalOnly
                    | SendFault::NotRemote
                    | SendFault::TooLarge { .. }
                    | SendFault::Encode(_)
            )
    );
    Answer::Outcome(if error.not_delivered() && !hopeless {
        Outcome::NotHandled
    } else {
        let reason = reason(error);
        Outcome::Failed { reason }
    })
}

/// The error as a text of bounded length. Showing it is code of a user, which may panic.
fn reason<E: fmt::Display>(error: AskError<E>) -> Arc<str> {
    let text = match error.into_handler() {
        Ok(own) => crate::base::panic::catch(|| own.to_string()).unwrap_or_else(|payload| {
            crate::base::panic::discard(payload);
            "its error panicked when it was to be shown".to_owned()
        }),
        Err(fault @ (AskFault::Panicked | AskFault::NoReply)) => match fault {
            AskFault::Panicked => "the handler panicked".to_owned(),
            _ => "the handler ended without an answer".to_owned(),
        },
        Err(fault) => fault.to_string(),
    };
    let end = text.floor_char_boundary(DELIVERY_REASON_BYTES);
    Arc::from(text.get(..end).unwrap_or_default())
}
