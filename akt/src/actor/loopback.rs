//! A message that is put onto the wire and taken off it again although it stays in its process, so that tests find what
//! does not survive the way. Only systems of tests ask for it, and only the mailboxes of remote actors have it.

use crate::actor::{
    AskFault, InboundCall, Outbound, PendingReply, ReplySink, SendFault, Unsent, WireProtocol,
};
use crate::wire::{AlignedBuffer, EncodeError, MethodId};

/// What became of a message on the way.
pub(crate) enum Travelled<P> {
    /// It is as another process would get it. Its answer will travel as well.
    Here(P),
    /// It could not be written.
    NotSent(Unsent<P>),
    /// It was written and could not be read, which its asker was told. This is its method.
    Lost(&'static str),
}

/// Sends a message around.
pub(crate) type Travel<P> = fn(P) -> Travelled<P>;

/// Writes a message and reads it again. One that never leaves its process is not touched.
pub(crate) fn travel<P: WireProtocol>(message: P) -> Travelled<P> {
    let (message, context) = match message.uncarry() {
        Ok((message, context)) => (message, Some(context)),
        Err(message) => (message, None),
    };
    let around = |message: P| match context {
        Some(context) => message.carry(context),
        None => message,
    };
    let method = message.method();
    let mut way = Way {
        method: MethodId(0),
        fingerprint: 0,
        body: AlignedBuffer::new(),
        sink: None,
    };
    if let Err(Unsent { fault, message }) = message.encode(&mut way) {
        let message = around(message);
        return match fault {
            SendFault::LocalOnly => Travelled::Here(message),
            fault => Travelled::NotSent(Unsent { fault, message }),
        };
    }
    match P::decode(way.into_call()) {
        Ok(message) => Travelled::Here(around(message)),
        Err(rejected) => {
            rejected.reject();
            Travelled::Lost(method)
        }
    }
}

/// The wire that ends where it begins.
struct Way {
    method: MethodId,
    fingerprint: u32,
    body: AlignedBuffer,
    sink: Option<Box<dyn ReplySink>>,
}

impl Way {
    fn into_call(self) -> InboundCall {
        InboundCall {
            method: self.method,
            fingerprint: self.fingerprint,
            body: self.body.into_bytes(),
            hops: 0,
            sink: self.sink,
            deadline: None,
        }
    }
}

impl Outbound for Way {
    fn body(
        &mut self,
        method: MethodId,
        fingerprint: u32,
        encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
    ) -> Result<(), SendFault> {
        (self.method, self.fingerprint) = (method, fingerprint);
        encode(&mut self.body).map_err(fault)
    }

    fn commit(&mut self, pending: Option<Box<dyn PendingReply>>) {
        self.sink = pending.map(|pending| Box::new(Back(pending)) as Box<dyn ReplySink>);
    }
}

fn fault(error: EncodeError) -> SendFault {
    match error {
        EncodeError::TooLarge { bytes, limit } => SendFault::TooLarge { bytes, limit },
        other => SendFault::Encode(other),
    }
}

/// The way of an answer.
struct Back(Box<dyn PendingReply>);

impl ReplySink for Back {
    fn reply(
        self: Box<Self>,
        encode: &mut dyn FnMut(&mut AlignedBuffer) -> Result<(), EncodeError>,
    ) {
        let mut buffer = AlignedBuffer::new();
        let outcome = match encode(&mut buffer) {
            Ok(()) => Ok(buffer.as_slice()),
            Err(error) => Err(AskFault::from(fault(error))),
        };
        self.0.complete(outcome);
    }

    fn fault(self: Box<Self>, fault: AskFault) {
        self.0.complete(Err(fault));
    }
}
