//! Which office is there for which area and industry, and where is none?

use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::changes::{Subject, check_reason, record};
use super::store::{OfficeView, check_charge, list};
use super::{NewOffice, OfficeKind, areas, industries};
use crate::entity::offices;
use crate::fault::refuse_unless_empty;
use crate::permissions::{Object, Verb, require};
use crate::projects::governing::{Charge, Place, oversees};
use crate::{Ctx, Day, Fault, Refusal, audit, db};

/// Where an office should be and none is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vacancy {
    pub area: String,
    pub area_name: String,
    pub kind: OfficeKind,
    /// for industry departments
    pub industry: Option<String>,
}

/// Which offices oversee a place on a day: those of its area and above, and of its industry.
pub async fn overseeing(ctx: &Ctx, place: &Place, day: Day) -> Result<Vec<OfficeView>, Fault> {
    let tree = areas::tree(ctx.db.reader()).await?;
    let offices = list(ctx).await?;
    Ok(offices.into_iter().filter(|office| oversees(&office.charge(), place, &tree, day)).collect())
}

/// Each county has one 根治欠薪办, one 人社 and one department per industry (乙文, head): which of them are not on record. An
/// office of the whole city does not stand in for a county's own.
pub async fn vacancies(ctx: &Ctx) -> Result<Vec<Vacancy>, Fault> {
    let tree = areas::tree(ctx.db.reader()).await?;
    let (offices, today) = (list(ctx).await?, ctx.now().day());
    let industries = industries::list(ctx).await?;
    let offered = industries.iter().filter(|industry| industry.retired_at.is_none());
    let expected: Vec<(OfficeKind, Option<&str>)> =
        [(OfficeKind::CountyArrears, None), (OfficeKind::HumanResources, None)]
            .into_iter()
            .chain(offered.map(|industry| (OfficeKind::Industry, Some(industry.code.as_str()))))
            .collect();
    let mut vacancies = Vec::new();
    for county in tree.standing_on(today).filter(|area| area.parent.is_some()) {
        let is_its =
            |office: &&OfficeView| tree.successors_on(&office.area, today).iter().any(|area| area.code == county.code);
        let own: Vec<&OfficeView> = offices.iter().filter(is_its).collect();
        for (kind, industry) in &expected {
            if !own.iter().any(|office| office.kind == *kind && office.industry.as_deref() == *industry) {
                vacancies.push(Vacancy {
                    area: county.code.clone(),
                    area_name: county.name.clone(),
                    kind: *kind,
                    industry: industry.map(str::to_owned),
                });
            }
        }
    }
    Ok(vacancies)
}

/// Changes an office's name, area or industry; its kind stays, for its roles hang on it. From the next request on its people
/// reach what it is there for now.
pub async fn change(ctx: &Ctx, office: Uuid, to: &NewOffice, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Office)?;
    let row = offices::Entity::find_by_id(office).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if to.kind.code() != row.kind {
        return Err(Refusal::on("kind", "offices.kind_stays").into());
    }
    let mut refusals = check_charge(ctx, to).await?;
    let reason = check_reason(reason).map_err(|refusal| refusals.push(refusal)).unwrap_or_default();
    refuse_unless_empty(refusals)?;
    let name = to.name.trim().to_owned();
    crate::transact!(ctx, |tx| {
        let row = offices::Entity::find_by_id(office).lock_exclusive().one(tx).await?.ok_or(Fault::NotFound)?;
        let differing = [
            ("name", Some(row.name.as_str()), Some(name.as_str())),
            ("area", Some(row.area.as_str()), Some(to.area.as_str())),
            ("industry", row.industry.as_deref(), to.industry.as_deref()),
        ];
        let differing: Vec<_> = differing.into_iter().filter(|(_, from, to)| from != to).collect();
        if differing.is_empty() {
            return Err(Refusal::new("offices.nothing_changed").into());
        }
        for (field, from, to) in &differing {
            record(tx, ctx, (Subject::Office, &office.to_string()), field, (*from, *to), &reason).await?;
        }
        let fields: Vec<&str> = differing.iter().map(|(field, ..)| *field).collect();
        let facts = json!({ "fields": fields, "area": to.area, "industry": to.industry });
        let mut row = row.clone().into_active_model();
        row.name = Set(name.clone());
        row.area = Set(to.area.clone());
        row.industry = Set(to.industry.clone());
        offices::Entity::update(row)
            .exec(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("name", "offices.name_taken")))?;
        audit::record(tx, ctx, "change", ("office", office), facts).await
    })
}

impl OfficeView {
    /// What it is there for.
    pub fn charge(&self) -> Charge {
        Charge { kind: self.kind, area: self.area.clone(), industry: self.industry.clone() }
    }
}
