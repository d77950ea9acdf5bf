//! What do the office's exam forms do? Set up and publish.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::exams::list::for_desk;
use registry::exams::mocking::mock_of;
use registry::exams::setup::{NewExam, Session, create as store, publish};
use registry::exams::{Entry, ExamKind};
use registry::{Fault, Instant, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::exam::{self, Typed};
use super::{blueprint, new};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::lang::Lang;
use crate::visit::SignedVisit;

/// Most characters of an exam's name.
const TITLE: usize = 80;

/// What the list of courses says for none.
pub const NO_COURSE: &str = "none";

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewExamForm {
    pub title: String,
    pub kind: String,
    pub entry: String,
    pub office: String,
    pub course: String,
    pub opens_at: String,
    pub closes_at: String,
    pub session: String,
    pub multiple_rule: String,
    /// Row by row of the blueprint's table, one per difficulty.
    pub counts: Vec<String>,
}

pub async fn create(SignedVisit(visit): SignedVisit, Form(form): Form<NewExamForm>) -> PageResult {
    let created = match form.read() {
        Ok(exam) => store(&visit.ctx, &exam).await,
        Err(reasons) => Err(Fault::Refused(reasons)),
    };
    match outcome(&visit, created.map_err(|fault| in_words(visit.lang, fault))) {
        Outcome::Done(exam) => Ok(Redirect::to(&format!("/office/exams/{exam}?done=exam_created")).into_response()),
        Outcome::Mistaken(mistakes) => new::respond(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn publish_draft(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let published = publish(&visit.ctx, exam).await.map_err(|fault| in_words(visit.lang, fault));
    match outcome(&visit, published) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/exams/{exam}?done=exam_published")).into_response()),
        Outcome::Mistaken(mistakes) => exam::respond(&visit, exam, &Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

/// The same exam for practising: a draft, to be looked at and published.
pub async fn begin_mock(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let original = for_desk(&visit.ctx, exam).await.or_page(&visit)?.exam;
    let title = visit.lang.fill("exams.mock_title", &[("title", &original.title)]);
    let title: String = title.chars().take(TITLE).collect();
    match outcome(&visit, mock_of(&visit.ctx, exam, &title).await) {
        Outcome::Done(mock) => Ok(Redirect::to(&format!("/office/exams/{mock}?done=exam_created")).into_response()),
        Outcome::Mistaken(mistakes) => exam::respond(&visit, exam, &Typed::default(), &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

impl NewExamForm {
    /// Every field that cannot be read is named at once.
    fn read(&self) -> Result<NewExam, Vec<Refusal>> {
        let mut reasons = Vec::new();
        let mut take = |field: &'static str, code: &'static str| reasons.push(Refusal::on(field, code));
        let kind = ExamKind::parse(&self.kind);
        let entry = Entry::parse(&self.entry);
        let office = Uuid::parse_str(&self.office).ok();
        let course = match self.course.as_str() {
            "" | NO_COURSE => Ok(None),
            id => Uuid::parse_str(id).map(Some),
        };
        let (opens_at, closes_at) = (moment(&self.opens_at), moment(&self.closes_at));
        let checks = [
            (kind.is_none(), "kind", "exams.kind_missing"),
            (entry.is_none(), "entry", "exams.entry_missing"),
            (office.is_none(), "office", "exams.office_missing"),
            (course.is_err(), "course", "exams.course_unreadable"),
            (opens_at.is_none(), "opens_at", "exams.moment_unreadable"),
            (closes_at.is_none(), "closes_at", "exams.moment_unreadable"),
        ];
        checks.into_iter().filter(|(wrong, ..)| *wrong).for_each(|(_, field, code)| take(field, code));
        let blueprint = blueprint::read(&self.counts, &self.multiple_rule);
        match (kind, entry, office, course, opens_at, closes_at, blueprint) {
            (Some(kind), Some(entry), Some(office), Ok(course), Some(opens_at), Some(closes_at), Ok(blueprint)) => {
                let session = if self.session == "fixed" { Session::Fixed } else { Session::AnyTime };
                let title = self.title.clone();
                Ok(NewExam { title, kind, entry, office, course, opens_at, closes_at, session, blueprint })
            }
            (.., blueprint) => {
                reasons.extend(blueprint.err());
                Err(reasons)
            }
        }
    }
}

fn moment(typed: &str) -> Option<Instant> {
    Instant::parse_form_value(typed.trim())
}

/// Codes of points, kinds and difficulties in a refusal become their names.
pub fn in_words(lang: Lang, fault: Fault) -> Fault {
    let Fault::Refused(mut reasons) = fault else { return fault };
    for (name, value) in reasons.iter_mut().flat_map(|reason| &mut reason.details) {
        let group = match *name {
            "point" | "points" => "points",
            "kind" => "kinds",
            "difficulty" => "difficulties",
            _ => continue,
        };
        let names: Vec<String> = value.split(',').map(|code| lang.code(group, code)).collect();
        *value = names.join(&lang.t("exams.list_separator"));
    }
    Fault::Refused(reasons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unreadable_field_is_named_at_once() {
        let codes: Vec<&str> = NewExamForm::default().read().unwrap_err().iter().map(|reason| reason.code).collect();
        assert_eq!(
            codes,
            [
                "exams.kind_missing",
                "exams.entry_missing",
                "exams.office_missing",
                "exams.moment_unreadable",
                "exams.moment_unreadable",
                "exams.count_unreadable"
            ]
        );
    }

    #[test]
    fn a_refusal_names_points_in_words() {
        let refusal = Refusal::on("blueprint", "exams.blueprint_lacks").with("points", "labour_law,arbitration");
        let Fault::Refused(reasons) = in_words(Lang::Chinese, refusal.into()) else { panic!("another fault") };
        assert_eq!(reasons[0].details[0].1, "劳动法、劳动争议调解仲裁");
    }
}
