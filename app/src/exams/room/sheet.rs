//! Which questions are answered, marked, empty? The answer sheet 答题卡: a link per question. Filled is answered, hollow is
//! empty, a corner is marked, a ring is here; each is a word for those who do not see it.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::setting::{Answer, Text, fill};
use super::sitting::Sitting;

pub fn answer_sheet(sitting: Sitting) -> impl IntoView {
    let (count, sections, hand_in) = sitting.setting.with_value(|setting| {
        let places: Vec<usize> = setting.items.iter().map(|item| item.section).collect();
        let names = setting.sections.iter().map(|section| section.name.clone());
        let sections = names.enumerate().map(|(section, name)| {
            let cells = (0..places.len()).filter(|index| places[*index] == section).map(|index| cell(sitting, index));
            view! { <h3>{name}</h3><ol class="sheet">{cells.collect_view()}</ol> }
        });
        (places.len(), sections.collect_view(), setting.links.hand_in.clone())
    });
    let counted = move |fits: fn(Answer) -> bool| {
        move || sitting.outbox.with(|outbox| (0..count).filter(|index| fits(outbox.answer(*index))).count())
    };
    let leave = move |event: MouseEvent| {
        event.prevent_default();
        sitting.leave();
    };
    view! {
        <nav aria-labelledby="answer-sheet">
            <h2 id="answer-sheet">{sitting.text(Text::Sheet)}</h2>
            <ul class="sheet-key">
                <li><i class="answered"></i>{sitting.text(Text::Answered)}" "{counted(Answer::is_given)}</li>
                <li><i></i>{sitting.text(Text::Empty)}" "{counted(|answer| !answer.is_given())}</li>
                <li><i class="marked"></i>{sitting.text(Text::Marked)}" "{counted(Answer::is_marked)}</li>
            </ul>
            {sections}
        </nav>
        <p><a class="button secondary" href=hand_in on:click=leave>{sitting.text(Text::HandIn)}</a></p>
    }
}

fn cell(sitting: Sitting, index: usize) -> impl IntoView {
    let address = sitting.setting.with_value(|setting| format!("{}?q={}", setting.links.room, index + 1));
    let open = move |event: MouseEvent| {
        event.prevent_default();
        sitting.show(index);
    };
    let words = move || {
        let answer = sitting.answer(index);
        let number = fill(&sitting.text(Text::Number), index + 1);
        let state = sitting.text(if answer.is_given() { Text::Answered } else { Text::Empty });
        let mark = if answer.is_marked() { format!(", {}", sitting.text(Text::Marked)) } else { String::new() };
        format!("{number}, {state}{mark}")
    };
    let class = move || match (sitting.answer(index).is_given(), sitting.answer(index).is_marked()) {
        (true, true) => "answered marked",
        (true, false) => "answered",
        (false, true) => "marked",
        (false, false) => "",
    };
    let here = move || (sitting.current.get() == index).then_some("true");
    view! { <li><a href=address class=class aria-current=here aria-label=words on:click=open>{index + 1}</a></li> }
}
