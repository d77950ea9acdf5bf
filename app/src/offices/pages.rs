//! How do the list of offices and an office's roles look?

use axum::extract::Path;
use leptos::prelude::*;
use registry::offices::OfficeKind;
use registry::offices::industries::{self, Industry};
use registry::offices::store::{
    AreaView, GrantState, GrantView, OfficeView, Vacancy, get, list as offices, list_areas, list_grants, vacancies,
};
use registry::permissions::{Object, Role, Verb, widest};
use uuid::Uuid;

use super::forms::{GrantForm, OfficeForm, no_mistakes};
use super::industry_name;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice_with};
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    list_page(&visit, &OfficeForm::default(), &no_mistakes(&visit)).await
}

pub async fn list_page(visit: &Visit, form: &OfficeForm, mistakes: &Mistakes) -> PageResult {
    let rows = offices(&visit.ctx).await.or_page(visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(visit)?;
    let industries = industries::list(&visit.ctx).await.or_page(visit)?;
    let may_create = widest(&visit.ctx, Verb::Create, Object::Office).is_some();
    let missing = if may_create { vacancies(&visit.ctx).await.or_page(visit)? } else { Vec::new() };
    let (lang, title) = (visit.lang, visit.t("offices.list_title"));
    let mut columns = vec![
        Column::text("name", lang.t("offices.name")),
        Column::text("kind", lang.t("offices.kind")),
        Column::text("area", lang.t("offices.area")),
    ];
    let edits = widest(&visit.ctx, Verb::Edit, Object::Office).is_some();
    if edits {
        columns.push(Column::text("deeds", lang.t("offices.deeds")));
    }
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            let rows = rows.iter().map(|office| row(visit, office, &industries, edits)).collect();
            let nothing = empty(lang.t("offices.none_title"), lang.t("offices.none"), None);
            let table = Table::new(title.clone(), columns, rows).empty(nothing).export("/office/offices.xlsx");
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="actions">
                    <a href="/office/areas">{lang.t("areas.title")}</a>
                    <a href="/office/industries">{lang.t("areas.industries_title")}</a>
                </p>
                {lacking(lang, &missing, &industries)}
                {table.view(lang)}
                {may_create.then(|| create_form(lang, form, (&areas, &industries), mistakes))}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let all = offices(&visit.ctx).await.or_page(&visit)?;
    let industries = industries::list(&visit.ctx).await.or_page(&visit)?;
    let lang = visit.lang;
    let titles = ["name", "kind", "area"].map(|key| lang.code("offices", key));
    let row = |office: &OfficeView| {
        let kind = kind_words(lang, office.kind, office.industry.as_deref(), &industries);
        [office.name.clone(), kind, office.area_name.clone()].map(Value::Text).to_vec()
    };
    let rows: Vec<Vec<Value>> = all.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.t("offices.list_title"), &titles, &rows).or_page(&visit)
}

/// Where a county lacks an office that each has.
fn lacking(lang: Lang, missing: &[Vacancy], industries: &[Industry]) -> Option<AnyView> {
    let line = |vacancy: &Vacancy| {
        let kind = kind_words(lang, vacancy.kind, vacancy.industry.as_deref(), industries);
        view! { <li>{vacancy.area_name.clone()}" · "{kind}</li> }
    };
    let words = lang.fill("offices.vacancies", &[("n", &missing.len().to_string())]);
    (!missing.is_empty()).then(|| {
        let list = view! {
            <details>
                <summary>{lang.t("offices.vacancies_show")}</summary>
                <ul>{missing.iter().map(line).collect_view()}</ul>
            </details>
        };
        notice_with(lang, Tone::Warning, words, list.into_any())
    })
}

fn row(visit: &Visit, office: &OfficeView, industries: &[Industry], edits: bool) -> Vec<Cell> {
    let (lang, path) = (visit.lang, format!("/office/offices/{}", office.id));
    // its page is about roles
    let sees_roles = widest(&visit.ctx, Verb::View, Object::AccountsAndRoles).is_some();
    let edit = edits.then(|| Cell::link(format!("{path}/edit"), lang.t("offices.edit")));
    let mut cells = vec![
        if sees_roles { Cell::link(path, office.name.clone()) } else { Cell::from(office.name.clone()) },
        Cell::from(kind_words(lang, office.kind, office.industry.as_deref(), industries)),
        Cell::from(office.area_name.clone()),
    ];
    cells.extend(edit);
    cells
}

fn kind_words(lang: Lang, kind: OfficeKind, industry: Option<&str>, industries: &[Industry]) -> String {
    let kind = lang.code("offices.kinds", kind.code());
    match industry {
        Some(code) => format!("{kind} · {}", industry_name(lang, industries, code)),
        None => kind,
    }
}

pub fn area_choice(lang: Lang, areas: &[AreaView], chosen: &str) -> Choice {
    let none = Choosable::new("", lang.t("offices.choose"));
    let areas = areas.iter().map(|area| Choosable::new(&area.code, &area.name));
    Choice::list("area", lang.t("offices.area"), std::iter::once(none).chain(areas).collect(), chosen)
}

/// Those that new records may name.
pub fn industry_choice(lang: Lang, industries: &[Industry], chosen: &str) -> Choice {
    let none = Choosable::new("", lang.t("offices.no_industry"));
    let offered = industries.iter().filter(|industry| industry.retired_at.is_none());
    let offered = offered.map(|one| Choosable::new(&one.code, industry_name(lang, industries, &one.code)));
    let options = std::iter::once(none).chain(offered).collect();
    Choice::list("industry", lang.t("offices.industry"), options, chosen)
        .hint(lang.t("offices.industry_hint"))
        .optional()
}

fn create_form(
    lang: Lang,
    form: &OfficeForm,
    (areas, industries): (&[AreaView], &[Industry]),
    mistakes: &Mistakes,
) -> AnyView {
    let kinds =
        OfficeKind::ALL.map(|kind| Choosable::new(kind.code(), lang.code("offices.kinds", kind.code()))).to_vec();
    view! {
        <section class="card">
            <h2>{lang.t("offices.create_title")}</h2>
            <form method="post" action="/office/offices" novalidate>
                {Field::text("name", lang.t("offices.name"), &form.name).maxlength(100).view(mistakes)}
                {Choice::one("kind", lang.t("offices.kind"), kinds, &form.kind).view(mistakes)}
                {area_choice(lang, areas, &form.area).view(mistakes)}
                {industry_choice(lang, industries, &form.industry).view(mistakes)}
                <button>{lang.t("offices.create")}</button>
            </form>
        </section>
    }
    .into_any()
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(office): Path<Uuid>) -> PageResult {
    office_page(&visit, office, &GrantForm::default(), &no_mistakes(&visit)).await
}

pub async fn office_page(visit: &Visit, office: Uuid, form: &GrantForm, mistakes: &Mistakes) -> PageResult {
    let office = get(&visit.ctx, office).await.or_page(visit)?;
    let grants = list_grants(&visit.ctx, office.id).await.or_page(visit)?;
    let industries = industries::list(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, office.name.clone());
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("offices.list_title"), "/office/offices")
        .content(|| {
            let lines = vec![
                Fact::text(
                    lang.t("offices.kind"),
                    kind_words(lang, office.kind, office.industry.as_deref(), &industries),
                ),
                Fact::text(lang.t("offices.area"), office.area_name.clone()),
            ];
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {facts(lines)}
                <h2>{lang.t("offices.roles")}</h2>
                {grant_table(visit, office.id, &grants)}
                {grant_form(visit, &office, form, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn grant_table(visit: &Visit, office: Uuid, grants: &[GrantView]) -> AnyView {
    let lang = visit.lang;
    let columns =
        ["holder", "role", "granted", "state"].map(|key| Column::text(key, lang.code("offices.columns", key)));
    let rows = grants.iter().map(|grant| grant_row(lang, office, grant)).collect();
    Table::new(lang.t("offices.roles"), columns.to_vec(), rows)
        .empty(empty(lang.t("offices.no_roles_title"), lang.t("offices.no_roles"), None))
        .view(lang)
}

fn grant_row(lang: Lang, office: Uuid, grant: &GrantView) -> Vec<Cell> {
    let base = format!("/office/offices/{office}/roles/{}", grant.id);
    let (tone, word) = match grant.state {
        GrantState::InForce => (Tone::Success, "in_force"),
        GrantState::AwaitsSecond => (Tone::Warning, "awaits_second"),
        GrantState::Ended => (Tone::Info, "ended"),
    };
    let second = (grant.state == GrantState::AwaitsSecond).then(|| {
        view! {
            <form method="post" action=format!("{base}/second")>
                <button class="secondary">{lang.t("offices.second")}</button>
            </form>
        }
    });
    let end = (grant.state != GrantState::Ended).then(|| {
        view! {
            <form method="post" action=format!("{base}/end")><button class="link">{lang.t("offices.end")}</button></form>
        }
    });
    let by = grant.granted_by.clone().unwrap_or_else(|| lang.t("audit.actors.system"));
    let granted = lang.fill("offices.granted_by", &[("by", &by), ("at", &lang.day(grant.granted_at.day()))]);
    vec![
        Cell::from(grant.name.clone()),
        Cell::from(lang.code("roles", grant.role.code())),
        Cell::from(granted),
        Cell::from(
            view! { <div class="actions">{badge(tone, lang.code("offices.states", word))} {second} {end}</div> }
                .into_any(),
        ),
    ]
}

fn grant_form(visit: &Visit, office: &OfficeView, form: &GrantForm, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let roles = Role::GRANTED
        .into_iter()
        .filter(|role| office.kind.may_hold(*role))
        .map(|role| Choosable::new(role.code(), lang.code("roles", role.code())))
        .collect();
    view! {
        <section class="card">
            <h2>{lang.t("offices.grant_title")}</h2>
            <p>{lang.t("offices.grant_advice")}</p>
            <form method="post" action=format!("/office/offices/{}/roles", office.id) novalidate>
                {Field::text("sign_in", lang.t("accounts.sign_in_name"), &form.sign_in)
                    .autocomplete("off")
                    .maxlength(40)
                    .view(mistakes)}
                {Choice::list("role", lang.t("offices.role"), roles, &form.role).view(mistakes)}
                <button>{lang.t("offices.grant")}</button>
            </form>
        </section>
    }
    .into_any()
}
