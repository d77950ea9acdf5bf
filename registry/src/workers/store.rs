//! How do people come onto a site, what is on record about their work, and how are they found again?

mod around;
mod batches;
pub(crate) mod brought;
mod cards;
mod contracts;
mod counts;
mod duplicates;
mod exporting;
mod gate;
mod holding;
mod moving;
mod page;
mod people;
mod permits;
mod registering;
mod roster;
mod rows;
mod scope;
mod search;
mod sheets;
mod site;
mod teams;
mod trainings;
mod waiting;

pub use around::{
    Around, KeptOut, PhoneChange, Place, Rights, TurnedAwayAt, around, place, place_to_write, registration_on,
    worker_on,
};
pub use batches::{Consequences, consequences, undo};
pub use cards::{CardSet, CardView, NewCard, cards, change_card, withdraw_card};
pub use contracts::{
    ContractView, NewContract, contracts, correct_contract, dissolve_contract, record_contract, withdraw_contract,
};
pub use counts::{
    CoverageView, OfficerLoad, ReminderView, Uncovered, coverage, head_count, head_counts, officer_count, officers,
    remind, reminders,
};
pub(crate) use counts::{head_counts_on, signed_on};
pub use duplicates::{DuplicateView, duplicates};
pub use exporting::{export, export_found};
pub use gate::{
    DenialView, DenyLine, NewRefusal, RefusalView, Refused, denials, deny, end_denial, gate_list, refusals, turn_away,
};
pub use moving::{Move, change_team, correct_stays, enter, leave, withdraw_registration};
pub use page::{FullValues, Particulars, RegistrationView, WorkerView, own_record, reveal, worker};
pub(crate) use people::{index_of, project_moved, renamed};
pub use permits::permit;
pub(crate) use permits::unsigned_on;
pub use registering::{NewWorker, Registered, register};
pub use roster::{Roster, RosterColumn, RosterCounts, RosterFilter, RosterLine, roster, roster_counts};
pub(crate) use roster::{RosterTask, count_tasks};
pub(crate) use rows::{card as card_of_row, contract as contract_of_row};
pub use search::{Found, Total, Which, WorkerFilter, WorkerLine, search};
pub use sheets::{Column, LineFault, Look, Sound, Taken, look, take};
pub use site::{UnitView, units};
pub use teams::{Leader, NewTeam, TeamView, create_team, end_leader, end_team, set_leader, teams};
pub use trainings::{NewTraining, record_trainings, withdraw_training};
pub use waiting::{SheetView, keep_sheet, look_at_sheet, rows_of_sheet, sheets, take_sheet};

use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::entity::project_documents;
use crate::fault::worded;
use crate::{Ctx, Fault, Refusal};

pub const PER_PAGE: u64 = 50;

/// How a row came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    #[default]
    ByHand,
    /// With a file or a feed: the batch, so that it can be undone.
    Batch(Uuid),
}

impl Origin {
    fn batch(self) -> Option<Uuid> {
        match self {
            Self::ByHand => None,
            Self::Batch(batch) => Some(batch),
        }
    }
}

/// Who writes; nobody's account where the program itself does.
fn account(ctx: &Ctx) -> Option<Uuid> {
    ctx.signed_in().ok().map(|who| who.account)
}

/// The reason for which something is taken back or corrected.
fn reason(typed: &str) -> Result<String, Refusal> {
    worded(typed, 4..=500, || Refusal::on("reason", "workers.reason_length"))
}

/// A refusal where a row names a file that nobody brought for this project.
async fn check_file<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    field: &'static str,
    hash: Option<&str>,
) -> Result<Result<(), Refusal>, Fault> {
    let Some(hash) = hash else { return Ok(Ok(())) };
    let brought = project_documents::Entity::find_by_id((project, hash.to_owned())).one(db).await?;
    Ok(brought.map(|_| ()).ok_or_else(|| Refusal::on(field, "workers.file_unknown")))
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
