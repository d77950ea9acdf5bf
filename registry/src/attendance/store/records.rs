//! What stands in the monthly attendance and pay record of a project, or of an enterprise on all its projects?

use std::collections::BTreeMap;

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::covered::{Covered, Names, covered, registered_in, was_there};
use super::months::days_between;
use super::roster::Roster;
use super::sites::visible_site;
use crate::attendance::{DayRow, MonthlyRecord, PersonMonth, Scope, Section};
use crate::calendar::Month;
use crate::entity::enterprises;
use crate::permissions::Object;
use crate::wages::store::month_pay;
use crate::workers::Registration;
use crate::{Ctx, Fault};

/// The record as data; sheets and prints are made from it and decide nothing.
///
/// # Errors
/// [`Fault::NotFound`] when nothing of the project or enterprise is the actor's to see.
pub async fn monthly_record(ctx: &Ctx, scope: Scope, month: Month) -> Result<MonthlyRecord, Fault> {
    let mut sections = Vec::new();
    for one in covered(ctx, scope).await? {
        sections.extend(sections_of(ctx, &one, month).await?);
    }
    Ok(MonthlyRecord::new(scope, month, ctx.now().day(), sections))
}

/// How the project or enterprise of a record is called, for whoever may see the record.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn record_name(ctx: &Ctx, scope: Scope) -> Result<String, Fault> {
    match scope {
        Scope::Project(project) => Ok(visible_site(ctx, Object::Attendance, project).await?.row.name),
        Scope::Enterprise(enterprise) | Scope::EnterpriseOn { enterprise, .. } => {
            let row = enterprises::Entity::find_by_id(enterprise).one(ctx.db.reader()).await?;
            Ok(row.ok_or(Fault::NotFound)?.name)
        }
    }
}

/// One section per unit and team, in the order of their names; of an enterprise its own people only.
async fn sections_of(ctx: &Ctx, covered: &Covered, month: Month) -> Result<Vec<Section>, Fault> {
    let (db, project) = (ctx.db.reader(), covered.site.row.id);
    let mut rows: BTreeMap<Uuid, Vec<DayRow>> = BTreeMap::new();
    let mut ids = registered_in(db, project, month).await?;
    for day in days_between(db, project, month.first_day(), month.last_day()).await? {
        ids.insert(day.stander.person);
        rows.entry(day.belonging.registration).or_default().push(day.row);
    }
    let roster = Roster::of_people(db, &ids).await?;
    let is_meant = |one: &&Registration| covered.holds(one) && (was_there(one, month) || rows.contains_key(&one.id));
    let registrations: Vec<&Registration> =
        roster.iter().flat_map(|(_, known)| &known.registrations).filter(is_meant).collect();
    let pay = month_pay(db, project, &registrations, month).await?;
    let names = Names::read(ctx, project, &registrations).await?;
    let none = Vec::new();
    let sections = names.by_team(&covered.site, registrations).into_iter().map(|(head, own)| {
        let lines: Vec<PersonMonth<'_>> = own
            .into_iter()
            .map(|one| {
                let known = names.of(one.person);
                PersonMonth {
                    worker: one.id,
                    name: known.name,
                    masked_id_number: known.masked,
                    trade: one.trade.clone(),
                    stays: &one.stays,
                    rows: rows.get(&one.id).unwrap_or(&none),
                    pay: pay.get(&one.id).copied().unwrap_or_default(),
                    remark: String::new(),
                }
            })
            .collect();
        Section::new(head, month, &lines, ctx.now().day())
    });
    Ok(sections.collect())
}
