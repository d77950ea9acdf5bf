//! Who answers for a project now, and who did on a day, certified or not? "Nobody" is an answer.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::rows::{binding, in_force, open_on};
use crate::certificates::Status;
use crate::entity::{bindings, certificate_statuses, certificates, people, projects};
use crate::filings::{Binding, Duty, Employment, assistants_on, issued_last_by, responsible_on};
use crate::people::scope::{names_shown, restricted};
use crate::people::store::{PersonView, views as people_views};
use crate::permissions::Verb;
use crate::projects::store::{MaskedPerson, project_for};
use crate::{Ctx, Day, Fault, Instant, Refusal};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Officers {
    pub responsible: Option<Officer>,
    pub assistants: Vec<Officer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    pub binding: Binding,
    /// Numbers masked; nothing where the person's data are only kept (P-12).
    pub person: Option<MaskedPerson>,
    /// of the certificate of that day, whatever took its place later
    pub certificate_number: String,
    /// Whether that certificate was valid when the day ended.
    pub is_certified: bool,
}

/// Who is bound to a project at this moment, by a certificate that is valid: what the list of its site managers shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundOfficer {
    pub binding: Uuid,
    pub person: Uuid,
    /// whose officer it is
    pub enterprise: Uuid,
    pub duty: Duty,
    pub employment: Employment,
    /// when the binding began to count
    pub since: Instant,
}

/// The responsible officer first, then the assistants, the longest first.
pub(crate) async fn officers_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<BoundOfficer>, Fault> {
    let rows =
        bindings::Entity::find().filter(bindings::Column::ProjectId.eq(project)).filter(in_force()).all(db).await?;
    let mut found = Vec::with_capacity(rows.len());
    for one in rows.iter().map(binding) {
        let one = one?;
        if let (Some(duty), Some(since)) = (one.post.duty(), one.confirmed_at) {
            let Binding { id: binding, person, enterprise, employment, .. } = one;
            found.push(BoundOfficer { binding, person, enterprise, duty, employment, since });
        }
    }
    found.sort_by_key(|one| (one.duty, one.since, one.binding));
    Ok(found)
}

/// Whether anybody is bound to a project or asks to be, the certificate standing or not.
pub(crate) async fn has_open_bindings<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<bool, Fault> {
    Ok(open_on(project).one(db).await?.is_some())
}

/// The officers of a project on a day, today included, for everybody who sees the project.
pub async fn officers_of_project(ctx: &Ctx, project: Uuid, day: Day) -> Result<Officers, Fault> {
    let project = project_for(ctx, Verb::View, project).await?;
    let rows = bound_to(ctx, &project).await?;
    let all = rows.iter().map(binding).collect::<Result<Vec<_>, _>>()?;
    let (responsible, assistants) = (responsible_on(&all, day), assistants_on(&all, day));
    let shown: Vec<&Binding> = responsible.into_iter().chain(assistants.iter().copied()).collect();
    let beside = Beside::read(ctx, &shown).await?;
    Ok(Officers {
        responsible: responsible.map(|one| beside.officer(one, day)).transpose()?,
        assistants: assistants.into_iter().map(|one| beside.officer(one, day)).collect::<Result<_, _>>()?,
    })
}

/// The day that is asked about; today when none is named.
///
/// # Errors
/// On `day`, when it is none, or has not come: who will be responsible nobody knows.
pub fn day_asked(typed: Option<&str>, today: Day) -> Result<Day, Refusal> {
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else { return Ok(today) };
    let day = Day::parse(typed.trim()).ok_or_else(|| Refusal::on("day", "calendar.day_shape"))?;
    if day > today { Err(Refusal::on("day", "filings.day_in_future")) } else { Ok(day) }
}

/// Somebody who was, or is, responsible for a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub binding: Uuid,
    /// nothing where the person's data are only kept (P-12)
    pub officer: String,
    pub since: Instant,
    pub until: Option<Instant>,
}

/// Everybody who answered for a project, the latest first, for everybody who sees the project.
pub async fn responsible_history(ctx: &Ctx, project: Uuid) -> Result<Vec<Held>, Fault> {
    let project = project_for(ctx, Verb::View, project).await?;
    let rows = bound_to(ctx, &project).await?;
    let held: Vec<&bindings::Model> =
        rows.iter().rev().filter(|row| row.duty.as_deref() == Some(Duty::Responsible.code())).collect();
    let names = names_shown(ctx.db.reader(), held.iter().map(|row| row.person_id).collect()).await?;
    let one = |row: &bindings::Model| {
        Some(Held {
            binding: row.id,
            officer: names.get(&row.person_id).cloned().unwrap_or_default(),
            since: Instant(row.confirmed_at?),
            until: row.ended_at.map(Instant),
        })
    };
    Ok(held.into_iter().filter_map(one).collect())
}

/// Confirmed at any time, to the project or to what was merged into it.
pub(super) async fn bound_to(ctx: &Ctx, project: &projects::Model) -> Result<Vec<bindings::Model>, Fault> {
    let absorbed = projects::Entity::find().filter(projects::Column::MergedInto.eq(project.id));
    let absorbed = absorbed.all(ctx.db.reader()).await?;
    let ids = absorbed.iter().map(|row| row.id).chain([project.id]);
    let rows = bindings::Entity::find()
        .filter(bindings::Column::ProjectId.is_in(ids))
        .filter(bindings::Column::ConfirmedAt.is_not_null())
        .order_by_asc(bindings::Column::ConfirmedAt);
    Ok(rows.all(ctx.db.reader()).await?)
}

/// What is read for the officers that are shown.
struct Beside {
    people: HashMap<Uuid, PersonView>,
    certificates: HashMap<Uuid, Known>,
}

/// A certificate with every status that it had.
struct Known {
    number: String,
    predecessor: Option<Uuid>,
    history: Vec<(Instant, Status)>,
}

impl Beside {
    async fn read(ctx: &Ctx, shown: &[&Binding]) -> Result<Self, Fault> {
        let reader = ctx.db.reader();
        let people = people::Entity::find()
            .filter(people::Column::Id.is_in(shown.iter().map(|one| one.person)))
            .filter(people::Column::Id.not_in_subquery(restricted()));
        let people = people_views(ctx, people.all(reader).await?).await?;
        let mut certificates = with_predecessors(reader, shown.iter().map(|one| one.certificate).collect()).await?;
        let entries = certificate_statuses::Entity::find()
            .filter(certificate_statuses::Column::CertificateId.is_in(certificates.keys().copied()))
            .all(reader)
            .await?;
        for row in entries {
            let status = Status::parse(&row.status).ok_or_else(|| Fault::internal("entry of an unknown status"))?;
            if let Some(known) = certificates.get_mut(&row.certificate_id) {
                known.history.push((Instant(row.at), status));
            }
        }
        Ok(Self { people: people.into_iter().map(|person| (person.id, person)).collect(), certificates })
    }

    /// A binding follows its certificate to the next one; what is said about a day does not.
    fn officer(&self, binding: &Binding, day: Day) -> Result<Officer, Fault> {
        let held = self.certificates.get(&binding.certificate).ok_or(Fault::NotFound)?;
        let earlier = |one: &&Known| one.predecessor.and_then(|id| self.certificates.get(&id));
        let chain = std::iter::successors(Some(held), earlier).take(self.certificates.len());
        let (of_day, status) = issued_last_by(day, chain.map(|one| (one, one.history.as_slice()))).unzip();
        Ok(Officer {
            binding: *binding,
            person: self.people.get(&binding.person).map(MaskedPerson::from),
            certificate_number: of_day.unwrap_or(held).number.clone(),
            is_certified: status == Some(Status::Valid),
        })
    }
}

/// These certificates, those whose place they took, and so on.
async fn with_predecessors<C: ConnectionTrait>(db: &C, of: Vec<Uuid>) -> Result<HashMap<Uuid, Known>, Fault> {
    let mut found: HashMap<Uuid, Known> = HashMap::new();
    let mut wanted = of;
    while !wanted.is_empty() {
        let rows: Vec<(Uuid, String, Option<Uuid>)> = certificates::Entity::find()
            .select_only()
            .columns([certificates::Column::Id, certificates::Column::Number, certificates::Column::Predecessor])
            .filter(certificates::Column::Id.is_in(wanted))
            .into_tuple()
            .all(db)
            .await?;
        if rows.is_empty() {
            break;
        }
        for (id, number, predecessor) in rows {
            found.insert(id, Known { number, predecessor, history: Vec::new() });
        }
        let earlier = found.values().filter_map(|known| known.predecessor);
        wanted = earlier.filter(|id| !found.contains_key(id)).collect();
    }
    Ok(found)
}
