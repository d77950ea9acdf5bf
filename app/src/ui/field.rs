//! How is one thing asked for? A label, a hint, the input and, after a mistake, the sentence that helps.

use leptos::prelude::*;

use crate::form::Mistakes;

/// A labelled input. `kind` is the HTML input type; `extra` are further attributes such as `autocomplete`.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: &'static str,
    pub label: String,
    pub hint: Option<String>,
    pub kind: &'static str,
    pub value: String,
    pub autocomplete: &'static str,
    pub inputmode: &'static str,
    pub maxlength: Option<u32>,
    pub need: Need,
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

    pub fn view(self, mistakes: &Mistakes) -> AnyView {
        let error = mistakes.of(self.name);
        let described = described_by(self.name, self.hint.is_some(), error.is_some());
        view! {
            <div class="field" class:mistaken=error.is_some()>
                <label for=self.name>{self.label}</label>
                {self.hint.map(|hint| view! { <p class="hint" id=format!("{}-hint", self.name)>{hint}</p> })}
                {error.clone().map(|error| view! { <p class="error" id=format!("{}-error", self.name)>{error}</p> })}
                <input
                    id=self.name
                    name=self.name
                    type=self.kind
                    value=self.value
                    autocomplete=(!self.autocomplete.is_empty()).then_some(self.autocomplete)
                    inputmode=(!self.inputmode.is_empty()).then_some(self.inputmode)
                    maxlength=self.maxlength.map(|length| length.to_string())
                    required=self.need == Need::Required
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby=described
                />
            </div>
        }
        .into_any()
    }
}

pub fn described_by(name: &str, hint: bool, error: bool) -> Option<String> {
    let ids: Vec<String> = [(hint, "hint"), (error, "error")]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{name}-{part}"))
        .collect();
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
                <h2>{title}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any(),
    )
}
