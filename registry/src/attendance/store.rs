//! How do raw rows come in, and what is read from the days that follow from them?

mod anomalies;
mod approving;
mod delivery;
mod effects;
mod last_seen;
mod months;
mod partitions;
mod raw_rows;
mod records;
mod reports;
mod roster;
mod silent;
mod site_days;
pub(crate) mod sites;
mod stored_days;
mod taking;
mod undoing;
mod unmatched;

pub use anomalies::{AnomalyView, anomalies_of, judge_day, judge_days_of, judge_pending, mark_read, own_anomalies};
pub use approving::approve;
pub use delivery::{Arrival, Delivery, MOST_ROWS, RawEvent, RowTaken, Taken};
pub use months::{DayOf, PersonDays, person_month, project_month};
pub use partitions::{detach_month, make_months_ahead};
pub use records::monthly_record;
pub use reports::{StoredReport, make_report, report_of, unreported_days};
pub use silent::{SilentSite, silent_sites};
pub use taking::{take, take_within};
pub use undoing::{undo_batch, undo_consequences};
pub use unmatched::{UnmatchedView, list_unmatched, match_again};

pub(crate) use months::days_between;
pub(crate) use roster::Roster;

#[cfg(test)]
#[cfg(feature = "fixtures")]
pub(crate) mod tests;
