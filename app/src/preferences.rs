//! How does a visitor choose language and type size? A form in every footer; the choice is a cookie.

use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::form::Form;
use crate::lang::Lang;
use crate::visit::local_path;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Preferences {
    lang: String,
    text_size: String,
    back: String,
}

const YEAR_SECONDS: u32 = 31_536_000;

pub async fn choose(Form(chosen): Form<Preferences>) -> Response {
    let mut cookies = Vec::new();
    if let Some(lang) = Lang::parse(&chosen.lang) {
        cookies.push((SET_COOKIE, cookie("lang", lang.tag())));
    }
    if ["normal", "large"].contains(&chosen.text_size.as_str()) {
        cookies.push((SET_COOKIE, cookie("text-size", &chosen.text_size)));
    }
    let back = local_path(&chosen.back).unwrap_or("/");
    (AppendHeaders(cookies), Redirect::to(back)).into_response()
}

fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age={YEAR_SECONDS}; SameSite=Lax; HttpOnly")
}
