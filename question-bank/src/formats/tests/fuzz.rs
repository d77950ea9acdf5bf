//! Does any bytes at all make a reader panic, hang, or take what it would not write?
//!
//! Two kinds of input: random bytes, and valid files of which bytes were changed, cut, doubled or joined, the contents of zip
//! files included. `SHANGGANG_FUZZ_SECONDS` sets how long each format is tried (1 by default), `SHANGGANG_FUZZ_SEED` repeats
//! a run; the bytes that made it fail are written beside the test's own output.

use std::env;
use std::time::{Duration, Instant};

use super::super::archive::{is_zip, pack, unpack};
use super::*;
use crate::random::Stream;

/// Longest that one small file may take; unoptimised builds on busy machines are slow.
const SLOWEST: Duration = Duration::from_secs(5);

/// Files that are tried on the slowest machine.
const LEAST: u32 = 50;

/// What the formats know: pieces of them get into each other's files.
const PIECES: [&[u8]; 24] = [
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&#xFFFFFFFF;",
    b"&b;",
    b"<![CDATA[",
    b"</question>",
    b"<question type=\"multichoice\">",
    b"<br/>",
    b"\\",
    b"{",
    b"}",
    b"####",
    b"~%-1e400%",
    b"%NaN%",
    b"::",
    b"\n\n",
    "\n答案：".as_bytes(),
    "\n（1）".as_bytes(),
    "\n一、案例分析题\n".as_bytes(),
    "\nＡ．".as_bytes(),
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\0",
    b" r=\"XFD99999999999\"",
    b"<f t=\"shared\" si=\"4294967295\">",
];

struct Fuzzer {
    stream: Stream,
    seeds: Vec<Vec<u8>>,
}

impl Fuzzer {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.stream.below(n as u64)).unwrap()
    }

    fn next(&mut self) -> Vec<u8> {
        let seed = self.below(self.seeds.len() + 1);
        let Some(valid) = self.seeds.get(seed).cloned() else { return self.noise(300) };
        if self.below(10) == 0 {
            return valid;
        }
        if is_zip(&valid) && self.below(4) > 0 {
            return self.inside(&valid);
        }
        self.changed(valid)
    }

    /// A sound zip file with one entry changed.
    fn inside(&mut self, zip: &[u8]) -> Vec<u8> {
        let mut entries = unpack(zip).unwrap();
        let chosen = self.below(entries.len());
        let name = entries.keys().nth(chosen).unwrap().clone();
        let content = entries.remove(&name).unwrap();
        entries.insert(name, self.changed(content));
        pack(entries.iter().map(|(name, content)| (name.as_str(), content.as_slice()))).unwrap()
    }

    fn changed(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(7) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let copy = bytes[at..end].to_vec();
                    bytes.splice(at..at, copy);
                }
                3 => {
                    let noise = self.noise(8);
                    bytes.splice(at..end, noise);
                }
                4 => {
                    let piece = PIECES[self.below(PIECES.len())];
                    bytes.splice(at..at, piece.iter().copied());
                }
                5 => {
                    let piece = PIECES[self.below(PIECES.len())].repeat(1 + self.below(400));
                    bytes.splice(at..at, piece);
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << (at % 8);
                    }
                }
            }
        }
        bytes
    }

    fn noise(&mut self, most: usize) -> Vec<u8> {
        let length = self.below(most);
        (0..length).map(|_| u8::try_from(self.below(256)).unwrap()).collect()
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn fuzz(format: Format) {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&number("SHANGGANG_FUZZ_SEED", 7).to_le_bytes());
    let every = Format::ALL.iter().map(|&format| write(format, &[single(), case()]).unwrap().bytes);
    let mut seeds: Vec<_> = every.collect();
    // Mostly files of the format itself.
    seeds.extend(std::iter::repeat_n(write(format, &bank()[..8]).unwrap().bytes, 8));
    let mut fuzzer = Fuzzer { stream: Stream::new(&key), seeds };
    let until = Instant::now() + Duration::from_secs(number("SHANGGANG_FUZZ_SECONDS", 1));
    let (mut tried, mut taken) = (0, 0);
    while tried < LEAST || Instant::now() < until {
        let bytes = fuzzer.next();
        let begun = Instant::now();
        let result = std::panic::catch_unwind(|| read(format, &bytes));
        let passed = begun.elapsed();
        if result.is_err() || passed > SLOWEST {
            let file = env::temp_dir().join(format!("shanggang-fuzz-{format}"));
            std::fs::write(&file, &bytes).unwrap();
            panic!("{format}: {passed:?}, panicked: {}, bytes in {}", result.is_err(), file.display());
        }
        tried += 1;
        if let Ok(Ok(reading)) = result {
            taken += u32::from(!reading.questions.is_empty());
            what_is_read_can_be_written(format, reading);
        }
    }
    println!("{format}: {tried} files tried, {taken} with questions");
    assert!(taken > 0);
}

/// Whatever a reader accepts is a question that the writer accepts too.
fn what_is_read_can_be_written(format: Format, reading: Reading) {
    let questions: Vec<_> = reading.questions.into_iter().filter_map(|(_, draft)| draft.complete().ok()).collect();
    let written = write(format, &questions).unwrap();
    let faulty: Vec<_> = written.losses.iter().filter(|loss| matches!(loss.what, Lost::Faulty { .. })).collect();
    assert!(faulty.is_empty(), "{faulty:?}");
}

#[test]
fn no_bytes_make_the_workbook_reader_panic() {
    fuzz(Format::Xlsx);
}

#[test]
fn no_bytes_make_the_text_reader_panic() {
    fuzz(Format::Text);
}

#[test]
fn no_bytes_make_the_moodle_reader_panic() {
    fuzz(Format::MoodleXml);
}

#[test]
fn no_bytes_make_the_gift_reader_panic() {
    fuzz(Format::Gift);
}

#[test]
fn no_bytes_make_the_qti_readers_panic() {
    fuzz(Format::Qti21);
    fuzz(Format::Qti30);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn arbitrary_bytes_are_read_or_refused_by_every_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for &format in Format::ALL {
            let _ = read(format, &bytes);
        }
    }

    #[test]
    fn arbitrary_text_is_read_or_refused_by_every_reader(text in ".{0,200}") {
        for &format in Format::ALL {
            let _ = read(format, text.as_bytes());
        }
    }
}

/// Inputs on which a careless reader takes time that grows with the square of their length.
#[test]
fn long_repetitions_are_read_in_time() {
    for piece in
        ["<a", "<!--", "&", "\\", "{", "A. ", "\n1. ", "（1）", "答案：", "[", "%", "::", "=", "//[tag:", "#", "<p>"]
    {
        let text = piece.repeat(200_000 / piece.len());
        let moodle = format!(
            "<quiz><question type=\"multichoice\"><questiontext format=\"html\"><text><![CDATA[{text}]]></text></questiontext>\
             <answer fraction=\"100\"><text>a</text></answer></question></quiz>"
        );
        let gift = format!("[html]{text}{{=a ~b}}");
        for (format, file) in
            [(Format::Text, &text), (Format::Gift, &text), (Format::Gift, &gift), (Format::MoodleXml, &moodle)]
        {
            let begun = Instant::now();
            let _ = read(format, file.as_bytes());
            assert!(begun.elapsed() < SLOWEST, "{format} {piece:?}: {:?}", begun.elapsed());
        }
    }
}
