//! Which address leads to which page?

use crate::routes::Audience::Anyone;
use crate::routes::Routes;
use crate::{
    accounts, audit, certificates, complaints, courses, enterprises, exams, home, jobs, offices, people, practice,
    preferences, privacy, questions, rulepacks,
};

/// Every page and form; `server` adds what is neither.
pub fn routes() -> Routes {
    Routes::new()
        .post("/preferences", Anyone, preferences::choose)
        .get("/privacy", Anyone, privacy::show)
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(certificates::routes())
        .merge(complaints::routes())
        .merge(courses::routes())
        .merge(enterprises::routes())
        .merge(exams::routes())
        .merge(questions::routes())
        .merge(home::routes())
        .merge(jobs::routes())
        .merge(offices::routes())
        .merge(people::routes())
        .merge(practice::routes())
        .merge(rulepacks::routes())
}
