//! Who approves what was written by hand (R-120 e)? Until somebody else does, it stands on record and counts for nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::json;
use uuid::Uuid;

use super::effects::{self, Ground};
use super::roster::Roster;
use super::sites::own_site;
use super::taking::difference;
use super::unmatched::pairing_rules;
use super::{last_seen, raw_rows};
use crate::attendance::{Origin, instant_of};
use crate::db::many::{self, Cell, Kind, List};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Refusal, audit};

/// Approves rows of one project, all or none; returns how many days changed.
///
/// # Errors
/// A row that is not of this project, not written by hand, approved before, or the actor's own (separation of duty 7).
pub async fn approve(ctx: &Ctx, project: Uuid, rows: &BTreeSet<Uuid>) -> Result<usize, Fault> {
    own_site(ctx, Verb::Edit, Object::Attendance, project).await?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        last_seen::hold(tx, [project], None).await?;
        let known: BTreeMap<Uuid, _> =
            raw_rows::with_ids(tx, rows).await?.into_iter().map(|event| (event.id, event)).collect();
        if rows.iter().any(|id| known.get(id).is_none_or(|event| event.project != project)) {
            return Err(Fault::NotFound);
        }
        if known.values().any(|event| event.origin != Origin::Manual) {
            return Err(Refusal::new("attendance.approved_by_device").into());
        }
        let before = raw_rows::families(tx, rows.clone()).await?;
        // the condition decides between two who approve at once; writers approve nothing of their own
        let text = "WITH given (id, at, approver, approved_at) AS ({given}) UPDATE attendance_events \
             SET approved_by = given.approver, approved_at = given.approved_at FROM given \
             WHERE attendance_events.id = given.id AND attendance_events.at = given.at \
             AND attendance_events.approved_at IS NULL AND attendance_events.recorded_by <> given.approver \
             RETURNING attendance_events.id AS id";
        let row = |id: &Uuid| {
            let at = Cell::Number(instant_of(*id).0);
            vec![Cell::Id(*id), at, Cell::Id(who.account), Cell::Number(ctx.now().0)]
        };
        let kinds = [Kind::Id, Kind::Number, Kind::Id, Kind::Number];
        let list = List { kinds: &kinds, rows: rows.iter().map(row).collect() };
        let approved = many::query(tx, text, &list).await?;
        if approved.len() != rows.len() {
            return Err(Refusal::new("attendance.not_to_approve").into());
        }
        let after = raw_rows::families(tx, rows.clone()).await?;
        let effects = difference(&before, &after, None);
        let projects: BTreeSet<Uuid> = effects.iter().map(|effect| effect.project).collect();
        let roster = Roster::of_short_keys(tx, &effects.iter().map(|effect| effect.who).collect()).await?;
        let rules = pairing_rules(tx, ctx, &projects).await?;
        let documents = HashMap::new();
        let ground = Ground { roster: &roster, rules: &rules, documents: &documents, ctx, now: ctx.now() };
        let applied = effects::apply(tx, &ground, &effects).await?;
        audit::record(tx, ctx, "approve_attendance", ("project", project), json!({ "rows": rows.len() })).await?;
        Ok(applied.days)
    })
}
