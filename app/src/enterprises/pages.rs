//! How do the own enterprises look, and one of them to its administrator?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::enterprises::Part;
use registry::enterprises::store::{EnterpriseView, OwnEnterprise, employees, get, own_enterprises};
use registry::exams::results::{self, EmployeeResult};
use registry::offices::store::{AreaView, list_areas};
use registry::people::store::PersonView;
use uuid::Uuid;

use super::forms::{NewEmployee, Registration};
use crate::error::{OrPage, PageResult};
use crate::exams::words;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn own(SignedVisit(visit): SignedVisit) -> PageResult {
    own_page(&visit, &Registration::default(), &Mistakes::none(visit.lang)).await
}

pub async fn own_page(visit: &Visit, form: &Registration, mistakes: &Mistakes) -> PageResult {
    let own = own_enterprises(&visit.ctx).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let title = visit.t("accounts.my_enterprises");
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(visit.t("accounts.account_title"), "/account")
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(visit.lang, &visit.path)}
                {mistakes_summary(visit.t("ui.mistakes_title"), mistakes)}
                {own_list(visit, own)}
                {register_form(visit, form, &areas, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn own_list(visit: &Visit, own: Vec<OwnEnterprise>) -> AnyView {
    let lang = visit.lang;
    if own.is_empty() {
        return empty(lang.t("enterprises.none_title"), lang.t("enterprises.none"), None);
    }
    let rows = own.into_iter().map(|one| {
        let (enterprise, part) = (one.enterprise, one.part);
        let name = match part {
            Part::Administrator => Cell::link(format!("/enterprises/{}", enterprise.id), enterprise.name.clone()),
            Part::Employee => Cell::from(enterprise.name.clone()),
        };
        vec![name, Cell::from(lang.code("enterprises.parts", part.code())), Cell::from(state(lang, &enterprise))]
    });
    let columns = vec![
        Column::text("name", lang.t("enterprises.name")),
        Column::text("part", lang.t("enterprises.part")),
        Column::text("state", lang.t("enterprises.state")),
    ];
    Table::new(lang.t("accounts.my_enterprises"), columns, rows.collect()).view(lang)
}

pub fn state(lang: Lang, enterprise: &EnterpriseView) -> AnyView {
    match enterprise.accepted_at {
        Some(_) => badge(Tone::Success, lang.t("enterprises.accepted")),
        None => badge(Tone::Warning, lang.t("enterprises.not_accepted")),
    }
}

fn register_form(visit: &Visit, form: &Registration, areas: &[AreaView], mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let choices = std::iter::once(Choosable::new("", lang.t("enterprises.area_choose")))
        .chain(areas.iter().map(|area| Choosable::new(&area.code, &area.name)))
        .collect();
    view! {
        <section class="card">
            <h2>{lang.t("enterprises.register_title")}</h2>
            <p>{lang.t("enterprises.register_advice")}</p>
            <form method="post" action="/account/enterprises" novalidate>
                {Field::text("name", lang.t("enterprises.name"), &form.name)
                    .hint(lang.t("enterprises.name_hint"))
                    .autocomplete("organization")
                    .maxlength(100)
                    .view(mistakes)}
                {Field::text("credit_code", lang.t("enterprises.credit_code"), &form.credit_code)
                    .hint(lang.t("enterprises.credit_code_hint"))
                    .maxlength(30)
                    .view(mistakes)}
                {Choice::list("area", lang.t("enterprises.area"), choices, &form.area).view(mistakes)}
                <button>{lang.t("enterprises.register")}</button>
            </form>
        </section>
    }
    .into_any()
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    enterprise_page(&visit, enterprise, &NewEmployee::default(), &Mistakes::none(visit.lang)).await
}

pub async fn enterprise_page(visit: &Visit, enterprise: Uuid, form: &NewEmployee, mistakes: &Mistakes) -> PageResult {
    let enterprise = get(&visit.ctx, enterprise).await.or_page(visit)?;
    let (staff, known) = match enterprise.accepted_at {
        Some(_) => (
            employees(&visit.ctx, enterprise.id).await.or_page(visit)?,
            results::of_employees(&visit.ctx, enterprise.id).await,
        ),
        None => (Vec::new(), Ok(Vec::new())),
    };
    // offices that see the enterprise find results with the exams
    let known = match known {
        Err(Fault::NotFound | Fault::Forbidden) => None,
        known => Some(known.or_page(visit)?),
    };
    let (lang, title) = (visit.lang, enterprise.name.clone());
    Ok(page(visit, title.clone())
        .mistakes(mistakes)
        .under(lang.t("accounts.my_enterprises"), "/account/enterprises")
        .content(|| {
            let lines = vec![
                Fact::text(lang.t("enterprises.credit_code"), enterprise.credit_code.clone()),
                Fact::shown(lang.t("enterprises.state"), state(lang, &enterprise)),
                Fact::text(lang.t("enterprises.registered_at"), lang.day(enterprise.registered_at.day())),
            ];
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {facts(lines)}
                {match enterprise.accepted_at {
                    Some(_) => staff_section(visit, &enterprise, staff, form, mistakes),
                    None => notice(lang, Tone::Warning, lang.t("enterprises.wait_for_acceptance")),
                }}
                {known.map(|lines| results_section(lang, &lines))}
            }
            .into_any()
        })
        .respond())
}

fn staff_section(
    visit: &Visit,
    enterprise: &EnterpriseView,
    staff: Vec<PersonView>,
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
    let rows = staff.iter().map(|person| employee_row(lang, enterprise.id, person, own)).collect();
    view! {
        <h2>{lang.t("enterprises.employees")}</h2>
        {Table::new(lang.t("enterprises.employees"), columns, rows)
            .empty(empty(lang.t("enterprises.no_employees_title"), lang.t("enterprises.no_employees"), None))
            .view(lang)}
        <p class="actions">
            <a href="/office/requests">{lang.t("my_data.queue_link")}</a>
            <a href="/recovery">{lang.t("security.help_link")}</a>
        </p>
        <section class="card">
            <h2>{lang.t("enterprises.add_title")}</h2>
            <p>{lang.t("enterprises.add_advice")}</p>
            <form method="post" action=format!("/enterprises/{}/employees", enterprise.id) novalidate>
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

fn results_section(lang: Lang, lines: &[EmployeeResult]) -> AnyView {
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

fn employee_row(lang: Lang, enterprise: Uuid, person: &PersonView, own: Option<Uuid>) -> Vec<Cell> {
    let base = format!("/enterprises/{enterprise}/employees/{}", person.id);
    let confirm = (person.identity.is_none() && own != Some(person.id)).then(|| {
        view! {
            <form method="post" action=format!("{base}/identity")>
                <button class="secondary">{lang.t("enterprises.confirm_identity")}</button>
            </form>
        }
    });
    let leave = view! {
        <form method="post" action=format!("{base}/leave")>
            <button class="link">{lang.t("enterprises.remove")}</button>
        </form>
    };
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
