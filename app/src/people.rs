//! Whom does an office see, how is an identity confirmed, and what does everybody see and ask of the own data?

mod by_number;
mod correcting;
pub(crate) mod forms;
mod my_data;
mod own_requests;
pub(crate) mod pages;
mod requests;

use crate::routes::Audience::{Concerned, Office, SignedIn};
use crate::routes::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/account/data", SignedIn, my_data::show)
        .post("/account/data/export", SignedIn, my_data::export)
        .post("/account/phone", SignedIn, own_requests::phone)
        .post("/account/phone/code", SignedIn, own_requests::phone_code)
        .get("/account/requests", SignedIn, own_requests::show)
        .post("/account/requests/name", SignedIn, own_requests::name)
        .post("/account/requests/deletion", SignedIn, own_requests::deletion)
        .post("/account/requests/{request}/withdraw", Concerned, own_requests::withdraw)
        .get("/office/requests", Office, requests::list)
        .get("/office/requests/{request}", Office, requests::show)
        .post("/office/requests/{request}", Office, requests::answer)
        .get("/office/people", Office, pages::list)
        .get("/office/people.xlsx", Office, pages::export)
        .post("/office/people", Office, pages::find)
        .get("/office/people/{person}", Office, pages::show)
        .post("/office/people/{person}/identity", Office, forms::confirm_identity)
        .post("/office/people/{person}/identity/withdrawal", Office, forms::withdraw_identity)
        .get("/office/people/{person}/name", Office, correcting::show)
        .post("/office/people/{person}/name", Office, correcting::correct)
        .post("/office/people/{person}/full", Office, forms::reveal)
}

pub use by_number::{ByNumber, first_only, nobody, out_of_place, words_alone, words_of};
pub use forms::certify_released;
pub use pages::document_choice;
