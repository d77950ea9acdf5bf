//! What is wrong with a record, and what is only worth a second look?

use crate::{Fault, Refusal, fault};

/// Everything that a check found; refusals keep the record out, warnings go in with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    pub refusals: Vec<Refusal>,
    pub warnings: Vec<Warning>,
}

closed_set! {
    /// What may be right all the same, and is shown beside the record.
    Warning {
        /// The identity number begins with a county of Nantong that is not known (formats, 1.4).
        UnknownCounty = "unknown_county",
        DocumentExpired = "document_expired",
        /// 未成年工, 劳动法第五十八条.
        Minor = "minor",
        PastRetirementAge = "past_retirement_age",
        /// A labour contract past retirement age: mostly a case for a written agreement (formats, 1.6).
        AgreementAdvised = "agreement_advised",
        /// Some older cards fail the check of Luhn (formats, 11).
        CardCheck = "card_check",
        SignedAfterStart = "signed_after_start",
        NoSignedCopy = "no_signed_copy",
        ContractsOverlap = "contracts_overlap",
        /// The unit left the project before its people did.
        StayPastUnit = "stay_past_unit",
        /// The person entered before the record was made.
        RegisteredAfterEntry = "registered_after_entry",
    }
}

impl Findings {
    pub fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// A warning is given once, however often it is due.
    pub fn warn(&mut self, warning: Warning) {
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    pub fn add(&mut self, other: Self) {
        self.refusals.extend(other.refusals);
        other.warnings.into_iter().for_each(|warning| self.warn(warning));
    }

    /// The value of a part that was read on its own, or its refusal among the others.
    pub fn take<T>(&mut self, read: Result<T, Refusal>) -> Option<T> {
        read.map_err(|refusal| self.refuse(refusal)).ok()
    }

    /// The warnings, when nothing is refused.
    ///
    /// # Errors
    /// With every refusal at once.
    pub fn settle(self) -> Result<Vec<Warning>, Fault> {
        fault::refuse_unless_empty(self.refusals).map(|()| self.warnings)
    }
}

/// A text trimmed, when it is there and not longer than `longest` characters.
pub(super) fn text(typed: &str, longest: usize, missing: Refusal, too_long: Refusal) -> Result<String, Refusal> {
    let text = typed.trim();
    match text.chars().count() {
        0 => Err(missing),
        count if count > longest => Err(too_long.with("longest", longest)),
        _ => Ok(text.to_owned()),
    }
}
