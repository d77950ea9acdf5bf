//! How will a question look in the exam room, before anybody sits there? For those who write and judge it.

use leptos::prelude::*;
use question_bank::paper::CasePart;
use question_bank::{Blueprint, CandidateItem, Kind};
use registry::questions::manuscript::Manuscript;

use super::room::setting::{AtEnd, Drawer, Kept, Links, Setting};
use super::room::specimens;
use super::seat::{room_item, section, texts};
use crate::lang::Lang;

/// The question view of the room, with what is written so far. Options stand in the order of the manuscript; a paper
/// shuffles them.
pub fn specimen(lang: Lang, manuscript: &Manuscript) -> AnyView {
    let blueprint = Blueprint::standard();
    let usual = blueprint.cells.iter().find(|cell| cell.kind == manuscript.kind).map_or(0, |cell| cell.score);
    let items: Vec<CandidateItem> = (0..)
        .zip(&manuscript.passages)
        .map(|(at, passage)| {
            let is_part = manuscript.kind == Kind::Case;
            CandidateItem {
                number: u16::from(at) + 1,
                section: manuscript.kind,
                kind: passage.kind,
                score: if is_part { passage.hundredths().unwrap_or(0) } else { usual },
                part: is_part.then_some(CasePart { case: 1, part: at }),
                case_stem: is_part.then(|| manuscript.story.clone()),
                stem: passage.stem.clone(),
                options: passage.options.iter().filter(|option| !option.trim().is_empty()).cloned().collect(),
            }
        })
        .collect();
    let kinds = [manuscript.kind];
    specimens(Setting {
        title: String::new(),
        sections: vec![section(lang, manuscript.kind, blueprint.multiple_rule)],
        answers: vec![Kept::default(); items.len()],
        items: items.iter().map(|item| room_item(lang, item, &kinds)).collect(),
        current: 0,
        ticket: String::new(),
        drawer: Drawer { attempt: String::new(), key: String::new(), epoch: 0 },
        deadline: 0,
        server_now: 0,
        links: Links {
            api: String::new(),
            forms: String::new(),
            hand_in: String::new(),
            submission: String::new(),
            room: String::new(),
            events: String::new(),
        },
        notices: Vec::new(),
        at_end: AtEnd::HandsIn,
        texts: texts(lang),
    })
}
