//! Frames out of a stream of bytes, in place and aligned.
//!
//! Bytes arrive in one reused buffer. Complete frames are copied out in segments of a few kilobytes, and each frame is a
//! slice of its segment: a frame that is kept pins at most a segment. A frame that does not fit the buffer gets memory of
//! its own, which grows with what has arrived and not with what the peer declared.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::{
    remote::proto::frame::{Frame, FrameError, HEADER_BYTES, Header},
    wire::AlignedBuffer,
};

/// Most bytes of the reused buffer.
const BUFFER_BYTES: usize = 64 * 1024;
/// Its bytes at first.
const FIRST_BUFFER_BYTES: usize = 4 * 1024;
/// How it grows when a read has filled it.
const GROWTH: usize = 4;
/// Most bytes of a segment of several frames.
const SEGMENT_BYTES: usize = 8 * 1024;

/// What was read.
#[derive(Debug)]
pub(crate) enum Read {
    Frame(Frame),
    /// A frame larger than this node takes; its bytes are skipped.
    Oversized(Header),
}

#[derive(Debug)]
enum Mode {
    /// Frames are in the buffer.
    Buffered,
    /// One frame is gathered in its own memory.
    Large {
        header: Header,
        bytes: AlignedBuffer,
        filled: usize,
    },
    /// This many bytes are still to be thrown away.
    Skipping(usize),
}

/// Reads frames. Feed it through [`space`](Self::space) and [`filled`](Self::filled), then call [`next`](Self::next) until
/// there is nothing.
#[derive(Debug)]
pub(crate) struct FrameReader {
    buffer: AlignedBuffer,
    start: usize,
    end: usize,
    /// Frames that were cut out of the buffer. All frames of a segment are cut at once: their receivers count the uses of
    /// the segment down on other cores while this one goes on.
    ready: VecDeque<Frame>,
    mode: Mode,
    message_limit: usize,
}

impl FrameReader {
    pub(crate) fn new(message_limit: usize) -> Self {
        Self {
            buffer: AlignedBuffer::new(),
            start: 0,
            end: 0,
            ready: VecDeque::new(),
            mode: Mode::Buffered,
            message_limit,
        }
    }

    /// Where the next bytes go; never empty after [`next`](Self::next) gave nothing.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        if let Mode::Large {
            header,
            bytes,
            filled,
        } = &mut self.mode
        {
            let left = header.frame_bytes() - *filled;
            if *filled == bytes.len() {
                bytes.extend_zeroed(left.min((*filled).max(BUFFER_BYTES)));
            }
            return bytes.as_mut_slice().get_mut(*filled..).unwrap_or_default();
        }
        if self.end == self.buffer.len() && self.buffer.len() < BUFFER_BYTES {
            // Full the last time: streams that are busy get more, streams that are not stay small.
            let grown = (self.buffer.len() * GROWTH).clamp(FIRST_BUFFER_BYTES, BUFFER_BYTES);
            self.buffer.extend_zeroed(grown - self.buffer.len());
        }
        if self.start > 0 {
            self.buffer
                .as_mut_slice()
                .copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        self.buffer
            .as_mut_slice()
            .get_mut(self.end..)
            .unwrap_or_default()
    }

    /// Says how many bytes were put into [`space`](Self::space).
    pub(crate) fn filled(&mut self, count: usize) {
        if let Mode::Large { filled, .. } = &mut self.mode {
            *filled += count;
        } else {
            self.end = (self.end + count).min(self.buffer.len());
        }
    }

    /// The next frame, when all of it has arrived.
    pub(crate) fn next(&mut self) -> Result<Option<Read>, FrameError> {
        loop {
            if let Some(frame) = self.ready.pop_front() {
                return Ok(Some(Read::Frame(frame)));
            }
            match &mut self.mode {
                Mode::Large {
                    header,
                    bytes,
                    filled,
                } => {
                    if *filled < header.frame_bytes() {
                        return Ok(None);
                    }
                    let frame = Frame {
                        header: *header,
                        bytes: core::mem::take(bytes).into_bytes(),
                    };
                    self.mode = Mode::Buffered;
                    return Ok(Some(Read::Frame(frame)));
                }
                Mode::Skipping(left) => {
                    let skipped = (*left).min(self.end - self.start);
                    self.start += skipped;
                    *left -= skipped;
                    if *left > 0 {
                        return Ok(None);
                    }
                    self.mode = Mode::Buffered;
                }
                Mode::Buffered => {
                    if self.cut_segment()? {
                        continue;
                    }
                    let Some(header) = self.header_at(self.start)? else {
                        return Ok(None);
                    };
                    if self.oversized(&header) {
                        self.mode = Mode::Skipping(header.frame_bytes());
                        return Ok(Some(Read::Oversized(header)));
                    }
                    if header.frame_bytes() <= BUFFER_BYTES {
                        return Ok(None);
                    }
                    self.begin_large(header);
                }
            }
        }
    }

    fn header_at(&self, at: usize) -> Result<Option<Header>, FrameError> {
        let arrived = self.buffer.as_slice().get(at..self.end).unwrap_or_default();
        arrived
            .first_chunk::<HEADER_BYTES>()
            .map(Header::decode)
            .transpose()
    }

    fn oversized(&self, header: &Header) -> bool {
        header.kind.carries_message() && header.body_bytes() > self.message_limit
    }

    /// Cuts complete, acceptable frames out of the buffer; false when there are none. A broken header behind them is
    /// reported when it is its turn.
    fn cut_segment(&mut self) -> Result<bool, FrameError> {
        let mut at = self.start;
        loop {
            let header = match self.header_at(at) {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(error) if at == self.start => return Err(error),
                Err(_) => break,
            };
            let next = at + header.frame_bytes();
            let too_much = at > self.start && next - self.start > SEGMENT_BYTES;
            if next > self.end || too_much || self.oversized(&header) {
                break;
            }
            at = next;
            self.ready.push_back(Frame {
                header,
                bytes: Bytes::new(),
            });
        }
        let mut segment = AlignedBuffer::new();
        segment.extend_from_slice(
            self.buffer
                .as_slice()
                .get(self.start..at)
                .unwrap_or_default(),
        );
        let mut segment = segment.into_bytes();
        self.start = at;
        for frame in &mut self.ready {
            frame.bytes = segment.split_to(frame.header.frame_bytes().min(segment.len()));
        }
        Ok(!self.ready.is_empty())
    }

    /// Gathers a frame that does not fit the buffer in memory of its own.
    fn begin_large(&mut self, header: Header) {
        let mut bytes = AlignedBuffer::new();
        bytes.extend_from_slice(
            self.buffer
                .as_slice()
                .get(self.start..self.end)
                .unwrap_or_default(),
        );
        let filled = bytes.len();
        (self.start, self.end) = (0, 0);
        self.mode = Mode::Large {
            header,
            bytes,
            filled,
        };
    }
}
