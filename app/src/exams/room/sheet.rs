//! Which questions are answered, marked, empty? The answer sheet 答题卡: a link per question, told apart by sign and word,
//! not by colour alone.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::setting::fill;
use super::sitting::Sitting;

const ANSWERED_SIGN: &str = "✓";
const MARKED_SIGN: &str = "★";

pub fn answer_sheet(sitting: Sitting) -> AnyView {
    let sections = sitting.setting.with_value(|setting| {
        let places: Vec<usize> = setting.items.iter().map(|item| item.section).collect();
        let names = setting.sections.iter().map(|section| section.name.clone()).enumerate();
        names
            .map(|(section, name)| {
                let of_section = (0..places.len()).filter(|index| places[*index] == section);
                let cells = of_section.map(|index| cell(sitting, index)).collect_view();
                view! { <h3>{name}</h3><ol>{cells}</ol> }
            })
            .collect_view()
    });
    let given = move || {
        let count = sitting.setting.with_value(|setting| setting.items.len());
        let given = sitting.outbox.with(|outbox| (0..count).filter(|index| outbox.answer(*index).is_given()).count());
        format!("{given} / {count}")
    };
    view! {
        <nav class="card answer-sheet" aria-labelledby="answer-sheet">
            <h2 id="answer-sheet">{sitting.text(|texts| &texts.sheet)}<small>{given}</small></h2>
            <p class="legend" aria-hidden="true">
                <span><i class="answered">{ANSWERED_SIGN}</i>{sitting.text(|texts| &texts.answered)}</span>
                <span><i>{MARKED_SIGN}</i>{sitting.text(|texts| &texts.marked)}</span>
                <span><i class="empty"></i>{sitting.text(|texts| &texts.empty)}</span>
            </p>
            {sections}
        </nav>
    }
    .into_any()
}

fn cell(sitting: Sitting, index: usize) -> AnyView {
    let address = sitting.setting.with_value(|setting| format!("{}?q={}", setting.links.room, index + 1));
    let open = move |event: MouseEvent| {
        event.prevent_default();
        sitting.show(index);
    };
    let signs = move || {
        let answer = sitting.answer(index);
        let (given, marked) = (answer.is_given(), answer.is_marked());
        [given.then_some(ANSWERED_SIGN), marked.then_some(MARKED_SIGN)].into_iter().flatten().collect::<String>()
    };
    let words = move || {
        let answer = sitting.answer(index);
        let number = fill(&sitting.text(|texts| &texts.number), index + 1);
        let state = sitting.text(|texts| if answer.is_given() { &texts.answered } else { &texts.empty });
        let mark = answer.is_marked().then(|| sitting.text(|texts| &texts.marked));
        [Some(number), Some(state), mark].into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let class = move || if sitting.answer(index).is_given() { "answered" } else { "empty" };
    let here = move || (sitting.current.get() == index).then_some("true");
    view! {
        <li>
            <a href=address class=class aria-current=here aria-label=words on:click=open>
                <span>{index + 1}</span><span class="sign">{signs}</span>
            </a>
        </li>
    }
    .into_any()
}
