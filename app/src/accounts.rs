//! How does a person get an account, sign in, and look after it?

mod cookies;
mod demo_outbox;
mod forms;
mod mail;
mod pages;
mod photo;
mod recovery;
mod reset;
mod second_factor;
mod second_step;
mod sessions;

use crate::routes::Audience::{Anyone, Concerned, Office, SignedIn};
use crate::routes::Routes;

pub use second_step::code_field;
pub use sessions::device_words;

/// A photo, and what a multipart body adds around it.
const PHOTO_BODY: usize = 2 * 1024 * 1024 + 16 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-up", Anyone, pages::sign_up)
        .post("/sign-up", Anyone, forms::sign_up)
        .get("/sign-in", Anyone, pages::sign_in)
        .post("/sign-in", Anyone, forms::sign_in)
        .get("/sign-in/code", Anyone, second_step::show)
        .post("/sign-in/code", Anyone, second_step::enter)
        .get("/reset", Anyone, reset::show)
        .post("/reset", Anyone, reset::ask)
        .get("/reset/code", Anyone, reset::show_code)
        .post("/reset/code", Anyone, reset::set)
        .get("/recovery", Office, recovery::show)
        .post("/recovery", Office, recovery::help)
        .get("/demo/messages", Anyone, demo_outbox::show)
        .post("/sign-out", Anyone, forms::sign_out)
        .get("/setup/{token}", Anyone, pages::setup)
        .post("/setup/{token}", Anyone, forms::setup)
        .get("/account", SignedIn, pages::account)
        .post("/account/password", SignedIn, forms::change_password)
        .get("/account/sessions", SignedIn, sessions::show)
        .post("/account/sessions/others/end", SignedIn, sessions::end_others)
        .post("/account/sessions/{session}/end", Concerned, sessions::end)
        .get("/account/second-factor", SignedIn, second_factor::show)
        .post("/account/second-factor/begin", SignedIn, second_factor::begin)
        .post("/account/second-factor/confirm", SignedIn, second_factor::confirm)
        .post("/account/second-factor/recovery-codes", SignedIn, second_factor::renew)
        .post("/account/second-factor/off", SignedIn, second_factor::turn_off)
        .get(mail::MAIL, SignedIn, mail::show)
        .post(mail::MAIL, SignedIn, mail::give)
        .post("/account/mail/remove", SignedIn, mail::remove)
        .get("/mail/{token}", Anyone, mail::link)
        .post("/mail/{token}", Anyone, mail::follow)
        .get("/account/photo", SignedIn, photo::show)
        .upload("/account/photo", SignedIn, photo::set, PHOTO_BODY)
}
