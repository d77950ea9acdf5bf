//! How is one thing asked for? A label, a hint, the input and, after a mistake, the sentence that helps.

use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::form::Mistakes;

/// A labelled input. `kind` is the HTML input type; `extra` are further attributes such as `autocomplete`.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: &'static str,
    /// The name, unless another form of the page has a field of that name.
    pub id: Option<&'static str>,
    pub label: String,
    pub hint: Option<String>,
    pub kind: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
    pub inputmode: &'static str,
    pub maxlength: Option<u32>,
    pub need: Need,
    pub bounds: Option<(String, String)>,
    pub width: Width,
}

/// How much of the line the input takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    #[default]
    Whole,
    /// As wide as a code or a day.
    Short,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Need {
    #[default]
    Required,
    Optional,
}

impl Field {
    pub fn text(name: &'static str, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name, label: label.into(), value: value.into(), kind: "text", ..Self::default() }
    }

    /// A password is never sent back, so it is asked for again after a mistake.
    pub fn password(name: &'static str, label: impl Into<String>, autocomplete: &'static str) -> Self {
        Self { name, label: label.into(), kind: "password", autocomplete, ..Self::default() }
    }

    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    pub fn inputmode(mut self, mode: &'static str) -> Self {
        self.inputmode = mode;
        self
    }

    pub fn maxlength(mut self, length: u32) -> Self {
        self.maxlength = Some(length);
        self
    }

    pub fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }

    /// The least and the greatest value of a number or a day, as the input type writes them.
    pub fn between(mut self, least: impl Into<String>, greatest: impl Into<String>) -> Self {
        self.bounds = Some((least.into(), greatest.into()));
        self
    }

    pub fn id(mut self, id: &'static str) -> Self {
        self.id = Some(id);
        self
    }

    pub fn short(mut self) -> Self {
        self.width = Width::Short;
        self
    }

    pub fn view(self, mistakes: &Mistakes) -> AnyView {
        let (least, greatest) = self.bounds.unzip();
        let id = self.id.unwrap_or(self.name);
        labelled_as(id, self.name, self.label, self.hint, mistakes, |said| {
            view! {
                <input
                    id=id
                    name=self.name
                    type=self.kind
                    class=(self.width == Width::Short).then_some("short")
                    value=self.value
                    autocomplete=(!self.autocomplete.is_empty()).then_some(self.autocomplete)
                    inputmode=(!self.inputmode.is_empty()).then_some(self.inputmode)
                    maxlength=self.maxlength.map(|length| length.to_string())
                    min=least
                    max=greatest
                    required=self.need == Need::Required
                    aria-invalid=said.invalid
                    aria-describedby=said.described
                />
            }
            .into_any()
        })
    }
}

/// What an input must say about its hint and its mistake.
pub struct Said {
    pub invalid: Option<&'static str>,
    pub described: Option<String>,
}

/// Label, hint and mistake around an input whose id is its name.
pub fn labelled(
    name: &'static str,
    label: String,
    hint: Option<String>,
    mistakes: &Mistakes,
    input: impl FnOnce(Said) -> AnyView,
) -> AnyView {
    labelled_as(name, name, label, hint, mistakes, input)
}

fn labelled_as(
    id: &'static str,
    name: &'static str,
    label: String,
    hint: Option<String>,
    mistakes: &Mistakes,
    input: impl FnOnce(Said) -> AnyView,
) -> AnyView {
    let error = mistakes.of(name);
    let mistaken = error.is_some();
    let described = described_by(id, hint.as_ref(), error.as_ref());
    let said = Said { invalid: mistaken.then_some("true"), described };
    view! {
        <div class="field" class:mistaken=mistaken>
            <label for=id>{label}</label>
            {around(id, hint, error)}
            {input(said)}
        </div>
    }
    .into_any()
}

/// The hint and the mistake, with the ids that `described_by` names.
pub fn around(name: &str, hint: Option<String>, error: Option<String>) -> AnyView {
    view! {
        {hint.map(|hint| view! { <p class="hint" id=format!("{name}-hint")>{hint}</p> })}
        {error.map(|error| view! { <p class="error" id=format!("{name}-error")>{icon(Icon::Failed)}{error}</p> })}
    }
    .into_any()
}

/// The ids of what explains an input: its hint, its mistake.
pub fn described_by(name: &str, hint: Option<&String>, error: Option<&String>) -> Option<String> {
    let hint = hint.map(|_| format!("{name}-hint"));
    let error = error.map(|_| format!("{name}-error"));
    let ids: Vec<String> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// The summary at the top of a mistaken form; each sentence leads to its field.
pub fn mistakes_summary(title: String, mistakes: &Mistakes) -> Option<AnyView> {
    if mistakes.is_empty() {
        return None;
    }
    let lines = mistakes
        .all()
        .into_iter()
        .map(|(field, sentence)| match field {
            Some(field) => view! { <li><a href=format!("#{field}")>{sentence}</a></li> }.into_any(),
            None => view! { <li>{sentence}</li> }.into_any(),
        })
        .collect_view();
    Some(
        view! {
            <div class="mistakes" role="alert" tabindex="-1" id="mistakes">
                <h2>{icon(Icon::Failed)}{title}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}
