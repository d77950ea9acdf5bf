//! Who looks after which projects now, how many people work there, and what do the rules of those projects say?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::rows::of_person;
use crate::attendance::store::sites::rules_of;
use crate::calendar::Roll;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::projects;
use crate::filings::Stage;
use crate::filings::capacity::{GRACE, LIMIT, SiteCount, total};
use crate::rulepacks::Rules;
use crate::workers::store::head_counts_on;
use crate::{Day, Fault};

const ROLLS: &str = "period.roll_on_holiday";

/// What one officer has to look after.
pub(super) struct Load {
    pub sites: Vec<SiteCount>,
    /// The lowest of those that the rules of the projects name.
    pub limit: Option<i64>,
    /// By the rules of the same project; a month where they are silent.
    pub grace_months: u32,
    pub roll: Roll,
    pub rule_pack: String,
}

impl Load {
    pub fn people(&self) -> i64 {
        total(&self.sites)
    }
}

/// The projects of somebody's bindings in force, the certificate standing or not, and those that come beside them.
pub(super) async fn projects_of<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
    beside: Option<Uuid>,
) -> Result<Vec<Uuid>, Fault> {
    let own = of_person(db, person).await?;
    let held = own.iter().filter(|one| one.stage() == Stage::InForce).filter_map(|one| one.post.project());
    Ok(held.chain(beside).collect::<BTreeSet<_>>().into_iter().collect())
}

/// The workers of each, and its name.
pub(super) async fn counted<C: ConnectionTrait>(db: &C, ids: &[Uuid], today: Day) -> Result<Vec<SiteCount>, Fault> {
    let counts = head_counts_on(db, ids, today).await?;
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let names: BTreeMap<Uuid, String> = rows.into_iter().map(|row| (row.id, row.name)).collect();
    let site = |id: &Uuid| SiteCount {
        project: *id,
        name: names.get(id).cloned(),
        people: counts.get(id).copied().unwrap_or_default(),
    };
    Ok(ids.iter().map(site).collect())
}

/// What one officer looks after today.
pub(super) async fn load_of<C: ConnectionTrait>(db: &C, person: Uuid, today: Day) -> Result<Load, Fault> {
    let ids = projects_of(db, person, None).await?;
    let sites = counted(db, &ids, today).await?;
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let rules = known_rules(db, &rows, today).await?;
    let mut load = Load { sites, limit: None, grace_months: 1, roll: Roll::AfterRest, rule_pack: String::new() };
    for rules in ids.iter().filter_map(|id| rules.get(id)) {
        load.under(rules)?;
    }
    Ok(load)
}

/// An area that was divided has no rules until its projects are put into its parts: that holds nobody and stops no count.
async fn known_rules<C: ConnectionTrait>(
    db: &C,
    rows: &[projects::Model],
    today: Day,
) -> Result<HashMap<Uuid, Rules>, Fault> {
    let together = rules_of(db, rows, today).await;
    if !matches!(together, Err(Fault::Refused(_))) {
        return together;
    }
    let mut found = HashMap::new();
    for row in rows {
        match rules_of(db, [row], today).await {
            Err(Fault::Refused(_)) => {}
            rules => found.extend(rules?),
        }
    }
    Ok(found)
}

impl Load {
    fn under(&mut self, rules: &Rules) -> Result<(), Fault> {
        let Some(limit) = limit_in(rules)? else { return Ok(()) };
        if self.limit.is_none_or(|known| limit < known) {
            self.limit = Some(limit);
            self.grace_months = if rules.has(GRACE) { rules.months(GRACE)? } else { 1 };
            let stays = rules.has(ROLLS) && !rules.is_on(ROLLS)?;
            self.roll = if stays { Roll::Stays } else { Roll::AfterRest };
            self.rule_pack = rules.sources(&[LIMIT, GRACE, ROLLS]);
        }
        Ok(())
    }
}

pub(super) fn limit_in(rules: &Rules) -> Result<Option<i64>, Fault> {
    if rules.has(LIMIT) { rules.integer(LIMIT).map(Some) } else { Ok(None) }
}

/// Everybody with more than one project: the projects with the workers of each. One statement for the whole city.
pub(super) async fn with_several<C: ConnectionTrait>(
    db: &C,
    today: Day,
) -> Result<BTreeMap<Uuid, Vec<(Uuid, i64)>>, Fault> {
    let text = "WITH given (today) AS ({given}), \
         held AS (SELECT DISTINCT b.person_id, b.project_id FROM bindings AS b \
             WHERE b.project_id IS NOT NULL AND b.confirmed_at IS NOT NULL AND b.ended_at IS NULL), \
         several AS (SELECT held.person_id FROM held GROUP BY held.person_id HAVING COUNT(*) > 1) \
         SELECT held.person_id AS person, held.project_id AS project, \
             (SELECT COUNT(DISTINCT r.person_id) FROM registrations AS r WHERE r.project_id = held.project_id \
                 AND r.role = 'worker' AND r.withdrawn_at IS NULL \
                 AND (r.left_on IS NULL OR r.left_on >= given.today)) AS people \
         FROM given CROSS JOIN several JOIN held ON held.person_id = several.person_id ORDER BY 1, 2";
    let list = List { kinds: &[Kind::Text], rows: vec![vec![Cell::Text(today.to_string())]] };
    let mut found: BTreeMap<Uuid, Vec<(Uuid, i64)>> = BTreeMap::new();
    for row in many::query(db, text, &list).await? {
        let (person, project): (Uuid, Uuid) = (row.try_get("", "person")?, row.try_get("", "project")?);
        found.entry(person).or_default().push((project, row.try_get("", "people")?));
    }
    Ok(found)
}

/// The limit of each of these projects, where its rules name one.
pub(super) async fn limits_of<C: ConnectionTrait>(
    db: &C,
    ids: BTreeSet<Uuid>,
    today: Day,
) -> Result<BTreeMap<Uuid, i64>, Fault> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut limits = BTreeMap::new();
    for some in many::keys(&ids) {
        let rows = projects::Entity::find().filter(projects::Column::Id.is_in(some.iter().copied())).all(db).await?;
        for (project, rules) in known_rules(db, &rows, today).await? {
            limits.extend(limit_in(&rules)?.map(|limit| (project, limit)));
        }
    }
    Ok(limits)
}
