//! Who was on the sites of a project, or of an enterprise, in a month (职工花名册, R-032)?

use super::covered::{Covered, Names, covered, registered_in, was_there};
use super::roster::Roster;
use crate::attendance::{Scope, StaffLine, StaffList, StaffSection};
use crate::calendar::Month;
use crate::workers::Registration;
use crate::{Ctx, Fault};

/// The list as data; sheets and prints are made from it and decide nothing.
///
/// # Errors
/// [`Fault::NotFound`] when nothing of the project or enterprise is the actor's to see.
pub async fn staff_list(ctx: &Ctx, scope: Scope, month: Month) -> Result<StaffList, Fault> {
    let mut sections = Vec::new();
    for one in covered(ctx, scope).await? {
        sections.extend(sections_of(ctx, &one, month).await?);
    }
    Ok(StaffList { scope, month, made_on: ctx.now().day(), sections })
}

async fn sections_of(ctx: &Ctx, covered: &Covered, month: Month) -> Result<Vec<StaffSection>, Fault> {
    let (db, project) = (ctx.db.reader(), covered.site.row.id);
    let roster = Roster::of_people(db, &registered_in(db, project, month).await?).await?;
    let is_meant = |one: &&Registration| covered.holds(one) && was_there(one, month);
    let registrations: Vec<&Registration> =
        roster.iter().flat_map(|(_, known)| &known.registrations).filter(is_meant).collect();
    let names = Names::read(ctx, project, &registrations).await?;
    let line = |(number, one): (u32, &Registration)| {
        let known = names.of(one.person);
        StaffLine {
            number,
            worker: one.id,
            name: known.name,
            sex: known.sex,
            masked_id_number: known.masked,
            role: one.role,
            trade: one.trade.clone(),
            stays: StaffLine::stays_in(&one.stays, month),
        }
    };
    let sections = names.by_team(&covered.site, registrations).into_iter();
    Ok(sections.map(|(head, own)| StaffSection { head, lines: (1..).zip(own).map(line).collect() }).collect())
}
