//! Which payments of wages are on record about the signed-in person?

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::calendar::Month;
use crate::entity::{payment_results, payment_rows, payment_steps, payment_withdrawals, projects, registrations};
use crate::people::identity::confirmed;
use crate::permissions::{Object, Verb, require};
use crate::wages::{BankOutcome, PaymentKind, StepKind};
use crate::{Ctx, Fault, Instant};

/// More than anybody is paid in many years.
const MOST: u64 = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPayment {
    pub project_name: String,
    pub month: Month,
    pub kind: PaymentKind,
    /// 应发
    pub payable_fen: i64,
    /// what is rightly held back
    pub deducted_fen: i64,
    /// What is on the card by the bank's last word; none while it has not answered.
    pub paid_fen: Option<i64>,
    /// 未足额: less than 应发 after what is held back
    pub is_underpaid: bool,
    /// What the bank said last; none while it has not answered.
    pub outcome: Option<BankOutcome>,
    pub at: Option<Instant>,
}

/// The payments that were sent to a bank, the newest month first; none before the identity is confirmed.
pub async fn own_payments(ctx: &Ctx) -> Result<Vec<OwnPayment>, Fault> {
    require(ctx, Verb::View, Object::Payment)?;
    let (db, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let own = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::Id)
        .filter(registrations::Column::PersonId.in_subquery(confirmed(Some(person))));
    let lines = payment_rows::Entity::find()
        .filter(payment_rows::Column::RegistrationId.in_subquery(own.into_query()))
        .order_by_desc(payment_rows::Column::Month)
        .order_by_desc(payment_rows::Column::Id)
        .limit(MOST)
        .all(db)
        .await?;
    let withdrawn = payment_withdrawals::Entity::find()
        .filter(payment_withdrawals::Column::PaymentRowId.is_in(lines.iter().map(|line| line.id)))
        .filter(payment_withdrawals::Column::UndoneAt.is_null());
    let withdrawn: Vec<Uuid> = withdrawn.all(db).await?.into_iter().map(|row| row.payment_row_id).collect();
    let sent = payment_steps::Entity::find()
        .filter(payment_steps::Column::PaymentBatchId.is_in(lines.iter().map(|line| line.payment_batch_id)))
        .filter(payment_steps::Column::Kind.eq(StepKind::Sent.code()));
    let sent: Vec<Uuid> = sent.all(db).await?.into_iter().map(|step| step.payment_batch_id).collect();
    let answers = payment_results::Entity::find()
        .filter(payment_results::Column::PaymentRowId.is_in(lines.iter().map(|line| line.id)))
        .filter(payment_results::Column::WithdrawnAt.is_null())
        .order_by_asc(payment_results::Column::Number);
    // the last one stays
    let answers: BTreeMap<Uuid, payment_results::Model> =
        answers.all(db).await?.into_iter().map(|row| (row.payment_row_id, row)).collect();
    let sites = projects::Entity::find().filter(projects::Column::Id.is_in(lines.iter().map(|line| line.project_id)));
    let names: BTreeMap<Uuid, String> = sites.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    lines
        .into_iter()
        .filter(|line| sent.contains(&line.payment_batch_id) && !withdrawn.contains(&line.id))
        .map(|line| {
            let answer = answers.get(&line.id);
            let broken = || Fault::internal("a stored payment that nobody knows");
            let outcome = answer.map(|row| BankOutcome::parse(&row.outcome).ok_or_else(broken)).transpose()?;
            let on_card = |row: &payment_results::Model| {
                if outcome == Some(BankOutcome::Succeeded) { row.amount_fen } else { 0 }
            };
            let paid_fen = answer.map(on_card);
            let net_fen = line.payable_fen.saturating_sub(line.deducted_fen);
            Ok(OwnPayment {
                project_name: names.get(&line.project_id).cloned().unwrap_or_default(),
                month: Month::parse(&line.month)?,
                kind: PaymentKind::parse(&line.kind).ok_or_else(broken)?,
                payable_fen: line.payable_fen,
                deducted_fen: line.deducted_fen,
                paid_fen,
                is_underpaid: paid_fen.is_some_and(|paid| paid < net_fen),
                outcome,
                at: answer.map(|row| Instant(row.at)),
            })
        })
        .collect()
}
