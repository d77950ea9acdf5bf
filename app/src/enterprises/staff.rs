//! Whom does an enterprise employ, and how did they do in exams?

use leptos::prelude::*;
use registry::enterprises::store::{Acts, EnterpriseView, Member};
use registry::exams::results::EmployeeResult;
use registry::people::store::PersonView;
use uuid::Uuid;

use super::forms::NewEmployee;
use crate::exams::words;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::Field;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn employees(
    visit: &Visit,
    enterprise: &EnterpriseView,
    (staff, acts): (&[PersonView], &Acts),
    form: &NewEmployee,
    mistakes: &Mistakes,
) -> AnyView {
    let lang = visit.lang;
    let columns = vec![
        Column::text("name", lang.t("accounts.name")),
        Column::text("phone", lang.t("accounts.phone")),
        Column::text("identity", lang.t("accounts.identity")),
        Column::text("actions", lang.t("enterprises.actions")),
    ];
    let own = visit.who().map(|who| who.person);
    let rows = staff.iter().map(|person| employee_row(lang, enterprise.id, person, own, acts)).collect();
    let nobody = empty(lang.t("enterprises.no_employees_title"), lang.t("enterprises.no_employees"), None);
    view! {
        <h2>{lang.t("enterprises.employees")}</h2>
        {Table::new(lang.t("enterprises.employees"), columns, rows).empty(nobody).view(lang)}
        {acts.keeps_members.then(|| adding(visit, enterprise.id, form, mistakes))}
    }
    .into_any()
}

fn adding(visit: &Visit, enterprise: Uuid, form: &NewEmployee, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    view! {
        <p class="actions">
            <a href="/office/requests">{lang.t("my_data.queue_link")}</a>
            <a href="/recovery">{lang.t("security.help_link")}</a>
        </p>
        <section class="card">
            <h2>{lang.t("enterprises.add_title")}</h2>
            <p>{lang.t("enterprises.add_advice")}</p>
            <form method="post" action=format!("/enterprises/{enterprise}/employees") novalidate>
                {Field::text("id_number", lang.t("accounts.id_number"), &form.id_number)
                    .autocomplete("off")
                    .maxlength(40)
                    .view(mistakes)}
                <button>{lang.t("enterprises.add")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn employee_row(lang: Lang, enterprise: Uuid, person: &PersonView, own: Option<Uuid>, acts: &Acts) -> Vec<Cell> {
    let base = format!("/enterprises/{enterprise}/employees/{}", person.id);
    let confirm = (acts.keeps_members && person.identity.is_none() && own != Some(person.id)).then(|| {
        view! {
            <form method="post" action=format!("{base}/identity")>
                <button class="secondary">{lang.t("enterprises.confirm_identity")}</button>
            </form>
        }
    });
    let leave = acts.keeps_members.then(|| {
        view! {
            <form method="post" action=format!("{base}/leave")>
                <button class="link">{lang.t("enterprises.remove")}</button>
            </form>
        }
    });
    vec![
        Cell::from(person.name.clone()),
        Cell::from(person.phone_masked.clone()),
        Cell::from(match person.identity {
            Some(_) => badge(Tone::Success, lang.t("accounts.identity_yes")),
            None => badge(Tone::Warning, lang.t("accounts.identity_no")),
        }),
        Cell::from(view! { <div class="actions">{confirm} {leave}</div> }.into_any()),
    ]
}

/// Who may be bound as an officer.
pub fn certified(lang: Lang, members: &[Member]) -> AnyView {
    let title = lang.t("enterprises.certified");
    let columns =
        vec![Column::text("name", lang.t("accounts.name")), Column::text("joined_at", lang.t("enterprises.joined_at"))];
    let rows = members
        .iter()
        .map(|member| vec![Cell::from(member.name.clone()), Cell::from(lang.day(member.joined_at.day()))]);
    let nobody = empty(lang.t("enterprises.no_certified_title"), lang.t("enterprises.no_certified"), None);
    view! {
        <h2>{title.clone()}</h2>
        {Table::new(title, columns, rows.collect()).empty(nobody).view(lang)}
    }
    .into_any()
}

pub fn results(lang: Lang, lines: &[EmployeeResult]) -> AnyView {
    let title = lang.t("enterprises.results");
    let columns = vec![
        Column::text("name", lang.t("accounts.name")),
        Column::text("exam", lang.t("enterprises.exam")),
        Column::number("score", lang.t("enterprises.score")),
        Column::text("outcome", lang.t("enterprises.outcome")),
        Column::text("graded_at", lang.t("enterprises.graded_at")),
    ];
    let rows = lines.iter().map(|line| {
        let held = line.is_held.then(|| words::held_badge(lang));
        vec![
            Cell::from(line.name.clone()),
            Cell::from(line.exam_title.clone()),
            Cell::from(lang.points(line.score)),
            Cell::from(view! { {words::outcome_badge(lang, line.outcome)}" "{held} }.into_any()),
            Cell::from(lang.time(line.graded_at)),
        ]
    });
    let nothing = empty(lang.t("enterprises.no_results_title"), lang.t("enterprises.no_results"), None);
    view! {
        <h2>{title.clone()}</h2>
        {Table::new(title, columns, rows.collect()).empty(nothing).view(lang)}
    }
    .into_any()
}
