//! Which numbers follow from a key, exactly, on every machine and in every language?
//!
//! The stream, written so that a short script can repeat it:
//!
//! 1. Block *i* (from 0) is `HMAC-SHA-256(key, "shanggang-stream" || i)`, the text in ASCII without a terminator,
//!    *i* as 8 bytes, most significant first. The key has 32 bytes.
//! 2. Each block of 32 bytes gives four words: bytes 0–7, 8–15, 16–23, 24–31, each an unsigned 64-bit integer,
//!    most significant byte first. The words of block 0 come first, then those of block 1, and so on.
//! 3. `below(n)` for n ≥ 2: let `limit` be the greatest multiple of n that is at most 2^64. Take words until one is
//!    less than `limit`; the result is that word modulo n. `below(0)` and `below(1)` are 0 and take no word.
//! 4. `shuffle(list)`: for i from the last index down to 1, let j be `below(i + 1)` and swap the elements i and j.
//!
//! The key of one candidate's paper is `HMAC-SHA-256(seed, "paper" || 00 || sitting || 00 || registration)`, the two ids
//! in UTF-8, `00` one zero byte.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The numbers that follow from one key. See the module for the exact definition.
#[derive(Clone)]
pub struct Stream {
    key: [u8; 32],
    next_block: u64,
    words: [u64; 4],
    used: usize,
}

impl Stream {
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self { key: *key, next_block: 0, words: [0; 4], used: 4 }
    }

    /// The next word of the stream.
    pub fn word(&mut self) -> u64 {
        if self.used == self.words.len() {
            self.refill();
        }
        let word = self.words[self.used];
        self.used += 1;
        word
    }

    /// A number below `n`, each equally likely; 0 for `n` of 0 or 1.
    pub fn below(&mut self, n: u64) -> u64 {
        if n < 2 {
            return 0;
        }
        // 2^64 mod n words lie above the greatest multiple of n; taking them would favour small results.
        let surplus = (u64::MAX % n + 1) % n;
        loop {
            let word = self.word();
            if word <= u64::MAX - surplus {
                return word % n;
            }
        }
    }

    /// Fisher–Yates, from the end.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            let j = self.below(i as u64 + 1);
            // j is at most i, so it always fits; the fallback is never taken.
            list.swap(i, usize::try_from(j).unwrap_or(i));
        }
    }

    fn refill(&mut self) {
        let block = hmac(&self.key, &[b"shanggang-stream", &self.next_block.to_be_bytes()]);
        for (word, bytes) in self.words.iter_mut().zip(block.chunks_exact(8)) {
            *word = bytes.iter().fold(0, |word, &byte| (word << 8) | u64::from(byte));
        }
        self.next_block += 1;
        self.used = 0;
    }
}

/// The key of one candidate's paper, from the seed of the sitting. Neither id may hold a zero byte (ids never do).
#[must_use]
pub fn paper_key(seed: &[u8; 32], sitting: &str, registration: &str) -> [u8; 32] {
    hmac(seed, &[b"paper", b"\0", sitting.as_bytes(), b"\0", registration.as_bytes()])
}

fn hmac(key: &[u8; 32], message: &[&[u8]]) -> [u8; 32] {
    // HMAC fills a key shorter than a block with zeros; doing it here makes the constructor infallible.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    message.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
