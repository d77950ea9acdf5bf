//! Who is the officer of this site today? What the code on a board leads to: for anybody, whichever version was scanned.

use certs::ids::PathId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::on_file::on_file;
use super::content::{channels, lineage, minimum_wage, pay_day};
use crate::entity::{bindings, boards, enterprises, project_parties, projects};
use crate::filings::Duty;
use crate::filings::boards::{Channel, MinimumWage, Reached};
use crate::filings::store::officers_of;
use crate::people::masked_name;
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
    /// the name; nobody where nobody answers now
    pub officer: Option<String>,
    /// with the number, which must stand on the board (甲文第十条), as it is on file; nothing before it is
    pub on_file: Option<Reached>,
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
    /// the surname alone of whoever is not the officer any more (P-08)
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
            officer: shown(ctx, &row, present.as_ref()).await?,
        },
        officer_since: present.as_ref().map(|one| one.since),
        officer: present.as_ref().map(|one| one.name.clone()),
        on_file: present.and_then(|one| one.on_file),
        channels: channels(ctx, (&lineage, &site.industry), today).await?,
        minimum_wage: minimum_wage(ctx, &site.area, today).await?,
        pay_day: pay_day(ctx, site.id, today).await?,
        asked_at: ctx.now(),
        project: site.name,
    }))
}

struct Present {
    person: Uuid,
    name: String,
    since: Day,
    on_file: Option<Reached>,
    phone_index: Option<String>,
}

/// The project, or the one that it turned out to be a second record of.
async fn standing(ctx: &Ctx, project: Uuid) -> Result<projects::Model, Fault> {
    let row = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    match row.merged_into {
        Some(into) => projects::Entity::find_by_id(into).one(ctx.db.reader()).await?.ok_or(Fault::NotFound),
        None => Ok(row),
    }
}

/// Who answers for the site at this moment, by a certificate that is valid. The number of an account is its holder's own: only
/// one that was filed is shown.
async fn present(ctx: &Ctx, project: Uuid) -> Result<Option<Present>, Fault> {
    let officers = officers_of(ctx.db.reader(), project).await?;
    let Some(bound) = officers.into_iter().find(|one| one.duty == Duty::Responsible) else { return Ok(None) };
    let name = names_shown(ctx.db.reader(), [bound.person].into()).await?.remove(&bound.person);
    // P-12: whoever's data are only kept is named nowhere
    let Some(name) = name.filter(|name| name != NO_NAME) else { return Ok(None) };
    let filed = on_file(ctx, &[project]).await?.remove(&project).filter(|filed| filed.binding == bound.binding);
    let on_file = filed.map(|filed| Reached { name: filed.form.officer, phone: filed.form.officer_phone });
    let phone_index = on_file.as_ref().map(|one| ctx.vault.index("phone", &one.phone)).transpose()?;
    let name = on_file.as_ref().map_or(name, |one| one.name.clone());
    Ok(Some(Present { person: bound.person, name, since: bound.since.day(), on_file, phone_index }))
}

async fn shown(ctx: &Ctx, row: &boards::Model, present: Option<&Present>) -> Result<String, Fault> {
    let names = names_shown(ctx.db.reader(), [row.person_id].into()).await?;
    let is_only_kept = names.get(&row.person_id).is_some_and(|name| name == NO_NAME);
    if is_only_kept {
        return Ok(NO_NAME.to_owned());
    }
    let is_present = present.is_some_and(|one| one.person == row.person_id);
    Ok(if is_present { row.officer.clone() } else { masked_name(&row.officer) })
}

async fn turn(ctx: &Ctx, row: &boards::Model, present: Option<&Present>) -> Result<Option<Turn>, Fault> {
    match present {
        Some(one) if one.person != row.person_id => Ok(Some(Turn::Officer(one.since))),
        Some(one) if one.phone_index.as_ref().is_some_and(|index| *index != row.phone_index) => Ok(Some(Turn::Phone)),
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
