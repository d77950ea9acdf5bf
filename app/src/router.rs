//! Which address leads to which page?

use crate::routes::Audience::Anyone;
use crate::routes::Routes;
use crate::{
    accounts, attendance, audit, calendar, certificates, complaints, courses, enterprises, exams, feeds, filings, home,
    imports, jobs, notices, offices, people, practice, preferences, privacy, projects, questions, rulepacks, wages,
    workers,
};

/// Every page and form; `server` adds what is neither.
pub fn routes() -> Routes {
    Routes::new()
        .post("/preferences", Anyone, preferences::choose)
        .get("/privacy", Anyone, privacy::show)
        .merge(accounts::routes())
        .merge(attendance::routes())
        .merge(audit::routes())
        .merge(calendar::routes())
        .merge(certificates::routes())
        .merge(complaints::routes())
        .merge(courses::routes())
        .merge(enterprises::routes())
        .merge(exams::routes())
        .merge(feeds::routes())
        .merge(questions::routes())
        .merge(filings::routes())
        .merge(home::routes())
        .merge(imports::routes())
        .merge(jobs::routes())
        .merge(notices::routes())
        .merge(offices::routes())
        .merge(people::routes())
        .merge(practice::routes())
        .merge(projects::routes())
        .merge(rulepacks::routes())
        .merge(workers::routes())
        .merge(wages::routes())
}
