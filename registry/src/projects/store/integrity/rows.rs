//! How does an integrity record stand in its row, and how is it read again?

use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::super::{account, day, day_or_none, unknown_code};
use super::About;
use crate::entity::integrity_records;
use crate::projects::Act;
use crate::projects::integrity::{Basis, Content, Finding, IntegrityRecord, RecordKind, SubjectKind};
use crate::{Ctx, Fault, Instant, Period, Refusal, audit, db};

/// `office_id` writes it, it takes the place of `replaces`, and came with `batch_id`.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    record: &IntegrityRecord,
    (office_id, replaces, batch_id): (Option<Uuid>, Option<Uuid>, Option<Uuid>),
) -> Result<Uuid, Fault> {
    let id = write(tx, ctx, record, (office_id, replaces, batch_id)).await?;
    let facts = json!({ "kind": record.kind().code(), "replaces": replaces });
    audit::record(tx, ctx, "record", ("integrity_record", id), facts).await?;
    Ok(id)
}

/// The same without its entry in the log.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    record: &IntegrityRecord,
    (office_id, replaces, batch_id): (Option<Uuid>, Option<Uuid>, Option<Uuid>),
) -> Result<Uuid, Fault> {
    let about = |kind: SubjectKind| (record.subject_kind == kind).then_some(record.subject);
    let bare = integrity_records::Model {
        id: ctx.new_id(),
        kind: record.kind().code().to_owned(),
        enterprise_id: about(SubjectKind::Enterprise),
        person_id: about(SubjectKind::Person),
        project_id: record.project,
        happened_on: record.on.to_string(),
        valid_from: record.valid.first().to_string(),
        valid_until: record.valid.last().map(|day| day.to_string()),
        rating: None,
        body: None,
        case_id: None,
        finding: None,
        conduct: None,
        basis_title: None,
        basis_number: None,
        document: None,
        office_id,
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        replaces,
        withdrawn_on: None,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id,
    };
    let said = |text: &String| Some(text.trim().to_owned());
    let row = match &record.content {
        Content::Rating { rating, body } => integrity_records::Model { rating: said(rating), body: said(body), ..bare },
        Content::Complaint { case, matter, finding } => integrity_records::Model {
            case_id: Some(*case),
            conduct: said(matter),
            finding: Some(finding.code().to_owned()),
            ..bare
        },
        Content::Conduct { conduct, basis, .. } => integrity_records::Model {
            conduct: said(conduct),
            basis_title: said(&basis.title),
            basis_number: said(&basis.number),
            body: said(&basis.body),
            document: basis.document.clone(),
            ..bare
        },
    };
    let id = row.id;
    integrity_records::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("projects.record_withdrawn")))?;
    Ok(id)
}

pub(super) fn record_of(row: &integrity_records::Model) -> Result<IntegrityRecord, Fault> {
    let (subject_kind, subject) = match super::about(row)? {
        About::Enterprise(id) => (SubjectKind::Enterprise, id),
        About::Person(id) => (SubjectKind::Person, id),
    };
    let withdrawn = day_or_none(row.withdrawn_on.as_deref())?.map(|on| {
        let by = row.withdrawn_by.unwrap_or_default();
        (on, Act { account: by, at: Instant(row.withdrawn_at.unwrap_or_default()) })
    });
    Ok(IntegrityRecord {
        subject_kind,
        subject,
        project: row.project_id,
        content: content_of(row)?,
        on: day(&row.happened_on)?,
        valid: Period::new(day(&row.valid_from)?, day_or_none(row.valid_until.as_deref())?)?,
        withdrawn,
    })
}

fn content_of(row: &integrity_records::Model) -> Result<Content, Fault> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let conduct = |is_good| Content::Conduct {
        is_good,
        conduct: text(&row.conduct),
        basis: Basis {
            title: text(&row.basis_title),
            number: text(&row.basis_number),
            body: text(&row.body),
            document: row.document.clone(),
        },
    };
    Ok(match RecordKind::parse(&row.kind).ok_or_else(|| unknown_code(&row.kind))? {
        RecordKind::Rating => Content::Rating { rating: text(&row.rating), body: text(&row.body) },
        RecordKind::Complaint => Content::Complaint {
            case: row.case_id.unwrap_or_default(),
            matter: text(&row.conduct),
            finding: Finding::parse(&text(&row.finding)).ok_or_else(|| unknown_code(&text(&row.finding)))?,
        },
        RecordKind::GoodConduct => conduct(true),
        RecordKind::BadConduct => conduct(false),
    })
}
