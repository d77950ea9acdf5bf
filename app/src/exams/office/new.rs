//! How is a new exam asked for? The set-up form.

use axum::response::Response;
use leptos::prelude::*;
use question_bank::MultipleRule;
use registry::courses::CourseCard;
use registry::exams::setup::own_kinds;
use registry::exams::{Entry, ExamKind};
use registry::offices::store::OfficeView;
use registry::permissions::{Object, Verb, scope};
use registry::{Fault, courses, offices};

use super::blueprint;
use super::forms::{NO_COURSE, NewExamForm};
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let form = NewExamForm { counts: blueprint::standard_counts(), ..NewExamForm::default() };
    respond(&visit, &form, &Mistakes::none(visit.lang)).await
}

/// The form; after a mistake with status 422, what was typed and what was wrong.
pub async fn respond(visit: &Visit, form: &NewExamForm, mistakes: &Mistakes) -> PageResult {
    let kinds = own_kinds(&visit.ctx).await.or_page(visit)?;
    let offices = own_offices(visit).await.or_page(visit)?;
    let courses = courses::store::list(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("exams.new.title"));
    let form = &match mistakes.is_empty() && form.course.is_empty() {
        true => NewExamForm { course: usual_course(&kinds, &courses), ..form.clone() },
        false => form.clone(),
    };
    let response: Response = page(visit, title.clone())
        .in_office()
        .under(lang.t("exams.list.title"), "/office/exams")
        .mistakes(mistakes)
        .content(|| {
            view! {
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <h1>{title}</h1>
                <form method="post" action="/office/exams">
                    {what(lang, form, (&kinds, &offices, &courses), mistakes)}
                    {when(lang, form, mistakes)}
                    {paper(lang, form, mistakes)}
                    <p class="actions"><button>{lang.t("exams.new.create")}</button></p>
                </form>
            }
            .into_any()
        })
        .respond();
    Ok(response)
}

/// The offices in whose name the visitor may set exams up.
async fn own_offices(visit: &Visit) -> Result<Vec<OfficeView>, Fault> {
    let posts = visit.who().map(|who| who.posts.as_slice()).unwrap_or_default();
    let meant: Vec<_> = posts
        .iter()
        .filter(|post| scope(post.role, Verb::Create, Object::ExamSetUp).is_some())
        .filter_map(|post| post.office)
        .collect();
    let offices = offices::store::list(&visit.ctx).await?;
    Ok(offices.into_iter().filter(|office| meant.contains(&office.id)).collect())
}

/// What stands in the field before anybody chose: a certification needs a course, so the only one there is, or nothing yet.
fn usual_course(kinds: &[ExamKind], courses: &[CourseCard]) -> String {
    match (kinds.contains(&ExamKind::Certification), courses) {
        (true, [only]) => only.id.to_string(),
        (true, _) => String::new(),
        (false, _) => NO_COURSE.to_owned(),
    }
}

fn what(
    lang: Lang,
    form: &NewExamForm,
    (kinds, offices, courses): (&[ExamKind], &[OfficeView], &[CourseCard]),
    mistakes: &Mistakes,
) -> AnyView {
    let first = kinds.first().map_or("", |kind| kind.code());
    let kinds = kinds.iter().map(|kind| {
        let hint = lang.code("exams.kind_hints", kind.code());
        Choosable::new(kind.code(), lang.code("exam_kinds", kind.code())).hint(hint)
    });
    let entries = [Entry::Open, Entry::Roster]
        .map(|entry| Choosable::new(entry.code(), lang.code("exams.entries", entry.code())));
    let offices = offices.iter().map(|office| Choosable::new(office.id.to_string(), office.name.clone())).collect();
    let open = Choosable::new("", lang.t("exams.new.choose_course"));
    let none = Choosable::new(NO_COURSE, lang.t("exams.new.no_course"));
    let courses = courses.iter().map(|course| Choosable::new(course.id.to_string(), course.title.clone()));
    let courses = std::iter::once(open).chain(courses).chain([none]).collect();
    view! {
        {Field::text("title", lang.t("exams.new.name"), form.title.clone()).maxlength(80).view(mistakes)}
        {Choice::one("kind", lang.t("exams.kind"), kinds.collect(), or(&form.kind, first)).view(mistakes)}
        {Choice::list("office", lang.t("exams.office"), offices, &form.office).view(mistakes)}
        {Choice::list("course", lang.t("exams.new.course"), courses, &form.course)
            .hint(lang.t("exams.new.course_hint"))
            .view(mistakes)}
        {Choice::one("entry", lang.t("exams.entry"), entries.to_vec(), or(&form.entry, "open")).view(mistakes)}
    }
    .into_any()
}

fn when(lang: Lang, form: &NewExamForm, mistakes: &Mistakes) -> AnyView {
    let moment = |name: &'static str, value: &str| {
        Field::text(name, lang.code("exams.new", name), value.to_owned()).kind("datetime-local")
    };
    let sessions = ["any_time", "fixed"].map(|code| {
        Choosable::new(code, lang.code("exams.sessions", code)).hint(lang.code("exams.session_hints", code))
    });
    view! {
        {moment("opens_at", &form.opens_at).hint(lang.t("exams.new.opens_at_hint")).view(mistakes)}
        {moment("closes_at", &form.closes_at).view(mistakes)}
        {Choice::one("session", lang.t("exams.new.session"), sessions.to_vec(), or(&form.session, "any_time")).view(mistakes)}
    }
    .into_any()
}

fn paper(lang: Lang, form: &NewExamForm, mistakes: &Mistakes) -> AnyView {
    let rules = MultipleRule::ALL
        .iter()
        .map(|rule| Choosable::new(rule.code(), lang.code("multiple_rules", rule.code())))
        .collect();
    view! {
        {blueprint::table(lang, &form.counts, mistakes)}
        {Choice::list("multiple_rule", lang.t("exams.new.multiple_rule"), rules, or(&form.multiple_rule, "builder")).view(mistakes)}
    }
    .into_any()
}

fn or<'a>(given: &'a str, usual: &'a str) -> &'a str {
    if given.is_empty() { usual } else { given }
}
