//! What does the code of an old paper certificate say, and which address asks for it today?
//!
//! The old system stood at a bare address of numbers. Whoever runs it there today passes the rest of the address on, behind
//! `/old/`. So of an address only what stands behind the host is compared; anything else that was printed is compared as it is.

use super::holds_id_number;
use crate::{Day, Refusal};

const LONGEST: usize = 500;
const PROTOCOLS: [&str; 2] = ["http://", "https://"];

/// The content of an old code, in the one form in which two are compared. Without `Debug`: an old system may have put
/// anything into it.
#[derive(Clone, PartialEq, Eq)]
pub struct OldCode(String);

impl OldCode {
    /// Reads what the printed code says.
    ///
    /// # Errors
    /// One refusal on `code`: missing, too long or unreadable, or only the way to the old site, which is the same for all.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        let refuse = |code| Err(Refusal::on("code", code));
        if text.is_empty() {
            return refuse("certificates.old_code_missing");
        }
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return refuse("certificates.old_code_unreadable");
        }
        match Self::of(behind_the_host(text)) {
            Some(code) => Ok(code),
            None => refuse("certificates.old_code_leads_nowhere"),
        }
    }

    /// Reads what stands behind `/old/` in an address, the query included.
    pub fn asked(rest: &str) -> Option<Self> {
        Self::of(rest)
    }

    /// The form that is compared, stored sealed and hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its address today. Nothing when an identity number stands in it: such an address is not shown as a link.
    pub fn address(&self, today: Day) -> Option<String> {
        (!holds_id_number(&self.0, today)).then(|| format!("/old/{}", escaped(&self.0)))
    }

    fn of(text: &str) -> Option<Self> {
        let text = decoded(text.trim_start_matches('/'));
        (!text.is_empty()).then_some(Self(text))
    }
}

fn behind_the_host(text: &str) -> &str {
    let begins = |protocol: &&str| text.get(..protocol.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(protocol));
    match PROTOCOLS.iter().find(|protocol| begins(protocol)) {
        Some(protocol) => {
            let behind = &text[protocol.len()..];
            behind.find(['/', '?', '#']).map_or("", |at| &behind[at..])
        }
        None => text,
    }
}

/// `%E5` and the like read; a text that is no UTF-8 then stays as it came.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let pair = after.get(..2).filter(|_| *first == b'%').and_then(byte_of);
        bytes.push(pair.unwrap_or(*first));
        rest = if pair.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn byte_of(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// Everything but what may stand in path and query as it is.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/?=&:@,;!$()*".contains(&byte);
    let letter = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(letter).collect()
}
