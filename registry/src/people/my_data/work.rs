//! What do the project records hold about a person's work: where, under which contracts, with which papers?

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Serialize;
use uuid::Uuid;

use super::Moment;
use crate::attendance::store::{OwnMonth, own_months};
use crate::entity::{
    contracts, enterprises, gate_denials, gate_refusals, person_particulars, person_phone_changes, projects,
    registration_stays, registrations, wage_cards, worker_trainings,
};
use crate::people::store::identity_is_confirmed;
use crate::wages::BankOutcome;
use crate::wages::store::{OwnPayment, own_payments};
use crate::{Ctx, Fault, Instant};

/// What was taken back says why; it is stored all the same.
#[derive(Clone, Default, Serialize)]
pub struct Work {
    pub documents: Vec<DocumentData>,
    pub registrations: Vec<RegistrationData>,
    pub contracts: Vec<ContractData>,
    pub trainings: Vec<TrainingData>,
    pub wage_cards: Vec<CardData>,
    pub refusals_at_gates: Vec<GateData>,
    /// those that gave way when a site registered the person
    pub phones: Vec<PhoneData>,
    pub attendance_months: Vec<AttendanceData>,
    pub payments: Vec<PaymentData>,
}

#[derive(Clone, Serialize)]
pub struct DocumentData {
    pub ethnic_group: String,
    pub address: String,
    pub issuer: String,
    pub valid_from: Option<String>,
    pub valid_until: Option<String>,
    pub household: Option<String>,
    pub education: Option<String>,
    pub qualifications: serde_json::Value,
    pub recorded_at: Moment,
}

#[derive(Clone, Serialize)]
pub struct RegistrationData {
    pub project: String,
    pub enterprise: String,
    pub role: String,
    pub trade: String,
    pub post: String,
    pub registered_at: Moment,
    /// entry and exit
    pub stays: Vec<(String, Option<String>)>,
    pub withdrawn: Option<String>,
}

#[derive(Clone, Serialize)]
pub struct ContractData {
    pub project: String,
    pub employer: String,
    pub kind: String,
    pub signed_on: String,
    pub starts_on: String,
    pub ends_on: Option<String>,
    pub dissolved_on: Option<String>,
    pub pay_basis: String,
    /// null where it is not known
    pub rate_fen: Option<i64>,
    pub withdrawn: Option<String>,
}

#[derive(Clone, Serialize)]
pub struct TrainingData {
    pub project: String,
    pub kind: String,
    pub day: String,
    pub minutes: i32,
    pub result: String,
    pub withdrawn: Option<String>,
}

#[derive(Clone, Serialize)]
pub struct CardData {
    pub number: String,
    pub bank: String,
    pub since: String,
    pub withdrawn: Option<String>,
}

#[derive(Clone, Serialize)]
pub struct GateData {
    pub project: String,
    pub at: Moment,
    pub reason: String,
}

#[derive(Clone, Serialize)]
pub struct PhoneData {
    pub before: String,
    pub after: String,
    pub changed_at: Moment,
}

/// How much somebody worked on a project in a month of the last year.
#[derive(Clone, Serialize)]
pub struct AttendanceData {
    pub project: String,
    pub month: String,
    pub days: u32,
    pub minutes: u32,
}

#[derive(Clone, Serialize)]
pub struct PaymentData {
    pub project: String,
    pub month: String,
    pub kind: &'static str,
    pub payable_fen: i64,
    pub deducted_fen: i64,
    /// what reached the card; none while the bank has not answered
    pub paid_fen: Option<i64>,
    pub is_underpaid: bool,
    /// what the bank said last
    pub outcome: Option<&'static str>,
    pub at: Option<Moment>,
}

/// Nothing before the identity is confirmed: an account takes over the record of an equal number and name.
pub(super) async fn work(ctx: &Ctx, person: Uuid) -> Result<Work, Fault> {
    if !identity_is_confirmed(ctx.db.reader(), person).await? {
        return Ok(Work::default());
    }
    Ok(Work {
        attendance_months: own_months(ctx).await?.into_iter().map(AttendanceData::from).collect(),
        payments: own_payments(ctx).await?.into_iter().map(PaymentData::from).collect(),
        phones: phones(ctx, person).await?,
        ..on_the_books(ctx, person).await?
    })
}

async fn phones(ctx: &Ctx, person: Uuid) -> Result<Vec<PhoneData>, Fault> {
    let rows = person_phone_changes::Entity::find()
        .filter(person_phone_changes::Column::PersonId.eq(person))
        .order_by_asc(person_phone_changes::Column::Id);
    let mut phones = Vec::new();
    for row in rows.all(ctx.db.reader()).await? {
        phones.push(PhoneData {
            before: ctx.vault.open_text("person_phone_changes.old_phone", &row.old_phone_sealed)?,
            after: ctx.vault.open_text("person_phone_changes.new_phone", &row.new_phone_sealed)?,
            changed_at: Moment(Instant(row.changed_at)),
        });
    }
    Ok(phones)
}

async fn on_the_books(ctx: &Ctx, person: Uuid) -> Result<Work, Fault> {
    let reader = ctx.db.reader();
    macro_rules! own {
        ($table:ident) => {
            $table::Entity::find()
                .filter($table::Column::PersonId.eq(person))
                .order_by_asc($table::Column::Id)
                .all(reader)
                .await?
        };
    }
    let (registered, signed) = (own!(registrations), own!(contracts));
    let (trained, cards, documents) = (own!(worker_trainings), own!(wage_cards), own!(person_particulars));
    let (refused, denied) = (own!(gate_refusals), own!(gate_denials));
    let on = registered.iter().map(|row| row.project_id);
    let names = projects::Entity::find().filter(projects::Column::Id.is_in(on)).all(reader).await?;
    let names: BTreeMap<Uuid, String> = names.into_iter().map(|row| (row.id, row.name)).collect();
    let with = registered.iter().map(|row| row.unit_id).chain(signed.iter().map(|row| row.employer_id));
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(with)).all(reader).await?;
    let units: BTreeMap<Uuid, String> = units.into_iter().map(|row| (row.id, row.name)).collect();
    let project = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let unit = |id: Uuid| units.get(&id).cloned().unwrap_or_default();
    let mut work = Work::default();
    for row in registered {
        let stays = registration_stays::Entity::find()
            .filter(registration_stays::Column::RegistrationId.eq(row.id))
            .filter(registration_stays::Column::WithdrawnAt.is_null())
            .order_by_asc(registration_stays::Column::EnteredOn);
        work.registrations.push(RegistrationData {
            project: project(row.project_id),
            enterprise: unit(row.unit_id),
            role: row.role,
            trade: row.trade,
            post: row.post,
            registered_at: Moment(Instant(row.registered_at)),
            stays: stays.all(reader).await?.into_iter().map(|stay| (stay.entered_on, stay.left_on)).collect(),
            withdrawn: row.withdrawn_reason,
        });
    }
    work.contracts.extend(signed.into_iter().map(|row| ContractData {
        project: project(row.project_id),
        employer: unit(row.employer_id),
        kind: row.kind,
        signed_on: row.signed_on,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        dissolved_on: row.dissolved_on,
        pay_basis: row.pay_basis,
        rate_fen: row.rate_fen,
        withdrawn: row.withdrawn_reason,
    }));
    work.trainings.extend(trained.into_iter().map(|row| TrainingData {
        project: project(row.project_id),
        kind: row.kind,
        day: row.trained_on,
        minutes: row.duration_min,
        result: row.result,
        withdrawn: row.withdrawn_reason,
    }));
    let at_gate = |id, at, reason| GateData { project: project(id), at: Moment(Instant(at)), reason };
    work.refusals_at_gates.extend(refused.into_iter().map(|row| {
        let reason = row.words.unwrap_or(row.reason);
        at_gate(row.project_id, row.turned_away_at, reason)
    }));
    work.refusals_at_gates.extend(denied.into_iter().map(|row| at_gate(row.project_id, row.denied_at, row.words)));
    sealed(ctx, &mut work, cards, documents)?;
    Ok(work)
}

fn sealed(
    ctx: &Ctx,
    work: &mut Work,
    cards: Vec<wage_cards::Model>,
    documents: Vec<person_particulars::Model>,
) -> Result<(), Fault> {
    for row in cards {
        work.wage_cards.push(CardData {
            number: ctx.vault.open_text("wage_cards.number", &row.number_sealed)?,
            bank: row.bank_name,
            since: row.since_on,
            withdrawn: row.withdrawn_reason,
        });
    }
    for row in documents {
        work.documents.push(DocumentData {
            address: ctx.vault.open_text("person_particulars.address", &row.address_sealed)?,
            ethnic_group: row.ethnic_group,
            issuer: row.document_issuer,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
            household: row.household,
            education: row.education,
            qualifications: serde_json::from_str(&row.qualifications)?,
            recorded_at: Moment(Instant(row.recorded_at)),
        });
    }
    Ok(())
}

impl From<OwnMonth> for AttendanceData {
    fn from(one: OwnMonth) -> Self {
        Self { project: one.project_name, month: one.month.to_string(), days: one.days, minutes: one.minutes }
    }
}

impl From<OwnPayment> for PaymentData {
    fn from(one: OwnPayment) -> Self {
        Self {
            project: one.project_name,
            month: one.month.to_string(),
            kind: one.kind.code(),
            payable_fen: one.payable_fen,
            deducted_fen: one.deducted_fen,
            paid_fen: one.paid_fen,
            is_underpaid: one.is_underpaid,
            outcome: one.outcome.map(BankOutcome::code),
            at: one.at.map(Moment),
        }
    }
}
