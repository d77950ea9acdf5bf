//! What would a board say that is made now?

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::super::on_file::{OnFile, on_file};
use super::channels::kept_for;
use super::day;
use crate::enterprises::store::phone_of;
use crate::entity::{bindings, contracts, enterprises, offices, project_deposits, project_parties, projects};
use crate::filings::boards::{Channel, ChannelKind, Content, Deposit, MinimumWage, Reached, channel_on};
use crate::offices::{OfficeKind, areas};
use crate::projects::PartyRole;
use crate::projects::governing::Place;
use crate::projects::store::{party_of, rules_on};
use crate::rulepacks::store::CITY;
use crate::wages::Policy;
use crate::workers::{PayDay, PayMonth};
use crate::{Ctx, Day, Fault, Period, rulepacks};

const MINIMUM_WAGE: &str = "wage.minimum_month_fen";

/// Nothing while nothing is on file.
pub(super) async fn draft(ctx: &Ctx, site: &projects::Model) -> Result<Option<(OnFile, Content)>, Fault> {
    let Some(filed) = on_file(ctx, &[site.id]).await?.remove(&site.id) else { return Ok(None) };
    let (today, lineage) = (ctx.now().day(), lineage(ctx, site).await?);
    let form = &filed.form;
    let content = Content {
        project: form.project.clone(),
        address: Some(form.address.clone()).filter(|address| !address.is_empty()),
        owners: [form.owner.clone()].into_iter().filter(|owner| !owner.is_empty()).collect(),
        contractor: form.contractor.clone(),
        contractor_phone: contractor_phone(ctx, filed.binding).await?,
        department: (!form.project_manager.is_empty())
            .then(|| Reached { name: form.project_manager.clone(), phone: form.manager_phone.clone() }),
        subcontractors: subcontractors(ctx, site.id, today).await?,
        industry_department: industry_department(ctx, &lineage, &site.industry).await?,
        officer: Reached { name: form.officer.clone(), phone: form.officer_phone.clone() },
        minimum_wage: minimum_wage(ctx, &site.area, today).await?,
        pay_day: pay_day(ctx, site.id, today).await?,
        deposit: deposit(ctx, site.id, today).await?,
        channels: channels(ctx, (&lineage, &site.industry), today).await?,
    };
    Ok(Some((filed, content)))
}

/// The codes from the city down to the area of the site; the area alone where nobody can say.
pub(super) async fn lineage(ctx: &Ctx, site: &projects::Model) -> Result<Vec<String>, Fault> {
    let tree = areas::tree(ctx.db.reader()).await?;
    let found = tree.lineage_on(&site.area, ctx.now().day());
    let codes: Vec<String> = found.unwrap_or_default().iter().map(|area| area.code.clone()).collect();
    Ok(if codes.is_empty() { vec![site.area.clone()] } else { codes })
}

/// At most one of each kind, in the order of the kinds.
pub(super) async fn channels(
    ctx: &Ctx,
    (lineage, industry): (&[String], &str),
    today: Day,
) -> Result<Vec<Channel>, Fault> {
    let kept = kept_for(ctx.db.reader(), lineage).await?;
    let found = ChannelKind::ALL.into_iter().filter_map(|kind| channel_on(&kept, kind, (lineage, industry), today));
    Ok(found.map(|kept| kept.channel.clone()).collect())
}

/// Since when it holds is said by the version of the pack that names it.
pub(super) async fn minimum_wage(ctx: &Ctx, area: &str, today: Day) -> Result<Option<MinimumWage>, Fault> {
    let rules = match rulepacks::store::for_area(ctx, area, None, today).await {
        // an area that was divided has no rules until somebody says where the site lies
        Err(Fault::Refused(_)) => return Ok(None),
        rules => rules?,
    };
    let said = rules.parameters.iter().find(|parameter| parameter.name == MINIMUM_WAGE);
    let wage = said.and_then(|said| Some((said.value.as_i64()?, said.source.effective_from)));
    Ok(wage.map(|(month_fen, since)| MinimumWage { month_fen, since }))
}

/// The day that most contracts of the site agree on; where none does, that of the rules (条例第十四条).
pub(super) async fn pay_day(ctx: &Ctx, project: Uuid, today: Day) -> Result<PayDay, Fault> {
    let agreed = contracts::Entity::find()
        .select_only()
        .columns([contracts::Column::PayDay, contracts::Column::PayMonth])
        .filter(contracts::Column::ProjectId.eq(project))
        .filter(contracts::Column::WithdrawnAt.is_null())
        .filter(contracts::Column::DissolvedOn.is_null())
        .filter(contracts::Column::PayDay.is_not_null())
        .into_tuple::<(Option<i32>, Option<String>)>()
        .all(ctx.db.reader())
        .await?;
    let mut counted: BTreeMap<(u32, PayMonth), usize> = BTreeMap::new();
    for (day, month) in agreed {
        let month = month.as_deref().and_then(PayMonth::parse);
        if let (Some(Ok(day)), Some(month)) = (day.map(u32::try_from), month) {
            *counted.entry((day, month)).or_default() += 1;
        }
    }
    match counted.into_iter().max_by_key(|(_, count)| *count) {
        Some(((day_of_month, month), _)) => Ok(PayDay { day_of_month, month }),
        None => {
            let rules = match rules_on(ctx.db.reader(), project, today).await {
                // of a site in an area that was divided only what holds in the whole city is known
                Err(Fault::Refused(_)) => rulepacks::store::governing(ctx, &whole_city(), today).await?,
                rules => rules?,
            };
            Ok(Policy::from_rules(&rules)?.default_pay_day)
        }
    }
}

fn whole_city() -> Place {
    Place { area: CITY.to_owned(), industry: String::new(), supervised_by: None }
}

async fn contractor_phone(ctx: &Ctx, binding: Uuid) -> Result<Option<String>, Fault> {
    let reader = ctx.db.reader();
    let bound = bindings::Entity::find_by_id(binding).one(reader).await?.ok_or(Fault::NotFound)?;
    let row = enterprises::Entity::find_by_id(bound.enterprise_id).one(reader).await?.ok_or(Fault::NotFound)?;
    let kept = match row.merged_into {
        Some(kept) => enterprises::Entity::find_by_id(kept).one(reader).await?.ok_or(Fault::NotFound)?,
        None => row,
    };
    phone_of(ctx, &kept)
}

/// Their names, each once, in the order of the names' rows.
async fn subcontractors(ctx: &Ctx, project: Uuid, today: Day) -> Result<Vec<String>, Fault> {
    let reader = ctx.db.reader();
    let rows = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .order_by_asc(project_parties::Column::EnteredOn)
        .order_by_asc(project_parties::Column::Id)
        .all(reader)
        .await?;
    let parties = rows.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    let is_sub = |role: PartyRole| role.employs_workers() && role != PartyRole::GeneralContractor;
    let of_today = parties.iter().filter(|party| is_sub(party.role) && party.period.contains(today));
    let ids: Vec<Uuid> = of_today.map(|party| party.enterprise).collect();
    let named = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids.iter().copied()));
    let named = named.all(reader).await?;
    let kept = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(named.iter().filter_map(|row| row.merged_into)))
        .all(reader)
        .await?;
    let mut names: Vec<String> = Vec::new();
    for id in ids {
        let Some(row) = named.iter().find(|row| row.id == id) else { continue };
        let stands = kept.iter().find(|kept| Some(kept.id) == row.merged_into).unwrap_or(row);
        if !names.contains(&stands.name) {
            names.push(stands.name.clone());
        }
    }
    Ok(names)
}

/// The department of the narrowest area that oversees the industry.
async fn industry_department(ctx: &Ctx, lineage: &[String], industry: &str) -> Result<Option<String>, Fault> {
    let rows = offices::Entity::find()
        .filter(offices::Column::Kind.eq(OfficeKind::Industry.code()))
        .filter(offices::Column::Industry.eq(industry))
        .filter(offices::Column::Area.is_in(lineage.iter().cloned()))
        .all(ctx.db.reader())
        .await?;
    let depth = |row: &offices::Model| lineage.iter().position(|area| *area == row.area);
    Ok(rows.into_iter().max_by_key(depth).map(|row| row.name))
}

/// 保证金规定: the one that is in force, the latest of several.
async fn deposit(ctx: &Ctx, project: Uuid, today: Day) -> Result<Option<Deposit>, Fault> {
    let rows = project_deposits::Entity::find()
        .filter(project_deposits::Column::ProjectId.eq(project))
        .filter(project_deposits::Column::WithdrawnAt.is_null())
        .order_by_desc(project_deposits::Column::FirstDay)
        .all(ctx.db.reader())
        .await?;
    for row in rows {
        let held = Period::new(day(&row.first_day)?, row.last_day.as_deref().map(day).transpose()?)?;
        if held.contains(today) {
            return Ok(Some(Deposit { form: row.form, provider: row.provider }));
        }
    }
    Ok(None)
}
