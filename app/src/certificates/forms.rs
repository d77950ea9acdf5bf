//! What does the search for a certificate do? It asks the register and answers in place: a name must not get into an
//! address.

use registry::certificates::old::resolving;
use registry::certificates::verification::{self, Verification};
use serde::Deserialize;

use super::search::{Found, respond};
use super::verify::keys;
use crate::error::{OrPage, PageResult};
use crate::form::Form;
use crate::visit::Visit;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub number: String,
    pub name: String,
}

pub async fn search(visit: Visit, Form(asked): Form<Asked>) -> PageResult {
    if let Some(known) = resolving::search(&visit.ctx, &asked.number, &asked.name).await.or_page(&visit)? {
        return Ok(respond(&visit, &asked, &Found::Old(Box::new(known))));
    }
    let found = match verification::search(&visit.ctx, &asked.number, &asked.name).await.or_page(&visit)? {
        None => Found::Nothing,
        Some(id) => {
            let keys = keys(visit.state.desk.as_deref()).or_page(&visit)?;
            match verification::verify(&visit.ctx, &keys, &id).await.or_page(&visit)? {
                Verification::Known(known) => Found::Certificate(known),
                Verification::Unknown { .. } => Found::Nothing,
            }
        }
    };
    Ok(respond(&visit, &asked, &found))
}
