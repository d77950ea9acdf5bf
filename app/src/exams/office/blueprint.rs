//! How is the plan of a paper filled in? A table of the standard's rows with a number per difficulty; a cell of nothing is
//! left out.

use leptos::prelude::*;
use question_bank::{Blueprint, Cell, Difficulty, Kind, MultipleRule, Point};
use registry::Refusal;

use crate::form::Mistakes;
use crate::lang::Lang;

/// One row of the form: so many questions of a kind and a point are worth `score` hundredths each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    kind: Kind,
    point: Point,
    score: u32,
}

/// The rows in the order of the form and of its numbers.
fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for cell in Blueprint::standard().cells {
        let row = Row { kind: cell.kind, point: cell.point, score: cell.score };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

/// The standard's numbers, row by row, one per difficulty.
pub fn standard_counts() -> Vec<String> {
    let standard = Blueprint::standard();
    let count = |row: Row, difficulty: Difficulty| {
        let is_meant = |cell: &&Cell| (cell.kind, cell.point, cell.difficulty) == (row.kind, row.point, difficulty);
        standard.cells.iter().find(is_meant).map_or(0, |cell| cell.count)
    };
    let counts = rows().into_iter().flat_map(|row| Difficulty::ALL.iter().map(move |d| (row, *d)));
    counts.map(|(row, difficulty)| count(row, difficulty).to_string()).collect()
}

/// # Errors
/// `exams.count_unreadable` when a number is none, or one is missing.
pub fn read(counts: &[String], multiple_rule: &str) -> Result<Blueprint, Refusal> {
    let unreadable = || Refusal::on("blueprint", "exams.count_unreadable");
    let rows = rows();
    if counts.len() != rows.len() * Difficulty::ALL.len() {
        return Err(unreadable());
    }
    let mut cells = Vec::new();
    for (row, counts) in rows.into_iter().zip(counts.chunks(Difficulty::ALL.len())) {
        for (difficulty, count) in Difficulty::ALL.iter().zip(counts) {
            let count = if count.trim().is_empty() { 0 } else { count.trim().parse().map_err(|_| unreadable())? };
            if count > 0 {
                cells.push(Cell { point: row.point, kind: row.kind, difficulty: *difficulty, count, score: row.score });
            }
        }
    }
    let multiple_rule = multiple_rule.parse::<MultipleRule>().unwrap_or(MultipleRule::Builder);
    Ok(Blueprint { cells, multiple_rule })
}

/// The table of the form; the summary of mistakes leads to it.
pub fn table(lang: Lang, counts: &[String], mistakes: &Mistakes) -> AnyView {
    let heads = Difficulty::ALL.iter().map(|difficulty| {
        view! { <th scope="col" class="number">{lang.code("difficulties", difficulty.code())}</th> }
    });
    let lines = rows().into_iter().enumerate().map(|(place, row)| line(lang, row, counts, place)).collect_view();
    let errors = mistakes.all().into_iter().filter(|(field, _)| *field == Some("blueprint"));
    let errors = errors.map(|(_, sentence)| view! { <p class="error">{sentence}</p> }).collect_view();
    view! {
        <fieldset class="field" id="blueprint" tabindex="-1">
            <legend>{lang.t("exams.blueprint.title")}</legend>
            <p class="hint">{lang.t("exams.blueprint.hint")}</p>
            {errors}
            <div class="table-scroll" role="region" tabindex="0" aria-label=lang.t("exams.blueprint.title")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{lang.t("exams.blueprint.kind")}</th>
                            <th scope="col">{lang.t("exams.blueprint.point")}</th>
                            <th scope="col" class="number">{lang.t("exams.blueprint.score")}</th>
                            {heads.collect_view()}
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </fieldset>
    }
    .into_any()
}

fn line(lang: Lang, row: Row, counts: &[String], place: usize) -> AnyView {
    let (kind, point) = (lang.code("kinds", row.kind.code()), lang.code("points", row.point.code()));
    let inputs = Difficulty::ALL.iter().enumerate().map(|(column, difficulty)| {
        let name = format!("{kind}, {point}, {}", lang.code("difficulties", difficulty.code()));
        let value = counts.get(place * Difficulty::ALL.len() + column).cloned().unwrap_or_default();
        view! {
            <td class="number">
                <input name="counts" type="number" min="0" max="99" inputmode="numeric" value=value aria-label=name/>
            </td>
        }
    });
    view! {
        <tr>
            <td>{kind.clone()}</td>
            <td>{point.clone()}</td>
            <td class="number">{lang.points(row.score.into())}</td>
            {inputs.collect_view()}
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_untouched_is_the_standard_blueprint() {
        let read = read(&standard_counts(), "builder").unwrap();
        let sorted = |blueprint: Blueprint| {
            let mut cells = blueprint.cells;
            cells.sort_by_key(|cell| (cell.kind, cell.point, cell.difficulty));
            cells
        };
        assert_eq!(sorted(read), sorted(Blueprint::standard()));
    }

    #[test]
    fn what_is_no_number_is_refused_and_an_empty_cell_is_left_out() {
        let mut counts = standard_counts();
        counts[0] = " ".into();
        let cells = Blueprint::standard().cells.len();
        assert_eq!(read(&counts, "strict").unwrap().cells.len(), cells - 1);
        for wrong in ["x", "-1", "1.5"] {
            counts[0] = wrong.into();
            assert_eq!(read(&counts, "builder").unwrap_err().code, "exams.count_unreadable", "{wrong}");
        }
        assert!(read(&counts[1..], "builder").is_err());
    }
}
