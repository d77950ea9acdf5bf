//! Who can read what a browser keeps? Whoever sits this attempt, and nobody else at the same computer: each answer is sealed
//! under a key that the server gives only to the candidate in the room.
//!
//! ```text
//! nonce (24) ‖ XChaCha20-Poly1305 over the draft, bound to "<attempt> <slot - 1>"
//! draft: choice (1) ‖ mark (1) ‖ epoch (8, big-endian) ‖ sequence (8)
//! ```

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use super::outbox::Draft;
use super::setting::{Answer, Mark, Written};

pub const NONCE: usize = 24;

const CONTENT: usize = 18;

pub type Nonce = [u8; NONCE];

/// One unsent answer as it lies in the browser.
#[derive(Clone)]
pub struct Record {
    pub attempt: String,
    /// The window that wrote it.
    pub window: u32,
    /// The slot of the question in the paper, from 1: on a page that shows one question alone it is not the place there.
    pub place: usize,
    pub sealed: Vec<u8>,
    /// Nobody needs it after this instant, in milliseconds UTC.
    pub until: i64,
}

/// The lock of one attempt's drawer.
pub struct Lock<'a> {
    attempt: &'a str,
    cipher: XChaCha20Poly1305,
}

impl<'a> Lock<'a> {
    /// `key` is 64 hexadecimal digits.
    pub fn new(attempt: &'a str, key: &str) -> Option<Self> {
        let mut bytes = [0_u8; 32];
        if key.len() != 2 * bytes.len() {
            return None;
        }
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            *byte = u8::from_str_radix(key.get(at..at + 2)?, 16).ok()?;
        }
        Some(Self { attempt, cipher: XChaCha20Poly1305::new(&bytes.into()) })
    }

    /// For the slot of the draft's question.
    pub fn seal(&self, nonce: Nonce, slot: usize, draft: &Draft) -> Option<Vec<u8>> {
        let (plain, place) = (content(draft), self.place(slot)?);
        let payload = Payload { msg: &plain, aad: place.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// The draft of the slot, which the page shows at `index`. Nothing for what was sealed under another key, for another
    /// slot, or changed since.
    pub fn open(&self, slot: usize, index: usize, sealed: &[u8]) -> Option<Draft> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE>()?;
        let place = self.place(slot)?;
        let payload = Payload { msg: body, aad: place.as_bytes() };
        let plain = self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()?;
        read(index, &plain)
    }

    fn place(&self, slot: usize) -> Option<String> {
        Some(format!("{} {}", self.attempt, slot.checked_sub(1)?))
    }
}

fn content(draft: &Draft) -> [u8; CONTENT] {
    let mut content = [0; CONTENT];
    content[0] = draft.answer.choice;
    content[1] = u8::from(draft.answer.is_marked());
    content[2..10].copy_from_slice(&draft.after.epoch.to_be_bytes());
    content[10..].copy_from_slice(&draft.after.sequence.to_be_bytes());
    content
}

fn read(index: usize, content: &[u8]) -> Option<Draft> {
    let (ends, numbers) = content.split_first_chunk::<2>()?;
    let (epoch, sequence) = numbers.split_first_chunk::<8>()?;
    let mark = if ends[1] == 0 { Mark::Plain } else { Mark::Marked };
    Some(Draft {
        index,
        answer: Answer { choice: ends[0], mark },
        after: Written { epoch: i64::from_be_bytes(*epoch), sequence: i64::from_be_bytes(sequence.try_into().ok()?) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exams::room::setting::Ticks;

    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn draft(index: usize) -> Draft {
        let answer = Answer::default().choosing(2, Ticks::One).with_mark_turned();
        Draft { index, answer, after: Written { epoch: 1, sequence: 4 } }
    }

    #[test]
    fn only_the_same_attempt_person_and_place_opens_a_draft() {
        let (lock, other) = (Lock::new("a", KEY).unwrap(), Lock::new("a", &KEY.replace("00", "ff")).unwrap());
        let sealed = lock.seal([7; NONCE], 4, &draft(3)).unwrap();
        assert_eq!(lock.open(4, 3, &sealed), Some(draft(3)));
        assert_eq!(other.open(4, 3, &sealed), None, "another person's key");
        assert_eq!(Lock::new("b", KEY).unwrap().open(4, 3, &sealed), None, "another attempt");
        assert_eq!(lock.open(5, 3, &sealed), None, "another question");
        assert_eq!(lock.open(0, 3, &sealed), None, "no question");
    }

    #[test]
    fn pages_that_show_one_question_alone_keep_theirs_apart() {
        let lock = Lock::new("a", KEY).unwrap();
        let sealed = lock.seal([7; NONCE], 6, &draft(0)).unwrap();
        assert_eq!(lock.open(6, 0, &sealed), Some(draft(0)));
        assert_eq!(lock.open(7, 0, &sealed), None, "the next question stands at the same place");
    }

    #[test]
    fn whatever_was_changed_or_cut_does_not_open() {
        let lock = Lock::new("a", KEY).unwrap();
        let sealed = lock.seal([7; NONCE], 1, &draft(0)).unwrap();
        for at in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[at] ^= 1;
            assert_eq!(lock.open(1, 0, &bent), None, "byte {at}");
            assert_eq!(lock.open(1, 0, &sealed[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn what_is_kept_shows_nothing_of_the_answer() {
        let lock = Lock::new("a", KEY).unwrap();
        let sealed = lock.seal([7; NONCE], 1, &draft(0)).unwrap();
        assert!(
            !sealed.windows(CONTENT / 2).any(|part| content(&draft(0)).windows(CONTENT / 2).any(|plain| plain == part))
        );
        let other = Draft { answer: Answer::default(), ..draft(0) };
        assert_eq!(sealed.len(), lock.seal([7; NONCE], 1, &other).unwrap().len(), "not even by its length");
    }

    #[test]
    fn a_key_is_sixty_four_hexadecimal_digits() {
        for wrong in ["", "00", &KEY[1..], &KEY.replace('0', "g"), &KEY.replacen("00", "ö", 1)] {
            assert!(Lock::new("a", wrong).is_none(), "{wrong}");
        }
    }
}
