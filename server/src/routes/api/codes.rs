//! Which words may stand in a field? The closed sets of the registry, as schemas.

use certs::verification::CheckResult;
use question_bank::grade::Verdict;
use question_bank::{Kind, MultipleRule, Point};
use registry::accounts::SessionKind;
use registry::certificates::{PublicClass, Status};
use registry::complaints::{About, Step, Verdict as ComplaintVerdict};
use registry::courses::{Block, QuizState};
use registry::exams::finishing::Outcome;
use registry::exams::rooms::notices::NoticeKind;
use registry::exams::rooms::pulse::{MOST_SIGNALS, Signal, Standing};
use registry::exams::{EndedBy, ExamKind};
use registry::feeds::FeedObject;
use registry::feeds::store::BatchState;
use registry::filings::Employment;
use registry::people::{Document, Sex};
use registry::practice::{Only, Order, ReportKind, ReportOutcome};
use serde_json::Value;
use utoipa::openapi::schema::{Array, Object, ObjectBuilder, SchemaType, Type};

pub const BEARER: &str = "bearer";
pub const OPEN: &str = "open";
pub const FINISHED: &str = "finished";
pub const VOID: &str = "void";
const OUTCOMES: [Outcome; 2] = [Outcome::Passed, Outcome::Failed];

pub fn bearer() -> Object {
    one_of([BEARER])
}

pub fn session_kind() -> Object {
    one_of([SessionKind::Cookie, SessionKind::Bearer].map(SessionKind::code))
}

pub fn complaint_about() -> Object {
    one_of([About::Score, About::Question(1), About::Void].map(About::code))
}

pub fn complaint_step() -> Object {
    one_of(Step::ALL.map(Step::code))
}

/// Steps of the candidate have none.
pub fn complaint_verdict() -> Object {
    or_null(ComplaintVerdict::ALL.map(ComplaintVerdict::code))
}

pub fn exam_kind() -> Object {
    one_of(ExamKind::ALL.map(ExamKind::code))
}

pub fn attempt_state() -> Object {
    one_of([OPEN, FINISHED, VOID])
}

pub fn open() -> Object {
    one_of([OPEN])
}

pub fn finished() -> Object {
    one_of([FINISHED])
}

pub fn outcome() -> Object {
    one_of(OUTCOMES.map(Outcome::code))
}

pub fn outcome_or_null() -> Object {
    or_null(OUTCOMES.map(Outcome::code))
}

pub fn ended_by() -> Object {
    one_of([EndedBy::HandIn, EndedBy::TimeOut].map(EndedBy::code))
}

pub fn kind() -> Object {
    one_of(Kind::ALL.iter().map(|kind| kind.code()))
}

pub fn multiple_rule() -> Object {
    one_of(MultipleRule::ALL.iter().map(|rule| rule.code()))
}

pub fn point() -> Object {
    one_of(Point::ALL.iter().map(|point| point.code()))
}

pub fn points() -> Array {
    Array::new(point())
}

pub fn point_or_null() -> Object {
    or_null(Point::ALL.iter().map(|point| point.code()))
}

pub fn kind_or_null() -> Object {
    or_null(Kind::ALL.iter().map(|kind| kind.code()))
}

pub fn only() -> Object {
    one_of(Only::ALL.map(Only::code))
}

pub fn order() -> Object {
    one_of(Order::ALL.map(Order::code))
}

pub fn verdict() -> Object {
    one_of(Verdict::ALL.iter().map(|verdict| verdict.code()))
}

pub fn verdict_or_null() -> Object {
    or_null(Verdict::ALL.iter().map(|verdict| verdict.code()))
}

pub fn report_kind() -> Object {
    one_of(ReportKind::ALL.map(ReportKind::code))
}

pub fn report_outcome() -> Object {
    one_of(ReportOutcome::ALL.map(ReportOutcome::code))
}

pub fn block() -> Object {
    one_of(Block::ALL.map(Block::code))
}

pub fn quiz_state() -> Object {
    one_of(["absent", "open", "passed"])
}

pub fn quiz_code(state: QuizState) -> &'static str {
    match state {
        QuizState::Absent => "absent",
        QuizState::Open => "open",
        QuizState::Passed(_) => "passed",
    }
}

pub fn playing_or_null() -> Object {
    or_null(["playing", "paused"])
}

pub fn employment() -> Object {
    one_of(Employment::ALL.map(Employment::code))
}

pub fn sex() -> Object {
    one_of([Sex::Female, Sex::Male].map(Sex::code))
}

pub fn document() -> Object {
    one_of(Document::ALL.map(Document::code))
}

pub fn certificate_status() -> Object {
    one_of(Status::ALL.map(Status::code))
}

pub fn public_class_or_null() -> Object {
    or_null(PublicClass::ALL.map(PublicClass::code))
}

pub fn check_result() -> Object {
    one_of([CheckResult::Good, CheckResult::Unchecked, CheckResult::Bad].map(CheckResult::as_str))
}

pub fn signals() -> Array {
    let mut signals = Array::new(one_of(Signal::ALL.map(Signal::code)));
    signals.max_items = Some(MOST_SIGNALS);
    signals.examples = vec![serde_json::json!(["focus_lost"])];
    signals
}

pub fn standing() -> Object {
    one_of(Standing::ALL.map(Standing::code))
}

pub fn notice_kind() -> Object {
    one_of(NoticeKind::ALL.map(NoticeKind::code))
}

pub fn feed_object() -> Object {
    one_of(FeedObject::ALL.map(FeedObject::code))
}

pub fn batch_state() -> Object {
    one_of(BatchState::ALL.map(BatchState::code))
}

fn one_of(codes: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes)).build()
}

fn or_null(codes: impl IntoIterator<Item = &'static str>) -> Object {
    let codes = codes.into_iter().map(Value::from).chain([Value::Null]);
    let types: SchemaType = [Type::String, Type::Null].into_iter().collect();
    ObjectBuilder::new().schema_type(types).enum_values(Some(codes)).build()
}
