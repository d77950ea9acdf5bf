//! How does somebody come into another team, unit or trade?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::store::{Move, TeamView, UnitView, change_team, teams, units};
use registry::workers::{MANAGER_TRADE, Role, Table};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::form_page;
use super::person::About;
use super::words;
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::ui::choice::tick;
use crate::ui::field::Field;
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub unit: String,
    pub team: String,
    pub trade: String,
    pub post: String,
    pub team_leader: String,
    pub day: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    let now = &about.worker.registration.registration;
    let typed = Typed {
        unit: now.unit.to_string(),
        team: now.team.map(|team| team.to_string()).unwrap_or_default(),
        trade: now.trade.clone(),
        post: now.post.clone(),
        team_leader: String::new(),
        day: visit.ctx.now().day().to_string(),
    };
    form(&visit, &about, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn change(
    SignedVisit(visit): SignedVisit,
    Path((project, person)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let about = About::to_write(&visit, project, person).await?;
    match outcome(&visit, changed(&visit, &about, &typed).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{}?done=worker_team", about.path())).into_response()),
        Outcome::Mistaken(mistakes) => form(&visit, &about, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn changed(visit: &Visit, about: &About, typed: &Typed) -> Result<(), Fault> {
    let unit = typed.unit.parse().map_err(|_| Refusal::on("unit", "workers.unit_missing"))?;
    let day = Day::parse(typed.day.trim()).ok_or_else(|| Refusal::on("day", "calendar.day_shape"))?;
    let to = Move {
        unit,
        team: typed.team.parse().ok(),
        trade: if is_manager(about) { MANAGER_TRADE } else { &typed.trade },
        post: &typed.post,
        is_team_leader: typed.team_leader == "yes",
        day,
    };
    let done = change_team(&visit.ctx, about.registration(), &to).await;
    done.map(|_| ()).map_err(|fault| by_field(fault, &[("entered", "day"), ("left", "day")]))
}

fn is_manager(about: &About) -> bool {
    about.worker.registration.registration.role == Role::Manager
}

async fn form(visit: &Visit, about: &About, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let units = units(&visit.ctx, about.place.project).await.or_page(visit)?;
    let teams = teams(&visit.ctx, about.place.project).await.or_page(visit)?;
    Ok(shown(visit, about, (&units, &teams), typed, mistakes))
}

fn shown(
    visit: &Visit,
    about: &About,
    (units, teams): (&[UnitView], &[TeamView]),
    typed: &Typed,
    mistakes: &Mistakes,
) -> Response {
    let lang = visit.lang;
    let title = lang.fill("workers.acts.team_title", &[("name", &about.worker.name)]);
    let today = visit.ctx.now().day().to_string();
    form_page(visit, about.below(visit, title.clone()), (title, lang.t("workers.acts.team_intro")), mistakes, || {
        let trade = (!is_manager(about)).then(|| {
            words::table_choice("trade", lang.t("workers.trade"), Table::Trade, &typed.trade, lang).view(mistakes)
        });
        view! {
            <form method="post" action=format!("{}/team", about.path()) class="card" novalidate>
                {words::unit_choice(lang, units, &typed.unit).view(mistakes)}
                {words::team_choice(lang, teams, &typed.team).view(mistakes)}
                {trade}
                {Field::text("post", lang.t("workers.fields.post"), &typed.post).maxlength(50).view(mistakes)}
                {tick("team_leader", lang.t("workers.new.is_leader").as_str(), &typed.team_leader, mistakes)}
                {Field::text("day", lang.t("workers.acts.team_day"), &typed.day)
                    .kind("date")
                    .between("", today)
                    .short()
                    .view(mistakes)}
                <button>{lang.t("workers.acts.team")}</button>
            </form>
        }
        .into_any()
    })
}
