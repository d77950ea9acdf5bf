//! What does a correction do to whom? The figures, and everybody whose result it changes.

use leptos::prelude::*;
use question_bank::regrade::Crossing;
use registry::exams::regrading::{EffectLine, Effects, Follow};
use registry::sheets::{MOST_EXPORTED, check_exported};

use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::sheet::Value;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;

/// How many lines stand on a page: whoever crosses the line stands first. The file has all of them.
const SHOWN: usize = 300;

/// `file` is where all the lines leave.
pub fn part(lang: Lang, effects: &Effects, lines: &[EffectLine], file: String) -> AnyView {
    let (counts, (issued, in_doubt)) = (effects.list.counts(), effects.certificates());
    let figure = |key: &str, count: usize| Fact::text(lang.code("corrections", key), count.to_string());
    let known = vec![
        figure("attempts", effects.list.attempts),
        figure("changed", counts.scores_changed),
        figure("gained", counts.passes_gained),
        figure("lost", counts.passes_lost),
        figure("issued", issued),
        figure("in_doubt", in_doubt),
    ];
    let doubt = (in_doubt > 0).then(|| notice(lang, Tone::Warning, lang.t("corrections.doubt_advice")));
    view! {
        <section class="card">
            <h2>{lang.t("corrections.effects")}</h2>
            {facts(known)}
            {doubt}
        </section>
        {people(lang, lines, file)}
        {more(lang, lines.len())}
    }
    .into_any()
}

fn people(lang: Lang, lines: &[EffectLine], file: String) -> AnyView {
    let nothing = empty(lang.t("corrections.no_effect_title"), lang.t("corrections.no_effect"), None);
    let shown = table(lang, lines.get(..SHOWN).unwrap_or(lines)).titled().empty(nothing);
    match check_exported(lines.len()) {
        Ok(()) => shown.export(file).view(lang),
        Err(_) => shown.view(lang),
    }
}

/// How many do not stand on the page, and where they are read.
fn more(lang: Lang, all: usize) -> Option<AnyView> {
    let rest = all.checked_sub(SHOWN).filter(|rest| *rest > 0)?;
    let key = if check_exported(all).is_ok() { "corrections.more" } else { "corrections.more_than_leave" };
    let count = [("shown", SHOWN.to_string()), ("rest", rest.to_string()), ("limit", MOST_EXPORTED.to_string())];
    let said = lang.fill(key, &count.each_ref().map(|(name, count)| (*name, count.as_str())));
    Some(view! { <p class="hint">{said}</p> }.into_any())
}

/// Everybody whose result changes: as many as are given.
pub fn table<'a>(lang: Lang, lines: &[EffectLine]) -> Table<'a> {
    let rows = lines.iter().map(|line| row(lang, line)).collect();
    let columns = vec![
        Column::text("name", lang.t("corrections.name")).unbroken(),
        Column::number("ordinal", lang.t("corrections.ordinal")),
        Column::number("before", lang.t("corrections.before")),
        Column::number("after", lang.t("corrections.after")),
        Column::text("crosses", lang.t("corrections.crosses")),
        Column::text("certificate", lang.t("corrections.certificate")),
    ];
    Table::new(lang.t("corrections.people"), columns, rows)
}

fn row(lang: Lang, line: &EffectLine) -> Vec<Cell> {
    let crosses = match line.crosses {
        Some(Crossing::Up) => Cell::badge(Tone::Success, lang.t("corrections.up")),
        Some(Crossing::Down) => Cell::badge(Tone::Danger, lang.t("corrections.down")),
        None => Cell::from(String::new()),
    };
    let points = |score: i64| Cell::from(lang.points(score)).told(Value::Hundredths(score));
    vec![
        line.name.clone().into(),
        Cell::number(line.ordinal),
        points(line.score_before),
        points(line.score_after),
        crosses,
        follow(lang, line).into(),
    ]
}

fn follow(lang: Lang, line: &EffectLine) -> String {
    if line.crosses.is_none() || line.follow == Follow::Nothing {
        return String::new();
    }
    let number = line.follow.number().unwrap_or_default();
    lang.fill(&format!("corrections.follows.{}", line.follow.code()), &[("number", number)])
}
