//! Which industries are there? An open table of codes: a city may name further ones.

pub mod importing;

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder, QuerySelect};
use serde_json::json;

use super::changes::{Subject, check_name, check_reason, record};
use crate::entity::industries;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industry {
    pub code: String,
    pub name: String,
    /// What has this industry keeps it; nothing new takes it.
    pub retired_at: Option<Instant>,
}

/// Every industry, retired ones included, in the order in which they are offered.
pub async fn list(ctx: &Ctx) -> Result<Vec<Industry>, Fault> {
    require(ctx, Verb::View, Object::Office)?;
    let rows = industries::Entity::find()
        .order_by_asc(industries::Column::Position)
        .order_by_asc(industries::Column::Code)
        .all(ctx.db.reader())
        .await?;
    let view =
        |row: industries::Model| Industry { code: row.code, name: row.name, retired_at: row.retired_at.map(Instant) };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn add(ctx: &Ctx, code: &str, name: &str, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::Office)?;
    let (name, reason) = (check_name(name)?, check_reason(reason)?);
    if !importing::is_code(code) {
        return Err(Refusal::on("code", "offices.industry_code_shape").into());
    }
    crate::transact!(ctx, |tx| {
        let last = industries::Entity::find().order_by_desc(industries::Column::Position).one(tx).await?;
        let row = industries::Model {
            code: code.to_owned(),
            name: name.clone(),
            position: last.map_or(1, |row| row.position.saturating_add(1)),
            added_at: ctx.now().0,
            retired_at: None,
            batch_id: None,
        };
        industries::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("code", "offices.industry_taken")))?;
        record(tx, ctx, (Subject::Industry, code), "code", (None, Some(code)), &reason).await?;
        audit::record(tx, ctx, "add_industry", ("industry", code), json!({})).await
    })
}

pub async fn rename(ctx: &Ctx, code: &str, name: &str, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Office)?;
    let (name, reason) = (check_name(name)?, check_reason(reason)?);
    crate::transact!(ctx, |tx| {
        let row = industries::Entity::find_by_id(code).lock_exclusive().one(tx).await?.ok_or(Fault::NotFound)?;
        record(tx, ctx, (Subject::Industry, code), "name", (Some(&row.name), Some(&name)), &reason).await?;
        let mut row = row.into_active_model();
        row.name = Set(name.clone());
        industries::Entity::update(row)
            .exec(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("name", "offices.industry_taken")))?;
        audit::record(tx, ctx, "rename_industry", ("industry", code), json!({ "name": name })).await
    })
}

/// Nothing new takes the industry from now on.
pub async fn retire(ctx: &Ctx, code: &str, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Office)?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        let row = industries::Entity::find_by_id(code).lock_exclusive().one(tx).await?.ok_or(Fault::NotFound)?;
        if row.retired_at.is_some() {
            return Err(Refusal::on("code", "offices.industry_retired_already").into());
        }
        let at = ctx.now();
        record(tx, ctx, (Subject::Industry, code), "retired", (None, Some(&at.day().to_string())), &reason).await?;
        let mut row = row.into_active_model();
        row.retired_at = Set(Some(at.0));
        industries::Entity::update(row).exec(tx).await?;
        audit::record(tx, ctx, "retire_industry", ("industry", code), json!({})).await
    })
}

/// Whether new records may name the industry.
pub(crate) async fn is_offered<C: ConnectionTrait>(db: &C, code: &str) -> Result<bool, Fault> {
    let row = industries::Entity::find_by_id(code).one(db).await?;
    Ok(row.is_some_and(|row| row.retired_at.is_none()))
}
