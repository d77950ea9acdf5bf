//! What does a correction do to whom? The figures, and everybody whose result it changes.

use leptos::prelude::*;
use question_bank::regrade::Crossing;
use registry::exams::regrading::{EffectLine, Effects, Follow};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;

/// How many lines stand on a page: whoever crosses the line stands first.
const SHOWN: usize = 300;

pub fn part(lang: Lang, effects: &Effects, lines: &[EffectLine]) -> AnyView {
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
    let more = (lines.len() > SHOWN).then(|| {
        let count = [("shown", SHOWN.to_string()), ("all", lines.len().to_string())];
        view! { <p class="hint">{lang.fill("corrections.more", &count.each_ref().map(|(name, count)| (*name, count.as_str())))}</p> }
    });
    view! {
        <section class="card">
            <h2>{lang.t("corrections.effects")}</h2>
            {facts(known)}
            {doubt}
        </section>
        {table(lang, lines)}
        {more}
    }
    .into_any()
}

fn table(lang: Lang, lines: &[EffectLine]) -> AnyView {
    let rows = lines.iter().take(SHOWN).map(|line| row(lang, line)).collect();
    let columns = vec![
        Column::text("name", lang.t("corrections.name")).unbroken(),
        Column::number("ordinal", lang.t("corrections.ordinal")),
        Column::number("before", lang.t("corrections.before")),
        Column::number("after", lang.t("corrections.after")),
        Column::text("crosses", lang.t("corrections.crosses")),
        Column::text("certificate", lang.t("corrections.certificate")),
    ];
    let nothing = empty(lang.t("corrections.no_effect_title"), lang.t("corrections.no_effect"), None);
    Table::new(lang.t("corrections.people"), columns, rows).titled().empty(nothing).view(lang)
}

fn row(lang: Lang, line: &EffectLine) -> Vec<Cell> {
    let crosses = match line.crosses {
        Some(Crossing::Up) => badge(Tone::Success, lang.t("corrections.up")),
        Some(Crossing::Down) => badge(Tone::Danger, lang.t("corrections.down")),
        None => ().into_any(),
    };
    vec![
        line.name.clone().into(),
        line.ordinal.to_string().into(),
        lang.points(line.score_before).into(),
        lang.points(line.score_after).into(),
        crosses.into(),
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
