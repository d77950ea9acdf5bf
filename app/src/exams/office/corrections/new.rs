//! How is a correction begun? A question is chosen, what is right is said, and the dry run shows what it would do; all of it
//! by links and a form, nothing is changed before the proposal.

use axum::extract::Path;
use leptos::prelude::*;
use question_bank::{Kind, MultipleRule, choice::option_letter};
use registry::Fault;
use registry::exams::regrading::{
    EffectLine, Effects, ItemLine, ItemView, ItemsView, dry_run, export_named, item, items, named,
};
use uuid::Uuid;

use super::asked::Asked;
use super::{effects, framed, lead, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::filters::Filter;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const HOWS: [&str; 4] = ["also_accept", "replace", "full_marks", "exclude"];

/// What the page shows, read once.
enum Shown {
    /// Nothing is chosen yet.
    Questions(ItemsView),
    /// A question or a rule, and what the correction would do once it is said.
    Chosen(Option<Box<ItemView>>, Option<(Effects, Vec<EffectLine>)>),
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let asked = Asked::of(&visit.path);
    respond(&visit, exam, &asked, Mistakes::none(visit.lang)).await
}

/// What the page lists: the questions, or whose result the correction would change.
pub async fn file(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let asked = Asked::of(&visit.path);
    let read = read(&visit, exam, &asked).await.map_err(|fault| match fault {
        // where the page refuses it lists nothing
        Fault::Refused(_) => Fault::NotFound,
        fault => fault,
    });
    let table = match read.or_page(&visit)? {
        Shown::Questions(view) => questions_table(visit.lang, exam, &view, &Query::of(&visit.path), &asked),
        Shown::Chosen(_, Some((tried, _))) => {
            let lines = export_named(&visit.ctx, exam, &tried).await.or_page(&visit)?;
            effects::table(visit.lang, &lines)
        }
        Shown::Chosen(_, None) => return Err(Fault::NotFound).or_page(&visit),
    };
    table.file(visit.ctx.now()).or_page(&visit)
}

fn file_of(exam: Uuid, asked: &Asked) -> String {
    let query = serde_html_form::to_string(asked.carried()).unwrap_or_default();
    format!("/office/exams/{exam}/corrections/new.xlsx?{query}")
}

pub async fn respond(visit: &Visit, exam: Uuid, asked: &Asked, mistakes: Mistakes) -> PageResult {
    let (shown, mistakes) = match outcome(visit, read(visit, exam, asked).await) {
        Outcome::Done(shown) => (shown, mistakes),
        Outcome::Mistaken(refused) => {
            let Some(id) = asked.item() else { return too_early(visit, exam, &refused) };
            let view = item(&visit.ctx, exam, id).await.or_page(visit)?;
            (Shown::Chosen(Some(Box::new(view)), None), refused)
        }
        Outcome::Other(response) => return Err(response),
    };
    let (lang, title) = (visit.lang, visit.t("corrections.new"));
    Ok(framed(visit, exam, &title)
        .under(lang.t("corrections.title"), format!("/office/exams/{exam}/corrections"))
        .mistakes(&mistakes)
        .content(|| {
            let body = match &shown {
                Shown::Questions(view) => questions(visit, exam, view, asked),
                Shown::Chosen(one, effects) => chosen(lang, exam, one.as_deref(), effects.as_ref(), asked, &mistakes),
            };
            view! { {mistakes_summary(lang.t("ui.mistakes_title"), &mistakes)}<h1>{title.clone()}</h1>{body} }
                .into_any()
        })
        .respond())
}

async fn read(visit: &Visit, exam: Uuid, asked: &Asked) -> Result<Shown, Fault> {
    let one = match asked.item() {
        Some(id) => Some(Box::new(item(&visit.ctx, exam, id).await?)),
        None => None,
    };
    match asked.change() {
        None if one.is_none() => Ok(Shown::Questions(items(&visit.ctx, exam).await?)),
        None => Ok(Shown::Chosen(one, None)),
        Some(change) => {
            let effects = dry_run(&visit.ctx, exam, &change?).await?;
            let lines = named(&visit.ctx, exam, &effects).await?;
            Ok(Shown::Chosen(one, Some((effects, lines))))
        }
    }
}

fn too_early(visit: &Visit, exam: Uuid, refused: &Mistakes) -> PageResult {
    let title = visit.t("corrections.new");
    Ok(framed(visit, exam, &title)
        .mistakes(refused)
        .content(|| {
            view! { {mistakes_summary(visit.t("ui.mistakes_title"), refused)}<h1>{title.clone()}</h1> }.into_any()
        })
        .respond())
}

fn questions(visit: &Visit, exam: Uuid, view: &ItemsView, asked: &Asked) -> AnyView {
    let (lang, query) = (visit.lang, Query::of(&visit.path));
    let total = u64::try_from(wanted(view, &query).count()).unwrap_or(u64::MAX);
    let table = questions_table(lang, exam, view, &query, asked)
        .titled()
        .driven_by(&query, query.paging(total, total))
        .filters(vec![Filter::search(lang.t("corrections.search"))])
        .export(format!("/office/exams/{exam}/corrections/new.xlsx"))
        .empty(empty(lang.t("corrections.no_question_title"), lang.t("corrections.no_question"), None));
    view! {
        {lead(Some(view.title.clone()))}
        <p>{lang.t("corrections.choose")}</p>
        {table.view(lang)}
        {rules(lang, exam, asked)}
    }
    .into_any()
}

/// The questions in which the words stand that are looked for.
fn wanted<'v>(view: &'v ItemsView, query: &'v Query) -> impl Iterator<Item = &'v ItemLine> {
    let search = query.search();
    let is_wanted =
        move |line: &&ItemLine| search.is_empty() || line.stem.contains(search) || line.question.contains(search);
    view.items.iter().filter(is_wanted)
}

fn questions_table<'a>(lang: Lang, exam: Uuid, view: &ItemsView, query: &Query, asked: &Asked) -> Table<'a> {
    let rows = wanted(view, query).map(|line| row(lang, exam, line, asked)).collect();
    let columns = vec![
        Column::text("question", lang.t("corrections.question")).unbroken(),
        Column::text("kind", lang.t("corrections.kind")).unbroken(),
        Column::text("stem", lang.t("corrections.stem")),
        Column::number("papers", lang.t("corrections.papers")),
        Column::text("standing", lang.t("corrections.so_far")),
    ];
    Table::new(lang.t("corrections.questions"), columns, rows)
}

fn row(lang: Lang, exam: Uuid, line: &ItemLine, asked: &Asked) -> Vec<Cell> {
    let part = line.item.part.map_or_else(String::new, |part| format!("&part={part}"));
    let complaint = asked.complaint().map_or_else(String::new, |id| format!("&complaint={id}"));
    let path = format!("/office/exams/{exam}/corrections/new?version={}{part}{complaint}", line.item.version);
    let standing = line.correction.as_ref().map(|how| words::standing(lang, line.kind, how)).unwrap_or_default();
    vec![
        Cell::link(path, words::name(&line.question, line.item)),
        lang.code("kinds", line.kind.code()).into(),
        line.stem.clone().into(),
        Cell::number(line.papers),
        standing.into(),
    ]
}

/// Another rule for all multiple choice answers.
fn rules(lang: Lang, exam: Uuid, asked: &Asked) -> AnyView {
    let rules =
        MultipleRule::ALL.iter().map(|rule| Choosable::new(rule.code(), lang.code("multiple_rules", rule.code())));
    view! {
        <form class="card" method="get" action=format!("/office/exams/{exam}/corrections/new")>
            <h2>{lang.t("corrections.rule_title")}</h2>
            <p>{lang.t("corrections.rule_advice")}</p>
            {Choice::one("rule", lang.t("exams.multiple_rule"), rules.collect(), &asked.rule).view(&Mistakes::none(lang))}
            {asked.complaint().map(|id| view! { <input type="hidden" name="complaint" value=id.to_string()/> })}
            <p class="actions"><button class="secondary">{lang.t("corrections.try")}</button></p>
        </form>
    }
    .into_any()
}

fn chosen(
    lang: Lang,
    exam: Uuid,
    one: Option<&ItemView>,
    found: Option<&(Effects, Vec<EffectLine>)>,
    asked: &Asked,
    mistakes: &Mistakes,
) -> AnyView {
    let tried = found.map(|(effects, lines)| {
        view! {
            <p>{lang.t("corrections.dry")}</p>
            {effects::part(lang, effects, lines, file_of(exam, asked))}
            {proposal(lang, exam, asked, mistakes)}
        }
    });
    view! {
        {one.map(|one| question(lang, one))}
        {one.map(|one| how(lang, exam, one, asked, mistakes))}
        {one.is_none().then(|| rules(lang, exam, asked))}
        {tried}
    }
    .into_any()
}

fn question(lang: Lang, one: &ItemView) -> AnyView {
    let line = &one.line;
    let options = (0_u8..).zip(option_words(lang, one)).map(|(option, words)| {
        let is_right = one.right.contains(option);
        let right = is_right.then(|| badge(Tone::Info, lang.t("corrections.written_key")));
        let class = if is_right { "option right" } else { "option" };
        let letter = option_letter(option).to_string();
        view! { <li class=class><span><b class="letter">{letter}</b>{words}" "{right}</span></li> }
    });
    let mut known = vec![
        Fact::text(lang.t("corrections.question"), words::name(&line.question, line.item)),
        Fact::text(lang.t("corrections.kind"), lang.code("kinds", line.kind.code())),
        Fact::text(lang.t("corrections.papers"), line.papers.to_string()),
    ];
    if let Some(correction) = &line.correction {
        known.push(Fact::text(lang.t("corrections.so_far"), words::standing(lang, line.kind, correction)));
    }
    view! {
        <section class="card">
            {one.case_stem.clone().map(|stem| view! { <p class="case">{stem}</p> })}
            <p class="stem">{line.stem.clone()}</p>
            <ul class="options">{options.collect_view()}</ul>
            {facts(known)}
        </section>
    }
    .into_any()
}

fn option_words(lang: Lang, one: &ItemView) -> Vec<String> {
    match one.line.kind {
        Kind::TrueFalse => vec![lang.t("exams.room.right"), lang.t("exams.room.wrong")],
        _ => one.options.clone(),
    }
}

fn how(lang: Lang, exam: Uuid, one: &ItemView, asked: &Asked, mistakes: &Mistakes) -> AnyView {
    let hows = HOWS.map(|code| {
        Choosable::new(code, lang.code("corrections.hows", code)).hint(lang.code("corrections.how_hints", code))
    });
    let letters = (0_u8..).zip(option_words(lang, one)).map(|(option, words)| {
        let letter = option_letter(option).to_string();
        Choosable::new(letter.clone(), format!("{letter}. {words}"))
    });
    let hint =
        if one.line.kind == Kind::Multiple { "corrections.key_hint_multiple" } else { "corrections.key_hint_single" };
    let carried = asked.carried().into_iter().filter(|(name, _)| ["version", "part", "complaint"].contains(name));
    view! {
        <form class="card" method="get" action=format!("/office/exams/{exam}/corrections/new")>
            <h2>{lang.t("corrections.how")}</h2>
            {carried.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            {Choice::one("correct", lang.t("corrections.how"), hows.to_vec(), &asked.correct).view(mistakes)}
            {Choice::several("key", lang.t("corrections.key"), letters.collect(), &asked.key).hint(lang.t(hint)).view(mistakes)}
            <p class="actions"><button class="secondary">{lang.t("corrections.try")}</button></p>
        </form>
    }
    .into_any()
}

/// The second person decides over exactly this.
fn proposal(lang: Lang, exam: Uuid, asked: &Asked, mistakes: &Mistakes) -> AnyView {
    let carried =
        asked.carried().into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
    view! {
        <form class="card" method="post" action=format!("/office/exams/{exam}/corrections")>
            <h2>{lang.t("corrections.propose")}</h2>
            <p>{lang.t("corrections.propose_advice")}</p>
            {carried.collect_view()}
            {Field::text("reason", lang.t("corrections.reason"), asked.reason.clone())
                .hint(lang.t("corrections.reason_hint"))
                .maxlength(200)
                .view(mistakes)}
            <p class="actions"><button>{lang.t("corrections.propose")}</button></p>
        </form>
    }
    .into_any()
}
