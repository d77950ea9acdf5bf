//! Who has to wait before trying again? Rows, so that every node counts the same tries.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, sea_query::OnConflict,
};

use super::address::household;
use super::waiting::{ADDRESS, ASKING, CODE, FORGOTTEN_MS, PASSWORD, PASSWORD_ANYWHERE, Rule, Tally};
use crate::entity::throttles;
use crate::{Ctx, Fault, Instant, Refusal};

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    SignIn,
    SecondFactor,
    AskReset,
    Reset,
    Search,
    SignUp,
}

impl Door {
    fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SecondFactor => "second_factor",
            Self::AskReset => "ask_reset",
            Self::Reset => "reset",
            Self::Search => "search",
            Self::SignUp => "sign_up",
        }
    }

    fn closed(self) -> Refusal {
        match self {
            Self::SignIn => Refusal::new("accounts.locked"),
            Self::SecondFactor => Refusal::on("code", "accounts.code_locked"),
            Self::AskReset => Refusal::new("accounts.reset_asked_often"),
            Self::Reset => Refusal::on("code", "accounts.reset_locked"),
            Self::Search | Self::SignUp => Refusal::new("accounts.address_waits"),
        }
    }
}

/// Whose tries a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Of whoever is named; a success forgets them.
    Named,
    /// Of an address: one success among many failures is what a guesser hopes for.
    Address,
}

struct Subject {
    hash: String,
    rule: &'static Rule,
    whose: Whose,
}

/// The rows that one try counts in.
pub struct Throttle {
    door: Door,
    subjects: Vec<Subject>,
}

impl Throttle {
    /// `named` is an account's id, or what was typed where no account was found: both wait alike.
    pub fn at(ctx: &Ctx, door: Door, named: Option<&str>) -> Result<Self, Fault> {
        let address = ctx.address.map(|address| household(address).to_string());
        let mut subjects = Vec::new();
        let mut add = |kind: &str, value: &str, rule, whose| -> Result<(), Fault> {
            let hash = ctx.vault.index("throttle", &format!("{kind} {value}"))?;
            subjects.push(Subject { hash, rule, whose });
            Ok(())
        };
        if let Some(named) = named {
            let here = format!("{named} {}", address.as_deref().unwrap_or_default());
            match door {
                Door::SignIn => {
                    add("pair", &here, &PASSWORD, Whose::Named)?;
                    add("named", named, &PASSWORD_ANYWHERE, Whose::Named)?;
                }
                Door::AskReset => add("named", named, &ASKING, Whose::Named)?,
                _ => add("named", named, &CODE, Whose::Named)?,
            }
        }
        if let Some(address) = &address {
            add("address", address, &ADDRESS, Whose::Address)?;
        }
        // every writer locks the rows in one order
        subjects.sort_by(|one, other| one.hash.cmp(&other.hash));
        Ok(Self { door, subjects })
    }

    /// # Errors
    /// The refusal that says until when to wait.
    pub async fn refuse_waiting(&self, ctx: &Ctx) -> Result<(), Fault> {
        self.refuse(ctx, self.rows().all(ctx.db.reader()).await?)
    }

    /// A success: looks again inside the transaction, for a try that ran beside the last failure comes too late, and
    /// forgets the failures of whoever is named.
    pub async fn forgive(&self, tx: &DatabaseTransaction, ctx: &Ctx) -> Result<(), Fault> {
        self.refuse(ctx, self.rows().lock_exclusive().all(tx).await?)?;
        self.open(tx).await
    }

    /// Forgets the failures of whoever is named, also where the door is closed.
    pub async fn open(&self, tx: &DatabaseTransaction) -> Result<(), Fault> {
        let named = self.subjects.iter().filter(|subject| subject.whose == Whose::Named).map(|one| one.hash.clone());
        throttles::Entity::delete_many()
            .filter(throttles::Column::Door.eq(self.door.code()))
            .filter(throttles::Column::Subject.is_in(named))
            .exec(tx)
            .await?;
        Ok(())
    }

    /// One more failure; the refusal that closes the door, when this one did. A try that ran beside the one which closed
    /// it is refused and not counted.
    pub async fn count(&self, tx: &DatabaseTransaction, ctx: &Ctx) -> Result<Option<Fault>, Fault> {
        for subject in &self.subjects {
            make_row(tx, self.door, &subject.hash, ctx.now()).await?;
        }
        let rows = self.rows().lock_exclusive().all(tx).await?;
        if let Err(waits) = self.refuse(ctx, rows.clone()) {
            return Ok(Some(waits));
        }
        let mut closed = None;
        for (subject, row) in self.subjects.iter().zip(rows) {
            let tally = tally(&row).counted(subject.rule, ctx.now());
            if tally.waits_at(ctx.now()) {
                closed = Some(self.told(subject.whose, tally.waits_until).into());
            }
            let row = throttles::Model {
                tries: tally.tries,
                rounds: tally.rounds,
                counted_at: tally.counted_at.0,
                waits_until: tally.waits_until.0,
                ..row
            };
            throttles::Entity::update(row.into_active_model().reset_all()).exec(tx).await?;
        }
        Ok(closed)
    }

    /// In the order of the subjects.
    fn rows(&self) -> sea_orm::Select<throttles::Entity> {
        throttles::Entity::find()
            .filter(throttles::Column::Door.eq(self.door.code()))
            .filter(throttles::Column::Subject.is_in(self.subjects.iter().map(|subject| subject.hash.clone())))
            .order_by_asc(throttles::Column::Subject)
    }

    fn refuse(&self, ctx: &Ctx, rows: Vec<throttles::Model>) -> Result<(), Fault> {
        let waiting = rows.iter().find(|row| tally(row).waits_at(ctx.now()));
        let Some(row) = waiting else { return Ok(()) };
        let whose = self.subjects.iter().find(|subject| subject.hash == row.subject).map_or(Whose::Named, |s| s.whose);
        Err(self.told(whose, Instant(row.waits_until)).into())
    }

    fn told(&self, whose: Whose, until: Instant) -> Refusal {
        let refusal = match whose {
            Whose::Named => self.door.closed(),
            Whose::Address => Refusal::new("accounts.address_waits"),
        };
        refusal.with("until", until.local().format("%H:%M"))
    }
}

/// # Errors
/// The refusal that says until when this address waits.
pub async fn refuse_waiting(ctx: &Ctx, door: Door) -> Result<(), Fault> {
    Throttle::at(ctx, door, None)?.refuse_waiting(ctx).await
}

/// Counts one use of a door that anybody may use, but nobody endlessly.
///
/// # Errors
/// The refusal that says until when to wait.
pub async fn use_door(ctx: &Ctx, door: Door) -> Result<(), Fault> {
    let throttle = Throttle::at(ctx, door, None)?;
    throttle.refuse_waiting(ctx).await?;
    crate::transact!(ctx, |tx| { throttle.count(tx, ctx).await })?.map_or(Ok(()), Err)
}

/// Takes away the rows that mean nothing any more; how many they were.
pub async fn clear_throttles(ctx: &Ctx) -> Result<u64, Fault> {
    let quiet = ctx.now().minus_ms(FORGOTTEN_MS).0;
    let cleared = throttles::Entity::delete_many()
        .filter(throttles::Column::CountedAt.lt(quiet))
        .filter(throttles::Column::WaitsUntil.lt(ctx.now().0))
        .exec(ctx.db.writer())
        .await?;
    Ok(cleared.rows_affected)
}

async fn make_row<C: ConnectionTrait>(db: &C, door: Door, subject: &str, now: Instant) -> Result<(), DbErr> {
    let fresh = Tally::fresh(now);
    let row = throttles::Model {
        door: door.code().to_owned(),
        subject: subject.to_owned(),
        tries: fresh.tries,
        rounds: fresh.rounds,
        counted_at: fresh.counted_at.0,
        waits_until: fresh.waits_until.0,
    };
    let known = OnConflict::columns([throttles::Column::Door, throttles::Column::Subject])
        .update_column(throttles::Column::Door)
        .to_owned();
    throttles::Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(db).await.map(|_| ())
}

fn tally(row: &throttles::Model) -> Tally {
    Tally {
        tries: row.tries,
        rounds: row.rounds,
        counted_at: Instant(row.counted_at),
        waits_until: Instant(row.waits_until),
    }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
