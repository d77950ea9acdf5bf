//! What stands on record of a project, for a supplier that asks in the national platform's words? A page of rows at a time, of the
//! objects that it may speak of; of people only what its own batches brought, and no more than tells them apart.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::SelectStatement,
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::receiving::use_nonce;
use super::scopes::granted;
use crate::ctx::Actor;
use crate::enterprises::feeding::find_by_code;
use crate::enterprises::store::rows_of_any;
use crate::entity::{
    enterprises, feed_batches, feed_keys, people, project_parties, project_statuses, projects, registration_stays,
    registrations, team_leaders, teams,
};
use crate::feeds::FeedObject;
use crate::feeds::national::{Answer, AnswerCode, Asked, Credentials, seal_row};
use crate::people::scope::restricted;
use crate::projects::parties::general_contractor_on;
use crate::projects::store::party_of;
use crate::projects::{PartyRole, Status, Works};
use crate::workers::{Role, team_number};
use crate::{Ctx, Day, Fault, audit};

/// Of a project, and how many there are of them.
struct Found {
    rows: Vec<Value>,
    total: u64,
}

/// # Errors
/// `feeds.nonce_used`; only a fault of ours otherwise.
pub(super) async fn answer_asked(
    ctx: &Ctx,
    (key, secret): (&feed_keys::Model, &str),
    nonce: &str,
    asked: &Asked,
) -> Result<Answer, Fault> {
    let ctx = &ctx.acting_as(Actor::System("feed"));
    let scopes = granted(ctx.db.reader(), key.supplier_id).await?;
    let Some(scope) = scopes.get(&key.app_id).filter(|scope| scope.objects.contains(&asked.object)) else {
        return Ok(Answer::refusal(AnswerCode::NoPermission, "feeds.out_of_scope"));
    };
    let question = Question { ctx, project: scope.project, supplier: key.supplier_id, asked };
    let mut found = question.found().await?;
    let credentials = Credentials { appid: key.app_id.clone(), secret: secret.to_owned() };
    for row in &mut found.rows {
        if let Value::Object(row) = row {
            row.insert("projectCode".to_owned(), key.app_id.clone().into());
        }
        seal_row(&credentials, asked.object, row)?;
    }
    let facts = json!({ "key": key.id, "object": asked.object.code(), "page": asked.page, "rows": found.rows.len() });
    crate::transact!(ctx, |tx| {
        use_nonce(tx, key.id, nonce, ctx.now()).await?;
        // to whom data about people went is kept (网络数据安全管理条例第十二条)
        if asked.object.is_of_people() {
            audit::record(tx, ctx, "answer_query", ("project", scope.project), facts.clone()).await?;
        }
        Ok(())
    })?;
    Ok(Answer::rows(found.rows, found.total))
}

struct Question<'a> {
    ctx: &'a Ctx,
    project: Uuid,
    supplier: Uuid,
    asked: &'a Asked,
}

impl Question<'_> {
    async fn found(&self) -> Result<Found, Fault> {
        match self.asked.object {
            FeedObject::Project => self.itself().await,
            FeedObject::ProjectSubContractor => self.parties().await,
            FeedObject::Team => self.teams().await,
            FeedObject::ProjectWorker => self.workers().await,
            FeedObject::WorkerEntryExit => self.passages().await,
            other => Err(Fault::internal(format!("{} is asked for by no method", other.code()))),
        }
    }

    async fn itself(&self) -> Result<Found, Fault> {
        let (reader, today) = (self.ctx.db.reader(), self.ctx.now().day());
        let row = projects::Entity::find_by_id(self.project).one(reader).await?.ok_or(Fault::NotFound)?;
        let parties = project_parties::Entity::find()
            .filter(project_parties::Column::ProjectId.eq(self.project))
            .filter(project_parties::Column::WithdrawnAt.is_null());
        let parties = parties.all(reader).await?.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
        let contractor = general_contractor_on(&parties, today).map(|party| party.enterprise);
        let units = self.units(contractor).await?;
        let unit = contractor.and_then(|unit| units.get(&unit));
        let status = self.status(today).await?;
        let said = [
            ("contractorCorpCode", unit.map(|unit| unit.0.clone())),
            ("contractorCorpName", unit.map(|unit| unit.1.clone())),
            ("name", Some(row.name)),
            ("category", row.works.as_deref().and_then(Works::parse).map(|works| works.national_code().to_owned())),
            ("areaCode", Some(row.area)),
            ("address", row.address),
            ("startDate", row.planned_start),
            ("completeDate", row.planned_finish),
            ("prjStatus", status.map(|status| status.national_code().to_owned())),
        ];
        // there is one, on the first page
        let rows = if self.asked.page == 0 { vec![object(said)] } else { Vec::new() };
        Ok(Found { rows, total: 1 })
    }

    async fn status(&self, today: Day) -> Result<Option<Status>, Fault> {
        let rows = project_statuses::Entity::find()
            .filter(project_statuses::Column::ProjectId.eq(self.project))
            .filter(project_statuses::Column::WithdrawnAt.is_null())
            .filter(project_statuses::Column::FirstDay.lte(today.to_string()))
            .order_by_desc(project_statuses::Column::FirstDay);
        let row = rows.one(self.ctx.db.reader()).await?;
        Ok(row.and_then(|row| Status::parse(&row.status)))
    }

    async fn parties(&self) -> Result<Found, Fault> {
        let rows = project_parties::Entity::find()
            .filter(project_parties::Column::ProjectId.eq(self.project))
            .filter(project_parties::Column::WithdrawnAt.is_null())
            .filter(self.of_unit(project_parties::Column::EnterpriseId).await?)
            .order_by_asc(project_parties::Column::Id);
        let (rows, total) = self.page_of(rows).await?;
        let units = self.units(rows.iter().map(|row| row.enterprise_id)).await?;
        let said = |row: project_parties::Model| {
            let kind = PartyRole::parse(&row.role).map(|role| role.national_code().to_owned());
            let own = [("corpType", kind), ("entryTime", Some(row.entered_on)), ("exitTime", row.left_on)];
            object(named(&units, row.enterprise_id).into_iter().chain(own))
        };
        Ok(Found { rows: rows.into_iter().map(said).collect(), total })
    }

    async fn teams(&self) -> Result<Found, Fault> {
        let rows = teams::Entity::find()
            .filter(teams::Column::ProjectId.eq(self.project))
            .filter(self.of_unit(teams::Column::UnitId).await?)
            .order_by_asc(teams::Column::Id);
        let (rows, total) = self.page_of(rows).await?;
        let units = self.units(rows.iter().map(|row| row.unit_id)).await?;
        let said = |row: teams::Model| {
            let (number, unit) = (team_number(row.id), row.unit_id);
            let own = [("teamName", Some(row.name)), ("entryTime", row.entered_on), ("exitTime", row.left_on)];
            numbered(object(named(&units, unit).into_iter().chain(own)), "teamSysNo", number)
        };
        Ok(Found { rows: rows.into_iter().map(said).collect(), total })
    }

    async fn workers(&self) -> Result<Found, Fault> {
        let rows = self
            .registered()
            .await?
            .filter(registrations::Column::LeftOn.is_null())
            .filter(registrations::Column::BatchId.in_subquery(self.own_batches()))
            .order_by_asc(registrations::Column::Id);
        let (rows, total) = self.page_of(rows).await?;
        let around = self.around(&rows).await?;
        let said = |row: &registrations::Model| {
            let role = Role::parse(&row.role).map(|role| role.national_code().to_owned());
            let leads = u32::from(around.leaders.contains(&row.id));
            let own = [("workType", Some(row.trade.clone())), ("workRole", role)];
            let name = around.people.get(&row.person_id).map(|person| person.name.clone());
            let own = own.into_iter().chain([("workerName", name)]);
            Ok::<_, Fault>(numbered(around.told(self.ctx, row, own)?, "isTeamLeader", leads))
        };
        Ok(Found { rows: rows.iter().map(said).collect::<Result<_, Fault>>()?, total })
    }

    /// Entries and exits, each as the row that the supplier brought.
    async fn passages(&self) -> Result<Found, Fault> {
        let reader = self.ctx.db.reader();
        let registered = self.registered().await?.all(reader).await?;
        let stays = registration_stays::Entity::find()
            .filter(registration_stays::Column::RegistrationId.in_subquery(self.registered_ids()))
            .filter(registration_stays::Column::WithdrawnAt.is_null())
            .filter(
                Condition::any()
                    .add(registration_stays::Column::BatchId.in_subquery(self.own_batches()))
                    .add(registration_stays::Column::ExitBatchId.in_subquery(self.own_batches())),
            )
            .order_by_asc(registration_stays::Column::Id)
            .all(reader)
            .await?;
        let own = self.batches_among(stays.iter().flat_map(|stay| [stay.batch_id, stay.exit_batch_id])).await?;
        let by_id: HashMap<Uuid, &registrations::Model> = registered.iter().map(|row| (row.id, row)).collect();
        let mut all = Vec::new();
        for stay in &stays {
            let Some(row) = by_id.get(&stay.registration_id) else { continue };
            let is_own = |batch: Option<Uuid>| batch.is_some_and(|batch| own.contains(&batch));
            if is_own(stay.batch_id) {
                all.push((*row, stay.entered_on.clone(), "1"));
            }
            if let Some(left) = stay.left_on.clone().filter(|_| is_own(stay.exit_batch_id)) {
                all.push((*row, left, "0"));
            }
        }
        let total = u64::try_from(all.len()).map_err(Fault::internal)?;
        let (skipped, size) = (self.asked.page.saturating_mul(self.asked.size), self.asked.size);
        let at_most = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let shown: Vec<_> = all.into_iter().skip(at_most(skipped)).take(at_most(size)).collect();
        let around = self.around(shown.iter().map(|(row, ..)| *row)).await?;
        let told = |(row, date, kind): (&registrations::Model, String, &str)| {
            around.told(self.ctx, row, [("date", Some(date)), ("type", Some(kind.to_owned()))])
        };
        Ok(Found { rows: shown.into_iter().map(told).collect::<Result<_, Fault>>()?, total })
    }

    /// Whom the project has or had, but for those whose data are only kept (P-12).
    async fn registered(&self) -> Result<Select<registrations::Entity>, Fault> {
        Ok(registrations::Entity::find()
            .filter(registrations::Column::ProjectId.eq(self.project))
            .filter(registrations::Column::WithdrawnAt.is_null())
            .filter(registrations::Column::PersonId.not_in_subquery(restricted()))
            .filter(self.of_unit(registrations::Column::UnitId).await?))
    }

    fn registered_ids(&self) -> SelectStatement {
        registrations::Entity::find()
            .select_only()
            .column(registrations::Column::Id)
            .filter(registrations::Column::ProjectId.eq(self.project))
            .into_query()
    }

    fn own_batches(&self) -> SelectStatement {
        feed_batches::Entity::find()
            .select_only()
            .column(feed_batches::Column::Id)
            .filter(feed_batches::Column::SupplierId.eq(self.supplier))
            .into_query()
    }

    async fn batches_among(&self, batches: impl Iterator<Item = Option<Uuid>>) -> Result<BTreeSet<Uuid>, Fault> {
        let batches: BTreeSet<Uuid> = batches.flatten().collect();
        let own: Vec<Uuid> = feed_batches::Entity::find()
            .select_only()
            .column(feed_batches::Column::Id)
            .filter(feed_batches::Column::Id.is_in(batches))
            .filter(feed_batches::Column::SupplierId.eq(self.supplier))
            .into_tuple()
            .all(self.ctx.db.reader())
            .await?;
        Ok(own.into_iter().collect())
    }

    /// The condition for the enterprise that is asked for; an unknown one has no rows.
    async fn of_unit(&self, column: impl ColumnTrait) -> Result<Condition, Fault> {
        let Some(code) = &self.asked.unit else { return Ok(Condition::all()) };
        let unit = find_by_code(self.ctx.db.reader(), code).await?;
        Ok(Condition::all().add(column.in_subquery(rows_of_any(unit))))
    }

    async fn page_of<E, M>(&self, rows: Select<E>) -> Result<(Vec<M>, u64), Fault>
    where
        E: EntityTrait<Model = M>,
        M: FromQueryResult + Send + Sync + 'static,
    {
        let pages = rows.paginate(self.ctx.db.reader(), self.asked.size);
        Ok((pages.fetch_page(self.asked.page).await?, pages.num_items().await?))
    }

    /// Credit code and name.
    async fn units(&self, ids: impl IntoIterator<Item = Uuid>) -> Result<Units, Fault> {
        let ids: BTreeSet<Uuid> = ids.into_iter().collect();
        let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(self.ctx.db.reader());
        Ok(rows.await?.into_iter().map(|row| (row.id, (row.credit_code, row.name))).collect())
    }

    async fn around<'r>(&self, rows: impl IntoIterator<Item = &'r registrations::Model>) -> Result<Around, Fault> {
        let (reader, rows) = (self.ctx.db.reader(), rows.into_iter().collect::<Vec<_>>());
        let whom: BTreeSet<Uuid> = rows.iter().map(|row| row.person_id).collect();
        let of_people = people::Entity::find().filter(people::Column::Id.is_in(whom)).all(reader).await?;
        let of_teams: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.team_id).collect();
        let of_teams = teams::Entity::find().filter(teams::Column::Id.is_in(of_teams)).all(reader).await?;
        let leaders: Vec<Uuid> = team_leaders::Entity::find()
            .select_only()
            .column(team_leaders::Column::RegistrationId)
            .filter(team_leaders::Column::RegistrationId.is_in(rows.iter().map(|row| row.id)))
            .filter(team_leaders::Column::UntilOn.is_null())
            .into_tuple()
            .all(reader)
            .await?;
        Ok(Around {
            units: self.units(rows.iter().map(|row| row.unit_id)).await?,
            people: of_people.into_iter().map(|row| (row.id, row)).collect(),
            teams: of_teams.into_iter().map(|row| (row.id, row.name)).collect(),
            leaders: leaders.into_iter().collect(),
        })
    }
}

type Units = BTreeMap<Uuid, (String, String)>;

/// What is told with registrations.
struct Around {
    units: Units,
    people: HashMap<Uuid, people::Model>,
    teams: HashMap<Uuid, String>,
    /// registrations that lead their team today
    leaders: BTreeSet<Uuid>,
}

impl Around {
    /// Where somebody works and by which document, with further fields.
    fn told(
        &self,
        ctx: &Ctx,
        row: &registrations::Model,
        further: impl IntoIterator<Item = (&'static str, Option<String>)>,
    ) -> Result<Value, Fault> {
        let person = self.people.get(&row.person_id).ok_or_else(|| Fault::internal("a registration of nobody"))?;
        let number = ctx.vault.open_text("people.id_number", &person.id_number_sealed)?;
        let own = [
            ("teamName", row.team_id.and_then(|team| self.teams.get(&team).cloned())),
            ("idCardType", Some(person.document_kind.clone())),
            ("idCardNumber", Some(number)),
        ];
        let told = object(named(&self.units, row.unit_id).into_iter().chain(own).chain(further));
        Ok(match row.team_id {
            Some(team) => numbered(told, "teamSysNo", team_number(team)),
            None => told,
        })
    }
}

fn named(units: &Units, unit: Uuid) -> [(&'static str, Option<String>); 2] {
    let unit = units.get(&unit);
    [("corpCode", unit.map(|unit| unit.0.clone())), ("corpName", unit.map(|unit| unit.1.clone()))]
}

/// What is not known is left out.
fn object(fields: impl IntoIterator<Item = (&'static str, Option<String>)>) -> Value {
    let known = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?))));
    Value::Object(known.collect::<Map<_, _>>())
}

fn numbered(mut told: Value, name: &str, number: u32) -> Value {
    if let Value::Object(fields) = &mut told {
        fields.insert(name.to_owned(), number.into());
    }
    told
}
