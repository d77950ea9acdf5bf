//! Who was told what about which day, have they read it, and what does the site say to it?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::anomalies::finding;
use super::names::{account_names, check_words, person_names, team_names};
use super::sites::{check_whole, own_site};
use crate::attendance::Finding;
use crate::calendar::Month;
use crate::entity::{attendance_anomalies, attendance_explanations, projects};
use crate::people::identity::confirmed;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit};

pub const PER_PAGE: u64 = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalyView {
    pub id: Uuid,
    pub project: Uuid,
    pub person: Uuid,
    pub registration: Uuid,
    pub team: Option<Uuid>,
    pub finding: Finding,
    pub found_at: Instant,
    pub worker_read_at: Option<Instant>,
    /// none where nobody leads the person's team
    pub leader: Option<Uuid>,
    pub leader_read_at: Option<Instant>,
    /// no longer true since then
    pub settled_at: Option<Instant>,
}

/// What the site said to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub words: String,
    pub by: String,
    pub at: Instant,
}

/// One line of a project's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnomalyLine {
    pub view: AnomalyView,
    pub name: String,
    pub team_name: Option<String>,
    /// the latest first
    pub explanations: Vec<Explanation>,
}

/// One line of somebody's own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAnomaly {
    pub view: AnomalyView,
    pub project_name: String,
    pub name: String,
    /// the signed-in person is told as the leader of the team
    pub is_led: bool,
}

closed_set! {
    /// How an anomaly stands.
    AnomalyState {
        /// true, and nobody of the site has said anything to it
        Open = "open",
        Explained = "explained",
        /// no longer true
        Settled = "settled",
    }
}

impl AnomalyLine {
    pub fn state(&self) -> AnomalyState {
        match (self.view.settled_at, self.explanations.is_empty()) {
            (Some(_), _) => AnomalyState::Settled,
            (None, false) => AnomalyState::Explained,
            (None, true) => AnomalyState::Open,
        }
    }
}

/// Which of a project's anomalies are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnomalyFilter {
    pub first: Day,
    pub last: Day,
    pub state: Option<AnomalyState>,
    pub person: Option<Uuid>,
}

impl AnomalyFilter {
    pub fn of_month(month: Month) -> Self {
        Self { first: month.first_day(), last: month.last_day(), state: None, person: None }
    }

    fn condition(&self, project: Uuid) -> Condition {
        let anomaly = attendance_explanations::Column::AnomalyId.into_expr();
        let explanation = attendance_explanations::Entity::find()
            .select_only()
            .expr(Expr::val(1))
            .filter(anomaly.eq(attendance_anomalies::Column::Id.into_expr()));
        let is_explained = Expr::exists(explanation.into_query());
        let settled_at = attendance_anomalies::Column::SettledAt;
        let all = Condition::all()
            .add(attendance_anomalies::Column::ProjectId.eq(project))
            .add(attendance_anomalies::Column::Day.gte(self.first.to_string()))
            .add(attendance_anomalies::Column::Day.lte(self.last.to_string()))
            .add_option(self.person.map(|person| attendance_anomalies::Column::PersonId.eq(person)));
        match self.state {
            None => all,
            Some(AnomalyState::Settled) => all.add(settled_at.is_not_null()),
            Some(AnomalyState::Open) => all.add(settled_at.is_null()).add(is_explained.not()),
            Some(AnomalyState::Explained) => all.add(settled_at.is_null()).add(is_explained),
        }
    }
}

/// One page (from 0, [`PER_PAGE`] rows) of what was told the signed-in person, as worker or as leader, the newest first;
/// nothing before the identity is confirmed.
///
/// # Errors
/// [`Fault::Anonymous`].
pub async fn own_anomalies(ctx: &Ctx, page: u64) -> Result<(Vec<OwnAnomaly>, u64), Fault> {
    let who = ctx.signed_in()?.person;
    let own = || confirmed(Some(who));
    let told = Condition::any()
        .add(attendance_anomalies::Column::PersonId.in_subquery(own()))
        .add(attendance_anomalies::Column::LeaderId.in_subquery(own()));
    let (views, total) = listed(ctx, told, page).await?;
    let db = ctx.db.reader();
    let names = person_names(db, views.iter().map(|view| view.person).collect()).await?;
    let ids: BTreeSet<Uuid> = views.iter().map(|view| view.project).collect();
    let sites = projects::Entity::find().filter(projects::Column::Id.is_in(ids)).all(db).await?;
    let sites: BTreeMap<Uuid, String> = sites.into_iter().map(|row| (row.id, row.name)).collect();
    let line = |view: AnomalyView| OwnAnomaly {
        project_name: sites.get(&view.project).cloned().unwrap_or_default(),
        name: names.get(&view.person).cloned().unwrap_or_default(),
        is_led: view.person != who,
        view,
    };
    Ok((views.into_iter().map(line).collect(), total))
}

/// The same of a project, for whoever sees all of it.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole.
pub async fn anomalies_of(
    ctx: &Ctx,
    project: Uuid,
    filter: AnomalyFilter,
    page: u64,
) -> Result<(Vec<AnomalyLine>, u64), Fault> {
    check_whole(ctx, project).await?;
    let (views, total) = listed(ctx, filter.condition(project), page).await?;
    let db = ctx.db.reader();
    let names = person_names(db, views.iter().map(|view| view.person).collect()).await?;
    let teams = team_names(db, project).await?;
    let mut explanations = explanations_of(db, views.iter().map(|view| view.id).collect()).await?;
    let line = |view: AnomalyView| AnomalyLine {
        name: names.get(&view.person).cloned().unwrap_or_default(),
        team_name: view.team.and_then(|team| teams.get(&team).cloned()),
        explanations: explanations.remove(&view.id).unwrap_or_default(),
        view,
    };
    Ok((views.into_iter().map(line).collect(), total))
}

/// One of them.
///
/// # Errors
/// [`Fault::NotFound`] when it is not of this project, or the project is not the actor's to see whole.
pub async fn anomaly_of(ctx: &Ctx, project: Uuid, anomaly: Uuid) -> Result<AnomalyLine, Fault> {
    check_whole(ctx, project).await?;
    let db = ctx.db.reader();
    let row = attendance_anomalies::Entity::find_by_id(anomaly).one(db).await?;
    let view = view(row.filter(|row| row.project_id == project).ok_or(Fault::NotFound)?)?;
    let names = person_names(db, BTreeSet::from([view.person])).await?;
    let teams = team_names(db, project).await?;
    Ok(AnomalyLine {
        name: names.get(&view.person).cloned().unwrap_or_default(),
        team_name: view.team.and_then(|team| teams.get(&team).cloned()),
        explanations: explanations_of(db, BTreeSet::from([anomaly])).await?.remove(&anomaly).unwrap_or_default(),
        view,
    })
}

async fn explanations_of<C: ConnectionTrait>(
    db: &C,
    anomalies: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<Explanation>>, Fault> {
    let rows = attendance_explanations::Entity::find()
        .filter(attendance_explanations::Column::AnomalyId.is_in(anomalies))
        .order_by_desc(attendance_explanations::Column::Id)
        .all(db)
        .await?;
    let names = account_names(db, rows.iter().map(|row| row.explained_by).collect()).await?;
    let mut found: BTreeMap<Uuid, Vec<Explanation>> = BTreeMap::new();
    for row in rows {
        let by = names.get(&row.explained_by).cloned().unwrap_or_default();
        let said = Explanation { words: row.words, by, at: Instant(row.explained_at) };
        found.entry(row.anomaly_id).or_default().push(said);
    }
    Ok(found)
}

async fn listed(ctx: &Ctx, which: Condition, page: u64) -> Result<(Vec<AnomalyView>, u64), Fault> {
    let pages = attendance_anomalies::Entity::find()
        .filter(which)
        .order_by_desc(attendance_anomalies::Column::Day)
        .order_by_desc(attendance_anomalies::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    Ok((rows.into_iter().map(view).collect::<Result<_, Fault>>()?, total))
}

fn view(row: attendance_anomalies::Model) -> Result<AnomalyView, Fault> {
    Ok(AnomalyView {
        finding: finding(&row)?,
        id: row.id,
        project: row.project_id,
        person: row.person_id,
        registration: row.registration_id,
        team: row.team_id,
        found_at: Instant(row.found_at),
        worker_read_at: row.worker_read_at.map(Instant),
        leader: row.leader_id,
        leader_read_at: row.leader_read_at.map(Instant),
        settled_at: row.settled_at.map(Instant),
    })
}

/// The site says why; a later word stands beside the earlier ones.
///
/// # Errors
/// No words; an anomaly that is not of this project; one that is settled.
pub async fn explain(ctx: &Ctx, project: Uuid, anomaly: Uuid, words: &str) -> Result<(), Fault> {
    own_site(ctx, Verb::Edit, Object::Attendance, project).await?;
    let who = ctx.signed_in()?.account;
    let words = check_words(words, "words")?;
    crate::transact!(ctx, |tx| {
        let row = attendance_anomalies::Entity::find_by_id(anomaly).one(tx).await?;
        let row = row.filter(|row| row.project_id == project).ok_or(Fault::NotFound)?;
        if row.settled_at.is_some() {
            return Err(Refusal::new("attendance.settled_meanwhile").into());
        }
        let said = attendance_explanations::Model {
            id: ctx.new_id(),
            anomaly_id: anomaly,
            words: words.clone(),
            explained_by: who,
            explained_at: ctx.now().0,
        };
        attendance_explanations::Entity::insert(said.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "explain_anomaly", ("project", project), json!({ "anomaly": anomaly })).await
    })
}

/// The signed-in person has read it, as the worker or as the leader. Once: a second time changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] when it was told somebody else.
pub async fn mark_read(ctx: &Ctx, anomaly: Uuid) -> Result<(), Fault> {
    let who = ctx.signed_in()?;
    let row = attendance_anomalies::Entity::find_by_id(anomaly).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let (column, of) = if row.person_id == who.person {
        (attendance_anomalies::Column::WorkerReadAt, attendance_anomalies::Column::PersonId)
    } else if row.leader_id == Some(who.person) {
        (attendance_anomalies::Column::LeaderReadAt, attendance_anomalies::Column::LeaderId)
    } else {
        return Err(Fault::NotFound);
    };
    attendance_anomalies::Entity::update_many()
        .col_expr(column, Expr::value(ctx.now().0))
        .filter(attendance_anomalies::Column::Id.eq(anomaly))
        .filter(of.eq(who.person))
        .filter(column.is_null())
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}
