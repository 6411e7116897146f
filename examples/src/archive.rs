//! A compressed CSV file that knows whether it is whole: how the data of the examples is stored.
//!
//! The file is ordinary Zstandard, so `zstd -dc FILE` prints the CSV. In front of the one data frame stands
//! a skippable frame, which every Zstandard decoder passes over. It holds the number of rows, the size of
//! the CSV, and a checksum over both and over the data frame. [`Archive`] compares all of that before it
//! gives out the first line, so even a reader that stops early has only ever seen verified data. The
//! checksum is over the compressed bytes, because a few of their bits do not change what is decoded.
//!
//! | bytes | what |
//! |--:|---|
//! | 4 | magic number of a skippable frame, `0x184D2A50`, as are all numbers little-endian |
//! | 4 | size of the rest of this frame: 32 |
//! | 8 | `akt-csv1` |
//! | 8 | XXH3-64 of everything that follows |
//! | 8 | rows, not counting the header line |
//! | 8 | bytes of the CSV |
//! | … | one Zstandard frame, itself with a checksum of its content |

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Write};
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

/// Magic number and size of the skippable frame, and the name of this format.
const PREFIX: &[u8; 16] = b"\x50\x2a\x4d\x18\x20\x00\x00\x00akt-csv1";
/// The largest file that is read. The data of the examples has a tenth of it.
const MAX_FILE: u64 = 64 << 20;
/// The longest line that is read, so that a bad file cannot ask for any amount of memory.
const MAX_LINE: u64 = 1024;
/// Matches may reach back over the whole file: 2^25 bytes are more than the largest table has.
const WINDOW_LOG: u32 = 25;

/// What can be wrong with an archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file is not there.
    #[error("there is no such file")]
    Missing,
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Read(#[source] io::Error),
    /// The file is something else.
    #[error("the file is no akt-csv1 archive, or its first bytes are damaged")]
    Foreign,
    /// The file is larger than any archive may be.
    #[error("the file is larger than {MAX_FILE} bytes, which no archive of the examples is")]
    TooLarge,
    /// The content is not what was packed.
    #[error(
        "the file is damaged or cut off: its checksum is {found:016x} and should be {expected:016x}"
    )]
    Checksum {
        /// The checksum that the file was packed with.
        expected: u64,
        /// The checksum of the file as it is now.
        found: u64,
    },
    /// The data frame cannot be decoded, although its checksum fits: it was packed wrongly.
    #[error("the file cannot be decompressed at line {line}: {source}")]
    Decode {
        /// The line at which decoding ended.
        line: u64,
        /// What the decoder says.
        source: io::Error,
    },
    /// A line is longer than any line of a table.
    #[error("line {line} is longer than {MAX_LINE} bytes")]
    LongLine {
        /// The number of the line.
        line: u64,
    },
    /// The last line has no end.
    #[error("line {line} does not end with a line feed")]
    OpenLine {
        /// The number of the line.
        line: u64,
    },
    /// The header promises another number of rows or bytes than there are.
    #[error(
        "the file should hold {expected_rows} rows in {expected_bytes} bytes, but has {rows} in {bytes}"
    )]
    Size {
        /// The rows that the header promises.
        expected_rows: u64,
        /// The bytes that the header promises.
        expected_bytes: u64,
        /// The rows that there are.
        rows: u64,
        /// The bytes that there are.
        bytes: u64,
    },
}

/// A verified archive, still compressed.
#[derive(Debug, Clone)]
pub struct Archive {
    bytes: Cow<'static, [u8]>,
    rows: u64,
    csv_bytes: u64,
}

impl Archive {
    /// Reads and verifies the file at `path`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no archive, or is not exactly what was packed.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let file = File::open(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ArchiveError::Missing,
            _ => ArchiveError::Read(error),
        })?;
        let mut bytes = Vec::new();
        file.take(MAX_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(ArchiveError::Read)?;
        Self::from_bytes(bytes)
    }

    /// Verifies an archive that is already in memory.
    ///
    /// # Errors
    ///
    /// If it is no archive, or not exactly what was packed.
    pub fn from_bytes(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self, ArchiveError> {
        let bytes = bytes.into();
        if bytes.len() as u64 > MAX_FILE {
            return Err(ArchiveError::TooLarge);
        }
        let rest = bytes
            .strip_prefix(PREFIX.as_slice())
            .ok_or(ArchiveError::Foreign)?;
        let (expected, rest) = take_u64(rest).ok_or(ArchiveError::Foreign)?;
        let found = xxh3_64(rest);
        if found != expected {
            return Err(ArchiveError::Checksum { expected, found });
        }
        let (rows, rest) = take_u64(rest).ok_or(ArchiveError::Foreign)?;
        let (csv_bytes, _frame) = take_u64(rest).ok_or(ArchiveError::Foreign)?;
        Ok(Self {
            bytes,
            rows,
            csv_bytes,
        })
    }

    /// The number of rows, without the header line.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Starts to decompress.
    ///
    /// # Errors
    ///
    /// If the decoder cannot be set up.
    pub fn into_lines(self) -> Result<Lines, ArchiveError> {
        // The decoder itself passes over the skippable frame.
        let decoder = zstd::Decoder::with_buffer(Cursor::new(self.bytes))
            .map_err(|source| ArchiveError::Decode { line: 0, source })?;
        Ok(Lines {
            reader: BufReader::with_capacity(1 << 17, decoder),
            line: Vec::new(),
            number: 0,
            bytes: 0,
            expected_rows: self.rows,
            expected_bytes: self.csv_bytes,
        })
    }
}

/// The lines of an archive, decompressed one after the other.
pub struct Lines {
    reader: BufReader<zstd::Decoder<'static, Cursor<Cow<'static, [u8]>>>>,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
    expected_rows: u64,
    expected_bytes: u64,
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines")
            .field("number", &self.number)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl Lines {
    /// The number of the line that was given out last. The header line is line 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line without its line feed, or `None` after the last one.
    ///
    /// # Errors
    ///
    /// If the data cannot be decoded, or is not as much as the archive's header promises.
    pub fn next_line(&mut self) -> Result<Option<&[u8]>, ArchiveError> {
        self.line.clear();
        let line = self.number + 1;
        let read = (&mut self.reader)
            .take(MAX_LINE + 1)
            .read_until(b'\n', &mut self.line)
            .map_err(|source| ArchiveError::Decode { line, source })? as u64;
        if read == 0 {
            return self.check_size().map(|()| None);
        }
        if self.line.pop_if(|last| *last == b'\n').is_none() {
            return Err(if read > MAX_LINE {
                ArchiveError::LongLine { line }
            } else {
                ArchiveError::OpenLine { line }
            });
        }
        self.number = line;
        self.bytes += read;
        Ok(Some(&self.line))
    }

    fn check_size(&self) -> Result<(), ArchiveError> {
        let rows = self.number.saturating_sub(1);
        if rows == self.expected_rows && self.bytes == self.expected_bytes {
            return Ok(());
        }
        Err(ArchiveError::Size {
            expected_rows: self.expected_rows,
            expected_bytes: self.expected_bytes,
            rows,
            bytes: self.bytes,
        })
    }
}

/// Packs a CSV text, whose first line is the header, at a Zstandard `level` from 1 to 22.
///
/// # Errors
///
/// If the level is unknown to the compressor.
pub fn pack(csv: &[u8], level: i32) -> io::Result<Vec<u8>> {
    let lines = csv.iter().filter(|byte| **byte == b'\n').count() as u64;
    let mut body = Vec::new();
    body.extend_from_slice(&lines.saturating_sub(1).to_le_bytes());
    body.extend_from_slice(&(csv.len() as u64).to_le_bytes());
    let mut encoder = zstd::Encoder::new(body, level)?;
    encoder.include_checksum(true)?;
    encoder.long_distance_matching(true)?;
    encoder.window_log(WINDOW_LOG)?;
    encoder.set_pledged_src_size(Some(csv.len() as u64))?;
    encoder.write_all(csv)?;
    let body = encoder.finish()?;

    let mut file = PREFIX.to_vec();
    file.extend_from_slice(&xxh3_64(&body).to_le_bytes());
    file.extend_from_slice(&body);
    Ok(file)
}

fn take_u64(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_le_bytes(*number), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: Vec<u8>) -> Result<Vec<String>, ArchiveError> {
        let mut lines = Archive::from_bytes(bytes)?.into_lines()?;
        let mut all = Vec::new();
        while let Some(line) = lines.next_line()? {
            all.push(String::from_utf8_lossy(line).into_owned());
        }
        Ok(all)
    }

    /// Gives a body, as it stands after the checksum, a checksum that fits.
    fn seal(body: &[u8]) -> Vec<u8> {
        [PREFIX.as_slice(), &xxh3_64(body).to_le_bytes(), body].concat()
    }

    #[test]
    fn packed_lines_come_back() {
        let packed = pack(b"a,b\n1,2\n3,4\n", 3).unwrap();
        assert_eq!(Archive::from_bytes(packed.clone()).unwrap().rows(), 2);
        assert_eq!(read(packed).unwrap(), ["a,b", "1,2", "3,4"]);
    }

    #[test]
    fn an_archive_is_ordinary_zstandard() {
        let packed = pack(b"a\n1\n", 3).unwrap();
        assert_eq!(zstd::decode_all(packed.as_slice()).unwrap(), b"a\n1\n");
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let packed = pack(b"a,b\n1,2\n3,4\n11,12\n", 19).unwrap();
        for bit in 0..packed.len() * 8 {
            let mut bad = packed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(read(bad).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn every_truncation_and_every_extra_byte_is_noticed() {
        let packed = pack(b"a,b\n1,2\n3,4\n", 19).unwrap();
        for length in 0..packed.len() {
            assert!(read(packed[..length].to_vec()).is_err(), "length {length}");
        }
        assert!(matches!(
            read([packed, vec![0]].concat()),
            Err(ArchiveError::Checksum { .. })
        ));
    }

    #[test]
    fn a_wrong_promise_is_noticed_at_the_end() {
        let packed = pack(b"a\n1\n2\n", 3).unwrap();
        for place in [24, 32] {
            let mut body = packed.clone();
            body[place] += 1;
            assert!(
                matches!(
                    read(seal(&body[24..])),
                    Err(ArchiveError::Size {
                        rows: 2,
                        bytes: 6,
                        ..
                    })
                ),
                "{place}"
            );
        }
    }

    #[test]
    fn a_badly_packed_frame_is_an_error_of_the_decoder() {
        let packed = pack("a\n".repeat(1000).as_bytes(), 3).unwrap();
        let cut = seal(&packed[24..packed.len() - 1]);
        assert!(matches!(read(cut), Err(ArchiveError::Decode { .. })));
        let more = seal(&[&packed[24..], b"more"].concat());
        assert!(matches!(read(more), Err(ArchiveError::Decode { .. })));
    }

    #[test]
    fn lines_are_bounded_and_end() {
        let long = "x".repeat(1024);
        assert!(matches!(
            read(pack(format!("a\n{long}y\n").as_bytes(), 3).unwrap()),
            Err(ArchiveError::LongLine { line: 2 })
        ));
        assert_eq!(
            read(pack(format!("a\n{}\n", &long[1..]).as_bytes(), 3).unwrap())
                .unwrap()
                .len(),
            2
        );
        assert!(matches!(
            read(pack(b"a\n1", 3).unwrap()),
            Err(ArchiveError::OpenLine { line: 2 })
        ));
    }

    #[test]
    fn other_files_are_told_apart() {
        assert!(matches!(
            Archive::open(Path::new("no/such/file")),
            Err(ArchiveError::Missing)
        ));
        assert!(matches!(
            Archive::open(Path::new(env!("CARGO_MANIFEST_DIR"))),
            Err(ArchiveError::Read(_))
        ));
        let toml = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert!(matches!(Archive::open(&toml), Err(ArchiveError::Foreign)));
        assert!(matches!(read(Vec::new()), Err(ArchiveError::Foreign)));
    }
}
