//! How do the workers of a project come from a sheet, and go into one? First it is looked through without taking anything.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

use super::Origin;
use super::cards::{self, NewCard};
use super::people::{find, index_of, particulars};
use super::registering::{Ground, NewWorker, checked, insert};
use super::rows;
use super::scope::{Reach, own_project, visible_project};
use crate::entity::{enterprises, people, project_parties, projects, registrations, teams};
use crate::permissions::{Object, Verb};
pub use crate::workers::sheet::{Column, LineFault};
use crate::workers::sheet::{Line, household_title, read_lines, role_title, sex_title};
use crate::workers::{Codes, Person, PersonForm, Registration, Stay, Stays, Table, Warning};
use crate::{Ctx, Fault, Refusal, audit};

/// What a sheet holds, and what becomes of each line when it is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub sound: Vec<Sound>,
    pub faults: Vec<LineFault>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    pub number: usize,
    pub name: String,
    /// Whether the person is on record already, here or anywhere.
    pub is_known: bool,
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    pub registered: usize,
    pub faults: Vec<LineFault>,
}

/// A line that passed every rule but those of the records already there.
struct Checked {
    number: usize,
    person: Person,
    registration: Registration,
    card: Option<Line>,
    warnings: Vec<Warning>,
}

/// Looks a sheet through, line by line from the first; takes nothing.
pub async fn look(ctx: &Ctx, project: Uuid, lines: &[Vec<String>]) -> Result<Look, Fault> {
    let row = own_project(ctx, Verb::Create, Object::Worker, project).await?;
    let (checked, mut faults) = read(ctx, &row, lines).await?;
    let mut sound = Vec::new();
    for line in checked {
        let known = find(ctx.db.reader(), &index_of(ctx, &line.person.document)?).await?;
        if let Some(reason) = standing(ctx, project, known.as_ref(), &line).await? {
            faults.push(LineFault { number: line.number, reason });
            continue;
        }
        let name = line.person.name.as_str().to_owned();
        sound.push(Sound { number: line.number, name, is_known: known.is_some(), warnings: line.warnings });
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Look { sound, faults })
}

/// Registers every sound line with its card; a faulty one keeps only itself out.
pub async fn take(ctx: &Ctx, project: Uuid, lines: &[Vec<String>], batch: Uuid) -> Result<Taken, Fault> {
    let row = own_project(ctx, Verb::Create, Object::Worker, project).await?;
    let (checked, faults) = read(ctx, &row, lines).await?;
    let origin = Origin::Batch(batch);
    crate::transact!(ctx, |tx| {
        let mut taken = Taken { registered: 0, faults: faults.clone() };
        for line in &checked {
            // what the line wrote before a rule stopped it goes with it
            let point = tx.begin().await?;
            match take_line(&point, ctx, line, origin).await {
                Ok(()) => {
                    point.commit().await?;
                    taken.registered += 1;
                }
                Err(Fault::Refused(reasons)) => {
                    point.rollback().await?;
                    let number = line.number;
                    taken.faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason }));
                }
                Err(other) => return Err(other),
            }
        }
        taken.faults.sort_by_key(|fault| fault.number);
        let facts = json!({ "batch": batch, "registered": taken.registered, "faults": taken.faults.len() });
        audit::record(tx, ctx, "import_workers", ("project", project), facts).await?;
        Ok(taken)
    })
}

async fn take_line(tx: &sea_orm::DatabaseTransaction, ctx: &Ctx, line: &Checked, origin: Origin) -> Result<(), Fault> {
    let registration = Registration { id: ctx.new_id(), ..line.registration.clone() };
    let (_, person) = insert(tx, ctx, &line.person, registration, origin).await?;
    if let Some(card) = &line.card {
        cards::insert(tx, ctx, person, &card_of(ctx, card), origin).await?;
    }
    Ok(())
}

fn card_of<'a>(ctx: &Ctx, line: &'a Line) -> NewCard<'a> {
    NewCard {
        number: line.cell(Column::CardNumber),
        bank: line.cell(Column::Bank),
        bank_name: line.cell(Column::BankName),
        branch: "",
        link_number: line.cell(Column::LinkNumber),
        holder: "",
        since: line.entered.unwrap_or_else(|| ctx.now().day()),
    }
}

async fn read(
    ctx: &Ctx,
    project: &projects::Model,
    lines: &[Vec<String>],
) -> Result<(Vec<Checked>, Vec<LineFault>), Fault> {
    let (lines, mut faults) = read_lines(lines, Codes::built_in())?;
    let ground = Ground::of(ctx, project).await?;
    let units = units_of(ctx.db.reader(), project.id).await?;
    let mut checked = Vec::new();
    for line in lines {
        match check(ctx, &ground, &units, &line) {
            Ok(sound) => checked.push(sound),
            Err(Fault::Refused(reasons)) => {
                let number = line.number;
                faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason }));
            }
            Err(other) => return Err(other),
        }
    }
    Ok((checked, faults))
}

fn check(ctx: &Ctx, ground: &Ground, units: &BTreeMap<String, Uuid>, line: &Line) -> Result<Checked, Fault> {
    let unit = units.get(&line.cell(Column::Unit).to_uppercase()).copied();
    let unit = unit.ok_or_else(|| Refusal::on("unit", "workers.unit_not_on_project"))?;
    let team = match line.cell(Column::Team) {
        "" => None,
        name => {
            let team = ground.site.teams.iter().find(|team| team.unit == unit && team.name == name);
            Some(team.ok_or_else(|| Refusal::on("team", "workers.sheet_team_unknown").with("team", name))?.id)
        }
    };
    let post = match line.cell(Column::Post) {
        // the trade says what most people do
        "" => Codes::built_in().name(Table::Trade, line.cell(Column::Trade)).unwrap_or_default(),
        post => post,
    };
    let new = NewWorker {
        person: form(line),
        qualifications: Vec::new(),
        photo: None,
        unit,
        team,
        role: line.role,
        trade: line.cell(Column::Trade),
        post,
        is_team_leader: line.is_team_leader,
        entered: line.entered,
    };
    let (person, registration, warnings) = checked(ctx, &new, ground)?;
    let registration = match (line.entered, line.left) {
        (Some(entered), left) => {
            let stay = Stay { entered, left };
            let stays = Stays::new(vec![stay], ctx.now().day()).map_err(Fault::Refused)?;
            Registration { stays, ..registration }
        }
        (None, None) => registration,
        (None, Some(_)) => return Err(Refusal::on("left", "workers.not_on_site").into()),
    };
    let card = Some(line.clone()).filter(|line| !line.cell(Column::CardNumber).is_empty());
    if let Some(card) = &card {
        cards::read(ctx, &card_of(ctx, card), person.name.as_str())?;
    }
    Ok(Checked { number: line.number, person, registration, card, warnings })
}

fn form(line: &Line) -> PersonForm<'_> {
    PersonForm {
        name: line.cell(Column::Name),
        sex: line.cell(Column::Sex),
        ethnic_group: line.cell(Column::EthnicGroup),
        birth_day: line.cell(Column::BirthDay),
        document_kind: line.cell(Column::DocumentKind),
        document_number: line.cell(Column::DocumentNumber),
        address: line.cell(Column::Address),
        document_issuer: line.cell(Column::DocumentIssuer),
        valid_from: line.cell(Column::ValidFrom),
        valid_until: line.cell(Column::ValidUntil),
        phone: line.cell(Column::Phone),
        household: line.cell(Column::Household),
        education: line.cell(Column::Education),
    }
}

/// The units of the project by their names and by their credit codes.
async fn units_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<BTreeMap<String, Uuid>, Fault> {
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    let ids = parties.all(db).await?.into_iter().map(|party| party.enterprise_id);
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().flat_map(|row| [(row.name.to_uppercase(), row.id), (row.credit_code, row.id)]).collect())
}

/// What the records already there say against a line.
async fn standing(
    ctx: &Ctx,
    project: Uuid,
    known: Option<&people::Model>,
    line: &Checked,
) -> Result<Option<Refusal>, Fault> {
    let Some(known) = known else { return Ok(None) };
    if known.name != line.person.name.as_str() {
        return Ok(Some(Refusal::on("name", "workers.name_differs")));
    }
    let of_project = Condition::all()
        .add(registrations::Column::ProjectId.eq(project))
        .add(registrations::Column::PersonId.eq(known.id));
    let there = rows::registrations_of(ctx.db.reader(), of_project).await?;
    let is_beside = there.iter().any(|(_, one)| one.stands_beside(&line.registration));
    Ok(is_beside.then(|| Refusal::on("document_number", "workers.registered_already")))
}

/// The workers of a project that the actor may see, as a sheet: its titles, then a line for each registration. Numbers
/// stay masked, so that the sheet shows what the page shows.
pub async fn export(ctx: &Ctx, project: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    visible_project(ctx, Object::Worker, project).await?;
    let reach = Reach::of(ctx, Verb::View, Object::Worker).await?;
    let reader = ctx.db.reader();
    let wanted = reach.condition().add(registrations::Column::ProjectId.eq(project));
    let units = enterprises_of(reader, project).await?;
    let groups = teams::Entity::find().filter(teams::Column::ProjectId.eq(project)).all(reader).await?;
    let groups: BTreeMap<Uuid, String> = groups.into_iter().map(|row| (row.id, row.name)).collect();
    let mut sheet = vec![Column::ALL.iter().map(|column| column.title().to_owned()).collect()];
    for (row, registration) in rows::registrations_of(reader, wanted).await? {
        let person = people::Entity::find_by_id(row.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
        let Some(particulars) = particulars(reader, person.id).await? else { continue };
        let known = rows::person(ctx, &person, &particulars)?;
        let team = row.team_id.and_then(|team| groups.get(&team).cloned()).unwrap_or_default();
        let unit = units.get(&row.unit_id).cloned().unwrap_or_default();
        sheet.push(Column::ALL.iter().map(|column| cell(*column, &known, &registration, (&unit, &team))).collect());
    }
    Ok(sheet)
}

fn cell(column: Column, person: &Person, one: &Registration, (unit, team): (&str, &str)) -> String {
    let named = |table, code: &str| Codes::built_in().name(table, code).unwrap_or(code).to_owned();
    let day = |day: Option<crate::Day>| day.map(|day| day.to_string()).unwrap_or_default();
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

async fn enterprises_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<BTreeMap<Uuid, String>, Fault> {
    let units = units_of(db, project).await?;
    let ids: Vec<Uuid> = units.into_values().collect();
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
