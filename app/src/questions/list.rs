//! Which questions are there? The bank as a table that can be narrowed.

use leptos::prelude::*;
use question_bank::{Confidence, Difficulty, Kind, Point, Purpose};
use registry::permissions::{Object, Verb, widest};
use registry::questions::store::{QuestionColumn, confidence_code, list, parse_confidence};
use registry::questions::{QuestionFilter, QuestionLine};

use super::{bulk, source};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::sheet::{AT_ONCE, every};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

const PER_PAGE: u64 = 50;
/// As much of a stem as a line shows.
const STEM: usize = 60;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (filter, sorted) = (filter(&query), query.sorted(QuestionColumn::parse));
    let (lines, total) = list(&visit.ctx, &filter, sorted, query.page() - 1, PER_PAGE).await.or_page(&visit)?;
    let title = lang.t("questions.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let table = table(&visit, &lines)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang))
                .export("/office/questions.xlsx")
                .empty(empty(lang.t("questions.none_title"), lang.t("questions.none"), None));
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("questions.intro")}</p>
                {done(lang, &visit.path)}
                {ways(&visit)}
                {table.view(lang)}
                {bulk::question_deeds(&visit)}
            }
            .into_any()
        })
        .respond())
}

/// The lines as they are shown; the questions themselves leave in the formats of the export.
pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let (asked, order) = (filter(&query), query.sorted(QuestionColumn::parse));
    let lines = every(|page| list(&visit.ctx, &asked, order, page, AT_ONCE)).await.or_page(&visit)?;
    table(&visit, &lines).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(visit: &Visit, lines: &[QuestionLine]) -> Table<'a> {
    let lang = visit.lang;
    let judges = widest(&visit.ctx, Verb::Decide, Object::QuestionBank).is_some();
    let columns = ["stem", "kind", "point", "difficulty", "purpose", "state", "source"];
    let columns = columns.map(|key| Column::text(key, lang.code("questions", key)).sorts(QuestionColumn::parse));
    let id = Column::text("id", lang.t("questions.id")).unbroken().sorts(QuestionColumn::parse);
    let chosen = judges.then(|| Column::text("chosen", lang.t("questions.chosen")));
    let columns = chosen.into_iter().chain([id]).chain(columns).collect();
    let tick = |line: &QuestionLine| judges.then(|| bulk::tick(lang, "questions", "question", &line.id, &line.id));
    let rows = lines.iter().map(|line| tick(line).into_iter().chain(row(lang, line)).collect()).collect();
    Table::new(lang.t("questions.title"), columns, rows)
}

/// To what else there is to do with the bank.
fn ways(visit: &Visit) -> AnyView {
    let lang = visit.lang;
    let may = |verb| widest(&visit.ctx, verb, Object::QuestionBank).is_some();
    let writes = may(Verb::Create).then(|| {
        let kinds = Kind::ALL.iter().map(|kind| {
            let words = lang.fill("questions.new_of_kind", &[("kind", &lang.code("kinds", kind.code()))]);
            view! { <a class="button secondary" href=format!("/office/questions/new?kind={}", kind.code())>{words}</a> }
        });
        kinds.collect_view()
    });
    view! {
        <p class="actions">
            <a class="button" href="/office/questions/drafts">{lang.t("questions.drafts.title")}</a>
            <a class="button secondary" href="/office/questions/facts">{lang.t("questions.facts.title")}</a>
            <a class="button secondary" href="/office/questions/reports">{lang.t("practice.desk.title")}</a>
            {writes}
            {may(Verb::Create).then(|| view! { <a href="/office/questions/import">{lang.t("questions.import.title")}</a> })}
            {may(Verb::Export).then(|| view! { <a href="/office/questions/export">{lang.t("questions.export.title")}</a> })}
        </p>
    }
    .into_any()
}

fn filter(query: &Query) -> QuestionFilter {
    fn code<T: std::str::FromStr>(query: &Query, name: &str) -> Option<T> {
        query.filter(name).and_then(|code| code.parse().ok())
    }
    QuestionFilter {
        kind: code::<Kind>(query, "kind"),
        point: code::<Point>(query, "point"),
        difficulty: code::<Difficulty>(query, "difficulty"),
        purpose: code::<Purpose>(query, "purpose"),
        confidence: query.filter("source").and_then(parse_confidence),
        state: query.filter("state").map(str::to_owned),
        text: query.search().to_owned(),
    }
}

fn filters(lang: Lang) -> Vec<Filter> {
    let choice = |name: &'static str, group: &str, codes: Vec<&'static str>| {
        let options = codes.into_iter().map(|code| Choosable::new(code, lang.code(group, code))).collect();
        Filter::choice(name, lang.code("questions", name), options)
    };
    let sources = Confidence::ALL.iter().map(|mark| confidence_code(*mark)).collect();
    vec![
        Filter::search(lang.t("questions.search")),
        choice("kind", "kinds", Kind::ALL.iter().map(|kind| kind.code()).collect()),
        choice("point", "points", Point::ALL.iter().map(|point| point.code()).collect()),
        choice("difficulty", "difficulties", Difficulty::ALL.iter().map(|difficulty| difficulty.code()).collect()),
        choice("purpose", "questions.purposes", Purpose::ALL.iter().map(|purpose| purpose.code()).collect()),
        choice("state", "questions.states", vec!["ready", "reviewed", "retired"]),
        choice("source", "questions.confidences", sources),
    ]
}

fn row(lang: Lang, line: &QuestionLine) -> Vec<Cell> {
    let mut stem: String = line.stem.chars().take(STEM).collect();
    if line.stem.chars().count() > STEM {
        stem.push('…');
    }
    vec![
        Cell::link(format!("/office/questions/{}", line.id), line.id.clone()),
        stem.into(),
        lang.code("kinds", line.kind.code()).into(),
        lang.code("points", line.point.code()).into(),
        lang.code("difficulties", line.difficulty.code()).into(),
        lang.code("questions.purposes", line.purpose.code()).into(),
        lang.code("questions.states", &line.state).into(),
        source(lang, line.confidence),
    ]
}
