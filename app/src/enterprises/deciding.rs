//! How does an office take an acceptance back, and how does an enterprise get under the supervision of another area?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Fault;
use registry::enterprises::store::{Acts, EnterpriseView, acts, get, move_to_area, withdraw_acceptance};
use serde::Deserialize;
use uuid::Uuid;

use super::{address, framed};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::ui::area::SafeTextarea;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    area: String,
    reason: String,
}

/// What is decided.
#[derive(Clone, Copy)]
enum Deed {
    Withdraw,
    Move,
}

impl Deed {
    fn code(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Move => "move",
        }
    }

    fn is_open(self, may: &Acts) -> bool {
        match self {
            Self::Withdraw => may.withdraws_acceptance,
            Self::Move => !may.moves_to.is_empty(),
        }
    }
}

pub async fn show_withdrawal(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    respond(&visit, enterprise, Deed::Withdraw, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn show_move(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    respond(&visit, enterprise, Deed::Move, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let decided = withdraw_acceptance(&visit.ctx, enterprise, &typed.reason).await;
    settle(&visit, enterprise, Deed::Withdraw, &typed, outcome(&visit, decided)).await
}

pub async fn move_one(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let decided = move_to_area(&visit.ctx, enterprise, &typed.area, &typed.reason).await;
    settle(&visit, enterprise, Deed::Move, &typed, outcome(&visit, decided)).await
}

async fn settle(visit: &Visit, enterprise: Uuid, deed: Deed, typed: &Typed, outcome: Outcome<()>) -> PageResult {
    match outcome {
        Outcome::Done(()) => {
            let word = format!("enterprise_{}", deed.code());
            Ok(Redirect::to(&format!("{}?done={word}", address(enterprise))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(visit, enterprise, deed, typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, enterprise: Uuid, deed: Deed, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let found = get(&visit.ctx, enterprise).await.or_page(visit)?;
    let may = acts(&visit.ctx, enterprise).await.or_page(visit)?;
    if !deed.is_open(&may) && mistakes.is_empty() {
        return Err(error::page(visit, Fault::Forbidden));
    }
    let lang = visit.lang;
    let title = lang.code("enterprises.ways", deed.code());
    Ok(framed(visit, title.clone())
        .mistakes(mistakes)
        .under(found.name.clone(), address(enterprise))
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {notice(lang, Tone::Warning, lang.code("enterprises.consequences", deed.code()))}
                {form(visit, &found, (deed, &may), typed, mistakes)}
            }
            .into_any()
        })
        .respond())
}

fn form(
    visit: &Visit,
    enterprise: &EnterpriseView,
    (deed, may): (Deed, &Acts),
    typed: &Typed,
    mistakes: &Mistakes,
) -> AnyView {
    let lang = visit.lang;
    let areas = match deed {
        Deed::Withdraw => None,
        Deed::Move => {
            let choose = Choosable::new("", lang.t("enterprises.area_choose"));
            let areas = may.moves_to.iter().map(|area| Choosable::new(&area.code, &area.name));
            let options = std::iter::once(choose).chain(areas).collect();
            Some(Choice::list("area", lang.t("enterprises.moves_to"), options, &typed.area).view(mistakes))
        }
    };
    let action = format!("/office/enterprises/{}/{}", enterprise.id, deed.code());
    view! {
        <form class="card" method="post" action=action novalidate>
            {areas}
            {SafeTextarea::new("reason", lang.t("enterprises.reason"), typed.reason.clone())
                .hint(lang.t("enterprises.reason_hint"))
                .rows(3)
                .maxlength(200)
                .view(mistakes)}
            <p class="actions">
                <button class="danger">{lang.code("enterprises.ways", deed.code())}</button>
                <a href=address(enterprise.id)>{lang.t("enterprises.back")}</a>
            </p>
        </form>
    }
    .into_any()
}
