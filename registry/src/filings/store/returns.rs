//! What does each county tell the city about its filings of a month, and when did it?
//!
//! The county looks at the figures and submits them; from then on they are frozen, with their hash. What was wrong comes as a
//! further version that says why. The city sees who was in time, late, or has not answered.

mod figures;
mod reminding;

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use reminding::due_reminders;

use super::account;
use crate::calendar::Month;
use crate::entity::{monthly_returns, offices};
use crate::fault::worded;
use crate::filings::returns::{Content, Differences, Standing, check_month, due_on, standing};
use crate::notices::{Kind, To, store as notices};
use crate::offices::{OfficeKind, Reach, areas, holders, reach};
use crate::permissions::{Object, Role, Verb};
use crate::projects::governing::Place;
use crate::rulepacks::store::{Book, CITY};
use crate::vault::hex;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

/// A county of the city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct County {
    /// the area's code
    pub code: String,
    pub name: String,
}

/// How the counties stand about one month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnsPage {
    pub month: Month,
    /// in the order of the codes
    pub counties: Vec<CountyLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountyLine {
    pub county: County,
    pub due_on: Day,
    pub standing: Standing,
    /// When the first version came.
    pub first_at: Option<Instant>,
    /// the version that stands
    pub latest: Option<VersionLine>,
    /// Whether the actor submits it.
    pub may_submit: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionLine {
    pub id: Uuid,
    pub version: i32,
    pub submitted_at: Instant,
    pub submitted_by: Option<String>,
    /// of a correction
    pub reason: Option<String>,
    pub content_hash: String,
}

/// What would be submitted now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub due_on: Day,
    pub content: Content,
    /// submitted before, the newest first
    pub versions: Vec<VersionLine>,
    /// from the latest of them to what would be submitted
    pub differences: Differences,
    pub may_submit: bool,
}

/// One version as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneReturn {
    pub line: VersionLine,
    pub due_on: Day,
    pub standing: Standing,
    pub content: Content,
    /// every version of the same month, the newest first
    pub versions: Vec<VersionLine>,
    /// from the version before to this one
    pub differences: Differences,
}

/// The counties that the actor sees: all of them for the city, the own one for a county.
pub async fn returns(ctx: &Ctx, month: Month) -> Result<ReturnsPage, Fault> {
    let seen = reach(ctx, Verb::View, Object::MonthlyReturn).await?;
    let submits = submitted_reach(ctx).await?;
    let (book, today) = (Book::read(ctx.db.reader()).await?, ctx.now().day());
    let rows = monthly_returns::Entity::find()
        .filter(monthly_returns::Column::Month.eq(month.to_string()))
        .order_by_desc(monthly_returns::Column::Version)
        .all(ctx.db.reader())
        .await?;
    let names = names_of(ctx, &rows).await?;
    let mut lines = Vec::new();
    for county in counties(&book, today).into_iter().filter(|county| seen.includes_area(&county.code)) {
        let due = due_of(&book, &county.code, month)?;
        let own: Vec<&monthly_returns::Model> = rows.iter().filter(|row| row.county == county.code).collect();
        let first_at = own.last().map(|row| Instant(row.submitted_at));
        lines.push(CountyLine {
            due_on: due,
            standing: standing(due, first_at.map(Instant::day), today),
            first_at,
            latest: own.first().map(|row| version_line(row, &names)),
            may_submit: submits.includes_area(&county.code),
            county,
        });
    }
    Ok(ReturnsPage { month, counties: lines })
}

/// What a county would submit about a month now.
///
/// # Errors
/// On `month` while it runs; [`Fault::NotFound`] for a county out of reach.
pub async fn preview(ctx: &Ctx, county: &str, month: Month) -> Result<Preview, Fault> {
    let seen = reach(ctx, Verb::View, Object::MonthlyReturn).await?;
    let (book, today) = (Book::read(ctx.db.reader()).await?, ctx.now().day());
    let county = county_for(&book, &seen, county, today)?;
    check_month(month, today)?;
    let content = figures::content(ctx, &county, month).await?;
    let rows = versions(ctx.db.reader(), &county.code, month).await?;
    let differences = match rows.first() {
        Some(latest) => read(latest)?.differences(&content),
        None => Differences::default(),
    };
    let names = names_of(ctx, &rows).await?;
    Ok(Preview {
        due_on: due_of(&book, &county.code, month)?,
        content,
        differences,
        versions: rows.iter().map(|row| version_line(row, &names)).collect(),
        may_submit: submitted_reach(ctx).await?.includes_area(&county.code),
    })
}

/// Submits the return of a county about a month that is over. After a first version it is a correction, and says why.
///
/// # Errors
/// On `month` while it runs, on `reason` when a correction says none; `returns.nothing_changed` when it says what the version
/// before said, `returns.submitted_already` when somebody else was faster.
pub async fn submit(ctx: &Ctx, county: &str, month: Month, reason: &str) -> Result<Uuid, Fault> {
    let may = reach(ctx, Verb::Create, Object::MonthlyReturn).await?;
    let (book, now) = (Book::read(ctx.db.reader()).await?, ctx.now());
    let seen = reach(ctx, Verb::View, Object::MonthlyReturn).await?;
    let county = county_for(&book, &seen, county, now.day())?;
    if !may.includes_area(&county.code) {
        return Err(Fault::Forbidden);
    }
    check_month(month, now.day())?;
    let content = figures::content(ctx, &county, month).await?;
    let (due, text) = (due_of(&book, &county.code, month)?, serde_json::to_string(&content)?);
    let office = own_office(ctx, &county.code).await?;
    crate::transact!(ctx, |tx| {
        let rows = versions(tx, &county.code, month).await?;
        // a county is in time by its first version
        let kept = rows.last().map(|first| first.standing.clone());
        let before = rows.into_iter().next();
        let reason = match &before {
            Some(before) => {
                check_differs(&read(before)?, &content)?;
                Some(worded(reason, 2..=200, || Refusal::on("reason", "returns.reason_length"))?)
            }
            None => None,
        };
        let version = before.map_or(1, |row| row.version + 1);
        let row = monthly_returns::Model {
            id: ctx.new_id(),
            county: county.code.clone(),
            month: month.to_string(),
            version,
            due_on: due.to_string(),
            standing: kept.unwrap_or_else(|| standing(due, Some(now.day()), now.day()).code().to_owned()),
            figures: text.clone(),
            content_hash: hex(&Sha256::digest(text.as_bytes())),
            reason,
            office_id: office,
            submitted_by: account(ctx),
            submitted_at: now.0,
        };
        let id = row.id;
        monthly_returns::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("returns.submitted_already")))?;
        if version > 1 {
            tell_city(tx, ctx, id, (&county, month)).await?;
        }
        let facts = json!({ "county": county.code, "month": month, "version": version });
        audit::record(tx, ctx, "submit_return", ("monthly_return", id), facts).await?;
        Ok(id)
    })
}

/// One version, for everybody who sees returns of its county.
pub async fn get(ctx: &Ctx, id: Uuid) -> Result<OneReturn, Fault> {
    let seen = reach(ctx, Verb::View, Object::MonthlyReturn).await?;
    let row = monthly_returns::Entity::find_by_id(id).one(ctx.db.reader()).await?;
    let row = row.filter(|row| seen.includes_area(&row.county)).ok_or(Fault::NotFound)?;
    let month = Month::parse(&row.month).map_err(|_| Fault::internal("a return about no month"))?;
    let rows = versions(ctx.db.reader(), &row.county, month).await?;
    let (names, content) = (names_of(ctx, &rows).await?, read(&row)?);
    let before = rows.iter().find(|other| other.version + 1 == row.version);
    let first = rows.last().unwrap_or(&row);
    Ok(OneReturn {
        differences: match before {
            Some(before) => read(before)?.differences(&content),
            None => Differences::default(),
        },
        line: version_line(&row, &names),
        due_on: Day::parse(&row.due_on).ok_or_else(|| Fault::internal("a return that is due on no day"))?,
        standing: Standing::parse(&first.standing).ok_or_else(|| Fault::internal("a return of no standing"))?,
        versions: rows.iter().map(|row| version_line(row, &names)).collect(),
        content,
    })
}

/// Those directly below the city, in the order of the codes.
fn counties(book: &Book, today: Day) -> Vec<County> {
    let below = book.areas().standing_on(today).filter(|area| area.parent.as_deref() == Some(CITY));
    let mut found: Vec<County> =
        below.map(|area| County { code: area.code.clone(), name: area.name.clone() }).collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    found
}

fn county_for(book: &Book, seen: &Reach, code: &str, today: Day) -> Result<County, Fault> {
    let mut all = counties(book, today).into_iter();
    all.find(|county| county.code == code && seen.includes_area(code)).ok_or(Fault::NotFound)
}

/// By the rules of the county that are in force when the month of the deadline begins (`filing.monthly_due`).
fn due_of(book: &Book, county: &str, month: Month) -> Result<Day, Fault> {
    let place = Place { area: county.to_owned(), industry: String::new(), supervised_by: None };
    let rules = book.governing(&place, month.next().first_day())?;
    let day = u32::try_from(rules.integer("filing.monthly_due")?).map_err(Fault::internal)?;
    Ok(due_on(month, day))
}

/// What the actor submits; nothing for whoever submits nothing.
async fn submitted_reach(ctx: &Ctx) -> Result<Reach, Fault> {
    match reach(ctx, Verb::Create, Object::MonthlyReturn).await {
        Err(Fault::Forbidden) => Ok(Reach::default()),
        reach => reach,
    }
}

/// In whose name; nobody's where no office of the actor is of the county.
async fn own_office(ctx: &Ctx, county: &str) -> Result<Option<Uuid>, Fault> {
    let Ok(who) = ctx.signed_in() else { return Ok(None) };
    for post in who.posts.iter().filter(|post| post.role == Role::CountyArrears) {
        let Some(office) = post.office else { continue };
        let row = offices::Entity::find_by_id(office).one(ctx.db.reader()).await?;
        if let Some(row) = row
            && areas::codes_within(ctx.db.reader(), &row.area).await?.contains(county)
        {
            return Ok(Some(office));
        }
    }
    Ok(None)
}

/// A correction says something else than the version before: something that is shown of it.
fn check_differs(before: &Content, after: &Content) -> Result<(), Refusal> {
    if before.differences(after).is_empty() { Err(Refusal::new("returns.nothing_changed")) } else { Ok(()) }
}

async fn tell_city<C: ConnectionTrait>(
    tx: &C,
    ctx: &Ctx,
    id: Uuid,
    (county, month): (&County, Month),
) -> Result<(), Fault> {
    let offices = offices::Entity::find().filter(offices::Column::Kind.eq(OfficeKind::CityArrears.code()));
    for office in offices.all(tx).await? {
        let facts = [("county", county.name.clone()), ("month", month.to_string())];
        notices::send(ctx, tx, To::Office(office.id), Kind::ReturnCorrected, id, &facts).await?;
    }
    Ok(())
}

/// The newest first.
async fn versions<C: ConnectionTrait>(
    db: &C,
    county: &str,
    month: Month,
) -> Result<Vec<monthly_returns::Model>, Fault> {
    let rows = monthly_returns::Entity::find()
        .filter(monthly_returns::Column::County.eq(county))
        .filter(monthly_returns::Column::Month.eq(month.to_string()))
        .order_by_desc(monthly_returns::Column::Version);
    Ok(rows.all(db).await?)
}

/// What was submitted is what is kept.
fn read(row: &monthly_returns::Model) -> Result<Content, Fault> {
    if hex(&Sha256::digest(row.figures.as_bytes())) != row.content_hash {
        return Err(Fault::internal("a return that is not as it was submitted"));
    }
    Ok(serde_json::from_str(&row.figures)?)
}

async fn names_of(ctx: &Ctx, rows: &[monthly_returns::Model]) -> Result<BTreeMap<Uuid, String>, Fault> {
    let people = holders(ctx.db.reader(), rows.iter().filter_map(|row| row.submitted_by).collect()).await?;
    Ok(people.into_iter().map(|(account, (_, name))| (account, name)).collect())
}

fn version_line(row: &monthly_returns::Model, names: &BTreeMap<Uuid, String>) -> VersionLine {
    VersionLine {
        id: row.id,
        version: row.version,
        submitted_at: Instant(row.submitted_at),
        submitted_by: row.submitted_by.and_then(|by| names.get(&by).cloned()),
        reason: row.reason.clone(),
        content_hash: row.content_hash.clone(),
    }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
