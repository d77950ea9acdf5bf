//! Who works on a project, with which papers, whom the gate keeps out, and who finds them again?

mod acts;
mod cards;
mod contract;
mod contracts;
mod coverage;
mod duplicates;
mod frame;
mod full;
mod gate;
mod import;
mod joining;
mod keeping_out;
mod look;
mod new;
mod office;
mod one;
mod papers;
mod person;
mod roster;
mod stays;
mod team;
mod teams;
mod trainings;
mod words;

use registry::projects::store::MOST_BYTES;
use uuid::Uuid;

use crate::routes::Audience::{Concerned, Office};
use crate::routes::Routes;

/// A scan and the fields beside it.
const WITH_SCAN: usize = MOST_BYTES + 256 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .merge(of_site())
        .merge(of_person())
        .get("/office/workers", Office, office::show)
        .post("/office/workers", Office, office::find)
        .get("/office/workers.xlsx", Office, office::export)
}

fn of_site() -> Routes {
    Routes::new()
        .get("/projects/{project}/workers", Concerned, roster::show)
        .post("/projects/{project}/workers", Concerned, roster::find)
        .get("/projects/{project}/workers.xlsx", Concerned, roster::export)
        .get("/projects/{project}/workers/new", Concerned, new::show)
        .upload("/projects/{project}/workers/new", Concerned, new::register, WITH_SCAN)
        .get("/projects/{project}/workers/duplicates", Concerned, duplicates::show)
        .get("/projects/{project}/workers/template.xlsx", Concerned, import::template)
        .get("/projects/{project}/workers/import", Concerned, import::form)
        .upload("/projects/{project}/workers/import", Concerned, import::bring, import::MOST_BYTES)
        .get("/projects/{project}/workers/import/{worker_sheet}", Concerned, look::show)
        .post("/projects/{project}/workers/import/{worker_sheet}", Concerned, look::take)
        .post("/projects/{project}/workers/import/{worker_sheet}/undo", Concerned, look::undo)
        .get("/projects/{project}/workers/import/{worker_sheet}/marked.xlsx", Concerned, look::marked)
        .get("/projects/{project}/teams", Concerned, teams::show)
        .get("/projects/{project}/teams.xlsx", Concerned, teams::export)
        .post("/projects/{project}/teams", Concerned, teams::create)
        .get("/projects/{project}/teams/{team}", Concerned, team::show)
        .post("/projects/{project}/teams/{team}/leader", Concerned, team::lead)
        .post("/projects/{project}/teams/{team}/end", Concerned, team::end)
        .post("/projects/{project}/teams/{team}/training", Concerned, team::train)
        .get("/projects/{project}/gate", Concerned, gate::show)
        .get("/projects/{project}/gate.xlsx", Concerned, gate::export)
        .upload("/projects/{project}/gate/refusals", Concerned, keeping_out::turn_away, WITH_SCAN)
        .post("/projects/{project}/gate/denials", Concerned, keeping_out::deny)
        .post("/projects/{project}/gate/denials/{denial}/end", Concerned, keeping_out::end)
        .get("/projects/{project}/contracts", Concerned, coverage::show)
        .get("/projects/{project}/contracts.xlsx", Concerned, coverage::export)
        .post("/projects/{project}/contracts/reminders", Concerned, coverage::remind)
}

fn of_person() -> Routes {
    Routes::new()
        .get("/projects/{project}/workers/{person}", Concerned, one::show)
        .post("/projects/{project}/workers/{person}/full", Concerned, full::reveal)
        .get("/projects/{project}/workers/{person}/enter", Concerned, acts::enter_form)
        .post("/projects/{project}/workers/{person}/enter", Concerned, acts::enter)
        .get("/projects/{project}/workers/{person}/leave", Concerned, acts::leave_form)
        .post("/projects/{project}/workers/{person}/leave", Concerned, acts::leave)
        .get("/projects/{project}/workers/{person}/team", Concerned, joining::show)
        .post("/projects/{project}/workers/{person}/team", Concerned, joining::change)
        .get("/projects/{project}/workers/{person}/stays", Concerned, stays::show)
        .post("/projects/{project}/workers/{person}/stays", Concerned, stays::correct)
        .post("/projects/{project}/workers/{person}/withdraw", Concerned, stays::withdraw)
        .get("/projects/{project}/workers/{person}/contracts/new", Concerned, contracts::show)
        .upload("/projects/{project}/workers/{person}/contracts/new", Concerned, contracts::record, WITH_SCAN)
        .get("/projects/{project}/workers/{person}/contracts/{contract}", Concerned, contract::show)
        .post("/projects/{project}/workers/{person}/contracts/{contract}/end", Concerned, contract::end)
        .post("/projects/{project}/workers/{person}/contracts/{contract}/withdraw", Concerned, contract::withdraw)
        .get("/projects/{project}/workers/{person}/trainings/new", Concerned, trainings::show)
        .upload("/projects/{project}/workers/{person}/trainings/new", Concerned, trainings::record, WITH_SCAN)
        .post("/projects/{project}/workers/{person}/trainings/{training}/withdraw", Concerned, trainings::withdraw)
        .get("/projects/{project}/workers/{person}/cards/new", Concerned, cards::show)
        .post("/projects/{project}/workers/{person}/cards/new", Concerned, cards::change)
        .post("/projects/{project}/workers/{person}/cards/{card}/withdraw", Concerned, cards::withdraw)
}

/// Where the people of a project are listed.
pub fn roster_path(project: Uuid) -> String {
    format!("/projects/{project}/workers")
}

/// Where a scan about the people of a project is opened, for a reason.
pub fn scan_path(project: Uuid, hash: &str) -> String {
    format!("/projects/{project}/documents/{hash}")
}

/// Where the record of a person on a project stands.
pub fn person_path(project: Uuid, person: Uuid) -> String {
    format!("/projects/{project}/workers/{person}")
}
