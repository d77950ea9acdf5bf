//! What do the lesson's forms do? The quiz is marked; the open window's reports are taken.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use question_bank::Choice;
use registry::courses::{Beat, Hours, Progress, store};
use registry::instant::MINUTE_MS;
use registry::{Fault, Refusal};
use serde::Serialize;

use super::lesson::respond;
use super::practice::Practice;
use super::quiz::{Answers, Stage};
use super::{hours_in_words, lesson_path};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::visit::{Visit, encoded};

pub async fn answer(
    visit: Visit,
    Path((course, lesson)): Path<(String, String)>,
    Form(ticked): Form<Vec<(String, String)>>,
) -> PageResult {
    let answers = read(ticked);
    let asked = store::view_lesson(&visit.ctx, &course, &lesson).await.or_page(&visit)?;
    let marked = match store::answer_quiz(&visit.ctx, asked.id, &answers).await {
        // The session ended meanwhile: the ticks must survive the way to the sign-in page.
        Err(Fault::Anonymous) => Err(Fault::refused(Refusal::on("answers", "courses.signed_out"))),
        marked => marked,
    };
    let (stage, status) = match outcome(&visit, marked) {
        Outcome::Done(result) => (Stage::Answered(result), StatusCode::OK),
        Outcome::Mistaken(mistakes) => (Stage::Asked { answers, mistakes }, StatusCode::UNPROCESSABLE_ENTITY),
        Outcome::Other(response) => return Err(response),
    };
    // Opened, not only viewed: without JavaScript this request credits the reading so far.
    let view = store::open_lesson(&visit.ctx, &course, &lesson).await.or_page(&visit)?;
    Ok(respond(&visit, &view, stage, Practice::Quiet, status))
}

/// Answers one question inside the text: the verdict stands in the question's place.
pub async fn answer_practice(
    visit: Visit,
    Path((course, lesson, question)): Path<(String, String, String)>,
    Form(ticked): Form<Vec<(String, String)>>,
) -> PageResult {
    let chosen = read(ticked).remove(&question).unwrap_or_default();
    let marked = match store::answer_practice(&visit.ctx, &course, &lesson, &question, chosen).await {
        Err(Fault::Anonymous) => Err(Fault::refused(Refusal::on("practice", "courses.signed_out"))),
        marked => marked,
    };
    let (practice, status) = match outcome(&visit, marked) {
        Outcome::Done(verdict) => (Practice::Answered(verdict), StatusCode::OK),
        Outcome::Mistaken(mistakes) => {
            (Practice::Failed { question, chosen, mistakes }, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Outcome::Other(response) => return Err(response),
    };
    let view = store::open_lesson(&visit.ctx, &course, &lesson).await.or_page(&visit)?;
    Ok(respond(&visit, &view, Stage::blank(visit.lang), practice, status))
}

/// The same address asked for as a page, after a reload or a sign-in.
pub async fn back_to_practice(Path((course, lesson, question)): Path<(String, String, String)>) -> Redirect {
    Redirect::to(&format!("{}#practice-{}", encoded(&lesson_path(&course, &lesson)), encoded(&question)))
}

/// Letters by question; letters that name no option leave the question unanswered.
fn read(ticked: Vec<(String, String)>) -> Answers {
    let mut letters = BTreeMap::<String, String>::new();
    for (question, letter) in ticked {
        letters.entry(question).or_default().push_str(&letter);
    }
    let choice = |letters: String| Choice::parse(&letters, Choice::MAX_OPTIONS).unwrap_or_default();
    letters.into_iter().map(|(question, letters)| (question, choice(letters))).collect()
}

/// The quiz's address asked for as a page, after a reload or a sign-in: the questions stand on the lesson's page.
pub async fn back_to_quiz(visit: Visit) -> Redirect {
    let path = visit.path.split('?').next().unwrap_or_default();
    Redirect::to(&format!("{}#quiz", path.strip_suffix("/quiz").unwrap_or("/courses")))
}

/// What `reading.js` shows after a report.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    progress: Progress,
    /// The course's hours in the reader's language.
    course_words: String,
}

/// Takes a report of the open window. The body names the lesson's version that is being read; the path is for people
/// who read logs.
pub async fn report(visit: Visit, Form(beat): Form<Beat>) -> PageResult {
    let progress = store::beat(&visit.ctx, &beat).await.or_page(&visit)?;
    let hours = Hours::new(progress.course_credited_ms, progress.required_ms / MINUTE_MS);
    Ok(Json(Told { progress, course_words: hours_in_words(visit.lang, hours) }).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticked(pairs: &[(&str, &str)]) -> Answers {
        read(pairs.iter().map(|(question, letter)| ((*question).to_owned(), (*letter).to_owned())).collect())
    }

    #[test]
    fn ticks_of_one_question_become_one_choice() {
        let answers = ticked(&[("p-1", "A"), ("p-2", "C"), ("p-1", "D")]);
        assert_eq!(answers["p-1"].to_string(), "AD");
        assert_eq!(answers["p-2"].to_string(), "C");
    }

    #[test]
    fn letters_that_name_no_option_are_no_answer() {
        let answers = ticked(&[("p-1", "Z"), ("p-2", "A"), ("p-2", "A")]);
        assert!(answers["p-1"].is_empty() && answers["p-2"].is_empty());
    }

    #[test]
    fn a_report_is_read_from_a_form() {
        let body = "lesson=01900000-0000-7000-8000-000000000000&reader=w&activity=active&place=250";
        let beat: Beat = serde_html_form::from_str(body).unwrap();
        assert_eq!((beat.reader.as_str(), beat.place), ("w", 250));
    }
}
