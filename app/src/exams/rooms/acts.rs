//! What can be done for one candidate now? The acts that fit where the attempt stands and what the visitor may.

use leptos::prelude::*;
use registry::exams::rooms::board::{Identity, Line, Place};
use registry::permissions::{Object, Verb, widest};

use super::{may, may_attend};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::people::pages::document_choice;
use crate::ui::area::SafeTextarea;
use crate::ui::confirm::Confirm;
use crate::ui::field::Field;
use crate::visit::Visit;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Message,
    ExtraTime,
    Pause,
    Resume,
    Unlock,
    Identity,
    Void,
    Reopen,
    Lift,
}

impl Act {
    const ALL: [Self; 9] = [
        Self::Message,
        Self::ExtraTime,
        Self::Pause,
        Self::Resume,
        Self::Unlock,
        Self::Identity,
        Self::Void,
        Self::Reopen,
        Self::Lift,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::ExtraTime => "extra_time",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Unlock => "unlock",
            Self::Identity => "identity",
            Self::Void => "void",
            Self::Reopen => "reopen",
            Self::Lift => "lift",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.code() == code)
    }

    fn fits(self, visit: &Visit, line: &Line) -> bool {
        let (proctor, chief) = (may_attend(visit), may(visit, Verb::Decide));
        match self {
            Self::Message => proctor && line.place.is_open(),
            Self::ExtraTime => chief && line.place.is_open(),
            Self::Pause => proctor && matches!(line.place, Place::Sitting | Place::Locked),
            Self::Resume => proctor && line.place == Place::Paused,
            Self::Unlock => proctor && line.place == Place::Locked,
            Self::Identity => {
                line.identity == Identity::Unconfirmed
                    && widest(&visit.ctx, Verb::Create, Object::IdentityConfirmation).is_some()
            }
            Self::Void => proctor && line.place != Place::Void && line.proposed.is_none(),
            Self::Reopen => chief && !line.place.is_open() && line.place != Place::Void && line.proposed.is_none(),
            Self::Lift => chief && line.place == Place::Void && line.proposed.is_none(),
        }
    }
}

/// What stands in the form that is open.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub body: String,
    pub minutes: String,
    pub reason: String,
    pub room: String,
}

/// Links to every act that fits, and the form of the one that was chosen.
pub fn part(
    visit: &Visit,
    base: &str,
    line: &Line,
    chosen: Option<Act>,
    typed: &Typed,
    mistakes: &Mistakes,
) -> AnyView {
    let lang = visit.lang;
    let fitting: Vec<Act> = Act::ALL.into_iter().filter(|act| act.fits(visit, line)).collect();
    let links = fitting
        .iter()
        .map(|act| {
            let here = (chosen == Some(*act)).then_some("true");
            let path = format!("{base}?act={}#act", act.code());
            let class = if *act == Act::Void { "button secondary danger" } else { "button secondary" };
            view! { <a class=class href=path aria-current=here>{lang.code("rooms.acts", act.code())}</a> }
        })
        .collect_view();
    let form = chosen.filter(|act| fitting.contains(act)).map(|act| form(lang, base, act, None, typed, mistakes));
    view! {
        <section class="card" id="act">
            <h2>{lang.t("rooms.candidate.acts")}</h2>
            <p class="actions">{links}</p>
            {form}
        </section>
    }
    .into_any()
}

/// `whom` is asked first, where there is a choice.
pub fn form(lang: Lang, base: &str, act: Act, whom: Option<AnyView>, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let action = format!("{base}/{}", act.code());
    let title = lang.code("rooms.acts", act.code());
    if act == Act::Void {
        let consequence = lang.t("rooms.advice.void");
        return Confirm::new(action, title, consequence, lang.t("rooms.void_word"))
            .with(reason(lang, "rooms.void_reason_hint", typed, mistakes))
            .opened()
            .view(lang, mistakes);
    }
    let fields = match act {
        Act::Message => message(lang, typed, mistakes),
        Act::ExtraTime | Act::Reopen => {
            let why = reason(lang, "rooms.reason_hint", typed, mistakes);
            view! { {minutes(lang, typed, mistakes)}{why} }.into_any()
        }
        Act::Identity => document_choice(lang, mistakes),
        Act::Resume => ().into_any(),
        Act::Pause | Act::Unlock | Act::Void | Act::Lift => reason(lang, "rooms.reason_hint", typed, mistakes),
    };
    view! {
        <form method="post" action=action>
            <h3>{title.clone()}</h3>
            <p>{lang.code("rooms.advice", act.code())}</p>
            {whom}
            {fields}
            <p class="actions"><button>{title}</button></p>
        </form>
    }
    .into_any()
}

fn message(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    SafeTextarea::new("body", lang.t("rooms.message"), typed.body.clone()).rows(3).maxlength(300).view(mistakes)
}

fn minutes(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    Field::text("minutes", lang.t("rooms.minutes"), typed.minutes.clone()).inputmode("numeric").short().view(mistakes)
}

fn reason(lang: Lang, hint: &str, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    Field::text("reason", lang.t("rooms.reason"), typed.reason.clone()).hint(lang.t(hint)).maxlength(200).view(mistakes)
}
