//! How is a draft arranged beyond its paper? Late policy, review, practice before, lockdown browser; frozen by publishing.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::exams::arranging::{Arrangement, arrange};
use registry::exams::list::ExamView;
use registry::exams::lockdown::{Allowed, Permit};
use registry::exams::{ExamKind, Late, Review};
use registry::instant::MINUTE_MS;
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::conduct;
use super::exam::{self, Typed};
use super::forms::in_words;
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::choice::{Choice, Choosable, tick};
use crate::ui::field::Field;
use crate::visit::SignedVisit;

const USUAL_GRACE_MINUTES: i64 = 10;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ArrangeForm {
    late: String,
    grace_minutes: String,
    review: String,
    practice: String,
    lockdown: String,
    allowed: Vec<String>,
    pub(super) minimum_single: String,
    pub(super) minimum_multiple: String,
    pub(super) minimum_true_false: String,
    pub(super) minimum_case: String,
    pub(super) every_right: Vec<String>,
    pub(super) order: String,
    pub(super) begins: String,
    pub(super) networks: String,
}

impl ArrangeForm {
    /// In the order of the sections.
    pub(super) fn minimums(&self) -> [&str; 4] {
        [&self.minimum_single, &self.minimum_multiple, &self.minimum_true_false, &self.minimum_case]
    }

    /// As the draft is arranged now.
    fn of(lang: Lang, exam: &ExamView) -> Self {
        let minutes = match exam.policy.late {
            Late::Grace { span_ms } => span_ms / MINUTE_MS,
            Late::Autosubmit | Late::Abandon => USUAL_GRACE_MINUTES,
        };
        let allowed = match exam.lockdown {
            None => vec!["reload".to_owned()],
            Some(allowed) => [("quit", allowed.quit), ("reload", allowed.reload), ("spell_check", allowed.spell_check)]
                .into_iter()
                .filter(|(_, permit)| *permit == Permit::Yes)
                .map(|(code, _)| code.to_owned())
                .collect(),
        };
        let form = Self {
            late: exam.policy.late.code().to_owned(),
            grace_minutes: minutes.to_string(),
            review: exam.policy.review().code().to_owned(),
            practice: exam.practice.map(|id| id.to_string()).unwrap_or_default(),
            lockdown: if exam.lockdown.is_some() { "yes".to_owned() } else { String::new() },
            allowed,
            ..Self::default()
        };
        conduct::fill(form, lang, &exam.policy.conduct)
    }

    fn read(&self, public_url: Option<String>) -> Result<Arrangement, Fault> {
        let late = match self.late.as_str() {
            "autosubmit" => Some(Late::Autosubmit),
            "abandon" => Some(Late::Abandon),
            "grace" => {
                let minutes = self.grace_minutes.trim().parse::<i64>().unwrap_or(0);
                Some(Late::Grace { span_ms: minutes.saturating_mul(MINUTE_MS) })
            }
            _ => None,
        };
        let practice = match self.practice.as_str() {
            "" => None,
            id => Some(Uuid::parse_str(id).map_err(|_| Refusal::on("practice", "exams.practice_unknown"))?),
        };
        let permit = |name: &str| if self.allowed.iter().any(|one| one == name) { Permit::Yes } else { Permit::No };
        let allowed = Allowed { quit: permit("quit"), reload: permit("reload"), spell_check: permit("spell_check") };
        Ok(Arrangement {
            late: late.ok_or_else(|| Refusal::on("late", "exams.late_missing"))?,
            review: Review::parse(&self.review).ok_or_else(|| Refusal::on("review", "exams.review_missing"))?,
            practice,
            lockdown: (self.lockdown == "yes").then_some(allowed),
            public_url,
            conduct: conduct::read(self).map_err(Fault::Refused)?,
        })
    }
}

pub async fn arrange_draft(
    SignedVisit(visit): SignedVisit,
    Path(exam): Path<Uuid>,
    Form(form): Form<ArrangeForm>,
) -> PageResult {
    let arranged = match form.read(visit.state.site.public_url.clone()) {
        Ok(new) => arrange(&visit.ctx, exam, &new).await,
        Err(fault) => Err(fault),
    };
    match outcome(&visit, arranged.map_err(|fault| in_words(visit.lang, fault))) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/exams/{exam}?done=exam_arranged")).into_response()),
        Outcome::Mistaken(mistakes) => {
            let typed = Typed { arrangement: Some(form), ..Typed::default() };
            exam::respond(&visit, exam, &typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub fn late_words(lang: Lang, late: Late) -> String {
    let minutes = match late {
        Late::Grace { span_ms } => span_ms / MINUTE_MS,
        Late::Autosubmit | Late::Abandon => 0,
    };
    lang.fill(&format!("rooms.lates.{}", late.code()), &[("n", &minutes.to_string())])
}

pub fn lockdown_code(exam: &ExamView) -> &'static str {
    if exam.lockdown.is_some() { "on" } else { "off" }
}

/// The form, where there are mocks to choose from: for a draft and whoever may arrange it. After a mistake it holds what
/// was typed.
pub fn part(
    lang: Lang,
    exam: &ExamView,
    mocks: Option<&[(Uuid, String)]>,
    typed: Option<&ArrangeForm>,
    mistakes: &Mistakes,
) -> Option<AnyView> {
    let form = typed.cloned().unwrap_or_else(|| ArrangeForm::of(lang, exam));
    mocks.map(|mocks| {
        view! {
            <section class="card">
                <h2>{lang.t("rooms.arrange.title")}</h2>
                <form method="post" action=format!("/office/exams/{}/arrangement", exam.id)>
                    {lates(lang, exam, &form, mistakes)}
                    {Field::text("grace_minutes", lang.t("rooms.arrange.grace_minutes"), form.grace_minutes.clone())
                        .inputmode("numeric")
                        .short()
                        .optional()
                        .view(mistakes)}
                    {reviews(lang, exam, &form, mistakes)}
                    {practice(lang, mocks, &form, mistakes)}
                    {conduct::part(lang, exam, &form, mistakes)}
                    {lockdown(lang, &form, mistakes)}
                    <p class="actions"><button class="secondary">{lang.t("rooms.arrange.save")}</button></p>
                </form>
            </section>
        }
        .into_any()
    })
}

fn lates(lang: Lang, exam: &ExamView, form: &ArrangeForm, mistakes: &Mistakes) -> AnyView {
    let codes = ["autosubmit", "grace", "abandon"];
    let fits = |code: &&str| **code != *"abandon" || exam.kind == ExamKind::Practice;
    let options = codes.iter().filter(|code| fits(code)).map(|code| {
        Choosable::new(*code, lang.code("rooms.late_names", code)).hint(lang.code("rooms.rules.late_hints", code))
    });
    Choice::one("late", lang.t("rooms.arrange.late"), options.collect(), &form.late).view(mistakes)
}

fn reviews(lang: Lang, exam: &ExamView, form: &ArrangeForm, mistakes: &Mistakes) -> AnyView {
    let fits = |review: &Review| *review != Review::AtOnce || !exam.kind.is_official();
    let options = Review::ALL
        .into_iter()
        .filter(fits)
        .map(|review| Choosable::new(review.code(), lang.code("rooms.reviews", review.code())));
    Choice::one("review", lang.t("rooms.arrange.review"), options.collect(), &form.review).view(mistakes)
}

fn practice(lang: Lang, mocks: &[(Uuid, String)], form: &ArrangeForm, mistakes: &Mistakes) -> AnyView {
    let none = Choosable::new("", lang.t("rooms.arrange.no_practice"));
    let mocks = mocks.iter().map(|(id, title)| Choosable::new(id.to_string(), title.clone()));
    let options = std::iter::once(none).chain(mocks).collect();
    Choice::list("practice", lang.t("rooms.arrange.practice"), options, &form.practice)
        .hint(lang.t("rooms.arrange.practice_hint"))
        .optional()
        .view(mistakes)
}

fn lockdown(lang: Lang, form: &ArrangeForm, mistakes: &Mistakes) -> AnyView {
    let question = Choosable::new("yes", lang.t("rooms.arrange.lockdown_ask")).hint(lang.t("rooms.lockdown.limits"));
    let options =
        ["quit", "reload", "spell_check"].map(|code| Choosable::new(code, lang.code("rooms.permits", code))).to_vec();
    view! {
        {tick("lockdown", question, &form.lockdown, mistakes)}
        {Choice::several("allowed", lang.t("rooms.arrange.allowed"), options, &form.allowed).optional().view(mistakes)}
    }
    .into_any()
}
