//! Random questions that a reader accepts, with every character that some format treats as special.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use unicode_normalization::UnicodeNormalization;

use crate::choice::Choice;
use crate::facts::FactId;
use crate::question::{Body, Case, Difficulty, Item, Kind, Part, Point, Purpose, Question, QuestionId};

/// Pieces that mean something to one of the formats, or that programs get wrong.
const PIECES: [&str; 84] = [
    "工资",
    "（　）",
    "农民工",
    "。",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\n ",
    "　",
    "=",
    "~",
    "#",
    "{",
    "}",
    ":",
    "::",
    "\\",
    "\\\\",
    "\\n",
    "####",
    "//",
    "\n// ",
    "%50%",
    "->",
    "$CATEGORY: x",
    "=1+1",
    "+",
    "-",
    "@",
    "'",
    "'=",
    "\"",
    "<",
    ">",
    "&",
    "&amp;",
    "<br>",
    "<br/>",
    "<p>",
    "</p>",
    "<!--",
    "]]>",
    "<![CDATA[",
    "&#10;",
    "&nbsp;",
    "\u{A0}",
    "[html]",
    "[plain]",
    "A. ",
    "\nA. ",
    " B. ",
    "\nＢ．",
    "（C）",
    "\n答案：A",
    " 答案：B",
    "解析：",
    "\n解析：x",
    "\n1. ",
    "\n2、",
    "\n（1）",
    "\n一、单项选择题",
    "【答案】",
    "\n难度：易",
    "【单选】",
    "编号：a",
    "_x000D_",
    "_x005F_",
    "TRUE",
    "FALSE",
    "T",
    "🏗",
    "👷🏽‍♀️",
    "𠮷",
    "𮧵",
    "é",
    "ﬁ",
    "\u{200B}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{2028}",
    "正确",
    "错误",
    "￥",
];

fn text(longest: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(&PIECES[..]).prop_map(str::to_owned),
        2 => "[一-龥]{1,6}",
        1 => "[ -~]{1,8}",
        1 => any::<char>().prop_filter("texts hold no control character", is_fit).prop_map(String::from),
    ];
    vec(piece, 1..longest)
        .prop_map(|pieces| pieces.concat())
        .prop_map(|text| normal(&text))
        .prop_filter("not empty", |text| !text.is_empty())
}

/// Control characters never; the two that XML lacks have a test of their own.
fn is_fit(c: &char) -> bool {
    !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn normal(text: &str) -> String {
    text.trim().nfc().collect()
}

fn facts() -> impl Strategy<Value = Vec<FactId>> {
    btree_set("F[0-9]{3}|[A-Za-z0-9._-]{1,8}", 1..4).prop_map(|ids| ids.into_iter().map(FactId).collect())
}

fn item(kind: Kind) -> BoxedStrategy<Item> {
    let explanation = prop_oneof![1 => Just(String::new()), 4 => text(8)];
    let rest = (text(8), explanation, facts());
    let choices: BoxedStrategy<(Vec<String>, Choice)> = match kind {
        Kind::TrueFalse => select(&[Choice::TRUE, Choice::FALSE][..]).prop_map(|right| (Vec::new(), right)).boxed(),
        _ => vec(text(4), 2..=Choice::MAX_OPTIONS)
            .prop_flat_map(move |options| {
                let count = u8::try_from(options.len()).unwrap();
                let right = if kind == Kind::Single { 1..=1 } else { 1..=options.len() };
                let right = subsequence((0..count).collect::<Vec<_>>(), right);
                (Just(options), right.prop_map(|indexes| indexes.into_iter().collect()))
            })
            .boxed(),
    };
    (rest, choices)
        .prop_map(|((stem, explanation, facts), (options, right))| Item { stem, options, right, explanation, facts })
        .boxed()
}

fn item_kind() -> impl Strategy<Value = Kind> {
    select(&[Kind::Single, Kind::Multiple, Kind::TrueFalse][..])
}

fn part() -> impl Strategy<Value = Part> {
    let score = prop_oneof![Just(100), Just(150), 1..2_000_u32];
    item_kind().prop_flat_map(item_of).prop_flat_map(move |(kind, item)| {
        score.clone().prop_map(move |score| Part { kind, score, item: item.clone() })
    })
}

fn item_of(kind: Kind) -> impl Strategy<Value = (Kind, Item)> {
    (Just(kind), item(kind))
}

fn body() -> impl Strategy<Value = (Kind, Vec<FactId>, Body)> {
    prop_oneof![
        3 => item_kind().prop_flat_map(item_of).prop_map(|(kind, item)| (kind, item.facts.clone(), Body::Item(item))),
        1 => (text(8), vec(part(), 1..5), facts())
            .prop_map(|(stem, parts, facts)| (Kind::Case, facts, Body::Case(Case { stem, parts }))),
    ]
}

fn question() -> impl Strategy<Value = Question> {
    let codes = (select(Point::ALL), select(Difficulty::ALL), select(Purpose::ALL));
    ("[a-z0-9-]{1,12}", codes, body()).prop_map(|(id, (point, difficulty, purpose), (kind, facts, body))| Question {
        id: QuestionId(id),
        kind,
        point,
        difficulty,
        purpose,
        facts,
        body,
    })
}

/// Each id once.
pub fn questions() -> impl Strategy<Value = Vec<Question>> {
    vec(question(), 0..6).prop_map(|mut questions| {
        let mut seen = std::collections::BTreeSet::new();
        questions.retain(|question| seen.insert(question.id.clone()));
        questions
    })
}
