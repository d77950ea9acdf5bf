//! Who has studied how long? The study records within the reach of whoever asks, as a table and as a workbook.

use leptos::prelude::*;
use registry::courses::{CourseCard, StudyRecord, store, study_hours};
use registry::{Ctx, Fault};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::sheet::{self, Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

/// As many as the registry gives at once.
const PER_PAGE: u64 = 50;
const COLUMNS: [&str; 6] = ["name", "credited", "required", "state", "quizzes", "last_read"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let courses = store::list(&visit.ctx).await.or_page(&visit)?;
    let (records, total) = match chosen(&query, &courses).or_page(&visit)? {
        Some(course) => one_page(&visit.ctx, course, &query).await.or_page(&visit)?,
        None => (Vec::new(), 0),
    };
    let title = lang.t("courses.records.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("courses.records.intro")}</p>
                {table(lang, &query, &courses, &records, total)}
            }
            .into_any()
        })
        .respond())
}

pub fn table(lang: Lang, query: &Query, courses: &[CourseCard], records: &[StudyRecord], total: u64) -> AnyView {
    let rows = records.iter().map(|record| row(lang, record)).collect();
    Table::new(lang.t("courses.records.title"), columns(lang), rows)
        .driven_by(query, query.paging(PER_PAGE, total))
        .filters(filters(lang, courses))
        .export("/office/study.xlsx")
        .empty(empty(lang.t("courses.records.empty_title"), lang.t("courses.records.empty"), None))
        .view(lang)
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let courses = store::list(&visit.ctx).await.or_page(&visit)?;
    let course = chosen(&query, &courses).and_then(|course| course.ok_or(Fault::NotFound)).or_page(&visit)?;
    let records = every(&visit.ctx, course, &query).await.or_page(&visit)?;
    let titles: Vec<String> = COLUMNS.iter().map(|key| lang.code("courses.records", key)).collect();
    let rows: Vec<Vec<Value>> = records.iter().map(|record| values(lang, record)).collect();
    let at = visit.ctx.now();
    exported(at, &lang.t("courses.records.title"), &titles, &rows).or_page(&visit)
}

/// The course that the address names, or else the oldest; a course that is not there is not found.
fn chosen<'a>(query: &Query, courses: &'a [CourseCard]) -> Result<Option<&'a CourseCard>, Fault> {
    match query.filter("course") {
        None => Ok(courses.first()),
        Some(slug) => courses.iter().find(|course| course.slug == slug).map(Some).ok_or(Fault::NotFound),
    }
}

/// The rows of the page that is asked for, and how many rows there are in all.
async fn one_page(ctx: &Ctx, course: &CourseCard, query: &Query) -> Result<(Vec<StudyRecord>, u64), Fault> {
    let page = query.page() - 1;
    if query.filter("state").is_none() {
        return store::list_study_records(ctx, course.id, page).await;
    }
    // The hours are added up from spans, so that the state is known only once a record was made.
    let records = every(ctx, course, query).await?;
    let total = u64::try_from(records.len()).unwrap_or(u64::MAX);
    let skipped = usize::try_from(page.saturating_mul(PER_PAGE)).unwrap_or(usize::MAX);
    let shown = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
    Ok((records.into_iter().skip(skipped).take(shown).collect(), total))
}

async fn every(ctx: &Ctx, course: &CourseCard, query: &Query) -> Result<Vec<StudyRecord>, Fault> {
    let mut records = sheet::every(|page| store::list_study_records(ctx, course.id, page)).await?;
    match query.filter("state") {
        Some("complete") => records.retain(|record| record.hours.is_complete()),
        Some("incomplete") => records.retain(|record| !record.hours.is_complete()),
        _ => {}
    }
    Ok(records)
}

fn columns(lang: Lang) -> Vec<Column> {
    COLUMNS
        .iter()
        .map(|key| {
            let title = lang.code("courses.records", key);
            match *key {
                "credited" | "required" | "quizzes" => Column::number(key, title),
                _ => Column::text(key, title),
            }
        })
        .collect()
}

fn filters(lang: Lang, courses: &[CourseCard]) -> Vec<Filter> {
    let choosable = |code| Choosable::new(code, lang.code("courses.records", code));
    let mut filters = vec![Filter::choice(
        "state",
        lang.t("courses.records.state"),
        vec![choosable("complete"), choosable("incomplete")],
    )];
    if courses.len() > 1 {
        let options = courses.iter().map(|course| Choosable::new(&course.slug, &course.title)).collect();
        filters.insert(0, Filter::choice("course", lang.t("courses.records.course"), options));
    }
    filters
}

fn row(lang: Lang, record: &StudyRecord) -> Vec<Cell> {
    let state = if record.hours.is_complete() {
        badge(Tone::Success, lang.t("courses.records.complete"))
    } else {
        badge(Tone::Neutral, lang.t("courses.records.incomplete"))
    };
    vec![
        Cell::from(record.name.clone()),
        Cell::from(study_hours(record.hours.credited_minutes)),
        Cell::from(study_hours(record.hours.required_minutes)),
        Cell::from(state),
        Cell::from(record.quizzes_passed.to_string()),
        Cell::from(last_read(lang, record)),
    ]
}

fn values(lang: Lang, record: &StudyRecord) -> Vec<Value> {
    let state = if record.hours.is_complete() { "courses.records.complete" } else { "courses.records.incomplete" };
    vec![
        Value::text(&record.name),
        Value::Figure(study_hours(record.hours.credited_minutes)),
        Value::Figure(study_hours(record.hours.required_minutes)),
        Value::text(lang.t(state)),
        Value::number(record.quizzes_passed),
        record.last_read_at.map_or_else(|| Value::text(last_read(lang, record)), Value::Time),
    ]
}

fn last_read(lang: Lang, record: &StudyRecord) -> String {
    record.last_read_at.map_or_else(|| lang.t("courses.records.never"), |at| lang.time(at))
}
