//! Whose documents are these, and where are their holders registered?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::attendance::{IdentityKey, short_key};
use crate::db::many::{self, Cell, Kind, List};
use crate::workers::{Registration, Role, Stay, Stays};
use crate::{Day, Fault, Instant};

/// Somebody with all registrations, on every project.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub person: Uuid,
    pub registrations: Vec<Registration>,
}

/// By the first half of the document's keyed hash.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roster(HashMap<Uuid, Known>);

const COLUMNS: &str = "SELECT p.id AS person, p.id_number_index AS number, r.id AS registration, r.project_id, \
    r.unit_id, r.team_id, r.role, r.trade, r.post, r.registered_at, s.entered_on, s.left_on";
const JOINED: &str = "LEFT JOIN registrations AS r ON r.person_id = p.id AND r.withdrawn_at IS NULL \
    LEFT JOIN registration_stays AS s ON s.registration_id = r.id AND s.withdrawn_at IS NULL";

impl Roster {
    /// The holders of these documents, in one query per chunk.
    pub(crate) async fn of_documents<C: ConnectionTrait>(db: &C, keys: &BTreeSet<IdentityKey>) -> Result<Self, Fault> {
        let text = format!(
            "WITH given (number) AS ({{given}}) {COLUMNS} FROM given CROSS JOIN people AS p {JOINED} \
             WHERE p.id_number_index = given.number"
        );
        let rows = keys.iter().map(|key| vec![Cell::Text(key.0.clone())]).collect();
        Self::read(&many::query(db, &text, &List { kinds: &[Kind::Text], rows }).await?)
    }

    /// The same by what rows keep of a document.
    pub(crate) async fn of_short_keys<C: ConnectionTrait>(db: &C, keys: &BTreeSet<Uuid>) -> Result<Self, Fault> {
        let text = format!(
            "WITH given (low, high) AS ({{given}}) {COLUMNS} FROM given CROSS JOIN people AS p {JOINED} \
             WHERE p.id_number_index >= given.low AND p.id_number_index < given.high"
        );
        let row = |key: &Uuid| {
            let low = key.simple().to_string();
            // the digits of a hash end at f
            let high = format!("{low}g");
            vec![Cell::Text(low), Cell::Text(high)]
        };
        let list = List { kinds: &[Kind::Text, Kind::Text], rows: keys.iter().map(row).collect() };
        Self::read(&many::query(db, &text, &list).await?)
    }

    pub(crate) async fn of_people<C: ConnectionTrait>(db: &C, people: &BTreeSet<Uuid>) -> Result<Self, Fault> {
        let text = format!(
            "WITH given (person) AS ({{given}}) {COLUMNS} FROM given CROSS JOIN people AS p {JOINED} \
             WHERE p.id = given.person"
        );
        let rows = people.iter().map(|person| vec![Cell::Id(*person)]).collect();
        Self::read(&many::query(db, &text, &List { kinds: &[Kind::Id], rows }).await?)
    }

    pub(crate) fn get(&self, who: Uuid) -> Option<&Known> {
        self.0.get(&who)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Uuid, &Known)> {
        self.0.iter().map(|(who, known)| (*who, known))
    }

    pub(crate) fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    fn read(rows: &[QueryResult]) -> Result<Self, Fault> {
        let mut people: HashMap<Uuid, Known> = HashMap::new();
        let mut stays: BTreeMap<Uuid, Vec<Stay>> = BTreeMap::new();
        for row in rows {
            let number: String = row.try_get("", "number")?;
            let who = short_key(&IdentityKey(number)).ok_or_else(|| Fault::internal("an index that is no hash"))?;
            let person: Uuid = row.try_get("", "person")?;
            let known = people.entry(who).or_insert_with(|| Known { person, registrations: Vec::new() });
            let Some(id) = row.try_get::<Option<Uuid>>("", "registration")? else { continue };
            if !known.registrations.iter().any(|registration| registration.id == id) {
                known.registrations.push(registration(row, id, person)?);
            }
            if let Some(entered) = row.try_get::<Option<String>>("", "entered_on")? {
                let left = row.try_get::<Option<String>>("", "left_on")?;
                let stay = Stay { entered: day(&entered)?, left: left.as_deref().map(day).transpose()? };
                stays.entry(id).or_default().push(stay);
            }
        }
        for registration in people.values_mut().flat_map(|known| &mut known.registrations) {
            let own = stays.remove(&registration.id).unwrap_or_default();
            registration.stays = Stays::new(own, Day(chrono::NaiveDate::MAX))
                .map_err(|_| Fault::internal("stored stays that overlap"))?;
        }
        Ok(Self(people))
    }
}

fn registration(row: &QueryResult, id: Uuid, person: Uuid) -> Result<Registration, Fault> {
    let role: String = row.try_get("", "role")?;
    Ok(Registration {
        id,
        person,
        project: row.try_get("", "project_id")?,
        unit: row.try_get("", "unit_id")?,
        team: row.try_get("", "team_id")?,
        role: Role::parse(&role).ok_or_else(|| Fault::internal("a registration in no role"))?,
        trade: row.try_get("", "trade")?,
        post: row.try_get("", "post")?,
        // who leads a team is asked where a leader is told something; nobody's press depends on it
        is_team_leader: false,
        registered_at: Instant(row.try_get("", "registered_at")?),
        stays: Stays::default(),
    })
}

fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| Fault::internal(format!("{text} is no day")))
}
