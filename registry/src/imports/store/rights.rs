//! Who may bring which file, and who sees what became of it?

use sea_orm::{EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::accounts::store::as_of_today;
use crate::entity::{feed_suppliers, imports, projects};
use crate::feeds::FeedObject;
use crate::feeds::store::{Sinks, supplier};
use crate::permissions::{Object, Verb};
use crate::projects::store::{ProjectReach, project_for};
use crate::{Actor, Ctx, Fault, Refusal};

/// For what a file is brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// by somebody who may write such rows there; rows of other projects are refused
    Project(Uuid),
    /// by the operator, in the supplier's own names of its projects
    Supplier(Uuid),
}

/// What may be brought to a project by a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub project_name: String,
    /// those whose rows the actor may bring; never empty
    pub objects: Vec<FeedObject>,
}

/// # Errors
/// [`Fault::NotFound`] when the actor does not see the project, [`Fault::Forbidden`] when there is none.
pub async fn offered(ctx: &Ctx, sinks: &Sinks, project: Uuid) -> Result<Offer, Fault> {
    let row = project_for(ctx, Verb::View, project).await?;
    let mut objects = Vec::new();
    for object in FeedObject::ALL {
        let has_home = sinks.objects().any(|known| known == object);
        if has_home && object.is_of_a_project() && reaches(ctx, write_of(object), project).await? {
            objects.push(object);
        }
    }
    if objects.is_empty() { Err(Fault::Forbidden) } else { Ok(Offer { project_name: row.name, objects }) }
}

/// The supervising area by whose rules the rows are read.
///
/// # Errors
/// [`Fault::NotFound`], [`Fault::Forbidden`], or why nothing can be brought there at all.
pub(super) async fn check_may_bring(ctx: &Ctx, target: Target, object: FeedObject) -> Result<String, Fault> {
    match target {
        Target::Project(project) => {
            let row = project_for(ctx, Verb::View, project).await?;
            if !object.is_of_a_project() {
                return Err(Refusal::on("object", "imports.object_of_no_project").into());
            }
            if !reaches(ctx, write_of(object), project).await? {
                return Err(Fault::Forbidden);
            }
            match row.merged_into {
                Some(_) => Err(Refusal::new("projects.merged_already").into()),
                None => Ok(row.area),
            }
        }
        Target::Supplier(supplier) => {
            let Actor::System(_) = ctx.actor else { return Err(Fault::Forbidden) };
            let row =
                feed_suppliers::Entity::find_by_id(supplier).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
            match row.ended_at {
                Some(_) => Err(Refusal::new("feeds.supplier_ended").into()),
                None => Ok(row.area),
            }
        }
    }
}

/// The import, for whoever sees such rows of its project: offices in charge, its officers, the general contractor of today.
pub(super) async fn visible(ctx: &Ctx, import: Uuid) -> Result<imports::Model, Fault> {
    let row = imports::Entity::find_by_id(import).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    match target_of(&row)? {
        Target::Project(project) => {
            let is_seen = reaches(ctx, (Verb::View, thing_of(object_of(&row)?)), project).await?;
            if is_seen { Ok(row) } else { Err(Fault::NotFound) }
        }
        Target::Supplier(id) => supplier(ctx, id).await.map(|_| row).map_err(|fault| match fault {
            Fault::Forbidden => Fault::NotFound,
            fault => fault,
        }),
    }
}

/// The import, for whoever may bring it anew: that person starts it and takes it back.
pub(super) async fn own(ctx: &Ctx, import: Uuid) -> Result<imports::Model, Fault> {
    let row = visible(ctx, import).await?;
    check_may_bring(ctx, target_of(&row)?, object_of(&row)?).await?;
    Ok(row)
}

/// A file goes on for whoever said that it come in, as long as that person may bring it.
///
/// # Errors
/// `imports.right_ended`, or why nothing can be brought there any more.
pub(super) async fn check_still_may(ctx: &Ctx, row: &imports::Model) -> Result<(), Fault> {
    let target = target_of(row)?;
    let (Target::Project(_), Some(account)) = (target, row.started_by.or(row.brought_by)) else {
        // the operator's own
        return Ok(());
    };
    let ended = || Refusal::new("imports.right_ended");
    let who = as_of_today(ctx, account).await?.ok_or_else(ended)?;
    match check_may_bring(&who, target, object_of(row)?).await {
        Ok(_) => Ok(()),
        Err(Fault::NotFound | Fault::Forbidden) => Err(ended().into()),
        Err(fault) => Err(fault),
    }
}

pub(super) fn target_of(row: &imports::Model) -> Result<Target, Fault> {
    match (row.project_id, row.supplier_id) {
        (Some(project), None) => Ok(Target::Project(project)),
        (None, Some(supplier)) => Ok(Target::Supplier(supplier)),
        _ => Err(Fault::internal("an import for nothing")),
    }
}

pub(super) fn object_of(row: &imports::Model) -> Result<FeedObject, Fault> {
    FeedObject::parse(&row.object).ok_or_else(|| Fault::internal("an import of no object"))
}

/// Whether a right reaches the project, as an officer, as the office in charge or as its general contractor.
async fn reaches(ctx: &Ctx, (verb, thing): (Verb, Object), project: Uuid) -> Result<bool, Fault> {
    let reach = match ProjectReach::of(ctx, verb, thing).await {
        Err(Fault::Forbidden) => return Ok(false),
        reach => reach?,
    };
    // other parties see the project, and nothing of what is brought about all of its people
    let today = ctx.now().day();
    let row = projects::Entity::find_by_id(project).filter(reach.condition(Verb::Edit, today));
    Ok(row.one(ctx.db.reader()).await?.is_some())
}

fn write_of(object: FeedObject) -> (Verb, Object) {
    let thing = thing_of(object);
    (if thing == Object::Project { Verb::Edit } else { Verb::Create }, thing)
}

fn thing_of(object: FeedObject) -> Object {
    match object {
        FeedObject::Corp => Object::Enterprise,
        FeedObject::Project | FeedObject::BuilderLicense | FeedObject::ProjectSubContractor => Object::Project,
        FeedObject::Team | FeedObject::ProjectWorker | FeedObject::WorkerEntryExit | FeedObject::ProjectTraining => {
            Object::Worker
        }
        FeedObject::WorkerContract => Object::Contract,
        FeedObject::WorkerAttendance => Object::Attendance,
        FeedObject::Payroll => Object::Payment,
    }
}
