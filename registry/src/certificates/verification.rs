//! What does the public learn about a certificate? Tier 1 of the public page: named checks and a masked name; no
//! account, no photo, no enterprise.

mod search;

use certs::ids::PathId;
use certs::keys::KeyRecord;
use certs::verification::{Check, CheckName, CheckResult, CredentialReport, Reason, check_credential};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::desk::moment;
use super::reading::{self, Standing};
use super::{Frozen, PublicClass, Status, Step};
use crate::entity::certificates;
use crate::people::masked_name;
use crate::{Ctx, Day, Fault, Instant};

pub(super) use search::folded;
pub use search::search;

/// What the page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// There is no such certificate. The same for ids that nobody could have.
    Unknown {
        checked_at: Instant,
    },
    Known(Box<Known>),
}

/// A certificate as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub path_id: String,
    /// `format`, `signature`, `issuer-key`, `dates`, `status`.
    pub checks: Vec<Line>,
    pub masked_name: String,
    pub number: String,
    /// `通劳资〔2026〕000123号`
    pub number_human: String,
    pub title: String,
    pub issuer: String,
    pub issued_day: Day,
    pub status: Status,
    pub status_since: Instant,
    pub public_class: Option<PublicClass>,
    /// The path id of the certificate that came after this one.
    pub successor: Option<String>,
    pub checked_at: Instant,
}

/// One named check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: CheckName,
    pub result: CheckResult,
    /// A key of the catalogue (`certificates.check.reason.<reason>`, for `status` `certificates.status.<reason>`).
    pub reason: Option<&'static str>,
    /// When the data behind it was read.
    pub as_of: Instant,
}

impl Known {
    /// The headline is the status; a bad check anywhere makes it red.
    pub fn is_all_good(&self) -> bool {
        self.checks.iter().all(|line| line.result == CheckResult::Good)
    }
}

/// Checks the certificate of an address against all keys of the issuer. Open to anyone: needs no right.
pub async fn verify(ctx: &Ctx, desk_keys: &[KeyRecord], path_id: &str) -> Result<Verification, Fault> {
    let checked_at = ctx.now();
    let asked = PathId::parse(path_id).ok();
    // an id that nobody could have costs the same query as one that nobody has
    let looked_up = asked.unwrap_or(PathId::from_random([0; 10]));
    let row = certificates::Entity::find()
        .filter(certificates::Column::PathId.eq(looked_up.to_string()))
        .filter(certificates::Column::Step.eq(Step::Issued.code()))
        .one(ctx.db.reader())
        .await?;
    let Some((_, row)) = asked.zip(row) else { return Ok(Verification::Unknown { checked_at }) };
    let standing = reading::standings(ctx, std::slice::from_ref(&row)).await?.remove(&row.id).unwrap_or_default();
    known(row, standing, desk_keys, checked_at).map(|known| Verification::Known(Box::new(known)))
}

fn known(
    row: certificates::Model,
    standing: Standing,
    keys: &[KeyRecord],
    checked_at: Instant,
) -> Result<Known, Fault> {
    let status = Status::parse(&row.status).ok_or_else(|| Fault::internal("certificate of an unknown status"))?;
    let frozen: Frozen = serde_json::from_str(&row.frozen)?;
    let entry = standing.current(status);
    let as_of = checked_at;
    let mut checks: Vec<Line> = stored_checks(&row, keys, checked_at)?
        .into_iter()
        .map(|check| Line { name: check.name, result: check.result, reason: check.reason.map(Reason::as_str), as_of })
        .collect();
    checks.push(match status {
        Status::Valid => Line { name: CheckName::Status, result: CheckResult::Good, reason: None, as_of },
        status => Line { name: CheckName::Status, result: CheckResult::Bad, reason: Some(status.code()), as_of },
    });
    Ok(Known {
        checks,
        masked_name: masked_name(&row.holder_name),
        number_human: reading::number_human(&row.number, &frozen.number_word)?,
        issued_day: Day::parse(&row.issued_day).ok_or_else(|| Fault::internal("certificate without a day"))?,
        status,
        status_since: entry.map_or(Instant(row.issued_at.unwrap_or(row.reserved_at)), |entry| entry.at),
        public_class: entry.and_then(|entry| entry.public_class),
        successor: standing.successor.map(|link| link.path_id),
        path_id: row.path_id,
        number: row.number,
        title: row.title,
        issuer: row.issuer_name,
        checked_at,
    })
}

/// The checks of the stored credential. A genuine one in the place of another is as bad as a changed one.
fn stored_checks(row: &certificates::Model, keys: &[KeyRecord], at: Instant) -> Result<Vec<Check>, Fault> {
    let text = row.signed_document.as_deref().unwrap_or_default();
    let CredentialReport { mut checks, credential, .. } = check_credential(text, keys, moment(at)?);
    let is_in_its_place = credential.as_ref().is_none_or(|credential| {
        credential.path_id.to_string() == row.path_id
            && credential.number.machine() == row.number
            && credential.holder_name == row.holder_name
            && credential.title == row.title
            && credential.issuer_name == row.issuer_name
    });
    if !is_in_its_place {
        for check in checks.iter_mut().filter(|check| check.name == CheckName::Signature) {
            *check = Check::bad(CheckName::Signature, Reason::OtherAddress);
        }
    }
    Ok(checks)
}
