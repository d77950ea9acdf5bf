//! How does a person get an account, sign in, and look after it?

mod cookies;
mod forms;
mod pages;
mod photo;

use crate::routes::Audience::{Anyone, Concerned, SignedIn};
use crate::routes::Routes;

/// A photo, and what a multipart body adds around it.
const PHOTO_BODY: usize = 2 * 1024 * 1024 + 16 * 1024;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-up", Anyone, pages::sign_up)
        .post("/sign-up", Anyone, forms::sign_up)
        .get("/sign-in", Anyone, pages::sign_in)
        .post("/sign-in", Anyone, forms::sign_in)
        .post("/sign-out", Anyone, forms::sign_out)
        .get("/setup/{token}", Anyone, pages::setup)
        .post("/setup/{token}", Anyone, forms::setup)
        .get("/account", SignedIn, pages::account)
        .post("/account/password", SignedIn, forms::change_password)
        .post("/account/sessions/{session}/end", Concerned, forms::end_session)
        .get("/account/photo", SignedIn, photo::show)
        .upload("/account/photo", SignedIn, photo::set, PHOTO_BODY)
}
