//! What do the lines of a sheet of projects come to? Projects as those that are registered by hand: by an enterprise its own, by an
//! office what lies in its area and industry, unaccepted until somebody else of an office says yes. What stands already is left as it is.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::leaving::{leaving, take_away};
use super::sheet::{NATIONAL_SCHEME, SheetLine, read_lines};
use super::store::{NewProject, ProjectReach, check_new, insert_new};
use super::{Details, PartyRole};
use crate::entity::{enterprises, project_codes, project_parties, projects};
use crate::offices::areas;
use crate::permissions::{Object, Verb, require};
use crate::sheets::bringing::{Bringing, Plan};
use crate::sheets::kept::About;
use crate::sheets::{Leaving, LineFault};
use crate::{Ctx, Fault, Refusal};

/// Sheets of projects.
pub struct Projects;

/// Databases take only so many values in one statement.
const AT_ONCE: usize = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    New,
    /// The general contractor has one of this name, or the code is on record; it stays as it is.
    There,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLine {
    pub number: usize,
    pub name: String,
    pub contractor_code: String,
    pub becomes: Becomes,
}

impl Bringing for Projects {
    type Line = ImportLine;
    type Planned = Planned;
    const ABOUT: About = About::Projects;

    fn may_bring(ctx: &Ctx) -> Result<(), Fault> {
        require(ctx, Verb::Create, Object::Project).map(|_| ())
    }

    fn check(rows: &[Vec<String>]) -> Result<(), Refusal> {
        read_lines(rows).map(|_| ())
    }

    async fn plan(ctx: &Ctx, rows: &[Vec<String>], sheet: Uuid) -> Result<Plan<Planned>, Fault> {
        plan(ctx, rows, sheet).await
    }

    fn is_new(line: &Planned) -> bool {
        line.becomes == Becomes::New
    }

    async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, _: Uuid, new: &[&Planned]) -> Result<u64, Fault> {
        for line in new {
            insert_new(tx, ctx, &line.new, &line.details).await?;
        }
        u64::try_from(new.len()).map_err(Fault::internal)
    }

    async fn shown(_: &Ctx, lines: Vec<Planned>) -> Result<Vec<ImportLine>, Fault> {
        let shown = |line: Planned| ImportLine {
            number: line.number,
            name: line.details.name,
            contractor_code: line.contractor_code,
            becomes: line.becomes,
        };
        Ok(lines.into_iter().map(shown).collect())
    }

    async fn brought(ctx: &Ctx, sheet: Uuid) -> Result<u64, Fault> {
        let came = projects::Entity::find().filter(projects::Column::BatchId.eq(sheet));
        Ok(came.count(ctx.db.reader()).await?)
    }

    async fn leaving(tx: &DatabaseTransaction, sheet: Uuid) -> Result<Leaving, Fault> {
        leaving(tx, sheet).await
    }

    async fn take_away(tx: &DatabaseTransaction, _: &Ctx, sheet: Uuid, _: &str) -> Result<Leaving, Fault> {
        take_away(tx, sheet).await
    }
}

/// A sound line and what becomes of it.
pub struct Planned {
    number: usize,
    contractor_code: String,
    new: NewProject,
    details: Details,
    becomes: Becomes,
}

async fn plan(ctx: &Ctx, rows: &[Vec<String>], batch: Uuid) -> Result<Plan<Planned>, Fault> {
    let reach = ProjectReach::of(ctx, Verb::Create, Object::Project).await?;
    let (lines, mut faults) = read_lines(rows)?;
    let tree = areas::tree(ctx.db.reader()).await?;
    let standing = Standing::read(ctx.db.reader(), &lines).await?;
    let (mut planned, mut codes) = (Vec::new(), BTreeMap::new());
    for mut line in lines {
        let number = line.number;
        if let Some(area) = tree.meant_on(line.draft.area.trim(), ctx.now().day()) {
            line.draft.area = area.code.clone();
        }
        let first = line.code.clone().map(|code| *codes.entry(code).or_insert(number));
        if let Some(first) = first.filter(|first| *first != number) {
            let reason = Refusal::on("code", "projects.sheet_code_twice").with("line", first);
            faults.push(LineFault { number, reason });
            continue;
        }
        match planned_of(ctx, &reach, &standing, line, batch).await {
            Ok(line) => planned.push(line),
            Err(Fault::Refused(reasons)) => {
                faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason }));
            }
            Err(Fault::Forbidden) => {
                faults.push(LineFault { number, reason: Refusal::on("area", "projects.sheet_of_others") });
            }
            Err(fault) => return Err(fault),
        }
    }
    faults.sort_by_key(|fault| fault.number);
    Ok(Plan { lines: planned, faults })
}

async fn planned_of(
    ctx: &Ctx,
    reach: &ProjectReach,
    standing: &Standing,
    line: SheetLine,
    batch: Uuid,
) -> Result<Planned, Fault> {
    let unknown = || Refusal::on("contractor", "projects.enterprise_unknown");
    let contractor = *standing.contractors.get(line.contractor.as_str()).ok_or_else(unknown)?;
    let codes = line.code.iter().map(|code| (NATIONAL_SCHEME.to_owned(), code.clone())).collect();
    let (draft, status, since) = (line.draft, line.status, line.since);
    let new = NewProject { draft, contractor, status, since, codes, batch: Some(batch) };
    let details = check_new(ctx, reach, &new).await?;
    let is_there = standing.names.contains(&(contractor, details.name.clone()))
        || line.code.is_some_and(|code| standing.codes.contains(&code));
    let becomes = if is_there { Becomes::There } else { Becomes::New };
    Ok(Planned { number: line.number, contractor_code: line.contractor.as_str().to_owned(), new, details, becomes })
}

/// What the lines name and what is there of it.
#[derive(Default)]
struct Standing {
    /// by credit code, the row that stands for the enterprise now
    contractors: BTreeMap<String, Uuid>,
    /// general contractor and name of the projects
    names: BTreeSet<(Uuid, String)>,
    codes: BTreeSet<String>,
}

impl Standing {
    async fn read<C: ConnectionTrait>(db: &C, lines: &[SheetLine]) -> Result<Self, Fault> {
        let mut found = Self::default();
        for some in lines.chunks(AT_ONCE) {
            let codes = some.iter().map(|line| line.contractor.as_str());
            let rows = enterprises::Entity::find().filter(enterprises::Column::CreditCode.is_in(codes)).all(db).await?;
            let standing = rows.into_iter().map(|row| (row.credit_code, row.merged_into.unwrap_or(row.id)));
            found.contractors.extend(standing);
            found.names.extend(names_of(db, some).await?);
            let rows = project_codes::Entity::find()
                .filter(project_codes::Column::Scheme.eq(NATIONAL_SCHEME))
                .filter(project_codes::Column::Code.is_in(some.iter().filter_map(|line| line.code.clone())))
                .filter(project_codes::Column::WithdrawnAt.is_null())
                .all(db)
                .await?;
            found.codes.extend(rows.into_iter().map(|row| row.code));
        }
        Ok(found)
    }
}

async fn names_of<C: ConnectionTrait>(db: &C, lines: &[SheetLine]) -> Result<Vec<(Uuid, String)>, Fault> {
    let named = projects::Entity::find()
        .filter(projects::Column::Name.is_in(lines.iter().map(|line| line.draft.name.trim().to_owned())))
        .filter(projects::Column::MergedInto.is_null());
    let named: BTreeMap<Uuid, String> = named.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.is_in(named.keys().copied()))
        .filter(project_parties::Column::Role.eq(PartyRole::GeneralContractor.code()))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    let parties = parties.all(db).await?;
    let ids: BTreeSet<Uuid> = parties.iter().map(|party| party.enterprise_id).collect();
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(db).await?;
    let kept: BTreeMap<Uuid, Uuid> = rows.into_iter().map(|row| (row.id, row.merged_into.unwrap_or(row.id))).collect();
    let name =
        |party: project_parties::Model| Some((*kept.get(&party.enterprise_id)?, named.get(&party.project_id)?.clone()));
    Ok(parties.into_iter().filter_map(name).collect())
}
