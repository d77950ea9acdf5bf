//! How does a round of practice go? It is drawn once; each answer is marked at once and counts once; a person has one round
//! open at a time and may come back to it.

use std::collections::BTreeMap;

use question_bank::grade::{Verdict, mark};
use question_bank::{CandidateItem, Choice, Kind, MultipleRule, Paper, Question, Slot};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::picking::pick;
use super::solution::{Solution, Solved, asked};
use super::{MOST_QUESTIONS, Place, Wish, chapters, marks, shelf};
use crate::entity::{practice_answers, practice_rounds};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, db};

/// A round as its person sees it.
#[derive(Clone, Debug)]
pub struct RoundView {
    pub id: Uuid,
    pub wish: Wish,
    pub begun_at: Instant,
    pub ended_at: Option<Instant>,
    /// In the order of the round.
    pub places: Vec<RoundPlace>,
    /// None when every question is answered and none was asked for by its number.
    pub open: Option<OpenPlace>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundPlace {
    pub number: u16,
    pub verdict: Option<Verdict>,
}

/// The question that is shown.
#[derive(Clone, Debug)]
pub enum OpenPlace {
    Asked { question: String, item: Box<CandidateItem>, is_kept: bool },
    Solved(Box<Solved>),
}

/// The round that somebody can go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenRound {
    pub id: Uuid,
    pub answered: u64,
    pub count: usize,
}

impl RoundView {
    pub fn answered(&self) -> usize {
        self.places.iter().filter(|place| place.verdict.is_some()).count()
    }

    pub fn right(&self) -> usize {
        self.places.iter().filter(|place| place.verdict == Some(Verdict::Right)).count()
    }

    /// The next question that waits for an answer: after `number`, or else from the first.
    pub fn next_open(&self, number: u16) -> Option<u16> {
        let open = || self.places.iter().filter(|place| place.verdict.is_none()).map(|place| place.number);
        open().find(|other| *other > number).or_else(|| open().next())
    }
}

/// Draws a round; the one that was open ends.
pub async fn start(ctx: &Ctx, wish: &Wish) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Practice)?;
    let person = ctx.signed_in()?.person;
    if !(1..=MOST_QUESTIONS).contains(&wish.count) {
        return Err(Refusal::on("count", "practice.count_range").with("most", MOST_QUESTIONS).into());
    }
    let pool = match wish.chapter {
        Some(lesson) => chapters::pool(ctx, lesson).await?,
        None => shelf::pool(ctx).await?,
    };
    let reader = ctx.db.reader();
    let (marks, kept) = (marks::of(reader, person).await?, marks::kept(reader, person).await?);
    let paper = pick(&pool, wish, &marks, &kept, &ctx.random.array());
    if paper.slots.is_empty() {
        return Err(Refusal::on("only", "practice.nothing_fits").into());
    }
    let row = practice_rounds::Model {
        id: ctx.new_id(),
        person_id: person,
        wish: serde_json::to_string(wish)?,
        paper: serde_json::to_string(&paper)?,
        begun_at: ctx.now().0,
        ended_at: None,
    };
    crate::transact!(ctx, |tx| {
        practice_rounds::Entity::update_many()
            .col_expr(practice_rounds::Column::EndedAt, Expr::value(ctx.now().0))
            .filter(practice_rounds::Column::PersonId.eq(person))
            .filter(practice_rounds::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        // another request of the same person may begin one in the same moment
        let storing = practice_rounds::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await;
        storing.map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })
    })?;
    Ok(row.id)
}

/// The round with one question: the one of this number, else the first that waits.
pub async fn show(ctx: &Ctx, round: Uuid, number: Option<u16>) -> Result<RoundView, Fault> {
    require(ctx, Verb::View, Object::Practice)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let row = own(reader, round, person).await?;
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let given = answers(reader, round).await?;
    let place = |slot: &Slot| RoundPlace { number: slot.number, verdict: given.get(&slot.number).map(|one| one.1) };
    let mut view = RoundView {
        id: row.id,
        wish: serde_json::from_str(&row.wish)?,
        begun_at: Instant(row.begun_at),
        ended_at: row.ended_at.map(Instant),
        places: paper.slots.iter().map(place).collect(),
        open: None,
    };
    let wanted = number.or_else(|| view.next_open(0).filter(|_| view.ended_at.is_none()));
    let slot = wanted.and_then(|number| paper.slot(number));
    if number.is_some() && slot.is_none() {
        return Err(Fault::NotFound);
    }
    if let Some(slot) = slot {
        let (library, sources) = shelf::read(reader, &[slot.version]).await?;
        let question = library.get(&slot.version).ok_or_else(|| Fault::internal("question version is gone"))?;
        let is_kept = marks::kept(reader, person).await?.contains(&question.id.0);
        view.open = Some(match given.get(&slot.number) {
            None => {
                OpenPlace::Asked { question: question.id.0.clone(), item: Box::new(asked(slot, question)?), is_kept }
            }
            Some((chosen, verdict)) => {
                let solution = Solution::of(slot, question, &sources)?;
                OpenPlace::Solved(Box::new(Solved { solution, chosen: *chosen, verdict: *verdict, is_kept }))
            }
        });
    }
    Ok(view)
}

/// Marks an answer, in displayed order. The first one counts: a repeat gives its verdict again.
pub async fn answer(ctx: &Ctx, round: Uuid, number: u16, displayed: Choice) -> Result<Verdict, Fault> {
    require(ctx, Verb::Edit, Object::Practice)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let row = own(reader, round, person).await?;
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let slot = paper.slot(number).ok_or(Fault::NotFound)?;
    if let Some((_, verdict)) = answers(reader, round).await?.get(&number) {
        return Ok(*verdict);
    }
    if row.ended_at.is_some() {
        return Err(Refusal::new("practice.round_over").into());
    }
    let (library, _) = shelf::read(reader, &[slot.version]).await?;
    let question = library.get(&slot.version).ok_or_else(|| Fault::internal("question version is gone"))?;
    let verdict = judge(slot, question, displayed)?;
    let place = Place::of(&question.id.0, slot);
    let given = practice_answers::Model {
        round_id: round,
        slot: number.into(),
        person_id: person,
        choice: displayed.bits().into(),
        verdict: verdict.code().to_owned(),
        answered_at: ctx.now().0,
    };
    let stored = crate::transact!(ctx, |tx| {
        practice_answers::Entity::insert(given.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("practice.answered_meanwhile")))?;
        marks::move_on(tx, person, ctx.now(), &[(place.clone(), verdict)]).await?;
        end_when_complete(tx, ctx, round, paper.slots.len()).await
    });
    match stored {
        // the same answer sent twice at once: the one that was faster counts
        Err(Fault::Refused(_)) => match answers(reader, round).await?.get(&number) {
            Some((_, verdict)) => Ok(*verdict),
            None => Err(Fault::Busy),
        },
        stored => stored.map(|()| verdict),
    }
}

/// Ends a round before every question is answered; again it changes nothing.
pub async fn end(ctx: &Ctx, round: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Practice)?;
    own(ctx.db.reader(), round, ctx.signed_in()?.person).await?;
    crate::transact!(ctx, |tx| { close(tx, ctx, round).await })
}

/// The round that a person can go on with.
pub(super) async fn open_of<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<Option<OpenRound>, Fault> {
    let open = practice_rounds::Entity::find()
        .filter(practice_rounds::Column::PersonId.eq(person))
        .filter(practice_rounds::Column::EndedAt.is_null())
        .order_by_desc(practice_rounds::Column::BegunAt)
        .one(db)
        .await?;
    let Some(row) = open else { return Ok(None) };
    let answered =
        practice_answers::Entity::find().filter(practice_answers::Column::RoundId.eq(row.id)).count(db).await?;
    let paper: Paper = serde_json::from_str(&row.paper)?;
    Ok(Some(OpenRound { id: row.id, answered, count: paper.slots.len() }))
}

fn judge(slot: &Slot, question: &Question, displayed: Choice) -> Result<Verdict, Fault> {
    let item = slot.item(question).ok_or_else(|| Fault::internal("slot of another question"))?;
    let chosen = slot.option_order.to_original(displayed);
    let chosen = chosen.ok_or_else(|| Refusal::on("choice", "practice.no_such_option"))?;
    if chosen.is_empty() {
        return Err(Refusal::on("choice", "practice.nothing_chosen").into());
    }
    if slot.kind != Kind::Multiple && chosen.len() > 1 {
        return Err(Refusal::on("choice", "practice.one_only").into());
    }
    Ok(mark(slot.kind, item.right, chosen, 0, MultipleRule::Strict).1)
}

async fn own<C: ConnectionTrait>(db: &C, round: Uuid, person: Uuid) -> Result<practice_rounds::Model, Fault> {
    practice_rounds::Entity::find_by_id(round)
        .filter(practice_rounds::Column::PersonId.eq(person))
        .one(db)
        .await?
        .ok_or(Fault::NotFound)
}

async fn answers<C: ConnectionTrait>(db: &C, round: Uuid) -> Result<BTreeMap<u16, (Choice, Verdict)>, Fault> {
    let rows = practice_answers::Entity::find().filter(practice_answers::Column::RoundId.eq(round)).all(db).await?;
    rows.into_iter()
        .map(|row| {
            let number = u16::try_from(row.slot).map_err(Fault::internal)?;
            let chosen = (0..8_u8).filter(|index| row.choice & (1 << index) != 0).collect();
            Ok((number, (chosen, row.verdict.parse().map_err(Fault::internal)?)))
        })
        .collect()
}

async fn end_when_complete(tx: &DatabaseTransaction, ctx: &Ctx, round: Uuid, count: usize) -> Result<(), Fault> {
    let answered =
        practice_answers::Entity::find().filter(practice_answers::Column::RoundId.eq(round)).count(tx).await?;
    if usize::try_from(answered).is_ok_and(|answered| answered >= count) { close(tx, ctx, round).await } else { Ok(()) }
}

async fn close(tx: &DatabaseTransaction, ctx: &Ctx, round: Uuid) -> Result<(), Fault> {
    practice_rounds::Entity::update_many()
        .col_expr(practice_rounds::Column::EndedAt, Expr::value(ctx.now().0))
        .filter(practice_rounds::Column::Id.eq(round))
        .filter(practice_rounds::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
