//! What do the published status lists say, now and at an earlier time? Two lists per shard: revocation, whose bits
//! never go back, and suspension.

#[cfg(any(test, feature = "fixtures"))]
mod entering;

use certs::did;
use certs::json;
use certs::proof;
use certs::public_url::PublicUrl;
use certs::signer::Signer;
use certs::status::StatusPurpose;
use certs::status::list::{NewStatusList, StatusBits, StatusValue};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use serde_json::Value;

use super::desk::{Desk, moment};
use super::{Status, Step};
use crate::entity::{certificates, status_lists};
use crate::instant::DAY_MS;
use crate::vault::Purpose;
use crate::{Ctx, Fault, Instant, db};

#[cfg(any(test, feature = "fixtures"))]
pub(crate) use entering::enter;

const PURPOSES: [StatusPurpose; 2] = [StatusPurpose::Revocation, StatusPurpose::Suspension];
/// Short, because a holder can show an old list while it is valid.
const VALIDITY_MS: i64 = DAY_MS;

/// A list as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedList {
    /// The signed credential, to be sent as it is.
    pub document: String,
    pub published_at: Instant,
    pub valid_until: Instant,
}

/// The job: publishes every list that changed or has less than half of its validity left; how many.
pub async fn publish_lists(ctx: &Ctx, desk: &Desk) -> Result<usize, Fault> {
    let shards: Vec<i32> = certificates::Entity::find()
        .select_only()
        .column(certificates::Column::StatusList)
        .distinct()
        .filter(certificates::Column::Step.is_in([Step::Signed.code(), Step::Issued.code()]))
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let mut published = 0;
    for shard in shards {
        for purpose in PURPOSES {
            published += usize::from(publish(ctx, desk, shard, purpose).await?);
        }
    }
    Ok(published)
}

/// Both lists of a shard, unless they exist: a certificate names them from the first day on.
pub(super) async fn publish_first(ctx: &Ctx, desk: &Desk, shard: i32) -> Result<(), Fault> {
    if ctx.db.frozen().has_lists(shard) {
        return Ok(());
    }
    for purpose in PURPOSES {
        if of_list(shard, purpose).count(ctx.db.reader()).await? == 0 {
            publish(ctx, desk, shard, purpose).await?;
        }
    }
    ctx.db.frozen().keep_lists(shard);
    Ok(())
}

/// The newest list. Whether it is fresh enough is the reader's question to its dates.
pub async fn current_list(ctx: &Ctx, number: u32, purpose: StatusPurpose) -> Result<PublishedList, Fault> {
    let shard = i32::try_from(number).map_err(|_| Fault::NotFound)?;
    let row = newest_first(shard, purpose).one(ctx.db.reader()).await?;
    row.map(PublishedList::from).ok_or(Fault::NotFound)
}

/// The list that was in force at a time (`?timestamp=`), or [`Fault::NotFound`] when none was.
pub async fn list_at(ctx: &Ctx, number: u32, purpose: StatusPurpose, at: Instant) -> Result<PublishedList, Fault> {
    let shard = i32::try_from(number).map_err(|_| Fault::NotFound)?;
    let row = newest_first(shard, purpose)
        .filter(status_lists::Column::PublishedAt.lte(at.0))
        .one(ctx.db.reader())
        .await?
        .filter(|row| at.0 < row.valid_until);
    row.map(PublishedList::from).ok_or(Fault::NotFound)
}

/// Publishes if there is reason to; was there?
async fn publish(ctx: &Ctx, desk: &Desk, shard: i32, purpose: StatusPurpose) -> Result<bool, Fault> {
    crate::transact!(ctx, |tx| {
        // read before the statuses: whatever is published on top of it is then newer than it
        let last = newest_first(shard, purpose).one(tx).await?;
        let set = set_indexes(tx, shard, purpose).await?;
        let bits = StatusBits::with_set(set.iter().copied()).map_err(Fault::internal)?;
        let mut changes = set.len();
        if let Some(last) = &last {
            let older = Published::read(last)?;
            if older.bits == bits && older.is_from(desk.public_url(), shard, purpose) && !is_half_over(ctx, last) {
                return Ok(false);
            }
            if purpose == StatusPurpose::Revocation {
                bits.check_follows(&older.bits).map_err(Fault::internal)?;
            }
            changes = older.differences(&set)?;
        }
        // a list never has the time of the one before, so that every time has one list
        let (sequence, now) = match &last {
            Some(last) => (last.sequence + 1, ctx.now().max(Instant(last.published_at + 1))),
            None => (0, ctx.now()),
        };
        let valid_until = now.plus_ms(VALIDITY_MS);
        let row = status_lists::Model {
            number: shard,
            purpose: purpose.as_str().to_owned(),
            sequence,
            published_at: now.0,
            valid_until: valid_until.0,
            changes: i64::try_from(changes).map_err(Fault::internal)?,
            document: signed(desk, shard, purpose, (now, valid_until), &bits)?,
        };
        status_lists::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
        Ok(true)
    })
}

fn signed(
    desk: &Desk,
    shard: i32,
    purpose: StatusPurpose,
    (from, until): (Instant, Instant),
    bits: &StatusBits,
) -> Result<String, Fault> {
    let issuer_did = desk.did();
    let list = NewStatusList {
        public_url: desk.public_url(),
        issuer_did: &issuer_did,
        list: u32::try_from(shard).map_err(Fault::internal)?,
        purpose,
        valid_from: moment(from)?,
        valid_until: moment(until)?,
        bits,
    };
    let document = list.document();
    let key = desk.signer(Purpose::StatusLists)?;
    let method = did::verification_method(&issuer_did, key.public_key().kid());
    let proof = proof::sign_jcs(&document, &key, moment(from)?, &method).map_err(Fault::internal)?;
    let bytes = json::canonical(&proof::attach(&document, vec![proof])).map_err(Fault::internal)?;
    String::from_utf8(bytes).map_err(Fault::internal)
}

/// Indexes whose bit is set, from the certificates' statuses.
async fn set_indexes(tx: &DatabaseTransaction, shard: i32, purpose: StatusPurpose) -> Result<Vec<u32>, Fault> {
    let codes = Status::ALL.into_iter().filter(|status| status.sets(purpose)).map(Status::code);
    let indexes: Vec<i32> = certificates::Entity::find()
        .select_only()
        .column(certificates::Column::StatusIndex)
        .filter(certificates::Column::StatusList.eq(shard))
        .filter(certificates::Column::Status.is_in(codes))
        .into_tuple()
        .all(tx)
        .await?;
    indexes.into_iter().map(|index| u32::try_from(index).map_err(Fault::internal)).collect()
}

fn is_half_over(ctx: &Ctx, row: &status_lists::Model) -> bool {
    row.valid_until - ctx.now().0 < VALIDITY_MS / 2
}

/// A published list, read back.
struct Published {
    id: String,
    bits: StatusBits,
}

impl Published {
    fn read(row: &status_lists::Model) -> Result<Self, Fault> {
        let broken = || Fault::internal(format!("status list {}/{} cannot be read", row.number, row.purpose));
        let document = json::parse(&row.document).map_err(|_| broken())?;
        let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str).ok_or_else(broken);
        let bits = StatusBits::decode(text("/credentialSubject/encodedList")?).map_err(|_| broken())?;
        Ok(Self { id: text("/id")?.to_owned(), bits })
    }

    /// Was it published under this address? The issuer's may have changed.
    fn is_from(&self, public_url: &PublicUrl, shard: i32, purpose: StatusPurpose) -> bool {
        u32::try_from(shard).is_ok_and(|list| public_url.status_list(list, purpose) == self.id)
    }

    /// In how many entries the indexes that are set now differ from this list.
    fn differences(&self, set: &[u32]) -> Result<usize, Fault> {
        let mut gone = 0;
        for index in 0..certs::status::LIST_LENGTH {
            gone += usize::from(self.value(index)? == StatusValue::Set);
        }
        let mut added = 0;
        for &index in set {
            match self.value(index)? {
                StatusValue::Set => gone -= 1,
                StatusValue::Clear => added += 1,
            }
        }
        Ok(gone + added)
    }

    fn value(&self, index: u32) -> Result<StatusValue, Fault> {
        self.bits.value(index).map_err(Fault::internal)
    }
}

fn of_list(shard: i32, purpose: StatusPurpose) -> Select<status_lists::Entity> {
    status_lists::Entity::find()
        .filter(status_lists::Column::Number.eq(shard))
        .filter(status_lists::Column::Purpose.eq(purpose.as_str()))
}

fn newest_first(shard: i32, purpose: StatusPurpose) -> Select<status_lists::Entity> {
    of_list(shard, purpose).order_by_desc(status_lists::Column::Sequence).limit(1)
}

impl From<status_lists::Model> for PublishedList {
    fn from(row: status_lists::Model) -> Self {
        Self { document: row.document, published_at: Instant(row.published_at), valid_until: Instant(row.valid_until) }
    }
}
