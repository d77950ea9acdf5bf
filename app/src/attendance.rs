//! Who was on site? The month of a site and of a person, what is unusual, what is written by hand, reports and records.

mod anomalies;
mod by_hand;
mod day;
mod explaining;
pub mod files;
mod frame;
mod month;
mod own;
mod person;
mod picture;
pub mod record;
mod reports;
mod silent;
pub mod staff;
mod unmatched;
pub mod words;
mod writing;

use uuid::Uuid;

use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(of_site())
        .get("/enterprises/{enterprise}/attendance/record", Concerned, record::of_enterprise)
        .get("/enterprises/{enterprise}/attendance/record.xlsx", Concerned, record::sheet_of_enterprise)
        .get("/enterprises/{enterprise}/attendance/staff.xlsx", Concerned, staff::sheet_of_enterprise)
        .get("/account/attendance", SignedIn, own::list)
        .post("/account/attendance/{anomaly}", Concerned, own::read)
        .get(SILENT, Office, silent::show)
        .get("/office/attendance/silent.xlsx", Office, silent::export)
}

fn of_site() -> Routes {
    Routes::new()
        .get("/projects/{project}/attendance", Concerned, month::show)
        .get("/projects/{project}/attendance/days/{day}", Concerned, day::show)
        .post("/projects/{project}/attendance/days/{day}", Concerned, day::report)
        .get("/projects/{project}/attendance/anomalies", Concerned, anomalies::list)
        .get("/projects/{project}/attendance/anomalies.xlsx", Concerned, anomalies::export)
        .get("/projects/{project}/attendance/anomalies/{anomaly}", Concerned, explaining::show)
        .post("/projects/{project}/attendance/anomalies/{anomaly}", Concerned, explaining::say)
        .get("/projects/{project}/attendance/reports.xlsx", Concerned, reports::export)
        .get("/projects/{project}/attendance/unmatched", Concerned, unmatched::list)
        .get("/projects/{project}/attendance/unmatched.xlsx", Concerned, unmatched::export)
        .post("/projects/{project}/attendance/unmatched", Concerned, unmatched::refuse)
        .get("/projects/{project}/attendance/by-hand", Concerned, by_hand::list)
        .post("/projects/{project}/attendance/by-hand", Concerned, by_hand::decide)
        .get("/projects/{project}/attendance/record", Concerned, record::of_project)
        .get("/projects/{project}/attendance/record.xlsx", Concerned, record::sheet_of_project)
        .get("/projects/{project}/attendance/staff.xlsx", Concerned, staff::sheet_of_project)
        .get("/projects/{project}/attendance/{person}", Concerned, person::show)
        .get("/projects/{project}/attendance/{person}/picture", Concerned, picture::show)
        .post("/projects/{project}/attendance/{person}/picture", Concerned, picture::open)
        .get("/projects/{project}/attendance/{person}/write", Concerned, writing::show)
        .post("/projects/{project}/attendance/{person}/write", Concerned, writing::write)
}

/// Where offices see on which sites nobody passes.
pub const SILENT: &str = "/office/attendance/silent";

/// The month of a site.
pub fn address(project: Uuid) -> String {
    format!("/projects/{project}/attendance")
}
