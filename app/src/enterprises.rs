//! How does an enterprise come in, and what does its administrator do with its people?

mod forms;
mod office;
mod pages;

use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/account/enterprises", SignedIn, pages::own)
        .post("/account/enterprises", SignedIn, forms::register)
        .get("/enterprises/{enterprise}", Concerned, pages::show)
        .post("/enterprises/{enterprise}/employees", Concerned, forms::add_employee)
        .post("/enterprises/{enterprise}/employees/{person}/leave", Concerned, forms::remove_employee)
        .post("/enterprises/{enterprise}/employees/{person}/identity", Concerned, forms::confirm_identity)
        .get("/office/enterprises", Office, office::list)
        .post("/office/enterprises/{enterprise}/accept", Office, office::accept)
}
