//! Who approves what was written by hand (R-120 e)? Another officer of the site, or the general contractor's officer or
//! administrator; until somebody else does, it stands on record and counts for nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::DatabaseTransaction;
use serde_json::json;
use uuid::Uuid;

use super::by_hand::{Decision, check_waits, decide};
use super::effects::{self, Ground};
use super::kin::{Asked, held};
use super::roster::Roster;
use super::sites::{own_site, whole_sites};
use super::taking::difference;
use super::unmatched::pairing_rules;
use crate::attendance::{Event, Origin, instant_of};
use crate::db::many::{self, Cell, Kind, List};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Refusal, audit};

/// Approves rows of one project, all or none; returns how many days changed.
///
/// # Errors
/// A row that is not of this project, not written by hand, decided before, or the actor's own (separation of duty 7).
/// [`Fault::Forbidden`] when it would change a day of a project that is not the actor's to decide about.
pub async fn approve(ctx: &Ctx, project: Uuid, rows: &BTreeSet<Uuid>) -> Result<usize, Fault> {
    own_site(ctx, Verb::Decide, Object::Attendance, project).await?;
    let who = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        let asked = Asked { rows: rows.clone(), ..Asked::default() };
        let before = held(tx, &asked, &BTreeSet::from([project]), None).await?;
        let known: BTreeMap<Uuid, &Event> = before.iter().map(|event| (event.id, event)).collect();
        if rows.iter().any(|id| known.get(id).is_none_or(|event| event.project != project)) {
            return Err(Fault::NotFound);
        }
        let projects: BTreeSet<Uuid> = before.iter().map(|event| event.project).chain([project]).collect();
        let own = whole_sites(ctx, Verb::Decide, Object::Attendance, projects.iter().copied()).await?;
        if projects.iter().any(|project| !own.contains_key(project)) {
            return Err(Fault::Forbidden);
        }
        if rows.iter().filter_map(|id| known.get(id)).any(|event| event.origin != Origin::Manual) {
            return Err(Refusal::new("attendance.approved_by_device").into());
        }
        check_waits(tx, rows).await?;
        note_approval(tx, ctx, rows, who).await?;
        decide(tx, ctx, rows, Decision::Approved, None).await?;
        let approved = |event: &Event| match rows.contains(&event.id) {
            true => Event { approved_at: Some(ctx.now()), ..event.clone() },
            false => event.clone(),
        };
        let after: Vec<Event> = before.iter().map(approved).collect();
        let effects = difference(&before, &after, None);
        let roster = Roster::of_short_keys(tx, &effects.iter().map(|effect| effect.who).collect()).await?;
        let rules = pairing_rules(tx, ctx, &projects).await?;
        let documents = HashMap::new();
        let ground = Ground { roster: &roster, rules: &rules, documents: &documents, ctx, now: ctx.now() };
        let applied = effects::apply(tx, &ground, &effects).await?;
        audit::record(tx, ctx, "approve_attendance", ("project", project), json!({ "rows": rows.len() })).await?;
        Ok(applied.days)
    })
}

/// The condition decides between two who approve at once; writers approve nothing of their own.
async fn note_approval(tx: &DatabaseTransaction, ctx: &Ctx, rows: &BTreeSet<Uuid>, who: Uuid) -> Result<(), Fault> {
    let text = "WITH given (id, at, approver, approved_at) AS ({given}) UPDATE attendance_events \
         SET approved_by = given.approver, approved_at = given.approved_at FROM given \
         WHERE attendance_events.id = given.id AND attendance_events.at = given.at \
         AND attendance_events.approved_at IS NULL AND attendance_events.recorded_by <> given.approver \
         RETURNING attendance_events.id AS id";
    let row = |id: &Uuid| {
        let at = Cell::Number(instant_of(*id).0);
        vec![Cell::Id(*id), at, Cell::Id(who), Cell::Number(ctx.now().0)]
    };
    let kinds = [Kind::Id, Kind::Number, Kind::Id, Kind::Number];
    let list = List { kinds: &kinds, rows: rows.iter().map(row).collect() };
    if many::query(tx, text, &list).await?.len() != rows.len() {
        return Err(Refusal::new("attendance.not_to_approve").into());
    }
    Ok(())
}
