//! Which exams does the actor's right reach? An exam is a row of the office that holds it, and so of that office's area and
//! industry.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, Condition, EntityTrait};
use uuid::Uuid;

use super::{ExamKind, duties};
use crate::ctx::Post;
use crate::entity::{exams, offices};
use crate::offices::{OfficeKind, Reach, reach_of_post};
use crate::permissions::{Object, Role, Verb, require, scope};
use crate::{Actor, Ctx, Fault, Refusal};

/// The offices whose exams are reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holders {
    Every,
    These(BTreeSet<Uuid>),
}

impl Holders {
    /// No post gives the right.
    pub fn is_nobody(&self) -> bool {
        matches!(self, Self::These(offices) if offices.is_empty())
    }

    pub fn includes(&self, office: Uuid) -> bool {
        match self {
            Self::Every => true,
            Self::These(offices) => offices.contains(&office),
        }
    }

    /// The condition on `exams`.
    pub fn condition(&self) -> Condition {
        match self {
            Self::Every => Condition::all(),
            Self::These(offices) => Condition::all().add(exams::Column::OfficeId.is_in(offices.iter().copied())),
        }
    }
}

/// Adds up the posts of the actor; what candidates may see of exams is no matter of offices.
pub(crate) async fn holders(ctx: &Ctx, verb: Verb, object: Object) -> Result<Holders, Fault> {
    require(ctx, verb, object)?;
    let posts: &[Post] = match &ctx.actor {
        Actor::System(_) => return Ok(Holders::Every),
        Actor::Anonymous => &[],
        Actor::SignedIn(who) => &who.posts,
    };
    let offices = offices::Entity::find().all(ctx.db.reader()).await?;
    let mut held = BTreeSet::new();
    for post in posts {
        let Some(reach) = reach_of_post(ctx.db.reader(), post, verb, object).await? else { continue };
        if reach.whole_city {
            return Ok(Holders::Every);
        }
        let own = offices.iter().find(|office| post.office == Some(office.id));
        let industry = own.and_then(|office| office.industry.as_deref());
        held.extend(offices.iter().filter(|office| holds(&reach, industry, office)).map(|office| office.id));
    }
    Ok(Holders::These(held))
}

/// An industry department has nothing to do with the departments of other industries.
fn holds(reach: &Reach, industry: Option<&str>, office: &offices::Model) -> bool {
    let is_of_industry = industry.is_none() || office.industry.is_none() || office.industry.as_deref() == industry;
    reach.offices.contains(&office.id) || (reach.areas.contains(&office.area) && is_of_industry)
}

/// The exam, when the actor's right reaches it; else it is not found.
pub(crate) async fn exam_within(ctx: &Ctx, verb: Verb, object: Object, exam: Uuid) -> Result<exams::Model, Fault> {
    let holders = holders(ctx, verb, object).await?;
    let row = exams::Entity::find_by_id(exam).one(ctx.db.reader()).await?;
    row.filter(|row| holders.includes(row.office_id)).ok_or(Fault::NotFound)
}

/// An exam is set up in the name of an office that the actor serves, of a kind that the role there has.
pub(super) async fn check_sets_up(ctx: &Ctx, office: Uuid, kind: ExamKind) -> Result<(), Fault> {
    let Some(roles) = roles_at(ctx, office) else { return Ok(()) };
    let creating = |role: &Role| scope(*role, Verb::Create, Object::ExamSetUp).is_some();
    if !roles.iter().any(creating) {
        return Err(Fault::Forbidden);
    }
    match kinds_at(ctx, office, &roles).await?.contains(&kind) {
        true => Ok(()),
        false => Err(Refusal::on("kind", "exams.kind_of_others").into()),
    }
}

/// Whether the actor keeps this exam's roster: as whoever may set such an exam up for its office.
pub(super) async fn may_admit(ctx: &Ctx, exam: &exams::Model) -> Result<bool, Fault> {
    let Some(roles) = roles_at(ctx, exam.office_id) else { return Ok(true) };
    Ok(kinds_at(ctx, exam.office_id, &roles).await?.contains(&kind_of(exam)?))
}

/// Whether the actor may publish this exam.
///
/// # Errors
/// [`Fault::Forbidden`] when that is another role's, and `exams.own_draft` when it takes another person.
pub(super) fn check_publishes(ctx: &Ctx, exam: &exams::Model) -> Result<(), Fault> {
    let (kind, Some(roles)) = (kind_of(exam)?, roles_at(ctx, exam.office_id)) else { return Ok(()) };
    if !roles.iter().any(|role| duties::publishes(*role, kind)) {
        return Err(Fault::Forbidden);
    }
    // separation of duty 7: nobody approves the own application
    match duties::takes_two(kind) && exam.created_by == Some(ctx.signed_in()?.account) {
        true => Err(Refusal::new("exams.own_draft").into()),
        false => Ok(()),
    }
}

/// The kinds that the actor may set up for any office, for the form.
pub async fn own_kinds(ctx: &Ctx) -> Result<Vec<ExamKind>, Fault> {
    require(ctx, Verb::Create, Object::ExamSetUp)?;
    let posts = &ctx.signed_in()?.posts;
    let mut own = Vec::new();
    for office in posts.iter().filter_map(|post| post.office) {
        let roles = roles_at(ctx, office).unwrap_or_default();
        own.extend(kinds_at(ctx, office, &roles).await?);
    }
    Ok(ExamKind::ALL.into_iter().filter(|kind| own.contains(kind)).collect())
}

/// What the actor is at an office; the program itself is everything, `None`.
fn roles_at(ctx: &Ctx, office: Uuid) -> Option<Vec<Role>> {
    match &ctx.actor {
        Actor::System(_) => None,
        Actor::Anonymous => Some(Vec::new()),
        Actor::SignedIn(who) => {
            let there = who.posts.iter().filter(|post| post.office == Some(office));
            Some(there.map(|post| post.role).collect())
        }
    }
}

async fn kinds_at(ctx: &Ctx, office: Uuid, roles: &[Role]) -> Result<Vec<ExamKind>, Fault> {
    let row = offices::Entity::find_by_id(office).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let office = OfficeKind::parse(&row.kind).ok_or_else(|| Fault::internal("office of no kind"))?;
    Ok(roles.iter().flat_map(|role| duties::kinds(*role, office)).copied().collect())
}

fn kind_of(exam: &exams::Model) -> Result<ExamKind, Fault> {
    ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))
}
