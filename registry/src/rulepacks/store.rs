//! How do rule packs get into the database and out again?

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;

use super::{RulePack, Rules};
use crate::entity::{areas, rule_packs};
use crate::{Ctx, Day, Fault};

const BUILT_IN: [&str; 3] = [
    include_str!("../../data/rulepacks/a.toml"),
    include_str!("../../data/rulepacks/b.toml"),
    include_str!("../../data/rulepacks/c.toml"),
];
const AREAS: &str = include_str!("../../data/areas.toml");

/// The city, parent of every supervising area.
pub const CITY: &str = "320600";

#[derive(Deserialize)]
struct AreaFile {
    area: Vec<AreaLine>,
}

#[derive(Deserialize)]
struct AreaLine {
    code: String,
    name: String,
    parent: Option<String>,
    from_year: Option<i32>,
    to_year: Option<i32>,
}

/// Stores the areas and packs that come with the product; what is there already stays as it is.
pub async fn load_built_in(ctx: &Ctx) -> Result<(), Fault> {
    let areas: AreaFile = toml::from_str(AREAS).map_err(Fault::internal)?;
    let packs: Vec<RulePack> =
        BUILT_IN.iter().map(|text| toml::from_str(text)).collect::<Result<_, _>>().map_err(Fault::internal)?;
    crate::transact!(ctx, |tx| {
        for area in &areas.area {
            let row = areas::ActiveModel {
                code: Set(area.code.clone()),
                name: Set(area.name.clone()),
                parent: Set(area.parent.clone()),
                valid_from: Set(area.from_year.map(|year| format!("{year}-01-01"))),
                valid_to: Set(area.to_year.map(|year| format!("{year}-12-31"))),
            };
            areas::Entity::insert(row)
                .on_conflict_do_nothing_on([areas::Column::Code])
                .exec_without_returning(tx)
                .await?;
        }
        for pack in &packs {
            let row = rule_packs::ActiveModel {
                id: Set(ctx.new_id()),
                pack: Set(pack.pack.clone()),
                area: Set(pack.area.clone()),
                version: Set(pack.version),
                effective_from: Set(pack.effective_from.to_string()),
                parameters: Set(serde_json::to_string(&pack.parameters)?),
                stored_at: Set(ctx.now().0),
            };
            rule_packs::Entity::insert(row)
                .on_conflict_do_nothing_on([
                    rule_packs::Column::Pack,
                    rule_packs::Column::Area,
                    rule_packs::Column::Version,
                ])
                .exec_without_returning(tx)
                .await?;
        }
        Ok(())
    })
}

/// Stores one further version, for example the demo's with `bank.allow_secondary` on.
pub async fn store(ctx: &Ctx, pack: &RulePack) -> Result<(), Fault> {
    let row = rule_packs::ActiveModel {
        id: Set(ctx.new_id()),
        pack: Set(pack.pack.clone()),
        area: Set(pack.area.clone()),
        version: Set(pack.version),
        effective_from: Set(pack.effective_from.to_string()),
        parameters: Set(serde_json::to_string(&pack.parameters)?),
        stored_at: Set(ctx.now().0),
    };
    rule_packs::Entity::insert(row).exec_without_returning(ctx.db.writer()).await?;
    Ok(())
}

/// The rules in force for an area on a day.
pub async fn in_force(ctx: &Ctx, area: &str, day: Day) -> Result<Rules, Fault> {
    let lineage = lineage(ctx, area).await?;
    let rows = rule_packs::Entity::find()
        .filter(rule_packs::Column::Area.is_in(lineage.clone()))
        .filter(rule_packs::Column::EffectiveFrom.lte(day.to_string()))
        .order_by_asc(rule_packs::Column::EffectiveFrom)
        .order_by_asc(rule_packs::Column::Version)
        .all(ctx.db.reader())
        .await?;
    let mut packs = rows.into_iter().map(RulePack::try_from).collect::<Result<Vec<_>, _>>()?;
    // a stable sort keeps later versions after earlier ones inside an area
    packs.sort_by_key(|pack| lineage.iter().position(|code| *code == pack.area));
    Ok(Rules::combine(&packs))
}

/// Every stored pack version, newest last.
pub async fn list(ctx: &Ctx) -> Result<Vec<RulePack>, Fault> {
    let rows = rule_packs::Entity::find()
        .order_by_asc(rule_packs::Column::Pack)
        .order_by_asc(rule_packs::Column::Version)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter().map(RulePack::try_from).collect()
}

/// The area's ancestors from the city down to itself.
async fn lineage(ctx: &Ctx, area: &str) -> Result<Vec<String>, Fault> {
    // a city's areas are few: all of them at once cost less than one after the other
    let areas = areas::Entity::find().all(ctx.db.reader()).await?;
    let mut codes = Vec::new();
    let mut next = Some(area.to_owned());
    while let Some(code) = next {
        let row = areas.iter().find(|row| row.code == code).ok_or(Fault::NotFound)?;
        codes.push(code);
        next = row.parent.clone();
    }
    codes.reverse();
    Ok(codes)
}

impl TryFrom<rule_packs::Model> for RulePack {
    type Error = Fault;

    fn try_from(row: rule_packs::Model) -> Result<Self, Fault> {
        Ok(Self {
            pack: row.pack,
            area: row.area,
            version: row.version,
            effective_from: Day::parse(&row.effective_from)
                .ok_or_else(|| Fault::internal("rule pack without a day"))?,
            parameters: serde_json::from_str(&row.parameters)?,
        })
    }
}
