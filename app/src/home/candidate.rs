//! What is this candidate's next step on the way to the certificate?

use leptos::prelude::*;
use registry::accounts::store::owes_second_factor;
use registry::certificates::CertificateView;
use registry::courses::CourseCard;
use registry::courses::store as courses;
use registry::exams::ahead::has_learned;
use registry::exams::finishing::Outcome;
use registry::exams::list::{CandidateExam, for_candidate};
use registry::filings::store::BindingView;
use registry::filings::store::work::SiteWork;
use registry::people::store::{PersonView, own};
use registry::practice::progress::overview;
use registry::projects::store::ProjectLine;

use super::led;
use crate::error::{OrPage, PageResult};
use crate::filings::{sites, work};
use crate::page::page;
use crate::ui::notice::{notice, notice_with};
use crate::ui::progress::progress;
use crate::ui::steps::steps;
use crate::ui::tone::Tone;
use crate::visit::{SECOND_FACTOR, Visit};

/// Everything the page shows, read once.
struct Standing {
    person: PersonView,
    courses: Vec<CourseCard>,
    exams: Vec<CandidateExam>,
    /// Enough for the exam that comes next.
    has_learned: bool,
    certificates: Vec<CertificateView>,
    owes_second_factor: bool,
    /// In the error book.
    mistakes: usize,
    /// What the person answers for as an officer.
    bindings: Vec<BindingView>,
    /// What is open on the sites of the person.
    work: Vec<SiteWork>,
    /// The sites that the person leads as the project manager.
    led: Vec<ProjectLine>,
}

pub async fn show(visit: Visit) -> PageResult {
    let ctx = &visit.ctx;
    let (courses, exams) = (courses::list(ctx).await.or_page(&visit)?, for_candidate(ctx).await.or_page(&visit)?);
    let standing = Standing {
        person: own(ctx).await.or_page(&visit)?,
        has_learned: has_learned(ctx, &exams, &courses).await.or_page(&visit)?,
        courses,
        exams,
        certificates: registry::certificates::own(ctx).await.or_page(&visit)?,
        owes_second_factor: owes_second_factor(ctx).await.or_page(&visit)?,
        mistakes: overview(ctx).await.or_page(&visit)?.mistakes,
        bindings: sites::read(ctx).await.or_page(&visit)?,
        work: work::read(ctx).await.or_page(&visit)?,
        led: led::read(&visit).await.or_page(&visit)?,
    };
    let title = visit.lang.fill("home.greeting", &[("name", &standing.person.name)]);
    Ok(page(&visit, visit.t("home.my_way"))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {running(&visit, &standing)}
                {second_factor(&visit, &standing)}
                {work::section(visit.lang, &standing.work)}
                {sites::section(visit.lang, &standing.bindings)}
                {led::section(visit.lang, &standing.led, ctx.now().day().previous())}
                {way(&visit, &standing)}
                {identity(&visit, &standing)}
                {hours(&visit, &standing)}
                {practice(&visit, standing.mistakes)}
            }
            .into_any()
        })
        .respond())
}

/// An exam that runs stands before everything else.
fn running(visit: &Visit, standing: &Standing) -> Option<AnyView> {
    let (exam, attempt) = standing
        .exams
        .iter()
        .find_map(|exam| exam.attempts.iter().find(|attempt| attempt.is_open).map(|attempt| (exam, attempt)))?;
    let path = format!("/attempts/{}", attempt.id);
    let sentence = visit.lang.fill("home.exam_runs", &[("title", &exam.exam.title)]);
    let more = view! { <a class="button" href=path>{visit.t("home.go_on")}</a> }.into_any();
    Some(notice_with(visit.lang, Tone::Warning, sentence, more))
}

/// Learn, sit the exam, carry the certificate: where one stands and the one action that is due.
fn way(visit: &Visit, standing: &Standing) -> AnyView {
    let passed =
        standing.exams.iter().flat_map(|exam| &exam.attempts).any(|attempt| attempt.outcome == Some(Outcome::Passed));
    let certified = standing.certificates.first();
    let (current, key, path) = match certified {
        Some(certificate) => (3, "see_certificate", format!("/certificates/{}", certificate.number)),
        None if passed => (2, "see_certificates", "/certificates".to_owned()),
        None if standing.has_learned => (1, "see_exams", "/exams".to_owned()),
        None => (0, "learn_on", "/courses".to_owned()),
    };
    let names = ["step_learn", "step_exam", "step_certificate"].map(|step| visit.code("home", step));
    view! {
        <section class="card">
            {steps(visit.lang, &names, current)}
            <p>{visit.code("home", &format!("{key}_advice"))}</p>
            <p><a class="button" href=path>{visit.code("home", key)}</a></p>
        </section>
    }
    .into_any()
}

fn second_factor(visit: &Visit, standing: &Standing) -> Option<AnyView> {
    let more = || view! { <a class="button" href=SECOND_FACTOR>{visit.t("security.factor_manage")}</a> }.into_any();
    let owed = || notice_with(visit.lang, Tone::Warning, visit.t("security.factor_owed"), more());
    standing.owes_second_factor.then(owed)
}

fn identity(visit: &Visit, standing: &Standing) -> Option<AnyView> {
    standing.person.identity.is_none().then(|| notice(visit.lang, Tone::Warning, visit.t("accounts.identity_advice")))
}

fn practice(visit: &Visit, mistakes: usize) -> AnyView {
    let lang = visit.lang;
    let more = (mistakes > 0).then(|| {
        let words = lang.fill("home.practice_mistakes", &[("n", &mistakes.to_string())]);
        view! { <p><a href="/practice/mistakes">{words}</a></p> }
    });
    view! {
        <section class="card">
            <h2>{lang.t("home.practice_title")}</h2>
            <p>{lang.t("home.practice")}</p>
            {more}
            <p><a class="button secondary" href="/practice">{lang.t("home.practice_to")}</a></p>
        </section>
    }
    .into_any()
}

fn hours(visit: &Visit, standing: &Standing) -> Vec<AnyView> {
    let one = |course: &CourseCard| {
        let hours = course.hours?;
        let words = visit.lang.fill(
            "home.minutes",
            &[("done", &hours.credited_minutes.to_string()), ("whole", &hours.required_minutes.to_string())],
        );
        let (done, whole) = (hours.credited_minutes.unsigned_abs(), hours.required_minutes.unsigned_abs());
        Some(
            view! {
                <section class="card">
                    <h2><a href=format!("/courses/{}", course.slug)>{course.title.clone()}</a></h2>
                    {progress(visit.t("home.hours"), done, whole, words)}
                </section>
            }
            .into_any(),
        )
    };
    standing.courses.iter().filter_map(one).collect()
}
