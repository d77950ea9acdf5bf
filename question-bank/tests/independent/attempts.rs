//! Which random attempts are both graders given?

use std::collections::BTreeMap;

use question_bank::bundle::{BundleParts, BundlePolicy, SignedReceipt};
use question_bank::paper::{CasePart, OptionOrder};
use question_bank::pass::SectionMinimum;
use question_bank::random::Stream;
use question_bank::receipt::{Ending, Receipt, ReceiptEnd};
use question_bank::regrade::{Settlement, grade_corrected};
use question_bank::{
    Answers, Body, Bundle, Choice, Correction, Corrections, Demands, Grade, ItemId, Kind, MultipleRule, Paper, Point,
    Question, Slot, VersionId,
};

use crate::invented::{choice, plain_kind, question, small};

/// How many questions the papers are made of.
const QUESTIONS: usize = 600;

pub struct Attempts {
    questions: Vec<(VersionId, Question)>,
    by_version: BTreeMap<VersionId, usize>,
    stream: Stream,
}

impl Attempts {
    pub fn new(seed: u8) -> Self {
        let mut stream = Stream::new(&[seed; 32]);
        let questions: Vec<_> = (0..QUESTIONS)
            .map(|n| {
                let kind = if n % 4 == 3 { Kind::Case } else { plain_kind(&mut stream) };
                let question = question(&format!("q-{n}"), kind, &mut stream);
                (question.version(), question)
            })
            .collect();
        let by_version = (0..).zip(&questions).map(|(n, (version, _))| (*version, n)).collect();
        Self { questions, by_version, stream }
    }

    /// One attempt with its result, complete. Every hundredth has a paper of 40 questions, the others one to six.
    pub fn next(&mut self, number: usize) -> Bundle {
        let questions = if number.is_multiple_of(100) { 40 } else { 1 + small(&mut self.stream, 6) };
        let paper = self.paper(questions);
        let answers = self.answers(&paper);
        let corrections = self.corrections(&paper);
        let multiple_rule = MultipleRule::ALL[usize::from(small(&mut self.stream, 4))];
        let find = |version: &VersionId| self.by_version.get(version).map(|&n| &self.questions[n].1);
        let grade = match grade_corrected(&paper, &answers, find, multiple_rule, &corrections) {
            Ok(grade) => grade,
            // everything was excluded: there is no result to export
            Err(_) => return self.next(number),
        };
        // around the score, so that the line itself is met
        let pass_score = (grade.total + 50).saturating_sub(50 * u32::from(small(&mut self.stream, 3)));
        let attempt = format!("attempt-{number}");
        let demands = self.demands(&paper, &grade);
        let policy = BundlePolicy { version: "p-1".to_owned(), multiple_rule, pass_score, demands };
        let ending = Ending {
            attempt: &attempt,
            last_seq: 9,
            submitted_at: 1_796_000_000_000,
            ended_by: ReceiptEnd::Deadline,
            policy_version: &policy.version,
        };
        let document = String::from_utf8(Receipt::new(&paper, &answers, ending).to_canonical_json()).unwrap();
        let receipt = SignedReceipt { document, signature: "z5…".to_owned(), key_id: "receipts-1".to_owned() };
        let find = |version: &VersionId| self.by_version.get(version).map(|&n| &self.questions[n].1);
        let parts = BundleParts {
            attempt: &attempt,
            sitting: "sitting-1",
            policy,
            paper: &paper,
            answers: &answers,
            corrections: &corrections,
            grade: &grade,
            receipt: (!number.is_multiple_of(3)).then_some(receipt),
        };
        Bundle::new(parts, find).unwrap()
    }

    /// On every fourth paper something beside the pass line, around what the sections brought.
    fn demands(&mut self, paper: &Paper, grade: &Grade) -> Demands {
        if self.stream.below(4) > 0 {
            return Demands::default();
        }
        let section = Kind::ALL[usize::from(small(&mut self.stream, 4))];
        let slots = paper.slots.iter().zip(&grade.per_slot).filter(|(slot, _)| slot.section() == section);
        let got: u32 = slots.map(|(_, graded)| graded.score).sum();
        let score = (got + 50).saturating_sub(50 * u32::from(small(&mut self.stream, 3)));
        let points = [Point::ALL[usize::from(small(&mut self.stream, 8))]];
        let every_right = points.into_iter().filter(|_| self.stream.below(2) > 0).collect();
        Demands { sections: vec![SectionMinimum { section, score }], every_right }
    }

    fn paper(&mut self, questions: u8) -> Paper {
        let mut slots = Vec::new();
        let mut cases = 0;
        // a random start and a random step that has no divisor in common with 601: no question twice
        let (start, step) = (self.stream.below(600), 1 + self.stream.below(599));
        let rows = (0..601).map(|n| usize::try_from((start + n * step) % 601).unwrap()).filter(|&row| row < QUESTIONS);
        for row in rows.take(questions.into()) {
            let (version, question) = &self.questions[row];
            let score = u32::try_from(self.stream.below(500)).unwrap();
            let shapes: Vec<_> = match &question.body {
                Body::Item(item) => vec![(None, question.kind, score, item.option_count())],
                Body::Case(case) => {
                    cases += 1;
                    let part = |(n, part): (u8, &question_bank::Part)| {
                        (Some(CasePart { case: cases, part: n }), part.kind, part.score, part.item.option_count())
                    };
                    (0..).zip(&case.parts).map(part).collect()
                }
            };
            for (part, kind, score, options) in shapes {
                let options = u8::try_from(options).unwrap();
                let option_order = OptionOrder::shuffled(options, &mut self.stream);
                let number = u16::try_from(slots.len() + 1).unwrap();
                slots.push(Slot { number, version: *version, part, kind, score, option_order });
            }
        }
        Paper { slots }
    }

    /// Per slot: missing, blank, anything, the key, or the key without an option.
    fn answers(&mut self, paper: &Paper) -> Answers {
        let mut answers = Answers::new();
        for slot in &paper.slots {
            let options = u8::try_from(slot.option_order.as_slice().len()).unwrap();
            let question = &self.questions[self.by_version[&slot.version]].1;
            let key = slot.option_order.to_displayed(slot.item(question).unwrap().right).unwrap();
            let given = match self.stream.below(6) {
                0 => continue,
                1 => Choice::EMPTY,
                2 => choice(options, &mut self.stream),
                3 => Choice::EMPTY.with(small(&mut self.stream, options)),
                4 => key,
                _ => {
                    let kept = choice(8, &mut self.stream);
                    key.iter().filter(|&place| kept.contains(place)).collect()
                }
            };
            answers.insert(slot.number, given);
        }
        answers
    }

    /// On every third paper about a third of the items, and now and then another rule.
    fn corrections(&mut self, paper: &Paper) -> Corrections {
        let mut corrections = Vec::new();
        if self.stream.below(3) > 0 {
            return Corrections::default();
        }
        for slot in &paper.slots {
            let item = ItemId::from(slot);
            let options = u8::try_from(slot.option_order.as_slice().len()).unwrap();
            match self.stream.below(9) {
                0 => corrections.push(Correction::Withdrawn { item, settle: Settlement::FullMarks }),
                1 => corrections.push(Correction::Withdrawn { item, settle: Settlement::Excluded }),
                2 => {
                    let mut one = || Choice::EMPTY.with(small(&mut self.stream, options));
                    let mut accepted = vec![one(), one()];
                    if slot.kind == Kind::Multiple {
                        accepted.extend(Some(choice(options, &mut self.stream)).filter(|choice| !choice.is_empty()));
                    }
                    corrections.push(Correction::Key { item, accepted });
                }
                _ => {}
            }
        }
        if self.stream.below(4) == 0 {
            let rule = MultipleRule::ALL[usize::from(small(&mut self.stream, 4))];
            corrections.push(Correction::Rule { rule });
        }
        Corrections::new(corrections).unwrap()
    }
}
