//! How does somebody of the site write an order: from a sheet, from a form with everybody of a unit, or again for what failed?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::batches::{MOST_LINES, NewBatch, draft, visible};
use super::dues::{named, worked_out};
use super::earning::{asked_fen, ordered_for};
use super::payees::{accounts_of, cards_on};
use crate::attendance::store::sites::own_site;
use crate::calendar::Month;
use crate::entity::{payment_rows, people, project_accounts, project_parties, registrations, teams};
use crate::permissions::{Object, Verb};
use crate::projects::PartyRole;
use crate::sheets::LineFault;
use crate::wages::sheet::{OrderColumn, OrderLine, read_order};
use crate::wages::{AccountNumber, LineState, PaymentKind, PaymentLine, parse_yuan, sum_fen};
use crate::workers::{RESIDENT_CARD, card_on};
use crate::{Ctx, Fault, Refusal};

/// The most people of one form; longer lists come as a sheet.
pub const MOST_PROPOSED: usize = 300;

/// From which account, for whom, and for which month where a line names none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderHead {
    pub unit: Uuid,
    /// the record of the project's wage account
    pub account: Uuid,
    pub month: Month,
}

/// An order is written down whole or not at all: a sheet with wrong lines names all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drafted {
    Order(Uuid),
    Faults(Vec<LineFault>),
}

/// One person of the form, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    pub registration: Uuid,
    /// yuan; empty for whoever is not in this order
    pub payable: String,
    pub deducted: String,
}

/// What can be chosen for an order of the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// units with people on the site, by name
    pub units: Vec<(Uuid, String)>,
    /// wage accounts that are open today, masked
    pub accounts: Vec<(Uuid, String)>,
}

/// One person of a unit who worked in the month, and what is still to be ordered for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub registration: Uuid,
    pub name: String,
    pub team: Option<String>,
    pub days: u32,
    /// none where nobody knows; what orders ask for already is not in it
    pub open_fen: Option<i64>,
    pub card_masked: Option<String>,
}

/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`] as everywhere.
pub async fn choices(ctx: &Ctx, project: Uuid) -> Result<Choices, Fault> {
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .all(db)
        .await?;
    let employs = |row: &&project_parties::Model| PartyRole::parse(&row.role).is_some_and(PartyRole::employs_workers);
    let ids = parties.iter().filter(employs).map(|row| row.enterprise_id);
    let mut units: Vec<(Uuid, String)> = super::batches::unit_names(db, ids).await?.into_iter().collect();
    units.sort_by(|one, other| one.1.cmp(&other.1));
    let open = accounts_of(db, ctx, project).await?.into_iter().filter(|(_, account)| account.is_open_on(today));
    Ok(Choices { units, accounts: open.map(|(id, account)| (id, account.number.masked())).collect() })
}

/// Everybody of a unit with dues for the month, by team and name.
///
/// # Errors
/// As of [`choices`]; a refusal when there are more than one form can hold.
pub async fn proposal(ctx: &Ctx, project: Uuid, unit: Uuid, month: Month) -> Result<Vec<Proposed>, Fault> {
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    let db = ctx.db.reader();
    let dues: Vec<_> = worked_out(db, project, month).await?.into_iter().filter(|one| one.unit == unit).collect();
    if dues.len() > MOST_PROPOSED {
        return Err(Refusal::on("unit", "wages.too_many_for_a_form").with("most", MOST_PROPOSED).into());
    }
    let ordered = ordered_for(db, project, month, month).await?;
    let ids: BTreeSet<Uuid> = dues.iter().map(|one| one.worker).collect();
    let people = named(db, ids.iter().copied()).await?;
    let of_registrations = teams_of(db, &ids).await?;
    let cards = cards_on(db, ctx, project, &people.values().map(|one| one.person).collect()).await?;
    let today = ctx.now().day();
    let mut lines = Vec::with_capacity(dues.len());
    for one in dues {
        let Some(who) = people.get(&one.worker) else { continue };
        // what an order asks for is not asked for twice, and what it leaves out is
        let own: Vec<_> = ordered.iter().filter(|line| line.registration == one.worker).collect();
        let asked = asked_fen(&own, |line| line.net_fen).unwrap_or(0);
        let open_fen = one.owed_fen.map(|owed| owed.saturating_sub(asked).max(0));
        let card = cards.get(&who.person).and_then(|cards| card_on(cards, today));
        lines.push(Proposed {
            registration: one.worker,
            name: who.name.clone(),
            team: of_registrations.get(&one.worker).cloned(),
            days: one.days,
            open_fen,
            card_masked: card.map(|card| card.number.masked()),
        });
    }
    lines.sort_by(|one, other| {
        (&one.team, &one.name, one.registration).cmp(&(&other.team, &other.name, other.registration))
    });
    Ok(lines)
}

async fn teams_of<C: ConnectionTrait>(db: &C, ids: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    let rows =
        registrations::Entity::find().filter(registrations::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let named = teams::Entity::find().filter(teams::Column::Id.is_in(rows.iter().filter_map(|row| row.team_id)));
    let named: BTreeMap<Uuid, String> = named.all(db).await?.into_iter().map(|team| (team.id, team.name)).collect();
    Ok(rows.into_iter().filter_map(|row| Some((row.id, named.get(&row.team_id?)?.clone()))).collect())
}

/// Writes an order from the lines of a sheet. Whether it may go to the bank is asked there.
///
/// # Errors
/// As of [`draft`]; a refusal when the sheet as a whole cannot be read.
pub async fn draft_from_sheet(
    ctx: &Ctx,
    project: Uuid,
    head: &OrderHead,
    rows: &[Vec<String>],
) -> Result<Drafted, Fault> {
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    let paying_account = account_of(ctx, project, head.account).await?;
    let (lines, mut faults) = read_order(rows, head.month)?;
    let known = known_of(ctx, project, head.unit, &lines).await?;
    let mut ordered = Vec::with_capacity(lines.len());
    for line in lines {
        match recognised(&line, known.get(&line.document_number)) {
            Ok(worker) => ordered.push(line.of(worker)),
            Err(reason) => faults.push(LineFault { number: line.number, reason }),
        }
    }
    if !faults.is_empty() {
        faults.sort_by_key(|fault| fault.number);
        return Ok(Drafted::Faults(faults));
    }
    draft(ctx, &NewBatch { project, unit: head.unit, paying_account, lines: ordered }).await.map(Drafted::Order)
}

/// Writes an order from a form; the money goes to the card on record.
///
/// # Errors
/// As of [`draft`].
pub async fn draft_typed(ctx: &Ctx, project: Uuid, head: &OrderHead, typed: &[TypedLine]) -> Result<Uuid, Fault> {
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    let paying_account = account_of(ctx, project, head.account).await?;
    let paid: Vec<&TypedLine> = typed.iter().filter(|line| !line.payable.trim().is_empty()).collect();
    if paid.len() > MOST_LINES {
        return Err(Refusal::on("lines", "wages.too_many_lines").with("most", MOST_LINES).into());
    }
    // whoever is not of the unit here is nobody, so that no form asks for a name by an id
    let ids = of_unit(ctx, project, head.unit, paid.iter().map(|line| line.registration)).await?;
    let people = named(ctx.db.reader(), ids).await?;
    let persons = people.values().map(|one| one.person).collect();
    let cards = cards_on(ctx.db.reader(), ctx, project, &persons).await?;
    let mark = reference_mark(ctx, head.month);
    let (mut lines, mut refusals) = (Vec::new(), Vec::new());
    for (nth, line) in (1..).zip(paid) {
        let Some(who) = people.get(&line.registration) else {
            refusals.push(Refusal::on("lines", "wages.worker_not_on_project"));
            continue;
        };
        let card = cards.get(&who.person).and_then(|cards| card_on(cards, ctx.now().day()));
        match (card, sums_of(line)) {
            (Some(card), Ok((payable_fen, deducted_fen))) => lines.push(PaymentLine {
                reference: format!("{mark}{nth:03}"),
                worker: line.registration,
                month: head.month,
                kind: PaymentKind::Wages,
                card: card.number.clone(),
                card_holder: card.holder.clone(),
                payable_fen,
                deducted_fen,
                amount_fen: payable_fen.saturating_sub(deducted_fen),
                days_hundredths: None,
                results: Vec::new(),
            }),
            (None, _) => refusals.push(Refusal::on("lines", "wages.card_missing_of").with("name", &who.name)),
            (_, Err(_)) => refusals.push(Refusal::on("lines", "wages.sum_of").with("name", &who.name)),
        }
    }
    crate::fault::refuse_unless_empty(refusals)?;
    draft(ctx, &NewBatch { project, unit: head.unit, paying_account, lines }).await
}

/// Those of the registrations that are with the unit on the project.
async fn of_unit(
    ctx: &Ctx,
    project: Uuid,
    unit: Uuid,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let rows = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::Id)
        .filter(registrations::Column::Id.is_in(ids))
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::UnitId.eq(unit))
        .into_tuple::<Uuid>();
    Ok(rows.all(ctx.db.reader()).await?.into_iter().collect())
}

/// Another order for the lines whose money did not arrive or came back, to the cards on record now.
///
/// # Errors
/// As of [`draft`]; a refusal when nothing is to be sent again, or somebody has no card.
pub async fn draft_again(ctx: &Ctx, batch: Uuid) -> Result<Uuid, Fault> {
    let stored = visible(ctx, batch).await?;
    let project = stored.row.project_id;
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    let db = ctx.db.reader();
    let is_undone =
        |line: &&PaymentLine| matches!(stored.batch.line_state(line), LineState::Failed | LineState::Returned);
    let undone: Vec<&PaymentLine> = stored.batch.lines.iter().filter(is_undone).collect();
    let mut covered = BTreeSet::new();
    for month in super::batches::months_of(undone.iter().copied()) {
        let ordered = ordered_for(db, project, month, month).await?;
        covered.extend(ordered.iter().filter(|line| line.stands()).map(|line| (line.registration, line.month)));
    }
    let waiting = undone.into_iter().filter(|line| !covered.contains(&(line.worker, line.month)));
    let waiting: Vec<&PaymentLine> = waiting.collect();
    if waiting.is_empty() {
        return Err(Refusal::new("wages.nothing_to_send_again").into());
    }
    let people = named(db, waiting.iter().map(|line| line.worker)).await?;
    let cards = cards_on(db, ctx, project, &people.values().map(|one| one.person).collect()).await?;
    let (mut lines, mut refusals) = (Vec::new(), Vec::new());
    for line in waiting {
        let who = people.get(&line.worker).ok_or_else(|| Fault::internal("a line of nobody"))?;
        match cards.get(&who.person).and_then(|cards| card_on(cards, ctx.now().day())) {
            Some(card) => lines.push(PaymentLine {
                reference: next_reference(db, project, &line.reference).await?,
                card: card.number.clone(),
                card_holder: card.holder.clone(),
                results: Vec::new(),
                ..line.clone()
            }),
            None => refusals.push(Refusal::on("lines", "wages.card_missing_of").with("name", &who.name)),
        }
    }
    crate::fault::refuse_unless_empty(refusals)?;
    let (unit, paying_account) = (stored.batch.unit, stored.batch.paying_account);
    draft(ctx, &NewBatch { project, unit, paying_account, lines }).await
}

/// `P17`, sent again, is `P17-2`, then `P17-3`.
async fn next_reference<C: ConnectionTrait>(db: &C, project: Uuid, reference: &str) -> Result<String, Fault> {
    let is_number = |text: &str| !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let shorter = reference.rsplit_once('-').filter(|(_, number)| is_number(number)).map(|(base, _)| base);
    let used = payment_rows::Entity::find()
        .filter(payment_rows::Column::ProjectId.eq(project))
        .filter(payment_rows::Column::Reference.starts_with(shorter.unwrap_or(reference)))
        .all(db)
        .await?;
    let used: BTreeSet<String> = used.into_iter().map(|row| row.reference).collect();
    // the payer's own numbers may end like this, too: only after a number that is there it counts the times
    let base = shorter.filter(|base| used.contains(*base)).unwrap_or(reference);
    let free = (2..100).map(|number| format!("{base}-{number}")).find(|reference| !used.contains(reference));
    free.ok_or_else(|| Refusal::on("reference", "wages.reference_used").into())
}

/// Before the numbers of a form's lines: the month, and six digits that no other order of the project is likely to have.
fn reference_mark(ctx: &Ctx, month: Month) -> String {
    let digits = ctx.new_id().as_u128() % 1_000_000;
    format!("{}-{digits:06}-", month.to_string().replace('-', ""))
}

fn sums_of(line: &TypedLine) -> Result<(i64, i64), Refusal> {
    let deducted = line.deducted.trim();
    let deducted_fen = if deducted.is_empty() { 0 } else { parse_yuan(deducted)? };
    let payable_fen = parse_yuan(&line.payable)?;
    sum_fen([payable_fen, deducted_fen]).map(|_| (payable_fen, deducted_fen))
}

async fn account_of(ctx: &Ctx, project: Uuid, account: Uuid) -> Result<AccountNumber, Fault> {
    let known = project_accounts::Entity::find_by_id(account)
        .filter(project_accounts::Column::ProjectId.eq(project))
        .filter(project_accounts::Column::WithdrawnAt.is_null())
        .one(ctx.db.reader())
        .await?;
    let row = known.ok_or_else(|| Refusal::on("account", "wages.account_of_project_missing"))?;
    let number = ctx.vault.open_text("project_accounts.account_number", &row.account_number_sealed)?;
    AccountNumber::parse(&number).map_err(|_| Fault::internal("a stored wage account breaks a rule"))
}

/// Somebody registered with the unit on the project.
struct Known {
    name: String,
    registration: Uuid,
}

/// Who is meant by the numbers of a sheet. Of several registrations the last one.
async fn known_of(ctx: &Ctx, project: Uuid, unit: Uuid, lines: &[OrderLine]) -> Result<BTreeMap<String, Known>, Fault> {
    let db = ctx.db.reader();
    let on_site = Condition::all()
        .add(registrations::Column::ProjectId.eq(project))
        .add(registrations::Column::UnitId.eq(unit))
        .add(registrations::Column::WithdrawnAt.is_null());
    let person =
        registrations::Entity::belongs_to(people::Entity).from(registrations::Column::PersonId).to(people::Column::Id);
    let rows: Vec<(Uuid, String, String, String)> = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::Id)
        .column(people::Column::Name)
        .column(people::Column::IdNumberIndex)
        .column(people::Column::DocumentKind)
        .join(JoinType::InnerJoin, person.into())
        .filter(on_site)
        .order_by_asc(registrations::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    // a document that is no resident card is hashed with its kind, which a sheet of wages does not name
    let kinds: BTreeSet<&str> =
        rows.iter().map(|(.., kind)| kind.as_str()).filter(|kind| *kind != RESIDENT_CARD).collect();
    let by_key: BTreeMap<&str, (Uuid, &str)> =
        rows.iter().map(|(id, name, key, _)| (key.as_str(), (*id, name.as_str()))).collect();
    let mut known = BTreeMap::new();
    for line in lines {
        let number = &line.document_number;
        let mut keys = vec![ctx.vault.index("id_number", number)?];
        for kind in &kinds {
            keys.push(ctx.vault.index("document", &format!("{kind} {number}"))?);
        }
        if let Some((registration, name)) = keys.iter().find_map(|key| by_key.get(key.as_str())) {
            known.insert(number.clone(), Known { name: (*name).to_owned(), registration: *registration });
        }
    }
    Ok(known)
}

fn recognised(line: &OrderLine, known: Option<&Known>) -> Result<Uuid, Refusal> {
    match known {
        None => Err(Refusal::on(OrderColumn::DocumentNumber.code(), "wages.sheet_worker_unknown")),
        Some(known) if known.name != line.name.as_str() => {
            Err(Refusal::on(OrderColumn::Name.code(), "wages.sheet_name_differs"))
        }
        Some(known) => Ok(known.registration),
    }
}

impl OrderLine {
    fn of(self, worker: Uuid) -> PaymentLine {
        PaymentLine {
            reference: self.reference,
            worker,
            month: self.month,
            kind: self.kind,
            card: self.card,
            card_holder: self.holder,
            payable_fen: self.payable_fen,
            deducted_fen: self.deducted_fen,
            amount_fen: self.amount_fen,
            days_hundredths: self.days_hundredths,
            results: Vec::new(),
        }
    }
}
