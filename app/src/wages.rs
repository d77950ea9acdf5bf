//! What is owed to whom on a project and by when, which payment orders went to the bank, and where are wages late?

mod again;
mod answers;
mod batch;
mod choosing;
mod differences;
mod frame;
mod months;
mod office;
mod people;
mod results;
mod sheet;
mod typed;
mod words;

pub use office::late_tile;

use crate::routes::Audience::{Concerned, Office};
use crate::routes::Routes;

/// As many bytes as a workbook may have, and the fields beside it.
const UPLOAD: usize = question_bank::formats::limits::FILE_BYTES + 256 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .get("/projects/{project}/payments", Concerned, months::show)
        .get("/projects/{project}/payments/people", Concerned, people::show)
        .get("/projects/{project}/payments/people.xlsx", Concerned, people::export)
        .get("/projects/{project}/payments/new", Concerned, choosing::show)
        .get("/projects/{project}/payments/template.xlsx", Concerned, sheet::template)
        .upload("/projects/{project}/payments/sheet", Concerned, sheet::bring, UPLOAD)
        .get("/projects/{project}/payments/typed", Concerned, typed::show)
        .post("/projects/{project}/payments/typed", Concerned, typed::order)
        .get("/projects/{project}/payments/{payment}", Concerned, batch::show)
        .get("/projects/{project}/payments/{payment}/lines.xlsx", Concerned, batch::export)
        .get("/projects/{project}/payments/{payment}/results.xlsx", Concerned, results::template)
        .post("/projects/{project}/payments/{payment}/send", Concerned, batch::send_one)
        .post("/projects/{project}/payments/{payment}/withdraw", Concerned, batch::take_back)
        .post("/projects/{project}/payments/{payment}/again", Concerned, again::order)
        .upload("/projects/{project}/payments/{payment}/results", Concerned, results::bring, UPLOAD)
        .get("/projects/{project}/payments/{payment}/answers/{answer}", Concerned, answers::ask)
        .post("/projects/{project}/payments/{payment}/answers/{answer}", Concerned, answers::take_back)
        .get("/office/payments/late", Office, office::show)
        .get("/office/payments/late.xlsx", Office, office::export)
}
