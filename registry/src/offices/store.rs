//! How do offices get written down and found?

use certs::wording::check_wording;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::changes::check_name;
pub use super::charges::{Vacancy, change, overseeing, vacancies};
pub use super::grants::{GrantState, GrantView, Grantee, end_grant, grant, list_grants, second_grant};
use super::{NewOffice, OfficeKind, industries};
use crate::entity::{areas, offices};
use crate::fault::refuse_unless_empty;
use crate::permissions::{Object, Verb, require};
use crate::rulepacks::store::CITY;
use crate::{Ctx, Day, Fault, Refusal, audit, db};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeView {
    pub id: Uuid,
    pub name: String,
    pub kind: OfficeKind,
    pub area: String,
    pub area_name: String,
    pub industry: Option<String>,
}

/// A supervising area that new records may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaView {
    pub code: String,
    pub name: String,
}

pub async fn create(ctx: &Ctx, new: &NewOffice) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Office)?;
    refuse_unless_empty(check_charge(ctx, new).await?)?;
    let name = new.name.trim();
    crate::transact!(ctx, |tx| {
        if new.kind == OfficeKind::Issuer {
            refuse_second_issuer(tx).await?;
        }
        let row = offices::Model {
            id: ctx.new_id(),
            name: name.to_owned(),
            kind: new.kind.code().to_owned(),
            area: new.area.clone(),
            industry: new.industry.clone(),
            created_at: ctx.now().0,
        };
        let id = row.id;
        offices::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("name", "offices.name_taken")))?;
        audit::record(tx, ctx, "create", ("office", id), json!({ "kind": new.kind, "area": new.area })).await?;
        Ok(id)
    })
}

/// Certificates are numbered under one prefix, and a prefix belongs to one issuer (decision 0044). Writers take turns.
async fn refuse_second_issuer(tx: &DatabaseTransaction) -> Result<(), Fault> {
    areas::Entity::find_by_id(CITY.to_owned()).lock_exclusive().one(tx).await?;
    let issuers = offices::Entity::find().filter(offices::Column::Kind.eq(OfficeKind::Issuer.code()));
    match issuers.one(tx).await? {
        None => Ok(()),
        Some(_) => Err(Refusal::on("kind", "offices.issuer_already").into()),
    }
}

/// An issuer's name is printed on certificates and signed.
fn check_issuer_wording(office: &NewOffice) -> Result<(), Refusal> {
    match office.kind {
        OfficeKind::Issuer => check_wording(&office.name)
            .map_err(|found| Refusal::on("name", "offices.forbidden_word").with("word", found.word)),
        _ => Ok(()),
    }
}

/// Everything that is wrong with what an office is called and there for.
pub(super) async fn check_charge(ctx: &Ctx, office: &NewOffice) -> Result<Vec<Refusal>, Fault> {
    let reader = ctx.db.reader();
    let mut refusals: Vec<Refusal> = check_name(&office.name).err().into_iter().collect();
    refusals.extend(check_issuer_wording(office).err());
    refusals.extend(check_area(reader, &office.area, ctx.now().day()).await?.err());
    match (office.kind, office.industry.as_deref()) {
        (OfficeKind::Industry, Some(industry)) if industries::is_offered(reader, industry).await? => {}
        (OfficeKind::Industry, _) => refusals.push(Refusal::on("industry", "offices.industry_missing")),
        (_, Some(_)) => refusals.push(Refusal::on("industry", "offices.industry_not_expected")),
        (_, None) => {}
    }
    Ok(refusals)
}

pub async fn list(ctx: &Ctx) -> Result<Vec<OfficeView>, Fault> {
    require(ctx, Verb::View, Object::Office)?;
    let rows = offices::Entity::find().order_by_asc(offices::Column::Area).order_by_asc(offices::Column::Id);
    views(ctx, rows.all(ctx.db.reader()).await?).await
}

pub async fn get(ctx: &Ctx, office: Uuid) -> Result<OfficeView, Fault> {
    require(ctx, Verb::View, Object::Office)?;
    let row = offices::Entity::find_by_id(office).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// The areas that stand today, for the choices of forms. Nothing secret: they are the public division codes.
pub async fn list_areas(ctx: &Ctx) -> Result<Vec<AreaView>, Fault> {
    let today = ctx.now().day();
    let rows = areas::Entity::find().order_by_asc(areas::Column::Code).all(ctx.db.reader()).await?;
    Ok(rows
        .into_iter()
        .filter(|row| stands_on(row, today))
        .map(|row| AreaView { code: row.code, name: row.name })
        .collect())
}

/// An area that exists and was not abolished: old codes stay readable but take no new records.
pub(crate) async fn check_area<C: ConnectionTrait>(
    db: &C,
    area: &str,
    today: Day,
) -> Result<Result<(), Refusal>, Fault> {
    let row = areas::Entity::find_by_id(area.to_owned()).one(db).await?;
    Ok(match row {
        None => Err(Refusal::on("area", "offices.area_unknown")),
        Some(row) if !stands_on(&row, today) => Err(Refusal::on("area", "offices.area_abolished")),
        Some(_) => Ok(()),
    })
}

fn stands_on(area: &areas::Model, day: Day) -> bool {
    let day = day.to_string();
    area.valid_from.as_ref().is_none_or(|from| *from <= day) && area.valid_to.as_ref().is_none_or(|to| day <= *to)
}

async fn views(ctx: &Ctx, rows: Vec<offices::Model>) -> Result<Vec<OfficeView>, Fault> {
    let codes = rows.iter().map(|row| row.area.clone());
    let areas = areas::Entity::find().filter(areas::Column::Code.is_in(codes)).all(ctx.db.reader()).await?;
    rows.into_iter()
        .map(|row| {
            let area_name = areas.iter().find(|area| area.code == row.area).map(|area| area.name.clone());
            Ok(OfficeView {
                id: row.id,
                name: row.name,
                kind: OfficeKind::parse(&row.kind).ok_or_else(|| Fault::internal("office of no kind"))?,
                area_name: area_name.unwrap_or_else(|| row.area.clone()),
                area: row.area,
                industry: row.industry,
            })
        })
        .collect()
}
