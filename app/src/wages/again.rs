//! How is sent again what did not arrive?

use axum::extract::Path;
use leptos::prelude::*;
use registry::wages::store::draft_again;
use uuid::Uuid;

use super::batch::{back, of_project, respond};
use crate::error::{OrPage, PageResult};
use crate::form::{Outcome, outcome};
use crate::lang::Lang;
use crate::visit::SignedVisit;

pub fn form(lang: Lang, path: &str) -> AnyView {
    view! {
        <form class="card" method="post" action=format!("{path}/again")>
            <h2>{lang.t("wages.again_title")}</h2>
            <p>{lang.t("wages.again_intro")}</p>
            <p class="actions"><button>{lang.t("wages.again")}</button></p>
        </form>
    }
    .into_any()
}

pub async fn order(SignedVisit(visit): SignedVisit, Path((project, payment)): Path<(Uuid, Uuid)>) -> PageResult {
    of_project(&visit, project, payment).await.or_page(&visit)?;
    match outcome(&visit, draft_again(&visit.ctx, payment).await) {
        Outcome::Done(id) => Ok(back(project, id, "payment_drafted")),
        Outcome::Mistaken(mistakes) => respond(&visit, project, payment, &mistakes, None).await,
        Outcome::Other(response) => Err(response),
    }
}
