//! Is the code in print genuine?

use super::{Check, CheckName, Reason, check_key};
use crate::code::{self, Code, CodeFault, TextFault, parse_fragment, parse_qr_text};
use crate::ids::PathId;
use crate::keys::{KeyRecord, PublicKey};
use crate::times::Moment;

/// The checks of a code, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeReport {
    /// `format`, `signature`, `issuer-key`; [`check_code`] adds `dates`.
    pub checks: Vec<Check>,
    /// Only if the signature fits and the code stands beside its own address.
    pub code: Option<Code>,
    /// Where the scanned text leads, if it was an address.
    pub host: Option<String>,
}

const AFTER_FORMAT: [CheckName; 2] = [CheckName::Signature, CheckName::IssuerKey];

/// Checks a scanned text at a time, against all keys of the issuer.
#[must_use]
pub fn check_code(text: &str, keys: &[KeyRecord], at: Moment) -> CodeReport {
    let mut report = match parse_qr_text(text) {
        Ok(parts) => {
            let host = Some(parts.host().to_owned());
            CodeReport { host, ..check_cose(parts.path_id, &parts.cose, keys) }
        }
        Err(fault) => unreadable(text_reason(fault)),
    };
    report.checks.push(match &report.code {
        None => Check::unchecked(CheckName::Dates, Reason::NotReached),
        Some(code) if code.issued_day > at.day_in_shanghai() => Check::bad(CheckName::Dates, Reason::NotYetValid),
        Some(_) => Check::good(CheckName::Dates),
    });
    report
}

/// Checks the part after `#` beside a path id, as a page has them; without a clock there is no check of dates.
#[must_use]
pub fn check_fragment(path_id: &str, fragment: &str, keys: &[KeyRecord]) -> CodeReport {
    let parts = PathId::parse(path_id).map_err(|_| TextFault::Address);
    match parts.and_then(|path_id| Ok((path_id, parse_fragment(fragment)?))) {
        Ok((path_id, cose)) => check_cose(path_id, &cose, keys),
        Err(fault) => unreadable(text_reason(fault)),
    }
}

fn check_cose(path_id: PathId, cose: &[u8], keys: &[KeyRecord]) -> CodeReport {
    let public_keys: Vec<PublicKey> = keys.iter().map(|key| key.public_key).collect();
    let (code, public_key) = match code::verify_with_key(cose, &public_keys) {
        Ok(verified) => verified,
        Err(fault) => return refused(fault),
    };
    if code.path_id != path_id {
        let signature = Check::bad(CheckName::Signature, Reason::OtherAddress);
        return report([Check::good(CheckName::Format), signature, not_reached(CheckName::IssuerKey)], None);
    }
    let key = keys.iter().find(|key| key.public_key == public_key);
    let in_period = |key: &KeyRecord| {
        if key.covers_day(code.issued_day) { Ok(()) } else { Err(Reason::KeyOutsidePeriod) }
    };
    let issuer_key = Check::from_outcome(CheckName::IssuerKey, check_key(key).and_then(in_period));
    report([Check::good(CheckName::Format), Check::good(CheckName::Signature), issuer_key], Some(code))
}

fn refused(fault: CodeFault) -> CodeReport {
    let format = Check::good(CheckName::Format);
    match fault {
        CodeFault::TooLong => unreadable(Reason::TooLong),
        CodeFault::NotCose => unreadable(Reason::Unreadable),
        CodeFault::NotCanonical => unreadable(Reason::NotCanonical),
        CodeFault::Content => unreadable(Reason::Incomplete),
        CodeFault::UnknownKey => {
            let issuer_key = Check::bad(CheckName::IssuerKey, Reason::KeyUnknown);
            report([format, not_reached(CheckName::Signature), issuer_key], None)
        }
        CodeFault::Signature => {
            let signature = Check::bad(CheckName::Signature, Reason::Tampered);
            report([format, signature, not_reached(CheckName::IssuerKey)], None)
        }
    }
}

fn unreadable(reason: Reason) -> CodeReport {
    let mut checks = vec![Check::bad(CheckName::Format, reason)];
    checks.extend(Check::not_reached(&AFTER_FORMAT));
    CodeReport { checks, code: None, host: None }
}

fn text_reason(fault: TextFault) -> Reason {
    match fault {
        TextFault::Address | TextFault::Digits => Reason::Unreadable,
        TextFault::NoCode => Reason::NoCode,
    }
}

fn not_reached(name: CheckName) -> Check {
    Check::unchecked(name, Reason::NotReached)
}

fn report(checks: [Check; 3], code: Option<Code>) -> CodeReport {
    CodeReport { checks: checks.to_vec(), code, host: None }
}
