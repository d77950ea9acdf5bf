//! Which packs and areas are there, all at once? They are few, and a sweep asks about thousands of places.

use sea_orm::ConnectionTrait;

use crate::offices::areas;
use crate::projects::Areas;
use crate::projects::governing::{Place, governing};
use crate::rulepacks::{InForce, RulePack, Rules};
use crate::{Day, Fault, Refusal};

pub struct Book {
    packs: Vec<RulePack>,
    areas: Areas,
}

impl Book {
    pub async fn read<C: ConnectionTrait>(db: &C) -> Result<Self, Fault> {
        Ok(Self { packs: super::stored(db).await?, areas: areas::tree(db).await? })
    }

    pub fn areas(&self) -> &Areas {
        &self.areas
    }

    /// # Errors
    /// On `area`, when it is not clear in which the place lies.
    pub fn governing(&self, place: &Place, day: Day) -> Result<Rules, Refusal> {
        Ok(Rules::combine(governing(&self.packs, &self.areas, place, day)?))
    }

    /// # Errors
    /// As for [`Book::governing`].
    pub fn in_force(&self, place: &Place, day: Day) -> Result<InForce, Refusal> {
        let lineage = self.areas.lineage_on(&place.area, day)?;
        let area = lineage.last().map_or_else(|| place.area.clone(), |area| area.code.clone());
        Ok(InForce::of(area, day, governing(&self.packs, &self.areas, place, day)?))
    }
}
