//! What is stored about me? Everything on one page, and the same as a file to keep.

use axum::http::header;
use axum::response::IntoResponse;
use leptos::prelude::*;
use registry::people::my_data::{
    Attempt, AttendanceData, Bound, Certificate, Complaint, Moment, MyData, OldPaper, PaymentData, Practised,
    QuestionReport, RegistrationData, Study, export_my_data, my_data,
};
use registry::wages::yuan;

use crate::accounts::device_words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::{done, notice};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let data = my_data(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("my_data.title"));
    Ok(page(&visit, title.clone())
        .under(visit.t("accounts.account_title"), "/account")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p>{lang.t("my_data.intro")}</p>
                <form class="actions" method="post" action="/account/data/export">
                    <button class="secondary">{lang.t("my_data.export")}</button>
                    <a href="/account/requests">{lang.t("my_data.correct")}</a>
                </form>
                {profile(&visit, &data)}
                {work_after_identity(lang, &data)}
                {sections(lang, all(lang, &data))}
            }
            .into_any()
        })
        .respond())
}

/// Never kept by a browser or a proxy: the next to sit at this machine may be somebody else.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let text = export_my_data(&visit.ctx).await.or_page(&visit)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
    ];
    Ok((headers, text).into_response())
}

fn all(lang: Lang, data: &MyData) -> Vec<Section> {
    let first = people(lang, data).into_iter().chain(work(lang, data));
    first.chain(learning(lang, data)).chain([sessions(lang, data)]).collect()
}

/// An account takes over what a site has on record about an equal number and name; it is shown to nobody but the person.
fn work_after_identity(lang: Lang, data: &MyData) -> Option<AnyView> {
    let is_confirmed = data.identity_confirmations.iter().any(|one| one.withdrawn_at.is_none());
    (!is_confirmed).then(|| notice(lang, Tone::Info, lang.t("my_data.work_after_identity")))
}

fn time(lang: Lang, at: Moment) -> String {
    lang.time(at.0)
}

fn until(lang: Lang, at: Option<Moment>) -> String {
    at.map_or_else(|| lang.t("my_data.until_now"), |at| time(lang, at))
}

fn profile(visit: &Visit, data: &MyData) -> AnyView {
    let lang = visit.lang;
    let (profile, account) = (&data.profile, &data.account);
    let photo = if profile.has_photo { "photo_yes" } else { "photo_no" };
    let factor = account.second_factor_since.map_or_else(|| lang.t("security.factor_off"), |at| time(lang, at));
    let birth_day = registry::Day::parse(&profile.birth_day).map(|day| lang.day(day)).unwrap_or_default();
    let lines = vec![
        Fact::text(lang.t("accounts.name"), profile.name.clone()),
        Fact::text(lang.t("accounts.id_number"), profile.id_number.clone()),
        Fact::text(lang.t("accounts.phone"), profile.phone.clone()),
        Fact::text(lang.t("mail.title"), profile.mail_address.clone().unwrap_or_else(|| lang.t("mail.none"))),
        Fact::text(lang.t("accounts.sex"), lang.code("accounts.sexes", profile.sex)),
        Fact::text(lang.t("accounts.birth_day"), birth_day),
        Fact::text(lang.t("accounts.photo"), lang.code("my_data", photo)),
        Fact::text(lang.t("my_data.account_made"), time(lang, account.made_at)),
        Fact::text(
            lang.t("my_data.privacy"),
            lang.fill(
                "my_data.privacy_accepted",
                &[("version", &account.privacy_notice), ("at", &time(lang, account.privacy_accepted_at))],
            ),
        ),
        Fact::text(lang.t("security.factor_title"), factor),
    ];
    view! { <section class="card"><h2>{lang.t("accounts.profile")}</h2>{facts(lines)}</section> }.into_any()
}

/// One kind of record: its key in the catalogue, its columns, its rows.
struct Section(&'static str, &'static [&'static str], Vec<Vec<String>>);

/// A table for each kind that has any; the others in one sentence.
fn sections(lang: Lang, sections: Vec<Section>) -> AnyView {
    let (nothing, some): (Vec<_>, Vec<_>) = sections.into_iter().partition(|section| section.2.is_empty());
    let table = |Section(key, columns, rows): Section| {
        let column = |name: &&'static str| {
            let column = Column::text(name, lang.code("my_data.columns", name));
            if *name == "until" { column.unbroken() } else { column }
        };
        let cells = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
        Table::new(lang.code("my_data", key), columns.iter().map(column).collect(), cells).titled().view(lang)
    };
    let names: Vec<String> = nothing.iter().map(|section| lang.code("my_data", section.0)).collect();
    let names = names.join(&lang.t("my_data.separator"));
    view! {
        {some.into_iter().map(table).collect_view()}
        {(!nothing.is_empty()).then(|| view! { <p>{lang.fill("my_data.nothing", &[("names", &names)])}</p> })}
    }
    .into_any()
}

/// Who confirmed the identity, who employs, which roles are held, who looked, and what was told.
fn people(lang: Lang, data: &MyData) -> [Section; 5] {
    let confirmations = data.identity_confirmations.iter().map(|one| {
        let document = lang.code("people.documents", &one.document);
        let reason = one.withdrawn_reason.clone().unwrap_or_default();
        vec![time(lang, one.at), one.by.clone(), document, until(lang, one.withdrawn_at), reason]
    });
    let employments = data.employments.iter().map(|one| {
        let part = lang.code("enterprises.parts", &one.part);
        vec![one.enterprise.clone(), part, time(lang, one.joined_at), until(lang, one.left_at)]
    });
    let roles = data.roles.iter().map(|one| {
        let office = one.office.clone().unwrap_or_default();
        vec![lang.code("roles", &one.role), office, time(lang, one.granted_at), until(lang, one.ended_at)]
    });
    let views = data.full_views.iter().map(|one| vec![time(lang, one.at), one.reason.clone()]);
    let told = data.notices.iter().map(|one| {
        let title = lang.t(&format!("notices.kinds.{}.title", one.kind));
        let read = one.read_at.map_or_else(|| lang.t("notices.unread"), |at| time(lang, at));
        vec![title, time(lang, one.sent_at), read]
    });
    [
        Section(
            "identity_confirmations",
            &["at", "by", "document", "until", "withdrawn_reason"],
            confirmations.collect(),
        ),
        Section("employments", &["enterprise", "part", "from", "until"], employments.collect()),
        Section("roles", &["role", "office", "from", "until"], roles.collect()),
        Section("full_views", &["at", "reason"], views.collect()),
        Section("notices", &["notice", "sent", "opened"], told.collect()),
    ]
}

/// What the person answers for as an officer, where the person worked, on how many days, and what was paid.
fn work(lang: Lang, data: &MyData) -> [Section; 4] {
    let day = |text: &str| registry::Day::parse(text).map(|day| lang.day(day)).unwrap_or_default();
    let registration = |one: &RegistrationData| {
        let (entered, left) = one.stays.last().map(|(from, to)| (from.as_str(), to.as_deref())).unwrap_or_default();
        let left = match (entered, left) {
            ("", _) => String::new(),
            (_, None) => lang.t("my_data.until_now"),
            (_, Some(left)) => day(left),
        };
        vec![one.project.clone(), one.enterprise.clone(), one.post.clone(), day(entered), left]
    };
    let binding = |one: &Bound| {
        let level = lang.code("filings.levels", one.level);
        let stage = lang.code("filings.stages", one.stage);
        let [from, to] = [one.confirmed_at, one.ended_at].map(|at| at.map(|at| time(lang, at)).unwrap_or_default());
        vec![one.place.clone(), level, from, to, stage]
    };
    let month = |one: &AttendanceData| {
        let hours = lang.fill("my_data.hours", &[("n", &(one.minutes / 60).to_string())]);
        vec![one.project.clone(), one.month.clone(), one.days.to_string(), hours]
    };
    let payment = |one: &PaymentData| {
        let outcome = match one.outcome {
            Some("succeeded") if one.is_underpaid => "underpaid",
            outcome => outcome.unwrap_or("waiting"),
        };
        let at = one.at.map(|at| time(lang, at)).unwrap_or_default();
        let outcome = lang.code("my_data.payment_outcomes", outcome);
        let paid = one.paid_fen.map(yuan).unwrap_or_default();
        let (payable, deducted) = (yuan(one.payable_fen), yuan(one.deducted_fen));
        vec![one.project.clone(), one.month.clone(), payable, deducted, paid, outcome, at]
    };
    [
        Section("bindings", &["place", "role", "from", "until", "state"], data.bindings.iter().map(binding).collect()),
        Section(
            "registrations",
            &["project", "enterprise", "post", "from", "until"],
            data.work.registrations.iter().map(registration).collect(),
        ),
        Section(
            "attendance_months",
            &["project", "month", "days", "hours"],
            data.work.attendance_months.iter().map(month).collect(),
        ),
        Section(
            "payments",
            &["project", "month", "payable", "deducted", "paid", "payment_outcome", "at"],
            data.work.payments.iter().map(payment).collect(),
        ),
    ]
}

fn learning(lang: Lang, data: &MyData) -> [Section; 7] {
    let lesson = |one: &Study| {
        let quiz = one.quiz_passed_at.map_or_else(|| lang.t("my_data.not_passed"), |at| time(lang, at));
        let minutes = lang.fill("my_data.minutes", &[("n", &one.read_minutes.to_string())]);
        vec![one.course.clone(), one.lesson.clone(), minutes, quiz]
    };
    let attempt = |one: &Attempt| {
        let points = |part: Option<i32>| part.map(|part| lang.points(part.into())).unwrap_or_default();
        let outcome = one.outcome.as_ref().map(|outcome| lang.code("exams.outcomes", outcome)).unwrap_or_default();
        let state = lang.code("my_data.attempt_states", &one.state);
        vec![one.exam.clone(), time(lang, one.started_at), state, points(one.score), outcome]
    };
    let certificate = |one: &Certificate| {
        let day = registry::Day::parse(&one.issued_day).map(|day| lang.day(day)).unwrap_or_default();
        let status = lang.code("certificates.status", &one.status);
        vec![one.number.clone(), one.holder_name.clone(), one.issuer.clone(), day, status]
    };
    let paper = |one: &OldPaper| {
        let day = |text: &str| registry::Day::parse(text).map(|day| lang.day(day)).unwrap_or_default();
        let state = match &one.revoked_day {
            Some(revoked) => lang.fill("certificates.old.revoked_on", &[("day", &day(revoked))]),
            None => lang.t("certificates.old.on_register"),
        };
        vec![one.number.clone(), one.issuer.clone(), day(&one.issued_day), state]
    };
    let [practice, reports] = practising(lang, data);
    let complaint = |one: &Complaint| {
        let number = one.question.map(|number| number.to_string()).unwrap_or_default();
        let about = lang.fill(&format!("complaints.about_{}", one.about), &[("n", &number)]);
        let filed = one.steps.first().map(|step| time(lang, step.at)).unwrap_or_default();
        let state = one.steps.last().map(|step| lang.code("complaints.steps", step.step)).unwrap_or_default();
        vec![one.exam.clone(), about, filed, state]
    };
    [
        Section("study", &["course", "lesson", "read", "quiz"], data.study.iter().map(lesson).collect()),
        practice,
        reports,
        Section(
            "attempts",
            &["exam", "started", "state", "score", "outcome"],
            data.attempts.iter().map(attempt).collect(),
        ),
        Section("complaints", &["exam", "about", "filed", "state"], data.complaints.iter().map(complaint).collect()),
        Section(
            "certificates",
            &["number", "holder", "issuer", "issued", "status"],
            data.certificates.iter().map(certificate).collect(),
        ),
        Section(
            "old_certificates",
            &["number", "issuer", "issued", "status"],
            data.old_certificates.iter().map(paper).collect(),
        ),
    ]
}

/// The numbers of the questions say which; their texts stand on the pages of practice.
fn practising(lang: Lang, data: &MyData) -> [Section; 2] {
    let practised = |one: &Practised| {
        let question = match one.part {
            0 => one.question.clone(),
            part => format!("{} ({part})", one.question),
        };
        let booked = one.in_error_book_since.map_or_else(|| lang.t("practice.no"), |at| time(lang, at));
        let kept = lang.t(if one.is_favourite { "practice.yes" } else { "practice.no" });
        let (right, wrong) = (one.answered_correctly.to_string(), one.answered_wrongly.to_string());
        vec![question, right, wrong, time(lang, one.last_at), booked, kept]
    };
    let report = |one: &QuestionReport| {
        let kind = lang.code("practice.report_kinds", &one.kind);
        let reply = one.reply.clone().unwrap_or_else(|| lang.t("practice.reports.waits"));
        vec![one.question.clone(), kind, one.words.clone(), time(lang, one.made_at), reply]
    };
    [
        Section(
            "practice",
            &["question", "right", "wrong", "last_answered", "booked", "kept"],
            data.practice.iter().map(practised).collect(),
        ),
        Section(
            "question_reports",
            &["question", "report_kind", "words", "at", "reply"],
            data.question_reports.iter().map(report).collect(),
        ),
    ]
}

fn sessions(lang: Lang, data: &MyData) -> Section {
    let rows = data.sessions.iter().map(|one| {
        let ended = one.ended_at.map(|at| time(lang, at)).unwrap_or_default();
        vec![
            device_words(lang, &one.device),
            one.address.clone(),
            time(lang, one.begun_at),
            time(lang, one.seen_at),
            ended,
        ]
    });
    Section("sessions", &["device", "address", "from", "seen", "ended"], rows.collect())
}
