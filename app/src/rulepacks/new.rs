//! How does somebody propose another rule? First which pack, where, and which parameters; then what each shall say, from which day,
//! and why.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Day;
use registry::offices::areas;
use registry::projects::Area;
use registry::rulepacks::changes::{self, NewChange};
use registry::rulepacks::known::{self, Kind, Known};
use registry::rulepacks::{Rules, store};
use serde_json::Value;

use super::office::LIST;
use super::{area_name, named, told};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const FORM: &str = "/office/rules/new";
/// What is no parameter.
const OTHERS: [&str; 5] = ["pack", "area", "effective_from", "reason", "parameter"];
/// Under which heading of a long list a parameter stands, by the word before its point.
const FAMILIES: [(&str, &[&str]); 8] = [
    ("exam", &["exam", "course", "bank"]),
    ("certificate", &["certificate"]),
    ("revocation", &["t1", "t2", "t3", "t4", "period", "revocation", "recert"]),
    ("filing", &["capacity", "binding", "filing"]),
    ("duty", &["ledger", "incident", "training", "focus", "award"]),
    ("wage", &["piece_rate", "publicity", "price_band", "wage"]),
    ("worker", &["worker", "entry"]),
    ("site", &["attendance", "panel", "feed", "shutdown"]),
];

/// The packs and areas that the visitor may choose.
type Fields = BTreeMap<String, BTreeSet<String>>;

/// What was chosen and typed so far.
#[derive(Default)]
struct Typed {
    pairs: Vec<(String, String)>,
}

impl Typed {
    fn of_query(path_and_query: &str) -> Self {
        let text = path_and_query.split_once('?').map_or("", |(_, text)| text);
        Self { pairs: serde_html_form::from_str(text).unwrap_or_default() }
    }

    fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// The parameters that were ticked, or that the second form has fields of.
    fn chosen(&self) -> Vec<&'static Known> {
        let names = |known: &&Known| {
            self.pairs.iter().any(|(name, value)| name == known.name || (name == "parameter" && value == known.name))
        };
        known::changeable().filter(names).collect()
    }

    fn change(&self) -> NewChange {
        let values = self.pairs.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str()));
        NewChange {
            pack: self.get("pack").to_owned(),
            area: self.get("area").to_owned(),
            effective_from: Day::parse(self.get("effective_from").trim()),
            typed: values.cloned().collect(),
            reason: self.get("reason").to_owned(),
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    respond(&visit, &Typed::of_query(&visit.path), &Mistakes::none(visit.lang)).await
}

pub async fn propose(SignedVisit(visit): SignedVisit, Form(pairs): Form<Vec<(String, String)>>) -> PageResult {
    let typed = Typed { pairs };
    match outcome(&visit, changes::propose(&visit.ctx, &typed.change()).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("{LIST}?done=rules_proposed")).into_response()),
        Outcome::Mistaken(mistakes) => respond(&visit, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let fields = changes::fields(&visit.ctx).await.or_page(visit)?;
    let areas = areas::list_all(&visit.ctx).await.or_page(visit)?;
    let (lang, title) = (visit.lang, visit.t("rulepacks.changes.new"));
    let (chosen, area) = (typed.chosen(), typed.get("area"));
    let is_offered = fields.get(typed.get("pack")).is_some_and(|areas| areas.contains(area));
    let today = visit.ctx.now().day();
    let rules = match is_offered && !chosen.is_empty() {
        true => Some(store::in_force(&visit.ctx, area, today).await.or_page(visit)?),
        false => None,
    };
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .under(lang.t("rulepacks.changes.title"), LIST)
        .content(|| {
            let form = match &rules {
                Some(rules) => values_form(lang, &areas, typed, (&chosen, rules, today), mistakes),
                None => choice_form(lang, &areas, typed, &fields, mistakes),
            };
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {form}
            }
            .into_any()
        })
        .respond())
}

/// The first step changes nothing: its answers stand in the address of the second.
fn choice_form(lang: Lang, areas: &[Area], typed: &Typed, fields: &Fields, mistakes: &Mistakes) -> AnyView {
    let packs = fields.keys().map(|pack| Choosable::new(pack, lang.code("rulepacks.packs", &pack.to_lowercase())));
    let codes: BTreeSet<&String> = fields.values().flatten().collect();
    let places = codes.iter().map(|code| Choosable::new(code.as_str(), area_name(areas, code)));
    let mut parameters: Vec<&Known> = known::changeable().collect();
    parameters.sort_by_key(|known| family(known.name));
    let parameters = parameters.into_iter().map(|known| {
        let code = FAMILIES.get(family(known.name)).map_or("other", |(code, _)| *code);
        Choosable::new(known.name, named(lang, known.name)).group(lang.code("rulepacks.families", code))
    });
    let ticked: Vec<String> = typed.chosen().iter().map(|known| known.name.to_owned()).collect();
    let first = fields.keys().next().map_or("", String::as_str);
    let pack = if typed.get("pack").is_empty() { first } else { typed.get("pack") };
    view! {
        <form class="card" method="get" action=FORM>
            {Choice::list("pack", lang.t("rulepacks.changes.pack"), packs.collect(), pack)
                .hint(lang.t("rulepacks.changes.pack_hint"))
                .view(mistakes)}
            {Choice::list("area", lang.t("rulepacks.changes.area"), places.collect(), typed.get("area"))
                .hint(lang.t("rulepacks.changes.area_hint"))
                .view(mistakes)}
            {Choice::several("parameter", lang.t("rulepacks.changes.parameters"), parameters.collect(), &ticked)
                .view(mistakes)}
            <p class="actions">
                <button>{lang.t("rulepacks.changes.next")}</button>
                <a href=LIST>{lang.t("rulepacks.changes.back")}</a>
            </p>
        </form>
    }
    .into_any()
}

/// Its place among the headings; what belongs to none comes last.
fn family(parameter: &str) -> usize {
    let word = parameter.split('.').next().unwrap_or_default();
    FAMILIES.iter().position(|(_, words)| words.contains(&word)).unwrap_or(FAMILIES.len())
}

fn values_form(
    lang: Lang,
    areas: &[Area],
    typed: &Typed,
    (chosen, rules, today): (&[&'static Known], &Rules, Day),
    mistakes: &Mistakes,
) -> AnyView {
    let pack = lang.code("rulepacks.packs", &typed.get("pack").to_lowercase());
    let place = area_name(areas, typed.get("area")).to_owned();
    let inputs = chosen.iter().map(|known| input(lang, known, typed, rules.find(known.name), mistakes));
    let inputs = inputs.collect_view();
    view! {
        {notice(lang, Tone::Info, lang.t("rulepacks.changes.consequence"))}
        <form class="card" method="post" action=FORM novalidate>
            {facts(vec![
                Fact::text(lang.t("rulepacks.changes.pack"), pack),
                Fact::text(lang.t("rulepacks.changes.area"), place),
            ])}
            <input type="hidden" name="pack" value=typed.get("pack").to_owned()/>
            <input type="hidden" name="area" value=typed.get("area").to_owned()/>
            {inputs}
            {Field::text("effective_from", lang.t("rulepacks.changes.effective_from"), typed.get("effective_from"))
                .kind("date")
                .short()
                .hint(lang.fill("rulepacks.changes.effective_hint", &[("earliest", &lang.day(today.next()))]))
                .view(mistakes)}
            {SafeTextarea::new("reason", lang.t("rulepacks.changes.reason"), typed.get("reason"))
                .hint(lang.t("rulepacks.changes.reason_hint"))
                .rows(3)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions">
                <button>{lang.t("rulepacks.changes.propose")}</button>
                <a href=FORM>{lang.t("rulepacks.changes.choose_again")}</a>
            </p>
        </form>
    }
    .into_any()
}

/// The input that fits the parameter's kind, with what it says now.
fn input(lang: Lang, known: &'static Known, typed: &Typed, now: Option<&Value>, mistakes: &Mistakes) -> AnyView {
    let value = match typed.pairs.iter().find(|(name, _)| name == known.name) {
        Some((_, value)) => value.clone(),
        None => now.map(|now| known.typed(now)).unwrap_or_default(),
    };
    let said = now.map_or_else(|| lang.t("rulepacks.changes.nothing_before"), |now| told(lang, now));
    let now = lang.fill("rulepacks.changes.now", &[("value", &said)]);
    let bounded = |least: i64, greatest: i64| {
        let bounds = [("least", least.to_string()), ("greatest", greatest.to_string())];
        let bounds = bounds.each_ref().map(|(name, value)| (*name, value.as_str()));
        format!("{now}{}", lang.fill("rulepacks.changes.bounds", &bounds))
    };
    let number = |label: String, least: i64, greatest: i64| {
        Field::text(known.name, label, value.clone())
            .kind("number")
            .short()
            .between(least.to_string(), greatest.to_string())
            .hint(bounded(least, greatest))
            .view(mistakes)
    };
    let name = named(lang, known.name);
    match known.kind {
        Kind::Switch => {
            let options =
                vec![Choosable::new("on", lang.t("rulepacks.on")), Choosable::new("off", lang.t("rulepacks.off"))];
            Choice::one(known.name, name, options, &value).hint(now).view(mistakes)
        }
        Kind::Code(codes) => {
            let options = codes.iter().map(|code| Choosable::new(*code, told(lang, &Value::from(*code))));
            Choice::list(known.name, name, options.collect(), &value).hint(now).view(mistakes)
        }
        Kind::Number { least, greatest } => number(name, least, greatest),
        Kind::Span { unit, least, greatest } => {
            let unit = lang.code("rulepacks.unit_names", unit);
            number(lang.fill("rulepacks.changes.in_unit", &[("name", &name), ("unit", &unit)]), least, greatest)
        }
        Kind::DaysBefore { .. } => Field::text(known.name, name, value)
            .hint(format!("{now}{}", lang.t("rulepacks.changes.days_hint")))
            .view(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_its_word_and_every_code_and_unit() {
        for lang in [Lang::Chinese, Lang::English] {
            for known in known::KNOWN {
                assert!(!named(lang, known.name).starts_with('['), "{}", known.name);
                let mut headings = FAMILIES.iter().map(|(code, _)| *code).chain(["other"]);
                assert!(headings.all(|code| !lang.code("rulepacks.families", code).starts_with('[')));
                assert!(family(known.name) < FAMILIES.len() || !known.has_a_choice(), "{} has a heading", known.name);
                let words = match known.kind {
                    Kind::Span { unit, .. } => {
                        vec![lang.code("rulepacks.unit_names", unit), told(lang, &Value::from(format!("2 {unit}")))]
                    }
                    Kind::Code(codes) => codes.iter().map(|code| told(lang, &Value::from(*code))).collect(),
                    _ => Vec::new(),
                };
                assert!(words.iter().all(|word| !word.starts_with('[')), "{}: {words:?}", known.name);
            }
        }
    }

    #[test]
    fn what_was_ticked_and_what_was_typed_name_the_same_parameters() {
        let ticked =
            Typed::of_query("/office/rules/new?pack=A&parameter=exam.minutes&parameter=worker.adult_age&parameter=x");
        let names: Vec<&str> = ticked.chosen().iter().map(|known| known.name).collect();
        assert_eq!(names, ["exam.minutes"], "what no law leaves open is not asked for");
        let typed = Typed { pairs: vec![("pack".into(), "A".into()), ("exam.minutes".into(), "100".into())] };
        assert_eq!(typed.chosen(), ticked.chosen());
        assert_eq!(typed.change().typed, [("exam.minutes".to_owned(), "100".to_owned())]);
    }
}
