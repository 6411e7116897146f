//! What an activation hears and leaves beside its messages: that it has handled a portion, and its end.

use std::sync::{Arc, Weak};

use bytes::Bytes;

use crate::actor::port::Heir;
use crate::actor::reply::unhandled;
use crate::actor::{AskFault, InboundCall, ReplySink, SendFault, StopReason};
use crate::base::time;
use crate::grain::activation::Parcel;
use crate::grain::host::{Host, Place};
use crate::grain::spec::GrainSpec;
use crate::wire::{AlignedBuffer, EncodeError, MethodId};

/// Takes over what an activation leaves.
pub(super) struct PlaceHeir<G: GrainSpec> {
    host: Weak<Host<G>>,
    place: Weak<Place<G>>,
    /// False once it is known that no activation gets as far as to handle a message.
    starts: bool,
    /// Whether it ended before it had handled a message.
    fruitless: bool,
    /// What becomes of what a failed activation leaves.
    fault: SendFault,
}

impl<G: GrainSpec> PlaceHeir<G> {
    pub(super) fn new(host: &Arc<Host<G>>, place: &Arc<Place<G>>) -> Self {
        Self {
            host: Arc::downgrade(host),
            place: Arc::downgrade(place),
            starts: true,
            fruitless: false,
            fault: SendFault::Stopped,
        }
    }

    /// Refuses what a failed activation had not been handed yet.
    fn refuse_rest(&self, host: &Host<G>, place: &Place<G>) {
        for parcel in place.slot.abandon() {
            host.refuse_left(place, &self.fault, parcel);
        }
    }
}

impl<G: GrainSpec> Heir<G::Protocol> for PlaceHeir<G> {
    fn not_started(&mut self, why: &str) {
        self.starts = false;
        self.fault = SendFault::GrainNotStarted(why.into());
    }

    fn idle(&mut self) {
        self.fruitless = true;
    }

    fn inherit(&self, message: G::Protocol, reason: StopReason) {
        let (Some(host), Some(place)) = (self.host.upgrade(), self.place.upgrade()) else {
            return unhandled(|| drop(message));
        };
        let parcel = Parcel::left(message);
        let left = matches!(reason, StopReason::Stopped | StopReason::Passivated);
        let stopped = left && self.starts;
        match parcel {
            // Nobody waits for it; or it is the mark behind a portion, of which the new activation gets its own. The
            // place is closed first, so that the mark does nothing.
            Parcel::Call(call) if call.is_late() => {
                if stopped {
                    drop(place.slot.close());
                } else {
                    self.refuse_rest(&host, &place);
                }
                call.drop_late();
            }
            parcel if stopped => place.slot.inherit(parcel),
            parcel => {
                host.refuse_left(&place, &self.fault, parcel);
                self.refuse_rest(&host, &place);
            }
        }
    }

    fn ended(self: Box<Self>) {
        if let (Some(host), Some(place)) = (self.host.upgrade(), self.place.upgrade()) {
            host.settle(&place, self.fruitless);
        }
    }
}

/// The mark behind a portion of messages: the activation that comes to it asks for more.
///
/// It is a call whose time has passed. So it goes through any mailbox and any protocol, reaches no handler, and what
/// hears that it was late is called in the activation's own turn.
pub(super) struct More<G: GrainSpec> {
    host: Weak<Host<G>>,
    place: Weak<Place<G>>,
}

impl<G: GrainSpec> More<G> {
    pub(super) fn call(host: &Arc<Host<G>>, place: &Arc<Place<G>>) -> InboundCall {
        InboundCall {
            method: MethodId(0),
            fingerprint: 0,
            body: Bytes::new(),
            hops: 0,
            sink: Some(Box::new(Self {
                host: Arc::downgrade(host),
                place: Arc::downgrade(place),
            })),
            deadline: Some(time::now()),
        }
    }
}

impl<G: GrainSpec> ReplySink for More<G> {
    fn reply(self: Box<Self>, _: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>) {}

    fn fault(self: Box<Self>, _: AskFault) {}

    fn late(self: Box<Self>) {
        if let (Some(host), Some(place)) = (self.host.upgrade(), self.place.upgrade()) {
            host.feed(&place);
        }
    }
}
