//! Whose wages of a project are paid, open or late, month by month?

use axum::extract::Path;
use leptos::prelude::*;
use registry::calendar::Month;
use registry::wages::Standing;
use registry::wages::store::{DuesFilter, DuesLine, PER_PAGE, all_dues, dues_list, site};
use uuid::Uuid;

use super::frame::{below_payments, payments};
use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

const KEYS: [&str; 9] = ["name", "unit", "month", "standing", "due", "days", "owed", "paid", "days_late"];
const NUMBERS: [&str; 4] = ["days", "owed", "paid", "days_late"];

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let place = site(&visit.ctx, project).await.or_page(&visit)?;
    let query = Query::of(&visit.path);
    let found = dues_list(&visit.ctx, project, &filter(&query), query.page() - 1).await;
    let (lines, total) = found.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("wages.people"));
    let today = visit.ctx.now().day();
    Ok(below_payments(&visit, &place, title.clone())
        .content(|| {
            let columns = KEYS.map(|key| match NUMBERS.contains(&key) {
                true => Column::number(key, lang.code("wages.columns", key)),
                false => Column::text(key, lang.code("wages.columns", key)),
            });
            let rows = lines.iter().map(|line| row(lang, project, line)).collect();
            let table = Table::new(title.clone(), columns.to_vec(), rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters(lang, Month::of(today)))
                .export(format!("{}/people.xlsx", payments(project)))
                .empty(empty(lang.t("wages.no_months_title"), lang.t("wages.no_months"), None));
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("wages.people_intro")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let query = Query::of(&visit.path);
    let lines = all_dues(&visit.ctx, project, &filter(&query)).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let titles = KEYS.map(|key| lang.code("wages.columns", key));
    let rows: Vec<Vec<Value>> = lines.iter().map(|line| values(lang, line)).collect();
    exported(at, &lang.t("wages.people"), &titles, &rows).or_page(&visit)
}

fn filter(query: &Query) -> DuesFilter {
    DuesFilter {
        month: query.filter("month").and_then(|month| Month::parse(month).ok()),
        standing: query.filter("standing").and_then(Standing::parse),
    }
}

/// The months in sight, and how somebody may stand.
fn filters(lang: Lang, this: Month) -> Vec<Filter> {
    let earlier = |month: &Month| Some(Month::of(month.first_day().previous()));
    let months = std::iter::successors(Some(this), earlier).take(12);
    let months = months.map(|month| Choosable::new(month.to_string(), words::month(lang, month)));
    let standings = Standing::ALL.map(|one| Choosable::new(one.code(), lang.code("wages.standings", one.code())));
    vec![
        Filter::choice("month", lang.t("wages.month"), months.collect()),
        Filter::choice("standing", lang.code("wages.columns", "standing"), standings.to_vec()),
    ]
}

fn row(lang: Lang, project: Uuid, line: &DuesLine) -> Vec<Cell> {
    let name = match line.person {
        Some(person) => Cell::link(format!("/projects/{project}/workers/{person}"), line.name.clone()),
        None => line.name.clone().into(),
    };
    vec![
        name,
        line.unit_name.clone().into(),
        words::month(lang, line.dues.month).into(),
        words::standing(lang, line.standing).into(),
        words::due(lang, line.dues.due).into(),
        line.dues.days.to_string().into(),
        words::sum_or_unknown(lang, line.dues.owed_fen).into(),
        words::sum(line.dues.paid_fen).into(),
        late(line).into(),
    ]
}

fn late(line: &DuesLine) -> String {
    if line.days_late > 0 { line.days_late.to_string() } else { "—".into() }
}

fn values(lang: Lang, line: &DuesLine) -> Vec<Value> {
    vec![
        Value::text(line.name.clone()),
        Value::text(line.unit_name.clone()),
        Value::text(line.dues.month.to_string()),
        Value::text(lang.code("wages.standings", line.standing.code())),
        Value::text(words::due(lang, line.dues.due)),
        Value::number(line.dues.days),
        line.dues.owed_fen.map_or_else(|| Value::text(lang.t("wages.unknown_sum")), Value::Hundredths),
        Value::Hundredths(line.dues.paid_fen),
        Value::number(line.days_late),
    ]
}
