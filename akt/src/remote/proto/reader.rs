//! Frames out of a stream of bytes, in place and aligned.
//!
//! Bytes arrive in one reused buffer. Complete frames are copied out in segments of a few kilobytes, and each frame is a
//! slice of its segment: a frame that is kept pins at most a segment. A frame that does not fit the buffer gets memory of
//! its own, which grows with what has arrived and not with what the peer declared.

use bytes::Bytes;

use crate::{
    remote::proto::frame::{Frame, FrameError, HEADER_BYTES, Header},
    wire::AlignedBuffer,
};

/// Bytes of the reused buffer.
const BUFFER_BYTES: usize = 64 * 1024;
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
    segment: Bytes,
    mode: Mode,
    message_limit: usize,
}

impl FrameReader {
    pub(crate) fn new(message_limit: usize) -> Self {
        let mut buffer = AlignedBuffer::new();
        buffer.extend_zeroed(BUFFER_BYTES);
        Self {
            buffer,
            start: 0,
            end: 0,
            segment: Bytes::new(),
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
            self.end = (self.end + count).min(BUFFER_BYTES);
        }
    }

    /// The next frame, when all of it has arrived.
    pub(crate) fn next(&mut self) -> Result<Option<Read>, FrameError> {
        loop {
            if !self.segment.is_empty() {
                return self.from_segment().map(Some);
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
                    let complete = self.scan()?;
                    if complete > 0 {
                        self.cut_segment(complete);
                        continue;
                    }
                    match self.header_at(self.start)? {
                        None => return Ok(None),
                        Some(header) => {
                            if let Some(oversized) = self.begin_alone(header) {
                                return Ok(Some(oversized));
                            }
                            if matches!(self.mode, Mode::Buffered) {
                                return Ok(None);
                            }
                        }
                    }
                }
            }
        }
    }

    fn from_segment(&mut self) -> Result<Read, FrameError> {
        let header = self
            .segment
            .first_chunk()
            .map_or(Err(FrameError::Kind(0)), Header::decode)?;
        let bytes = self
            .segment
            .split_to(header.frame_bytes().min(self.segment.len()));
        Ok(Read::Frame(Frame { header, bytes }))
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

    /// How many bytes of complete, acceptable frames make the next segment. A broken header behind them is reported when
    /// it is their turn.
    fn scan(&self) -> Result<usize, FrameError> {
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
        }
        Ok(at - self.start)
    }

    fn cut_segment(&mut self, bytes: usize) {
        let mut segment = AlignedBuffer::new();
        segment.extend_from_slice(
            self.buffer
                .as_slice()
                .get(self.start..self.start + bytes)
                .unwrap_or_default(),
        );
        self.segment = segment.into_bytes();
        self.start += bytes;
    }

    /// Handles a frame at the start of the buffer that is not complete: too large for this node, or for the buffer.
    fn begin_alone(&mut self, header: Header) -> Option<Read> {
        if self.oversized(&header) {
            self.mode = Mode::Skipping(header.frame_bytes());
            return Some(Read::Oversized(header));
        }
        if header.frame_bytes() > BUFFER_BYTES {
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
        None
    }
}
