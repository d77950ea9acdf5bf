//! Which teams are on the project, of which unit, and who leads each?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::workers::store::{
    NewTeam, Origin, Place, TeamView, UnitView, create_team, place, place_to_write, teams, units,
};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::frame::below;
use super::{person_path, roster_path, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::sheet::{Value, exported};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const COLUMNS: [&str; 5] = ["team", "unit", "leader", "members", "since"];

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    pub unit: String,
    pub team_name: String,
    pub team_entered: String,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let place = place(&visit.ctx, project).await.or_page(&visit)?;
    list(&visit, &place, &Typed::default(), &Mistakes::none(visit.lang)).await
}

pub async fn create(
    SignedVisit(visit): SignedVisit,
    Path(project): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    match outcome(&visit, created(&visit, project, &typed).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/projects/{project}/teams?done=team_created")).into_response()),
        Outcome::Mistaken(mistakes) => list(&visit, &place, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn created(visit: &Visit, project: Uuid, typed: &Typed) -> Result<(), Fault> {
    let mut wrong = Vec::new();
    let entered = super::new::day_or_none("team_entered", &typed.team_entered, &mut wrong);
    let unit = typed.unit.parse::<Uuid>().unwrap_or_else(|_| {
        wrong.push(Refusal::on("unit", "workers.unit_missing"));
        Uuid::nil()
    });
    if !wrong.is_empty() {
        return Err(Fault::Refused(wrong));
    }
    let new = NewTeam { unit, name: &typed.team_name, entered };
    create_team(&visit.ctx, project, &new, Origin::ByHand).await.map(|_| ())
}

async fn list(visit: &Visit, place: &Place, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let (ctx, lang) = (&visit.ctx, visit.lang);
    let all = teams(ctx, place.project).await.or_page(visit)?;
    let units = units(ctx, place.project).await.or_page(visit)?;
    let title = lang.t("workers.teams.title");
    let columns = COLUMNS.map(|key| Column::text(key, lang.code("workers.teams.columns", key))).to_vec();
    let file = format!("/projects/{}/teams.xlsx", place.project);
    Ok(below(visit, place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let rows = all.iter().map(|team| row(lang, place, team)).collect();
            let nothing = empty(lang.t("workers.teams.none_title"), lang.t("workers.teams.none"), None);
            let form = place.rights.writes.then(|| new_form(visit, place, &units, typed, mistakes));
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {Table::new(title, columns, rows).empty(nothing).export(file).view(lang)}
                {form}
            }
            .into_any()
        })
        .respond())
}

fn row(lang: Lang, place: &Place, team: &TeamView) -> Vec<Cell> {
    let path = format!("/projects/{}/teams/{}", place.project, team.id);
    let members = format!("{}?team={}", roster_path(place.project), team.id);
    let leader = match &team.leader {
        Some(leader) => Cell::link(person_path(place.project, leader.person), leader.name.clone()),
        None => Cell::from(badge(Tone::Warning, lang.t("workers.teams.no_leader"))),
    };
    vec![
        Cell::link(path, team.name.clone()),
        team.unit_name.clone().into(),
        leader,
        Cell::link(members, team.members.to_string()),
        since(lang, team).into(),
    ]
}

fn since(lang: Lang, team: &TeamView) -> String {
    match (team.entered, team.left) {
        (_, Some(left)) => lang.fill("workers.standing.left", &[("day", &lang.day(left))]),
        (Some(entered), None) => lang.day(entered),
        (None, None) => String::new(),
    }
}

pub async fn export(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let all = teams(&visit.ctx, project).await.or_page(&visit)?;
    let lang = visit.lang;
    let titles = COLUMNS.map(|key| lang.code("workers.teams.columns", key));
    let row = |team: &TeamView| {
        let leader = team.leader.as_ref().map(|leader| leader.name.clone()).unwrap_or_default();
        vec![
            Value::text(team.name.clone()),
            Value::text(team.unit_name.clone()),
            Value::Text(leader),
            Value::Number(team.members),
            Value::Text(since(lang, team)),
        ]
    };
    let rows: Vec<Vec<Value>> = all.iter().map(row).collect();
    exported(visit.ctx.now(), &lang.t("workers.teams.title"), &titles, &rows).or_page(&visit)
}

fn new_form(visit: &Visit, place: &Place, units: &[UnitView], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let lang = visit.lang;
    let today = visit.ctx.now().day().to_string();
    view! {
        <section class="card">
            <h2>{lang.t("workers.teams.new")}</h2>
            <form method="post" action=format!("/projects/{}/teams", place.project) novalidate>
                {words::unit_choice(lang, units, &typed.unit).view(mistakes)}
                {Field::text("team_name", lang.t("workers.teams.name"), &typed.team_name).maxlength(100).view(mistakes)}
                {Field::text("team_entered", lang.t("workers.teams.entered"), &typed.team_entered)
                    .kind("date")
                    .between("", today)
                    .short()
                    .optional()
                    .view(mistakes)}
                <button>{lang.t("workers.teams.create")}</button>
            </form>
        </section>
    }
    .into_any()
}
