//! What leaves the house by mail, and how often is it tried? A use case only writes a letter down; a job carries it, so that
//! nobody ever waits for a mail server.

mod posting;

use futures::future::BoxFuture;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

pub use posting::{pass_over, post_notices};

use crate::accounts::MailAddress;
use crate::entity::letters;
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::{Actor, Ctx, Fault, Instant};

const ADDRESS: &str = "letters.address";
const SUBJECT: &str = "letters.subject";
const BODY: &str = "letters.body";
/// After the first, the second ... attempt that failed; after the last it is given up.
const PAUSES_MS: [i64; 7] =
    [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS];
/// While one node carries it; whoever finds it later begins anew.
const CARRIED_MS: i64 = 10 * MINUTE_MS;
/// That it was sent stays readable for so long.
const KEPT_MS: i64 = 90 * DAY_MS;

/// What a letter says, in the language of whoever gets it.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub body: String,
}

/// A letter that is carried now.
pub struct Letter {
    pub id: Uuid,
    pub to: MailAddress,
    pub words: Words,
    pub made_at: Instant,
}

/// Why a letter did not arrive: a kind and a code, never what the server wrote, for that may name people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// It may be taken later.
    Later(String),
    /// It is not taken at all.
    Never(String),
    /// The server itself is out of reach: nothing else needs to be tried now.
    Unreachable(String),
}

/// Carries letters out of the house; which server takes them is a matter of the installation.
pub trait Postman: Send + Sync {
    fn deliver<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), Undelivered>>;
}

/// How a round went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    pub sent: u64,
    /// tried again later
    pub delayed: u64,
    pub given_up: u64,
}

/// Writes a letter down; a notice goes to an account once.
pub(crate) async fn put(
    ctx: &Ctx,
    db: &impl ConnectionTrait,
    (account, to): (Uuid, &MailAddress),
    notice: Option<Uuid>,
    words: &Words,
    good_until: Option<Instant>,
) -> Result<(), Fault> {
    let seal = |name: &str, text: &str| ctx.vault.seal(ctx.random.as_ref(), name, text.as_bytes()).map(Some);
    let row = letters::Model {
        id: ctx.new_id(),
        account_id: account,
        notice_id: notice,
        address_sealed: seal(ADDRESS, to.as_str())?,
        subject_sealed: seal(SUBJECT, &words.subject)?,
        body_sealed: seal(BODY, &words.body)?,
        made_at: ctx.now().0,
        good_until: good_until.map(|until| until.0),
        attempts: 0,
        next_try_at: Some(ctx.now().0),
        sent_at: None,
        given_up_at: None,
        last_error: None,
    };
    letters::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([letters::Column::NoticeId, letters::Column::AccountId]).do_nothing().to_owned(),
        )
        .exec_without_returning(db)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    Ok(())
}

/// Gives up what waits for an account that wants no letters any more.
pub(crate) async fn give_up(ctx: &Ctx, db: &impl ConnectionTrait, account: Uuid) -> Result<(), Fault> {
    ended(Some(ctx.now()), None, Some("address_taken_away"))
        .filter(letters::Column::AccountId.eq(account))
        .filter(letters::Column::NextTryAt.is_not_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Carries up to `most` letters that are due. For the job.
///
/// # Errors
/// [`Fault::Forbidden`] for people; whatever the server does is no error.
pub async fn deliver(ctx: &Ctx, postman: &dyn Postman, most: u64) -> Result<Round, Fault> {
    check_job(ctx)?;
    let due = letters::Entity::find()
        .filter(letters::Column::NextTryAt.lte(ctx.now().0))
        .order_by_asc(letters::Column::NextTryAt)
        .order_by_asc(letters::Column::Id)
        .limit(most)
        .all(ctx.db.reader())
        .await?;
    let mut round = Round::default();
    for row in due {
        if carry(ctx, postman, row, &mut round).await? == Goes::NoFurther {
            break;
        }
    }
    Ok(round)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    NoFurther,
}

async fn carry(ctx: &Ctx, postman: &dyn Postman, row: letters::Model, round: &mut Round) -> Result<Goes, Fault> {
    if !claim(ctx, &row).await? {
        return Ok(Goes::On);
    }
    if row.good_until.is_some_and(|until| until < ctx.now().0) {
        round.given_up += 1;
        end(ctx, row.id, ended(Some(ctx.now()), None, Some("too_late"))).await?;
        return Ok(Goes::On);
    }
    let (why, goes) = match postman.deliver(&opened(ctx, &row)?).await {
        Ok(()) => {
            round.sent += 1;
            end(ctx, row.id, ended(None, Some(ctx.now()), None)).await?;
            return Ok(Goes::On);
        }
        Err(Undelivered::Never(why)) => {
            round.given_up += 1;
            end(ctx, row.id, ended(Some(ctx.now()), None, Some(&why))).await?;
            return Ok(Goes::On);
        }
        Err(Undelivered::Later(why)) => (why, Goes::On),
        Err(Undelivered::Unreachable(why)) => (why, Goes::NoFurther),
    };
    let pause = usize::try_from(row.attempts).ok().and_then(|failed| PAUSES_MS.get(failed));
    match pause {
        Some(pause) => {
            round.delayed += 1;
            let later = letters::Entity::update_many()
                .col_expr(letters::Column::NextTryAt, Expr::value(ctx.now().plus_ms(*pause).0))
                .col_expr(letters::Column::LastError, Expr::value(why));
            end(ctx, row.id, later).await?;
        }
        None => {
            round.given_up += 1;
            end(ctx, row.id, ended(Some(ctx.now()), None, Some(&why))).await?;
        }
    }
    Ok(goes)
}

/// True for the node that carries it now.
async fn claim(ctx: &Ctx, row: &letters::Model) -> Result<bool, Fault> {
    let claimed = letters::Entity::update_many()
        .col_expr(letters::Column::NextTryAt, Expr::value(ctx.now().plus_ms(CARRIED_MS).0))
        .col_expr(letters::Column::Attempts, Expr::col(letters::Column::Attempts).add(1))
        .filter(letters::Column::Id.eq(row.id))
        .filter(letters::Column::NextTryAt.eq(row.next_try_at.unwrap_or_default()))
        .exec(ctx.db.writer())
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Its way is over, and nothing of it is kept but when and why.
fn ended(
    given_up_at: Option<Instant>,
    sent_at: Option<Instant>,
    why: Option<&str>,
) -> sea_orm::UpdateMany<letters::Entity> {
    letters::Entity::update_many()
        .col_expr(letters::Column::NextTryAt, Expr::value(None::<i64>))
        .col_expr(letters::Column::GivenUpAt, Expr::value(given_up_at.map(|at| at.0)))
        .col_expr(letters::Column::SentAt, Expr::value(sent_at.map(|at| at.0)))
        .col_expr(letters::Column::LastError, Expr::value(why.map(str::to_owned)))
        .col_expr(letters::Column::AddressSealed, Expr::value(None::<Vec<u8>>))
        .col_expr(letters::Column::SubjectSealed, Expr::value(None::<Vec<u8>>))
        .col_expr(letters::Column::BodySealed, Expr::value(None::<Vec<u8>>))
}

async fn end(ctx: &Ctx, letter: Uuid, change: sea_orm::UpdateMany<letters::Entity>) -> Result<(), Fault> {
    change
        .filter(letters::Column::Id.eq(letter))
        .filter(letters::Column::NextTryAt.is_not_null())
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}

fn opened(ctx: &Ctx, row: &letters::Model) -> Result<Letter, Fault> {
    let text = |name: &str, sealed: &Option<Vec<u8>>| match sealed {
        Some(sealed) => ctx.vault.open_text(name, sealed),
        None => Err(Fault::internal("a letter that is due says nothing")),
    };
    let to = MailAddress::parse(&text(ADDRESS, &row.address_sealed)?);
    Ok(Letter {
        id: row.id,
        to: to.map_err(|_| Fault::internal("a stored address is not valid"))?,
        words: Words { subject: text(SUBJECT, &row.subject_sealed)?, body: text(BODY, &row.body_sealed)? },
        made_at: Instant(row.made_at),
    })
}

/// Takes away what was sent or given up long ago; how many rows they were.
pub(crate) async fn clear_old(ctx: &Ctx) -> Result<u64, Fault> {
    let cleared = letters::Entity::delete_many()
        .filter(letters::Column::NextTryAt.is_null())
        .filter(letters::Column::MadeAt.lt(ctx.now().minus_ms(KEPT_MS).0))
        .exec(ctx.db.writer())
        .await?;
    Ok(cleared.rows_affected)
}

fn check_job(ctx: &Ctx) -> Result<(), Fault> {
    if matches!(ctx.actor, Actor::System(_)) { Ok(()) } else { Err(Fault::Forbidden) }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
pub(crate) mod tests;
