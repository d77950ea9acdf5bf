//! Who is bound to what, as the officer, the enterprise and the offices see it?

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::proposing::own_certificate;
use super::rows::{binding, nomination, proposer, status};
use super::scope::{administers, is_in_charge, reached, visible};
use crate::certificates::Status;
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{bindings, certificates, enterprises, projects};
use crate::filings::{Binding, Nomination, Proposer, Stage};
use crate::offices::{holders, reach};
use crate::people::scope::{names_shown, restricted_among};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault};

pub const PER_PAGE: u64 = 50;

/// A binding with the names that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BindingView {
    pub binding: Binding,
    /// the officer's name
    pub officer: String,
    pub certificate_number: String,
    pub certificate_status: Status,
    /// the name of the one that stays, after a merge
    pub enterprise: String,
    pub project: Option<String>,
    pub proposer: Proposer,
    /// Who asked for it; an account's holder.
    pub asked_by: Option<String>,
    /// What the enterprise says of the officer; nothing where the officer's data are only kept (P-12).
    pub nomination: Nomination,
    /// Who confirmed or declined it.
    pub answered_by: Option<String>,
    pub declined_reason: Option<String>,
    pub ended_by: Option<String>,
    pub ended_reason: Option<String>,
}

impl BindingView {
    /// Whether it gives rights now: a binding rests while the certificate does not stand.
    pub fn is_effective(&self) -> bool {
        self.binding.stage() == Stage::InForce && self.certificate_status == Status::Valid
    }
}

closed_set! {
    /// Which bindings of an enterprise.
    Which {
        Waiting = "waiting",
        InForce = "in_force",
        Past = "past",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneBinding {
    pub view: BindingView,
    pub is_own: bool,
    /// confirm or accept, or decline
    pub may_answer: bool,
    /// end, or take back what was not answered
    pub may_end: bool,
}

/// One page of the bindings of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnterpriseOfficers {
    pub enterprise: Uuid,
    /// its name
    pub name: String,
    pub rows: Vec<BindingView>,
    /// how many there are of each [`Which`]
    pub counts: [u64; 3],
    /// of those that wait, what the enterprise has to answer; the others wait for their officers
    pub to_answer: u64,
    pub may_answer: bool,
}

/// The own bindings, the latest asked for first.
pub async fn own(ctx: &Ctx) -> Result<Vec<BindingView>, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    listed(ctx, Condition::all().add(bindings::Column::PersonId.eq(ctx.signed_in()?.person))).await
}

/// What of somebody's bindings the actor may see, the latest asked for first.
pub async fn bindings_of_person(ctx: &Ctx, person: Uuid) -> Result<Vec<BindingView>, Fault> {
    let seen = reached(ctx, Verb::View).await?;
    listed(ctx, Condition::all().add(seen).add(bindings::Column::PersonId.eq(person))).await
}

/// The bindings by one own certificate, the latest asked for first.
pub async fn of_certificate(ctx: &Ctx, number: &str) -> Result<Vec<BindingView>, Fault> {
    let certificate = own_certificate(ctx, number).await?;
    listed(ctx, Condition::all().add(bindings::Column::CertificateId.eq(certificate.id))).await
}

/// One binding, for everybody who may see it, with what they may do about it.
pub async fn get(ctx: &Ctx, binding: Uuid) -> Result<OneBinding, Fault> {
    let row = visible(ctx, binding).await?;
    let is_own = ctx.signed_in().is_ok_and(|who| who.person == row.person_id);
    let view = views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)?;
    let stage = view.binding.stage();
    let administers = administers(ctx, view.binding.enterprise).await?;
    let (answers, takes_back) = match view.proposer {
        Proposer::Officer => (!is_own && administers, is_own),
        Proposer::Enterprise => (is_own, administers),
    };
    let ends = match stage {
        Stage::InForce => is_own || is_in_charge(ctx, binding).await?,
        Stage::Waiting => takes_back,
        Stage::Declined | Stage::Withdrawn | Stage::Ended => false,
    };
    Ok(OneBinding { view, is_own, may_answer: stage == Stage::Waiting && answers, may_end: ends })
}

/// One page (from 0, [`PER_PAGE`] rows) of the officers of an enterprise, for its people and for the offices in charge.
pub async fn of_enterprise(ctx: &Ctx, enterprise: Uuid, which: Which, page: u64) -> Result<EnterpriseOfficers, Fault> {
    let reader = ctx.db.reader();
    let stands = resolve(reader, enterprise).await?;
    let row = enterprises::Entity::find_by_id(stands).one(reader).await?.ok_or(Fault::NotFound)?;
    let reach = reach(ctx, Verb::View, Object::Binding).await?;
    if !reach.whole_city && !reach.enterprises.contains(&stands) && !reach.areas.contains(&row.area) {
        return Err(Fault::NotFound);
    }
    let of_it = Condition::all()
        .add(reached(ctx, Verb::View).await?)
        .add(bindings::Column::EnterpriseId.is_in(rows_of(reader, stands).await?));
    let mut counts = [0; 3];
    for (count, which) in counts.iter_mut().zip(Which::ALL) {
        *count = bindings::Entity::find().filter(of_it.clone()).filter(which.condition()).count(reader).await?;
    }
    let to_answer = bindings::Entity::find()
        .filter(of_it.clone())
        .filter(Which::Waiting.condition())
        .filter(bindings::Column::ProposedBy.eq(Proposer::Officer.code()))
        .count(reader)
        .await?;
    let rows = bindings::Entity::find()
        .filter(of_it)
        .filter(which.condition())
        .order_by_desc(bindings::Column::AskedAt)
        .order_by_desc(bindings::Column::Id)
        .offset(page.saturating_mul(PER_PAGE))
        .limit(PER_PAGE)
        .all(reader)
        .await?;
    Ok(EnterpriseOfficers {
        enterprise: stands,
        name: row.name,
        rows: views(ctx, rows).await?,
        counts,
        to_answer,
        may_answer: administers(ctx, stands).await?,
    })
}

impl Which {
    fn condition(self) -> Condition {
        use bindings::Column::{ConfirmedAt, DeclinedAt, EndedAt};
        match self {
            Self::Waiting => {
                Condition::all().add(ConfirmedAt.is_null()).add(DeclinedAt.is_null()).add(EndedAt.is_null())
            }
            Self::InForce => Condition::all().add(ConfirmedAt.is_not_null()).add(EndedAt.is_null()),
            Self::Past => Condition::any().add(DeclinedAt.is_not_null()).add(EndedAt.is_not_null()),
        }
    }
}

async fn listed(ctx: &Ctx, wanted: Condition) -> Result<Vec<BindingView>, Fault> {
    let rows = bindings::Entity::find()
        .filter(wanted)
        .order_by_desc(bindings::Column::AskedAt)
        .order_by_desc(bindings::Column::Id)
        .all(ctx.db.reader())
        .await?;
    views(ctx, rows).await
}

/// The views of many rows, in their order.
pub(super) async fn views(ctx: &Ctx, rows: Vec<bindings::Model>) -> Result<Vec<BindingView>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let reader = ctx.db.reader();
    let people = names_shown(reader, rows.iter().map(|row| row.person_id).collect()).await?;
    let held = certificates::Entity::find()
        .filter(certificates::Column::Id.is_in(rows.iter().map(|row| row.certificate_id)))
        .all(reader)
        .await?;
    let projects =
        projects::Entity::find().filter(projects::Column::Id.is_in(rows.iter().filter_map(|row| row.project_id)));
    let projects: HashMap<Uuid, String> =
        projects.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let enterprises = enterprise_names(ctx, rows.iter().map(|row| row.enterprise_id).collect()).await?;
    let accounts = rows.iter().flat_map(|row| [row.asked_by, row.confirmed_by, row.declined_by, row.ended_by]);
    let accounts = accounts.flatten().collect();
    let accounts = holders(reader, accounts).await?;
    let nominated = rows.iter().filter(|row| nomination(row) != Nomination::default());
    let nominated: BTreeSet<Uuid> = nominated.map(|row| row.person_id).collect();
    let kept = restricted_among(reader, nominated).await?;
    let account = |id: Option<Uuid>| id.and_then(|id| accounts.get(&id)).map(|(_, name)| name.clone());
    rows.into_iter()
        .map(|row| {
            let certificate = held.iter().find(|one| one.id == row.certificate_id).ok_or(Fault::NotFound)?;
            Ok(BindingView {
                binding: binding(&row)?,
                officer: people.get(&row.person_id).cloned().unwrap_or_default(),
                certificate_number: certificate.number.clone(),
                certificate_status: status(certificate)?,
                enterprise: enterprises.get(&row.enterprise_id).cloned().unwrap_or_default(),
                project: row.project_id.and_then(|id| projects.get(&id).cloned()),
                proposer: proposer(&row)?,
                asked_by: account(row.asked_by),
                nomination: if kept.contains(&row.person_id) { Nomination::default() } else { nomination(&row) },
                answered_by: account(row.confirmed_by.or(row.declined_by)),
                declined_reason: row.declined_reason,
                ended_by: account(row.ended_by),
                ended_reason: row.ended_reason,
            })
        })
        .collect()
}

/// The name of each enterprise, or of the one that it was merged into.
pub(super) async fn enterprise_names(ctx: &Ctx, ids: Vec<Uuid>) -> Result<HashMap<Uuid, String>, Fault> {
    let asked = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids));
    let rows = asked.all(ctx.db.reader()).await?;
    let kept = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(rows.iter().filter_map(|row| row.merged_into)))
        .all(ctx.db.reader())
        .await?;
    let name = |row: &enterprises::Model| {
        let kept = kept.iter().find(|kept| Some(kept.id) == row.merged_into);
        kept.unwrap_or(row).name.clone()
    };
    Ok(rows.iter().map(|row| (row.id, name(row))).collect())
}
