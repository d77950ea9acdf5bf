//! Who is in a team, who leads it, how are all of them instructed at once, and when has the team left?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;
use registry::workers::store::{
    Origin, PER_PAGE, Place, RosterFilter, RosterLine, TeamView, end_team, place, place_to_write, record_trainings,
    roster, set_leader, teams,
};
use registry::workers::{Presence, TrainingResult};
use registry::{Day, Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::acts::OnDay;
use super::frame::below;
use super::{person_path, trainings, words};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, by_field, outcome};
use crate::ui::choice::{Choice, Choosable};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

/// Of [`PER_PAGE`] people: as many as one instruction has.
const MOST_PAGES: u64 = 10;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Led {
    pub team_leader: String,
    pub from: String,
}

/// What a form of one team sent, so that it is shown again.
#[derive(Clone, Default)]
struct Sent {
    led: Led,
    ended: OnDay,
    training: trainings::Typed,
}

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, team)): Path<(Uuid, Uuid)>) -> PageResult {
    let place = place(&visit.ctx, project).await.or_page(&visit)?;
    let today = visit.ctx.now().day().to_string();
    let sent = Sent {
        led: Led { team_leader: String::new(), from: today.clone() },
        ended: OnDay { day: today },
        training: trainings::Typed::of_today(&visit),
    };
    team_page(&visit, &place, team, &sent, &Mistakes::none(visit.lang)).await
}

async fn find(visit: &Visit, place: &Place, team: Uuid) -> Result<TeamView, Response> {
    let all = teams(&visit.ctx, place.project).await.or_page(visit)?;
    all.into_iter().find(|one| one.id == team).ok_or_else(|| error::page(visit, Fault::NotFound))
}

/// Whoever is in it.
async fn members(visit: &Visit, place: &Place, team: Uuid) -> Result<Vec<RosterLine>, Response> {
    let filter = RosterFilter { team: Some(team), presence: Some(Presence::InForce), ..RosterFilter::default() };
    let mut lines = Vec::new();
    for page in 0..MOST_PAGES {
        let found = roster(&visit.ctx, place.project, &filter, page).await.or_page(visit)?;
        lines.extend(found.lines);
        if found.total <= (page + 1) * PER_PAGE {
            break;
        }
    }
    Ok(lines)
}

async fn team_page(visit: &Visit, place: &Place, team: Uuid, sent: &Sent, mistakes: &Mistakes) -> PageResult {
    let lang = visit.lang;
    let team = find(visit, place, team).await?;
    let members = members(visit, place, team.id).await?;
    let title = team.name.clone();
    let columns = ["name", "trade", "permit"]
        .map(|key| Column::text(key, lang.code("workers.teams.member_columns", key)))
        .to_vec();
    Ok(below(visit, place, title.clone())
        .under(lang.t("workers.teams.title"), format!("/projects/{}/teams", place.project))
        .mistakes(mistakes)
        .content(|| {
            let rows = members.iter().map(|line| {
                vec![
                    Cell::link(person_path(place.project, line.person), line.name.clone()),
                    words::work(lang, &line.trade, &line.post).into(),
                    words::permit(lang, &line.permit).into(),
                ]
            });
            let nothing = empty(lang.t("workers.teams.empty_title"), lang.t("workers.teams.empty"), None);
            let is_there = place.rights.writes && team.left.is_none();
            let forms = is_there.then(|| forms(visit, place, &team, &members, (sent, mistakes)));
            view! {
                <h1>{title}</h1>
                <p class="hint">{team.unit_name.clone()}</p>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {Table::new(lang.t("workers.teams.members"), columns, rows.collect()).titled().empty(nothing).view(lang)}
                {forms}
            }
            .into_any()
        })
        .respond())
}

fn forms(
    visit: &Visit,
    place: &Place,
    team: &TeamView,
    members: &[RosterLine],
    (sent, mistakes): (&Sent, &Mistakes),
) -> AnyView {
    let lang = visit.lang;
    let path = format!("/projects/{}/teams/{}", place.project, team.id);
    if members.is_empty() {
        return view! {
            <form method="post" action=format!("{path}/end") class="card" novalidate>
                <h2>{lang.t("workers.teams.end")}</h2>
                {Field::text("day", lang.t("workers.teams.left"), &sent.ended.day).kind("date").short().view(mistakes)}
                <button class="secondary">{lang.t("workers.teams.end")}</button>
            </form>
        }
        .into_any();
    }
    let by = |id: fn(&RosterLine) -> Uuid| -> Vec<Choosable> {
        members.iter().map(|line| Choosable::new(id(line).to_string(), line.name.clone())).collect()
    };
    let nobody = Choosable::new("", lang.t("workers.choose"));
    let leaders = std::iter::once(nobody).chain(by(|line| line.registration)).collect();
    let chosen = team.leader.as_ref().map(|leader| leader.registration.to_string());
    let chosen =
        if sent.led.team_leader.is_empty() { chosen.unwrap_or_default() } else { sent.led.team_leader.clone() };
    let everybody: Vec<String> = members.iter().map(|line| line.person.to_string()).collect();
    view! {
        <form method="post" action=format!("{path}/training") class="card" novalidate>
            <h2>{lang.t("workers.teams.train")}</h2>
            <p class="hint">{lang.t("workers.teams.train_intro")}</p>
            {trainings::fields(lang, &sent.training, mistakes)}
            {Choice::several("people", lang.t("workers.teams.trained"), by(|line| line.person), &everybody).view(mistakes)}
            <button>{lang.t("workers.training.record")}</button>
        </form>
        <form method="post" action=format!("{path}/leader") class="card" novalidate>
            <h2>{lang.t("workers.teams.lead")}</h2>
            {Choice::list("team_leader", lang.t("workers.leader"), leaders, &chosen).view(mistakes)}
            {Field::text("from", lang.t("workers.teams.lead_from"), &sent.led.from).kind("date").short().view(mistakes)}
            <button class="secondary">{lang.t("workers.teams.lead")}</button>
        </form>
    }
    .into_any()
}

pub async fn lead(
    SignedVisit(visit): SignedVisit,
    Path((project, team)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Led>,
) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    find(&visit, &place, team).await?;
    let read = || -> Result<(Uuid, Day), Refusal> {
        let who = typed.team_leader.parse().map_err(|_| Refusal::on("team_leader", "workers.leader_missing"))?;
        let from = Day::parse(typed.from.trim()).ok_or_else(|| Refusal::on("from", "calendar.day_shape"))?;
        Ok((who, from))
    };
    let done = match read() {
        Ok((who, from)) => set_leader(&visit.ctx, team, who, from).await,
        Err(refusal) => Err(refusal.into()),
    };
    let sent = Sent { led: typed, training: trainings::Typed::of_today(&visit), ..Sent::default() };
    answer(&visit, &place, team, "leader_set", &sent, done).await
}

pub async fn end(
    SignedVisit(visit): SignedVisit,
    Path((project, team)): Path<(Uuid, Uuid)>,
    Form(typed): Form<OnDay>,
) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    find(&visit, &place, team).await?;
    let done = match typed.day() {
        Ok(day) => end_team(&visit.ctx, team, day).await,
        Err(refusal) => Err(refusal.into()),
    };
    let done = done.map_err(|fault| by_field(fault, &[("team_left", "day"), ("team", "day")]));
    let sent = Sent { ended: typed, ..Sent::default() };
    answer(&visit, &place, team, "team_ended", &sent, done).await
}

/// The instruction of a team, with those of its members who were there.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Trained {
    pub kind: String,
    pub training_day: String,
    pub training_duration: String,
    pub trainer: String,
    pub people: Vec<Uuid>,
}

pub async fn train(
    SignedVisit(visit): SignedVisit,
    Path((project, team)): Path<(Uuid, Uuid)>,
    Form(form): Form<Trained>,
) -> PageResult {
    let place = place_to_write(&visit.ctx, project).await.or_page(&visit)?;
    find(&visit, &place, team).await?;
    let typed = trainings::Typed {
        kind: form.kind,
        training_day: form.training_day,
        training_duration: form.training_duration,
        trainer: form.trainer,
        result: TrainingResult::Passed.code().to_owned(),
    };
    let done = match typed.read() {
        Ok((new, result)) => {
            let people: Vec<(Uuid, TrainingResult)> = form.people.iter().map(|person| (*person, result)).collect();
            record_trainings(&visit.ctx, project, &new, &people, Origin::ByHand).await.map(|_| ())
        }
        Err(reasons) => Err(Fault::Refused(reasons)),
    };
    let sent = Sent { training: typed, ..Sent::default() };
    answer(&visit, &place, team, "training_recorded", &sent, done).await
}

async fn answer(
    visit: &Visit,
    place: &Place,
    team: Uuid,
    key: &str,
    sent: &Sent,
    done: Result<(), Fault>,
) -> PageResult {
    match outcome(visit, done) {
        Outcome::Done(()) => {
            let path = format!("/projects/{}/teams/{team}?done={key}", place.project);
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => team_page(visit, place, team, sent, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
