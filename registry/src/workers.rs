//! Who works on which site, under which contract and with which papers, and may that person pass the gate? Types and
//! rules.
//!
//! One person on one project with one unit is a [`Worker`] record, for managers as well as for workers; a
//! person has one in force on a project. Its [`Stays`] are the entries and exits; a [`Contract`] is a labour contract or
//! a written agreement (D-09).

mod cards;
mod codes;
mod contracts;
mod coverage;
mod duplicates;
mod entry;
mod findings;
mod gate;
mod head_count;
mod history;
mod lacking;
#[cfg(feature = "db")]
mod letters;
mod person;
mod policy;
mod qualifications;
mod reading;
mod record;
pub mod sheet;
mod stays;
mod teams;
mod trainings;

#[cfg(feature = "db")]
pub mod store;

pub use cards::{CardNumber, WageCard, card_on, check_wage_card};
pub use codes::{Codes, RESIDENT_CARD, Table};
pub use contracts::{
    Contract, ContractKind, Pay, PayBasis, PayDay, PayMonth, Term, check_contract, check_contracts,
    days_without_contract,
};
pub use coverage::{UncoveredWorker, UnitCoverage, contract_coverage};
pub use duplicates::{Duplicate, DuplicateKind, Identified, find_duplicates};
pub use entry::{EntryItem, EntryPermit, Evidence, Gap, ItemReport, Papers, entry_permit};
pub use findings::{Findings, Warning};
pub use gate::{
    Denied, Known, Missing, Stranger, TurnedAway, TurnedAwayFor, TurnedAwayWho, check_turned_away, deny_list,
};
pub use head_count::{HeadCount, OfficerCount, Uncounted, head_count, officer_count, why_not_counted};
pub use history::{Employment, employment_history};
pub use lacking::{Lack, Presence};
pub use person::{Household, IdDocument, Person, Qualification, QualificationKind, Validity, check_age, check_person};
pub use policy::{Policy, SafetyRule, TrainingRule};
pub use qualifications::{qualifications_text, read_qualifications};
pub use reading::{PersonForm, read_person};
pub use record::{MANAGER_TRADE, Registration, Role, Standing, Worker, check_worker};
pub use stays::{Movement, Stay, Stays};
pub use teams::{Site, Team, check_team, team_number};
pub use trainings::{SiteTraining, TrainingKind, TrainingResult, check_training};

#[cfg(test)]
mod tests;
