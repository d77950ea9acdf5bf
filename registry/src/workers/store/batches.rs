//! What did a file or a feed bring about a project's people, and what happens when it is taken back?
//!
//! Taken back are registrations, exits, contracts, trainings and cards; they stay readable with the reason. What people
//! and teams there are is not undone: others may have built on them.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::holding::{Differing, tell, tell_of_contracts};
use super::moving::{keep_summary, refuse_overlaps, take_back};
use super::registering::insert_stay;
use super::rows::registration_of;
use super::scope::own_project;
use super::{Origin, account, reason};
use crate::entity::{contracts, registration_stays, registrations, wage_cards, worker_trainings};
use crate::permissions::{Object, Verb};
use crate::projects::store::lock;
use crate::workers::{Registration, Stay, Stays};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit};

/// What would be, or was, taken back; and what was added by others meanwhile to registrations that go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    pub registrations: u64,
    /// Exits that never happened: their people are on site again.
    pub exits: u64,
    pub contracts: u64,
    pub trainings: u64,
    pub cards: u64,
    /// Contracts and trainings of people whose only registration goes.
    pub resting: u64,
}

pub async fn consequences(ctx: &Ctx, project: Uuid, batch: Uuid) -> Result<Consequences, Fault> {
    own_project(ctx, Verb::Edit, Object::Worker, project).await?;
    counted(ctx.db.reader(), project, batch).await
}

/// Takes a batch back as far as this project goes, once.
pub async fn undo(ctx: &Ctx, project: Uuid, batch: Uuid, why: &str) -> Result<Consequences, Fault> {
    own_project(ctx, Verb::Edit, Object::Worker, project).await?;
    let why = reason(why)?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let consequences = undo_within(tx, ctx, project, batch, &why).await?;
        let facts = json!({
            "batch": batch, "registrations": consequences.registrations, "exits": consequences.exits,
            "contracts": consequences.contracts, "trainings": consequences.trainings, "cards": consequences.cards,
        });
        audit::record(tx, ctx, "undo_workers", ("project", project), facts).await?;
        Ok(consequences)
    })
}

/// The project is held already.
pub(super) async fn undo_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    batch: Uuid,
    why: &str,
) -> Result<Consequences, Fault> {
    let consequences = counted(tx, project, batch).await?;
    if (Consequences { resting: 0, ..consequences }) == Consequences::default() {
        return Err(Refusal::new("workers.batch_undone_already").into());
    }
    let mut differing = Vec::new();
    for row in registrations_of_batch(project, batch).all(tx).await? {
        differing.push((row.person_id, begin_of(&row)?));
        take_back(tx, ctx, row.id, why).await?;
    }
    for stay in exits_of_batch(project, batch).all(tx).await? {
        let (person, from) = reopen(tx, ctx, &stay, why).await?;
        differing.push((person, from));
    }
    let gone = contracts::Entity::find().filter(contracts_of_batch(project, batch)).all(tx).await?;
    withdraw_rest(tx, ctx, project, batch, why).await?;
    tell(tx, ctx, project, &differing).await?;
    tell_of_contracts(tx, ctx, project, &gone).await?;
    Ok(consequences)
}

/// The earliest day that the registration says anything about.
fn begin_of(row: &registrations::Model) -> Result<Day, Fault> {
    let registered = Instant(row.registered_at).day();
    Ok(row.entered_on.as_deref().map(super::rows::day).transpose()?.map_or(registered, |day| day.min(registered)))
}

pub(super) async fn counted<C: ConnectionTrait>(db: &C, project: Uuid, batch: Uuid) -> Result<Consequences, Fault> {
    let gone =
        registrations_of_batch(project, batch).select_only().column(registrations::Column::PersonId).into_query();
    let of_others =
        Condition::any().add(contracts::Column::BatchId.is_null()).add(contracts::Column::BatchId.ne(batch));
    let contracts_resting = contracts::Entity::find()
        .filter(contracts::Column::ProjectId.eq(project))
        .filter(contracts::Column::PersonId.in_subquery(gone.clone()))
        .filter(contracts::Column::WithdrawnAt.is_null())
        .filter(of_others);
    let of_others = Condition::any()
        .add(worker_trainings::Column::BatchId.is_null())
        .add(worker_trainings::Column::BatchId.ne(batch));
    let trainings_resting = worker_trainings::Entity::find()
        .filter(worker_trainings::Column::ProjectId.eq(project))
        .filter(worker_trainings::Column::PersonId.in_subquery(gone))
        .filter(worker_trainings::Column::WithdrawnAt.is_null())
        .filter(of_others);
    Ok(Consequences {
        registrations: registrations_of_batch(project, batch).count(db).await?,
        exits: exits_of_batch(project, batch).count(db).await?,
        contracts: contracts::Entity::find().filter(contracts_of_batch(project, batch)).count(db).await?,
        trainings: worker_trainings::Entity::find().filter(trainings_of_batch(project, batch)).count(db).await?,
        cards: wage_cards::Entity::find().filter(cards_of_batch(project, batch)).count(db).await?,
        resting: contracts_resting.count(db).await? + trainings_resting.count(db).await?,
    })
}

fn registrations_of_batch(project: Uuid, batch: Uuid) -> sea_orm::Select<registrations::Entity> {
    registrations::Entity::find()
        .filter(registrations::Column::BatchId.eq(batch))
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::WithdrawnAt.is_null())
}

/// Exits that the batch brought for registrations that it did not.
fn exits_of_batch(project: Uuid, batch: Uuid) -> sea_orm::Select<registration_stays::Entity> {
    let of_others =
        Condition::any().add(registrations::Column::BatchId.is_null()).add(registrations::Column::BatchId.ne(batch));
    let others = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::Id)
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::WithdrawnAt.is_null())
        .filter(of_others);
    registration_stays::Entity::find()
        .filter(registration_stays::Column::ExitBatchId.eq(batch))
        .filter(registration_stays::Column::WithdrawnAt.is_null())
        .filter(registration_stays::Column::RegistrationId.in_subquery(others.into_query()))
}

fn contracts_of_batch(project: Uuid, batch: Uuid) -> Condition {
    Condition::all()
        .add(contracts::Column::BatchId.eq(batch))
        .add(contracts::Column::ProjectId.eq(project))
        .add(contracts::Column::WithdrawnAt.is_null())
}

fn trainings_of_batch(project: Uuid, batch: Uuid) -> Condition {
    Condition::all()
        .add(worker_trainings::Column::BatchId.eq(batch))
        .add(worker_trainings::Column::ProjectId.eq(project))
        .add(worker_trainings::Column::WithdrawnAt.is_null())
}

fn cards_of_batch(project: Uuid, batch: Uuid) -> Condition {
    Condition::all()
        .add(wage_cards::Column::BatchId.eq(batch))
        .add(wage_cards::Column::ProjectId.eq(project))
        .add(wage_cards::Column::WithdrawnAt.is_null())
}

/// The stay as it was before the batch ended it; whose it is, and since when it differs.
async fn reopen(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    stay: &registration_stays::Model,
    why: &str,
) -> Result<Differing, Fault> {
    registration_stays::Entity::update_many()
        .col_expr(registration_stays::Column::WithdrawnBy, Expr::value(account(ctx)))
        .col_expr(registration_stays::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(registration_stays::Column::WithdrawnReason, Expr::value(why))
        .filter(registration_stays::Column::Id.eq(stay.id))
        .exec(tx)
        .await?;
    let (_, known) = registration_of(tx, stay.registration_id).await?;
    let open = Stay { entered: super::rows::day(&stay.entered_on)?, left: None };
    let stays = Stays::new(known.stays.iter().chain([open]).collect(), ctx.now().day()).map_err(Fault::Refused)?;
    let known = Registration { stays, ..known };
    refuse_overlaps(tx, &known).await?;
    insert_stay(tx, ctx, stay.registration_id, open, Origin::ByHand).await?;
    keep_summary(tx, stay.registration_id, &known.stays).await?;
    let left = stay.left_on.as_deref().map(super::rows::day).transpose()?;
    Ok((known.person, left.unwrap_or(open.entered)))
}

async fn withdraw_rest(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    batch: Uuid,
    why: &str,
) -> Result<(), Fault> {
    macro_rules! withdraw {
        ($($table:ident, $of_batch:expr;)*) => {$(
            $table::Entity::update_many()
                .col_expr($table::Column::WithdrawnBy, Expr::value(account(ctx)))
                .col_expr($table::Column::WithdrawnAt, Expr::value(ctx.now().0))
                .col_expr($table::Column::WithdrawnReason, Expr::value(why))
                .filter($of_batch)
                .exec(tx)
                .await?;
        )*};
    }
    withdraw! {
        contracts, contracts_of_batch(project, batch);
        worker_trainings, trainings_of_batch(project, batch);
        wage_cards, cards_of_batch(project, batch);
    }
    Ok(())
}
