//! Whose answers look alike? A list for people to look at, with what it can and cannot tell; never a verdict.

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::similarity::rates::stated;
use question_bank::similarity::{SharedAnswer, SimilarPair};
use question_bank::speed::{Hurried, LEAST_ATTEMPTS, LEAST_FAST, LEAST_SHARE};
use registry::exams::statistics::{Screened, export_similar, similar};
use uuid::Uuid;

use super::statistics::named;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::sheet::{Value, download, workbook_of};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

const COLUMNS: [&str; 5] = ["one", "other", "score", "common", "shared"];

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let report = similar(&visit.ctx, exam).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("statistics.similarity.title"));
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("exams.list.title"), "/office/exams")
        .content(|| {
            let shown = match &report.screening {
                None => notice(lang, Tone::Info, lang.t("statistics.similarity.not_yet")),
                Some(screened) => pairs(lang, exam, screened),
            };
            view! {
                <h1>{title}</h1>
                <p class="lead">{report.title.clone()}</p>
                {notice(lang, Tone::Warning, lang.t("statistics.similarity.no_verdict"))}
                {shown}
            }
            .into_any()
        })
        .respond())
}

/// Both lists, with the figures on which a pair was found: a list that is taken away is read by others.
pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let screened = export_similar(&visit.ctx, exam).await.or_page(&visit)?;
    let (lang, at) = (visit.lang, visit.ctx.now());
    let leaves = [alike(lang, &screened).leaf(), fast(lang, &screened).leaf()];
    let bytes = workbook_of(at, &leaves).or_page(&visit)?;
    Ok(download(&format!("{}-{}.xlsx", lang.t("statistics.similarity.title"), at.day()), bytes))
}

/// One file for both tables of the page.
fn file_of(exam: Uuid) -> String {
    format!("/office/exams/{exam}/similarity.xlsx")
}

fn pairs(lang: Lang, exam: Uuid, screened: &Screened) -> AnyView {
    let screening = &screened.screening;
    let known = vec![
        Fact::text(lang.t("statistics.attempts"), screening.attempts.to_string()),
        Fact::text(lang.t("statistics.similarity.compared"), screening.pairs_compared.to_string()),
        Fact::text(lang.t("statistics.similarity.threshold"), score(screening.threshold)),
    ];
    let nothing = empty(lang.t("statistics.similarity.none_title"), lang.t("statistics.similarity.none"), None);
    view! {
        <section class="card">{facts(known)}<p>{rates(lang)}</p></section>
        {alike(lang, screened).export(file_of(exam)).empty(nothing).view(lang)}
        {hurried(lang, exam, screened)}
    }
    .into_any()
}

fn alike<'a>(lang: Lang, screened: &Screened) -> Table<'a> {
    let rows = screened.screening.pairs.iter().map(|pair| row(lang, screened, pair)).collect();
    let [one, other, likeness, common, shared] = COLUMNS;
    let word = |key| lang.code("statistics.similarity", key);
    let columns = vec![
        Column::text(one, word(one)),
        Column::text(other, word(other)),
        Column::number(likeness, word(likeness)),
        Column::number(common, word(common)),
        Column::text(shared, word(shared)),
    ];
    Table::new(lang.t("statistics.similarity.title"), columns, rows)
}

/// Who answered faster than anybody reads: a list to look at, too.
fn hurried(lang: Lang, exam: Uuid, screened: &Screened) -> AnyView {
    let nothing = empty(lang.t("statistics.speed.none_title"), lang.t("statistics.speed.none"), None);
    let limits = [("least", LEAST_FAST), ("share", LEAST_SHARE), ("people", LEAST_ATTEMPTS)];
    let limits = limits.map(|(name, number)| (name, number.to_string()));
    let hint = lang.fill("statistics.speed.hint", &limits.each_ref().map(|(name, text)| (*name, text.as_str())));
    view! {
        <section id="speed">
            <h2>{lang.t("statistics.speed.title")}</h2>
            <p class="hint">{hint}</p>
            {fast(lang, screened).export(file_of(exam)).empty(nothing).view(lang)}
        </section>
    }
    .into_any()
}

fn fast<'a>(lang: Lang, screened: &Screened) -> Table<'a> {
    let row = |one: &Hurried| vec![who(screened, one.attempt).into(), Cell::number(one.fast), Cell::number(one.right)];
    let columns = vec![
        Column::text("who", lang.t("statistics.speed.who")),
        Column::number("fast", lang.t("statistics.speed.fast")),
        Column::number("right", lang.t("statistics.speed.right")),
    ];
    Table::new(lang.t("statistics.speed.title"), columns, screened.hurried.iter().map(row).collect())
}

/// How often the list is wrong, as it was measured.
fn rates(lang: Lang) -> String {
    let stated = stated();
    let (least, most) = stated.found_all;
    let words = [
        ("false", stated.false_pairs.to_string()),
        ("honest", tens_of_thousands(lang, stated.honest_pairs)),
        ("one_in", tens_of_thousands(lang, stated.one_in_taught)),
        ("least", least.to_string()),
        ("most", most.to_string()),
        ("half", stated.found_half.to_string()),
    ];
    lang.fill("statistics.similarity.rates", &words.each_ref().map(|(name, text)| (*name, text.as_str())))
}

fn row(lang: Lang, screened: &Screened, pair: &SimilarPair) -> Vec<Cell> {
    vec![
        who(screened, pair.one).into(),
        who(screened, pair.other).into(),
        Cell::from(score(pair.score)).told(Value::Hundredths(pair.score.into())),
        Cell::number(pair.common),
        shared(lang, screened, pair).into(),
    ]
}

fn who(screened: &Screened, place: usize) -> String {
    screened.attempts.get(place).map(|(attempt, name)| format!("{name} ({})", short(*attempt))).unwrap_or_default()
}

fn shared(lang: Lang, screened: &Screened, pair: &SimilarPair) -> String {
    pair.shared.iter().map(|answer| answer_words(lang, screened, answer)).collect::<Vec<_>>().join("; ")
}

fn answer_words(lang: Lang, screened: &Screened, answer: &SharedAnswer) -> String {
    let question = named(screened.questions.get(&answer.item.version.to_string()).map(String::as_str), answer.item);
    let details = [("question", question), ("gave", answer.gave.to_string()), ("had", answer.had.to_string())];
    lang.fill("statistics.similarity.answer", &details.each_ref().map(|(key, value)| (*key, value.as_str())))
}

/// Whole tens of thousands, as `724万`.
fn tens_of_thousands(lang: Lang, number: u64) -> String {
    lang.fill("statistics.similarity.ten_thousands", &[("n", &(number / 10_000).to_string())])
}

fn score(hundredths: i32) -> String {
    format!("{:.2}", f64::from(hundredths) / 100.0)
}

/// Enough of an id to tell two people of one name apart.
fn short(id: Uuid) -> String {
    id.simple().to_string().chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use question_bank::similarity::Screening;

    use super::*;

    fn screened() -> Screened {
        let pair = SimilarPair { one: 0, other: 1, score: 750, common: 40, shared: Vec::new() };
        Screened {
            screening: Screening { attempts: 2, pairs_compared: 1, threshold: 100, pairs: vec![pair] },
            attempts: vec![(Uuid::nil(), "王小明".into()), (Uuid::nil(), "李雷".into())],
            questions: std::collections::BTreeMap::new(),
            hurried: vec![Hurried { attempt: 1, fast: 6, right: 10 }],
        }
    }

    #[test]
    fn both_lists_of_the_page_leave_in_one_file() {
        let (lang, screened) = (Lang::Chinese, screened());
        let html = pairs(lang, Uuid::nil(), &screened).to_html();
        assert_eq!(html.matches(&format!("href=\"{}\"", file_of(Uuid::nil()))).count(), 2, "{html}");
        let [alike, fast] = [alike(lang, &screened).leaf(), fast(lang, &screened).leaf()];
        assert_eq!(alike.rows[0][2..4], [Value::Hundredths(750), Value::Number(40)]);
        assert_eq!(fast.rows, [vec![Value::text("李雷 (000000)"), Value::Number(6), Value::Number(10)]]);
        assert!(workbook_of(registry::Instant(0), &[alike, fast]).is_ok(), "sheets have names of their own");
    }
}
