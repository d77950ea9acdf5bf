//! Which questions make up a round, in which order, with the options in which order? The same wish, pool and key give the
//! same round.

use std::collections::{BTreeMap, BTreeSet};

use question_bank::paper::{CasePart, OptionOrder, Shape};
use question_bank::random::Stream;
use question_bank::{Kind, Paper, PoolQuestion, Slot};

use super::{Mark, Only, Order, Place, Wish};

pub type Marks = BTreeMap<Place, Mark>;

/// The round as a paper without scores; empty when nothing fits the wish. Where it names a chapter, the pool is the
/// chapter's.
pub fn pick(pool: &[PoolQuestion], wish: &Wish, marks: &Marks, kept: &BTreeSet<String>, key: &[u8; 32]) -> Paper {
    let mut stream = Stream::new(key);
    let mut fitting: Vec<&PoolQuestion> = pool.iter().filter(|one| fits(one, wish, marks, kept)).collect();
    fitting.sort_by(|one, other| one.question.cmp(&other.question));
    if wish.order == Order::Mixed {
        stream.shuffle(&mut fitting);
        fitting.sort_by_key(|one| answered(one, marks));
    }
    fitting.truncate(usize::try_from(wish.count).unwrap_or(usize::MAX));
    lay_out(&fitting, &mut stream)
}

fn fits(one: &PoolQuestion, wish: &Wish, marks: &Marks, kept: &BTreeSet<String>) -> bool {
    let is_of_point = wish.point.is_none_or(|point| point == one.point);
    let is_of_kind = wish.kind.is_none_or(|kind| kind == one.kind);
    is_of_point
        && is_of_kind
        && match wish.only {
            Only::All => true,
            Only::New => answered(one, marks) == 0,
            Only::Wrong => marks_of(one, marks).any(|mark| mark.booked_at.is_some()),
            Only::Kept => kept.contains(&one.question.0),
        }
}

/// How often any part of it was answered.
fn answered(one: &PoolQuestion, marks: &Marks) -> u32 {
    marks_of(one, marks).map(Mark::answered).sum()
}

fn marks_of<'m>(one: &PoolQuestion, marks: &'m Marks) -> impl Iterator<Item = &'m Mark> {
    let first = Place { question: one.question.0.clone(), part: 0 };
    let last = Place { question: one.question.0.clone(), part: u8::MAX };
    marks.range(first..=last).map(|(_, mark)| mark)
}

fn lay_out(picked: &[&PoolQuestion], stream: &mut Stream) -> Paper {
    let (mut slots, mut cases) = (Vec::new(), 0_u8);
    for one in picked {
        let mut push = |part, kind, options| {
            let option_order = match kind {
                Kind::TrueFalse => OptionOrder::unchanged(options),
                _ => OptionOrder::shuffled(options, stream),
            };
            let number = u16::try_from(slots.len() + 1).unwrap_or(u16::MAX);
            slots.push(Slot { number, version: one.version, part, kind, score: 0, option_order });
        };
        match &one.shape {
            Shape::Item { options } => push(None, one.kind, *options),
            Shape::Case { parts } => {
                cases = cases.saturating_add(1);
                for (part, shape) in (0..).zip(parts) {
                    push(Some(CasePart { case: cases, part }), shape.kind, shape.options);
                }
            }
        }
    }
    Paper { slots }
}
