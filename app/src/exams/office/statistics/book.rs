//! How do the figures leave the house? A workbook of everything that the page and its questions' pages show: the exam as a
//! whole, how the scores spread, each question, and who chose which option. No text of a question is in it.

use question_bank::statistics::{ExamFigures, ItemFigures, OptionFigures};
use registry::exams::statistics::Figures;
use registry::{Fault, Instant};

use super::{COLUMNS, advice, decimal, figure, name};
use crate::lang::Lang;
use crate::ui::sheet::{Leaf, Value, workbook_of};

const OPTION_COLUMNS: [&str; 9] =
    ["question", "option", "right", "share", "group_1", "group_2", "group_3", "group_4", "group_5"];

pub fn book(lang: Lang, at: Instant, figures: &Figures) -> Result<Vec<u8>, Fault> {
    let items = &figures.statistics.items;
    let leaf = |title: &str, columns: Vec<String>, rows| Leaf { name: lang.code("statistics", title), columns, rows };
    let titles = |keys: &[&str]| keys.iter().map(|key| lang.code("statistics", key)).collect::<Vec<_>>();
    let options = items.iter().flat_map(|item| item.options.iter().map(move |option| (item, option)));
    workbook_of(
        at,
        &[
            leaf("items", titles(&COLUMNS), items.iter().map(|item| values(lang, figures, item)).collect()),
            leaf("exam", titles(&["figure", "value"]), whole(lang, &figures.statistics.exam)),
            leaf("spread", titles(&["spread", "attempts"]), spread(lang, figures)),
            leaf(
                "options",
                titles(&OPTION_COLUMNS),
                options.map(|(item, option)| chosen(lang, figures, item, option)).collect(),
            ),
        ],
    )
}

fn whole(lang: Lang, exam: &ExamFigures) -> Vec<Vec<Value>> {
    let points = |value: Option<f64>| value.map(|value| decimal(value / 100.0, 2));
    let plain = |value: Option<f64>| value.map(|value| decimal(value, 2));
    let line = |key: &str, value: Option<String>| {
        let none = || lang.t("statistics.no_figure");
        vec![Value::text(lang.code("statistics", key)), Value::Figure(value.unwrap_or_else(none))]
    };
    let mut lines = vec![
        vec![Value::text(lang.t("statistics.attempts")), Value::number(exam.attempts)],
        line("mean", points(exam.mean)),
        line("median", points(exam.median)),
        line("deviation", points(exam.deviation)),
        line("skewness", plain(exam.skewness)),
        line("kurtosis", plain(exam.kurtosis)),
        line("consistency", plain(exam.consistency)),
        line("error_ratio", plain(exam.error_ratio)),
        line("standard_error", points(exam.standard_error)),
    ];
    let said = exam.findings.iter().map(|finding| lang.code("statistics.exam_findings", finding.code()));
    lines.extend(said.map(|sentence| vec![Value::text(lang.t("statistics.findings")), Value::text(sentence)]));
    lines
}

fn spread(lang: Lang, figures: &Figures) -> Vec<Vec<Value>> {
    let tenths = (0_i64..).zip(figures.spread);
    let line = |(tenth, count): (i64, i64)| {
        let (from, to) = ((tenth * 10).to_string(), (tenth * 10 + 10).to_string());
        vec![Value::text(lang.fill("statistics.tenth", &[("from", &from), ("to", &to)])), Value::number(count)]
    };
    tenths.map(line).collect()
}

fn values(lang: Lang, figures: &Figures, item: &ItemFigures) -> Vec<Value> {
    vec![
        Value::text(name(figures, item.item)),
        Value::text(lang.code("kinds", item.form.kind.code())),
        Value::number(item.attempts),
        Value::Figure(item.facility.map_or_else(String::new, |share| decimal(share, 3))),
        Value::Figure(figure(item.discrimination)),
        Value::Figure(figure(item.efficiency)),
        Value::Figure(figure(item.effective_weight)),
        Value::text(advice(lang, item).join(" ")),
    ]
}

fn chosen(lang: Lang, figures: &Figures, item: &ItemFigures, option: &OptionFigures) -> Vec<Value> {
    let share = |share: Option<f64>| Value::Figure(share.map_or_else(String::new, |share| decimal(share, 3)));
    let right = if option.is_right { lang.t("questions.right") } else { String::new() };
    let mut values = vec![
        Value::text(name(figures, item.item)),
        Value::text(question_bank::choice::option_letter(option.option).to_string()),
        Value::text(right),
        share(option.share),
    ];
    values.extend(option.by_group.map(share));
    values
}
