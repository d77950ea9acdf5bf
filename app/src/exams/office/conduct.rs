//! How is the conduct of an exam asked for and told: what a pass takes beside the pass line, the order of the questions, who
//! opens it, from where one may begin?

use leptos::prelude::*;
use question_bank::pass::SectionMinimum;
use question_bank::{Demands, Kind, Point};
use registry::Refusal;
use registry::exams::conduct::{Begins, Conduct, Order, networks};
use registry::exams::list::ExamView;

use super::arranging::ArrangeForm;
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::facts::Fact;
use crate::ui::field::Field;

/// The field of each section's minimum.
const MINIMUMS: [(Kind, &str); 4] = [
    (Kind::Single, "minimum_single"),
    (Kind::Multiple, "minimum_multiple"),
    (Kind::TrueFalse, "minimum_true_false"),
    (Kind::Case, "minimum_case"),
];

/// What the form says of it; every field that cannot be read is named at once.
pub fn read(form: &ArrangeForm) -> Result<Conduct, Vec<Refusal>> {
    let (mut sections, mut reasons) = (Vec::new(), Vec::new());
    for ((section, field), typed) in MINIMUMS.into_iter().zip(form.minimums()) {
        match hundredths(typed) {
            Some(0) => {}
            Some(score) => sections.push(SectionMinimum { section, score }),
            None => reasons.push(Refusal::on(field, "exams.minimum_unreadable")),
        }
    }
    let order = Order::parse(&form.order);
    let begins = Begins::parse(&form.begins);
    let inside = networks(&form.networks);
    if order.is_none() {
        reasons.push(Refusal::on("order", "exams.order_missing"));
    }
    if begins.is_none() {
        reasons.push(Refusal::on("begins", "exams.begins_missing"));
    }
    let every_right =
        Point::ALL.iter().copied().filter(|point| form.every_right.iter().any(|code| code == point.code()));
    let demands = Demands { sections, every_right: every_right.collect() };
    match (order, begins, inside) {
        (Some(order), Some(begins), Ok(networks)) if reasons.is_empty() => {
            Ok(Conduct { demands, order, begins, networks })
        }
        (.., inside) => {
            reasons.extend(inside.err());
            Err(reasons)
        }
    }
}

/// Points as typed, with at most two decimals; nothing is nothing.
fn hundredths(typed: &str) -> Option<u32> {
    let typed = typed.trim();
    let (whole, rest) = typed.split_once('.').unwrap_or((typed, ""));
    if typed.is_empty() {
        return Some(0);
    }
    let is_short = whole.len() <= 4 && rest.len() <= 2 && !whole.is_empty();
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(is_short && is_digits(whole) && is_digits(rest)) {
        return None;
    }
    let rest: u32 = format!("{rest:0<2}").parse().ok()?;
    whole.parse::<u32>().ok().map(|whole| whole * 100 + rest)
}

/// Puts what is arranged into the fields.
pub fn fill(mut form: ArrangeForm, lang: Lang, conduct: &Conduct) -> ArrangeForm {
    let minimum = |kind: Kind| {
        let found = conduct.demands.sections.iter().find(|one| one.section == kind);
        found.map_or_else(String::new, |one| lang.points(one.score.into()))
    };
    let [single, multiple, true_false, case] = MINIMUMS.map(|(kind, _)| minimum(kind));
    (form.minimum_single, form.minimum_multiple) = (single, multiple);
    (form.minimum_true_false, form.minimum_case) = (true_false, case);
    form.every_right = conduct.demands.every_right.iter().map(|point| point.code().to_owned()).collect();
    form.order = conduct.order.code().to_owned();
    form.begins = conduct.begins.code().to_owned();
    let networks: Vec<String> = conduct.networks.iter().map(ToString::to_string).collect();
    form.networks = networks.join("\n");
    form
}

/// The fields.
pub fn part(lang: Lang, exam: &ExamView, form: &ArrangeForm, mistakes: &Mistakes) -> AnyView {
    let has = |kind: Kind| exam.blueprint.cells.iter().any(|cell| cell.kind == kind);
    let minimums = MINIMUMS.into_iter().zip(form.minimums()).filter(|((kind, _), _)| has(*kind));
    let minimums = minimums.map(|((kind, field), typed)| {
        let label = lang.fill("exams.conduct.minimum", &[("kind", &lang.code("kinds", kind.code()))]);
        Field::text(field, label, typed.to_owned()).inputmode("decimal").short().optional().view(mistakes)
    });
    let points = Point::ALL.iter().filter(|point| exam.blueprint.cells.iter().any(|cell| cell.point == **point));
    let points = points.map(|point| Choosable::new(point.code(), lang.code("points", point.code()))).collect();
    let told = |group: &str, code: &'static str| {
        Choosable::new(code, lang.code(group, code)).hint(lang.code(&format!("{group}_hints"), code))
    };
    let orders = Order::ALL.map(|order| told("exams.conduct.orders", order.code())).to_vec();
    let begins = Begins::ALL.map(|begins| told("exams.conduct.begins", begins.code())).to_vec();
    view! {
        <h3>{lang.t("exams.conduct.demands")}</h3>
        <p class="hint">{lang.t("exams.conduct.minimum_hint")}</p>
        {minimums.collect_view()}
        {Choice::several("every_right", lang.t("exams.conduct.every_right"), points, &form.every_right)
            .hint(lang.t("exams.conduct.every_right_hint"))
            .optional()
            .view(mistakes)}
        <h3>{lang.t("exams.conduct.title")}</h3>
        {Choice::one("order", lang.t("exams.conduct.order"), orders, &form.order).view(mistakes)}
        {Choice::one("begins", lang.t("exams.conduct.begin"), begins, &form.begins).view(mistakes)}
        {SafeTextarea::new("networks", lang.t("exams.conduct.networks"), form.networks.clone())
            .hint(lang.t("exams.conduct.networks_hint"))
            .rows(3)
            .maxlength(1_000)
            .optional()
            .view(mistakes)}
    }
    .into_any()
}

/// What is out of the usual, for the list of what is known.
pub fn known(lang: Lang, conduct: &Conduct) -> Vec<Fact> {
    let mut known: Vec<Fact> = demands(lang, &conduct.demands)
        .into_iter()
        .map(|words| Fact::text(lang.t("exams.conduct.demands"), words))
        .collect();
    if conduct.order != Order::Free {
        let words = lang.code("exams.conduct.orders", conduct.order.code());
        known.push(Fact::text(lang.t("exams.conduct.order"), words));
    }
    if conduct.begins != Begins::WithWindow {
        let words = lang.code("exams.conduct.begins", conduct.begins.code());
        known.push(Fact::text(lang.t("exams.conduct.begin"), words));
    }
    if !conduct.networks.is_empty() {
        let networks: Vec<String> = conduct.networks.iter().map(ToString::to_string).collect();
        known.push(Fact::text(lang.t("exams.conduct.networks"), networks.join(&lang.t("exams.list_separator"))));
    }
    known
}

/// Each demand in words.
pub fn demands(lang: Lang, demands: &Demands) -> Vec<String> {
    let sections = demands.sections.iter().map(|one| {
        let words = [("kind", lang.code("kinds", one.section.code())), ("n", lang.points(one.score.into()))];
        lang.fill("exams.conduct.needs_section", &words.each_ref().map(|(name, text)| (*name, text.as_str())))
    });
    let points = demands
        .every_right
        .iter()
        .map(|point| lang.fill("exams.conduct.needs_point", &[("point", &lang.code("points", point.code()))]));
    sections.chain(points).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_to_the_hundredth_and_nothing_else() {
        for (typed, expected) in [("", Some(0)), (" 12 ", Some(1_200)), ("7.5", Some(750)), ("0.25", Some(25))] {
            assert_eq!(hundredths(typed), expected, "{typed}");
        }
        for wrong in ["-1", "1,5", "一", "1.234", ".", "12345", "1e3"] {
            assert_eq!(hundredths(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_arranged_comes_back_from_its_fields() {
        let conduct = Conduct {
            demands: Demands {
                sections: vec![SectionMinimum { section: Kind::Multiple, score: 1_250 }],
                every_right: vec![Point::Platform],
            },
            order: Order::Sequential,
            begins: Begins::OnCommand,
            networks: networks("10.0.0.0/8\n192.168.1.7").unwrap(),
        };
        let form = fill(ArrangeForm::default(), Lang::Chinese, &conduct);
        assert_eq!(read(&form).unwrap(), conduct);
        let codes: Vec<_> = read(&ArrangeForm::default()).unwrap_err().iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["exams.order_missing", "exams.begins_missing"]);
    }
}
