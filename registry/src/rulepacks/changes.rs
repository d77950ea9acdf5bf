//! How does a rule change? Somebody proposes a further version, from a day that is to come; a second person confirms it. What was
//! decided before keeps the version that it rested on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::RulePack;
use super::known::{self, Known};
use super::store::{in_force, insert_next, stored};
use crate::entity::rule_changes;
use crate::fault::{refuse_unless_empty, worded};
use crate::offices::{areas, holders};
use crate::permissions::{Object, Role, Verb, require};
use crate::projects::governing::SUPERVISED_BY;
use crate::{Actor, Ctx, Day, Fault, Instant, Refusal, audit, db};

/// The issuer's own pack: 甲文.
const PACK_OF_THE_ISSUER: &str = "A";
/// Nobody plans a rule further ahead.
const YEARS_AHEAD: i32 = 5;
/// So many decided ones are shown.
const SHOWN: u64 = 200;

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChange {
    pub pack: String,
    /// the area's code
    pub area: String,
    pub effective_from: Option<Day>,
    /// Names of parameters, and what was typed for them.
    pub typed: Vec<(String, String)>,
    pub reason: String,
}

/// A proposed version, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub id: Uuid,
    pub pack: String,
    pub area: String,
    pub effective_from: Day,
    pub lines: Vec<Line>,
    pub reason: String,
    pub proposed_by: Option<String>,
    /// Whoever proposed it is not its second person, but may take it back.
    pub is_own: bool,
    pub proposed_at: Instant,
    /// Nothing while it waits.
    pub decided: Option<Decided>,
}

/// One parameter: what it says until then, where anything says it, and what it shall say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub before: Option<Value>,
    pub after: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub by: Option<String>,
    pub at: Instant,
    /// Why not, where it was declined.
    pub reason: Option<String>,
    /// The number under which it is in force, where it was confirmed.
    pub version: Option<i32>,
}

/// The packs that the actor may change, and the areas for each.
pub async fn fields(ctx: &Ctx) -> Result<BTreeMap<String, BTreeSet<String>>, Fault> {
    require(ctx, Verb::Create, Object::RulePack)?;
    let db = ctx.db.reader();
    let (packs, tree) = (stored(db).await?, areas::tree(db).await?);
    let every: BTreeSet<String> = tree.standing_on(ctx.now().day()).map(|area| area.code.clone()).collect();
    let mut fields: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for pack in packs.iter().filter(|pack| may_change(ctx, &pack.pack)) {
        let areas = if is_for_some(&packs, &pack.pack) { where_it_stands(&packs, &pack.pack) } else { every.clone() };
        fields.entry(pack.pack.clone()).or_insert(areas);
    }
    Ok(fields)
}

/// Proposes a further version of a pack.
///
/// # Errors
/// [`Fault::Forbidden`] for a pack of others; refusals on `pack`, `area`, `effective_from`, `reason`, and on the name of a parameter.
pub async fn propose(ctx: &Ctx, new: &NewChange) -> Result<Uuid, Fault> {
    let fields = fields(ctx).await?;
    let who = ctx.signed_in()?.account;
    if !may_change(ctx, &new.pack) {
        return Err(Fault::Forbidden);
    }
    let (effective_from, parameters, reason) = checked(new, &fields, ctx.now().day())?;
    let rules = in_force(ctx, &new.area, effective_from).await?;
    if parameters.iter().all(|(name, value)| rules.find(name) == Some(value)) {
        return Err(Refusal::new("rulepacks.nothing_changes").into());
    }
    let row = rule_changes::Model {
        id: ctx.new_id(),
        pack: new.pack.clone(),
        area: new.area.clone(),
        effective_from: effective_from.to_string(),
        parameters: serde_json::to_string(&parameters)?,
        reason,
        proposed_by: who,
        proposed_at: ctx.now().0,
        decision: None,
        decision_reason: None,
        decided_by: None,
        decided_at: None,
        version: None,
    };
    let facts = json!({ "change": row.id, "from": effective_from, "parameters": parameters });
    crate::transact!(ctx, |tx| {
        rule_changes::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("rulepacks.change_open")))?;
        audit::record(tx, ctx, "propose_rules", subject(&row), facts.clone()).await
    })?;
    Ok(row.id)
}

/// The second person says yes: from its day on the version is in force.
///
/// # Errors
/// `rulepacks.second_must_be_another`, `rulepacks.change_decided`, or `rulepacks.day_not_ahead` when it waited too long.
pub async fn confirm(ctx: &Ctx, change: Uuid) -> Result<i32, Fault> {
    let row = open(ctx, change).await?;
    if row.proposed_by == ctx.signed_in()?.account {
        return Err(Refusal::new("rulepacks.second_must_be_another").into());
    }
    let effective_from = day_of(&row)?;
    if effective_from <= ctx.now().day() {
        return Err(Refusal::new("rulepacks.day_not_ahead").into());
    }
    let pack = RulePack {
        pack: row.pack.clone(),
        area: row.area.clone(),
        version: 0,
        effective_from,
        parameters: serde_json::from_str(&row.parameters)?,
    };
    crate::transact!(ctx, |tx| {
        let version = insert_next(tx, ctx, pack.clone()).await?;
        decide(tx, ctx, change, "confirmed", None, Some(version)).await?;
        let facts =
            json!({ "change": change, "version": version, "from": effective_from, "parameters": pack.parameters });
        audit::record(tx, ctx, "confirm_rules", subject(&row), facts).await?;
        Ok(version)
    })
}

/// Says no, with a reason; whoever proposed it may take it back so.
pub async fn decline(ctx: &Ctx, change: Uuid, reason: &str) -> Result<(), Fault> {
    let row = open(ctx, change).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, change, "declined", Some(reason.clone()), None).await?;
        audit::record(tx, ctx, "decline_rules", subject(&row), json!({ "change": change })).await
    })
}

/// What waits, and what was decided lately: the newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Change>, Fault> {
    require(ctx, Verb::Create, Object::RulePack)?;
    let rows = rule_changes::Entity::find()
        .order_by_desc(rule_changes::Column::ProposedAt)
        .order_by_desc(rule_changes::Column::Id)
        .limit(SHOWN)
        .all(ctx.db.reader())
        .await?;
    let people = rows.iter().flat_map(|row| [Some(row.proposed_by), row.decided_by]).flatten().collect();
    let names = holders(ctx.db.reader(), people).await?;
    let mut changes = Vec::new();
    for row in rows.into_iter().filter(|row| may_change(ctx, &row.pack)) {
        changes.push(told(ctx, row, &names).await?);
    }
    Ok(changes)
}

/// How many wait for the actor as their second person.
pub async fn waiting(ctx: &Ctx) -> Result<usize, Fault> {
    require(ctx, Verb::Decide, Object::RulePack)?;
    let who = ctx.signed_in()?.account;
    let rows = rule_changes::Entity::find().filter(rule_changes::Column::Decision.is_null()).all(ctx.db.reader());
    let waits = |row: &&rule_changes::Model| row.proposed_by != who && may_change(ctx, &row.pack);
    Ok(rows.await?.iter().filter(waits).count())
}

async fn told(ctx: &Ctx, row: rule_changes::Model, names: &HashMap<Uuid, (Uuid, String)>) -> Result<Change, Fault> {
    let name = |account: Uuid| names.get(&account).map(|(_, name)| name.clone());
    let effective_from = day_of(&row)?;
    // what stood on the day before: a confirmed version does not hide what it replaced
    let rules = in_force(ctx, &row.area, effective_from.previous()).await?;
    let parameters: BTreeMap<String, Value> = serde_json::from_str(&row.parameters)?;
    let lines = parameters.into_iter().map(|(name, after)| Line { before: rules.find(&name).cloned(), name, after });
    let decided = row.decided_at.map(|at| Decided {
        by: row.decided_by.and_then(name),
        at: Instant(at),
        reason: row.decision_reason.clone(),
        version: row.version,
    });
    Ok(Change {
        id: row.id,
        effective_from,
        lines: lines.collect(),
        is_own: ctx.signed_in().is_ok_and(|who| who.account == row.proposed_by),
        proposed_by: name(row.proposed_by),
        proposed_at: Instant(row.proposed_at),
        decided,
        pack: row.pack,
        area: row.area,
        reason: row.reason,
    })
}

fn checked(
    new: &NewChange,
    fields: &BTreeMap<String, BTreeSet<String>>,
    today: Day,
) -> Result<(Day, BTreeMap<String, Value>, String), Fault> {
    let mut refusals = Vec::new();
    match fields.get(&new.pack) {
        None => refusals.push(Refusal::on("pack", "rulepacks.pack_unknown")),
        Some(areas) if !areas.contains(&new.area) => refusals.push(Refusal::on("area", "rulepacks.area_not_offered")),
        Some(_) => {}
    }
    let day = check_day(new.effective_from, today).map_err(|refusal| refusals.push(refusal));
    let mut parameters = BTreeMap::new();
    for (name, typed) in &new.typed {
        match changeable(name).and_then(|known| known.parse(typed)) {
            Ok(value) => {
                parameters.insert(name.clone(), value);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    if new.typed.is_empty() {
        refusals.push(Refusal::on("parameter", "rulepacks.nothing_chosen"));
    }
    let reason = check_reason(&new.reason).map_err(|refusal| refusals.push(refusal));
    refuse_unless_empty(refusals)?;
    let (Ok(day), Ok(reason)) = (day, reason) else { return Err(Fault::internal("a refusal went missing")) };
    Ok((day, parameters, reason))
}

/// Nobody who decides today is to learn tomorrow that another rule was in force.
fn check_day(day: Option<Day>, today: Day) -> Result<Day, Refusal> {
    match day {
        None => Err(Refusal::on("effective_from", "calendar.day_shape")),
        Some(day) if day <= today => Err(Refusal::on("effective_from", "rulepacks.day_not_ahead")),
        Some(day) if day.year() > today.year() + YEARS_AHEAD => {
            Err(Refusal::on("effective_from", "rulepacks.day_too_far").with("years", YEARS_AHEAD))
        }
        Some(day) => Ok(day),
    }
}

fn changeable(name: &str) -> Result<&'static Known, Refusal> {
    let known = known::find(name).filter(|known| known.has_a_choice());
    known.ok_or_else(|| Refusal::on("parameter", "rulepacks.parameter_unknown"))
}

fn check_reason(reason: &str) -> Result<String, Refusal> {
    worded(reason, 4..=200, || Refusal::on("reason", "rulepacks.reason_length"))
}

/// The city every pack, the issuer its own.
fn may_change(ctx: &Ctx, pack: &str) -> bool {
    match &ctx.actor {
        Actor::System(_) => true,
        Actor::SignedIn(who) => who.holds(Role::City) || (who.holds(Role::Issuer) && pack == PACK_OF_THE_ISSUER),
        Actor::Anonymous => false,
    }
}

/// Such a pack says whose projects it is for: what that means elsewhere nobody has written down.
fn is_for_some(packs: &[RulePack], name: &str) -> bool {
    packs.iter().any(|pack| pack.pack == name && pack.parameters.contains_key(SUPERVISED_BY))
}

fn where_it_stands(packs: &[RulePack], name: &str) -> BTreeSet<String> {
    packs.iter().filter(|pack| pack.pack == name).map(|pack| pack.area.clone()).collect()
}

fn day_of(row: &rule_changes::Model) -> Result<Day, Fault> {
    Day::parse(&row.effective_from).ok_or_else(|| Fault::internal("a change without a day"))
}

/// How the log names a pack.
fn subject(row: &rule_changes::Model) -> (&'static str, String) {
    ("rule_pack", format!("{}/{}", row.pack, row.area))
}

async fn open(ctx: &Ctx, change: Uuid) -> Result<rule_changes::Model, Fault> {
    require(ctx, Verb::Decide, Object::RulePack)?;
    let row = rule_changes::Entity::find_by_id(change).one(ctx.db.reader()).await?;
    let row = row.filter(|row| may_change(ctx, &row.pack)).ok_or(Fault::NotFound)?;
    if row.decision.is_some() { Err(Refusal::new("rulepacks.change_decided").into()) } else { Ok(row) }
}

async fn decide(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    change: Uuid,
    decision: &str,
    reason: Option<String>,
    version: Option<i32>,
) -> Result<(), Fault> {
    let decided = rule_changes::Entity::update_many()
        .col_expr(rule_changes::Column::Decision, Expr::value(decision))
        .col_expr(rule_changes::Column::DecisionReason, Expr::value(reason))
        .col_expr(rule_changes::Column::DecidedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(rule_changes::Column::DecidedAt, Expr::value(ctx.now().0))
        .col_expr(rule_changes::Column::Version, Expr::value(version))
        .filter(rule_changes::Column::Id.eq(change))
        .filter(rule_changes::Column::Decision.is_null())
        .exec(tx)
        .await?;
    if decided.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("rulepacks.change_decided").into()) }
}
