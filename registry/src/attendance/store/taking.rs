//! How are thousands of raw rows taken at once: kept, paired into days and counted as seen, all in one transaction?
//!
//! The number of statements depends on the figures that must be asked for and on SQLite's chunks, never on single rows.
//! Read are only: whose documents these are, the days around the presses, and the families of what is corrected.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use super::checking::{Figures, refused};
use super::delivery::{Arrival, Delivery, MOST_ROWS, RawEvent, RowTaken, Taken};
use super::effects::{self, Effect, Ground, Way};
use super::kin::{Asked, Groups, held};
use super::raw_rows::{self, NewRow};
use super::roster::Roster;
use super::sites::{rules_of, whole_sites};
use super::unmatched::pairing_rules;
use crate::attendance::{
    Event, IdentityKey, LONGEST_DEVICE, Origin, PairingRules, Purpose, in_force, may_be_of, short_key,
};
use crate::ctx::Actor;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit};

const LONGEST_NUMBER: usize = 100;
const FIRST_YEAR: i32 = 2000;

/// A row that may be kept.
pub(super) struct Ready<'a> {
    raw: &'a RawEvent,
    pub event: Event,
    who: Uuid,
    is_late: bool,
}

/// Takes a delivery: good rows stand beside refused ones, and what is on record already changes nothing.
///
/// # Errors
/// Too many rows, or no right to deliver anything. A project that is not the actor's to write to refuses its rows only.
pub async fn take(ctx: &Ctx, delivery: &Delivery) -> Result<Taken, Fault> {
    // looked at before the transaction begins: the writer does not wait meanwhile
    let looked_at = look_at(ctx, delivery).await?;
    crate::transact!(ctx, |tx| { write(tx, ctx, delivery, &looked_at).await })
}

/// The same in the transaction of a caller that has more to write. Which projects a supplier may speak of is the caller's
/// to hold; a job may write to every one.
///
/// # Errors
/// As of [`take`].
pub async fn take_within(tx: &DatabaseTransaction, ctx: &Ctx, delivery: &Delivery) -> Result<Taken, Fault> {
    let looked_at = look_at(ctx, delivery).await?;
    write(tx, ctx, delivery, &looked_at).await
}

/// A delivery with what can be said of each row before anything is written.
struct LookedAt<'a> {
    rows: Vec<Result<Ready<'a>, Vec<Refusal>>>,
    figures: HashMap<Uuid, Figures>,
    received_at: Instant,
}

async fn look_at<'a>(ctx: &Ctx, delivery: &'a Delivery) -> Result<LookedAt<'a>, Fault> {
    if delivery.rows.len() > MOST_ROWS {
        return Err(Refusal::new("attendance.too_many_rows").with("most", MOST_ROWS).into());
    }
    // a correction may take a passage to another project: the one that it comes from is asked for, too
    let about: BTreeSet<Uuid> = delivery.rows.iter().filter_map(|row| row.purpose.of()).collect();
    let stored = raw_rows::with_ids(ctx.db.reader(), &about).await?;
    let spoken_of: BTreeMap<Uuid, Uuid> = stored.into_iter().map(|event| (event.id, event.project)).collect();
    let projects: BTreeSet<Uuid> =
        delivery.rows.iter().map(|row| row.project).chain(spoken_of.values().copied()).collect();
    let sites = whole_sites(ctx, Verb::Create, Object::Attendance, projects).await?;
    let received_at = ctx.now();
    let mut figures = HashMap::new();
    for (id, rules) in rules_of(ctx.db.reader(), sites.values(), received_at.day()).await? {
        let pairing = PairingRules::from_rules(&rules)?;
        let (late_ms, slack_ms) = (rules.span_ms("attendance.late_after")?, rules.span_ms("attendance.clock_slack")?);
        figures.insert(id, Figures { pairing, late_ms, slack_ms });
    }
    let is_job = matches!(ctx.actor, Actor::System(_));
    let row = |raw: &'a RawEvent| -> Result<Ready<'a>, Vec<Refusal>> {
        let row = ready(delivery, raw, &figures, received_at)?;
        let is_own = match row.event.purpose.of().map(|of| (of, spoken_of.get(&of))) {
            None => true,
            Some((_, Some(project))) => figures.contains_key(project),
            // not come yet; a job's caller has made the id of a project that is the sender's
            Some((of, None)) => is_job || figures.keys().any(|project| may_be_of(of, *project)),
        };
        if is_own { Ok(row) } else { Err(vec![Refusal::on("about", "attendance.about_foreign_row")]) }
    };
    let rows = delivery.rows.iter().map(row).collect();
    Ok(LookedAt { rows, figures, received_at })
}

fn ready<'a>(
    delivery: &Delivery,
    raw: &'a RawEvent,
    figures: &HashMap<Uuid, Figures>,
    received_at: Instant,
) -> Result<Ready<'a>, Vec<Refusal>> {
    let Some(figures) = figures.get(&raw.project) else {
        return Err(vec![Refusal::on("project", "attendance.project_unknown")]);
    };
    let mut refusals = Vec::new();
    let id = delivery.id_of(raw);
    let who = short_key(&raw.who);
    if who.is_none() {
        refusals.push(Refusal::on("who", "attendance.document_unreadable"));
    }
    if raw.at > received_at.plus_ms(figures.slack_ms) {
        refusals.push(Refusal::on("date", "attendance.date_in_future"));
    }
    if Day::from_ymd(FIRST_YEAR, 1, 1).is_some_and(|first| raw.at < first.starts_at()) {
        refusals.push(Refusal::on("date", "attendance.date_too_early"));
    }
    if raw.device.chars().count() > LONGEST_DEVICE {
        refusals.push(Refusal::on("channel", "attendance.device_too_long").with("longest", LONGEST_DEVICE));
    }
    let number = raw.external_id.as_deref().unwrap_or_default();
    if number.chars().count() > LONGEST_NUMBER {
        refusals.push(Refusal::on("number", "attendance.number_too_long").with("longest", LONGEST_NUMBER));
    }
    let texts = [raw.device.as_str(), number, raw.photo.as_deref().unwrap_or_default()];
    if texts.iter().any(|text| text.chars().any(char::is_control)) {
        refusals.push(Refusal::on("channel", "attendance.unreadable_characters"));
    }
    if raw.purpose.of() == Some(id) {
        refusals.push(Refusal::on("about", "attendance.about_itself"));
    }
    let Some(who) = who.filter(|_| refusals.is_empty()) else { return Err(refusals) };
    let event = Event {
        id,
        project: raw.project,
        // rows know a document by the half that is stored
        who: IdentityKey(who.simple().to_string()),
        team: raw.team,
        direction: raw.direction,
        at: raw.at,
        device: raw.device.clone(),
        method: raw.method,
        origin: delivery.origin,
        photo: raw.photo.clone(),
        purpose: raw.purpose,
        stated_at: delivery.stated_at(raw),
        received_at,
        approved_at: None,
    };
    Ok(Ready { raw, event, who, is_late: received_at.since(raw.at) > figures.late_ms })
}

async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    delivery: &Delivery,
    looked_at: &LookedAt<'_>,
) -> Result<Taken, Fault> {
    let LookedAt { rows, figures, received_at } = looked_at;
    let received_at = *received_at;
    let mut once: BTreeMap<Uuid, &Ready<'_>> = BTreeMap::new();
    for row in rows.iter().flatten() {
        once.entry(row.event.id).or_insert(row);
    }
    let delivered: BTreeSet<Uuid> = once.values().map(|row| row.event.project).collect();
    let before = held(tx, &asked(&once), &delivered, Some(received_at)).await?;
    let said = once.values().map(|row| &row.event).filter(|event| event.purpose != Purpose::Record);
    let groups = Groups::of(before.iter().chain(said));
    let refused = refused(tx, ctx, delivery, &once, &before, &groups, figures).await?;
    once.retain(|id, _| !refused.contains_key(id));
    let new = raw_rows::add(tx, new_rows(ctx, delivery, &once)).await?;
    let others = others(tx, &once, &new).await?;
    let fresh: Vec<&Ready<'_>> = once.values().copied().filter(|row| new.contains(&row.event.id)).collect();
    let effects = effects_of(delivery, &fresh, &before, &groups);
    let mut rules: HashMap<Uuid, PairingRules> = figures.iter().map(|(id, one)| (*id, one.pairing)).collect();
    let further: BTreeSet<Uuid> =
        effects.iter().map(|effect| effect.project).filter(|id| !rules.contains_key(id)).collect();
    if !further.is_empty() {
        rules.extend(pairing_rules(tx, ctx, &further).await?);
    }
    if let Some(batch) = delivery.batch {
        raw_rows::note_arrivals(tx, batch, &fresh.iter().map(|row| &row.event).collect::<Vec<_>>()).await?;
    }
    let roster = roster_of(tx, &fresh, &effects).await?;
    let documents: HashMap<Uuid, String> =
        fresh.iter().filter_map(|row| Some((row.who, row.raw.document.clone()?))).collect();
    let ground = Ground { roster: &roster, rules: &rules, documents: &documents, ctx, now: received_at };
    let applied = effects::apply(tx, &ground, &effects).await?;
    let taken = Taken { rows: told(rows, &new, &others, &refused, &applied.unmatched), days: applied.days };
    if !taken.is_unchanged() {
        let (new, repeated, refused) = taken.counts();
        let facts = json!({ "new": new, "repeated": repeated, "refused": refused, "origin": delivery.origin.code() });
        let subject = delivery.batch.or_else(|| fresh.first().map(|row| row.event.id));
        audit::record(tx, ctx, "deliver", ("attendance", subject.unwrap_or_default()), facts).await?;
    }
    Ok(taken)
}

/// Whose families the rows of a delivery belong to.
fn asked<'a>(once: &BTreeMap<Uuid, &'a Ready<'_>>) -> Asked<'a> {
    let mut asked = Asked::default();
    for row in once.values() {
        match row.event.purpose {
            Purpose::Record => asked.records.push(&row.event),
            Purpose::Correct(of) | Purpose::Withdraw(of) => asked.rows.extend([row.event.id, of]),
        }
    }
    asked
}

fn new_rows<'a>(ctx: &Ctx, delivery: &Delivery, once: &BTreeMap<Uuid, &'a Ready<'a>>) -> Vec<NewRow<'a>> {
    let recorded_by = match delivery.origin {
        Origin::Manual => ctx.signed_in().ok().map(|who| who.account),
        Origin::Device => None,
    };
    let row = |row: &&'a Ready<'a>| NewRow {
        event: &row.event,
        who: row.who,
        is_late: row.is_late,
        external_id: row.raw.external_id.as_deref(),
        recorded_by,
        batch: delivery.batch,
    };
    once.values().map(row).collect()
}

/// Rows whose number is on record with another content.
async fn others(
    tx: &DatabaseTransaction,
    once: &BTreeMap<Uuid, &Ready<'_>>,
    new: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let is_numbered = |row: &&&Ready<'_>| row.raw.external_id.is_some() && !new.contains(&row.event.id);
    let known: BTreeSet<Uuid> = once.values().filter(is_numbered).map(|row| row.event.id).collect();
    let stored = raw_rows::with_ids(tx, &known).await?;
    let differs = |event: &&Event| {
        once.get(&event.id).is_some_and(|row| row.event.key() != event.key() || row.event.purpose != event.purpose)
    };
    Ok(stored.iter().filter(differs).map(|event| event.id).collect())
}

/// What comes and goes when these rows are added to what was said before.
fn effects_of(delivery: &Delivery, fresh: &[&Ready<'_>], before: &[Event], groups: &Groups) -> Vec<Effect> {
    let events = || fresh.iter().map(|row| &row.event);
    let alone = events().filter(|event| groups.group_of(event.id).is_none() && event.counts());
    let mut effects: Vec<Effect> = alone.filter_map(|event| Effect::of(event, Way::Comes, delivery.batch)).collect();
    let of_family = events().filter(|event| groups.group_of(event.id).is_some());
    let after: Vec<Event> = before.iter().chain(of_family).cloned().collect();
    effects.extend(difference(before, &after, delivery.batch));
    effects
}

/// What a change of these families means for the presses in force.
pub(super) fn difference(before: &[Event], after: &[Event], batch: Option<Uuid>) -> Vec<Effect> {
    let stood: BTreeMap<Uuid, &Event> = in_force(before).events.into_iter().map(|event| (event.id, event)).collect();
    let stands: BTreeMap<Uuid, &Event> = in_force(after).events.into_iter().map(|event| (event.id, event)).collect();
    let gone = stood.iter().filter(|(id, _)| !stands.contains_key(*id));
    let came = stands.iter().filter(|(id, _)| !stood.contains_key(*id));
    let gone = gone.filter_map(|(_, event)| Effect::of(event, Way::Goes, batch));
    gone.chain(came.filter_map(|(_, event)| Effect::of(event, Way::Comes, batch))).collect()
}

async fn roster_of(tx: &DatabaseTransaction, fresh: &[&Ready<'_>], effects: &[Effect]) -> Result<Roster, Fault> {
    let asked: BTreeSet<IdentityKey> = fresh.iter().map(|row| row.raw.who.clone()).collect();
    let mut roster = Roster::of_documents(tx, &asked).await?;
    let known: BTreeSet<Uuid> = fresh.iter().map(|row| row.who).collect();
    let further: BTreeSet<Uuid> = effects.iter().map(|effect| effect.who).filter(|who| !known.contains(who)).collect();
    roster.merge(Roster::of_short_keys(tx, &further).await?);
    Ok(roster)
}

fn told(
    rows: &[Result<Ready<'_>, Vec<Refusal>>],
    new: &BTreeSet<Uuid>,
    others: &BTreeSet<Uuid>,
    refused: &BTreeMap<Uuid, Refusal>,
    unmatched: &BTreeMap<Uuid, crate::attendance::Unmatched>,
) -> Vec<RowTaken> {
    let mut told = BTreeSet::new();
    let tell = |row: &Result<Ready<'_>, Vec<Refusal>>| match row {
        Err(refusals) => RowTaken::Refused(refusals.clone()),
        Ok(row) => {
            let id = row.event.id;
            if let Some(refusal) = refused.get(&id) {
                return RowTaken::Refused(vec![refusal.clone()]);
            }
            if others.contains(&id) {
                return RowTaken::Refused(vec![Refusal::on("number", "attendance.number_used_before")]);
            }
            if !new.contains(&id) || !told.insert(id) {
                return RowTaken::Repeated { id };
            }
            let lateness = if row.is_late { Arrival::Late } else { Arrival::InTime };
            RowTaken::New { id, lateness, unmatched: unmatched.get(&id).copied() }
        }
    };
    rows.iter().map(tell).collect()
}
