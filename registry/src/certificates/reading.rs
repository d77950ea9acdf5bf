//! What do the holder and the offices see of a certificate?

use std::collections::HashMap;

use certs::ids::CertificateNumber;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{Frozen, PublicClass, Status, Step};
use crate::blobs::BlobHash;
use crate::entity::{certificate_statuses, certificates, offices, people};
use crate::offices::{Reach, reach};
use crate::people::Sex;
use crate::people::scope::{Unaffiliated, within};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault, Instant};

/// A certificate in full. Without `Debug`, so that nothing personal gets into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateView {
    pub id: Uuid,
    pub person: Uuid,
    pub number: String,
    pub number_human: String,
    pub path_id: String,
    pub title: String,
    pub holder_name: String,
    pub sex: Sex,
    pub id_number_masked: String,
    pub study_minutes: Option<i64>,
    pub exam_day: Day,
    pub issuer: String,
    pub issued_day: Day,
    pub validity: String,
    pub photo: Option<BlobHash>,
    pub status: Status,
    pub status_since: Instant,
    pub public_class: Option<PublicClass>,
    /// Every status it ever had, oldest first.
    pub history: Vec<StatusEntry>,
    pub predecessor: Option<Link>,
    pub successor: Option<Link>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusEntry {
    pub status: Status,
    pub at: Instant,
    /// The legal ground as it was entered; `issue` for the first.
    pub ground: String,
    pub public_class: Option<PublicClass>,
}

/// Another certificate of the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub number: String,
    pub path_id: String,
}

/// The own certificates, newest first.
pub async fn own(ctx: &Ctx) -> Result<Vec<CertificateView>, Fault> {
    require(ctx, Verb::View, Object::Certificate)?;
    let person = ctx.signed_in()?.person;
    let rows = issued()
        .filter(certificates::Column::PersonId.eq(person))
        .order_by_desc(certificates::Column::IssuedAt)
        .all(ctx.db.reader())
        .await?;
    views(ctx, rows).await
}

/// By its number (machine form, as typed): the holder, and the offices that it or its holder belongs to.
pub async fn get(ctx: &Ctx, number: &str) -> Result<CertificateView, Fault> {
    let row = visible(ctx, number).await?;
    views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// The signed credential as it was delivered, for whoever may [`get`] it.
pub async fn credential_json(ctx: &Ctx, number: &str) -> Result<String, Fault> {
    visible(ctx, number).await?.signed_document.ok_or(Fault::NotFound)
}

pub(super) async fn visible(ctx: &Ctx, number: &str) -> Result<certificates::Model, Fault> {
    // an enterprise sees its people in the register, but the certificate itself is for the holder and offices
    let reach = Reach { enterprises: [].into(), ..reach(ctx, Verb::View, Object::Certificate).await? };
    let number = CertificateNumber::parse(number).map_err(|_| Fault::NotFound)?;
    issued()
        .filter(certificates::Column::Number.eq(number.machine()))
        .filter(reached(&reach))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)
}

/// The condition on `certificates` for the rows that `reach` holds: by their holder, or by the area of their office.
pub(super) fn reached(reach: &Reach) -> Condition {
    let holders = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(within(reach, Unaffiliated::LeftOut))
        .into_query();
    let issuers = offices::Entity::find()
        .select_only()
        .column(offices::Column::Id)
        .filter(offices::Column::Area.is_in(reach.areas.iter().cloned()))
        .into_query();
    if reach.whole_city {
        return Condition::all();
    }
    Condition::any()
        .add(certificates::Column::PersonId.in_subquery(holders))
        .add(certificates::Column::OfficeId.in_subquery(issuers))
}

pub(super) fn issued() -> sea_orm::Select<certificates::Entity> {
    certificates::Entity::find().filter(certificates::Column::Step.eq(Step::Issued.code()))
}

/// What stands beside a certificate's row.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    pub history: Vec<StatusEntry>,
    pub predecessor: Option<Link>,
    pub successor: Option<Link>,
}

impl Standing {
    /// The entry that brought it into its present status.
    pub fn current(&self, status: Status) -> Option<&StatusEntry> {
        self.history.iter().rfind(|entry| entry.status == status)
    }
}

/// The histories and links of many certificates, in two queries.
pub(super) async fn standings(ctx: &Ctx, rows: &[certificates::Model]) -> Result<HashMap<Uuid, Standing>, Fault> {
    let db = ctx.db.reader();
    let mut standings: HashMap<Uuid, Standing> = rows.iter().map(|row| (row.id, Standing::default())).collect();
    let entries = certificate_statuses::Entity::find()
        .filter(certificate_statuses::Column::CertificateId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(certificate_statuses::Column::At)
        .order_by_asc(certificate_statuses::Column::Id)
        .all(db)
        .await?;
    for row in entries {
        let entry = StatusEntry {
            status: Status::parse(&row.status).ok_or_else(|| Fault::internal("entry of an unknown status"))?,
            at: Instant(row.at),
            ground: row.ground,
            public_class: row.public_class.as_deref().and_then(PublicClass::parse),
        };
        standings.entry(row.certificate_id).or_default().history.push(entry);
    }
    let neighbours = Condition::any()
        .add(certificates::Column::Predecessor.is_in(rows.iter().map(|row| row.id)))
        .add(certificates::Column::Id.is_in(rows.iter().filter_map(|row| row.predecessor)));
    for other in issued().filter(neighbours).all(db).await? {
        let link = Link { number: other.number.clone(), path_id: other.path_id.clone() };
        for row in rows {
            let standing = standings.entry(row.id).or_default();
            if other.predecessor == Some(row.id) {
                standing.successor = Some(link.clone());
            }
            if row.predecessor == Some(other.id) {
                standing.predecessor = Some(link.clone());
            }
        }
    }
    Ok(standings)
}

pub(super) fn number_human(number: &str, word: &str) -> Result<String, Fault> {
    Ok(CertificateNumber::parse(number).map_err(Fault::internal)?.human(word))
}

async fn views(ctx: &Ctx, rows: Vec<certificates::Model>) -> Result<Vec<CertificateView>, Fault> {
    let mut standings = standings(ctx, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let standing = standings.remove(&row.id).unwrap_or_default();
            view(row, standing)
        })
        .collect()
}

fn view(row: certificates::Model, standing: Standing) -> Result<CertificateView, Fault> {
    let frozen: Frozen = serde_json::from_str(&row.frozen)?;
    let status = Status::parse(&row.status).ok_or_else(|| Fault::internal("certificate of an unknown status"))?;
    let entry = standing.current(status);
    Ok(CertificateView {
        id: row.id,
        person: row.person_id,
        number_human: number_human(&row.number, &frozen.number_word)?,
        number: row.number,
        path_id: row.path_id,
        title: frozen.title,
        holder_name: frozen.name,
        sex: frozen.sex,
        id_number_masked: frozen.id_number_masked,
        study_minutes: frozen.study_minutes,
        exam_day: frozen.exam_day,
        issuer: frozen.issuer,
        issued_day: Day::parse(&row.issued_day).ok_or_else(|| Fault::internal("certificate without a day"))?,
        validity: frozen.validity,
        photo: row.photo,
        status,
        status_since: entry.map_or(Instant(row.issued_at.unwrap_or(row.reserved_at)), |entry| entry.at),
        public_class: entry.and_then(|entry| entry.public_class),
        history: standing.history,
        predecessor: standing.predecessor,
        successor: standing.successor,
    })
}
