//! Do filing, board and real-name system say the same about a site's officer, and on which sites do they not?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::filings::agreement::{Field, Source, Standing, Values};
use registry::filings::store::agreement::{
    AgreementFilter, AgreementPage, DifferingLine, FieldLine, PER_PAGE, PastLine, agreement_of, count_differing,
    differing, export_differing,
};
use registry::offices::store::{AreaView, list_areas};
use registry::permissions::{Object, Verb, widest};
use uuid::Uuid;

use super::boards;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{holds_office, page};
use crate::projects::words::area;
use crate::projects::{below_project, neighbours};
use crate::ui::badge::badge;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::stat::Stat;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub const PATH: &str = "/office/agreements";
/// Of whoever takes part in projects.
pub const OWN: &str = "/agreements";

/// Where the comparison of a project stands.
pub fn path(project: Uuid) -> String {
    format!("/projects/{project}/agreement")
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let found = agreement_of(&visit.ctx, project).await.or_page(&visit)?;
    let beside = neighbours(&visit, project).await?;
    let (lang, title) = (visit.lang, visit.t("agreement.title"));
    Ok(below_project(&visit, project, &found.name, title.clone())
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {beside.view(&visit, "agreement")}
                <p class="hint">{lang.t("agreement.intro")}</p>
                {standing(lang, &found)}
                {(!found.fields.is_empty()).then(|| fields(lang, &title, &found.fields))}
                {compared(lang, &found)}
                <p class="actions"><a href=boards::path(project)>{lang.t("agreement.to_board")}</a></p>
                {past(lang, &found.past)}
            }
            .into_any()
        })
        .respond())
}

fn standing(lang: Lang, found: &AgreementPage) -> AnyView {
    let tone = match found.standing {
        Standing::Agrees => Tone::Success,
        Standing::Differs => Tone::Danger,
        Standing::NotFiled => Tone::Info,
    };
    notice(lang, tone, lang.code("agreement.standings", found.standing.code()))
}

fn compared(lang: Lang, found: &AgreementPage) -> Option<AnyView> {
    let at = found.compared_at?;
    Some(view! { <p class="hint">{lang.fill("agreement.compared", &[("time", &lang.time(at))])}</p> }.into_any())
}

/// A line for each field, a column for each source.
fn fields(lang: Lang, title: &str, lines: &[FieldLine]) -> AnyView {
    let sources = Source::ALL.map(|source| Column::text(source.code(), lang.code("agreement.sources", source.code())));
    let columns = [Column::text("field", lang.t("agreement.field"))]
        .into_iter()
        .chain(sources)
        .chain([Column::text("result", lang.t("agreement.result"))])
        .collect();
    let rows = lines.iter().map(|line| {
        let result = match (line.agrees, line.differs_since) {
            (true, _) => badge(Tone::Success, lang.t("agreement.agrees")),
            (false, Some(since)) => {
                let since = lang.fill("agreement.since", &[("time", &lang.time(since))]);
                view! { {badge(Tone::Danger, lang.t("agreement.differs"))}" "<small>{since}</small> }.into_any()
            }
            (false, None) => badge(Tone::Danger, lang.t("agreement.differs")),
        };
        let field = Cell::from(lang.code("agreement.fields", line.field.code()));
        std::iter::once(field).chain(values(lang, &line.values)).chain([Cell::from(result)]).collect()
    });
    Table::new(title, columns, rows.collect()).view(lang)
}

/// A source that says nothing is told as such.
fn values(lang: Lang, values: &Values) -> Vec<Cell> {
    values.0.iter().map(|value| Cell::from(value.clone().unwrap_or_else(|| lang.t("agreement.nothing")))).collect()
}

fn past(lang: Lang, lines: &[PastLine]) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let moments = lines.iter().map(|line| {
        let field = lang.code("agreement.fields", line.field.code());
        let title = lang.fill("agreement.closed", &[("field", &field), ("time", &lang.time(line.closed_at))]);
        let told = line.moments.iter().map(|moment| view! { <p>{told(lang, moment.at, &moment.values)}</p> });
        Moment::new(lang.time(line.found_at), title).tone(Tone::Success).detail(told.collect_view().into_any())
    });
    Some(
        view! {
            <section class="card">
                <h2>{lang.t("agreement.past")}</h2>
                {timeline(moments.collect())}
            </section>
        }
        .into_any(),
    )
}

fn told(lang: Lang, at: registry::Instant, values: &Values) -> String {
    let said = Source::ALL.into_iter().zip(&values.0).map(|(source, value)| {
        let value = value.clone().unwrap_or_else(|| lang.t("agreement.nothing"));
        let source = lang.code("agreement.sources", source.code());
        lang.fill("agreement.said", &[("source", &source), ("value", &value)])
    });
    let said: Vec<String> = said.collect();
    lang.fill("agreement.moment", &[("time", &lang.time(at)), ("said", &said.join(&lang.t("agreement.and")))])
}

/// For an office, and for whoever takes part in projects.
pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let (lines, total) = differing(&visit.ctx, &filter(&query), query.page() - 1).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let (lang, title, is_office) = (visit.lang, visit.t("agreement.list_title"), holds_office(&visit));
    let framed = page(&visit, title.clone());
    let framed = if is_office { framed.in_office() } else { framed.of_own_projects() };
    Ok(framed
        .content(|| {
            let mut filters = vec![Filter::search(lang.t("agreement.search"))];
            if is_office {
                let areas = areas.iter().map(|area| Choosable::new(&area.code, &area.name)).collect();
                filters.push(Filter::choice("area", lang.t("agreement.area"), areas));
            }
            filters.push(Filter::choice("field", lang.t("agreement.field"), field_choices(lang)));
            let nothing = empty(lang.t("agreement.none_title"), lang.t("agreement.none"), None);
            let table = table(lang, &title, (&lines, &areas))
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters)
                .export(if is_office { format!("{PATH}.xlsx") } else { format!("{OWN}.xlsx") })
                .empty(nothing);
            view! {
                <h1>{title.clone()}</h1>
                <p>{lang.t("agreement.list_intro")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn file(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let lines = export_differing(&visit.ctx, &filter(&query)).await.or_page(&visit)?;
    let areas = list_areas(&visit.ctx).await.or_page(&visit)?;
    let title = visit.t("agreement.list_title");
    table(visit.lang, &title, (&lines, &areas)).file(visit.ctx.now()).or_page(&visit)
}

/// Sites on which something differs; nothing while there are none.
///
/// # Errors
/// As of [`count_differing`].
pub async fn tile(visit: &Visit) -> Result<Option<Stat>, Fault> {
    if widest(&visit.ctx, Verb::View, Object::NoticeBoard).is_none() {
        return Ok(None);
    }
    let count = count_differing(&visit.ctx).await?;
    Ok((count > 0).then(|| Stat::new(visit.t("agreement.tile"), count).leads_to(PATH).tone(Tone::Warning)))
}

fn table<'a>(lang: Lang, title: &str, (lines, areas): (&[DifferingLine], &[AreaView])) -> Table<'a> {
    let keys = ["project", "area", "fields", "since_day"];
    let columns = keys.map(|key| Column::text(key, lang.code("agreement.columns", key)));
    let row = |line: &DifferingLine| {
        let fields: Vec<String> = line.fields.iter().map(|field| lang.code("agreement.fields", field.code())).collect();
        vec![
            Cell::link(path(line.project), line.name.clone()),
            Cell::from(area(areas, &line.area)),
            Cell::from(fields.join(&lang.t("agreement.and"))),
            Cell::time(lang, line.since),
        ]
    };
    Table::new(title, columns.to_vec(), lines.iter().map(row).collect())
}

fn filter(query: &Query) -> AgreementFilter {
    AgreementFilter {
        text: query.search().to_owned(),
        area: query.filter("area").map(str::to_owned),
        field: query.filter("field").and_then(Field::parse),
    }
}

fn field_choices(lang: Lang) -> Vec<Choosable> {
    Field::ALL.map(|field| Choosable::new(field.code(), lang.code("agreement.fields", field.code()))).to_vec()
}
