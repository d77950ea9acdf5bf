//! What do the running projects of a county come to? In a handful of statements, however many projects there are.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use super::super::before_start::Starts;
use super::super::rows::in_force;
use super::County;
use crate::calendar::Month;
use crate::entity::{
    bindings, enterprises, filing_receipts, filings, officer_changes, project_milestones, project_parties,
    project_statuses, projects,
};
use crate::filings::Duty;
use crate::filings::form::{Answer, FilingKind};
use crate::filings::returns::{Content, FiledAs, Line, Sums};
use crate::offices::areas::codes_within;
use crate::people::scope::names_shown;
use crate::projects::Status;
use crate::projects::store::{Milestone, contractor_on, status_in_force_on};
use crate::{Ctx, Day, Fault};

/// As of this moment; the changes are those of the month.
pub(super) async fn content(ctx: &Ctx, county: &County, month: Month) -> Result<Content, Fault> {
    let read = Read::of(ctx, county).await?;
    let (mut whole, mut industries, mut lines) = (Sums::default(), BTreeMap::<String, Sums>::new(), Vec::new());
    for (id, name, industry) in &read.sites {
        let line = read.line(*id, name, industry);
        let changes = read.changes_in(*id, month);
        whole.add(&line, changes);
        industries.entry(industry.clone()).or_default().add(&line, changes);
        lines.push(line);
    }
    Ok(Content {
        county: county.code.clone(),
        county_name: county.name.clone(),
        month,
        as_of: ctx.now(),
        whole,
        industries: industries.into_iter().collect(),
        lines,
    })
}

/// Of a form that was handed in.
struct Filed {
    kind: Option<FilingKind>,
    filed_on: Option<Day>,
    is_accepted: bool,
    has_pledge: bool,
}

/// An officer left, and by when the next one was to be filed.
struct Change {
    changed_on: Option<Day>,
    due_on: Option<Day>,
    successor: Option<Uuid>,
    filed_on: Option<Day>,
}

/// By the project the binding of the responsible officer, and the name.
type Officers = HashMap<Uuid, (Uuid, String)>;

/// Everything that is read for a county, by the project.
struct Read {
    /// id, name and industry, in the order of industry and name
    sites: Vec<(Uuid, String, String)>,
    contractors: HashMap<Uuid, String>,
    officers: Officers,
    /// where an officer is bound, whatever the duty
    manned: BTreeSet<Uuid>,
    /// by the binding
    filed: HashMap<Uuid, Filed>,
    starts: Starts,
    changes: HashMap<Uuid, Vec<Change>>,
}

impl Read {
    async fn of(ctx: &Ctx, county: &County) -> Result<Self, Fault> {
        let (reader, today) = (ctx.db.reader(), ctx.now().day());
        let areas = codes_within(reader, &county.code).await?;
        let sites = running(&areas, today)
            .select_only()
            .columns([projects::Column::Id, projects::Column::Name, projects::Column::Industry])
            .order_by_asc(projects::Column::Industry)
            .order_by_asc(projects::Column::Name)
            .order_by_asc(projects::Column::Id)
            .into_tuple::<(Uuid, String, String)>()
            .all(reader)
            .await?;
        let those = || running(&areas, today).select_only().column(projects::Column::Id).into_query();
        let (manned, officers) = officers(ctx, those()).await?;
        let filed = filed(ctx, those()).await?;
        let judged =
            |(project, (binding, _)): (&Uuid, &(Uuid, String))| Some((*project, filed.get(binding)?.filed_on?));
        let judged = officers.iter().filter_map(judged).collect();
        Ok(Self {
            starts: Starts::read(reader, started(ctx, those()).await?, judged).await?,
            sites,
            contractors: contractors(ctx, those(), today).await?,
            officers,
            manned,
            filed,
            changes: changes(ctx, those()).await?,
        })
    }

    fn line(&self, project: Uuid, name: &str, industry: &str) -> Line {
        let officer = self.officers.get(&project);
        let filed = officer.and_then(|(binding, _)| self.filed.get(binding));
        let filed_as = match (officer, filed) {
            // an assistant is an officer, who is not filed
            (None, _) if !self.manned.contains(&project) => FiledAs::NoOfficer,
            (_, None) | (None, _) => FiledAs::NotFiled,
            (Some(_), Some(filed)) if filed.is_accepted => FiledAs::Accepted,
            (Some(_), Some(_)) => FiledAs::Waiting,
        };
        Line {
            project,
            name: name.to_owned(),
            industry: industry.to_owned(),
            contractor: self.contractors.get(&project).cloned(),
            officer: officer.map(|(_, name)| name.clone()),
            filed_on: filed.and_then(|filed| filed.filed_on),
            filed_as,
            is_late: officer.zip(filed).is_some_and(|((binding, _), filed)| self.is_late(project, *binding, filed)),
            has_pledge: filed.is_some_and(|filed| filed.has_pledge),
        }
    }

    /// A first filing beside the start (D-05), a change beside its working days.
    fn is_late(&self, project: Uuid, binding: Uuid, filed: &Filed) -> bool {
        match filed.kind {
            Some(FilingKind::Change) => {
                let own = self.changes.get(&project).into_iter().flatten();
                let own = own.filter(|change| change.successor == Some(binding));
                own.filter_map(|change| change.due_on.zip(change.filed_on)).any(|(due, filed)| filed > due)
            }
            _ => filed.filed_on.is_some_and(|day| self.starts.judge(project, day).is_late()),
        }
    }

    fn changes_in(&self, project: Uuid, month: Month) -> u64 {
        let own = self.changes.get(&project).into_iter().flatten();
        let count = own.filter(|change| change.changed_on.is_some_and(|day| month.contains(day))).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

/// Accepted projects of these areas that build on the day.
fn running(areas: &BTreeSet<String>, today: Day) -> Select<projects::Entity> {
    let building = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(status_in_force_on(today));
    projects::Entity::find()
        .filter(projects::Column::Area.is_in(areas.iter().cloned()))
        .filter(projects::Column::AcceptedAt.is_not_null())
        .filter(projects::Column::MergedInto.is_null())
        .filter(projects::Column::Id.in_subquery(building.into_query()))
}

async fn contractors(ctx: &Ctx, those: SelectStatement, today: Day) -> Result<HashMap<Uuid, String>, Fault> {
    let enterprise = project_parties::Entity::belongs_to(enterprises::Entity)
        .from(project_parties::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    let rows = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .columns([enterprises::Column::Name, enterprises::Column::MergedInto])
        .join(JoinType::InnerJoin, enterprise.into())
        .filter(project_parties::Column::ProjectId.in_subquery(those))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .into_tuple::<(Uuid, String, Option<Uuid>)>()
        .all(ctx.db.reader())
        .await?;
    let kept: BTreeSet<Uuid> = rows.iter().filter_map(|(_, _, kept)| *kept).collect();
    let kept = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(kept)).all(ctx.db.reader()).await?;
    let stands = |name: String, into: Option<Uuid>| {
        kept.iter().find(|row| Some(row.id) == into).map_or(name, |row| row.name.clone())
    };
    Ok(rows.into_iter().map(|(project, name, into)| (project, stands(name, into))).collect())
}

/// Where anybody is bound, and the responsible officers.
async fn officers(ctx: &Ctx, those: SelectStatement) -> Result<(BTreeSet<Uuid>, Officers), Fault> {
    let rows = bound(those)
        .select_only()
        .columns([
            bindings::Column::ProjectId,
            bindings::Column::Duty,
            bindings::Column::Id,
            bindings::Column::PersonId,
        ])
        .into_tuple::<(Option<Uuid>, Option<String>, Uuid, Uuid)>()
        .all(ctx.db.reader())
        .await?;
    let names = names_shown(ctx.db.reader(), rows.iter().map(|(_, _, _, person)| *person).collect()).await?;
    let manned = rows.iter().filter_map(|(project, ..)| *project).collect();
    let responsible = rows.into_iter().filter(|(_, duty, ..)| duty.as_deref() == Some(Duty::Responsible.code()));
    let officer = |(project, _, binding, person): (Option<Uuid>, Option<String>, Uuid, Uuid)| {
        Some((project?, (binding, names.get(&person).cloned().unwrap_or_default())))
    };
    Ok((manned, responsible.filter_map(officer).collect()))
}

fn bound(those: SelectStatement) -> Select<bindings::Entity> {
    bindings::Entity::find().filter(bindings::Column::ProjectId.in_subquery(those)).filter(in_force())
}

fn responsible(those: SelectStatement) -> Select<bindings::Entity> {
    bound(those).filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
}

/// Of each binding the versions that were handed in and that no receiver returned, taken together: the day is that of the
/// first one, and what both have accepted stays so while a later one waits.
async fn filed(ctx: &Ctx, those: SelectStatement) -> Result<HashMap<Uuid, Filed>, Fault> {
    use filings::Column::{BindingId, FiledOn, HandedInAt, Id, Kind, PledgeId, Version};
    type Row = (Uuid, Uuid, String, Option<String>, Option<Uuid>);
    let bound = responsible(those).select_only().column(bindings::Column::Id).into_query();
    let handed_in =
        || filings::Entity::find().filter(HandedInAt.is_not_null()).filter(BindingId.in_subquery(bound.clone()));
    let rows = handed_in()
        .select_only()
        .columns([Id, BindingId, Kind, FiledOn, PledgeId])
        .order_by_asc(Version)
        .into_tuple::<Row>()
        .all(ctx.db.reader())
        .await?;
    let answers = filing_receipts::Entity::find()
        .select_only()
        .columns([filing_receipts::Column::FilingId, filing_receipts::Column::Answer])
        .filter(filing_receipts::Column::FilingId.in_subquery(handed_in().select_only().column(Id).into_query()))
        .into_tuple::<(Uuid, Option<String>)>()
        .all(ctx.db.reader())
        .await?;
    let mut told: HashMap<Uuid, Vec<Option<Answer>>> = HashMap::new();
    for (filing, answer) in answers {
        told.entry(filing).or_default().push(answer.as_deref().and_then(Answer::parse));
    }
    let mut found: HashMap<Uuid, Filed> = HashMap::new();
    for (id, binding, kind, filed_on, pledge) in rows {
        let answers = told.remove(&id).unwrap_or_default();
        if answers.contains(&Some(Answer::Returned)) {
            continue;
        }
        let filed = found.entry(binding).or_insert_with(|| Filed {
            kind: FilingKind::parse(&kind),
            filed_on: filed_on.as_deref().and_then(Day::parse),
            is_accepted: false,
            has_pledge: false,
        });
        filed.is_accepted |= !answers.is_empty() && answers.iter().all(|answer| *answer == Some(Answer::Accepted));
        filed.has_pledge |= pledge.is_some();
    }
    Ok(found)
}

/// The confirmed start, which the rules count from.
async fn started(ctx: &Ctx, those: SelectStatement) -> Result<HashMap<Uuid, Day>, Fault> {
    let rows = project_milestones::Entity::find()
        .select_only()
        .columns([project_milestones::Column::ProjectId, project_milestones::Column::HappenedOn])
        .filter(project_milestones::Column::ProjectId.in_subquery(those))
        .filter(project_milestones::Column::Milestone.eq(Milestone::ActualStart.code()))
        .filter(project_milestones::Column::ConfirmedAt.is_not_null())
        .filter(project_milestones::Column::WithdrawnAt.is_null())
        .into_tuple::<(Uuid, String)>()
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().filter_map(|(project, day)| Some((project, Day::parse(&day)?))).collect())
}

async fn changes(ctx: &Ctx, those: SelectStatement) -> Result<HashMap<Uuid, Vec<Change>>, Fault> {
    let rows = officer_changes::Entity::find()
        .filter(officer_changes::Column::ProjectId.in_subquery(those))
        .all(ctx.db.reader())
        .await?;
    let mut found: HashMap<Uuid, Vec<Change>> = HashMap::new();
    for row in rows {
        found.entry(row.project_id).or_default().push(Change {
            changed_on: Day::parse(&row.changed_on),
            // a deadline that may still move makes nothing late
            due_on: Day::parse(&row.due_on).filter(|_| row.is_provisional == 0),
            successor: row.successor_id,
            filed_on: row.filed_on.as_deref().and_then(Day::parse),
        });
    }
    Ok(found)
}
