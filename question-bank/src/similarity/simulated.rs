//! How would a cohort answer in which some copy, made by another model than the one that looks for them?
//!
//! Candidates have an ability and a deviation per topic; items differ in difficulty and in how sharply they separate;
//! wrong options differ in their pull, and the more able fall for the plausible ones only. Groups of candidates had one
//! teacher and may have been taught the same wrong things, which the screening knows nothing of.

use crate::choice::Choice;
use crate::item::ItemId;
use crate::question::Kind;
use crate::random::Stream;
use crate::sitting::{Attempt, ItemForm, Response, Sitting};
use crate::version::VersionId;

#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub seed: u8,
    pub candidates: usize,
    /// How many items there are, and how many of them one paper has.
    pub pool: usize,
    pub paper: usize,
    /// Pairs of which the second took over so large a share of the first one's answers.
    pub planted: usize,
    pub share: f64,
    /// How many candidates had one teacher, and how many things that teacher taught wrong.
    pub class: usize,
    pub taught_wrong: usize,
}

pub(super) struct Simulated {
    pub sitting: Sitting,
    /// Of attempts, the lower first.
    pub planted: Vec<(usize, usize)>,
}

struct SimItem {
    id: ItemId,
    form: ItemForm,
    topic: usize,
    difficulty: f64,
    sharpness: f64,
    /// Every wrong answer with its pull.
    wrong: Vec<(Choice, f64)>,
}

const TOPICS: usize = 11;

pub(super) fn simulate(plan: Plan) -> Simulated {
    let mut lots = Lots(Stream::new(&[plan.seed; 32]));
    let items: Vec<_> = (0..plan.pool).map(|n| item(n, &mut lots)).collect();
    let misled: Vec<Vec<(usize, Choice)>> = (0..plan.candidates.div_ceil(plan.class.max(1)))
        .map(|_| (0..plan.taught_wrong).map(|_| wrong_lesson(&items, &mut lots)).collect())
        .collect();
    let mut papers: Vec<Vec<(usize, Choice)>> = (0..plan.candidates)
        .map(|candidate| sit(&items, plan.paper, &misled[candidate / plan.class.max(1)], &mut lots))
        .collect();
    let mut seats: Vec<_> = (0..plan.candidates).collect();
    lots.0.shuffle(&mut seats);
    let planted: Vec<_> = seats.chunks_exact(2).take(plan.planted).map(|pair| (pair[0], pair[1])).collect();
    for &(source, copier) in &planted {
        let seen = papers[source].clone();
        for (item, chosen) in &mut papers[copier] {
            if let Some((_, theirs)) = seen.iter().find(|(other, _)| other == item)
                && lots.unit() < plan.share
            {
                *chosen = *theirs;
            }
        }
    }
    let attempts = papers.iter().map(|paper| attempt(&items, paper)).collect();
    let sitting = Sitting { attempts, items: items.iter().map(|item| (item.id, item.form)).collect() };
    Simulated { sitting, planted: planted.iter().map(|&(a, b)| (a.min(b), a.max(b))).collect() }
}

/// Half single choice, a fifth multiple choice, the rest true or false, as on the standard paper.
fn item(n: usize, lots: &mut Lots) -> SimItem {
    let (kind, full, options, right) = match n % 10 {
        0..5 => (Kind::Single, 100, 4, "B"),
        5..7 => (Kind::Multiple, 200, 5, "ACD"),
        _ => (Kind::TrueFalse, 100, 2, "A"),
    };
    let right = Choice::parse(right, 8).expect("letters");
    let is_possible =
        |choice: &Choice| *choice != right && !choice.is_empty() && (kind == Kind::Multiple || choice.len() == 1);
    let wrong = (0_u8..1 << options).map(|bits| (0..8).filter(|i| bits & (1 << i) != 0).collect::<Choice>());
    let wrong = wrong.filter(is_possible).map(|choice| {
        // a multiple choice answer is the less likely the more options it gets wrong
        let far = f64::from((choice.bits() ^ right.bits()).count_ones());
        (choice, (lots.normal() - if kind == Kind::Multiple { far } else { 0.0 }).exp())
    });
    SimItem {
        id: ItemId {
            version: VersionId::from_hash(std::array::from_fn(|i| if i < 2 { n.to_be_bytes()[6 + i] } else { 0 })),
            part: None,
        },
        form: ItemForm { kind, full, options, right },
        topic: n % TOPICS,
        wrong: wrong.collect(),
        difficulty: lots.normal() - 1.1,
        sharpness: 0.6 + lots.unit(),
    }
}

fn wrong_lesson(items: &[SimItem], lots: &mut Lots) -> (usize, Choice) {
    let item = lots.below(items.len());
    let wrong = &items[item].wrong;
    (item, wrong[lots.below(wrong.len())].0)
}

fn sit(items: &[SimItem], count: usize, misled: &[(usize, Choice)], lots: &mut Lots) -> Vec<(usize, Choice)> {
    let ability = lots.normal();
    let deviations: [f64; TOPICS] = std::array::from_fn(|_| 0.5 * lots.normal());
    let mut drawn: Vec<_> = (0..items.len()).collect();
    if count < items.len() {
        lots.0.shuffle(&mut drawn);
        drawn.truncate(count);
    }
    drawn
        .into_iter()
        .map(|n| {
            let item = &items[n];
            if let Some((_, taught)) = misled.iter().find(|(wrong, _)| *wrong == n)
                && lots.unit() < 0.6
            {
                return (n, *taught);
            }
            let strength = item.sharpness * (ability + deviations[item.topic] - item.difficulty);
            (n, if lots.unit() < 1.0 / (1.0 + (-strength).exp()) { item.form.right } else { slip(item, ability, lots) })
        })
        .collect()
}

/// One wrong answer in thirty is left blank.
fn slip(item: &SimItem, ability: f64, lots: &mut Lots) -> Choice {
    if lots.unit() < 1.0 / 30.0 {
        return Choice::EMPTY;
    }
    let pull = |weight: f64| weight.powf((1.0 + 0.4 * ability).clamp(0.2, 2.0));
    let mut left = lots.unit() * item.wrong.iter().map(|(_, weight)| pull(*weight)).sum::<f64>();
    let chosen = item.wrong.iter().find(|(_, weight)| {
        left -= pull(*weight);
        left < 0.0
    });
    chosen.unwrap_or(&item.wrong[0]).0
}

fn attempt(items: &[SimItem], paper: &[(usize, Choice)]) -> Attempt {
    let responses = (1..).zip(paper).map(|(place, &(n, chosen))| {
        let SimItem { id, form, .. } = &items[n];
        let (score, _) = crate::grade::mark(form.kind, form.right, chosen, form.full, crate::MultipleRule::Builder);
        Response { item: *id, place, chosen, score }
    });
    Attempt { responses: responses.collect(), whole: None }
}

struct Lots(Stream);

impl Lots {
    /// At least 0, less than 1.
    fn unit(&mut self) -> f64 {
        (self.0.word() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.below(n as u64)).unwrap_or(0)
    }

    /// Mean 0, deviation 1.
    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }
}
