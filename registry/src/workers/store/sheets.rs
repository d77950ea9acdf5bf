//! How do the workers of a project come from a sheet? First it is looked through without taking anything.

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, TransactionTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::Origin;
use super::cards::{self, NewCard};
use super::holding::{Ground, tell};
use super::people::index_of;
use super::registering::{NewWorker, checked, insert};
use super::rows;
use super::scope::own_project;
use crate::entity::{enterprises, people, project_parties, registrations};
use crate::permissions::{Object, Verb};
use crate::workers::record::check_registration;
pub use crate::workers::sheet::{Column, LineFault};
use crate::workers::sheet::{Line, read_lines};
use crate::workers::{Codes, Person, PersonForm, Registration, Site, Stay, Stays, Table, Warning};
use crate::{Ctx, Fault, Refusal, audit};

/// So many lines are taken at once: nobody else waits for the whole of a long sheet.
const LINES_AT_ONCE: usize = 100;

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
    /// the keyed hash of the document
    index: String,
    person: Person,
    registration: Registration,
    card: Option<Line>,
    warnings: Vec<Warning>,
}

/// Looks a sheet through, line by line from the first; takes nothing.
pub async fn look(ctx: &Ctx, project: Uuid, lines: &[Vec<String>]) -> Result<Look, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    let (checked, mut faults) = read(ctx, project, lines).await?;
    let (known, there) = (known_people(ctx, &checked).await?, there_already(ctx, project).await?);
    let mut sound = Vec::new();
    for line in checked {
        let person = known.get(&line.index);
        if let Some(reason) = person.and_then(|(id, name)| standing(&line, name, there.get(id))) {
            faults.push(LineFault { number: line.number, reason });
            continue;
        }
        let name = line.person.name.as_str().to_owned();
        sound.push(Sound { number: line.number, name, is_known: person.is_some(), warnings: line.warnings });
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Look { sound, faults })
}

/// Registers every sound line with its card; a faulty one keeps only itself out. Some lines at a time, each time with one
/// entry in the log, last: what stopped half-way is taken on by taking the sheet again.
pub async fn take(ctx: &Ctx, project: Uuid, lines: &[Vec<String>], batch: Uuid) -> Result<Taken, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    let (checked, faults) = read(ctx, project, lines).await?;
    let mut taken = Taken { registered: 0, faults };
    for some in checked.chunks(LINES_AT_ONCE) {
        let done = crate::transact!(ctx, |tx| {
            let done = take_some(tx, ctx, project, some, batch).await?;
            let facts = json!({ "batch": batch, "registered": done.registered, "faults": done.faults.len() });
            audit::record(tx, ctx, "import_workers", ("project", project), facts).await?;
            Ok(done)
        })?;
        taken.registered += done.registered;
        taken.faults.extend(done.faults);
    }
    taken.faults.sort_by_key(|fault| fault.number);
    Ok(taken)
}

async fn take_some(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    lines: &[Checked],
    batch: Uuid,
) -> Result<Taken, Fault> {
    let site = Ground::hold(tx, ctx, project).await?.site;
    let (mut taken, mut differing) = (Taken::default(), Vec::new());
    for line in lines {
        // what the line wrote before a rule stopped it goes with it
        let point = tx.begin().await?;
        match take_line(&point, ctx, line, &site, Origin::Batch(batch)).await {
            Ok(registration) => {
                point.commit().await?;
                taken.registered += 1;
                differing.push((registration.person, registration.begins_on().min(registration.registered_on())));
            }
            Err(Fault::Refused(reasons)) => {
                point.rollback().await?;
                let number = line.number;
                taken.faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason }));
            }
            Err(other) => return Err(other),
        }
    }
    tell(tx, ctx, project, &differing).await?;
    Ok(taken)
}

async fn take_line(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    line: &Checked,
    site: &Site,
    origin: Origin,
) -> Result<Registration, Fault> {
    let registration = Registration { id: ctx.new_id(), ..line.registration.clone() };
    // the units and teams of this moment
    check_registration(&registration, site, ctx.now().day(), Codes::built_in()).settle()?;
    let registration = insert(tx, ctx, &line.person, registration, origin).await?;
    if let Some(card) = &line.card {
        cards::insert(tx, ctx, (registration.project, registration.person), &card_of(ctx, card), origin).await?;
    }
    Ok(registration)
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

async fn read(ctx: &Ctx, project: Uuid, lines: &[Vec<String>]) -> Result<(Vec<Checked>, Vec<LineFault>), Fault> {
    let (lines, mut faults) = read_lines(lines, Codes::built_in())?;
    let ground = Ground::of(ctx, project).await?;
    let units = units_of(ctx.db.reader(), project).await?;
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
        qualifications: line.qualifications.clone(),
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
    let index = index_of(ctx, person.document.kind(), person.document.number())?;
    Ok(Checked { number: line.number, index, person, registration, card, warnings })
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

/// The ids and names of the lines' people who are on record, by the keyed hashes of their documents.
async fn known_people(ctx: &Ctx, lines: &[Checked]) -> Result<BTreeMap<String, (Uuid, String)>, Fault> {
    let mut known = BTreeMap::new();
    // databases take only so many values in one statement
    for some in lines.chunks(500) {
        let indices = some.iter().map(|line| line.index.as_str());
        let rows = people::Entity::find().filter(people::Column::IdNumberIndex.is_in(indices));
        let rows = rows.all(ctx.db.reader()).await?.into_iter();
        known.extend(rows.map(|row| (row.id_number_index, (row.id, row.name))));
    }
    Ok(known)
}

/// The registrations on the project, by person.
async fn there_already(ctx: &Ctx, project: Uuid) -> Result<BTreeMap<Uuid, Vec<Registration>>, Fault> {
    let of_project = Condition::all().add(registrations::Column::ProjectId.eq(project));
    let mut there: BTreeMap<Uuid, Vec<Registration>> = BTreeMap::new();
    for (_, one) in rows::registrations_of(ctx.db.reader(), of_project).await? {
        there.entry(one.person).or_default().push(one);
    }
    Ok(there)
}

/// What the records already there say against a line.
fn standing(line: &Checked, name: &str, there: Option<&Vec<Registration>>) -> Option<Refusal> {
    if name != line.person.name.as_str() {
        return Some(Refusal::on("name", "workers.name_differs"));
    }
    let is_beside = there.into_iter().flatten().any(|one| one.stands_beside(&line.registration));
    is_beside.then(|| Refusal::on("document_number", "workers.registered_already"))
}
