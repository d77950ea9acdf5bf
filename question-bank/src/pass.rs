//! What does a pass take beside the pass line? The least that each section brings, and areas in which every question is right.

use serde::{Deserialize, Serialize};

use crate::grade::{Grade, SlotGrade};
use crate::paper::{Paper, Slot};
use crate::question::{Kind, Point, Question};
use crate::version::VersionId;

/// Nothing, usually.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Demands {
    pub sections: Vec<SectionMinimum>,
    /// Every question of these points has to bring its full score.
    pub every_right: Vec<Point>,
}

/// What a section has to bring, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionMinimum {
    pub section: Kind,
    pub score: u32,
}

/// A demand that a grade does not meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    /// Hundredths.
    Section { section: Kind, scored: u32, needed: u32 },
    /// So many of its questions are not wholly right.
    Point { point: Point, wrong: usize },
}

/// No demand at all.
pub static NONE: Demands = Demands { sections: Vec::new(), every_right: Vec::new() };

impl Demands {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.every_right.is_empty()
    }

    /// Which demands `grade` does not meet. `grade` is that of `paper`.
    ///
    /// What was excluded since counts for nobody: a section is stretched like the whole score, and an excluded question is
    /// not wrong.
    #[must_use]
    pub fn missed<'q>(
        &self,
        paper: &Paper,
        grade: &Grade,
        find: impl Fn(&VersionId) -> Option<&'q Question>,
    ) -> Vec<Missed> {
        let slots: Vec<(&Slot, &SlotGrade)> = paper.slots.iter().zip(&grade.per_slot).collect();
        let short = self.sections.iter().filter_map(|minimum| {
            let scored = section_score(&slots, minimum.section)?;
            (scored < minimum.score).then_some(Missed::Section {
                section: minimum.section,
                scored,
                needed: minimum.score,
            })
        });
        let wrong = self.every_right.iter().filter_map(|&point| {
            let of_point = |slot: &Slot| find(&slot.version).is_some_and(|question| question.point == point);
            let wrong = slots.iter().filter(|(slot, graded)| of_point(slot) && graded.score < graded.full).count();
            (wrong > 0).then_some(Missed::Point { point, wrong })
        });
        short.chain(wrong).collect()
    }

    /// Whether an attempt passes.
    #[must_use]
    pub fn passes<'q>(
        &self,
        pass_score: u32,
        paper: &Paper,
        grade: &Grade,
        find: impl Fn(&VersionId) -> Option<&'q Question>,
    ) -> bool {
        grade.total >= pass_score && self.missed(paper, grade, find).is_empty()
    }
}

/// The score of a section, stretched over what was excluded; `None` where nothing is left of it.
fn section_score(slots: &[(&Slot, &SlotGrade)], section: Kind) -> Option<u32> {
    let of_section = || slots.iter().filter(|(slot, _)| slot.section() == section);
    let sum = |part: fn(&(&Slot, &SlotGrade)) -> u32| of_section().map(|one| u64::from(part(one))).sum::<u64>();
    let (got, left, whole) =
        (sum(|(_, graded)| graded.score), sum(|(_, graded)| graded.full), sum(|(slot, _)| slot.score));
    // got / left = score / whole, rounded to the nearest, halves up
    let score = (2 * got * whole + left).checked_div(2 * left)?;
    Some(u32::try_from(score).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::blueprint::{Blueprint, MultipleRule};
    use crate::fixtures::{bank, pool};
    use crate::grade::{Answers, grade};
    use crate::paper::assemble;
    use crate::regrade::{Correction, Corrections, Settlement, grade_corrected};

    struct Exam {
        questions: BTreeMap<VersionId, Question>,
        paper: Paper,
    }

    impl Exam {
        fn new() -> Self {
            let bank = bank();
            let paper = assemble(&Blueprint::standard(), &pool(&bank), &[3; 32]).unwrap();
            Self { questions: bank.into_iter().map(|question| (question.version(), question)).collect(), paper }
        }

        fn find<'q>(&'q self) -> impl Fn(&VersionId) -> Option<&'q Question> {
            move |version: &VersionId| self.questions.get(version)
        }

        /// Everything right but the slots that `skip` names.
        fn answers(&self, skip: impl Fn(&Slot) -> bool) -> Answers {
            let right = |slot: &Slot| {
                let right = slot.item(&self.questions[&slot.version]).unwrap().right;
                (slot.number, slot.option_order.to_displayed(right).unwrap())
            };
            self.paper.slots.iter().filter(|slot| !skip(slot)).map(right).collect()
        }

        fn missed(&self, demands: &Demands, answers: &Answers, corrections: &Corrections) -> Vec<Missed> {
            let grade = grade_corrected(&self.paper, answers, self.find(), MultipleRule::Builder, corrections).unwrap();
            demands.missed(&self.paper, &grade, self.find())
        }
    }

    fn section(section: Kind, score: u32) -> Demands {
        Demands { sections: vec![SectionMinimum { section, score }], every_right: vec![] }
    }

    #[test]
    fn without_demands_the_pass_line_decides_alone() {
        let exam = Exam::new();
        let answers = exam.answers(|slot| slot.kind != Kind::Single);
        let graded = grade(&exam.paper, &answers, exam.find(), MultipleRule::Builder).unwrap();
        assert!(NONE.is_empty() && NONE.passes(graded.total, &exam.paper, &graded, exam.find()));
        assert!(!NONE.passes(graded.total + 1, &exam.paper, &graded, exam.find()));
    }

    #[test]
    fn a_section_that_brings_too_little_fails_a_good_total() {
        let exam = Exam::new();
        let answers = exam.answers(|slot| slot.section() == Kind::TrueFalse);
        let demands = section(Kind::TrueFalse, 1_200);
        let none = Corrections::default();
        let missed = Missed::Section { section: Kind::TrueFalse, scored: 0, needed: 1_200 };
        assert_eq!(exam.missed(&demands, &answers, &none), [missed]);
        let graded = grade(&exam.paper, &answers, exam.find(), MultipleRule::Builder).unwrap();
        assert!(graded.total >= 6_000 && !demands.passes(6_000, &exam.paper, &graded, exam.find()));
        assert_eq!(exam.missed(&section(Kind::TrueFalse, 0), &answers, &none), []);
        assert_eq!(exam.missed(&demands, &exam.answers(|_| false), &none), []);
    }

    #[test]
    fn what_was_excluded_is_stretched_and_not_wrong() {
        let exam = Exam::new();
        let wrong = exam.paper.slots.iter().find(|slot| slot.section() == Kind::TrueFalse).unwrap();
        let answers = exam.answers(|slot| slot.number == wrong.number);
        let withdrawn = Correction::Withdrawn { item: wrong.into(), settle: Settlement::Excluded };
        let corrections = Corrections::new([withdrawn]).unwrap();
        assert_eq!(exam.missed(&section(Kind::TrueFalse, 2_000), &answers, &corrections), []);
        assert_eq!(exam.missed(&section(Kind::TrueFalse, 2_000), &answers, &Corrections::default()).len(), 1);
        let point = exam.questions[&wrong.version].point;
        let demands = Demands { sections: vec![], every_right: vec![point] };
        assert_eq!(exam.missed(&demands, &answers, &corrections), []);
        assert_eq!(exam.missed(&demands, &answers, &Corrections::default()), [Missed::Point { point, wrong: 1 }]);
    }
}
