//! Which forms wait for this office, and which has it answered?

use leptos::prelude::*;
use registry::filings::form::FilingKind;
use registry::filings::store::filing::{PER_PAGE, QueueLine, QueuePart, export, queue};

use super::one::kind_word;
use super::{QUEUE, one_path, punctuality_tone, punctuality_word};
use crate::error::{OrPage, PageResult};
use crate::filings::lists;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const KEYS: [&str; 9] =
    ["project", "officer", "contractor", "kind", "version", "filed_on", "start", "receiver", "answered"];

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let part = part(&query);
    let (lines, counts) = queue(&visit.ctx, part, query.page() - 1).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("filing_forms.queue_title"));
    let total = QueuePart::ALL.into_iter().zip(counts).find(|(known, _)| *known == part).map_or(0, |(_, count)| count);
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {lists(&visit, "queue")}
                <p>{lang.t("filing_forms.queue_intro")}</p>
                {stats(tiles(lang, counts))}
                <h2>{lang.code("filing_forms.parts", part.code())}</h2>
                {table(lang, part, &lines)
                    .driven_by(&query, query.paging(PER_PAGE, total))
                    .export(format!("{QUEUE}.xlsx"))
                    .empty(empty(
                        lang.t("filing_forms.queue_none_title"),
                        lang.code("filing_forms.queue_none", part.code()),
                        None,
                    ))
                    .view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// All of one part, as a file.
pub async fn file(SignedVisit(visit): SignedVisit) -> PageResult {
    let part = part(&Query::of(&visit.path));
    let lines = export(&visit.ctx, part).await.or_page(&visit)?;
    table(visit.lang, part, &lines).file(visit.ctx.now()).or_page(&visit)
}

fn part(query: &Query) -> QueuePart {
    query.filter("which").and_then(QueuePart::parse).unwrap_or(QueuePart::Waiting)
}

/// The numbers lead to their rows.
fn tiles(lang: Lang, counts: [u64; 3]) -> Vec<Stat> {
    let tile = |(part, count): (QueuePart, u64)| {
        let way = format!("{QUEUE}?which={}", part.code());
        let tile = Stat::new(lang.code("filing_forms.parts", part.code()), count).leads_to(way);
        if part == QueuePart::Waiting && count > 0 { tile.tone(Tone::Warning) } else { tile }
    };
    QueuePart::ALL.into_iter().zip(counts).map(tile).collect()
}

fn table<'a>(lang: Lang, part: QueuePart, lines: &[QueueLine]) -> Table<'a> {
    let columns = KEYS.map(|key| Column::text(key, lang.code("filing_forms.columns", key))).to_vec();
    let row = |line: &QueueLine| {
        // a change is held against another deadline
        let start = match line.kind {
            FilingKind::First => {
                Cell::badge(punctuality_tone(line.punctuality), punctuality_word(lang, line.punctuality))
            }
            FilingKind::Change => Cell::from(""),
        };
        vec![
            Cell::link(one_path(line.filing), line.project.clone()),
            Cell::from(line.officer.clone()),
            Cell::from(line.contractor.clone()),
            Cell::from(kind_word(lang, line.kind)),
            Cell::number(line.version),
            Cell::day(lang, Some(line.filed_on)),
            start,
            Cell::from(line.office.clone()),
            Cell::time(lang, line.answered_at),
        ]
    };
    Table::new(lang.code("filing_forms.parts", part.code()), columns, lines.iter().map(row).collect())
}
