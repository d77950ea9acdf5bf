//! What does each role see first? Everybody: the next step. Offices: what needs a decision today.

mod candidate;
mod led;
mod office;

use leptos::prelude::*;
use registry::permissions::{Object, Scope, Verb, widest};

use crate::error::PageResult;
use crate::page::page;
use crate::routes::Audience::{Anyone, Office};
use crate::routes::Routes;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new().get("/", Anyone, show).get("/office", Office, office::show)
}

async fn show(visit: Visit) -> PageResult {
    match visit.who() {
        Some(_) => candidate::show(visit).await,
        None => Ok(welcome(&visit)),
    }
}

fn welcome(visit: &Visit) -> axum::response::Response {
    let way = |key: &str, path: &'static str| {
        let (title, text) = (visit.code("home", &format!("{key}_title")), visit.code("home", key));
        view! {
            <li class="card">
                <h2><a href=path>{title}</a></h2>
                <p>{text}</p>
            </li>
        }
    };
    page(visit, visit.t("home.title"))
        .content(|| {
            view! {
                <section class="hero">
                    <h1>{visit.t("home.headline")}</h1>
                    <p>{visit.t("home.intro")}</p>
                    <p class="actions">
                        <a class="button" href="/sign-up">{visit.t("home.begin")}</a>
                        <a class="button secondary" href="/verify">{visit.t("frame.verify")}</a>
                    </p>
                </section>
                <ol class="ways-list">
                    {way("learn", "/courses")}
                    {way("sit", "/exams")}
                    {way("carry", "/certificates")}
                </ol>
            }
            .into_any()
        })
        .respond()
}

/// The ways of the office's side menu that this visitor may go.
pub fn office_ways(visit: &Visit) -> Vec<(String, String)> {
    let ways = [
        ("people", "/office/people", Verb::View, Object::PersonRecord),
        ("workers", "/office/workers", Verb::View, Object::Worker),
        ("study", "/office/study", Verb::View, Object::StudyRecord),
        ("courses", "/office/courses", Verb::Edit, Object::Course),
        ("exams", "/office/exams", Verb::Decide, Object::ExamSetUp),
        ("exams", "/office/exams", Verb::Create, Object::ExamSetUp),
        ("rooms", "/office/rooms", Verb::View, Object::Attempt),
        ("complaints", "/office/complaints", Verb::Decide, Object::Complaint),
        ("questions", "/office/questions", Verb::View, Object::QuestionBank),
        ("certificates", "/office/certificates", Verb::View, Object::Certificate),
        ("projects", "/office/projects", Verb::View, Object::Project),
        ("figures", "/office/projects/figures", Verb::View, Object::SiteFigures),
        ("enterprises", "/office/enterprises", Verb::View, Object::Enterprise),
        ("integrity", "/office/integrity", Verb::View, Object::IntegrityRecord),
        ("silent", "/office/attendance/silent", Verb::View, Object::Attendance),
        ("feeds", "/office/feeds", Verb::View, Object::FeedKey),
        ("offices", "/office/offices", Verb::Create, Object::AccountsAndRoles),
        ("offices", "/office/offices", Verb::Create, Object::Office),
        ("areas", "/office/areas", Verb::Create, Object::Office),
        ("industries", "/office/industries", Verb::Create, Object::Office),
        ("late_wages", "/office/payments/late", Verb::View, Object::Payment),
        ("filings", "/office/filings", Verb::View, Object::Filing),
        ("without", "/office/filings/without", Verb::View, Object::Binding),
        ("agreements", "/office/agreements", Verb::View, Object::NoticeBoard),
        ("returns", "/office/returns", Verb::View, Object::MonthlyReturn),
        ("board_channels", "/office/board-channels", Verb::Create, Object::NoticeBoard),
        ("requests", "/office/requests", Verb::Decide, Object::DataRequest),
        ("recovery", "/recovery", Verb::Create, Object::AccountRecovery),
        ("rules", "/office/rules", Verb::Create, Object::RulePack),
        ("calendar", "/office/calendar", Verb::Create, Object::Calendar),
        ("jobs", "/office/jobs", Verb::View, Object::Job),
        ("audit", "/office/audit", Verb::View, Object::AuditLog),
    ];
    let mut open: Vec<(String, String)> = vec![(visit.t("home.office_start"), "/office".to_owned())];
    for (key, path, verb, object) in ways {
        let may = widest(&visit.ctx, verb, object).is_some_and(|scope| scope > Scope::Own);
        if may && !open.iter().any(|(_, known)| known == path) {
            open.push((visit.code("home.ways", key), path.to_owned()));
        }
    }
    open
}
