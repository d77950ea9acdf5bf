//! How does an officer ask to be bound to an enterprise or a project, and who answers?

mod officers;
mod one;
mod own;
pub mod sites;

use leptos::prelude::*;
use registry::filings::store::BindingView;
use registry::filings::{Binding, Stage};
use uuid::Uuid;

use crate::lang::Lang;
use crate::routes::Audience::Concerned;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

pub fn routes() -> Routes {
    Routes::new()
        .get("/certificates/{number}/bindings", Concerned, own::show)
        .post("/certificates/{number}/bindings", Concerned, own::propose)
        .get("/enterprises/{enterprise}/officers", Concerned, officers::show)
        .get("/bindings/{binding}", Concerned, one::show)
        .post("/bindings/{binding}/confirm", Concerned, one::confirm)
        .post("/bindings/{binding}/decline", Concerned, one::decline)
        .post("/bindings/{binding}/end", Concerned, one::end)
}

/// Where the own bindings by a certificate stand.
pub fn own_path(number: &str) -> String {
    format!("/certificates/{number}/bindings")
}

/// Where the officers of an enterprise stand.
pub fn officers_path(enterprise: Uuid) -> String {
    format!("/enterprises/{enterprise}/officers")
}

fn path(binding: Uuid) -> String {
    format!("/bindings/{binding}")
}

/// 项目劳资员（直接责任人、专职）
fn post(lang: Lang, binding: &Binding) -> String {
    let level = lang.code("filings.levels", binding.post.level().code());
    let employment = lang.code("filings.employments", binding.employment.code());
    match binding.post.duty() {
        Some(duty) => {
            let duty = lang.code("filings.duties", duty.code());
            lang.fill("filings.post_with_duty", &[("level", &level), ("duty", &duty), ("employment", &employment)])
        }
        None => lang.fill("filings.post", &[("level", &level), ("employment", &employment)]),
    }
}

/// A binding in force rests while its certificate does not stand.
fn stage_badge(lang: Lang, view: &BindingView) -> AnyView {
    let stage = view.binding.stage();
    if stage == Stage::InForce && !view.is_effective() {
        return badge(Tone::Danger, lang.t("filings.resting"));
    }
    let tone = match stage {
        Stage::Waiting => Tone::Warning,
        Stage::InForce => Tone::Success,
        Stage::Declined => Tone::Danger,
        Stage::Withdrawn | Stage::Ended => Tone::Neutral,
    };
    badge(tone, lang.code("filings.stages", stage.code()))
}
