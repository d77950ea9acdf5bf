//! Rows about projects (项目): what they say of a project that is on record.
//!
//! A status is filed by the site and, where it stops, approved by the county: a row that says another one is refused, and so is
//! one that names another general contractor. Permits come with their days as an object of their own.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::one_by_one::{TakesRow, is_withdrawal, not_withdrawn, one_by_one, project_of, short, taken, unit};
use super::{Consequence, Origin, Placed, Sink, Taken};
use crate::feeds::{FeedObject, ProjectRow, Row};
use crate::projects::quantities::decimal_text;
use crate::projects::store::brought::{change_within, contractor_of, draft_of, of_batch, status_of, undo_batch_within};
use crate::projects::{Draft, Nature, Size, Status, Works};
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
        let found = of_batch(tx, batch).await?.into_iter();
        Ok(found
            .flat_map(|(project, of)| Consequence::counted(Some(project), [("project_fields", of.fields)]))
            .collect())
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_batch_within(tx, ctx, batch, &short(reason)).await
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
        if contractor_of(tx, project, today).await? != Some(unit(tx, &row.contractor.code).await?) {
            return Err(Refusal::on("enterprise", "feeds.contractor_of_another").into());
        }
        if status_of(tx, project, today).await? != Status::parse_national(&row.status) {
            return Err(Refusal::on("status", "feeds.status_is_filed").into());
        }
        let draft = told(draft_of(tx, project).await?, row);
        change_within(tx, ctx, project, &draft, Some(origin.batch)).await.map(taken)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "enterprise" => "contractorCorpCode",
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
        name: row.name.clone(),
        area: row.area.clone(),
        industry: stands.industry,
        street: stands.street,
        address: keep(row.address.clone(), stands.address),
        longitude,
        latitude,
        works: keep(coded(Works::parse_national(&row.category).map(Works::code)), stands.works),
        nature: keep(coded(row.property.as_deref().and_then(Nature::parse_national).map(Nature::code)), stands.nature),
        size: keep(coded(row.size.as_deref().and_then(Size::parse_national).map(Size::code)), stands.size),
        floor_area: keep(number(row.building_area, 2), stands.floor_area),
        length: keep(number(row.building_length, 2), stands.length),
        investment: keep(number(row.invest_fen, 6), stands.investment),
        planned_start: keep(day(row.starts_on), stands.planned_start),
        planned_finish: keep(day(row.completes_on), stands.planned_finish),
    }
}
