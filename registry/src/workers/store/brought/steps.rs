//! How do many people enter and leave at once? Each row is judged by the stays that the rows before it left, and what came of
//! all of them is written together.

mod writing;

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::moving::check_alone;
use super::super::people::index_of;
use super::super::rows;
use super::known::Known;
use super::together::{judge_each, read_each};
use super::{Bringing, Brought, Said, Together, not_registered};
use crate::workers::record::check_registration;
use crate::workers::{Codes, Movement, Registration, Stay, check_age};
use crate::{Ctx, Day, Fault, Refusal};
use writing::Writes;

/// A row about an entry or an exit that records and corrects nothing.
pub(crate) struct StepSaid<'a> {
    pub bringing: &'a Bringing,
    /// kind and number
    pub document: (&'a str, &'a str),
    /// where the sender's code stands for one
    pub unit: Option<Uuid>,
    pub on: Day,
    pub is_entry: bool,
}

pub(crate) async fn bring_steps(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    rows: Vec<Said<StepSaid<'_>>>,
) -> Result<Vec<Together>, Fault> {
    let rows = read_each(rows, |said| Ok((index_of(ctx, said.document.0, said.document.1)?, said)))?;
    let documents: BTreeSet<String> = rows.iter().flatten().map(|(document, _)| document.clone()).collect();
    let mut known = Known::of(tx, documents).await?;
    let mut writes = Writes::default();
    let judged = judge_each(&rows, |(document, said)| {
        let Some(after) = step(ctx, &known, document, said)? else {
            return Ok(Together::Brought(Brought::Same));
        };
        match said.is_entry {
            true => writes.entry(ctx, &after, said.on, said.bringing.origin()),
            false => writes.exit(ctx, &after, said.on, said.bringing.origin()),
        }
        known.put(after);
        Ok(Together::Brought(Brought::New))
    })?;
    writes.write(tx, ctx).await?;
    Ok(judged)
}

/// The registration after the step; nothing where the step is on record.
fn step(ctx: &Ctx, known: &Known, document: &str, said: &StepSaid<'_>) -> Result<Option<Registration>, Fault> {
    let person = known.person(document).ok_or_else(not_registered)?;
    let unit = said.unit.ok_or_else(|| Refusal::on("enterprise", "projects.enterprise_unknown"))?;
    let all = known.on(said.bringing.project, person.id);
    let of_unit: Vec<&Registration> = all.iter().filter(|one| one.unit == unit).collect();
    let is_there = |stay: Stay| if said.is_entry { stay.entered == said.on } else { stay.left == Some(said.on) };
    if of_unit.iter().any(|one| one.stays.iter().any(is_there)) {
        return Ok(None);
    }
    let in_force = of_unit.iter().find(|one| one.is_in_force());
    let before = *in_force.or(of_unit.last()).ok_or_else(not_registered)?;
    let movement = if said.is_entry { Movement::Enter } else { Movement::Leave };
    let after = Registration { stays: before.stays.after(movement, said.on, ctx.now().day())?, ..before.clone() };
    if said.is_entry {
        let particulars = known.particulars(person.id);
        let particulars = particulars.ok_or_else(|| Fault::internal("a worker without particulars"))?;
        let ground = &said.bringing.ground;
        let mut findings = check_registration(&after, &ground.site, ctx.now().day(), Codes::built_in());
        findings.add(check_age(&rows::person(ctx, person, particulars)?, after.begins_on(), &ground.policy));
        findings.settle()?;
        check_alone(&after, all.iter().filter(|one| one.id != after.id))?;
    }
    Ok(Some(after))
}
