//! How do the workers of a project, and those whom an office finds, go into a sheet?

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;
use uuid::Uuid;

use super::roster::{RosterFilter, Sieve};
use super::rows;
use super::scope::visible_project;
use super::search::{Cut, Total, WorkerFilter, WorkerLine, found};
use crate::entity::{enterprises, people, person_particulars, registrations, teams};
use crate::permissions::{Object, Verb};
use crate::sheets::{Columns, MOST_EXPORTED};
use crate::workers::sheet::{Column, household_title, role_title, sex_title};
use crate::workers::{Codes, Person, QualificationKind, Registration, Table, qualifications_text};
use crate::{Ctx, Day, Fault, Refusal, audit};

/// The workers of a project that the actor may see and that the filter lets through, as a sheet: its titles, then a line
/// for each registration. Numbers stay masked, so that the sheet shows what the page shows.
pub async fn export(ctx: &Ctx, project: Uuid, filter: &RosterFilter) -> Result<Vec<Vec<String>>, Fault> {
    visible_project(ctx, Object::Worker, project).await?;
    let (reader, wanted) = (ctx.db.reader(), Sieve::of(ctx, project).await?.wanted(ctx, filter)?);
    let ids = || registrations::Entity::find().select_only().filter(wanted.clone());
    let of_people = || ids().column(registrations::Column::PersonId).into_query();
    let known = people::Entity::find().filter(people::Column::Id.in_subquery(of_people())).all(reader).await?;
    let known: BTreeMap<Uuid, people::Model> = known.into_iter().map(|row| (row.id, row)).collect();
    let particulars = person_particulars::Entity::find()
        .filter(person_particulars::Column::PersonId.in_subquery(of_people()))
        .filter(person_particulars::Column::ReplacedAt.is_null());
    let particulars: BTreeMap<Uuid, person_particulars::Model> =
        particulars.all(reader).await?.into_iter().map(|row| (row.person_id, row)).collect();
    let units = ids().column(registrations::Column::UnitId).into_query();
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.in_subquery(units)).all(reader).await?;
    let units: BTreeMap<Uuid, String> = units.into_iter().map(|row| (row.id, row.name)).collect();
    let groups = teams::Entity::find().filter(teams::Column::ProjectId.eq(project)).all(reader).await?;
    let groups: BTreeMap<Uuid, String> = groups.into_iter().map(|row| (row.id, row.name)).collect();
    let mut sheet = vec![Column::ALL.iter().map(|column| column.title().to_owned()).collect()];
    for (row, registration) in rows::registrations_of(reader, wanted.clone()).await? {
        let Some((person, about)) = known.get(&row.person_id).zip(particulars.get(&row.person_id)) else { continue };
        let person = rows::person(ctx, person, about)?;
        let team = row.team_id.and_then(|team| groups.get(&team)).map_or("", String::as_str);
        let unit = units.get(&row.unit_id).map_or("", String::as_str);
        sheet.push(Column::ALL.iter().map(|column| cell(*column, &person, &registration, (unit, team))).collect());
    }
    Ok(sheet)
}

/// All that a search finds, for whoever may take it home. Numbers stay masked.
///
/// # Errors
/// `sheets.too_long` when there are, or may be, more than [`MOST_EXPORTED`].
pub async fn export_found(ctx: &Ctx, filter: &WorkerFilter) -> Result<Vec<WorkerLine>, Fault> {
    let all = found(ctx, Verb::Export, filter, Cut { begin: 0, most: MOST_EXPORTED }).await?;
    if !matches!(all.total, Total::Exactly(number) if number <= MOST_EXPORTED) {
        return Err(Refusal::new("sheets.too_long").with("limit", MOST_EXPORTED).into());
    }
    crate::transact!(ctx, |tx| {
        let facts = json!({ "lines": all.workers.len() });
        audit::record(tx, ctx, "export_workers", ("registration", ctx.new_id()), facts).await
    })?;
    Ok(all.workers)
}

fn cell(column: Column, person: &Person, one: &Registration, (unit, team): (&str, &str)) -> String {
    let named = |table, code: &str| Codes::built_in().name(table, code).unwrap_or(code).to_owned();
    let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
    match column {
        Column::Name => person.name.as_str().to_owned(),
        Column::DocumentKind => named(Table::Document, person.document.kind()),
        Column::DocumentNumber => person.document.masked(),
        Column::Sex => sex_title(person.sex).to_owned(),
        Column::EthnicGroup => person.ethnic_group.clone(),
        Column::BirthDay => person.birth_day.to_string(),
        Column::DocumentIssuer => person.document_issuer.clone(),
        Column::ValidFrom => day(person.document_valid.from),
        Column::ValidUntil => day(person.document_valid.until),
        Column::Phone => person.phone.as_ref().map(crate::people::Phone::masked).unwrap_or_default(),
        Column::Household => person.household.map(household_title).unwrap_or_default().to_owned(),
        Column::Education => person.education.as_deref().map(|code| named(Table::Education, code)).unwrap_or_default(),
        Column::Title => qualifications_text(QualificationKind::Title, &person.qualifications),
        Column::PostCertificate => qualifications_text(QualificationKind::PostCertificate, &person.qualifications),
        Column::SkillLevel => qualifications_text(QualificationKind::SkillLevel, &person.qualifications),
        Column::Unit => unit.to_owned(),
        Column::Team => team.to_owned(),
        Column::Role => role_title(one.role).to_owned(),
        Column::Trade => named(Table::Trade, &one.trade),
        Column::Post => one.post.clone(),
        Column::TeamLeader => if one.is_team_leader { "是" } else { "否" }.to_owned(),
        Column::Entered => day(one.stays.first().map(|stay| stay.entered)),
        Column::Left => day(one.stays.last().and_then(|stay| stay.left)),
        // where somebody lives and banks is not a list's business
        Column::Address | Column::CardNumber | Column::Bank | Column::BankName | Column::LinkNumber => String::new(),
    }
}
