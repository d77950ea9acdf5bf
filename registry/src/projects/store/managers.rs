//! Who runs the site, in which post, from when until when?

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use serde_json::json;
use uuid::Uuid;

use super::parties::party_of;
use super::scope::{contractor_on, project_for};
use super::{Entry, day, day_or_none, lock, unknown_code};
use crate::entity::{enterprises, identity_confirmations, people, project_managers, project_parties};
use crate::fault::refuse_unless_empty;
use crate::people::store::{PersonView, find_by_id_number, new_row};
use crate::people::{IdNumber, PersonName, Phone};
use crate::permissions::Verb;
use crate::projects::managers::{Post, SiteManager, check_manager};
use crate::{Ctx, Day, Fault, Period, Refusal, audit, db};

/// As typed or imported. Whoever is not on record yet comes on record by this. Without an identity number, what takes the
/// place of a row is about the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewManager {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    pub enterprise: Uuid,
    pub post: Post,
    pub period: Period,
    pub batch: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagerView {
    pub id: Uuid,
    pub manager: SiteManager,
    /// Numbers masked; nothing where the person's data are only kept (P-12).
    pub person: Option<MaskedPerson>,
    /// the enterprise's name
    pub enterprise: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedPerson {
    pub name: String,
    pub id_number: String,
    pub phone: String,
}

/// Adds a site manager, or puts the record in the place of one: a last day, or what was written down wrongly.
pub async fn record_manager(ctx: &Ctx, project: Uuid, new: &NewManager, entry: &Entry) -> Result<Uuid, Fault> {
    project_for(ctx, Verb::Edit, project).await?;
    entry.check()?;
    let named = match (new.id_number.trim().is_empty(), entry) {
        (true, Entry::InPlaceOf { .. }) => None,
        _ => Some(named(ctx, new)?),
    };
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let rows = rows_of!(tx, project_managers, project);
        let former = rows.iter().find(|row| Some(row.id) == entry.replaces());
        let person = match (&named, former) {
            (Some(named), _) => person(tx, ctx, named).await?,
            (None, Some(former)) => former.person_id,
            (None, None) => return Err(Fault::NotFound),
        };
        let manager = SiteManager { person, enterprise: new.enterprise, post: new.post, period: new.period };
        let others = rows.iter().filter(|row| Some(row.id) != entry.replaces());
        let others = others.map(manager_of).collect::<Result<Vec<_>, _>>()?;
        let parties = rows_of!(tx, project_parties, project);
        let parties = parties.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
        check_manager(&manager, &others, &parties).map_err(Fault::Refused)?;
        let taken = Refusal::on("post", "projects.post_taken").with("from", manager.period.first().chinese());
        let id = put_row!(tx, ctx, project_managers, project, entry, taken, {
            person_id: manager.person,
            enterprise_id: manager.enterprise,
            post: manager.post.code().to_owned(),
            first_day: manager.period.first().to_string(),
            last_day: manager.period.last().map(|day| day.to_string()),
            batch_id: new.batch,
        })?;
        let facts = json!({ "manager": id, "person": person, "post": new.post, "replaces": entry.replaces() });
        audit::record(tx, ctx, "record_manager", ("project", project), facts).await?;
        Ok(id)
    })
}

/// The condition on `project_managers` for whoever leads the whole site on a day: the project manager of its general
/// contractor, once the identity is confirmed. It stands in the query of every request.
pub(crate) fn leads_on(day: Day) -> Condition {
    let still = Condition::any()
        .add(project_managers::Column::LastDay.is_null())
        .add(project_managers::Column::LastDay.gte(day.to_string()));
    Condition::all()
        .add(project_managers::Column::Post.eq(Post::ProjectManager.code()))
        .add(project_managers::Column::FirstDay.lte(day.to_string()))
        .add(still)
        .add(project_managers::Column::WithdrawnAt.is_null())
        .add(Expr::exists(confirmed()))
        .add(Expr::exists(general_contractor(day)))
}

/// Of the manager's row.
fn confirmed() -> SelectStatement {
    identity_confirmations::Entity::find()
        .select_only()
        .column(identity_confirmations::Column::Id)
        .filter(
            Expr::col((identity_confirmations::Entity, identity_confirmations::Column::PersonId))
                .eq(Expr::col((project_managers::Entity, project_managers::Column::PersonId))),
        )
        .filter(identity_confirmations::Column::WithdrawnAt.is_null())
        .into_query()
}

/// The manager's own enterprise in that role.
fn general_contractor(day: Day) -> SelectStatement {
    let same = |own, other| Expr::col((project_parties::Entity, own)).eq(Expr::col((project_managers::Entity, other)));
    project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::Id)
        .filter(same(project_parties::Column::ProjectId, project_managers::Column::ProjectId))
        .filter(same(project_parties::Column::EnterpriseId, project_managers::Column::EnterpriseId))
        .filter(contractor_on(day))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .into_query()
}

type Named = (PersonName, IdNumber, Phone);

fn named(ctx: &Ctx, new: &NewManager) -> Result<Named, Fault> {
    let mut refusals = Vec::new();
    let name = PersonName::parse(&new.name).map_err(|refusal| refusals.push(refusal)).ok();
    let number = IdNumber::parse(&new.id_number, ctx.now().day()).map_err(|refusal| refusals.push(refusal)).ok();
    let phone = Phone::parse(&new.phone).map_err(|refusal| refusals.push(refusal)).ok();
    refuse_unless_empty(refusals)?;
    let named = name.zip(number).zip(phone).map(|((name, number), phone)| (name, number, phone));
    named.ok_or_else(|| Fault::internal("a manager neither right nor refused"))
}

/// The person of the number: the one on record, whose name must be the same, or a new one.
async fn person(tx: &DatabaseTransaction, ctx: &Ctx, (name, number, phone): &Named) -> Result<Uuid, Fault> {
    match find_by_id_number(tx, ctx, number).await? {
        Some(row) if row.name == name.as_str() => Ok(row.id),
        Some(_) => Err(Refusal::on("name", "projects.manager_name_differs").into()),
        None => {
            let row = new_row(ctx, name.as_str(), number, phone)?;
            let id = row.id;
            people::Entity::insert(row.into_active_model())
                .exec_without_returning(tx)
                .await
                .map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
            audit::record(tx, ctx, "record", ("person", id), json!({})).await?;
            Ok(id)
        }
    }
}

pub(super) fn manager_of(row: &project_managers::Model) -> Result<SiteManager, Fault> {
    Ok(SiteManager {
        person: row.person_id,
        enterprise: row.enterprise_id,
        post: Post::parse(&row.post).ok_or_else(|| unknown_code(&row.post))?,
        period: Period::new(day(&row.first_day)?, day_or_none(row.last_day.as_deref())?)?,
    })
}

impl From<&PersonView> for MaskedPerson {
    fn from(person: &PersonView) -> Self {
        Self {
            name: person.name.clone(),
            id_number: person.id_number_masked.clone(),
            phone: person.phone_masked.clone(),
        }
    }
}

/// In the order of the posts, then of the days.
pub(super) fn views(
    rows: &[project_managers::Model],
    people: &[PersonView],
    enterprises: &[enterprises::Model],
) -> Result<Vec<ManagerView>, Fault> {
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let person = people.iter().find(|person| person.id == row.person_id);
        let enterprise = enterprises.iter().find(|one| one.id == row.enterprise_id);
        views.push(ManagerView {
            id: row.id,
            manager: manager_of(row)?,
            person: person.map(MaskedPerson::from),
            enterprise: enterprise.map(|one| one.name.clone()).unwrap_or_default(),
        });
    }
    views.sort_by_key(|view| (view.manager.post, view.manager.period));
    Ok(views)
}
