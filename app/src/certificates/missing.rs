//! What does somebody without a certificate still need to get one?

use leptos::prelude::*;
use registry::courses::{Hours, store as courses};
use registry::exams::ExamKind;
use registry::exams::finishing::Outcome;
use registry::exams::list::for_candidate;
use registry::people::store::own;
use registry::{Ctx, Fault};

use super::answer::item;
use crate::lang::Lang;
use crate::ui::notice::notice_with;
use crate::ui::tone::Tone;

/// Where the person stands on the way to the certificate.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    pub hours: Vec<Hours>,
    pub has_passed: bool,
    pub is_identified: bool,
    pub has_photo: bool,
}

pub async fn read(ctx: &Ctx) -> Result<Standing, Fault> {
    let person = own(ctx).await?;
    let exams = for_candidate(ctx).await?;
    let certifying = exams.iter().filter(|exam| exam.exam.kind == ExamKind::Certification);
    Ok(Standing {
        hours: courses::list(ctx).await?.into_iter().filter_map(|course| course.hours).collect(),
        has_passed: certifying.flat_map(|exam| &exam.attempts).any(|attempt| attempt.outcome == Some(Outcome::Passed)),
        is_identified: person.identity.is_some(),
        has_photo: person.photo.is_some(),
    })
}

/// One thing that a certificate needs.
struct Need {
    key: &'static str,
    is_met: bool,
    why: Option<String>,
}

/// A list of what is there and what is not, and the one next step.
pub fn advice(lang: Lang, standing: &Standing) -> AnyView {
    if standing.has_passed && standing.is_identified {
        return notice_with(
            lang,
            Tone::Info,
            word(lang, "in_hand_title"),
            view! { <p>{word(lang, "in_hand")}</p> }.into_any(),
        );
    }
    let has_hours = standing.hours.iter().all(|hours| hours.is_complete());
    let (next, way) = match (has_hours, standing.has_passed) {
        (_, true) => ("to_account", "/account"),
        (true, false) => ("to_exams", "/exams"),
        (false, false) => ("to_courses", "/courses"),
    };
    view! {
        <section class="card">
            <h2>{word(lang, "title")}</h2>
            <p>{word(lang, "intro")}</p>
            <ul class="checks">{needs(lang, standing).into_iter().map(|need| line(lang, need)).collect_view()}</ul>
            <p class="actions"><a class="button" href=way>{word(lang, next)}</a></p>
        </section>
    }
    .into_any()
}

fn needs(lang: Lang, standing: &Standing) -> [Need; 4] {
    let missing = |hours: &Hours| (hours.required_minutes - hours.credited_minutes).max(0);
    let minutes: i64 = standing.hours.iter().map(missing).sum();
    let left = lang.fill("certificates.missing.hours_left", &[("minutes", &minutes.to_string())]);
    let need = |key, is_met: bool, why: Option<String>| Need { key, is_met, why: why.filter(|_| !is_met) };
    [
        need("hours", minutes == 0, Some(left)),
        need("pass", standing.has_passed, None),
        need("identity", standing.is_identified, Some(lang.t("accounts.identity_advice"))),
        need("photo", standing.has_photo, Some(word(lang, "photo_advice"))),
    ]
}

fn line(lang: Lang, need: Need) -> AnyView {
    let (tone, result) = if need.is_met { (Tone::Success, "done") } else { (Tone::Warning, "todo") };
    item(tone, word(lang, need.key), word(lang, result), need.why)
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.missing", key)
}
