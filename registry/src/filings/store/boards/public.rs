//! Who is the officer of this site today? What the code on a board leads to: for anybody, whichever version was scanned.

use certs::ids::PathId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::content::{channels, lineage, minimum_wage, pay_day};
use crate::entity::{bindings, boards, enterprises, people, project_parties, projects};
use crate::filings::Duty;
use crate::filings::boards::{Channel, MinimumWage, Reached};
use crate::filings::store::officers_of;
use crate::people::scope::{NO_NAME, names_shown};
use crate::projects::store::contractor_on;
use crate::workers::PayDay;
use crate::{Ctx, Day, Fault, Instant};

/// What is so today, beside what the scanned sheet says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// its name
    pub project: String,
    /// 施工总承包单位 of today
    pub contractor: Option<String>,
    /// with the number, which must stand on the board (甲文第十条); nobody where nobody answers now
    pub officer: Option<Reached>,
    /// since when
    pub officer_since: Option<Day>,
    pub sheet: Sheet,
    /// what is another than on the sheet
    pub turn: Option<Turn>,
    pub channels: Vec<Channel>,
    pub minimum_wage: Option<MinimumWage>,
    pub pay_day: PayDay,
    pub asked_at: Instant,
}

/// The sheet that was scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub version: i32,
    pub made_on: Day,
    pub officer: String,
    pub is_latest: bool,
}

/// What changed since it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// somebody else answers since this day
    Officer(Day),
    /// nobody does: the officer of the sheet left on this day, or may not act
    Nobody(Option<Day>),
    /// the same officer, under another number
    Phone,
}

/// Open to anyone who has the end of the address of a board; nothing for any other.
pub async fn by_token(ctx: &Ctx, token: &str) -> Result<Option<Live>, Fault> {
    let asked = PathId::parse(token).ok();
    // a token that nobody could have costs the same query as one that nobody has
    let looked_up = asked.unwrap_or(PathId::from_random([0; 10]));
    let row = boards::Entity::find().filter(boards::Column::Token.eq(looked_up.to_string())).one(ctx.db.reader());
    let Some((_, row)) = asked.zip(row.await?) else { return Ok(None) };
    let site = standing(ctx, row.project_id).await?;
    let (today, lineage) = (ctx.now().day(), lineage(ctx, &site).await?);
    let present = present(ctx, site.id).await?;
    Ok(Some(Live {
        contractor: contractor(ctx, site.id, today).await?,
        turn: turn(ctx, &row, present.as_ref()).await?,
        sheet: Sheet {
            version: row.version,
            made_on: Instant(row.made_at).day(),
            is_latest: row.replaced_at.is_none(),
            officer: shown(ctx, &row).await?,
        },
        officer_since: present.as_ref().map(|one| one.since),
        officer: present.map(|one| one.reached),
        channels: channels(ctx, (&lineage, &site.industry), today).await?,
        minimum_wage: minimum_wage(ctx, &site.area, today).await?,
        pay_day: pay_day(ctx, site.id, today).await?,
        asked_at: ctx.now(),
        project: site.name,
    }))
}

struct Present {
    person: Uuid,
    since: Day,
    reached: Reached,
    phone_index: String,
}

/// The project, or the one that it turned out to be a second record of.
async fn standing(ctx: &Ctx, project: Uuid) -> Result<projects::Model, Fault> {
    let row = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    match row.merged_into {
        Some(into) => projects::Entity::find_by_id(into).one(ctx.db.reader()).await?.ok_or(Fault::NotFound),
        None => Ok(row),
    }
}

/// Who answers for the site at this moment, by a certificate that is valid.
async fn present(ctx: &Ctx, project: Uuid) -> Result<Option<Present>, Fault> {
    let officers = officers_of(ctx.db.reader(), project).await?;
    let Some(bound) = officers.into_iter().find(|one| one.duty == Duty::Responsible) else { return Ok(None) };
    let row = people::Entity::find_by_id(bound.person).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let name = names_shown(ctx.db.reader(), [row.id].into()).await?.remove(&row.id);
    // P-12: whoever's data are only kept is named nowhere
    let Some(name) = name.filter(|name| name != NO_NAME) else { return Ok(None) };
    let phone = ctx.vault.open_text("people.phone", &row.phone_sealed)?;
    Ok(Some(Present {
        person: row.id,
        since: bound.since.day(),
        reached: Reached { name, phone },
        phone_index: row.phone_index,
    }))
}

async fn shown(ctx: &Ctx, row: &boards::Model) -> Result<String, Fault> {
    let names = names_shown(ctx.db.reader(), [row.person_id].into()).await?;
    let is_only_kept = names.get(&row.person_id).is_some_and(|name| name == NO_NAME);
    Ok(if is_only_kept { NO_NAME.to_owned() } else { row.officer.clone() })
}

async fn turn(ctx: &Ctx, row: &boards::Model, present: Option<&Present>) -> Result<Option<Turn>, Fault> {
    match present {
        Some(one) if one.person != row.person_id => Ok(Some(Turn::Officer(one.since))),
        Some(one) if one.phone_index != row.phone_index => Ok(Some(Turn::Phone)),
        Some(_) => Ok(None),
        None => {
            let bound = bindings::Entity::find_by_id(row.binding_id).one(ctx.db.reader()).await?;
            let left = bound.and_then(|bound| bound.ended_at).map(|at| Instant(at).day());
            Ok(Some(Turn::Nobody(left)))
        }
    }
}

async fn contractor(ctx: &Ctx, project: Uuid, today: Day) -> Result<Option<String>, Fault> {
    let reader = ctx.db.reader();
    let party = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .order_by_desc(project_parties::Column::EnteredOn)
        .one(reader)
        .await?;
    let Some(party) = party else { return Ok(None) };
    let Some(row) = enterprises::Entity::find_by_id(party.enterprise_id).one(reader).await? else { return Ok(None) };
    match row.merged_into {
        Some(kept) => Ok(enterprises::Entity::find_by_id(kept).one(reader).await?.map(|kept| kept.name)),
        None => Ok(Some(row.name)),
    }
}
