//! What does the officer have to do next to be on file, and what the contractor? One page for one binding.

use sea_orm::{EntityTrait, QueryFilter};
use uuid::Uuid;

use super::handing::Papers;
use super::prefill::{enterprise_name, project_of};
use super::receivers::receivers;
use super::scans::{ScanView, brings_for, is_relied_on, latest_scan};
use super::{FilingView, seen, versions_of, views};
use crate::entity::{bindings, filing_scans};
use crate::filings::Duty;
use crate::filings::form::{FilingStage, Lack, Receiver};
use crate::filings::store::pledge::{self, PledgeView};
use crate::filings::store::rows::in_force;
use crate::offices::store::OfficeView;
use crate::people::scope::names_shown;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault};

/// Where the filing of a binding stands, for whoever may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub binding: Uuid,
    pub project: Uuid,
    pub project_name: String,
    pub enterprise: Uuid,
    pub contractor: String,
    pub officer: String,
    /// of the officer's certificate
    pub certificate: Uuid,
    /// every version, the latest first
    pub versions: Vec<FilingView>,
    /// the stamped form of the latest version
    pub form_scan: Option<ScanView>,
    pub pledge: Option<PledgeView>,
    /// what the latest version lacks, as long as it was not handed in
    pub lacks: Vec<Lack>,
    /// who will receive it; nothing where an office is not there
    pub receivers: Vec<String>,
    pub is_own: bool,
    pub may_draw_up: bool,
    pub may_sign: bool,
    pub may_bring_form: bool,
    pub may_bring_pledge: bool,
    pub may_withdraw_pledge: bool,
    pub may_hand_in: bool,
}

impl Overview {
    pub fn latest(&self) -> Option<&FilingView> {
        self.versions.first()
    }

    /// Whether the latest version is still on the officer's desk.
    pub fn is_preparing(&self) -> bool {
        self.latest().is_some_and(|latest| latest.stage == FilingStage::Preparing)
    }
}

/// # Errors
/// [`Fault::NotFound`] for a binding to an enterprise and for assistants: they are not filed.
pub async fn overview(ctx: &Ctx, binding: Uuid) -> Result<Overview, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let row = seen(ctx, binding).await?;
    if row.duty.as_deref() != Some(Duty::Responsible.code()) || row.confirmed_at.is_none() {
        return Err(Fault::NotFound);
    }
    let reader = ctx.db.reader();
    let project = project_of(ctx, &row).await?;
    let rows = versions_of(reader, binding).await?;
    let mut lacks = Vec::new();
    let mut form_scan = None;
    if let Some(latest) = rows.last() {
        form_scan = latest_scan(reader, filing_scans::Column::FilingId, latest.id).await?;
        if latest.handed_in_at.is_none() {
            lacks = Papers::read(reader, latest).await?.lacks();
        }
    }
    let mut versions = views(ctx, reader, rows).await?;
    versions.reverse();
    let standing = pledge::standing(ctx, binding).await?;
    let is_relied_on = match &standing {
        Some(row) => is_relied_on(reader, row).await?,
        None => false,
    };
    let may = May::of(ctx, &row).await?;
    let stage = versions.first().map(|latest| latest.stage);
    let is_preparing = stage == Some(FilingStage::Preparing);
    let pledge = match standing {
        Some(row) => Some(pledge::view(ctx, row).await?),
        None => None,
    };
    let brings_pledge = may.is_in_force && may.is_of_contractor && pledge.is_some() && !is_relied_on;
    Ok(Overview {
        binding,
        project: project.id,
        project_name: project.name.clone(),
        enterprise: row.enterprise_id,
        contractor: enterprise_name(ctx, row.enterprise_id).await?,
        officer: names_shown(reader, [row.person_id].into()).await?.remove(&row.person_id).unwrap_or_default(),
        certificate: row.certificate_id,
        receivers: names_of(receivers(ctx, &project).await)?,
        is_own: may.is_own,
        may_draw_up: may.acts() && stage != Some(FilingStage::Waiting),
        may_sign: may.acts() && pledge.is_none(),
        may_bring_form: may.is_in_force && (may.is_own || may.is_of_contractor) && is_preparing,
        may_bring_pledge: brings_pledge,
        may_withdraw_pledge: may.acts() && pledge.is_some() && !is_relied_on,
        may_hand_in: may.acts() && is_preparing && lacks.is_empty(),
        versions,
        form_scan,
        pledge,
        lacks,
    })
}

/// A place where nobody is to receive it is told when it is handed in.
fn names_of(found: Result<[(Receiver, OfficeView); 2], Fault>) -> Result<Vec<String>, Fault> {
    match found {
        Ok(offices) => Ok(offices.into_iter().map(|(_, office)| office.name).collect()),
        Err(Fault::Refused(_)) => Ok(Vec::new()),
        Err(fault) => Err(fault),
    }
}

/// Who looks.
struct May {
    is_own: bool,
    is_of_contractor: bool,
    is_in_force: bool,
}

impl May {
    async fn of(ctx: &Ctx, row: &bindings::Model) -> Result<Self, Fault> {
        let in_force = bindings::Entity::find_by_id(row.id).filter(in_force()).one(ctx.db.reader()).await?;
        Ok(Self {
            is_own: ctx.signed_in().is_ok_and(|who| who.person == row.person_id),
            is_of_contractor: brings_for(ctx, row).await?,
            is_in_force: in_force.is_some(),
        })
    }

    /// The officer, while in force.
    fn acts(&self) -> bool {
        self.is_own && self.is_in_force
    }
}
