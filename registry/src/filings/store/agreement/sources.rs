//! What do the three say about each of these sites now? In a few statements, however many sites there are.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::on_file::{OnFile, on_file};
use super::{Found, opened};
use crate::db::many;
use crate::entity::{
    bindings, boards, enterprises, people, project_parties, projects, real_name_statements, registrations,
};
use crate::filings::agreement::{AllSaid, IdNumberSaid, Said};
use crate::notices::To;
use crate::people::masked_number;
use crate::projects::store::contractor_on;
use crate::workers::Role;
use crate::{Ctx, Day, Fault};

const STATED_PHONE: &str = "real_name_statements.phone";

/// By the project; one that is no project of its own any more is not there.
pub(super) async fn said(ctx: &Ctx, projects: &[Uuid]) -> Result<HashMap<Uuid, Found>, Fault> {
    let mut found = HashMap::new();
    for some in many::keys(projects) {
        let read = Read::of(ctx, some).await?;
        for (id, site) in &read.sites {
            found.insert(*id, read.found(ctx, site)?);
        }
    }
    Ok(found)
}

/// Everything that is read for some sites.
struct Read {
    sites: HashMap<Uuid, projects::Model>,
    filed: HashMap<Uuid, OnFile>,
    /// the enterprise of each binding
    enterprises: HashMap<Uuid, Uuid>,
    boards: HashMap<Uuid, boards::Model>,
    /// who is registered on a site and has not left
    registered: Vec<(Uuid, Role, Uuid)>,
    people: HashMap<Uuid, people::Model>,
    /// by project and person
    statements: HashMap<(Uuid, Uuid), real_name_statements::Model>,
    contractors: HashMap<Uuid, String>,
}

impl Read {
    async fn of(ctx: &Ctx, ids: &[Uuid]) -> Result<Self, Fault> {
        let db = ctx.db.reader();
        let sites = projects::Entity::find()
            .filter(projects::Column::Id.is_in(ids.iter().copied()))
            .filter(projects::Column::MergedInto.is_null())
            .all(db)
            .await?;
        let filed = on_file(ctx, ids).await?;
        let boards = boards::Entity::find()
            .filter(boards::Column::ProjectId.is_in(ids.iter().copied()))
            .filter(boards::Column::ReplacedAt.is_null())
            .all(db)
            .await?;
        let bound = bindings::Entity::find()
            .filter(bindings::Column::Id.is_in(filed.values().map(|one| one.binding)))
            .all(db)
            .await?;
        let registered = registered(db, ids, filed.values().map(|one| one.person).collect()).await?;
        let named = registered.iter().map(|(_, _, person)| *person);
        let named: BTreeSet<Uuid> = named
            .chain(filed.values().map(|one| one.person))
            .chain(boards.iter().map(|board| board.person_id))
            .collect();
        let statements = real_name_statements::Entity::find()
            .filter(real_name_statements::Column::ProjectId.is_in(ids.iter().copied()))
            .all(db)
            .await?;
        Ok(Self {
            sites: sites.into_iter().map(|row| (row.id, row)).collect(),
            enterprises: bound.into_iter().map(|row| (row.id, row.enterprise_id)).collect(),
            boards: boards.into_iter().map(|row| (row.project_id, row)).collect(),
            people: people_of(db, &named.into_iter().collect::<Vec<_>>()).await?,
            statements: statements.into_iter().map(|row| ((row.project_id, row.person_id), row)).collect(),
            contractors: contractors(db, ids, ctx.now().day()).await?,
            registered,
            filed,
        })
    }

    fn found(&self, ctx: &Ctx, site: &projects::Model) -> Result<Found, Fault> {
        let Some(filed) = self.filed.get(&site.id) else {
            return Ok(Found { said: None, concerned: Vec::new(), name: site.name.clone() });
        };
        let said = AllSaid {
            filing: self.filing(ctx, filed)?,
            board: self.board(ctx, site.id)?,
            real_name: self.real_name(ctx, site, filed)?,
        };
        let enterprise = self.enterprises.get(&filed.binding).copied().map(To::Enterprise);
        let concerned = [Some(To::Person(filed.person)), enterprise].into_iter().flatten().collect();
        Ok(Found { said: Some(said), concerned, name: site.name.clone() })
    }

    fn filing(&self, ctx: &Ctx, filed: &OnFile) -> Result<Said, Fault> {
        let form = &filed.form;
        let masked = self.id_number(ctx, filed.person)?.map(|said| said.masked).unwrap_or_default();
        Ok(Said {
            officer: Some(form.officer.clone()),
            phone: Some(form.officer_phone.clone()),
            id_number: Some(IdNumberSaid { index: form.officer_id_index.clone(), masked }),
            project: Some(form.project.clone()),
            contractor: Some(form.contractor.clone()),
        })
    }

    fn board(&self, ctx: &Ctx, project: Uuid) -> Result<Said, Fault> {
        let Some(row) = self.boards.get(&project) else { return Ok(Said::default()) };
        let content = opened(ctx, row)?;
        Ok(Said {
            officer: Some(content.officer.name),
            phone: Some(content.officer.phone),
            id_number: self.id_number(ctx, row.person_id)?,
            project: Some(content.project),
            contractor: Some(content.contractor),
        })
    }

    /// The officer of the filing, where the site has registered that person; else the manager of the same name, so that
    /// another number under the name is told; else nobody.
    fn real_name(&self, ctx: &Ctx, site: &projects::Model, filed: &OnFile) -> Result<Said, Fault> {
        let project = Some(site.name.clone());
        let contractor = self.contractors.get(&site.id).cloned();
        let mut of_site = self.registered.iter().filter(|(project, ..)| *project == site.id);
        let is_named = |(_, role, person): &&(Uuid, Role, Uuid)| {
            let named = self.people.get(person).is_some_and(|row| row.name == filed.form.officer);
            *role == Role::Manager && named
        };
        let own = of_site.clone().find(|(_, _, person)| *person == filed.person);
        let Some((_, _, person)) = own.or_else(|| of_site.find(is_named)) else {
            return Ok(Said { project, contractor, ..Said::default() });
        };
        let row = self.people.get(person).ok_or(Fault::NotFound)?;
        let phone = match self.statements.get(&(site.id, *person)) {
            Some(stated) => ctx.vault.open_text(STATED_PHONE, &stated.phone_sealed)?,
            None => ctx.vault.open_text("people.phone", &row.phone_sealed)?,
        };
        let id_number = self.id_number(ctx, *person)?;
        Ok(Said { officer: Some(row.name.clone()), phone: Some(phone), id_number, project, contractor })
    }

    fn id_number(&self, ctx: &Ctx, person: Uuid) -> Result<Option<IdNumberSaid>, Fault> {
        let Some(row) = self.people.get(&person) else { return Ok(None) };
        let number = ctx.vault.open_text("people.id_number", &row.id_number_sealed)?;
        Ok(Some(IdNumberSaid { index: row.id_number_index.clone(), masked: masked_number(&number) }))
    }
}

/// Project, role and person: the managers of the sites, and the officers in whatever role.
async fn registered<C: ConnectionTrait>(
    db: &C,
    projects: &[Uuid],
    officers: BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, Role, Uuid)>, Fault> {
    let who = Condition::any()
        .add(registrations::Column::Role.eq(Role::Manager.code()))
        .add(registrations::Column::PersonId.is_in(officers));
    let rows = registrations::Entity::find()
        .filter(registrations::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(registrations::Column::WithdrawnAt.is_null())
        .filter(registrations::Column::LeftOn.is_null())
        .filter(who)
        .all(db)
        .await?;
    let read = |row: registrations::Model| {
        let role = Role::parse(&row.role).ok_or_else(|| Fault::internal("a registration of no role"))?;
        Ok((row.project_id, role, row.person_id))
    };
    rows.into_iter().map(read).collect()
}

async fn people_of<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<HashMap<Uuid, people::Model>, Fault> {
    let mut found = HashMap::new();
    for some in many::keys(ids) {
        let rows = people::Entity::find().filter(people::Column::Id.is_in(some.iter().copied())).all(db).await?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// The name of the general contractor of each site.
async fn contractors<C: ConnectionTrait>(
    db: &C,
    projects: &[Uuid],
    today: Day,
) -> Result<HashMap<Uuid, String>, Fault> {
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .all(db)
        .await?;
    let rows = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(parties.iter().map(|party| party.enterprise_id)))
        .all(db)
        .await?;
    let kept = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(rows.iter().filter_map(|row| row.merged_into)))
        .all(db)
        .await?;
    let name = |id: Uuid| {
        let row = rows.iter().find(|row| row.id == id)?;
        let stands = kept.iter().find(|kept| Some(kept.id) == row.merged_into).unwrap_or(row);
        Some(stands.name.clone())
    };
    Ok(parties.iter().filter_map(|party| Some((party.project_id, name(party.enterprise_id)?))).collect())
}
