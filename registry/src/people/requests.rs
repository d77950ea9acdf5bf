//! What does a person ask about the own data, and who answers? Another name, or deletion; never answered by oneself, and
//! always on record.

mod correcting;
mod deciding;
mod erasing;
mod lifting;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::PersonName;
use super::my_data::Moment;
use crate::entity::{attempts, certificates, data_requests, enterprise_members, people, registrations};
use crate::fault::worded;
use crate::instant::DAY_MS;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

pub use correcting::{Correction, correct_name, correctable};
pub use deciding::{Answer, OpenRequest, Reply, decide, list_open};
pub use lifting::lift_restriction;

/// 3.2 of the retention table.
const EXAM_RECORDS_MS: i64 = 3 * 365 * DAY_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    Name,
    Deletion,
}

impl RequestKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Deletion => "deletion",
        }
    }

    fn parse(code: &str) -> Result<Self, Fault> {
        let known = [Self::Name, Self::Deletion].into_iter().find(|kind| kind.code() == code);
        known.ok_or_else(|| Fault::internal("a request of no kind"))
    }
}

/// What the law keeps although its person wants it gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// The register of certificates is kept as long as the certificates live.
    CertificateRegister,
    /// Three years.
    ExamRecords,
    /// An enterprise still names the person as its own.
    Employment,
    /// The ledger of whom a project employed is kept as long as the project's (条例第二十八条).
    LabourLedger,
}

impl Kept {
    pub fn code(self) -> &'static str {
        match self {
            Self::CertificateRegister => "certificate_register",
            Self::ExamRecords => "exam_records",
            Self::Employment => "employment",
            Self::LabourLedger => "labour_ledger",
        }
    }
}

/// A request as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestView {
    #[serde(skip)]
    pub id: Uuid,
    pub kind: RequestKind,
    pub new_name: Option<String>,
    pub old_name: Option<String>,
    pub reason: String,
    pub made_at: Moment,
    pub decided_at: Option<Moment>,
    /// `corrected`, `refused`, `restricted`, `erased`, `withdrawn`.
    pub decision: Option<String>,
    pub reply: Option<String>,
    pub kept: Vec<String>,
    /// When a restriction ended.
    pub lifted_at: Option<Moment>,
}

/// Asks for another name, with what speaks for it. An issued certificate keeps the one that it was issued for.
pub async fn request_name(ctx: &Ctx, name: &str, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let person = ctx.signed_in()?.person;
    let mut refusals = Vec::new();
    let name = PersonName::parse(name).map_err(|refusal| refusals.push(refusal)).ok();
    if let Err(refusal) = check_reason(reason) {
        refusals.push(refusal);
    }
    crate::fault::refuse_unless_empty(refusals)?;
    let name = name.ok_or(Fault::NotFound)?;
    let row = people::Entity::find_by_id(person).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if row.name == name.as_str() {
        return Err(Refusal::on("name", "people.name_unchanged").into());
    }
    write(ctx, RequestKind::Name, Some(name.as_str()), reason).await
}

pub async fn request_deletion(ctx: &Ctx, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    check_reason(reason)?;
    write(ctx, RequestKind::Deletion, None, reason).await
}

/// Takes the own request back while nobody has answered it.
pub async fn withdraw_request(ctx: &Ctx, request: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::OwnProfile)?;
    let person = ctx.signed_in()?.person;
    crate::transact!(ctx, |tx| {
        let withdrawn = data_requests::Entity::update_many()
            .col_expr(data_requests::Column::DecidedAt, Expr::value(ctx.now().0))
            .col_expr(data_requests::Column::Decision, Expr::value("withdrawn"))
            .filter(data_requests::Column::Id.eq(request))
            .filter(data_requests::Column::PersonId.eq(person))
            .filter(data_requests::Column::DecidedAt.is_null())
            .exec(tx)
            .await?;
        if withdrawn.rows_affected != 1 {
            return Err(Fault::NotFound);
        }
        audit::record(tx, ctx, "withdraw_request", ("person", person), json!({ "request": request })).await
    })
}

/// The newest first.
pub async fn own_requests(ctx: &Ctx) -> Result<Vec<RequestView>, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    let rows = data_requests::Entity::find()
        .filter(data_requests::Column::PersonId.eq(ctx.signed_in()?.person))
        .order_by_desc(data_requests::Column::MadeAt)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter().map(view).collect()
}

/// What the law would keep of the own data today, so that nobody asks without knowing.
pub async fn own_kept(ctx: &Ctx) -> Result<Vec<Kept>, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    kept(ctx.db.reader(), ctx.signed_in()?.person, ctx.now()).await
}

/// True once a deletion was answered: nothing happens with the data but that it is kept.
pub(crate) async fn is_restricted<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<bool, Fault> {
    let answered = data_requests::Entity::find().filter(data_requests::Column::PersonId.eq(person)).filter(shut_away());
    Ok(answered.one(db).await?.is_some())
}

/// The requests whose answer still keeps the data of their person out of use.
pub(super) fn shut_away() -> Condition {
    Condition::all()
        .add(data_requests::Column::Decision.is_in(["restricted", "erased"]))
        .add(data_requests::Column::LiftedAt.is_null())
}

pub(super) async fn kept<C: ConnectionTrait>(db: &C, person: Uuid, now: Instant) -> Result<Vec<Kept>, Fault> {
    let mut kept = Vec::new();
    let certificate = certificates::Entity::find().filter(certificates::Column::PersonId.eq(person));
    if certificate.one(db).await?.is_some() {
        kept.push(Kept::CertificateRegister);
    }
    let recent = attempts::Entity::find()
        .filter(attempts::Column::PersonId.eq(person))
        .filter(attempts::Column::StartedAt.gt(now.minus_ms(EXAM_RECORDS_MS).0));
    if recent.one(db).await?.is_some() {
        kept.push(Kept::ExamRecords);
    }
    let employed = enterprise_members::Entity::find()
        .filter(enterprise_members::Column::PersonId.eq(person))
        .filter(enterprise_members::Column::LeftAt.is_null());
    if employed.one(db).await?.is_some() {
        kept.push(Kept::Employment);
    }
    if registrations::Entity::find().filter(registrations::Column::PersonId.eq(person)).one(db).await?.is_some() {
        kept.push(Kept::LabourLedger);
    }
    Ok(kept)
}

async fn write(ctx: &Ctx, kind: RequestKind, name: Option<&str>, reason: &str) -> Result<(), Fault> {
    let person = ctx.signed_in()?.person;
    crate::transact!(ctx, |tx| {
        let row = data_requests::Model {
            id: ctx.new_id(),
            person_id: person,
            kind: kind.code().to_owned(),
            new_name: name.map(str::to_owned),
            old_name: None,
            reason: reason.trim().to_owned(),
            made_at: ctx.now().0,
            decided_at: None,
            decided_by: None,
            office_id: None,
            enterprise_id: None,
            decision: None,
            reply: None,
            kept: None,
            lifted_at: None,
            lifted_by: None,
            lifted_reason: None,
        };
        let facts = json!({ "request": row.id, "kind": kind });
        data_requests::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("people.request_open_already")))?;
        audit::record(tx, ctx, "make_request", ("person", person), facts).await
    })
}

fn check_reason(reason: &str) -> Result<(), Refusal> {
    worded(reason, 4..=300, || Refusal::on("reason", "people.request_reason_length")).map(|_| ())
}

fn view(row: data_requests::Model) -> Result<RequestView, Fault> {
    Ok(RequestView {
        id: row.id,
        kind: RequestKind::parse(&row.kind)?,
        new_name: row.new_name,
        old_name: row.old_name,
        reason: row.reason,
        made_at: Moment(Instant(row.made_at)),
        decided_at: row.decided_at.map(|at| Moment(Instant(at))),
        decision: row.decision,
        reply: row.reply,
        kept: row.kept.iter().flat_map(|codes| codes.split(' ')).map(str::to_owned).collect(),
        lifted_at: row.lifted_at.map(|at| Moment(Instant(at))),
    })
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
