//! To which card do a worker's wages go, since when, and to which before (R-042 工资卡信息, R-056)?

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;
use uuid::Uuid;

use super::rows::{CARD, cards_of};
use super::scope::{own, visible};
use super::{Origin, account, reason};
use crate::entity::{people, wage_cards};
use crate::people::PersonName;
use crate::permissions::{Object, Verb};
use crate::workers::{CardNumber, Codes, Findings, WageCard, Warning, check_wage_card};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Debug)]
pub struct NewCard<'a> {
    pub number: &'a str,
    pub bank: &'a str,
    pub bank_name: &'a str,
    pub branch: &'a str,
    pub link_number: &'a str,
    /// as it stands on the card
    pub holder: &'a str,
    pub since: Day,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardSet {
    pub card: Uuid,
    pub warnings: Vec<Warning>,
    /// Other people to whom this card is written down: somebody must look.
    pub shared_with: u64,
}

/// A card as it is shown; its number stays masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    pub id: Uuid,
    pub number_masked: String,
    pub bank: String,
    pub bank_name: String,
    pub branch: Option<String>,
    pub holder: String,
    pub since: Day,
    pub recorded_at: Instant,
    /// Why it no longer counts, when it was taken back.
    pub withdrawn: Option<String>,
}

/// From a day on the wages of this project go to this card; those before stay on record.
pub async fn change_card(ctx: &Ctx, registration: Uuid, new: &NewCard<'_>, origin: Origin) -> Result<CardSet, Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    crate::transact!(ctx, |tx| {
        let set = insert(tx, ctx, (row.project_id, row.person_id), new, origin).await?;
        let facts = json!({
            "card": set.card, "project": row.project_id, "since": new.since, "batch": origin.batch(),
        });
        audit::record(tx, ctx, "change_card", ("person", row.person_id), facts).await?;
        Ok(set)
    })
}

pub(super) async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (project, person): (Uuid, Uuid),
    new: &NewCard<'_>,
    origin: Origin,
) -> Result<CardSet, Fault> {
    let row = people::Entity::find_by_id(person).one(tx).await?.ok_or(Fault::NotFound)?;
    let (card, warnings) = read(ctx, new, &row.name)?;
    let stored = card_row(ctx, (project, person), card, origin)?;
    let (id, index) = (stored.id, stored.number_index.clone());
    wage_cards::Entity::insert(stored.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, card_of_that_day()))?;
    Ok(CardSet { card: id, warnings, shared_with: shared_with(tx, person, &index).await? })
}

pub(super) fn card_of_that_day() -> Refusal {
    Refusal::on("card_since", "workers.card_of_that_day")
}

pub(super) fn card_row(
    ctx: &Ctx,
    (project, person): (Uuid, Uuid),
    card: WageCard,
    origin: Origin,
) -> Result<wage_cards::Model, Fault> {
    let number = card.number.as_str();
    Ok(wage_cards::Model {
        id: ctx.new_id(),
        person_id: person,
        number_sealed: ctx.vault.seal(ctx.random.as_ref(), CARD, number.as_bytes())?,
        number_index: ctx.vault.index("card", number)?,
        bank: card.bank,
        bank_name: card.bank_name,
        branch: card.branch,
        link_number: card.link_number,
        holder: card.holder.as_str().to_owned(),
        since_on: card.since.to_string(),
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: origin.batch(),
        project_id: Some(project),
    })
}

/// The card that a form states, or everything that is wrong with it. The holder may stay empty: it is the worker.
pub(super) fn read(ctx: &Ctx, new: &NewCard<'_>, name: &str) -> Result<(WageCard, Vec<Warning>), Fault> {
    let optional = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut findings = Findings::default();
    let worker = PersonName::parse(name)?;
    let number = findings.take(CardNumber::parse(new.number));
    let holder = match new.holder.trim() {
        "" => Some(worker.clone()),
        typed => findings.take(PersonName::parse(typed)),
    };
    let (Some(number), Some(holder)) = (number, holder) else { return Err(Fault::Refused(findings.refusals)) };
    let card = WageCard {
        number,
        bank: new.bank.trim().to_owned(),
        bank_name: new.bank_name.trim().to_owned(),
        branch: optional(new.branch),
        link_number: optional(new.link_number),
        holder,
        since: new.since,
    };
    findings.add(check_wage_card(&card, &worker, ctx.now().day(), Codes::built_in()));
    findings.settle().map(|warnings| (card, warnings))
}

async fn shared_with<C: ConnectionTrait>(db: &C, person: Uuid, index: &str) -> Result<u64, Fault> {
    use sea_orm::{PaginatorTrait, QuerySelect};
    let others = wage_cards::Entity::find()
        .select_only()
        .column(wage_cards::Column::PersonId)
        .distinct()
        .filter(wage_cards::Column::NumberIndex.eq(index))
        .filter(wage_cards::Column::PersonId.ne(person))
        .filter(wage_cards::Column::WithdrawnAt.is_null());
    Ok(others.count(db).await?)
}

/// A card that was written down wrongly.
pub async fn withdraw_card(ctx: &Ctx, registration: Uuid, card: Uuid, why: &str) -> Result<(), Fault> {
    let row = own(ctx, Verb::Edit, Object::Worker, registration).await?;
    let why = reason(why)?;
    crate::transact!(ctx, |tx| {
        let withdrawn = wage_cards::Entity::update_many()
            .col_expr(wage_cards::Column::WithdrawnBy, Expr::value(account(ctx)))
            .col_expr(wage_cards::Column::WithdrawnAt, Expr::value(ctx.now().0))
            .col_expr(wage_cards::Column::WithdrawnReason, Expr::value(why.clone()))
            .filter(wage_cards::Column::Id.eq(card))
            .filter(wage_cards::Column::PersonId.eq(row.person_id))
            .filter(wage_cards::Column::ProjectId.eq(row.project_id))
            .filter(wage_cards::Column::WithdrawnAt.is_null())
            .exec(tx)
            .await?;
        if withdrawn.rows_affected != 1 {
            return Err(Fault::NotFound);
        }
        audit::record(tx, ctx, "withdraw_card", ("person", row.person_id), json!({ "card": card })).await
    })
}

/// Every card of a registration's person on its project, those taken back included, the newest first.
pub async fn cards(ctx: &Ctx, registration: Uuid) -> Result<Vec<CardView>, Fault> {
    let row = visible(ctx, Object::Worker, registration).await?;
    views(ctx, row.project_id, row.person_id).await
}

pub(super) async fn views(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<Vec<CardView>, Fault> {
    let rows = wage_cards::Entity::find()
        .filter(wage_cards::Column::ProjectId.eq(project))
        .filter(wage_cards::Column::PersonId.eq(person))
        .order_by_desc(wage_cards::Column::SinceOn)
        .order_by_desc(wage_cards::Column::Id);
    rows.all(ctx.db.reader()).await?.into_iter().map(|row| view(ctx, row)).collect()
}

fn view(ctx: &Ctx, row: wage_cards::Model) -> Result<CardView, Fault> {
    Ok(CardView {
        id: row.id,
        number_masked: crate::people::masked_digits(&ctx.vault.open_text(CARD, &row.number_sealed)?),
        bank: row.bank,
        bank_name: row.bank_name,
        branch: row.branch,
        holder: row.holder,
        since: super::rows::day(&row.since_on)?,
        recorded_at: Instant(row.recorded_at),
        withdrawn: row.withdrawn_reason,
    })
}

/// The number of the card in use today, in clear.
pub(super) async fn number_in_use(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<Option<String>, Fault> {
    let cards: Vec<WageCard> =
        cards_of(ctx.db.reader(), ctx, (project, person)).await?.into_iter().map(|(_, card)| card).collect();
    Ok(crate::workers::card_on(&cards, ctx.now().day()).map(|card| card.number.as_str().to_owned()))
}
