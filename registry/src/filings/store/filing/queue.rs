//! Which forms wait for an office, and which has it answered? Each of the two receivers has a queue of its own; whoever only
//! looks on sees those of the area.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::answering::own_offices;
use super::{answer_of, day, office_names, receiver_of, unknown};
use crate::entity::{bindings, filing_receipts, filings, project_milestones, projects};
use crate::filings::form::{Answer, FilingKind, Punctuality, Receiver};
use crate::filings::store::before_start::Starts;
use crate::filings::store::scope::reached_for;
use crate::filings::store::views::enterprise_names;
use crate::people::scope::names_shown;
use crate::permissions::{Object, Role, Verb, require};
use crate::projects::store::Milestone;
use crate::sheets::{check_exported, leaving};
use crate::{Actor, Ctx, Day, Fault, Instant};

pub const PER_PAGE: u64 = 50;

closed_set! {
    /// Which of the forms.
    QueuePart {
        /// not answered, the one that has waited longest first
        Waiting = "waiting",
        Accepted = "accepted",
        Returned = "returned",
    }
}

/// A form as one receiver has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLine {
    pub filing: Uuid,
    pub version: i32,
    pub kind: FilingKind,
    pub receiver: Receiver,
    pub office: String,
    pub project: String,
    pub officer: String,
    pub contractor: String,
    pub filed_on: Day,
    pub punctuality: Punctuality,
    pub received_at: Instant,
    pub answer: Option<Answer>,
    pub answered_at: Option<Instant>,
}

/// One page (from 0, [`PER_PAGE`] lines), and how many there are of each part.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever holds no office.
pub async fn queue(ctx: &Ctx, part: QueuePart, page: u64) -> Result<(Vec<QueueLine>, [u64; 3]), Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let reach = reached(ctx).await?;
    let mut counts = [0; 3];
    for (count, part) in counts.iter_mut().zip(QueuePart::ALL) {
        *count = rows(&reach, part).count(ctx.db.reader()).await?;
    }
    let found = rows(&reach, part).offset(page.saturating_mul(PER_PAGE)).limit(PER_PAGE).all(ctx.db.reader()).await?;
    Ok((lines(ctx, found).await?, counts))
}

/// All of one part, for a sheet.
///
/// # Errors
/// `sheets.too_long`, and as for [`queue`].
pub async fn export(ctx: &Ctx, part: QueuePart) -> Result<Vec<QueueLine>, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let reach = reached(ctx).await?;
    check_exported(rows(&reach, part).count(ctx.db.reader()).await?)?;
    let found = lines(ctx, rows(&reach, part).all(ctx.db.reader()).await?).await?;
    leaving::record(ctx, (leaving::LIST, "filings"), "filings", found.len()).await?;
    Ok(found)
}

/// How many forms wait for the actor's own offices.
pub async fn waiting_filings(ctx: &Ctx) -> Result<u64, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let own = Condition::all().add(filing_receipts::Column::OfficeId.is_in(own_offices(ctx)));
    Ok(rows(&own, QueuePart::Waiting).count(ctx.db.reader()).await?)
}

/// The condition on `filing_receipts`.
async fn reached(ctx: &Ctx) -> Result<Condition, Fault> {
    let own = own_offices(ctx);
    if !own.is_empty() {
        return Ok(Condition::all().add(filing_receipts::Column::OfficeId.is_in(own)));
    }
    if !looks_on(ctx) {
        return Err(Fault::Forbidden);
    }
    let seen = reached_for(ctx, Verb::View, Object::Filing).await?;
    // the whole city: there is nothing to look up for each receipt
    if seen.is_empty() {
        return Ok(seen);
    }
    let bound = bindings::Entity::find().select_only().column(bindings::Column::Id).filter(seen);
    let of_them = filings::Entity::find()
        .select_only()
        .column(filings::Column::Id)
        .filter(filings::Column::BindingId.in_subquery(bound.into_query()));
    Ok(Condition::all().add(filing_receipts::Column::FilingId.in_subquery(of_them.into_query())))
}

fn looks_on(ctx: &Ctx) -> bool {
    match &ctx.actor {
        Actor::System(_) => true,
        Actor::Anonymous => false,
        Actor::SignedIn(who) => {
            who.posts.iter().any(|post| matches!(post.role, Role::CountyArrears | Role::City | Role::Issuer))
        }
    }
}

fn rows(reach: &Condition, part: QueuePart) -> Select<filing_receipts::Entity> {
    use filing_receipts::Column::{Answer as Said, AnsweredAt, Id, ReceivedAt, SupersededAt};
    let all = filing_receipts::Entity::find().filter(reach.clone());
    match part {
        QueuePart::Waiting => {
            all.filter(Said.is_null()).filter(SupersededAt.is_null()).order_by_asc(ReceivedAt).order_by_asc(Id)
        }
        // the latest answer first
        QueuePart::Accepted | QueuePart::Returned => {
            all.filter(Said.eq(part.code())).order_by_desc(AnsweredAt).order_by_desc(Id)
        }
    }
}

async fn lines(ctx: &Ctx, rows: Vec<filing_receipts::Model>) -> Result<Vec<QueueLine>, Fault> {
    let beside = Beside::read(ctx, &rows).await?;
    rows.iter().map(|row| beside.line(row)).collect()
}

/// What is read for many lines at once.
struct Beside {
    filings: HashMap<Uuid, filings::Model>,
    bindings: HashMap<Uuid, bindings::Model>,
    projects: HashMap<Uuid, String>,
    enterprises: HashMap<Uuid, String>,
    officers: BTreeMap<Uuid, String>,
    offices: BTreeMap<Uuid, String>,
    starts: Starts,
    /// by the filing the day that counts
    counted_days: HashMap<Uuid, Day>,
}

impl Beside {
    async fn read(ctx: &Ctx, rows: &[filing_receipts::Model]) -> Result<Self, Fault> {
        let db = ctx.db.reader();
        let filings = filings::Entity::find().filter(filings::Column::Id.is_in(rows.iter().map(|row| row.filing_id)));
        let filings: HashMap<Uuid, filings::Model> =
            filings.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
        let bound = bindings::Entity::find()
            .filter(bindings::Column::Id.is_in(filings.values().map(|filing| filing.binding_id)));
        let bindings: HashMap<Uuid, bindings::Model> =
            bound.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
        let ids: Vec<Uuid> = bindings.values().filter_map(|binding| binding.project_id).collect();
        let named = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
        let counted_days = counted_days(ctx, &filings).await?;
        let judged = |filing: &filings::Model| {
            Some((bindings.get(&filing.binding_id)?.project_id?, *counted_days.get(&filing.id)?))
        };
        let judged = filings.values().filter_map(judged).collect();
        Ok(Self {
            starts: Starts::read(db, starts(ctx, &ids).await?, judged).await?,
            projects: named.into_iter().map(|row| (row.id, row.name)).collect(),
            enterprises: enterprise_names(ctx, bindings.values().map(|row| row.enterprise_id).collect()).await?,
            officers: names_shown(db, bindings.values().map(|row| row.person_id).collect()).await?,
            offices: office_names(db, rows.iter().map(|row| row.office_id).collect()).await?,
            counted_days,
            filings,
            bindings,
        })
    }

    fn line(&self, row: &filing_receipts::Model) -> Result<QueueLine, Fault> {
        let filing = self.filings.get(&row.filing_id).ok_or(Fault::NotFound)?;
        let binding = self.bindings.get(&filing.binding_id).ok_or(Fault::NotFound)?;
        let project = binding.project_id.ok_or(Fault::NotFound)?;
        let filed_on = day(filing.filed_on.as_deref().unwrap_or_default())?;
        Ok(QueueLine {
            filing: filing.id,
            version: filing.version,
            kind: FilingKind::parse(&filing.kind).ok_or_else(|| unknown(&filing.kind))?,
            receiver: receiver_of(row)?,
            office: self.offices.get(&row.office_id).cloned().unwrap_or_default(),
            project: self.projects.get(&project).cloned().unwrap_or_default(),
            officer: self.officers.get(&binding.person_id).cloned().unwrap_or_default(),
            contractor: self.enterprises.get(&binding.enterprise_id).cloned().unwrap_or_default(),
            filed_on,
            punctuality: self.starts.judge(project, self.counted_days.get(&filing.id).copied().unwrap_or(filed_on)),
            received_at: Instant(row.received_at),
            answer: answer_of(row)?,
            answered_at: row.answered_at.map(Instant),
        })
    }
}

/// By the filing its own day, or an earlier one of its binding that counts for it.
async fn counted_days(ctx: &Ctx, filings: &HashMap<Uuid, filings::Model>) -> Result<HashMap<Uuid, Day>, Fault> {
    let first_days = first_days(ctx, filings.values().map(|filing| filing.binding_id).collect()).await?;
    let mut counted = HashMap::new();
    for filing in filings.values() {
        let Some(filed_on) = filing.filed_on.as_deref() else { continue };
        let own = day(filed_on)?;
        counted.insert(filing.id, first_days.get(&filing.binding_id).map_or(own, |first| own.min(*first)));
    }
    Ok(counted)
}

/// By the binding the day of its first version that was handed in and not returned: a later one makes nobody late.
pub(super) async fn first_days(ctx: &Ctx, of: Vec<Uuid>) -> Result<HashMap<Uuid, Day>, Fault> {
    let returned = filing_receipts::Entity::find()
        .select_only()
        .column(filing_receipts::Column::FilingId)
        .filter(filing_receipts::Column::Answer.eq(Answer::Returned.code()));
    let rows = filings::Entity::find()
        .select_only()
        .columns([filings::Column::BindingId, filings::Column::FiledOn])
        .filter(filings::Column::BindingId.is_in(of))
        .filter(filings::Column::FiledOn.is_not_null())
        .filter(filings::Column::Id.not_in_subquery(returned.into_query()))
        .order_by_desc(filings::Column::Version)
        .into_tuple::<(Uuid, String)>()
        .all(ctx.db.reader())
        .await?;
    // the first version comes last, and stays
    rows.into_iter().map(|(binding, filed_on)| Ok((binding, day(&filed_on)?))).collect()
}

/// The day on which each of these projects began, once an office has confirmed it (R-120 g).
pub(super) async fn starts(ctx: &Ctx, projects: &[Uuid]) -> Result<HashMap<Uuid, Day>, Fault> {
    let rows = project_milestones::Entity::find()
        .filter(project_milestones::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(project_milestones::Column::Milestone.eq(Milestone::ActualStart.code()))
        .filter(project_milestones::Column::ConfirmedAt.is_not_null())
        .filter(project_milestones::Column::WithdrawnAt.is_null())
        .all(ctx.db.reader())
        .await?;
    rows.iter().map(|row| Ok((row.project_id, day(&row.happened_on)?))).collect()
}
