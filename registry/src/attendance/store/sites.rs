//! Which projects does a right about attendance or wages reach, which part of each, and by which figures is it judged?
//!
//! An enterprise sees its own people; a general contractor all units of its projects, for whom it answers (条例第二十八条).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{offices, projects};
use crate::offices::OfficeKind;
use crate::permissions::{Object, Verb};
use crate::projects::governing;
use crate::projects::store::ProjectReach;
use crate::rulepacks::Rules;
use crate::rulepacks::store::Book;
use crate::{Ctx, Day, Fault};

/// The verb by which [`ProjectReach`] takes only general contractors among the parties.
const WHOLE: Verb = Verb::Edit;

/// A project and whose rows of it the actor may see.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub row: projects::Model,
    pub part: Part,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    /// of these units
    Units(BTreeSet<Uuid>),
}

impl Part {
    pub(crate) fn holds(&self, unit: Uuid) -> bool {
        match self {
            Self::Whole => true,
            Self::Units(units) => units.contains(&unit),
        }
    }
}

/// The projects among these that the actor may do this with.
pub(crate) async fn whole_sites(
    ctx: &Ctx,
    verb: Verb,
    object: Object,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, projects::Model>, Fault> {
    let reach = ProjectReach::of(ctx, verb, object).await?;
    let rows = projects::Entity::find()
        .filter(projects::Column::Id.is_in(ids))
        .filter(reach.condition(WHOLE, ctx.now().day()))
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The project, for a use case that looks at it.
///
/// # Errors
/// [`Fault::NotFound`] when no part of it is the actor's to see.
pub(crate) async fn visible_site(ctx: &Ctx, object: Object, project: Uuid) -> Result<Site, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, object).await?;
    let today = ctx.now().day();
    let find = |verb| projects::Entity::find_by_id(project).filter(reach.condition(verb, today));
    if let Some(row) = find(WHOLE).one(ctx.db.reader()).await? {
        return Ok(Site { row, part: Part::Whole });
    }
    let row = find(Verb::View).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    Ok(Site { row, part: Part::Units(reach.enterprises) })
}

/// The project, for a use case that looks at all of it: nobody's rows are no unit's own.
///
/// # Errors
/// [`Fault::NotFound`] when it is not the actor's to see whole.
pub(crate) async fn check_whole(ctx: &Ctx, project: Uuid) -> Result<projects::Model, Fault> {
    let site = visible_site(ctx, Object::Attendance, project).await?;
    if site.part == Part::Whole { Ok(site.row) } else { Err(Fault::NotFound) }
}

/// The project, for a use case that writes to it.
///
/// # Errors
/// [`Fault::NotFound`] when it is not the actor's to see, [`Fault::Forbidden`] when it is not the actor's to write to.
pub(crate) async fn own_site(ctx: &Ctx, verb: Verb, object: Object, project: Uuid) -> Result<projects::Model, Fault> {
    visible_site(ctx, object, project).await?;
    whole_sites(ctx, verb, object, [project]).await?.remove(&project).ok_or(Fault::Forbidden)
}

/// A project as the pages about its attendance know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub project: Uuid,
    pub name: String,
    pub may_write: bool,
    /// whether the actor approves what somebody else wrote by hand
    pub may_decide: bool,
    /// whether the rows of all units are the actor's to see
    pub is_whole: bool,
}

/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn place(ctx: &Ctx, project: Uuid) -> Result<Place, Fault> {
    let Site { row, part } = visible_site(ctx, Object::Attendance, project).await?;
    let (may_write, may_decide) = (may_write(ctx, project).await?, may(ctx, Verb::Decide, project).await?);
    Ok(Place { project, name: row.name, may_write, may_decide, is_whole: part == Part::Whole })
}

/// For a form whose fields say nothing yet: whether the actor writes attendance of the project.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`], as every use case that writes.
pub async fn check_writes(ctx: &Ctx, project: Uuid) -> Result<(), Fault> {
    own_site(ctx, Verb::Create, Object::Attendance, project).await.map(|_| ())
}

/// The same of what was written by hand: whether the actor decides about it.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`], as every use case that writes.
pub async fn check_decides(ctx: &Ctx, project: Uuid) -> Result<(), Fault> {
    own_site(ctx, Verb::Decide, Object::Attendance, project).await.map(|_| ())
}

/// Whether the actor writes there, for a page that shows the way to its forms.
pub(crate) async fn may_write(ctx: &Ctx, project: Uuid) -> Result<bool, Fault> {
    may(ctx, Verb::Create, project).await
}

async fn may(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<bool, Fault> {
    match whole_sites(ctx, verb, Object::Attendance, [project]).await {
        Ok(found) => Ok(!found.is_empty()),
        Err(Fault::Forbidden | Fault::Anonymous) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// The figures that govern each of these projects on a day; the packs and offices are read once.
pub(crate) async fn rules_of<C: ConnectionTrait>(
    db: &C,
    rows: impl IntoIterator<Item = &projects::Model>,
    day: Day,
) -> Result<HashMap<Uuid, Rules>, Fault> {
    let rows: Vec<&projects::Model> = rows.into_iter().collect();
    let supervising: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.supervising_office).collect();
    let kinds = offices::Entity::find().filter(offices::Column::Id.is_in(supervising)).all(db).await?;
    let kinds: HashMap<Uuid, Option<OfficeKind>> =
        kinds.into_iter().map(|office| (office.id, OfficeKind::parse(&office.kind))).collect();
    let book = Book::read(db).await?;
    let mut of_places: HashMap<(&str, &str, Option<&str>), Rules> = HashMap::new();
    let mut found = HashMap::new();
    for row in rows {
        let supervised_by = row.supervising_office.and_then(|office| kinds.get(&office).copied().flatten());
        let key = (row.area.as_str(), row.industry.as_str(), supervised_by.map(OfficeKind::code));
        let rules = match of_places.get(&key) {
            Some(rules) => rules.clone(),
            None => {
                let place = governing::Place { area: row.area.clone(), industry: row.industry.clone(), supervised_by };
                let rules = book.governing(&place, day)?;
                of_places.insert(key, rules.clone());
                rules
            }
        };
        found.insert(row.id, rules);
    }
    Ok(found)
}
