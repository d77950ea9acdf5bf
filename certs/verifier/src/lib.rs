//! Does the code in the address of this page hold? For the browser, offline.
//!
//! Loaded after the verify page; only reads what the page gives it. The part of an address after its `#` never leaves
//! the browser.

use certs::keys::parse_records;
use certs::verification::{CodeReport, Reason, check_fragment, first_bad};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

/// What the page shows. The name is there only if every check is good.
#[derive(Serialize)]
struct Answer {
    ok: bool,
    name: Option<String>,
    cut: Option<bool>,
    /// Days since 1970-01-01, Asia/Shanghai.
    issued_day: Option<u32>,
    /// A code of `certs::verification::Reason`, or `keys-unreadable`.
    reason: Option<&'static str>,
}

/// Checks the fragment of the address (with or without `#`) beside the path id, against the issuer's keys: the
/// controller document or a list of key records, as JSON. Answers JSON `{ok, name, cut, issued_day, reason}`.
///
/// Says nothing about the status: a genuine certificate may be revoked.
#[wasm_bindgen]
#[must_use]
pub fn verify_code(fragment: &str, path_id: &str, keys_json: &str) -> String {
    let answer = match parse_records(keys_json) {
        Ok(keys) => answer(check_fragment(path_id, fragment, &keys)),
        Err(_) => refusal("keys-unreadable"),
    };
    // Plain strings and numbers always become JSON.
    serde_json::to_string(&answer).unwrap_or_default()
}

fn answer(report: CodeReport) -> Answer {
    match (first_bad(&report.checks), report.code) {
        (None, Some(code)) => Answer {
            ok: true,
            name: Some(code.name),
            cut: Some(code.cut),
            issued_day: Some(code.issued_day),
            reason: None,
        },
        (bad, _) => refusal(bad.and_then(|check| check.reason).unwrap_or(Reason::NotReached).as_str()),
    }
}

fn refusal(reason: &'static str) -> Answer {
    Answer { ok: false, name: None, cut: None, issued_day: None, reason: Some(reason) }
}

#[cfg(test)]
mod tests {
    use super::verify_code;

    const ID: &str = "7K3F9QXW2M4T8RNC";
    const KEYS: &str = include_str!("../../testdata/golden/keys.json");

    fn golden() -> &'static str {
        include_str!("../../testdata/golden/code.txt").trim_end().split_once('#').unwrap().1
    }

    #[test]
    fn a_genuine_code_shows_its_name() {
        let expected = r#"{"ok":true,"name":"𠮷尔·买买提","cut":false,"issued_day":20777,"reason":null}"#;
        assert_eq!(verify_code(golden(), ID, KEYS), expected);
        assert_eq!(verify_code(&format!("#{}", golden()), "7k3f9qxw2m4t8rnc", KEYS), expected);
    }

    #[test]
    fn one_changed_digit_fails() {
        for at in 0..golden().len() {
            let digit = (golden().as_bytes()[at] - b'0' + 1) % 10;
            let mut changed = golden().to_owned();
            changed.replace_range(at..=at, &digit.to_string());
            let answer = verify_code(&changed, ID, KEYS);
            assert!(answer.starts_with(r#"{"ok":false,"name":null"#), "{at}: {answer}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_a_reason() {
        let cases = [
            ("", ID, KEYS, "no-code"),
            ("12x", ID, KEYS, "unreadable"),
            (golden(), "0000000000000000", KEYS, "other-address"),
            (golden(), "", KEYS, "unreadable"),
            (golden(), ID, "[]", "key-unknown"),
            (golden(), ID, "", "keys-unreadable"),
            (golden(), ID, &KEYS.replace("certificates", "log"), "key-for-other-purpose"),
            (golden(), ID, &KEYS.replace("2026-01-01", "2027-01-01"), "key-outside-period"),
        ];
        for (fragment, id, keys, reason) in cases {
            let answer = verify_code(fragment, id, keys);
            assert!(
                answer.contains(&format!(r#""ok":false,"name":null,"cut":null,"issued_day":null,"reason":"{reason}""#))
            );
        }
    }
}
