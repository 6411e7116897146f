//! Faults as codes and texts. The codes never change; a code of a later release reads as its text.

use std::sync::Arc;

use crate::actor::{AskFault, SendFault};
use crate::remote::proto::frame::{Frame, Header, Kind, frame};

const TIMEOUT: u32 = 1;
const STOPPED: u32 = 2;
const NO_REPLY: u32 = 3;
const PANICKED: u32 = 4;
const MAILBOX_FULL: u32 = 5;
const UNREACHABLE: u32 = 6;
const LOST: u32 = 7;
const INCOMPATIBLE: u32 = 8;
const DECODE: u32 = 9;
const NO_SUCH_ACTOR: u32 = 10;
const LOCAL_ONLY: u32 = 11;
const NOT_REMOTE: u32 = 12;
const TOO_LARGE: u32 = 13;
const BACKPRESSURE: u32 = 14;
const REFUSED: u32 = 15;
const NO_GRAINS: u32 = 16;
const NO_SUCH_GRAIN_KIND: u32 = 17;
const GRAIN_MOVING: u32 = 18;
const GRAIN_NOT_STARTED: u32 = 19;
const REJECTED: u32 = 20;
const DEADLOCK: u32 = 21;

/// A fault as a frame. `header` says whom it is for.
pub(crate) fn fault_frame(header: Header, fault: &AskFault) -> Vec<u8> {
    let mut header = Header {
        kind: Kind::Fault,
        ..header
    };
    let mut text = Arc::<str>::from("");
    header.code = match fault {
        AskFault::Timeout => TIMEOUT,
        AskFault::Stopped => STOPPED,
        AskFault::NoReply => NO_REPLY,
        AskFault::Panicked => PANICKED,
        AskFault::MailboxFull => MAILBOX_FULL,
        AskFault::Unreachable(why) => with_text(&mut text, why, UNREACHABLE),
        AskFault::Lost(why) => with_text(&mut text, why, LOST),
        AskFault::Decode(why) => with_text(&mut text, why, DECODE),
        AskFault::Refused(why) => with_text(&mut text, why, REFUSED),
        AskFault::Rejected(state) => with_text(&mut text, state, REJECTED),
        AskFault::Deadlock(circle) => with_text(&mut text, circle, DEADLOCK),
        AskFault::Incompatible {
            method,
            ours,
            theirs,
        } => {
            // What is ours here is theirs there.
            (header.method, header.fingerprint) = (*theirs, *ours);
            with_text(&mut text, method, INCOMPATIBLE)
        }
        AskFault::NotSent(SendFault::NoSuchActor) => NO_SUCH_ACTOR,
        AskFault::NotSent(SendFault::LocalOnly) => LOCAL_ONLY,
        AskFault::NotSent(SendFault::NotRemote) => NOT_REMOTE,
        AskFault::NotSent(SendFault::Backpressure) => BACKPRESSURE,
        AskFault::NotSent(SendFault::NoGrains) => NO_GRAINS,
        AskFault::NotSent(SendFault::NoSuchGrainKind) => NO_SUCH_GRAIN_KIND,
        AskFault::NotSent(SendFault::GrainMoving) => GRAIN_MOVING,
        AskFault::NotSent(SendFault::GrainNotStarted(why)) => {
            with_text(&mut text, why, GRAIN_NOT_STARTED)
        }
        AskFault::NotSent(SendFault::TooLarge { bytes, limit }) => {
            header.method = u32::try_from(*bytes).unwrap_or(u32::MAX);
            header.fingerprint = u32::try_from(*limit).unwrap_or(u32::MAX);
            TOO_LARGE
        }
        other => {
            text = other.to_string().into();
            REFUSED
        }
    };
    frame(header, &[], text.as_bytes())
}

fn with_text(text: &mut Arc<str>, why: &Arc<str>, code: u32) -> u32 {
    *text = Arc::clone(why);
    code
}

/// The fault in a frame.
pub(crate) fn fault_of(frame: &Frame) -> AskFault {
    let text = || Arc::<str>::from(frame.text());
    let Header {
        method,
        fingerprint,
        code,
        ..
    } = frame.header;
    match code {
        TIMEOUT => AskFault::Timeout,
        STOPPED => AskFault::Stopped,
        NO_REPLY => AskFault::NoReply,
        PANICKED => AskFault::Panicked,
        MAILBOX_FULL => AskFault::MailboxFull,
        UNREACHABLE => AskFault::Unreachable(text()),
        LOST => AskFault::Lost(text()),
        DECODE => AskFault::Decode(text()),
        INCOMPATIBLE => AskFault::Incompatible {
            method: text(),
            ours: method,
            theirs: fingerprint,
        },
        NO_SUCH_ACTOR => AskFault::NotSent(SendFault::NoSuchActor),
        LOCAL_ONLY => AskFault::NotSent(SendFault::LocalOnly),
        NOT_REMOTE => AskFault::NotSent(SendFault::NotRemote),
        BACKPRESSURE => AskFault::NotSent(SendFault::Backpressure),
        NO_GRAINS => AskFault::NotSent(SendFault::NoGrains),
        NO_SUCH_GRAIN_KIND => AskFault::NotSent(SendFault::NoSuchGrainKind),
        GRAIN_MOVING => AskFault::NotSent(SendFault::GrainMoving),
        GRAIN_NOT_STARTED => AskFault::NotSent(SendFault::GrainNotStarted(text())),
        REJECTED => AskFault::Rejected(text()),
        DEADLOCK => AskFault::Deadlock(text()),
        TOO_LARGE => AskFault::NotSent(SendFault::TooLarge {
            bytes: method as usize,
            limit: fingerprint as usize,
        }),
        _ => AskFault::Refused(text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::proto::frame::HEADER_BYTES;

    #[test]
    fn faults_come_back_and_change_sides() {
        let incompatible = |ours, theirs| AskFault::Incompatible {
            method: "deposit".into(),
            ours,
            theirs,
        };
        let cases = [
            (AskFault::Timeout, AskFault::Timeout),
            (AskFault::Stopped, AskFault::Stopped),
            (AskFault::NoReply, AskFault::NoReply),
            (AskFault::Panicked, AskFault::Panicked),
            (AskFault::MailboxFull, AskFault::MailboxFull),
            (
                AskFault::Unreachable("a".into()),
                AskFault::Unreachable("a".into()),
            ),
            (AskFault::Lost("b".into()), AskFault::Lost("b".into())),
            (AskFault::Decode("c".into()), AskFault::Decode("c".into())),
            (AskFault::Refused("d".into()), AskFault::Refused("d".into())),
            (incompatible(1, 2), incompatible(2, 1)),
            (SendFault::NoSuchActor.into(), SendFault::NoSuchActor.into()),
            (SendFault::NotRemote.into(), SendFault::NotRemote.into()),
            (SendFault::LocalOnly.into(), SendFault::LocalOnly.into()),
            (
                SendFault::Backpressure.into(),
                SendFault::Backpressure.into(),
            ),
            (SendFault::NoGrains.into(), SendFault::NoGrains.into()),
            (
                SendFault::NoSuchGrainKind.into(),
                SendFault::NoSuchGrainKind.into(),
            ),
            (SendFault::GrainMoving.into(), SendFault::GrainMoving.into()),
            (
                SendFault::GrainNotStarted("e".into()).into(),
                SendFault::GrainNotStarted("e".into()).into(),
            ),
            (
                SendFault::TooLarge { bytes: 9, limit: 8 }.into(),
                SendFault::TooLarge { bytes: 9, limit: 8 }.into(),
            ),
        ];
        for (sent, received) in cases {
            let bytes = fault_frame(Header::new(Kind::Fault), &sent);
            let header = Header::decode(bytes.first_chunk::<HEADER_BYTES>().unwrap()).unwrap();
            assert_eq!(
                fault_of(&Frame {
                    header,
                    bytes: bytes.into()
                }),
                received
            );
        }
    }
}
