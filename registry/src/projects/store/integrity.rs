//! What do offices write down about the behaviour of enterprises and people (诚信信息, R-043), and who sees it?

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::scope::ProjectReach;
use super::{PER_PAGE, account, check_reason, day, day_or_none, unknown_code};
use crate::entity::{enterprises, integrity_records, people, projects};
use crate::offices::reach;
use crate::people::scope::{Unaffiliated, within};
use crate::permissions::{Object, Verb, scope};
use crate::projects::Act;
use crate::projects::integrity::{Basis, Content, Finding, IntegrityRecord, RecordKind, SubjectKind};
use crate::{Actor, Ctx, Day, Fault, Instant, Period, Refusal, audit, db};

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
    /// the office that wrote it
    pub office: Option<Uuid>,
    pub recorded_at: Instant,
}

/// An office writes a record about whom its right reaches: by project, by the enterprise's area, or by the person.
pub async fn record_integrity(ctx: &Ctx, new: &NewIntegrityRecord) -> Result<Uuid, Fault> {
    let reach = ProjectReach::of(ctx, Verb::Create, Object::IntegrityRecord).await?;
    check_reached(ctx, &reach, new).await?;
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
    crate::transact!(ctx, |tx| {
        if let Content::Conduct { basis: Basis { document: Some(hash), .. }, .. } = &record.content {
            let project = record.project.ok_or_else(|| Refusal::on("document", "projects.document_unknown"))?;
            super::documents::check(tx, project, Some(hash)).await?;
        }
        insert(tx, ctx, &record, (office_of(ctx), None, new.batch)).await
    })
}

/// The case behind a complaint came to something: a further record that takes the place of the open one.
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
    let row = writable(ctx, record).await?;
    let Actor::SignedIn(who) = &ctx.actor else { return Err(Fault::Anonymous) };
    if row.office_id.is_none() || who.posts.iter().all(|post| post.office != row.office_id) {
        return Err(Fault::Forbidden);
    }
    let reason = check_reason(reason)?.to_owned();
    if on > ctx.now().day() {
        return Err(Refusal::on("on", "projects.day_in_future").into());
    }
    crate::transact!(ctx, |tx| { end(tx, ctx, record, (Some(on), &reason)).await })
}

/// One page, newest first, and the number of all rows; what a later finding replaced is left out.
pub async fn list_integrity(
    ctx: &Ctx,
    about: Option<About>,
    project: Option<Uuid>,
    page: u64,
) -> Result<(Vec<IntegrityView>, u64), Fault> {
    use integrity_records::Column;
    let mut query = integrity_records::Entity::find()
        .filter(seen(ctx).await?)
        .filter(Condition::any().add(Column::WithdrawnAt.is_null()).add(Column::WithdrawnOn.is_not_null()));
    match about {
        Some(About::Enterprise(id)) => query = query.filter(Column::EnterpriseId.eq(id)),
        Some(About::Person(id)) => query = query.filter(Column::PersonId.eq(id)),
        None => {}
    }
    if let Some(project) = project {
        query = query.filter(Column::ProjectId.eq(project));
    }
    let pages = query.order_by_desc(Column::Id).paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx, pages.fetch_page(page).await?).await?, total))
}

/// The record, for whoever may write about its subject.
async fn writable(ctx: &Ctx, record: Uuid) -> Result<integrity_records::Model, Fault> {
    let row = integrity_records::Entity::find_by_id(record).filter(seen(ctx).await?).one(ctx.db.reader()).await?;
    let row = row.ok_or(Fault::NotFound)?;
    ProjectReach::of(ctx, Verb::Create, Object::IntegrityRecord).await?;
    Ok(row)
}

/// The condition on `integrity_records` for what the actor may see. An enterprise sees what is about itself, and what is
/// about anybody on a project that it is the general contractor of.
async fn seen(ctx: &Ctx) -> Result<Condition, Fault> {
    use integrity_records::Column;
    let reach = ProjectReach::of(ctx, Verb::View, Object::IntegrityRecord).await?;
    if reach.whole_city {
        return Ok(Condition::all());
    }
    let on_projects = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Edit, ctx.now().day()));
    let mut any = Condition::any()
        .add(Column::ProjectId.in_subquery(on_projects.into_query()))
        .add(Column::EnterpriseId.is_in(reach.enterprises.iter().copied()));
    for (areas, _) in &reach.charges {
        let there = enterprises::Entity::find()
            .select_only()
            .column(enterprises::Column::Id)
            .filter(enterprises::Column::Area.is_in(areas.iter().cloned()));
        any = any.add(Column::EnterpriseId.in_subquery(there.into_query()));
    }
    if let Actor::SignedIn(who) = &ctx.actor {
        any = any.add(Column::PersonId.eq(who.person));
        any = any.add(Column::OfficeId.is_in(who.posts.iter().filter_map(|post| post.office)));
    }
    Ok(any)
}

async fn check_reached(ctx: &Ctx, reached: &ProjectReach, new: &NewIntegrityRecord) -> Result<(), Fault> {
    let reader = ctx.db.reader();
    let on_project = match new.project {
        Some(project) => {
            let row = projects::Entity::find_by_id(project)
                .filter(reached.condition(Verb::View, ctx.now().day()))
                .one(reader)
                .await?;
            row.ok_or(Fault::NotFound)?;
            true
        }
        None => false,
    };
    let found = match new.about {
        About::Enterprise(id) => {
            let row = enterprises::Entity::find_by_id(id).one(reader).await?;
            row.is_some_and(|row| {
                let in_area = reached.charges.iter().any(|(areas, _)| areas.contains(&row.area));
                reached.whole_city || on_project || in_area
            })
        }
        About::Person(id) if reached.whole_city || on_project => {
            people::Entity::find_by_id(id).one(reader).await?.is_some()
        }
        About::Person(id) => {
            let of_people = reach(ctx, Verb::View, Object::PersonRecord).await?;
            let row = people::Entity::find_by_id(id).filter(within(&of_people, Unaffiliated::LeftOut));
            row.one(reader).await?.is_some()
        }
    };
    if found { Ok(()) } else { Err(Fault::NotFound) }
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

async fn insert(
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
        Content::Complaint { case, finding } => {
            integrity_records::Model { case_id: Some(*case), finding: Some(finding.code().to_owned()), ..bare }
        }
        Content::Conduct { conduct, basis, .. } => integrity_records::Model {
            conduct: said(conduct),
            basis_title: said(&basis.title),
            basis_number: said(&basis.number),
            body: said(&basis.body),
            document: basis.document.clone(),
            ..bare
        },
    };
    let (id, kind) = (row.id, row.kind.clone());
    integrity_records::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("projects.record_withdrawn")))?;
    audit::record(tx, ctx, "record", ("integrity_record", id), json!({ "kind": kind, "replaces": replaces })).await?;
    Ok(id)
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
                office: row.office_id,
                recorded_at: Instant(row.recorded_at),
            })
        })
        .collect()
}

fn record_of(row: &integrity_records::Model) -> Result<IntegrityRecord, Fault> {
    let (subject_kind, subject) = match (row.enterprise_id, row.person_id) {
        (Some(id), _) => (SubjectKind::Enterprise, id),
        (None, Some(id)) => (SubjectKind::Person, id),
        (None, None) => return Err(Fault::internal("a record about nobody")),
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
            finding: Finding::parse(&text(&row.finding)).ok_or_else(|| unknown_code(&text(&row.finding)))?,
        },
        RecordKind::GoodConduct => conduct(true),
        RecordKind::BadConduct => conduct(false),
    })
}

/// In whose name it is written: the first office by which the actor may.
fn office_of(ctx: &Ctx) -> Option<Uuid> {
    let Actor::SignedIn(who) = &ctx.actor else { return None };
    let writes = |role| scope(role, Verb::Create, Object::IntegrityRecord).is_some();
    who.posts.iter().find(|post| post.office.is_some() && writes(post.role)).and_then(|post| post.office)
}
