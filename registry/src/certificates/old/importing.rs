//! How do old paper certificates come in from a sheet of the issuer? It is kept as it was brought, looked through without
//! taking anything, and taken when somebody says so. What stands already is left as it is and named with what differs; only a
//! revocation that was not known comes in.

use std::collections::HashMap;

use question_bank::formats::xlsx;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{Column, Line, OldCertificate, read_lines, rows};
use crate::entity::{old_certificate_sheets, old_certificates};
use crate::instant::DAY_MS;
use crate::permissions::{Object, Verb, require};
use crate::sheets::LineFault;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;
/// The content of a sheet is kept for so long.
const KEPT_MS: i64 = 7 * DAY_MS;
const CONTENT: &str = "old_certificate_sheets.content";

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Becomes {
    New,
    /// It is there, and says the same.
    Same,
    /// It is there, and is revoked by now.
    Revoked(Day),
    /// It is there and says something else in these columns; what is there stays.
    Differs(Vec<Column>),
}

/// So many certificates came in by a sheet, and so many that stood were revoked by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Came {
    pub new: u64,
    pub revoked: u64,
}

/// Without `Debug`, so that nothing personal gets into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportLine {
    pub number: usize,
    pub holder: String,
    /// As it is printed.
    pub certificate: String,
    pub becomes: Becomes,
}

/// What a sheet holds, and what becomes of its lines; of one whose content is gone only what it brought.
#[derive(Clone, PartialEq, Eq)]
pub struct Import {
    pub sheet: Uuid,
    pub file_name: String,
    pub lines: Vec<ImportLine>,
    pub faults: Vec<LineFault>,
    /// What of it is on the register; nothing while it was only looked at.
    pub taken: Option<Came>,
    pub is_undone: bool,
    /// Whether the one who asks brought it.
    pub is_own: bool,
}

/// Keeps a workbook that can be read as a whole; its faulty lines are named by [`look`]. What the same person brought
/// before and did not take goes.
pub async fn keep(ctx: &Ctx, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Certificate)?;
    if file.is_empty() {
        return Err(Refusal::on("file", "certificates.sheet_missing").into());
    }
    read_lines(&texts(file)?, ctx.now().day())?;
    let (id, who) = (ctx.new_id(), ctx.signed_in()?.account);
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME).collect();
    crate::transact!(ctx, |tx| {
        drop_old_ones(tx, ctx, who).await?;
        let row = old_certificate_sheets::Model {
            id,
            file_name: file_name.clone(),
            content_sealed: Some(ctx.vault.seal(ctx.random.as_ref(), CONTENT, file)?),
            brought_by: who,
            brought_at: ctx.now().0,
            taken_at: None,
            undone_at: None,
            undone_by: None,
            undone_reason: None,
        };
        old_certificate_sheets::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "bytes": file.len() });
        audit::record(tx, ctx, "old_certificate.upload", ("old_certificates", id), facts).await?;
        Ok(id)
    })
}

/// What was only looked at, and the identity numbers inside what was taken long ago.
async fn drop_old_ones(tx: &DatabaseTransaction, ctx: &Ctx, who: Uuid) -> Result<(), Fault> {
    use old_certificate_sheets::Column as Sheets;
    let long_ago = Sheets::BroughtAt.lt(ctx.now().0 - KEPT_MS);
    let not_taken = Condition::all()
        .add(Sheets::TakenAt.is_null())
        .add(Condition::any().add(Sheets::BroughtBy.eq(who)).add(long_ago.clone()));
    old_certificate_sheets::Entity::delete_many().filter(not_taken).exec(tx).await?;
    old_certificate_sheets::Entity::update_many()
        .col_expr(Sheets::ContentSealed, Expr::value(None::<Vec<u8>>))
        .filter(long_ago)
        .exec(tx)
        .await?;
    Ok(())
}

/// Looks a kept sheet through; takes nothing. One that was taken is for the whole issuer, any other for whoever brought it.
pub async fn look(ctx: &Ctx, sheet: Uuid) -> Result<Import, Fault> {
    let row = kept(ctx, sheet).await?;
    let taken = match row.taken_at {
        Some(_) => Some(Came {
            new: brought_by(sheet).count(ctx.db.reader()).await?,
            revoked: revoked_by(sheet).count(ctx.db.reader()).await?,
        }),
        None => None,
    };
    plan(ctx, content(ctx, &row)?.as_deref()).await?.import(ctx, &row, taken)
}

/// Takes every sound line of a kept sheet that is new, and every revocation that is.
pub async fn take(ctx: &Ctx, sheet: Uuid) -> Result<Import, Fault> {
    let row = kept(ctx, sheet).await?;
    let plan = plan(ctx, content(ctx, &row)?.as_deref()).await?;
    let came = crate::transact!(ctx, |tx| {
        let marked = old_certificate_sheets::Entity::update_many()
            .col_expr(old_certificate_sheets::Column::TakenAt, Expr::value(ctx.now().0))
            .filter(old_certificate_sheets::Column::Id.eq(sheet))
            .filter(old_certificate_sheets::Column::TakenAt.is_null())
            .exec(tx)
            .await?;
        if marked.rows_affected != 1 {
            return Err(Refusal::new("certificates.sheet_taken").into());
        }
        let mut came = Came::default();
        for (line, becomes) in &plan.lines {
            match becomes {
                Becomes::New => {
                    insert(tx, ctx, sheet, &line.certificate).await?;
                    came.new += 1;
                }
                Becomes::Revoked(day) => {
                    revoke(tx, sheet, &line.certificate, *day).await?;
                    came.revoked += 1;
                }
                Becomes::Same | Becomes::Differs(_) => {}
            }
        }
        let facts = json!({ "new": came.new, "revoked": came.revoked, "faults": plan.faults.len() });
        audit::record(tx, ctx, "old_certificate.import", ("old_certificates", sheet), facts).await?;
        Ok(came)
    })?;
    plan.import(ctx, &row, Some(came))
}

fn changed_meanwhile() -> Refusal {
    Refusal::new("certificates.sheet_changed")
}

async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, sheet: Uuid, old: &OldCertificate) -> Result<(), Fault> {
    let row = rows::row(ctx, sheet, old)?.into_active_model();
    let inserted = old_certificates::Entity::insert(row).exec_without_returning(tx).await;
    inserted.map_err(|error| db::unique_or(error, changed_meanwhile()))?;
    Ok(())
}

async fn revoke(tx: &DatabaseTransaction, sheet: Uuid, old: &OldCertificate, day: Day) -> Result<(), Fault> {
    let revoked = old_certificates::Entity::update_many()
        .col_expr(old_certificates::Column::RevokedDay, Expr::value(day.to_string()))
        .col_expr(old_certificates::Column::RevokedSheetId, Expr::value(sheet))
        .filter(old_certificates::Column::NumberKey.eq(old.number.key()))
        .filter(old_certificates::Column::RevokedDay.is_null())
        .exec(tx)
        .await?;
    if revoked.rows_affected == 1 { Ok(()) } else { Err(changed_meanwhile().into()) }
}

/// A sheet that was taken and not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub sheet: Uuid,
    pub file_name: String,
    pub at: Instant,
}

/// Those of the whole issuer, the latest first.
pub async fn taken(ctx: &Ctx) -> Result<Vec<Taken>, Fault> {
    require(ctx, Verb::Create, Object::Certificate)?;
    let rows = old_certificate_sheets::Entity::find()
        .filter(old_certificate_sheets::Column::TakenAt.is_not_null())
        .filter(old_certificate_sheets::Column::UndoneAt.is_null())
        .order_by_desc(old_certificate_sheets::Column::TakenAt)
        .all(ctx.db.reader())
        .await?;
    let told = |row: old_certificate_sheets::Model| {
        Some(Taken { sheet: row.id, file_name: row.file_name, at: Instant(row.taken_at?) })
    };
    Ok(rows.into_iter().filter_map(told).collect())
}

/// The sheet as it came, line by line, for a copy with marks: only for whoever brought it, and as long as it is kept.
pub async fn as_it_came(ctx: &Ctx, sheet: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    let row = kept(ctx, sheet).await?;
    if row.brought_by != ctx.signed_in()?.account {
        return Err(Fault::NotFound);
    }
    content(ctx, &row)?.ok_or(Fault::NotFound)
}

pub(super) fn brought_by(sheet: Uuid) -> sea_orm::Select<old_certificates::Entity> {
    old_certificates::Entity::find().filter(old_certificates::Column::SheetId.eq(sheet))
}

/// Those of other sheets that this one said to be revoked.
pub(super) fn revoked_by(sheet: Uuid) -> sea_orm::Select<old_certificates::Entity> {
    old_certificates::Entity::find().filter(of_others_revoked_by(sheet))
}

pub(super) fn of_others_revoked_by(sheet: Uuid) -> Condition {
    Condition::all()
        .add(old_certificates::Column::RevokedSheetId.eq(sheet))
        .add(old_certificates::Column::SheetId.ne(sheet))
}

pub(super) async fn kept(ctx: &Ctx, sheet: Uuid) -> Result<old_certificate_sheets::Model, Fault> {
    require(ctx, Verb::Create, Object::Certificate)?;
    let visible = Condition::any()
        .add(old_certificate_sheets::Column::BroughtBy.eq(ctx.signed_in()?.account))
        .add(old_certificate_sheets::Column::TakenAt.is_not_null());
    let row = old_certificate_sheets::Entity::find_by_id(sheet).filter(visible).one(ctx.db.reader()).await?;
    row.ok_or(Fault::NotFound)
}

fn content(ctx: &Ctx, row: &old_certificate_sheets::Model) -> Result<Option<Vec<Vec<String>>>, Fault> {
    let Some(sealed) = &row.content_sealed else { return Ok(None) };
    Ok(Some(texts(&ctx.vault.open(CONTENT, sealed)?)?))
}

fn texts(file: &[u8]) -> Result<Vec<Vec<String>>, Refusal> {
    xlsx::rows(file).map_err(|_| Refusal::on("file", "certificates.sheet_unreadable"))
}

#[derive(Default)]
struct Plan {
    lines: Vec<(Line, Becomes)>,
    faults: Vec<LineFault>,
}

impl Plan {
    fn import(self, ctx: &Ctx, row: &old_certificate_sheets::Model, taken: Option<Came>) -> Result<Import, Fault> {
        let lines = self.lines.into_iter().map(|(line, becomes)| ImportLine {
            number: line.number,
            holder: line.certificate.holder.as_str().to_owned(),
            certificate: line.certificate.number.as_str().to_owned(),
            becomes,
        });
        Ok(Import {
            sheet: row.id,
            file_name: row.file_name.clone(),
            lines: lines.collect(),
            faults: self.faults,
            taken,
            is_undone: row.undone_at.is_some(),
            is_own: row.brought_by == ctx.signed_in()?.account,
        })
    }
}

async fn plan(ctx: &Ctx, rows: Option<&[Vec<String>]>) -> Result<Plan, Fault> {
    let Some(rows) = rows else { return Ok(Plan::default()) };
    let (lines, mut faults) = read_lines(rows, ctx.now().day())?;
    let stands = Stands::of(ctx, &lines).await?;
    let mut planned = Vec::new();
    for line in lines {
        let said = rows::row(ctx, Uuid::nil(), &line.certificate)?;
        match stands.becomes(&said) {
            Some(becomes) => planned.push((line, becomes)),
            None => {
                let reason = Refusal::on("code", "certificates.old_code_of_another");
                faults.push(LineFault { number: line.number, reason });
            }
        }
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Plan { lines: planned, faults })
}

/// What is on the register already, by number and by code.
#[derive(Default)]
struct Stands {
    by_number: HashMap<String, old_certificates::Model>,
    codes: HashMap<String, String>,
}

impl Stands {
    async fn of(ctx: &Ctx, lines: &[Line]) -> Result<Self, Fault> {
        let mut stands = Self::default();
        // databases take only so many values in one statement
        for some in lines.chunks(500) {
            let numbers = some.iter().map(|line| line.certificate.number.key());
            let codes = some.iter().map(|line| rows::code_index(ctx, line.certificate.code.as_str()));
            let known = Condition::any()
                .add(old_certificates::Column::NumberKey.is_in(numbers))
                .add(old_certificates::Column::CodeIndex.is_in(codes.collect::<Result<Vec<_>, _>>()?));
            for row in old_certificates::Entity::find().filter(known).all(ctx.db.reader()).await? {
                stands.codes.insert(row.code_index.clone(), row.number_key.clone());
                stands.by_number.insert(row.number_key.clone(), row);
            }
        }
        Ok(stands)
    }

    /// Nothing where its code is that of another certificate.
    fn becomes(&self, said: &old_certificates::Model) -> Option<Becomes> {
        if self.codes.get(&said.code_index).is_some_and(|number| *number != said.number_key) {
            return None;
        }
        let Some(there) = self.by_number.get(&said.number_key) else { return Some(Becomes::New) };
        let compared = [
            (Column::Holder, there.holder_name == said.holder_name),
            (Column::IdNumber, there.id_number_index == said.id_number_index),
            (Column::Issued, there.issued_day == said.issued_day),
            (Column::Issuer, there.issuer_name == said.issuer_name),
            (Column::Code, there.code_index == said.code_index),
            (Column::Revoked, there.revoked_day == said.revoked_day),
        ];
        let differing: Vec<Column> =
            compared.into_iter().filter(|(_, is_same)| !is_same).map(|(column, _)| column).collect();
        let revoked = rows::revoked_day(said).filter(|_| there.revoked_day.is_none());
        Some(match (differing.as_slice(), revoked) {
            ([], _) => Becomes::Same,
            ([Column::Revoked], Some(day)) => Becomes::Revoked(day),
            _ => Becomes::Differs(differing),
        })
    }
}
