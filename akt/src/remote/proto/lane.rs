//! One ordered queue of frames to a peer, gathered into batches as it fills.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::base::limits;

/// Frames from this size on are handed over as they are; smaller ones are copied into the batch.
pub(crate) const LARGE_FRAME_BYTES: usize = 16 * 1024;

/// A frame on its way out.
#[derive(Debug)]
pub(crate) enum Outgoing<'a> {
    Small(&'a [u8]),
    Large(Bytes),
}

impl Outgoing<'_> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Small(bytes) => bytes.len(),
            Self::Large(bytes) => bytes.len(),
        }
    }
}

#[derive(Debug)]
struct Batch {
    bytes: Bytes,
    frames: u64,
}

/// What was taken out of a lane to be written.
#[derive(Debug, Default)]
pub(crate) struct Transmit {
    pub(crate) chunks: Vec<Bytes>,
    pub(crate) bytes: usize,
    pub(crate) frames: u64,
}

/// The queue.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    sealed: VecDeque<Batch>,
    tail: Vec<u8>,
    tail_frames: u64,
    /// Frames that were ever put in and taken out.
    queued: u64,
    taken: u64,
    /// Whether the writer waits to be woken.
    parked: bool,
}

impl Lane {
    /// The number that the next frame gets.
    pub(crate) fn next_sequence(&self) -> u64 {
        self.queued + 1
    }

    /// Frames that wait to be taken out.
    pub(crate) fn backlog(&self) -> u64 {
        self.queued - self.taken
    }

    /// Whether the frame of this number was taken out to be written.
    pub(crate) fn was_taken(&self, sequence: u64) -> bool {
        sequence <= self.taken
    }

    /// Appends a frame; true when the writer has to be woken.
    pub(crate) fn push(&mut self, frame: Outgoing<'_>) -> bool {
        self.queued += 1;
        match frame {
            Outgoing::Small(bytes) => {
                if self.tail.len() + bytes.len() > limits::REMOTE_BATCH_BYTES {
                    self.seal();
                }
                self.tail.extend_from_slice(bytes);
                self.tail_frames += 1;
            }
            Outgoing::Large(bytes) => {
                self.seal();
                self.sealed.push_back(Batch { bytes, frames: 1 });
            }
        }
        core::mem::take(&mut self.parked)
    }

    /// Takes up to one batch's worth out, or notes that the writer waits.
    pub(crate) fn take(&mut self) -> Option<Transmit> {
        let mut out = Transmit::default();
        while out.bytes < limits::REMOTE_BATCH_BYTES {
            if self.sealed.is_empty() {
                self.seal();
            }
            let Some(batch) = self.sealed.pop_front() else {
                break;
            };
            out.bytes += batch.bytes.len();
            out.frames += batch.frames;
            out.chunks.push(batch.bytes);
        }
        self.taken += out.frames;
        self.parked = out.chunks.is_empty();
        (!out.chunks.is_empty()).then_some(out)
    }

    /// Throws everything away; gives how many frames that were.
    pub(crate) fn clear(&mut self) -> u64 {
        self.seal();
        let lost = self.sealed.drain(..).map(|batch| batch.frames).sum();
        self.taken += lost;
        lost
    }

    fn seal(&mut self) {
        if !self.tail.is_empty() {
            let next = Vec::with_capacity(
                self.tail
                    .len()
                    .next_power_of_two()
                    .min(limits::REMOTE_BATCH_BYTES),
            );
            let bytes = Bytes::from(core::mem::replace(&mut self.tail, next));
            self.sealed.push_back(Batch {
                bytes,
                frames: core::mem::take(&mut self.tail_frames),
            });
        }
    }
}
