//! How do the items of 甲文第七条 look: what is on record for each of the project's own, and what is missing of all four kinds?

use leptos::prelude::*;
use registry::offices::store::AreaView;
use registry::projects::completeness::{CategoryLine, ItemLine};
use registry::projects::quantities::decimal_text;
use registry::projects::store::{ContractorView, Milestone, ProjectPage};
use registry::projects::{Item, PartyRole};

use super::super::{address, words};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::ui::table::{Cell, Column, Table};

/// 项目信息, in the article's order; each item leads to where it is written down.
pub fn shown(lang: Lang, found: &ProjectPage, areas: &[AreaView]) -> AnyView {
    let details = &found.project.details;
    let number = |value: Option<i64>, decimals| value.map(|value| decimal_text(value, decimals));
    let location = [
        Some(words::area(areas, &details.area)),
        details.street.clone(),
        details.address.clone(),
        details.position.map(|at| {
            let degrees = |nano| decimal_text(nano, 9);
            format!("{}, {}", degrees(at.longitude_nanodegrees), degrees(at.latitude_nanodegrees))
        }),
    ];
    let scale = [
        details.size.map(|size| lang.code("projects.sizes", size.code())),
        number(details.floor_area_dm2, 2).map(|area| lang.fill("projects.square_metres", &[("number", &area)])),
        number(details.length_cm, 2).map(|length| lang.fill("projects.metres", &[("number", &length)])),
        details.works.map(|works| lang.code("projects.works", works.code())),
        details.nature.map(|nature| lang.code("projects.natures", nature.code())),
    ];
    let investment = number(details.investment_fen, 6);
    let investment = investment.map(|sum| lang.fill("projects.ten_thousand_yuan", &[("number", &sum)]));
    let count = |count: usize| lang.fill("projects.entries", &[("count", &count.to_string())]);
    let of_role = |item: Item| found.parties.iter().filter(|view| view.party.role.item() == Some(item)).count();
    let line = |item: Item, part: &str, text: String| item_fact(lang, found, item, part, text);
    let lines = vec![
        line(Item::Enterprise, "/parties", contractor(lang, found.contractor.as_ref())),
        line(Item::Location, "/edit", joined(lang, location)),
        line(Item::Name, "/edit", details.name.clone()),
        line(Item::Scale, "/edit", joined(lang, scale)),
        line(Item::Investment, "/edit", words::or_dash(investment)),
        line(Item::StartAndFinish, "/milestones", start_and_finish(lang, found)),
        line(Item::SiteManagers, "/managers", count(found.managers.len() + found.officers.len())),
        line(Item::Subcontractors, "/parties", count(of_role(Item::Subcontractors))),
        line(Item::LabourSubcontractors, "/parties", count(of_role(Item::LabourSubcontractors))),
    ];
    let further = vec![
        Fact::text(lang.t("projects.fields.industry"), lang.code("projects.industries", &details.industry)),
        Fact::text(
            lang.t("projects.fields.supervising_office"),
            found.project.supervised_by.clone().unwrap_or_else(|| lang.t("projects.no_supervisor")),
        ),
        Fact::text(lang.t("projects.owner"), party(lang, found, PartyRole::Owner)),
        Fact::text(lang.t("projects.supervisor"), party(lang, found, PartyRole::Supervisor)),
    ];
    view! { {facts(lines)} {facts(further)} }.into_any()
}

fn item_fact(lang: Lang, found: &ProjectPage, item: Item, part: &str, text: String) -> Fact {
    let path = format!("{}{part}", address(found.project.id));
    // the details are a form only; every other group can be looked at
    let is_open = found.may_edit || part != "/edit";
    let link = is_open.then(|| {
        let words = if found.may_edit { "projects.edit" } else { "projects.look" };
        view! { " " <a href=path aria-label=format!("{} {}", lang.t(words), lang.code("projects.items", item.code()))>{lang.t(words)}</a> }
    });
    Fact::shown(lang.code("projects.items", item.code()), view! { {text} {link} }.into_any())
}

fn contractor(lang: Lang, contractor: Option<&ContractorView>) -> String {
    let Some(one) = contractor else { return lang.t("projects.no_contractor") };
    let kinds: Vec<String> = one.kinds.iter().map(|kind| lang.code("enterprises.kinds", kind.code())).collect();
    let representative = one.legal_representative.as_ref();
    let representative = representative.map(|name| lang.fill("projects.represented_by", &[("name", name)]));
    joined(
        lang,
        [
            Some(one.name.clone()),
            Some(one.credit_code.clone()),
            (!kinds.is_empty()).then(|| kinds.join(&lang.t("projects.and"))),
            representative,
            one.address.clone(),
            one.phone.clone(),
        ],
    )
}

fn start_and_finish(lang: Lang, found: &ProjectPage) -> String {
    let days = &found.days;
    let told = [
        ("projects.fields.planned_start", days.planned_start),
        ("projects.fields.planned_finish", days.planned_finish),
    ];
    let told = told.map(|(key, day)| day.map(|day| format!("{} {}", lang.t(key), lang.day(day))));
    let happened = [
        (Milestone::ActualStart, days.actual_start),
        (Milestone::CompletionAcceptance, days.completion_acceptance),
        (Milestone::Settlement, days.settlement),
    ];
    let happened = happened.map(|(milestone, day)| {
        day.map(|day| format!("{} {}", lang.code("projects.milestones", milestone.code()), lang.day(day)))
    });
    joined(lang, told.into_iter().chain(happened))
}

/// Who is it now, in a role.
fn party(lang: Lang, found: &ProjectPage, role: PartyRole) -> String {
    let of_role = found.parties.iter().filter(|view| view.party.role == role && view.party.period.last().is_none());
    joined(lang, of_role.map(|view| Some(view.name.clone())))
}

fn joined(lang: Lang, parts: impl IntoIterator<Item = Option<String>>) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    words::or_dash(Some(parts.join(&lang.t("projects.comma"))))
}

/// Every item of all four kinds with its share, and by name what is missing.
pub fn completeness(lang: Lang, lines: &[CategoryLine]) -> AnyView {
    let columns = vec![
        Column::text("category", lang.t("projects.shares.category")),
        Column::text("item", lang.t("projects.shares.item")),
        Column::number("share", lang.t("projects.shares.share")),
        Column::text("missing", lang.t("projects.shares.missing")),
    ];
    let rows = lines.iter().flat_map(|category| {
        let items = category.items.iter().map(move |item| row(lang, category, item));
        std::iter::once(sum(lang, category)).chain(items)
    });
    Table::new(lang.t("projects.completeness_title"), columns, rows.collect()).view(lang)
}

fn sum(lang: Lang, category: &CategoryLine) -> Vec<Cell> {
    let name = lang.code("projects.categories", category.category.code());
    vec![
        Cell::from(view! { <strong>{name}</strong> }.into_any()),
        Cell::from(lang.t("projects.shares.all_items")),
        Cell::from(view! { <strong>{words::share(category.share.hundredths())}</strong> }.into_any()),
        Cell::from("—"),
    ]
}

fn row(lang: Lang, category: &CategoryLine, line: &ItemLine) -> Vec<Cell> {
    let group = format!("projects.item_fields.{}", line.item.code());
    let missing: Vec<String> = line.missing.iter().map(|field| lang.code(&group, field)).collect();
    vec![
        Cell::from(lang.code("projects.categories", category.category.code())),
        Cell::from(lang.code("projects.items", line.item.code())),
        Cell::from(words::share(line.share.hundredths())),
        Cell::from(words::or_dash(Some(missing.join(&lang.t("projects.and"))))),
    ]
}
