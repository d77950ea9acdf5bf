//! How are permits, gaps, places in life and papers of a worker said?

use leptos::prelude::*;
use registry::Day;
use registry::workers::store::TeamView;
use registry::workers::store::UnitView;
use registry::workers::{Codes, EntryPermit, Gap, Role, Table, Warning};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::notice::notice_with;
use crate::ui::tone::Tone;

pub fn permit(lang: Lang, permit: &EntryPermit) -> AnyView {
    if permit.is_granted() {
        return badge(Tone::Success, lang.t("workers.permit.granted"));
    }
    let items: Vec<String> = permit.missing().map(|(item, _)| lang.code("workers.items", item.code())).collect();
    let words = lang.fill("workers.permit.lacks", &[("items", &items.join(&lang.t("workers.and")))]);
    badge(Tone::Danger, words)
}

pub fn gap(lang: Lang, gap: Gap) -> String {
    let day = gap.day().map(|day| lang.day(day)).unwrap_or_default();
    lang.fill(&format!("workers.gaps.{}", gap.code()), &[("day", &day)])
}

/// Where somebody stands by the first entry and the last exit.
pub fn standing(lang: Lang, entered: Option<Day>, left: Option<Day>) -> AnyView {
    let tone = match (entered, left) {
        (_, Some(_)) => Tone::Neutral,
        (Some(_), None) => Tone::Success,
        (None, None) => Tone::Info,
    };
    badge(tone, standing_in_words(lang, entered, left))
}

pub fn standing_in_words(lang: Lang, entered: Option<Day>, left: Option<Day>) -> String {
    match (entered, left) {
        (_, Some(left)) => lang.fill("workers.standing.left", &[("day", &lang.day(left))]),
        (Some(day), None) => lang.fill("workers.standing.on_site", &[("day", &lang.day(day))]),
        (None, None) => lang.t("workers.standing.expected"),
    }
}

/// A code by its name in the table; one that nobody knows stands for itself.
pub fn named(table: Table, code: &str) -> String {
    Codes::built_in().name(table, code).unwrap_or(code).to_owned()
}

/// The trade, and the post when it says more.
pub fn work(lang: Lang, trade: &str, post: &str) -> String {
    let trade = named(Table::Trade, trade);
    if post.is_empty() || post == trade {
        return trade;
    }
    lang.fill("workers.trade_and_post", &[("trade", &trade), ("post", post)])
}

pub fn role(lang: Lang, role: Role) -> String {
    lang.code("workers.roles", role.code())
}

/// What is worth a second look.
pub fn warnings(lang: Lang, warnings: &[Warning]) -> Option<AnyView> {
    if warnings.is_empty() {
        return None;
    }
    let list = warnings.iter().map(|warning| view! { <li>{lang.code("workers.warnings", warning.code())}</li> });
    let list = view! { <ul>{list.collect_view()}</ul> }.into_any();
    Some(notice_with(lang, Tone::Warning, lang.t("workers.look_again"), list))
}

/// The codes of a table as a list to choose from, with nothing in front.
pub fn table_choice(name: &'static str, label: String, table: Table, chosen: &str, lang: Lang) -> Choice {
    let nothing = Choosable::new("", lang.t("workers.choose"));
    let known = Codes::built_in().all(table).map(|(code, name)| Choosable::new(code, name));
    Choice::list(name, label, std::iter::once(nothing).chain(known).collect(), chosen)
}

/// The members of a closed set as options; `group` is where their words stand.
pub fn options(lang: Lang, group: &str, codes: impl IntoIterator<Item = &'static str>) -> Vec<Choosable> {
    codes.into_iter().map(|code| Choosable::new(code, lang.code(group, code))).collect()
}

/// The units to choose from; the teams are chosen together with theirs.
pub fn unit_choice(lang: Lang, units: &[UnitView], chosen: &str) -> Choice {
    let nothing = Choosable::new("", lang.t("workers.choose"));
    let there = units.iter().filter(|unit| unit.is_there);
    let known = there.map(|unit| Choosable::new(unit.id.to_string(), unit.name.clone()));
    Choice::list("unit", lang.t("workers.unit"), std::iter::once(nothing).chain(known).collect(), chosen)
}

/// The teams that are on the project, under the names of their units. A manager may be in none.
pub fn team_choice(lang: Lang, teams: &[TeamView], chosen: &str) -> Choice {
    let nothing = Choosable::new("", lang.t("workers.no_team"));
    let there = teams.iter().filter(|team| team.left.is_none());
    let known = there.map(|team| Choosable::new(team.id.to_string(), team.name.clone()).group(team.unit_name.clone()));
    Choice::list("team", lang.t("workers.team"), std::iter::once(nothing).chain(known).collect(), chosen)
        .hint(lang.t("workers.team_hint"))
        .optional()
}

/// Why something no longer counts; what a feed took back says so.
pub fn withdrawn(lang: Lang, why: &str) -> AnyView {
    let why = if why.starts_with("feed:") { lang.t("wages.by_feed") } else { why.to_owned() };
    badge(Tone::Neutral, lang.fill("workers.withdrawn", &[("reason", &why)]))
}

/// Fen as yuan with two decimals.
pub fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, (fen % 100).abs())
}
