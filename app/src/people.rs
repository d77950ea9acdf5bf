//! Whom does an office see, and how is an identity confirmed?

pub(crate) mod forms;
pub(crate) mod pages;

use crate::routes::Audience::Office;
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/people", Office, pages::list)
        .get("/office/people/{person}", Office, pages::show)
        .post("/office/people/{person}/identity", Office, forms::confirm_identity)
        .post("/office/people/{person}/full", Office, forms::reveal)
}

pub use forms::certify_released;
