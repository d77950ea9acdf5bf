//! How probable is a wrong answer of a candidate who works alone?

use std::collections::BTreeMap;

use super::LEAST_ATTEMPTS;
use crate::choice::Choice;
use crate::item::ItemId;
use crate::sitting::{Response, Sitting};

/// No answer is taken to be rarer.
const RAREST: f64 = 1e-4;
/// Added to each count of answers, so that what was never seen is not impossible.
const SMOOTHING: f64 = 0.5;

/// What was given in an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    Right,
    Blank,
    /// Which of the item's wrong answers.
    Wrong(u16),
}

struct ItemModel {
    id: ItemId,
    had: usize,
    /// Share of right answers, as a logit, smoothed.
    ease: f64,
    wrong: Vec<WrongAnswer>,
}

struct WrongAnswer {
    chosen: Choice,
    /// Of all answers that were not right, smoothed.
    share: f64,
    /// In rising order.
    who: Vec<u32>,
}

/// A sitting as the comparison needs it.
pub(super) struct Cohort {
    items: Vec<ItemModel>,
    /// Per attempt, in the order of the items.
    answers: Vec<Vec<(u32, Given)>>,
    /// Per attempt.
    ability: Vec<f64>,
}

impl Cohort {
    pub(super) fn of(sitting: &Sitting) -> Self {
        let mut by_item = BTreeMap::<ItemId, Vec<(u32, &Response)>>::new();
        for (attempt, sat) in (0..).zip(&sitting.attempts) {
            for response in &sat.responses {
                by_item.entry(response.item).or_default().push((attempt, response));
            }
        }
        let full = |item: &ItemId| sitting.items.get(item).map_or(0, |form| form.full);
        by_item.retain(|item, had| had.len() >= LEAST_ATTEMPTS && full(item) > 0);
        let mut items = Vec::with_capacity(by_item.len());
        let mut answers = vec![Vec::new(); sitting.attempts.len()];
        for (index, (id, had)) in (0..).zip(by_item) {
            let (item, given) = model_of(id, &had, full(&id));
            for ((attempt, _), given) in had.iter().zip(given) {
                answers[*attempt as usize].push((index, given));
            }
            items.push(item);
        }
        let ability = answers.iter().map(|answers: &Vec<_>| ability(&items, answers)).collect();
        Self { items, answers, ability }
    }

    pub(super) fn len(&self) -> usize {
        self.answers.len()
    }

    pub(super) fn answers(&self, attempt: usize) -> &[(u32, Given)] {
        &self.answers[attempt]
    }

    /// Everybody who gave this wrong answer; nobody for an answer that is not wrong.
    pub(super) fn who_gave(&self, item: u32, given: Given) -> &[u32] {
        match given {
            Given::Wrong(answer) => &self.items[item as usize].wrong[usize::from(answer)].who,
            Given::Right | Given::Blank => &[],
        }
    }

    /// The items that both had, with what either gave.
    pub(super) fn common(&self, one: usize, other: usize) -> impl Iterator<Item = (u32, Given, Given)> {
        let mut second = self.answers[other].iter().peekable();
        self.answers[one].iter().filter_map(move |&(item, first)| {
            while second.next_if(|(other, _)| *other < item).is_some() {}
            second.next_if(|(other, _)| *other == item).map(|&(_, second)| (item, first, second))
        })
    }

    /// That this candidate gives this wrong answer.
    pub(super) fn probability(&self, attempt: usize, item: u32, answer: u16) -> f64 {
        let item = &self.items[item as usize];
        let right = logistic(self.ability[attempt] + item.ease);
        ((1.0 - right) * item.wrong[usize::from(answer)].share).max(RAREST)
    }

    pub(super) fn item(&self, item: u32) -> ItemId {
        self.items[item as usize].id
    }

    /// What was chosen, how many had the item, how many chose so.
    pub(super) fn figures(&self, item: u32, answer: u16) -> (Choice, usize, usize) {
        let item = &self.items[item as usize];
        let wrong = &item.wrong[usize::from(answer)];
        (wrong.chosen, item.had, wrong.who.len())
    }
}

fn model_of(id: ItemId, had: &[(u32, &Response)], full: u32) -> (ItemModel, Vec<Given>) {
    let is_wrong = |response: &Response| response.score < full && !response.chosen.is_empty();
    let mut who = BTreeMap::<Choice, Vec<u32>>::new();
    for (attempt, response) in had {
        if is_wrong(response) {
            who.entry(response.chosen).or_default().push(*attempt);
        }
    }
    let right = had.iter().filter(|(_, response)| response.score >= full).count() as f64;
    let not_right = had.len() as f64 - right;
    let all = not_right + SMOOTHING * (who.len() + 1) as f64;
    let ease = ((right + SMOOTHING) / (not_right + SMOOTHING)).ln();
    let wrong: Vec<_> = who
        .into_iter()
        .map(|(chosen, who)| WrongAnswer { chosen, share: (who.len() as f64 + SMOOTHING) / all, who })
        .collect();
    let given = had
        .iter()
        .map(|(_, response)| match wrong.binary_search_by_key(&response.chosen, |answer| answer.chosen) {
            Ok(answer) if is_wrong(response) => Given::Wrong(u16::try_from(answer).unwrap_or(u16::MAX)),
            _ if response.score >= full => Given::Right,
            _ => Given::Blank,
        })
        .collect();
    (ItemModel { id, had: had.len(), ease, wrong }, given)
}

/// The θ at which the expected number of right answers is the one that was reached, by halving.
fn ability(items: &[ItemModel], answers: &[(u32, Given)]) -> f64 {
    let right = answers.iter().filter(|(_, given)| *given == Given::Right).count() as f64;
    let reached = right.min(answers.len() as f64 - 0.5).max(0.5);
    let expected =
        |theta: f64| -> f64 { answers.iter().map(|&(item, _)| logistic(theta + items[item as usize].ease)).sum() };
    let (mut low, mut high) = (-10.0, 10.0);
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if expected(middle) < reached { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}
