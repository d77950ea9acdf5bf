//! Is this a video that browsers play, and how long is it? Read from the file's own boxes while it goes past; nothing is
//! decoded, and nothing is made out of it.
//!
//! MP4 (ISO/IEC 14496-12): boxes `size (4) type (4) [size (8)]`; `ftyp` comes first, `moov` holds `mvhd` with timescale and
//! duration. WebM (RFC 8794, RFC 9559): elements `id size`; the EBML head names its type, `Segment` holds `Info` with
//! TimestampScale and Duration.

use crate::Refusal;

/// As much of what tells the length is looked at.
const LOOKED_AT: usize = 1024 * 1024;
const LONGEST_MS: i64 = 12 * 60 * 60 * 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    Mp4,
    WebM,
}

impl Container {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
        }
    }
}

/// Looks at a file that goes past.
#[derive(Default)]
pub struct Inspector {
    head: Vec<u8>,
    boxes: Boxes,
}

/// Walks over the boxes of the highest level and keeps `moov`.
#[derive(Default)]
struct Boxes {
    header: Vec<u8>,
    /// Bytes left of the box that is being passed over.
    skip: u64,
    /// Whether they belong to `moov`.
    is_movie: bool,
    movie: Vec<u8>,
}

impl Inspector {
    pub fn pass(&mut self, bytes: &[u8]) {
        let room = LOOKED_AT.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        self.boxes.pass(bytes);
    }

    /// Whether the file may still become a video, so that nothing else is stored.
    pub fn check_head(&self) -> Result<(), Refusal> {
        let is_short = self.head.len() < 12;
        let may_be = self.head.get(4..8) == Some(b"ftyp") || number(&self.head, 0, 4) == Some(EBML);
        if is_short || may_be { Ok(()) } else { Err(Refusal::on("video", "courses.video_kind")) }
    }

    /// # Errors
    /// The reason why it is no video that can be taken.
    pub fn finish(self) -> Result<(Container, i64), Refusal> {
        let refused = |code| Refusal::on("video", code);
        let kind = || Refusal::on("video", "courses.video_kind");
        let (container, length) = if self.head.get(4..8) == Some(b"ftyp") {
            if !is_video_brand(&self.head) || position(&self.boxes.movie, b"vide").is_none() {
                return Err(kind());
            }
            (Container::Mp4, mp4_length(&self.boxes.movie))
        } else if document_type(&self.head) == Some(b"webm") {
            (Container::WebM, webm_length(&self.head))
        } else {
            return Err(kind());
        };
        match length {
            Some(length) if (1..=LONGEST_MS).contains(&length) => Ok((container, length)),
            _ => Err(refused("courses.video_length_unknown")),
        }
    }
}

impl Boxes {
    fn pass(&mut self, mut bytes: &[u8]) {
        while let Some((first, rest)) = bytes.split_first() {
            if self.skip == 0 {
                self.header.push(*first);
                bytes = rest;
                self.skip_after_header();
                continue;
            }
            let step = bytes.len().min(usize::try_from(self.skip).unwrap_or(usize::MAX));
            let (here, rest) = bytes.split_at(step);
            if self.is_movie {
                let room = LOOKED_AT.saturating_sub(self.movie.len());
                self.movie.extend(here.iter().take(room));
            }
            self.skip -= step as u64;
            bytes = rest;
        }
    }

    /// Once the header is whole: how long the box is, and whether it is the one.
    fn skip_after_header(&mut self) {
        let Some(size) = number(&self.header, 0, 4).filter(|_| self.header.len() >= 8) else { return };
        let size = match (size, self.header.len()) {
            (1, 8..16) => return,
            (1, _) => number(&self.header, 8, 8).unwrap_or(0).saturating_sub(16),
            // to the end of the file
            (0, _) => u64::MAX,
            (size, _) => size.saturating_sub(8),
        };
        self.is_movie = self.header[4..8] == *b"moov";
        self.skip = size;
        self.header.clear();
    }
}

/// Brands of pictures and sound have the same head.
fn is_video_brand(head: &[u8]) -> bool {
    let brand = head.get(8..12).unwrap_or_default();
    [&b"isom"[..], b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"]
        .contains(&brand)
}

fn mp4_length(movie: &[u8]) -> Option<i64> {
    let at = position(movie, b"mvhd")? + 4;
    let (scale, duration) = match movie.get(at)? {
        0 => (number(movie, at + 12, 4)?, number(movie, at + 16, 4)?),
        1 => (number(movie, at + 20, 4)?, number(movie, at + 24, 8)?),
        _ => return None,
    };
    // of a file in fragments: in the box that announces them
    let duration = if duration == 0 { fragments(movie)? } else { duration };
    let length = duration.checked_mul(1_000)?.checked_div(scale)?;
    i64::try_from(length).ok()
}

fn fragments(movie: &[u8]) -> Option<u64> {
    let at = position(movie, b"mehd")? + 4;
    if *movie.get(at)? == 0 { number(movie, at + 4, 4) } else { number(movie, at + 4, 8) }
}

const EBML: u64 = 0x1A45_DFA3;
const DOC_TYPE: u64 = 0x4282;
const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_A966;
const SCALE: u64 = 0x002A_D7B1;
const DURATION: u64 = 0x4489;

fn document_type(head: &[u8]) -> Option<&[u8]> {
    content(content(head, EBML)?, DOC_TYPE)
}

fn webm_length(head: &[u8]) -> Option<i64> {
    let info = content(content(head, SEGMENT)?, INFO)?;
    let nanoseconds = content(info, SCALE).map_or(Some(1_000_000), |bytes| number(bytes, 0, bytes.len()))?;
    let duration = match content(info, DURATION)? {
        bytes @ [_, _, _, _] => f64::from(f32::from_be_bytes(bytes.try_into().ok()?)),
        bytes => f64::from_be_bytes(bytes.try_into().ok()?),
    };
    let length = duration * (f64::from(u32::try_from(nanoseconds).ok()?) / 1_000_000.0);
    // what is not a number is in no range
    (1.0..=43_200_000.0).contains(&length).then_some(length as i64)
}

fn content(bytes: &[u8], wanted: u64) -> Option<&[u8]> {
    elements(bytes).find(|(id, _)| *id == wanted).map(|(_, content)| content)
}

/// Id and content of the elements one after the other; one of unknown or too great a size goes to the end.
fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    std::iter::from_fn(move || {
        let id_length = bytes.first()?.leading_zeros() as usize + 1;
        let id = number(bytes, 0, id_length).filter(|_| id_length <= 4)?;
        let rest = &bytes[id_length..];
        let size_length = rest.first()?.leading_zeros() as usize + 1;
        let known = (1_u64 << (7 * size_length.min(8))) - 1;
        let size = number(rest, 0, size_length).filter(|_| size_length <= 8)? & known;
        let size = if size == known { u64::MAX } else { size };
        let rest = &rest[size_length..];
        let (content, after) = rest.split_at(rest.len().min(usize::try_from(size).unwrap_or(usize::MAX)));
        bytes = after;
        Some((id, content))
    })
}

/// A number of so many bytes, the highest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(length)?).filter(|bytes| bytes.len() <= 8)?;
    Some(bytes.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte)))
}

fn position(bytes: &[u8], name: &[u8]) -> Option<usize> {
    bytes.windows(name.len()).position(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courses::video::arriving::samples::{mp4, webm};

    fn look(bytes: &[u8], step: usize) -> Result<(Container, i64), &'static str> {
        let mut inspector = Inspector::default();
        bytes.chunks(step).for_each(|chunk| inspector.pass(chunk));
        inspector.finish().map_err(|refusal| refusal.code)
    }

    #[test]
    fn the_length_is_read_however_the_file_arrives() {
        for step in [1, 7, 4_096, usize::MAX] {
            assert_eq!(look(&mp4(90_500, 3_000), step), Ok((Container::Mp4, 90_500)));
            assert_eq!(look(&webm(90_500, 3_000), step), Ok((Container::WebM, 90_500)));
        }
    }

    #[test]
    fn a_movie_box_at_the_end_and_boxes_of_great_size_are_passed() {
        let whole = mp4(60_000, 0);
        let (head, movie) = whole.split_at(20);
        let data = [&1_u32.to_be_bytes()[..], b"mdat", &(16_u64 + 5_000).to_be_bytes(), &[7; 5_000]].concat();
        assert_eq!(look(&[head, &data, movie].concat(), 1_000), Ok((Container::Mp4, 60_000)));
    }

    #[test]
    fn what_is_no_video_is_refused() {
        let kind = Err("courses.video_kind");
        for bad in [&b""[..], b"\xFF\xD8\xFF\xE0", b"<svg xmlns=", b"\0\0\0\x14ftypheic", b"\x1A\x45\xDF\xA3\x80"] {
            assert_eq!(look(bad, 4), kind, "{bad:?}");
        }
        let webm = webm(1_000, 0);
        let at = position(&webm, b"webm").unwrap();
        let matroska = [&webm[..at], b"mkv_", &webm[at + 4..]].concat();
        assert_eq!(look(&matroska, 64), kind);
        let unknown = Err("courses.video_length_unknown");
        assert_eq!(look(&webm[..at + 4], 64), unknown);
        assert_eq!(look(&mp4(0, 100), 64), unknown);
        assert_eq!(look(&mp4(LONGEST_MS + 1, 100), 64), unknown);
        let whole = mp4(60_000, 0);
        let head = &whole[..20];
        assert_eq!(look(head, 64), kind, "no picture in it");
        let silent = [head, &[0, 0, 0, 12], b"moov", b"vide"].concat();
        assert_eq!(look(&silent, 64), unknown);
    }
}
