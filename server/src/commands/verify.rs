//! `shanggang verify`: is this certificate, or this receipt, genuine, as far as can be told offline?

use std::fs;
use std::path::{Path, PathBuf};

use certs::keys::{KeyRecord, parse_records};
use certs::times::Moment;
use certs::verification::{Check, CheckName, Reason, check_code, check_credential, first_bad};
use clap::Args;
use registry::clock::{Clock, SystemClock};

use super::output::say;
use crate::failure::Failure;

#[derive(Args)]
pub struct Options {
    /// A file with the credential or the receipt (JSON), or the text of a scanned code
    #[arg(value_name = "FILE|TEXT")]
    subject: String,
    /// The issuer's keys, as saved from its /.well-known/did.json
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
}

/// Fails when a check is bad.
pub fn run(options: &Options) -> Result<(), Failure> {
    let keys = read_keys(&options.keys)?;
    let subject = read_subject(&options.subject)?;
    if is_receipt(&subject) {
        return receipt(&subject, &keys);
    }
    let now = Moment::from_unix_millis(SystemClock.now().0).map_err(|error| Failure::sentence(error.to_string()))?;
    let (mut checks, facts) = if subject.trim_start().starts_with('{') {
        credential(&subject, &keys, now)
    } else {
        code(&subject, &keys, now)
    };
    checks.push(Check::unchecked(CheckName::Status, Reason::NotReached));
    tell(&checks, facts);
    say("The status was not asked for: a genuine certificate may be revoked.");
    if first_bad(&checks).is_some() { Err(Failure::Told) } else { Ok(()) }
}

fn tell(checks: &[Check], facts: Facts) {
    for check in checks {
        let reason = check.reason.map(|reason| format!(" ({})", reason.as_str())).unwrap_or_default();
        say(format!("{:<12} {}{reason}", check.name.as_str(), check.result.as_str()));
    }
    for (name, value) in facts {
        say(format!("{name}: {value}"));
    }
}

/// A receipt has a signature beside its document; a credential has its proof inside.
fn is_receipt(text: &str) -> bool {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    value.is_some_and(|value| value.get("document").is_some() && value.get("signature").is_some())
}

fn receipt(text: &str, keys: &[KeyRecord]) -> Result<(), Failure> {
    let report = certs::receipt::check(text, keys);
    tell(&report.checks, report.members);
    say("A receipt proves which answers were received, not what they are worth.");
    if first_bad(&report.checks).is_some() { Err(Failure::Told) } else { Ok(()) }
}

type Facts = Vec<(&'static str, String)>;

fn credential(text: &str, keys: &[KeyRecord], now: Moment) -> (Vec<Check>, Facts) {
    let report = check_credential(text, keys, now);
    let facts = report.credential.map_or_else(Vec::new, |view| {
        vec![
            ("name", view.holder_name),
            ("number", view.number.to_string()),
            ("valid from", view.valid_from.to_string()),
        ]
    });
    (report.checks, facts)
}

fn code(text: &str, keys: &[KeyRecord], now: Moment) -> (Vec<Check>, Facts) {
    let report = check_code(text.trim(), keys, now);
    let mut facts: Facts = report.host.map(|host| ("host", host)).into_iter().collect();
    if let Some(code) = report.code {
        let day = registry::Day::from_number(code.issued_day).map_or_else(String::new, |day| day.to_string());
        facts.extend([("name", code.name), ("page", code.path_id.to_string()), ("issued", day)]);
    }
    (report.checks, facts)
}

fn read_keys(path: &Path) -> Result<Vec<KeyRecord>, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::at(path))?;
    parse_records(&text).map_err(|fault| Failure::sentence(format!("{}: {fault}", path.display())))
}

fn read_subject(subject: &str) -> Result<String, Failure> {
    let path = Path::new(subject);
    if path.is_file() { fs::read_to_string(path).map_err(Failure::at(path)) } else { Ok(subject.to_owned()) }
}
