//! How do the numbers compare? Bars beside a table's figures, lines over a time, drawn by us without script or inline
//! style: places are percentages, words are HTML, so that large type, dark colours and print need nothing of their own.

use leptos::prelude::*;

use crate::lang::Lang;

/// One bar: what is counted, how many, and where the rows behind the number are.
pub struct Bar {
    name: String,
    value: i64,
    path: Option<String>,
}

impl Bar {
    pub fn new(name: impl Into<String>, value: i64) -> Self {
        Self { name: name.into(), value, path: None }
    }

    pub fn leads_to(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }
}

/// A table whose middle column draws the figures. Negative values draw nothing.
pub fn bars(title: impl Into<String>, bars: Vec<Bar>) -> AnyView {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let rows = bars.into_iter().map(|bar| {
        let width = percent(bar.value.max(0), most);
        let name = match bar.path {
            Some(path) => view! { <a href=path>{bar.name}</a> }.into_any(),
            None => bar.name.into_any(),
        };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td aria-hidden="true"><svg><rect width=width height="100%"></rect></svg></td>
                <td class="number">{bar.value}</td>
            </tr>
        }
    });
    view! { <table class="chart bars"><caption>{title.into()}</caption><tbody>{rows.collect_view()}</tbody></table> }
        .into_any()
}

/// Values in the order of the chart's labels; `None` where there is none, which breaks the line.
pub struct Series {
    name: String,
    values: Vec<Option<i64>>,
}

impl Series {
    pub fn new(name: impl Into<String>, values: Vec<Option<i64>>) -> Self {
        Self { name: name.into(), values }
    }
}

/// Up to three lines from zero upwards, told apart by dashes and marks, with their table folded away below.
/// `what` says in a sentence what is to be seen.
pub fn lines(
    lang: Lang,
    title: impl Into<String>,
    what: impl Into<String>,
    labels: &[String],
    series: Vec<Series>,
) -> AnyView {
    let most = series.iter().flat_map(|series| &series.values).flatten().max().copied().unwrap_or(0);
    let (step, ticks) = scale(most);
    let top = step * ticks;
    let across = (0..=ticks).map(|tick| {
        let y = percent(tick, ticks);
        view! { <line class="grid" x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    let heights = (0..=ticks).rev().map(|tick| view! { <span>{tick * step}</span> }).collect_view();
    // many labels: each second one, with the room of two
    let (each, class) =
        if labels.len() > 8 && labels.len().is_multiple_of(2) { (2, "names pairs") } else { (1, "names") };
    let names = labels.iter().step_by(each).map(|label| view! { <span>{label.clone()}</span> }).collect_view();
    let legend = series.iter().zip(1..).map(|(series, number)| {
        view! { <li><svg class=format!("s{number}")><line x2="100%" y1="50%" y2="50%"></line>{mark(number, "50%".into(), "50%".into())}</svg>{series.name.clone()}</li> }
    });
    let legend = legend.collect_view();
    let drawn = series.iter().zip(1..).map(|(series, number)| line(number, &series.values, labels.len(), top));
    view! {
        <figure class="chart">
            <figcaption>{title.into()}</figcaption>
            <ul class="legend" aria-hidden="true">{legend}</ul>
            <div class="plot">
                <div class="heights" aria-hidden="true">{heights}</div>
                <svg role="img" aria-label=what.into()>{across.collect_view()}{drawn.collect_view()}</svg>
                <div class=class aria-hidden="true">{names}</div>
            </div>
            <details><summary>{lang.t("ui.chart_data")}</summary>{sheet(lang, labels, series)}</details>
        </figure>
    }
    .into_any()
}

fn line(number: usize, values: &[Option<i64>], places: usize, top: i64) -> AnyView {
    let width = i64::try_from(places.max(1)).unwrap_or(i64::MAX);
    // Each label has a stripe of its own; the mark stands in the stripe's middle.
    let spot = |(place, value): (i64, &Option<i64>)| {
        value.map(|value| (percent(2 * place + 1, 2 * width), percent(top - value.clamp(0, top), top)))
    };
    let spots: Vec<Option<(String, String)>> = (0..).zip(values).map(spot).collect();
    let parts = spots.windows(2).filter_map(|pair| match pair {
        [Some((x1, y1)), Some((x2, y2))] => {
            Some(view! { <line x1=x1.clone() y1=y1.clone() x2=x2.clone() y2=y2.clone()></line> })
        }
        _ => None,
    });
    let parts = parts.collect_view();
    let marks = spots.into_iter().flatten().map(|(x, y)| mark(number, x, y)).collect_view();
    view! { <g class=format!("s{number}")>{parts}{marks}</g> }.into_any()
}

/// A dot, a square, a triangle.
fn mark(number: usize, x: String, y: String) -> AnyView {
    let path = match number {
        1 => "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
        2 => "M-4-4h8v8h-8z",
        _ => "M0-5L5 4H-5z",
    };
    view! { <svg class="mark" x=x y=y><path d=path></path></svg> }.into_any()
}

fn sheet(lang: Lang, labels: &[String], series: Vec<Series>) -> AnyView {
    let heads =
        series.iter().map(|series| view! { <th scope="col" class="number">{series.name.clone()}</th> }).collect_view();
    let rows = labels.iter().enumerate().map(|(place, label)| {
        let cells = series.iter().map(|series| {
            let value = series.values.get(place).copied().flatten();
            view! { <td class="number">{value.map_or("—".to_owned(), |value| value.to_string())}</td> }
        });
        view! { <tr><th scope="row">{label.clone()}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table>
                <thead><tr><th scope="col">{lang.t("ui.chart_place")}</th>{heads}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The step between two lines of the grid, one of 1, 2, 5, 10, 20 and so on, and how many steps reach `most`: at most five.
fn scale(most: i64) -> (i64, i64) {
    let mut decade = 1;
    loop {
        for step in [decade, 2 * decade, 5 * decade] {
            if most <= 5 * step {
                return (step, (most.max(1) + step - 1) / step);
            }
        }
        decade *= 10;
    }
}

/// `12.34%`
fn percent(part: i64, whole: i64) -> String {
    let hundredths = part * 10_000 / whole.max(1);
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_has_round_numbers_and_reaches_the_highest_value() {
        assert_eq!(
            [0, 1, 5, 6, 23, 100, 101, 4000].map(scale),
            [(1, 1), (1, 1), (1, 5), (2, 3), (5, 5), (20, 5), (50, 3), (1000, 4)]
        );
    }

    #[test]
    fn a_missing_value_breaks_the_line() {
        let html = line(1, &[Some(0), Some(5), None, Some(10)], 4, 10).to_html();
        assert_eq!((html.matches("<line").count(), html.matches("class=\"mark\"").count()), (1, 3), "{html}");
        assert!(html.contains("x1=\"12.50%\" y1=\"100.00%\" x2=\"37.50%\" y2=\"50.00%\""), "{html}");
    }

    #[test]
    fn figures_stand_beside_the_drawing_and_no_inline_style() {
        let drawn = bars("各区", vec![Bar::new("崇川", 8).leads_to("/x"), Bar::new("通州", 2)]).to_html();
        assert!(drawn.contains("width=\"25.00%\"") && drawn.contains("class=\"number\">2<"), "{drawn}");
        let labels = ["1月".to_owned(), "2月".to_owned()];
        let html =
            lines(Lang::Chinese, "发证", "逐月上升", &labels, vec![Series::new("新发", vec![Some(3), None])]).to_html();
        assert!(html.contains("<tbody") && html.contains("—") && html.contains("逐月上升"), "{html}");
        assert!(!html.contains("style=") && !drawn.contains("style="));
    }
}
