//! What was written down wrongly about entries and exits, and what if the whole registration was a mistake?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::Stay;
use registry::workers::store::{correct_stays, withdraw_registration};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::form_page;
use super::person::About;
use super::roster_path;
use crate::error::PageResult;
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::ui::area::SafeTextarea;
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// one stay a line: entry, and exit unless the person is there
    pub entered: String,
    pub reason: String,
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct TakenBack {
    pub reason: String,
    pub confirmation: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let lines: Vec<String> = about.worker.registration.registration.stays.iter().map(line).collect();
    let typed = Typed { entered: lines.join("\n"), reason: String::new() };
    Ok(page(&visit, &about, &typed, &Mistakes::none(visit.lang), Which::Both))
}

fn line(stay: Stay) -> String {
    match stay.left {
        Some(left) => format!("{} {left}", stay.entered),
        None => stay.entered.to_string(),
    }
}

/// Two days of a line, apart by spaces, a comma or the like; empty lines are none.
fn read(text: &str) -> Result<Vec<Stay>, Refusal> {
    let wrong = |number: usize| Refusal::on("entered", "workers.stay_line").with("line", number);
    let mut stays = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let apart = |c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '~' | '～' | '至');
        let days: Vec<&str> = line.split(apart).filter(|day| !day.is_empty()).collect();
        let days: Vec<Day> =
            days.into_iter().map(|day| Day::parse(day).ok_or_else(|| wrong(number))).collect::<Result<_, _>>()?;
        match days[..] {
            [] => {}
            [entered] => stays.push(Stay { entered, left: None }),
            [entered, left] => stays.push(Stay { entered, left: Some(left) }),
            _ => return Err(wrong(number)),
        }
    }
    Ok(stays)
}

pub async fn correct(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let done = match read(&typed.entered) {
        Ok(stays) => correct_stays(&visit.ctx, about.registration(), &stays, &typed.reason).await,
        Err(refusal) => Err(refusal.into()),
    };
    let done = done.map_err(|fault| by_field(fault, &[("left", "entered"), ("day", "entered")]));
    match outcome(&visit, done) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{}?done=worker_stays", about.path())).into_response()),
        Outcome::Mistaken(mistakes) => Ok(page(&visit, &about, &typed, &mistakes, Which::Stays)),
        Outcome::Other(response) => Err(response),
    }
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<TakenBack>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let done = match is_typed(&typed.confirmation, &about.worker.name) {
        true => withdraw_registration(&visit.ctx, about.registration(), &typed.reason).await,
        false => Err(Fault::from(Refusal::on(CONFIRMATION, "confirmation.not_typed"))),
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("{}?done=worker_withdrawn", roster_path(project))).into_response())
        }
        Outcome::Mistaken(mistakes) => {
            let typed = Typed { entered: String::new(), reason: typed.reason };
            Ok(page(&visit, &about, &typed, &mistakes, Which::Withdrawal))
        }
        Outcome::Other(response) => Err(response),
    }
}

/// Which of the two forms is shown: both ask for a reason, and a mistake belongs to one of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Both,
    Stays,
    Withdrawal,
}

fn page(visit: &Visit, about: &About, typed: &Typed, mistakes: &Mistakes, which: Which) -> Response {
    let lang = visit.lang;
    let title = lang.fill("workers.stays.title", &[("name", &about.worker.name)]);
    form_page(visit, about.below(visit, title.clone()), (title, lang.t("workers.stays.intro")), mistakes, || {
        let stays = (which != Which::Withdrawal).then(|| stays_form(visit, about, typed, mistakes));
        let name = about.worker.name.clone();
        let none = Mistakes::none(lang);
        let withdrawal = (which != Which::Stays).then(|| {
            let (action, act) = (format!("{}/withdraw", about.path()), lang.t("workers.stays.withdraw"));
            let confirm = Confirm::new(action, act, lang.t("workers.stays.consequence"), name);
            // beside the other form the reason would stand twice under one id
            let confirm = match which {
                Which::Withdrawal => confirm.with(reason(visit, "reason", &typed.reason, mistakes)).opened(),
                _ => confirm.with(plain_reason(visit)),
            };
            confirm.view(lang, if which == Which::Withdrawal { mistakes } else { &none })
        });
        view! { {stays} {withdrawal} }.into_any()
    })
}

fn stays_form(visit: &Visit, about: &About, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let lines = SafeTextarea::new("entered", lang.t("workers.stays.lines"), typed.entered.clone());
    view! {
        <form method="post" action=format!("{}/stays", about.path()) class="card" novalidate>
            {lines.hint(lang.t("workers.stays.lines_hint")).rows(5).maxlength(2000).view(mistakes)}
            {reason(visit, "reason", &typed.reason, mistakes)}
            <button>{lang.t("workers.stays.correct")}</button>
        </form>
    }
    .into_any()
}

fn reason(visit: &Visit, name: &'static str, typed: &str, mistakes: &Mistakes) -> AnyView {
    SafeTextarea::new(name, visit.t("workers.reason"), typed).rows(2).maxlength(500).view(mistakes)
}

fn plain_reason(visit: &Visit) -> AnyView {
    view! {
        <label>
            {visit.t("workers.reason")}
            <input name="reason" required maxlength="500" autocomplete="off"/>
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<String> {
        read(text).unwrap().into_iter().map(line).collect()
    }

    #[test]
    fn a_line_has_an_entry_and_perhaps_an_exit() {
        assert_eq!(days("2026-11-01 2026-11-05\n\n2026-11-10"), ["2026-11-01 2026-11-05", "2026-11-10"]);
        assert_eq!(days("2026-11-01 至 2026-11-05"), ["2026-11-01 2026-11-05"]);
        assert!(days(" \n").is_empty());
        for bad in ["2026-11-31", "2026-11-01 x", "2026-11-01 2026-11-02 2026-11-03"] {
            let refused = read(&format!("2026-11-01\n{bad}")).unwrap_err();
            assert_eq!((refused.code, refused.details), ("workers.stay_line", vec![("line", "2".to_owned())]), "{bad}");
        }
    }
}
