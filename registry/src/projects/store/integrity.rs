//! What do offices write down about the behaviour of enterprises and people (诚信信息, R-043), and who sees it?

mod bringing;
mod reached;
mod rows;

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::scope::ProjectReach;
use super::{PER_PAGE, account, check_reason};
use crate::enterprises::store::{resolve, rows_of_any};
use crate::entity::{enterprises, integrity_records, offices, people, projects};
use crate::permissions::{Object, Verb, scope};
use crate::projects::integrity::{Basis, Content, Finding, IntegrityRecord, RecordKind, SubjectKind};
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::{Actor, Ctx, Day, Fault, Instant, Period, Refusal, audit};

pub(crate) use bringing::{
    bring_integrity, brought_integrity, integrity_names, integrity_stands, leaving_integrity, take_integrity_back,
};
pub use reached::integrity_subject;
use reached::{check_not_own, check_reached, seen};
use rows::{insert, record_of};

/// About whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Enterprise(Uuid),
    Person(Uuid),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIntegrityRecord {
    pub about: About,
    /// on which project, when on one; the document must have been brought there
    pub project: Option<Uuid>,
    pub content: Content,
    pub on: Day,
    pub valid: Period,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrityView {
    pub id: Uuid,
    /// the subject's name
    pub name: String,
    pub record: IntegrityRecord,
    pub project_name: Option<String>,
    /// the office that wrote it
    pub office: Option<Uuid>,
    pub office_name: Option<String>,
    pub recorded_at: Instant,
    pub withdrawn_reason: Option<String>,
}

/// One record, and what the asking person may do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrityDetail {
    pub view: IntegrityView,
    pub settles: bool,
    pub withdraws: bool,
}

/// What a list is narrowed by; nothing narrows it by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrityFilter {
    pub about: Option<About>,
    pub project: Option<Uuid>,
    pub kind: Option<RecordKind>,
    /// a part of an enterprise's name, or the whole of a person's
    pub text: String,
}

/// An office writes a record about whom its right reaches: by project, by the enterprise's area, or by the person. Not about
/// the own enterprise, and not about oneself.
pub async fn record_integrity(ctx: &Ctx, new: &NewIntegrityRecord) -> Result<Uuid, Fault> {
    let record = check_integrity(ctx, new).await?;
    crate::transact!(ctx, |tx| {
        if let Content::Conduct { basis: Basis { document: Some(hash), .. }, .. } = &record.content {
            let project = record.project.ok_or_else(|| Refusal::on("document", "projects.document_unknown"))?;
            super::documents::check(tx, project, Some(hash)).await?;
        }
        insert(tx, ctx, &record, (office_of(ctx), None, new.batch)).await
    })
}

/// The record that it becomes, whose document nobody has looked for yet.
pub(crate) async fn check_integrity(ctx: &Ctx, new: &NewIntegrityRecord) -> Result<IntegrityRecord, Fault> {
    let reach = ProjectReach::of(ctx, Verb::Create, Object::IntegrityRecord).await?;
    check_reached(ctx, &reach, new.about, new.project).await?;
    check_not_own(ctx, new.about).await?;
    let (subject_kind, subject) = match new.about {
        About::Enterprise(id) => (SubjectKind::Enterprise, id),
        About::Person(id) => (SubjectKind::Person, id),
    };
    let record = IntegrityRecord {
        subject_kind,
        subject,
        project: new.project,
        content: new.content.clone(),
        on: new.on,
        valid: new.valid,
        withdrawn: None,
    };
    record.check(ctx.now().day()).map_err(Fault::Refused)?;
    Ok(record)
}

/// The case behind a complaint came to something: a further record that takes the place of the open one. By an office whose
/// right to write reaches whom it is about, and never by whom it is about.
pub async fn settle_complaint(ctx: &Ctx, record: Uuid, finding: Finding) -> Result<Uuid, Fault> {
    let row = writable(ctx, record).await?;
    let mut settled = record_of(&row)?;
    match &mut settled.content {
        Content::Complaint { finding: open @ Finding::Open, .. } if finding != Finding::Open => *open = finding,
        _ => return Err(Refusal::new("projects.complaint_settled").into()),
    }
    crate::transact!(ctx, |tx| {
        end(tx, ctx, record, (None, "settled")).await?;
        insert(tx, ctx, &settled, (office_of(ctx).or(row.office_id), Some(record), None)).await
    })
}

/// The office that wrote it no longer stands by it from a day on; it stays on record.
pub async fn withdraw_integrity(ctx: &Ctx, record: Uuid, on: Day, reason: &str) -> Result<(), Fault> {
    let row = visible(ctx, record).await?;
    if !is_of_own_office(ctx, &row) {
        return Err(Fault::Forbidden);
    }
    check_not_own(ctx, about(&row)?).await?;
    let reason = check_reason(reason)?;
    if on > ctx.now().day() {
        return Err(Refusal::on("on", "projects.day_in_future").into());
    }
    crate::transact!(ctx, |tx| { end(tx, ctx, record, (Some(on), &reason)).await })
}

/// One record with what may be done with it.
pub async fn get_integrity(ctx: &Ctx, record: Uuid) -> Result<IntegrityDetail, Fault> {
    let row = visible(ctx, record).await?;
    let stands = row.withdrawn_at.is_none();
    let writes = match writable(ctx, record).await {
        Ok(_) => true,
        Err(Fault::Forbidden | Fault::Refused(_)) => false,
        Err(fault) => return Err(fault),
    };
    let is_open = row.finding.as_deref() == Some(Finding::Open.code());
    let is_own = matches!(check_not_own(ctx, about(&row)?).await, Err(Fault::Refused(_)));
    let withdraws = stands && !is_own && is_of_own_office(ctx, &row);
    let view = views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)?;
    Ok(IntegrityDetail { view, settles: stands && writes && is_open, withdraws })
}

/// One page (from 0, [`PER_PAGE`] rows), newest first, and the number of all rows; what a later finding replaced is left out.
pub async fn list_integrity(
    ctx: &Ctx,
    filter: &IntegrityFilter,
    page: u64,
) -> Result<(Vec<IntegrityView>, u64), Fault> {
    let pages = narrowed(ctx, filter).await?.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx, pages.fetch_page(page).await?).await?, total))
}

/// Every row of the list at once, for a sheet.
///
/// # Errors
/// `sheets.too_long` when there are more than [`MOST_EXPORTED`].
pub async fn export_integrity(ctx: &Ctx, filter: &IntegrityFilter) -> Result<Vec<IntegrityView>, Fault> {
    let rows = narrowed(ctx, filter).await?.limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    let views = views(ctx, rows).await?;
    crate::transact!(ctx, |tx| {
        let subject = ctx.new_id();
        audit::record(tx, ctx, "integrity.export", ("integrity_records", subject), json!({ "lines": views.len() }))
            .await
    })?;
    Ok(views)
}

async fn narrowed(ctx: &Ctx, filter: &IntegrityFilter) -> Result<Select<integrity_records::Entity>, Fault> {
    use integrity_records::Column;
    let mut query = integrity_records::Entity::find()
        .filter(seen(ctx).await?)
        .filter(Condition::any().add(Column::WithdrawnAt.is_null()).add(Column::WithdrawnOn.is_not_null()));
    match filter.about {
        Some(About::Enterprise(id)) => {
            let kept = resolve(ctx.db.reader(), id).await?;
            query = query.filter(Column::EnterpriseId.in_subquery(rows_of_any([kept])));
        }
        Some(About::Person(id)) => query = query.filter(Column::PersonId.eq(id)),
        None => {}
    }
    if let Some(project) = filter.project {
        query = query.filter(Column::ProjectId.eq(project));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind.code()));
    }
    match filter.text.trim() {
        "" => {}
        text => query = query.filter(about_named(text)),
    }
    Ok(query.order_by_desc(Column::Id))
}

fn about_named(text: &str) -> Condition {
    use integrity_records::Column;
    // LIKE's own signs occur in no name
    let plain: String = text.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    let of_enterprises = enterprises::Entity::find()
        .select_only()
        .column(enterprises::Column::Id)
        .filter(enterprises::Column::Name.contains(&plain));
    let of_people =
        people::Entity::find().select_only().column(people::Column::Id).filter(people::Column::Name.eq(plain));
    Condition::any()
        .add(Column::EnterpriseId.in_subquery(of_enterprises.into_query()))
        .add(Column::PersonId.in_subquery(of_people.into_query()))
}

async fn visible(ctx: &Ctx, record: Uuid) -> Result<integrity_records::Model, Fault> {
    let row = integrity_records::Entity::find_by_id(record).filter(seen(ctx).await?).one(ctx.db.reader()).await?;
    row.ok_or(Fault::NotFound)
}

/// The record, for whoever may write about its subject.
async fn writable(ctx: &Ctx, record: Uuid) -> Result<integrity_records::Model, Fault> {
    let row = visible(ctx, record).await?;
    let reach = ProjectReach::of(ctx, Verb::Create, Object::IntegrityRecord).await?;
    // what was recorded about a row that was merged is about the one that stands
    let about = match about(&row)? {
        About::Enterprise(id) => About::Enterprise(resolve(ctx.db.reader(), id).await?),
        About::Person(id) => About::Person(id),
    };
    match check_reached(ctx, &reach, about, row.project_id).await {
        Err(Fault::NotFound) => return Err(Fault::Forbidden),
        outcome => outcome?,
    }
    check_not_own(ctx, about).await?;
    Ok(row)
}

fn about(row: &integrity_records::Model) -> Result<About, Fault> {
    match (row.enterprise_id, row.person_id) {
        (Some(id), _) => Ok(About::Enterprise(id)),
        (None, Some(id)) => Ok(About::Person(id)),
        (None, None) => Err(Fault::internal("a record about nobody")),
    }
}

/// Whether the actor writes records in the name of the office that wrote this one.
fn is_of_own_office(ctx: &Ctx, row: &integrity_records::Model) -> bool {
    let Actor::SignedIn(who) = &ctx.actor else { return false };
    let writes = |role| scope(role, Verb::Create, Object::IntegrityRecord).is_some();
    row.office_id.is_some() && who.posts.iter().any(|post| post.office == row.office_id && writes(post.role))
}

async fn end(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    record: Uuid,
    (on, reason): (Option<Day>, &str),
) -> Result<(), Fault> {
    use integrity_records::Column;
    let ended = integrity_records::Entity::update_many()
        .col_expr(Column::WithdrawnOn, Expr::value(on.map(|day| day.to_string())))
        .col_expr(Column::WithdrawnBy, Expr::value(account(ctx)))
        .col_expr(Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(Column::WithdrawnReason, Expr::value(reason))
        .filter(Column::Id.eq(record))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected != 1 {
        return Err(Refusal::new("projects.record_withdrawn").into());
    }
    audit::record(tx, ctx, "withdraw", ("integrity_record", record), json!({ "on": on })).await
}

async fn views(ctx: &Ctx, rows: Vec<integrity_records::Model>) -> Result<Vec<IntegrityView>, Fault> {
    let reader = ctx.db.reader();
    let companies = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(rows.iter().filter_map(|row| row.enterprise_id)))
        .all(reader)
        .await?;
    let persons = people::Entity::find()
        .filter(people::Column::Id.is_in(rows.iter().filter_map(|row| row.person_id)))
        .all(reader)
        .await?;
    let on = projects::Entity::find()
        .filter(projects::Column::Id.is_in(rows.iter().filter_map(|row| row.project_id)))
        .all(reader)
        .await?;
    let written_by = offices::Entity::find()
        .filter(offices::Column::Id.is_in(rows.iter().filter_map(|row| row.office_id)))
        .all(reader)
        .await?;
    let name = |record: &IntegrityRecord| match record.subject_kind {
        SubjectKind::Enterprise => companies.iter().find(|row| row.id == record.subject).map(|row| row.name.clone()),
        SubjectKind::Person => persons.iter().find(|row| row.id == record.subject).map(|row| row.name.clone()),
    };
    rows.iter()
        .map(|row| {
            let record = record_of(row)?;
            Ok(IntegrityView {
                id: row.id,
                name: name(&record).unwrap_or_default(),
                record,
                project_name: on.iter().find(|one| Some(one.id) == row.project_id).map(|one| one.name.clone()),
                office: row.office_id,
                office_name: written_by.iter().find(|one| Some(one.id) == row.office_id).map(|one| one.name.clone()),
                withdrawn_reason: row.withdrawn_reason.clone(),
                recorded_at: Instant(row.recorded_at),
            })
        })
        .collect()
}

/// In whose name it is written: the first office by which the actor may.
fn office_of(ctx: &Ctx) -> Option<Uuid> {
    let Actor::SignedIn(who) = &ctx.actor else { return None };
    let writes = |role| scope(role, Verb::Create, Object::IntegrityRecord).is_some();
    who.posts.iter().find(|post| post.office.is_some() && writes(post.role)).and_then(|post| post.office)
}
