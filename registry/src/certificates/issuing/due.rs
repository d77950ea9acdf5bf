//! Which passes give a certificate, and which are used up?

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::certificates::Status;
use crate::entity::{attempts, certificate_statuses, certificates, exams, offices, people, results};
use crate::people::identity;
use crate::{Ctx, Fault, Instant, Refusal};

/// Refusals of a pass that gives no certificate.
pub(super) const SPENT: [&str; 2] = ["certificates.already_certified", "certificates.pass_used"];

/// A released pass of a certification, with what its certificate will say.
pub(in crate::certificates) struct Pass {
    pub attempt: Uuid,
    pub person: people::Model,
    pub office: offices::Model,
    pub course: Option<Uuid>,
    pub sat_at: Instant,
    pub graded_at: Instant,
}

/// The pass of this attempt, if it is one that counts.
pub(in crate::certificates) async fn find(ctx: &Ctx, attempt: Uuid) -> Result<Option<Pass>, Fault> {
    let db = ctx.db.reader();
    let result: Option<(Uuid, i64, Uuid, Option<Uuid>, i64)> = counting()
        .select_only()
        .columns([results::Column::PersonId, results::Column::GradedAt])
        .columns([exams::Column::OfficeId, exams::Column::CourseId])
        .column(attempts::Column::StartedAt)
        .filter(results::Column::AttemptId.eq(attempt))
        .into_tuple()
        .one(db)
        .await?;
    let Some((person, graded_at, office, course, started_at)) = result else { return Ok(None) };
    Ok(Some(Pass {
        attempt,
        person: people::Entity::find_by_id(person).one(db).await?.ok_or(Fault::NotFound)?,
        office: offices::Entity::find_by_id(office).one(db).await?.ok_or(Fault::NotFound)?,
        course,
        sat_at: Instant(started_at),
        graded_at: Instant(graded_at),
    }))
}

/// Released passes without a certificate, oldest first; those that are used up are left out.
pub(super) async fn attempts(ctx: &Ctx) -> Result<Vec<Uuid>, Fault> {
    Ok(waiting().order_by_asc(results::Column::ReleasedAt).into_tuple().all(ctx.db.reader()).await?)
}

/// Those of one person, who is held by the caller.
pub(super) async fn attempts_of(tx: &DatabaseTransaction, person: Uuid) -> Result<Vec<Uuid>, Fault> {
    Ok(waiting().filter(results::Column::PersonId.eq(person)).into_tuple().all(tx).await?)
}

/// Whether the pass counts still: until this transaction ends, nobody takes back the identity that released it.
pub(super) async fn check_released(tx: &DatabaseTransaction, pass: &Pass) -> Result<(), Fault> {
    identity::lock(tx, pass.person.id).await?;
    let counts = counting().select_only().column(results::Column::AttemptId);
    let counts = counts.filter(results::Column::AttemptId.eq(pass.attempt)).into_tuple::<Uuid>();
    counts.one(tx).await?.map(drop).ok_or(Fault::Busy)
}

/// The predecessor of this pass's certificate: the newest that the same office gave the same person. It must have ended
/// before the pass was graded, or a revoked person would be certified again by an old pass.
pub(super) async fn check_unspent(tx: &DatabaseTransaction, pass: &Pass) -> Result<Option<certificates::Model>, Fault> {
    let earlier = certificates::Entity::find()
        .filter(certificates::Column::PersonId.eq(pass.person.id))
        .filter(certificates::Column::OfficeId.eq(pass.office.id))
        .order_by_asc(certificates::Column::ReservedAt)
        .all(tx)
        .await?;
    let ends = ends_of(tx, &earlier).await?;
    for row in &earlier {
        if row.attempt_id == Some(pass.attempt) {
            // it was reserved since the caller looked
            return Err(Fault::Busy);
        }
        let end = ends.iter().find(|end| end.certificate_id == row.id);
        match end {
            None => return Err(Refusal::new("certificates.already_certified").into()),
            Some(end) if end.at > pass.graded_at.0 => return Err(Refusal::new("certificates.pass_used").into()),
            Some(_) => {}
        }
    }
    Ok(earlier.into_iter().last())
}

async fn ends_of<C: ConnectionTrait>(
    db: &C,
    rows: &[certificates::Model],
) -> Result<Vec<certificate_statuses::Model>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ends = certificate_statuses::Entity::find()
        .filter(certificate_statuses::Column::CertificateId.is_in(rows.iter().map(|row| row.id)))
        .filter(certificate_statuses::Column::Status.is_in(final_codes()));
    Ok(ends.all(db).await?)
}

fn counting() -> sea_orm::Select<results::Entity> {
    let exam = results::Entity::belongs_to(exams::Entity).from(results::Column::ExamId).to(exams::Column::Id);
    let attempt =
        results::Entity::belongs_to(attempts::Entity).from(results::Column::AttemptId).to(attempts::Column::Id);
    results::Entity::find()
        .join(JoinType::InnerJoin, exam.into())
        .join(JoinType::InnerJoin, attempt.into())
        .filter(results::Column::Outcome.eq("passed"))
        .filter(results::Column::ReleasedAt.is_not_null())
        .filter(exams::Column::Kind.eq("certification"))
        .filter(attempts::Column::State.eq("finished"))
}

/// The attempts of passes whose certificate is due.
fn waiting() -> sea_orm::Select<results::Entity> {
    counting()
        .select_only()
        .column(results::Column::AttemptId)
        .filter(Expr::exists(own_certificate()).not())
        .filter(Expr::exists(spending_certificate()).not())
}

fn own_certificate() -> SelectStatement {
    certificates::Entity::find()
        .select_only()
        .column(certificates::Column::Id)
        .filter(column(certificates::Column::AttemptId).eq(Expr::col((results::Entity, results::Column::AttemptId))))
        .into_query()
}

/// [`check_unspent`] in one statement.
fn spending_certificate() -> SelectStatement {
    use certificate_statuses::Column as End;
    let end = |end: End| Expr::col((certificate_statuses::Entity, end));
    let ended_before = certificate_statuses::Entity::find()
        .select_only()
        .column(End::Id)
        .filter(end(End::CertificateId).eq(column(certificates::Column::Id)))
        .filter(End::Status.is_in(final_codes()))
        .filter(end(End::At).lte(Expr::col((results::Entity, results::Column::GradedAt))))
        .into_query();
    let same_person_and_office = Condition::all()
        .add(column(certificates::Column::PersonId).eq(Expr::col((results::Entity, results::Column::PersonId))))
        .add(column(certificates::Column::OfficeId).eq(Expr::col((exams::Entity, exams::Column::OfficeId))));
    certificates::Entity::find()
        .select_only()
        .column(certificates::Column::Id)
        .filter(same_person_and_office)
        .filter(Expr::exists(ended_before).not())
        .into_query()
}

fn column(column: certificates::Column) -> Expr {
    Expr::col((certificates::Entity, column))
}

fn final_codes() -> impl Iterator<Item = &'static str> {
    Status::ALL.into_iter().filter(|status| status.is_final()).map(Status::code)
}
