//! What stands in a month's attendance and pay record (《南通市建筑职工月度考勤及报酬记录表》, R-032)? As a page and as a workbook;
//! `server` prints it.

use axum::extract::Path;
use leptos::prelude::*;
use registry::attendance::store::{monthly_record, record_name};
use registry::attendance::{Column as RecordColumn, Line, MonthlyRecord, Scope, Section, SectionHead, Sums};
use registry::calendar::Month;
use registry::workers::{Codes, Table as CodeTable};
use uuid::Uuid;

use super::files::files;
use super::frame::{below_named, month_of, months};
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Page, page};
use crate::projects::words::yuan;
use crate::ui::empty::empty;
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::sheet::{Value, exported};
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Narrow, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn of_project(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    show(&visit, Scope::Project(project)).await
}

pub async fn of_enterprise(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    show(&visit, Scope::Enterprise(enterprise)).await
}

pub async fn sheet_of_project(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    sheet(&visit, Scope::Project(project)).await
}

pub async fn sheet_of_enterprise(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    sheet(&visit, Scope::Enterprise(enterprise)).await
}

/// The month that the address asks for.
pub fn month_asked(visit: &Visit) -> Month {
    month_of(visit, &Query::of(&visit.path))
}

async fn show(visit: &Visit, scope: Scope) -> PageResult {
    let ctx = &visit.ctx;
    let query = Query::of(&visit.path);
    let month = month_of(visit, &query);
    let record = monthly_record(ctx, scope, month).await.or_page(visit)?;
    let name = record_name(ctx, scope).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("attendance.record.title"));
    let chosen = query.filter("section").and_then(|number| number.parse::<usize>().ok()).unwrap_or(0);
    Ok(framed(visit, scope, &name, title.clone())
        .content(|| {
            let section = record.sections.get(chosen).map(|section| lines(lang, &record, section));
            let nothing = || empty(lang.t("attendance.record.none_title"), lang.t("attendance.record.none"), None);
            view! {
                <h1>{title}</h1>
                <p class="lead">{name.clone()}" · "{words::month(lang, month)}</p>
                {months(lang, &query, month, ctx.now().day())}
                {(record.made_on <= month.last_day()).then(|| notice(lang, Tone::Info, lang.t("attendance.record.open")))}
                {stats(tiles(lang, &record.sums))}
                {files(lang, &record)}
                {sections(lang, &query, chosen, &record)}
                {section.unwrap_or_else(nothing)}
            }
            .into_any()
        })
        .respond())
}

fn framed<'a>(visit: &'a Visit, scope: Scope, name: &str, title: String) -> Page<'a> {
    match scope {
        Scope::Project(project) => {
            below_named(visit, project, name, title).under(visit.t("attendance.title"), address(project))
        }
        Scope::Enterprise(enterprise) | Scope::EnterpriseOn { enterprise, .. } => {
            page(visit, title).for_staff().under(name, format!("/enterprises/{enterprise}"))
        }
    }
}

fn tiles(lang: Lang, sums: &Sums) -> Vec<Stat> {
    let tile = |key: &str, number: String| Stat::new(lang.code("attendance.record", key), number);
    let silent = |tile: Stat, without: u32| match without {
        0 => tile,
        some => tile.note(lang.fill("attendance.record.without", &[("n", &some.to_string())])).tone(Tone::Warning),
    };
    vec![
        tile("lines", sums.lines.to_string()),
        tile("days_attended", sums.days_attended.to_string()),
        tile("hours", words::hours(lang, sums)),
        silent(tile("payable", yuan(sums.payable_fen)), sums.without_payable),
        silent(tile("paid", yuan(sums.paid_fen)), sums.without_paid),
    ]
}

/// One line for each team of each unit; the chosen one stands below in full.
fn sections(lang: Lang, query: &Query, chosen: usize, record: &MonthlyRecord) -> Option<AnyView> {
    if record.sections.len() < 2 {
        return None;
    }
    let keys = ["project", "unit", "team"];
    let columns = keys.map(|key| Column::text(key, lang.code("attendance.record", key))).into_iter();
    let sums = ["lines", "days_attended", "hours", "payable", "paid"];
    let sums = sums.map(|key| Column::number(key, lang.code("attendance.record", key)));
    let row = |(number, section): (usize, &Section)| -> Vec<Cell> {
        let team = team(lang, &section.head);
        let link = match number == chosen {
            true => view! { <strong>{team}</strong> }.into_any().into(),
            false => Cell::link(query.filtered("section", &number.to_string()), team),
        };
        vec![
            section.head.project_name.clone().into(),
            section.head.unit_name.clone().into(),
            link,
            section.sums.lines.to_string().into(),
            section.sums.days_attended.to_string().into(),
            words::hours(lang, &section.sums).into(),
            yuan(section.sums.payable_fen).into(),
            yuan(section.sums.paid_fen).into(),
        ]
    };
    let rows = record.sections.iter().enumerate().map(row).collect();
    Some(Table::new(lang.t("attendance.record.sections"), columns.chain(sums).collect(), rows).titled().view(lang))
}

pub fn team(lang: Lang, head: &SectionHead) -> String {
    match head.team_name.as_str() {
        "" => lang.t("attendance.no_team"),
        name => name.to_owned(),
    }
}

fn lines(lang: Lang, record: &MonthlyRecord, section: &Section) -> AnyView {
    let title = lang
        .fill("attendance.record.section", &[("unit", &section.head.unit_name), ("team", &team(lang, &section.head))]);
    let columns = shown(record).map(|column| match column {
        RecordColumn::Name | RecordColumn::IdentityNumber | RecordColumn::Trade | RecordColumn::PaidOn => {
            Column::text(column.code(), heading(lang, column)).unbroken()
        }
        other => Column::number(other.code(), heading(lang, other)),
    });
    let row = |line: &Line| shown(record).map(|column| Cell::from(text(lang, line, column))).collect();
    let rows = section.lines.iter().map(row).collect();
    view! {
        <p class="hint">{lang.t("attendance.record.legend")}</p>
        {Table::new(title, columns.collect(), rows).titled().narrow(Narrow::Scrolls).view(lang)}
    }
    .into_any()
}

/// What paper alone needs is left out on a screen.
fn shown(record: &MonthlyRecord) -> impl Iterator<Item = RecordColumn> {
    let on_paper = |column: &RecordColumn| matches!(column, RecordColumn::Signature | RecordColumn::Remark);
    record.columns.iter().copied().filter(move |column| !on_paper(column))
}

pub fn heading(lang: Lang, column: RecordColumn) -> String {
    match column {
        RecordColumn::Day(number) => number.to_string(),
        other => lang.code("attendance.record_columns", other.code()),
    }
}

/// What stands in a cell, on the page and on paper.
pub fn text(lang: Lang, line: &Line, column: RecordColumn) -> String {
    let sum = |fen: Option<i64>| fen.map(yuan).unwrap_or_default();
    match column {
        RecordColumn::Number => line.number.to_string(),
        RecordColumn::Name => line.name.clone(),
        RecordColumn::IdentityNumber => line.masked_id_number.clone(),
        RecordColumn::Trade => Codes::built_in().name(CodeTable::Trade, &line.trade).unwrap_or(&line.trade).to_owned(),
        RecordColumn::Day(number) => {
            let place = usize::try_from(number).unwrap_or(0).checked_sub(1);
            place.and_then(|place| line.marks.get(place)).map(|mark| words::sign(lang, *mark)).unwrap_or_default()
        }
        RecordColumn::DaysAttended => line.sums.days_attended.to_string(),
        RecordColumn::Hours => words::hours(lang, &line.sums),
        RecordColumn::UnitPrice => sum(line.pay.unit_price_fen),
        RecordColumn::Payable => sum(line.pay.payable_fen),
        RecordColumn::Paid => sum(line.pay.paid_fen),
        RecordColumn::PaidOn => line.pay.paid_on.map(|day| day.to_string()).unwrap_or_default(),
        RecordColumn::Signature => String::new(),
        RecordColumn::Remark => line.remark.clone(),
    }
}

/// Every section one below the other, under the titles of the form.
async fn sheet(visit: &Visit, scope: Scope) -> PageResult {
    let month = month_asked(visit);
    let record = monthly_record(&visit.ctx, scope, month).await.or_page(visit)?;
    // a Chinese form, whatever the language of the page
    let lang = Lang::Chinese;
    let heads = ["project", "unit", "team"].map(|key| lang.code("attendance.record", key));
    let titles: Vec<String> =
        heads.into_iter().chain(record.columns.iter().map(|column| heading(lang, *column))).collect();
    let row = |(section, line): (&Section, &Line)| -> Vec<Value> {
        let head = &section.head;
        let of_section =
            [head.project_name.clone(), head.unit_name.clone(), team(lang, head)].map(Value::Text).into_iter();
        of_section.chain(record.columns.iter().map(|column| value(lang, line, *column))).collect()
    };
    let lines = record.sections.iter().flat_map(|section| section.lines.iter().map(move |line| (section, line)));
    let rows: Vec<Vec<Value>> = lines.map(row).collect();
    exported(visit.ctx.now(), &format!("{} {month}", lang.t("attendance.record.title")), &titles, &rows).or_page(visit)
}

fn value(lang: Lang, line: &Line, column: RecordColumn) -> Value {
    let sum = |fen: Option<i64>| fen.map_or_else(|| Value::text(""), Value::Hundredths);
    match column {
        RecordColumn::Number => Value::number(line.number),
        RecordColumn::Day(_) => Value::text(text(lang, line, column)),
        RecordColumn::DaysAttended => Value::number(line.sums.days_attended),
        RecordColumn::Hours => Value::Hundredths(i64::try_from(line.sums.hours_hundredths()).unwrap_or(i64::MAX)),
        RecordColumn::UnitPrice => sum(line.pay.unit_price_fen),
        RecordColumn::Payable => sum(line.pay.payable_fen),
        RecordColumn::Paid => sum(line.pay.paid_fen),
        other => Value::text(text(lang, line, other)),
    }
}
