//! The handshake of two nodes on a fresh connection, over the control stream that the one who dialled opens.

use quinn::{Connection, ReadError, RecvStream, SendStream};

use crate::remote::proto::association::Why;
use crate::remote::proto::frame::{Frame, Header, Kind, frame};
use crate::remote::proto::handshake::{Hello, Refusal, RefusalReason};
use crate::remote::proto::reader::{FrameReader, Read};
use crate::remote::quic::endpoint::why_of;

/// Both halves of the control stream.
#[derive(Debug)]
pub(crate) struct Control {
    pub(crate) send: SendStream,
    pub(crate) recv: FrameStream,
    /// How many protocols the peer was told that this node serves.
    pub(crate) told: usize,
}

/// Frames of one stream.
#[derive(Debug)]
pub(crate) struct FrameStream {
    stream: RecvStream,
    reader: FrameReader,
}

/// Why a stream gives no more frames.
#[derive(Debug)]
pub(crate) enum StreamEnd {
    /// The peer ended it in order.
    Finished,
    /// The connection is gone.
    Lost,
    /// The peer sent what is no frame.
    Violation(String),
}

impl FrameStream {
    pub(crate) fn new(stream: RecvStream, message_limit: usize) -> Self {
        Self {
            stream,
            reader: FrameReader::new(message_limit),
        }
    }

    /// The next frame, if it has arrived already.
    pub(crate) fn buffered(&mut self) -> Result<Option<Read>, StreamEnd> {
        self.reader
            .next()
            .map_err(|error| StreamEnd::Violation(error.to_string()))
    }

    /// Waits for bytes; gives how many.
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn fill(&mut self) -> Result<usize, StreamEnd> {
        match self.stream.read(self.reader.space()).await {
            Ok(Some(count)) => {
                self.reader.filled(count);
                Ok(count)
            }
            Ok(None) | Err(ReadError::Reset(_)) => Err(StreamEnd::Finished),
            Err(
                ReadError::ConnectionLost(_)
                | ReadError::ClosedStream
                | ReadError::IllegalOrderedRead
                | ReadError::ZeroRttRejected,
            ) => Err(StreamEnd::Lost),
        }
    }

    async fn frame(&mut self) -> Result<Frame, StreamEnd> {
        loop {
            match self.buffered()? {
                Some(Read::Frame(frame)) => return Ok(frame),
                Some(Read::Oversized(header)) => {
                    return Err(StreamEnd::Violation(format!(
                        "a {:?} frame during the greeting",
                        header.kind
                    )));
                }
                None => self.fill().await?,
            };
        }
    }
}

fn ended(connection: &Connection, end: &StreamEnd) -> Why {
    match (end, connection.close_reason()) {
        (StreamEnd::Violation(text), _) => {
            Refusal::new(RefusalReason::Malformed, text.clone()).into()
        }
        (_, Some(error)) => why_of(&error),
        (StreamEnd::Finished | StreamEnd::Lost, None) => {
            Why::from("the connection ended during the greeting")
        }
    }
}

/// Introduces us on a connection that we dialled. The connection may be used after [`confirm`].
pub(crate) async fn introduce(
    connection: &Connection,
    ours: &Hello,
    message_limit: usize,
) -> Result<(Hello, Control), Why> {
    let (mut send, recv) = connection.open_bi().await.map_err(|error| why_of(&error))?;
    let mut recv = FrameStream::new(recv, message_limit);
    let hello = frame(Header::new(Kind::Hello), &[], &ours.encode());
    if send.write_all(&hello).await.is_err() {
        return Err(ended(connection, &StreamEnd::Lost));
    }
    let answer = recv.frame().await.map_err(|end| ended(connection, &end))?;
    match answer.header.kind {
        Kind::Welcome => {
            let theirs = Hello::decode(answer.body()).ok_or_else(|| {
                Refusal::new(RefusalReason::Malformed, "the welcome cannot be read")
            })?;
            ours.judge(&theirs)?;
            let told = ours.protocols.len();
            Ok((theirs, Control { send, recv, told }))
        }
        Kind::Refuse => {
            Err(Refusal::new(RefusalReason::from_code(answer.header.code), answer.text()).into())
        }
        other => Err(Refusal::new(
            RefusalReason::Malformed,
            format!("a {other:?} frame instead of a welcome"),
        )
        .into()),
    }
}

/// Says that we use the connection that we dialled.
pub(crate) async fn confirm(control: &mut Control) -> bool {
    control
        .send
        .write_all(&frame(Header::new(Kind::Confirm), &[], &[]))
        .await
        .is_ok()
}

/// Hears who dialled us.
pub(crate) async fn hear(
    connection: &Connection,
    message_limit: usize,
) -> Result<(Hello, Control), Why> {
    let (send, recv) = connection
        .accept_bi()
        .await
        .map_err(|error| why_of(&error))?;
    let mut control = Control {
        send,
        recv: FrameStream::new(recv, message_limit),
        told: 0,
    };
    let first = control
        .recv
        .frame()
        .await
        .map_err(|end| ended(connection, &end))?;
    let hello = (first.header.kind == Kind::Hello)
        .then(|| Hello::decode(first.body()))
        .flatten();
    match hello {
        Some(hello) => Ok((hello, control)),
        None => {
            let refusal = Refusal::new(
                RefusalReason::Malformed,
                "the first frame is not a hello that can be read",
            );
            refuse(connection, &mut control, &refusal).await;
            Err(refusal.into())
        }
    }
}

/// Welcomes who dialled us; true when it confirmed.
pub(crate) async fn welcome(control: &mut Control, ours: &Hello) -> bool {
    control.told = ours.protocols.len();
    let welcome = frame(Header::new(Kind::Welcome), &[], &ours.encode());
    control.send.write_all(&welcome).await.is_ok()
        && control
            .recv
            .frame()
            .await
            .is_ok_and(|frame| frame.header.kind == Kind::Confirm)
}

/// Tells who dialled us why not, and waits until it knows.
pub(crate) async fn refuse(connection: &Connection, control: &mut Control, refusal: &Refusal) {
    let header = Header {
        code: refusal.reason.code(),
        ..Header::new(Kind::Refuse)
    };
    let told = control
        .send
        .write_all(&frame(header, &[], refusal.text.as_bytes()))
        .await
        .is_ok();
    if told && control.send.finish().is_ok() {
        // The peer closes once it has read the reason; closing from here could overtake it.
        connection.closed().await;
    }
}
