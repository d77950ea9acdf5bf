//! Is the exam open in the lockdown browser with the settings that were set up for it? The settings of Safe Exam Browser
//! (SEB), the Config Key that follows from them, and what a request must carry to prove them.
//!
//! ```text
//! SEB-JSON    = settings without `originatorVersion`, keys sorted without regard to case, no space, nothing escaped
//! Config Key  = hex( SHA-256( SEB-JSON ) )
//! request     = hex( SHA-256( URL without fragment ‖ Config Key ) )
//! ```
//!
//! The key proves the settings, not that the browser is unchanged; phones have no such browser.

#[cfg(feature = "db")]
pub mod doors;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The header that SEB sends with every request.
pub const HEADER: &str = "x-safeexambrowser-configkeyhash";
/// Named in the file, left out of the key.
const ORIGINATOR: &str = "originatorVersion";

/// What an office chooses for an exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowed {
    pub quit: Permit,
    pub reload: Permit,
    pub spell_check: Permit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permit {
    Yes,
    No,
}

impl Permit {
    fn value(self) -> Value {
        Value::Truth(self == Self::Yes)
    }
}

/// A value of the settings, as property lists have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Truth(bool),
    Integer(i64),
    Text(String),
    List(Vec<Value>),
    Dictionary(Vec<(String, Value)>),
}

/// The settings of one exam. `public_url` is the site as the browser reaches it, without a slash at its end.
pub fn settings(public_url: &str, exam: &str, allowed: Allowed) -> Value {
    let host = public_url.split_once("://").map_or(public_url, |(_, host)| host);
    let rule = Value::Dictionary(vec![
        ("action".into(), Value::Integer(1)),
        ("active".into(), Value::Truth(true)),
        ("expression".into(), Value::Text(format!("{host}/*"))),
        ("regex".into(), Value::Truth(false)),
    ]);
    let truth = Value::Truth;
    let entries = [
        (ORIGINATOR, Value::Text("Shanggang".into())),
        ("startURL", Value::Text(format!("{public_url}/exams/{exam}"))),
        ("quitURL", Value::Text(format!("{public_url}/exams/{exam}/left"))),
        ("sebConfigPurpose", Value::Integer(0)),
        ("sendBrowserExamKey", truth(true)),
        ("allowQuit", allowed.quit.value()),
        ("browserWindowAllowReload", allowed.reload.value()),
        ("allowSpellCheck", allowed.spell_check.value()),
        ("allowDictionaryLookup", truth(false)),
        ("allowDownUploads", truth(false)),
        ("allowBrowsingBackForward", truth(true)),
        ("enableJavaScript", truth(true)),
        ("URLFilterEnable", truth(true)),
        ("URLFilterRules", Value::List(vec![rule])),
    ];
    Value::Dictionary(entries.map(|(name, value)| (name.to_owned(), value)).into())
}

/// 64 hex digits in lower case.
pub fn config_key(settings: &Value) -> String {
    hex(&Sha256::digest(seb_json(settings).as_bytes()))
}

/// The text that the key is the hash of.
pub fn seb_json(value: &Value) -> String {
    match value {
        Value::Truth(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        // nothing is escaped, not even a quotation mark: an ordinary JSON writer is wrong here
        Value::Text(text) => format!("\"{text}\""),
        Value::List(values) => format!("[{}]", values.iter().map(seb_json).collect::<Vec<_>>().join(",")),
        Value::Dictionary(entries) => {
            let is_empty = |value: &Value| matches!(value, Value::Dictionary(entries) if entries.is_empty());
            let mut kept: Vec<&(String, Value)> =
                entries.iter().filter(|(name, value)| name != ORIGINATOR && !is_empty(value)).collect();
            kept.sort_by_key(|(name, _)| name.to_lowercase());
            let kept: Vec<String> =
                kept.into_iter().map(|(name, value)| format!("\"{name}\":{}", seb_json(value))).collect();
            format!("{{{}}}", kept.join(","))
        }
    }
}

/// The settings as a file that SEB opens: an XML property list, not encrypted.
pub fn settings_file(settings: &Value) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
         \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">",
    );
    write_plist(&mut text, settings);
    text.push_str("</plist>\n");
    text
}

fn write_plist(text: &mut String, value: &Value) {
    match value {
        Value::Truth(true) => text.push_str("<true/>"),
        Value::Truth(false) => text.push_str("<false/>"),
        Value::Integer(number) => text.push_str(&format!("<integer>{number}</integer>")),
        Value::Text(words) => text.push_str(&format!("<string>{}</string>", escaped(words))),
        Value::List(values) => {
            text.push_str("<array>");
            values.iter().for_each(|value| write_plist(text, value));
            text.push_str("</array>");
        }
        Value::Dictionary(entries) => {
            text.push_str("<dict>");
            for (name, value) in entries {
                text.push_str(&format!("<key>{}</key>", escaped(name)));
                write_plist(text, value);
            }
            text.push_str("</dict>");
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// What a request for this address must carry.
pub fn request_hash(url: &str, key: &str) -> String {
    let address = url.split('#').next().unwrap_or_default();
    hex(&Sha256::digest(format!("{address}{key}").as_bytes()))
}

/// What a request says of the browser that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claim {
    /// The address that the browser asked for, as it knows it.
    pub url: String,
    pub hash: Option<String>,
    pub way: Way,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    #[default]
    Header,
    /// Some web views send no headers: a script of the page tells the key of the page's own address.
    Script,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Silent,
    Proven,
    Wrong,
}

impl Claim {
    /// Compared in constant time; upper case is the same number.
    pub fn verdict(&self, key: &str) -> Verdict {
        let Some(hash) = &self.hash else { return Verdict::Silent };
        let (expected, claimed) = (request_hash(&self.url, key), hash.trim().to_ascii_lowercase());
        if same(expected.as_bytes(), claimed.as_bytes()) { Verdict::Proven } else { Verdict::Wrong }
    }
}

fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |found, (a, b)| found | (a ^ b)) == 0
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
