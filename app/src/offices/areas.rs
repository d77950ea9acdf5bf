//! Which supervising areas are there, which were there before, and which rules are in force in one of them?

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::offices::OfficeKind;
use registry::offices::areas::{NewArea, add, list_all};
use registry::offices::changes::Subject;
use registry::permissions::{Object, Verb, require, widest};
use registry::projects::Area;
use registry::rulepacks::InForce;
use registry::rulepacks::store::for_area;
use registry::{Day, Fault, Refusal};
use serde::Deserialize;

use super::changing::history;
use super::sheets::OF_AREAS;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::rulepacks::{area_name, named, told};
use crate::ui::area::SafeTextarea;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::{done, notice};
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const ADDRESS: &str = "/office/areas";
const COLUMNS: [&str; 6] = ["name", "code", "parent", "from", "until", "replaces"];

/// All areas; with `?area=CODE` also what is in force in that one.
pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let areas = list_all(&visit.ctx).await.or_page(&visit)?;
    let (query, lang, today) = (Query::of(&visit.path), visit.lang, visit.ctx.now().day());
    let chosen = query.filter("area").and_then(|code| areas.iter().find(|area| area.code == code));
    let one = match chosen {
        Some(area) => Some(chosen_area(&visit, &areas, area, today).await.or_page(&visit)?),
        None => None,
    };
    let adds = widest(&visit.ctx, Verb::Create, Object::Office).is_some();
    let title = lang.t("areas.title");
    let columns = COLUMNS.map(|key| Column::text(key, lang.code("areas.columns", key)));
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = ordered(&areas, today).into_iter().map(|area| row(lang, &areas, area, today)).collect();
            let new = adds.then(|| {
                view! {
                    <p class="actions">
                        <a class="button" href="/office/areas/new">{lang.t("areas.new")}</a>
                        <a class="button secondary" href=OF_AREAS>{lang.t("areas.import.title")}</a>
                    </p>
                }
            });
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                <p class="hint">{lang.t("areas.intro")}</p>
                {new}
                {one}
                {Table::new(title, columns.to_vec(), rows).export("/office/areas.xlsx").view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// Those that stand before those that ended, what contains others before what it contains.
fn ordered(areas: &[Area], today: Day) -> Vec<&Area> {
    let mut ordered: Vec<&Area> = areas.iter().collect();
    ordered.sort_by_key(|area| (!area.stands_on(today), area.parent.is_some(), area.code.clone()));
    ordered
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let areas = list_all(&visit.ctx).await.or_page(&visit)?;
    let (lang, now) = (visit.lang, visit.ctx.now());
    let titles = COLUMNS.map(|key| lang.code("areas.columns", key));
    let row = |area: &Area| texts(lang, &areas, area).map(Value::Text).to_vec();
    let rows: Vec<Vec<Value>> = ordered(&areas, now.day()).into_iter().map(row).collect();
    exported(now, &lang.t("areas.title"), &titles, &rows).or_page(&visit)
}

fn row(lang: Lang, areas: &[Area], area: &Area, today: Day) -> Vec<Cell> {
    let ended = (!area.stands_on(today)).then(|| badge(Tone::Neutral, lang.t("areas.not_standing")));
    let link = format!("{ADDRESS}?area={}", area.code);
    let [text, others @ ..] = texts(lang, areas, area);
    let name = Cell::from(view! { <a href=link>{text}</a>" "{ended} }.into_any());
    std::iter::once(name).chain(others.map(Cell::from)).collect()
}

/// What stands in each column.
fn texts(lang: Lang, areas: &[Area], area: &Area) -> [String; 6] {
    let day = |day: Option<Day>, without: &str| day.map_or_else(|| lang.code("areas", without), |day| lang.day(day));
    let name =
        |code: &str| areas.iter().find(|one| one.code == code).map_or_else(|| code.to_owned(), |one| one.name.clone());
    let replaced: Vec<String> = area.replaces.iter().map(|code| format!("{} {code}", name(code))).collect();
    [
        area.name.clone(),
        area.code.clone(),
        area.parent.as_deref().map_or_else(|| "—".to_owned(), name),
        day(area.valid_from, "always"),
        day(area.valid_to, "still"),
        if replaced.is_empty() { "—".to_owned() } else { replaced.join(&lang.t("rulepacks.and")) },
    ]
}

async fn chosen_area(visit: &Visit, areas: &[Area], area: &Area, today: Day) -> Result<AnyView, Fault> {
    let lang = visit.lang;
    let everybody = for_area(&visit.ctx, &area.code, None, today).await;
    let rules = match everybody {
        Ok(everybody) => {
            let of_issuer = for_area(&visit.ctx, &area.code, Some(OfficeKind::Issuer), today).await?;
            let more = (of_issuer.packs != everybody.packs)
                .then(|| in_force(lang, areas, lang.t("areas.rules_of_issuer"), &of_issuer));
            view! { {in_force(lang, areas, lang.t("areas.rules"), &everybody)} {more} }.into_any()
        }
        // ended without a successor, or divided: nothing is in force under this code any more
        Err(Fault::Refused(reasons)) => {
            reasons.iter().map(|reason| notice(lang, Tone::Warning, lang.refusal(reason))).collect_view().into_any()
        }
        Err(fault) => return Err(fault),
    };
    let edits = widest(&visit.ctx, Verb::Edit, Object::Office).is_some();
    let changes = if edits { history(visit, Subject::Area, &area.code).await? } else { None };
    let ways = edits.then(|| {
        let base = format!("{ADDRESS}/{}", area.code);
        let end = area.valid_to.is_none().then(|| {
            view! { <a href=format!("{base}/end")>{lang.t("areas.deeds.end_area")}</a> }
        });
        view! {
            <p class="actions">
                <a class="button secondary" href=format!("{base}/rename")>{lang.t("areas.deeds.rename_area")}</a>
                {end}
            </p>
        }
    });
    let heading = format!("{} {}", area.name, area.code);
    Ok(view! { <section class="card"><h2>{heading}</h2> {ways} {rules} {changes}</section> }.into_any())
}

fn in_force(lang: Lang, areas: &[Area], title: String, rules: &InForce) -> AnyView {
    let columns = vec![
        Column::text("name", lang.t("rulepacks.parameter")),
        Column::text("value", lang.t("rulepacks.value")),
        Column::text("source", lang.t("areas.source")),
    ];
    let rows = rules.parameters.iter().map(|parameter| {
        let pack = lang.code("rulepacks.packs", &parameter.source.pack.to_lowercase());
        let (version, from) = (parameter.source.version.to_string(), lang.day(parameter.source.effective_from));
        let area = area_name(areas, &parameter.source.area);
        let source = [("name", pack.as_str()), ("area", area), ("version", version.as_str()), ("from", from.as_str())];
        let source = lang.fill("rulepacks.heading", &source);
        vec![Cell::from(named(lang, &parameter.name)), Cell::from(told(lang, &parameter.value)), Cell::from(source)]
    });
    let table = Table::new(title.clone(), columns, rows.collect());
    view! { <details><summary>{title}</summary> {table.view(lang)}</details> }.into_any()
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
    name: String,
    parent: String,
    valid_from: String,
    replaces: Vec<String>,
    reason: String,
}

pub async fn new(SignedVisit(visit): SignedVisit) -> PageResult {
    new_page(&visit, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn add_one(SignedVisit(visit): SignedVisit, Form(typed): Form<Typed>) -> PageResult {
    match outcome(&visit, added(&visit, &typed).await) {
        Outcome::Done(()) => {
            Ok(Redirect::to(&format!("{ADDRESS}?area={}&done=area_added", typed.code.trim())).into_response())
        }
        Outcome::Mistaken(mistakes) => new_page(&visit, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn added(visit: &Visit, typed: &Typed) -> Result<(), Fault> {
    require(&visit.ctx, Verb::Create, Object::Office)?;
    let valid_from = match typed.valid_from.trim() {
        "" => None,
        text => Some(Day::parse(text).ok_or_else(|| Refusal::on("valid_from", "calendar.day_shape"))?),
    };
    let new = NewArea {
        code: typed.code.trim().to_owned(),
        name: typed.name.clone(),
        parent: Some(typed.parent.clone()).filter(|code| !code.is_empty()),
        valid_from,
        replaces: typed.replaces.iter().filter(|code| !code.is_empty()).cloned().collect(),
    };
    add(&visit.ctx, &new, &typed.reason).await
}

async fn new_page(visit: &Visit, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::Office).or_page(visit)?;
    let areas = list_all(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("areas.new"));
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("areas.title"), ADDRESS)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {new_form(lang, &areas, visit.ctx.now().day(), (typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn new_form(lang: Lang, areas: &[Area], today: Day, (typed, mistakes): (&Typed, &Mistakes)) -> AnyView {
    let label = |key: &str| lang.code("areas.columns", key);
    let standing = standing(areas, today);
    let none = Choosable::new("", lang.t("areas.no_parent"));
    let parents = std::iter::once(none).chain(standing.iter().cloned()).collect();
    view! {
        <form class="card" method="post" action="/office/areas/new" novalidate>
            {Field::text("code", label("code"), &typed.code)
                .hint(lang.t("areas.code_hint"))
                .inputmode("numeric")
                .maxlength(12)
                .short()
                .view(mistakes)}
            {Field::text("name", label("name"), &typed.name).maxlength(100).view(mistakes)}
            {Choice::list("parent", label("parent"), parents, &typed.parent).optional().view(mistakes)}
            {Field::text("valid_from", label("from"), &typed.valid_from)
                .kind("date")
                .hint(lang.t("areas.from_hint"))
                .short()
                .optional()
                .view(mistakes)}
            {Choice::several("replaces", label("replaces"), standing, &typed.replaces)
                .hint(lang.t("areas.replaces_hint"))
                .view(mistakes)}
            {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                .hint(lang.t("enterprises.reason_hint"))
                .rows(2)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions">
                <button>{lang.t("areas.add")}</button>
                <a href=ADDRESS>{lang.t("enterprises.back")}</a>
            </p>
        </form>
    }
    .into_any()
}

/// What stands today, to choose from.
pub fn standing(areas: &[Area], today: Day) -> Vec<Choosable> {
    let standing = areas.iter().filter(|area| area.stands_on(today));
    standing.map(|area| Choosable::new(&area.code, format!("{} {}", area.name, area.code))).collect()
}
