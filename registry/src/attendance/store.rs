//! How do raw rows come in, and what is read from the days that follow from them?

mod anomalies;
mod approving;
mod by_hand;
mod checking;
mod covered;
mod daily;
mod delivery;
mod effects;
mod grid;
mod images;
mod kin;
mod last_seen;
mod matching;
mod months;
mod names;
mod own_months;
mod partitions;
mod person;
mod raw_rows;
mod records;
mod reporting;
mod reports;
mod roster;
mod silent;
mod site_days;
pub(crate) mod sites;
mod staff;
mod stored_days;
mod taking;
mod told;
mod undoing;
mod unjudged;
mod unmatched;

pub use anomalies::{judge_day, judge_days_of, judge_pending};
pub use approving::approve;
pub use by_hand::{
    Decision, HandRow, HandView, PER_PAGE as BY_HAND_PER_PAGE, refuse_by_hand, waiting_by_hand, write_by_hand,
};
pub use daily::{DayPage, ReportView, day_page};
pub use delivery::{Arrival, Delivery, MOST_ROWS, RawEvent, RowTaken, Taken};
pub use grid::{GridFilter, GridLine, MonthPage, PER_PAGE as GRID_PER_PAGE, month_page};
pub use images::{Picture, PressOf, find_picture, open_picture};
pub use matching::{Changed, match_again, match_marked};
pub use months::{DayOf, PersonDays, person_month, project_month};
pub use own_months::{OwnMonth, own_months};
pub use partitions::{detach_month, make_months_ahead};
pub use person::{DayView, PersonPage, PressView, RegisteredAs, Said, Source, person_page};
pub use records::{monthly_record, record_name};
pub use reporting::report_judged;
pub use reports::{StoredReport, make_report, report_of, reports_in, unreported_days};
pub use silent::{PER_PAGE as SILENT_PER_PAGE, SilentFor, SilentSite, silent_sites};
pub use sites::{Place, check_decides, check_writes, place};
pub use staff::staff_list;
pub use taking::{take, take_within};
pub use told::{
    AnomalyFilter, AnomalyLine, AnomalyState, AnomalyView, Explanation, OwnAnomaly, PER_PAGE as ANOMALIES_PER_PAGE,
    anomalies_of, anomaly_of, explain, mark_read, own_anomalies,
};
pub use undoing::{undo_batch, undo_consequences};
pub use unmatched::{
    PER_PAGE as UNMATCHED_PER_PAGE, UnmatchedView, export_unmatched, list_unmatched, refuse_unmatched,
};

pub(crate) use months::attended_on;
pub(crate) use reports::unreported_on;
pub(crate) use roster::Roster;
pub(crate) use unjudged::{mark_days_of, mark_site_days};

#[cfg(test)]
#[cfg(feature = "fixtures")]
pub(crate) mod tests;
