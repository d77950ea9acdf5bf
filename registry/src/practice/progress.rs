//! How far has somebody come in practising: per point, and day by day?

use std::collections::BTreeMap;

use question_bank::grade::Verdict;
use question_bank::{Body, Point, Question};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::picking::Marks;
use super::rounds::{OpenRound, open_of};
use super::{Place, marks, shelf};
use crate::entity::practice_answers;
use crate::instant::DAY_MS;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault, Instant};

/// How many days the line chart looks back, today included.
pub const DAYS: usize = 14;

#[derive(Clone, Debug)]
pub struct Overview {
    /// Points that have anything to practise, in the order of the bank.
    pub points: Vec<PointProgress>,
    /// The last [`DAYS`] days, today last.
    pub days: Vec<DayCount>,
    pub mistakes: usize,
    pub kept: usize,
    pub round: Option<OpenRound>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointProgress {
    pub point: Point,
    pub tally: Tally,
}

/// Counted by things to answer: each part of a case is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: usize,
    /// Answered at least once.
    pub answered: usize,
    /// Answered rightly the last time.
    pub known: usize,
    /// In the error book.
    pub mistakes: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    pub day: Day,
    pub answered: u32,
    pub right: u32,
}

impl Overview {
    pub fn count(&self) -> usize {
        self.points.iter().map(|one| one.tally.count).sum()
    }

    pub fn answered(&self) -> usize {
        self.points.iter().map(|one| one.tally.answered).sum()
    }

    pub fn known(&self) -> usize {
        self.points.iter().map(|one| one.tally.known).sum()
    }
}

impl Tally {
    pub(super) fn of<'q>(questions: impl Iterator<Item = &'q Question>, marks: &Marks) -> Self {
        let mut tally = Self::default();
        for place in questions.flat_map(places) {
            let mark = marks.get(&place);
            tally.count += 1;
            tally.answered += usize::from(mark.is_some_and(|mark| mark.answered() > 0));
            tally.known += usize::from(mark.is_some_and(|mark| mark.last == Verdict::Right));
            tally.mistakes += usize::from(mark.is_some_and(|mark| mark.booked_at.is_some()));
        }
        tally
    }
}

pub async fn overview(ctx: &Ctx) -> Result<Overview, Fault> {
    require(ctx, Verb::View, Object::Practice)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let questions = shelf::questions(ctx).await?;
    let (marks, kept) = (marks::of(reader, person).await?, marks::kept(reader, person).await?);
    let points = by_point(&questions, &marks);
    let given: Vec<(i64, String)> = practice_answers::Entity::find()
        .select_only()
        .columns([practice_answers::Column::AnsweredAt, practice_answers::Column::Verdict])
        .filter(practice_answers::Column::PersonId.eq(person))
        .filter(practice_answers::Column::AnsweredAt.gte(first_moment(ctx.now()).0))
        .into_tuple()
        .all(reader)
        .await?;
    let given = given.into_iter().map(|(at, verdict)| (Instant(at), verdict == Verdict::Right.code()));
    Ok(Overview {
        mistakes: points.iter().map(|one| one.tally.mistakes).sum(),
        kept: questions.iter().filter(|one| kept.contains(&one.id.0)).count(),
        days: by_day(ctx.now(), given),
        points,
        round: open_of(reader, person).await?,
    })
}

fn first_moment(now: Instant) -> Instant {
    now.day().starts_at().minus_ms(DAY_MS * i64::try_from(DAYS - 1).unwrap_or(0))
}

fn by_point(questions: &[Question], marks: &Marks) -> Vec<PointProgress> {
    let of_point = |point: Point| {
        let tally = Tally::of(questions.iter().filter(|one| one.point == point), marks);
        PointProgress { point, tally }
    };
    Point::ALL.iter().map(|point| of_point(*point)).filter(|one| one.tally.count > 0).collect()
}

fn places(one: &Question) -> Vec<Place> {
    let place = |part: u8| Place { question: one.id.0.clone(), part };
    match &one.body {
        Body::Item(_) => vec![place(0)],
        Body::Case(case) => (1..).take(case.parts.len()).map(place).collect(),
    }
}

/// One line per day, also for days without any answer.
pub(super) fn by_day(now: Instant, given: impl Iterator<Item = (Instant, bool)>) -> Vec<DayCount> {
    let first = first_moment(now);
    let day = |nth: usize| first.plus_ms(DAY_MS * i64::try_from(nth).unwrap_or(0)).day();
    let mut days: BTreeMap<Day, DayCount> =
        (0..DAYS).map(day).map(|day| (day, DayCount { day, answered: 0, right: 0 })).collect();
    for (at, is_right) in given {
        if let Some(count) = days.get_mut(&at.day()) {
            count.answered += 1;
            count.right += u32::from(is_right);
        }
    }
    days.into_values().collect()
}
