//! What did the form say? Reads URL-encoded bodies, repeated fields included; what a person typed is never lost.

mod with_file;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use registry::{Fault, Refusal};
use serde::de::DeserializeOwned;

use crate::error;
use crate::lang::Lang;
use crate::state::AppState;
use crate::visit::Visit;

pub use with_file::FormWithFile;

/// A typed form body. Missing fields are the type's defaults: write `#[serde(default)]` on it.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Form<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = axum::RequestPartsExt::extract_with_state::<Visit, _>(&mut parts, state).await?;
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state)
            .await
            .map_err(|rejection| rejection.into_response())?;
        serde_html_form::from_bytes(&bytes)
            .map(Form)
            .map_err(|_| error::page(&visit, Fault::refused(Refusal::new("form.unreadable"))))
    }
}

/// What is wrong with a form, by field.
#[derive(Clone, Debug, Default)]
pub struct Mistakes {
    reasons: Vec<Refusal>,
    lang: Lang,
}

impl Mistakes {
    pub fn none(lang: Lang) -> Self {
        Self { reasons: Vec::new(), lang }
    }

    pub fn new(reasons: Vec<Refusal>, lang: Lang) -> Self {
        Self { reasons, lang }
    }

    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// The sentence under a field.
    pub fn of(&self, field: &str) -> Option<String> {
        self.reasons.iter().find(|reason| reason.field == Some(field)).map(|reason| self.lang.refusal(reason))
    }

    /// Every sentence with the field that it belongs to, for the summary at the top.
    pub fn all(&self) -> Vec<(Option<&'static str>, String)> {
        self.reasons.iter().map(|reason| (reason.field, self.lang.refusal(reason))).collect()
    }
}

/// Splits a use case's outcome for a form: done, to be shown again with its mistakes, or a page of its own.
pub enum Outcome<T> {
    Done(T),
    Mistaken(Mistakes),
    Other(Response),
}

pub fn outcome<T>(visit: &Visit, result: Result<T, Fault>) -> Outcome<T> {
    match result {
        Ok(value) => Outcome::Done(value),
        Err(Fault::Refused(reasons)) => Outcome::Mistaken(Mistakes::new(reasons, visit.lang)),
        Err(fault) => Outcome::Other(error::page(visit, fault)),
    }
}

/// A refusal by the names that the fields have on the form: the first of each pair becomes the second.
pub fn by_field(fault: Fault, names: &[(&str, &'static str)]) -> Fault {
    let Fault::Refused(reasons) = fault else { return fault };
    let named = |reason: Refusal| {
        let on_form = names.iter().find(|(known, _)| reason.field == Some(*known)).map(|(_, name)| *name);
        Refusal { field: on_form.or(reason.field), ..reason }
    };
    Fault::Refused(reasons.into_iter().map(named).collect())
}
