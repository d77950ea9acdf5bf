//! Which offices of a county are there for a project, and for which of them does somebody act?

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::entity::{offices, projects};
use crate::offices::areas::tree;
use crate::offices::{OfficeKind, reach_of_post};
use crate::permissions::{Object, Role, Verb};
use crate::projects::Areas;
use crate::rulepacks::store::CITY;
use crate::{Actor, Ctx, Day, Fault};

/// The offices of all counties, read once for however many projects.
pub(super) struct Counties {
    areas: Areas,
    offices: Vec<offices::Model>,
}

impl Counties {
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, Fault> {
        let kinds = [OfficeKind::HumanResources, OfficeKind::Industry].map(OfficeKind::code);
        let rows = offices::Entity::find()
            .filter(offices::Column::Kind.is_in(kinds))
            .filter(offices::Column::Area.ne(CITY))
            .order_by_asc(offices::Column::Id);
        Ok(Self { areas: tree(db).await?, offices: rows.all(db).await? })
    }

    /// The county's 人社 and its department for the industry of the project: those that are told what they have to see to.
    pub fn offices_of(&self, project: &projects::Model, today: Day) -> Vec<Uuid> {
        let is_its = |office: &&offices::Model| {
            let is_of_industry = office.industry.as_ref().is_none_or(|industry| *industry == project.industry);
            is_of_industry && self.areas.is_within(&project.area, &office.area, today)
        };
        self.offices.iter().filter(is_its).map(|office| office.id).collect()
    }
}

/// For which offices the actor decides about bindings, and where.
pub(super) struct Charges(Vec<(Uuid, BTreeSet<String>, Option<String>)>);

impl Charges {
    /// None for whoever holds no post of a county.
    pub async fn of(ctx: &Ctx) -> Result<Self, Fault> {
        let Actor::SignedIn(who) = &ctx.actor else { return Ok(Self(Vec::new())) };
        let (db, mut charges) = (ctx.db.reader(), Vec::new());
        for post in who.posts.iter().filter(|post| matches!(post.role, Role::HumanResources | Role::Industry)) {
            let Some(office) = post.office else { continue };
            let Some(reach) = reach_of_post(db, post, Verb::Decide, Object::Binding).await? else { continue };
            let industry = offices::Entity::find_by_id(office).one(db).await?.and_then(|row| row.industry);
            // an industry department without an industry oversees nothing
            if post.role == Role::Industry && industry.is_none() {
                continue;
            }
            charges.push((office, reach.areas, industry));
        }
        Ok(Self(charges))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In whose name the actor decides about this project.
    pub fn office_for(&self, project: &projects::Model) -> Option<Uuid> {
        let covers = |(_, areas, industry): &&(Uuid, BTreeSet<String>, Option<String>)| {
            areas.contains(&project.area) && industry.as_ref().is_none_or(|industry| *industry == project.industry)
        };
        self.0.iter().find(covers).map(|(office, ..)| *office)
    }
}
