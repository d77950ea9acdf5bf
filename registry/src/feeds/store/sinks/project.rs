//! Rows about projects (项目): what they say of a project that is on record.
//!
//! A status is filed by the site and, where it stops, approved by the county: a row that says another one is refused, and so is
//! one that names another general contractor. The owner becomes a party, and permits are those of [`bring_named_permit`].

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::one_by_one::{TakesRow, is_withdrawal, not_withdrawn, one_by_one, project_of, short, taken, unit};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::enterprises::feeding::{Told, bring_within, find_by_code};
use crate::enterprises::undoing::{leaving, take_away};
use crate::feeds::{FeedObject, ProjectRow, Row};
use crate::projects::quantities::decimal_text;
use crate::projects::store::brought::{
    OfBatch, PartyTold, bring_named_permit, bring_party, change_within, contractor_of, draft_of, has_part, of_batch,
    status_of, undo_batch_within,
};
use crate::projects::{Draft, Nature, PartyRole, Size, Status, Works};
use crate::{Ctx, Fault, Refusal};

pub(crate) struct ProjectSink;

#[async_trait::async_trait]
impl Sink for ProjectSink {
    fn object(&self) -> FeedObject {
        FeedObject::Project
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        one_by_one(self, ctx, tx, origin, &rows).await
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let told = |(project, of): (Uuid, OfBatch)| {
            let told = [("project_fields", of.fields), ("parties", of.parties), ("permits", of.permits)];
            Consequence::counted(Some(project), told)
        };
        let mut found: Vec<Consequence> = of_batch(tx, batch).await?.into_iter().flat_map(told).collect();
        let owners = leaving(tx, batch).await?;
        found.extend(Consequence::counted(None, [("enterprises", owners.go), ("enterprises_stay", owners.stay)]));
        Ok(found)
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_batch_within(tx, ctx, batch, &short(reason)).await?;
        take_away(tx, batch).await.map(|_| ())
    }
}

#[async_trait::async_trait]
impl TakesRow for ProjectSink {
    async fn take_row(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let Row::Project(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
        let project = project_of(placed)?;
        if is_withdrawal(placed) {
            return Err(not_withdrawn("project"));
        }
        let today = ctx.now().day();
        if let Some(code) = &row.contractor
            && contractor_of(tx, project, today).await? != Some(unit(tx, code).await?)
        {
            return Err(Refusal::on("enterprise", "feeds.contractor_of_another").into());
        }
        if let Some(status) = &row.status
            && status_of(tx, project, today).await? != Status::parse_national(status)
        {
            return Err(Refusal::on("status", "feeds.status_is_filed").into());
        }
        let draft = told(draft_of(tx, project).await?, row);
        let mut is_new = change_within(tx, ctx, project, &draft, Some(origin.batch)).await?;
        is_new |= owner(ctx, tx, origin, (project, &draft), row).await.map_err(|fault| all_on("owner", fault))?;
        is_new |= permits(ctx, tx, origin, (project, &draft), row).await.map_err(|fault| all_on("permits", fault))?;
        Ok(taken(is_new))
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "enterprise" => "contractorCorpCode",
            "owner" => "buildCorpCode",
            "permits" => "builderLicenses",
            "status" => "prjStatus",
            "name" => "name",
            "area" => "areaCode",
            "address" => "address",
            "longitude" => "lng",
            "works" => "category",
            "nature" => "propertyNum",
            "size" => "prjSize",
            "floor_area" => "buildingArea",
            "length" => "buildingLength",
            "investment" => "invest",
            "planned_start" => "startDate",
            "planned_finish" => "completeDate",
            "of" => "of",
            _ => "projectCode",
        }
    }
}

/// What a rule says against a part of the row stands at that part.
fn all_on(field: &'static str, fault: Fault) -> Fault {
    match fault {
        Fault::Refused(reasons) => {
            Fault::Refused(reasons.into_iter().map(|reason| Refusal { field: Some(field), ..reason }).collect())
        }
        other => other,
    }
}

/// The owner is a party since the works were to begin, or since it was told. An enterprise that nobody knew comes in as those
/// of rows about enterprises do, in the area of the project.
async fn owner(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    (project, draft): (Uuid, &Draft),
    row: &ProjectRow,
) -> Result<bool, Fault> {
    let Some(code) = &row.owner_code else { return Ok(false) };
    if find_by_code(tx, code).await?.is_none()
        && let Some(name) = &row.owner_name
    {
        let told =
            Told { name, credit_code: code, area: &draft.area, address: None, legal_representative: None, phone: None };
        bring_within(tx, ctx, &told, false, origin.batch).await?;
    }
    let enterprise = unit(tx, code).await?;
    if has_part(tx, project, (enterprise, PartyRole::Owner)).await? {
        return Ok(false);
    }
    let since = row.starts_on.unwrap_or_else(|| origin.signed_at.day()).min(ctx.now().day());
    let told = PartyTold { enterprise, role: PartyRole::Owner, entered: Some(since), left: None };
    bring_party(tx, ctx, project, &told, false, origin.batch).await
}

async fn permits(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    origin: &Origin,
    (project, draft): (Uuid, &Draft),
    row: &ProjectRow,
) -> Result<bool, Fault> {
    let mut is_new = false;
    for (number, works) in &row.permits {
        // a permit of the whole project calls the works as the project is called
        let works = works.as_deref().unwrap_or(&draft.name);
        is_new |= bring_named_permit(tx, ctx, project, (number, works), origin.batch).await?;
    }
    Ok(is_new)
}

/// What stands, with everything that the row says.
fn told(stands: Draft, row: &ProjectRow) -> Draft {
    let keep = |said: Option<String>, stands: String| said.unwrap_or(stands);
    let day = |day: Option<crate::Day>| day.map(|day| day.to_string());
    let number =
        |value: Option<i64>, decimals| value.filter(|value| *value > 0).map(|value| decimal_text(value, decimals));
    let coded = |code: Option<&'static str>| code.map(str::to_owned);
    let position = row.longitude.clone().zip(row.latitude.clone());
    let (longitude, latitude) = position.unwrap_or((stands.longitude, stands.latitude));
    Draft {
        name: keep(row.name.clone(), stands.name),
        area: keep(row.area.clone(), stands.area),
        industry: stands.industry,
        street: stands.street,
        address: keep(row.address.clone(), stands.address),
        longitude,
        latitude,
        works: keep(coded(row.category.as_deref().and_then(Works::parse_national).map(Works::code)), stands.works),
        nature: keep(coded(row.property.as_deref().and_then(Nature::parse_national).map(Nature::code)), stands.nature),
        size: keep(coded(row.size.as_deref().and_then(Size::parse_national).map(Size::code)), stands.size),
        floor_area: keep(number(row.building_area, 2), stands.floor_area),
        length: keep(number(row.building_length, 2), stands.length),
        investment: keep(number(row.invest_fen, 6), stands.investment),
        planned_start: keep(day(row.starts_on), stands.planned_start),
        planned_finish: keep(day(row.completes_on), stands.planned_finish),
    }
}
