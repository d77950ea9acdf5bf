//! How do the rows become what the rules judge, and which of them give a right at this moment?

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, LockType, SelectStatement},
};
use uuid::Uuid;

use crate::certificates::{Status, Step};
use crate::entity::{bindings, certificates, people};
use crate::filings::{Binding, Duty, Employment, Level, Nomination, Post, Proposer, Wish};
use crate::{Day, Fault, Instant};

/// The condition on `bindings`: confirmed, not ended, by a certificate that is valid. It stands in the query of every
/// request; whether the enterprise's acceptance stands is read beside it.
pub(crate) fn in_force() -> Condition {
    Condition::all()
        .add(bindings::Column::ConfirmedAt.is_not_null())
        .add(bindings::Column::EndedAt.is_null())
        .add(Expr::exists(valid_certificate()))
}

/// The projects where an officer is bound by a valid certificate, whatever the duty: every other one is without.
pub(super) fn manned() -> SelectStatement {
    bindings::Entity::find()
        .select_only()
        .column(bindings::Column::ProjectId)
        .filter(bindings::Column::ProjectId.is_not_null())
        .filter(in_force())
        .into_query()
}

/// Asked for or confirmed, and neither declined nor ended; in the order in which officers are locked.
pub(super) fn open_on(project: Uuid) -> Select<bindings::Entity> {
    bindings::Entity::find()
        .filter(bindings::Column::ProjectId.eq(project))
        .filter(bindings::Column::DeclinedAt.is_null())
        .filter(bindings::Column::EndedAt.is_null())
        .order_by_asc(bindings::Column::PersonId)
}

/// The same of whatever rests on one certificate.
pub(super) fn open_by(certificate: Uuid) -> Select<bindings::Entity> {
    bindings::Entity::find()
        .filter(bindings::Column::CertificateId.eq(certificate))
        .filter(bindings::Column::DeclinedAt.is_null())
        .filter(bindings::Column::EndedAt.is_null())
        .order_by_asc(bindings::Column::Id)
}

fn valid_certificate() -> SelectStatement {
    certificates::Entity::find()
        .select_only()
        .column(certificates::Column::Id)
        .filter(
            Expr::col((certificates::Entity, certificates::Column::Id))
                .eq(Expr::col((bindings::Entity, bindings::Column::CertificateId))),
        )
        .filter(certificates::Column::Status.eq(Status::Valid.code()))
        .filter(certificates::Column::Step.eq(Step::Issued.code()))
        .into_query()
}

/// Everything about one officer is written in turn.
pub(super) async fn lock_person(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    let row = people::Entity::find_by_id(person).lock(LockType::NoKeyUpdate).one(tx).await?;
    row.map(|_| ()).ok_or(Fault::NotFound)
}

pub(super) async fn of_person<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<Vec<Binding>, Fault> {
    let rows = bindings::Entity::find()
        .filter(bindings::Column::PersonId.eq(person))
        .order_by_asc(bindings::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(binding).collect()
}

/// What of a person's bindings is looked at when this side asks for one. What is assigned and was not accepted stands in the
/// way of nothing but the same once more; an enterprise learns by asking only what it knows itself, and the rest is looked at
/// when the officer accepts.
pub(super) async fn looked_at_for(
    tx: &DatabaseTransaction,
    person: Uuid,
    wish: &Wish,
    by: Proposer,
) -> Result<Vec<Binding>, Fault> {
    let rows = bindings::Entity::find()
        .filter(bindings::Column::PersonId.eq(person))
        .order_by_asc(bindings::Column::Id)
        .all(tx)
        .await?;
    let is_of_it = |row: &bindings::Model| row.enterprise_id == wish.enterprise;
    let is_the_same = |row: &bindings::Model| is_of_it(row) && row.project_id == wish.post.project();
    let counts = |row: &&bindings::Model| match by {
        Proposer::Officer => row.confirmed_at.is_some() || row.proposed_by == by.code() || is_the_same(row),
        Proposer::Enterprise => is_of_it(row),
    };
    rows.iter().filter(counts).map(binding).collect()
}

pub(super) async fn status_of<C: ConnectionTrait>(db: &C, certificate: Uuid) -> Result<Status, Fault> {
    let row = certificates::Entity::find_by_id(certificate).one(db).await?.ok_or(Fault::NotFound)?;
    status(&row)
}

pub(super) fn status(row: &certificates::Model) -> Result<Status, Fault> {
    Status::parse(&row.status).ok_or_else(|| unknown(&row.status))
}

pub(super) fn binding(row: &bindings::Model) -> Result<Binding, Fault> {
    let level = Level::parse(&row.level).ok_or_else(|| unknown(&row.level))?;
    let post = match (level, row.project_id, row.duty.as_deref()) {
        (Level::Enterprise, None, None) => Post::Enterprise,
        (Level::Project, Some(project), Some(duty)) => {
            Post::Project { project, duty: Duty::parse(duty).ok_or_else(|| unknown(duty))? }
        }
        _ => return Err(Fault::internal("a binding to neither an enterprise nor a project")),
    };
    Ok(Binding {
        id: row.id,
        person: row.person_id,
        certificate: row.certificate_id,
        enterprise: row.enterprise_id,
        post,
        employment: Employment::parse(&row.employment).ok_or_else(|| unknown(&row.employment))?,
        joined: Day::parse(&row.joined_on).ok_or_else(|| unknown(&row.joined_on))?,
        asked_at: Instant(row.asked_at),
        confirmed_at: row.confirmed_at.map(Instant),
        declined_at: row.declined_at.map(Instant),
        ended_at: row.ended_at.map(Instant),
    })
}

pub(super) fn proposer(row: &bindings::Model) -> Result<Proposer, Fault> {
    Proposer::parse(&row.proposed_by).ok_or_else(|| unknown(&row.proposed_by))
}

pub(super) fn nomination(row: &bindings::Model) -> Nomination {
    Nomination { experience_years: row.experience_years, statement: row.employer_statement.clone() }
}

fn unknown(stored: &str) -> Fault {
    Fault::internal(format!("{stored} is stored in a binding"))
}
