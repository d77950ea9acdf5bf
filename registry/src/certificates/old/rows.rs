//! How is an old certificate kept in its row, and which electronic certificate does its holder have by now?

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Select};
use uuid::Uuid;

use super::OldCertificate;
use crate::certificates::reading::issued;
use crate::certificates::{Link, Status};
use crate::entity::{certificates, old_certificates, people};
use crate::people::masked_number;
use crate::{Ctx, Day, Fault};

const ID_NUMBER: &str = "old_certificates.id_number";
const CODE: &str = "old_certificates.code";

/// The electronic certificate that the holder of an old one got last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Electronic {
    pub link: Link,
    pub status: Status,
}

pub(super) fn row(ctx: &Ctx, sheet: Uuid, old: &OldCertificate) -> Result<old_certificates::Model, Fault> {
    let sealed = |column, text: &str| ctx.vault.seal(ctx.random.as_ref(), column, text.as_bytes());
    Ok(old_certificates::Model {
        id: ctx.new_id(),
        number: old.number.as_str().to_owned(),
        number_key: old.number.key(),
        holder_name: old.holder.as_str().to_owned(),
        id_number_sealed: sealed(ID_NUMBER, old.id_number.as_str())?,
        id_number_index: ctx.vault.index("id_number", old.id_number.as_str())?,
        issued_day: old.issued.to_string(),
        issuer_name: old.issuer.clone(),
        revoked_day: old.revoked.map(|day| day.to_string()),
        code_sealed: sealed(CODE, old.code.as_str())?,
        code_index: code_index(ctx, old.code.as_str())?,
        sheet_id: sheet,
        brought_at: ctx.now().0,
        revoked_sheet_id: old.revoked.map(|_| sheet),
    })
}

pub(super) fn code_index(ctx: &Ctx, code: &str) -> Result<String, Fault> {
    ctx.vault.index("old_certificate_code", code)
}

pub(super) fn masked_id_number(ctx: &Ctx, row: &old_certificates::Model) -> Result<String, Fault> {
    Ok(masked_number(&ctx.vault.open_text(ID_NUMBER, &row.id_number_sealed)?))
}

/// Its address today, where it may be shown.
pub(super) fn address(ctx: &Ctx, row: &old_certificates::Model) -> Result<Option<String>, Fault> {
    let code = super::OldCode::asked(&ctx.vault.open_text(CODE, &row.code_sealed)?);
    Ok(code.and_then(|code| code.address(ctx.now().day())))
}

pub(super) fn issued_day(row: &old_certificates::Model) -> Result<Day, Fault> {
    Day::parse(&row.issued_day).ok_or_else(|| Fault::internal("an old certificate without a day"))
}

pub(super) fn revoked_day(row: &old_certificates::Model) -> Option<Day> {
    row.revoked_day.as_deref().and_then(Day::parse)
}

/// What the holders of these have by now, by the keyed hash of their identity number.
pub(super) async fn electronic<C: ConnectionTrait>(
    db: &C,
    rows: &[old_certificates::Model],
) -> Result<HashMap<String, Electronic>, Fault> {
    let holders = people::Entity::find()
        .filter(people::Column::IdNumberIndex.is_in(rows.iter().map(|row| row.id_number_index.as_str())))
        .all(db)
        .await?;
    let indices: HashMap<Uuid, String> = holders.into_iter().map(|row| (row.id, row.id_number_index)).collect();
    let mut found = HashMap::new();
    for row in newest_last(indices.keys().copied()).all(db).await? {
        let status = Status::parse(&row.status).ok_or_else(|| Fault::internal("certificate of an unknown status"))?;
        let link = Link { number: row.number, path_id: row.path_id };
        if let Some(index) = indices.get(&row.person_id) {
            found.insert(index.clone(), Electronic { link, status });
        }
    }
    Ok(found)
}

fn newest_last(people: impl Iterator<Item = Uuid>) -> Select<certificates::Entity> {
    issued().filter(certificates::Column::PersonId.is_in(people)).order_by_asc(certificates::Column::IssuedAt)
}
