//! How is a question written in a form that works without scripts? Parts and options come and go by buttons that send the
//! form and show it again, with everything typed.

use leptos::prelude::*;
use question_bank::choice::option_letter;
use question_bank::{Choice, Difficulty, Fact, Kind, Point, Purpose};
use registry::questions::manuscript::{
    EXPLANATION, FACTS, KIND, Manuscript, OPTION, PARTS, Passage, RIGHT, SCORE, STEM,
};

use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice as Chooser, Choosable};
use crate::ui::field::Field;

/// What the form sent, as it came.
pub type Pairs = Vec<(String, String)>;

/// What the pressed button asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Save,
    Submit,
    /// Shows the form again as its kinds of parts ask for.
    LayOut,
    AddPart,
    RemovePart(usize),
    AddOption(usize),
    RemoveOption(usize),
}

pub fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

fn values<'a>(pairs: &'a Pairs, name: &'a str) -> impl Iterator<Item = &'a String> {
    pairs.iter().filter(move |(known, _)| known == name).map(|(_, value)| value)
}

pub fn deed(pairs: &Pairs) -> Deed {
    let go = value(pairs, "go");
    let (name, part) = go.split_once(':').unwrap_or((go, ""));
    let part = part.parse::<usize>().unwrap_or(0);
    match name {
        "submit" => Deed::Submit,
        "layout" => Deed::LayOut,
        "add_part" => Deed::AddPart,
        "remove_part" => Deed::RemovePart(part),
        "add_option" => Deed::AddOption(part),
        "remove_option" => Deed::RemoveOption(part),
        _ => Deed::Save,
    }
}

/// The manuscript that the form holds.
pub fn read(pairs: &Pairs) -> Manuscript {
    let kind = value(pairs, "kind").parse().unwrap_or(Kind::Single);
    let is_there = |at: &usize| pairs.iter().any(|(name, _)| name == STEM[*at]);
    let passages: Vec<Passage> = (0..PARTS).filter(is_there).map(|at| passage(pairs, kind, at)).collect();
    let passages = if passages.is_empty() { Manuscript::new(kind).passages } else { passages };
    Manuscript {
        kind,
        point: value(pairs, "point").parse().ok(),
        difficulty: value(pairs, "difficulty").parse().ok(),
        purpose: value(pairs, "purpose").parse().ok(),
        story: value(pairs, "story").to_owned(),
        passages,
    }
}

fn passage(pairs: &Pairs, of: Kind, at: usize) -> Passage {
    let kind = match of {
        Kind::Case => value(pairs, KIND[at]).parse().unwrap_or(Kind::Single),
        plain => plain,
    };
    let text = |names: [&'static str; PARTS]| value(pairs, names[at]).to_owned();
    Passage {
        kind: if kind == Kind::Case { Kind::Single } else { kind },
        score: text(SCORE),
        stem: text(STEM),
        options: values(pairs, OPTION[at]).cloned().collect(),
        right: values(pairs, RIGHT[at]).map(String::as_str).collect(),
        explanation: text(EXPLANATION),
        facts: text(FACTS),
    }
}

/// The manuscript as the pressed button leaves it; only its last option or an untouched limit stands in the way.
pub fn apply(manuscript: &mut Manuscript, deed: Deed) {
    match deed {
        Deed::AddPart if manuscript.passages.len() < PARTS => manuscript.passages.push(Passage::new(Kind::Single)),
        Deed::RemovePart(at) if manuscript.passages.len() > 1 && at < manuscript.passages.len() => {
            manuscript.passages.remove(at);
        }
        Deed::AddOption(at) => {
            let passage = manuscript.passages.get_mut(at).filter(|one| one.options.len() < Choice::MAX_OPTIONS);
            passage.into_iter().for_each(|passage| passage.options.push(String::new()));
        }
        Deed::RemoveOption(at) => {
            let passage = manuscript.passages.get_mut(at).filter(|one| one.options.len() > 2);
            passage.into_iter().for_each(|passage| {
                passage.options.pop();
            });
        }
        _ => {}
    }
    for passage in &mut manuscript.passages {
        if passage.kind != Kind::TrueFalse && passage.options.is_empty() {
            passage.options = Passage::new(passage.kind).options;
        }
    }
}

/// The fields; the caller puts them into its form and adds the buttons that save.
pub fn fields(lang: Lang, manuscript: &Manuscript, mistakes: &Mistakes) -> AnyView {
    let is_case = manuscript.kind == Kind::Case;
    let story = is_case.then(|| {
        let story = SafeTextarea::new("story", lang.t("questions.writing.story"), manuscript.story.clone());
        story.rows(6).optional().view(mistakes)
    });
    let passages = manuscript.passages.iter().enumerate();
    let passages =
        passages.map(|(at, passage)| one_passage(lang, manuscript.kind, at, passage, mistakes)).collect_view();
    let more = (is_case && manuscript.passages.len() < PARTS).then(|| {
        view! { <p><button class="secondary" name="go" value="add_part">{lang.t("questions.writing.add_part")}</button></p> }
    });
    view! {
        <input type="hidden" name="kind" value=manuscript.kind.code()/>
        {about(lang, manuscript, mistakes)}
        {story}
        {passages}
        {more}
    }
    .into_any()
}

fn about(lang: Lang, manuscript: &Manuscript, mistakes: &Mistakes) -> AnyView {
    let list = |name: &'static str, group: &str, codes: Vec<&'static str>, chosen: Option<&'static str>| {
        let none = Choosable::new("", lang.t("questions.writing.choose"));
        let options = codes.into_iter().map(|code| Choosable::new(code, lang.code(group, code)));
        let options = std::iter::once(none).chain(options).collect();
        let label = lang.code("questions", name);
        Chooser::list(name, label, options, chosen.unwrap_or_default()).optional().view(mistakes)
    };
    let points = Point::ALL.iter().map(|point| point.code()).collect();
    let difficulties = Difficulty::ALL.iter().map(|difficulty| difficulty.code()).collect();
    let purposes = Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
    view! {
        {list("point", "points", points, manuscript.point.map(Point::code))}
        {list("difficulty", "difficulties", difficulties, manuscript.difficulty.map(Difficulty::code))}
        {list("purpose", "questions.purposes", purposes, manuscript.purpose.map(Purpose::code))}
    }
    .into_any()
}

fn one_passage(lang: Lang, of: Kind, at: usize, passage: &Passage, mistakes: &Mistakes) -> AnyView {
    let is_case = of == Kind::Case;
    let word = |key: &str| lang.code("questions.writing", key);
    let area = |names: [&'static str; PARTS], key: &str, text: &str, rows: u32| {
        SafeTextarea::new(names[at], word(key), text).rows(rows).optional().view(mistakes)
    };
    let facts = Field::text(FACTS[at], word("facts"), passage.facts.clone()).hint(word("facts_hint"));
    let of_case = is_case.then(|| {
        let kinds = [Kind::Single, Kind::Multiple, Kind::TrueFalse];
        let kinds = kinds.iter().map(|kind| Choosable::new(kind.code(), lang.code("kinds", kind.code()))).collect();
        let score = Field::text(SCORE[at], word("score"), passage.score.clone()).inputmode("decimal").short();
        view! {
            {Chooser::list(KIND[at], word("part_kind"), kinds, passage.kind.code()).view(mistakes)}
            <p><button class="link" name="go" value="layout">{word("lay_out")}</button></p>
            {score.optional().view(mistakes)}
        }
    });
    let remove = is_case.then(|| {
        view! { <p><button class="link" name="go" value=format!("remove_part:{at}")>{word("remove_part")}</button></p> }
    });
    view! {
        <fieldset class="passage">
            <legend>{lang.fill("questions.writing.part", &[("n", &(at + 1).to_string())])}</legend>
            {of_case}
            {area(STEM, "stem", &passage.stem, 3)}
            {answers(lang, at, passage, mistakes)}
            {area(EXPLANATION, "explanation", &passage.explanation, 3)}
            {facts.optional().view(mistakes)}
            {remove}
        </fieldset>
    }
    .into_any()
}

/// The options, each with the mark of the right one beside it.
fn answers(lang: Lang, at: usize, passage: &Passage, mistakes: &Mistakes) -> AnyView {
    let is_statement = passage.kind == Kind::TrueFalse;
    let words = match is_statement {
        true => vec![lang.t("exams.room.right"), lang.t("exams.room.wrong")],
        false => passage.options.clone(),
    };
    let lines = (0_u8..).zip(words).map(|(index, words)| option_line(lang, at, passage, index, words)).collect_view();
    let errors = [OPTION[at], RIGHT[at]].into_iter().filter_map(|field| mistakes.of(field));
    let errors = errors.map(|sentence| view! { <p class="error">{sentence}</p> }).collect_view();
    let buttons = (!is_statement).then(|| {
        view! {
            <p class="actions">
                <button class="secondary" name="go" value=format!("add_option:{at}")>
                    {lang.t("questions.writing.add_option")}
                </button>
                <button class="secondary" name="go" value=format!("remove_option:{at}")>
                    {lang.t("questions.writing.remove_option")}
                </button>
            </p>
        }
    });
    view! {
        <fieldset class="field" id=OPTION[at] tabindex="-1">
            <legend id=RIGHT[at]>{lang.t("questions.writing.options")}</legend>
            {errors}
            {lines}
            {buttons}
        </fieldset>
    }
    .into_any()
}

fn option_line(lang: Lang, at: usize, passage: &Passage, index: u8, words: String) -> AnyView {
    let letter = option_letter(index).to_string();
    let kind = if passage.kind == Kind::Multiple { "checkbox" } else { "radio" };
    let is_right = passage.right.contains(&letter);
    let mark = lang.fill("questions.writing.is_right", &[("letter", &letter)]);
    let name = lang.fill("questions.writing.option", &[("letter", &letter)]);
    let text = match passage.kind {
        Kind::TrueFalse => view! { <span>{words}</span> }.into_any(),
        _ => view! { <input type="text" name=OPTION[at] value=words aria-label=name maxlength="500"/> }.into_any(),
    };
    view! {
        <div class="option-line">
            <b class="letter">{letter.clone()}</b>
            <label>
                <input type=kind name=RIGHT[at] value=letter checked=is_right aria-label=mark/>
                <span aria-hidden="true">{lang.t("questions.right")}</span>
            </label>
            {text}
        </div>
    }
    .into_any()
}

/// The facts with their ids, folded away, to look up what may be cited.
pub fn citable(lang: Lang, facts: &[Fact]) -> AnyView {
    let lines = facts
        .iter()
        .map(|fact| {
            view! {
                <li><b>{fact.id.to_string()}</b>" "{fact.law.clone()}" "{fact.article.clone()}"："{fact.fact.clone()}</li>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary>{lang.t("questions.writing.citable")}</summary>
            <ul>{lines}</ul>
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_the_form_shows_is_what_it_sends_back() {
        let pairs = sent(&[
            ("kind", "case"),
            ("point", "labour_law"),
            ("story", "甲公司"),
            ("part1_stem", "一"),
            ("part1_kind", "multiple"),
            ("part1_option", "甲"),
            ("part1_option", "乙"),
            ("part1_right", "A"),
            ("part1_right", "B"),
            ("part2_stem", "二"),
            ("part2_kind", "true_false"),
        ]);
        let manuscript = read(&pairs);
        assert_eq!((manuscript.passages.len(), manuscript.passages[0].right.as_str()), (2, "AB"));
        let html = fields(Lang::Chinese, &manuscript, &Mistakes::none(Lang::Chinese)).to_html();
        assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
        assert_eq!(html.matches(" checked").count(), 2, "{html}");
        assert!(html.contains("甲公司") && html.contains("value=\"乙\""), "{html}");
    }

    #[test]
    fn parts_and_options_come_and_go_by_buttons() {
        let mut case = Manuscript::new(Kind::Case);
        apply(&mut case, deed(&sent(&[("go", "add_part")])));
        assert_eq!(case.passages.len(), 4);
        apply(&mut case, deed(&sent(&[("go", "remove_part:0")])));
        assert_eq!(case.passages[0].kind, Kind::Multiple);
        apply(&mut case, deed(&sent(&[("go", "add_option:0")])));
        assert_eq!(case.passages[0].options.len(), 5);
        for _ in 0..9 {
            apply(&mut case, Deed::RemoveOption(0));
        }
        assert_eq!(case.passages[0].options.len(), 2, "two options stay");
        case.passages[1].kind = Kind::Single;
        apply(&mut case, Deed::LayOut);
        assert_eq!(case.passages[1].options.len(), 4, "a part that is no statement any more gets options");
    }
}
