//! How is a payment order typed? Everybody of a unit who worked in the month stands in a form with what is open.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::wages::store::{OrderHead, Proposed, TypedLine, draft_typed, proposal, site};
use registry::wages::yuan;
use serde::Deserialize;
use uuid::Uuid;

use super::choosing::{self, Chosen};
use super::frame::{below_payments, payments};
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

/// Three lists of equal length: who, and the two sums of each.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    unit: String,
    account: String,
    month: String,
    registration: Vec<Uuid>,
    payable: Vec<String>,
    deducted: Vec<String>,
}

impl Typed {
    fn chosen(&self) -> Chosen {
        Chosen { unit: self.unit.clone(), account: self.account.clone(), month: self.month.clone() }
    }

    fn lines(&self) -> Vec<TypedLine> {
        let sums = self.payable.iter().cloned().zip(self.deducted.iter().cloned());
        let line = |(registration, (payable, deducted)): (&Uuid, (String, String))| TypedLine {
            registration: *registration,
            payable,
            deducted,
        };
        self.registration.iter().zip(sums).map(line).collect()
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    respond(&visit, project, Chosen::of(&visit), None, &Mistakes::none(visit.lang)).await
}

pub async fn order(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>, Form(typed): Form<Typed>) -> PageResult {
    let lines = typed.lines();
    let drafted = async {
        let head = typed.chosen().head()?;
        draft_typed(&visit.ctx, project, &head, &lines).await
    };
    match outcome(&visit, drafted.await) {
        Outcome::Done(id) => {
            Ok(Redirect::to(&format!("{}/{id}?done=payment_drafted", payments(project))).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, project, typed.chosen(), Some(&lines), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(
    visit: &Visit,
    project: Uuid,
    chosen: Chosen,
    typed: Option<&[TypedLine]>,
    mistakes: &Mistakes,
) -> Result<Response, Response> {
    let proposed = async {
        let head = chosen.head()?;
        Ok((head, proposal(&visit.ctx, project, head.unit, head.month).await?))
    };
    let (head, people) = match outcome(visit, proposed.await) {
        Outcome::Done(found) => found,
        Outcome::Mistaken(mistakes) => return choosing::respond(visit, project, chosen, &[], &mistakes).await,
        Outcome::Other(response) => return Err(response),
    };
    let place = site(&visit.ctx, project).await.or_page(visit)?;
    let lang = visit.lang;
    let title = lang.fill("wages.typed_title", &[("month", &words::month(lang, head.month))]);
    Ok(below_payments(visit, &place, title.clone())
        .under(lang.t("wages.new"), format!("{}/new", payments(project)))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("wages.typed_intro")}</p>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {form(lang, project, &head, &people, typed)}
            }
            .into_any()
        })
        .respond())
}

fn form(lang: Lang, project: Uuid, head: &OrderHead, people: &[Proposed], typed: Option<&[TypedLine]>) -> AnyView {
    if people.is_empty() {
        let way = (format!("/projects/{project}/attendance"), lang.t("wages.to_attendance"));
        return empty(lang.t("wages.nobody_title"), lang.t("wages.nobody"), Some(way));
    }
    let columns = vec![
        Column::text("name", lang.code("wages.columns", "name")),
        Column::text("team", lang.t("wages.team")),
        Column::number("days", lang.code("wages.columns", "days")),
        Column::text("card", lang.t("wages.card")),
        Column::text("payable", lang.t("wages.payable")),
        Column::text("deducted", lang.t("wages.deducted")),
    ];
    let rows = people.iter().enumerate().map(|(place, one)| row(lang, place, one, typed)).collect();
    let hidden =
        [("unit", head.unit.to_string()), ("account", head.account.to_string()), ("month", head.month.to_string())];
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! {
        <form method="post" action=format!("{}/typed", payments(project)) id="lines">
            {hidden}
            {Table::new(lang.t("wages.lines"), columns, rows).view(lang)}
            <p class="actions"><button>{lang.t("wages.draft")}</button></p>
        </form>
    }
    .into_any()
}

fn row(lang: Lang, place: usize, one: &Proposed, typed: Option<&[TypedLine]>) -> Vec<Cell> {
    let said = typed.and_then(|lines| lines.iter().find(|line| line.registration == one.registration));
    let open = one.open_fen.filter(|fen| *fen > 0).map(yuan).unwrap_or_default();
    let payable = said.map_or(open, |line| line.payable.clone());
    let deducted = said.map(|line| line.deducted.clone()).unwrap_or_default();
    let input = |name: &'static str, label: String, value: String| {
        let label = lang.fill("wages.of_person", &[("name", &one.name), ("what", &label)]);
        view! {
            <input
                id=format!("{name}-{place}")
                name=name
                class="short"
                inputmode="decimal"
                autocomplete="off"
                aria-label=label
                value=value
            />
        }
        .into_any()
    };
    let who = view! {
        {one.name.clone()}
        <input type="hidden" name="registration" value=one.registration.to_string()/>
    };
    vec![
        who.into_any().into(),
        one.team.clone().unwrap_or_else(|| "—".into()).into(),
        one.days.to_string().into(),
        one.card_masked.clone().unwrap_or_else(|| lang.t("wages.no_card")).into(),
        input("payable", lang.t("wages.payable"), payable).into(),
        input("deducted", lang.t("wages.deducted"), deducted).into(),
    ]
}
