//! What do the forms of practice do? A round begins, an answer is marked, a question is kept or leaves the error book.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use question_bank::Choice;
use registry::Fault;
use registry::practice::rounds;
use registry::practice::{MOST_QUESTIONS, Only, Order, Place, Wish, book, favourites};
use serde::Deserialize;
use uuid::Uuid;

use super::{back_to, overview, round};
use crate::error::{self, OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::visit::SignedVisit;

/// What the form of a new round says; what is not named means all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wished {
    pub chapter: String,
    pub point: String,
    pub kind: String,
    pub only: String,
    pub order: String,
    pub count: String,
}

impl Wished {
    fn wish(&self) -> Wish {
        let usual = Wish::default();
        Wish {
            chapter: self.chapter.parse().ok(),
            point: self.point.parse().ok(),
            kind: self.kind.parse().ok(),
            only: Only::parse(&self.only).unwrap_or_default(),
            order: Order::parse(&self.order).unwrap_or_default(),
            count: match self.count.as_str() {
                "" => usual.count,
                "all" => MOST_QUESTIONS,
                number => number.parse().unwrap_or(0),
            },
        }
    }
}

pub async fn start(SignedVisit(visit): SignedVisit, Form(form): Form<Wished>) -> PageResult {
    match outcome(&visit, rounds::start(&visit.ctx, &form.wish()).await) {
        Outcome::Done(round) => Ok(Redirect::to(&format!("/practice/rounds/{round}")).into_response()),
        Outcome::Mistaken(mistakes) => overview::respond(&visit, &form, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    choice: Vec<String>,
}

pub async fn answer(
    SignedVisit(visit): SignedVisit,
    Path((round, slot)): Path<(Uuid, u16)>,
    Form(form): Form<Given>,
) -> PageResult {
    let chosen = Choice::parse(&form.choice.concat(), Choice::MAX_OPTIONS).unwrap_or_default();
    match outcome(&visit, rounds::answer(&visit.ctx, round, slot, chosen).await) {
        Outcome::Done(_) => Ok(Redirect::to(&format!("/practice/rounds/{round}?q={slot}")).into_response()),
        Outcome::Mistaken(mistakes) => round::respond(&visit, round, Some(slot), chosen, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn end(SignedVisit(visit): SignedVisit, Path(round): Path<Uuid>) -> PageResult {
    rounds::end(&visit.ctx, round).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("/practice/rounds/{round}")).into_response())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Entry {
    question: String,
    part: u8,
    keep: String,
    back: String,
}

pub async fn take_out(SignedVisit(visit): SignedVisit, Form(form): Form<Entry>) -> PageResult {
    let place = Place { question: form.question, part: form.part };
    book::take_out(&visit.ctx, &place).await.or_page(&visit)?;
    Ok(Redirect::to(&back_to(&form.back, "taken_out")).into_response())
}

pub async fn keep(SignedVisit(visit): SignedVisit, Form(form): Form<Entry>) -> PageResult {
    let key = match form.keep.as_str() {
        "yes" => {
            favourites::keep(&visit.ctx, &form.question).await.or_page(&visit)?;
            "kept"
        }
        "no" => {
            favourites::let_go(&visit.ctx, &form.question).await.or_page(&visit)?;
            "let_go"
        }
        _ => return Err(error::page(&visit, Fault::NotFound)),
    };
    Ok(Redirect::to(&back_to(&form.back, key)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_means_all_and_nonsense_is_refused_later() {
        assert_eq!(Wished::default().wish(), Wish::default());
        let wished =
            Wished { point: "platform".into(), only: "wrong".into(), count: "all".into(), ..Wished::default() };
        let wish = wished.wish();
        assert_eq!((wish.point.unwrap().code(), wish.only, wish.count), ("platform", Only::Wrong, MOST_QUESTIONS));
        let lesson = Uuid::from_u128(7);
        assert_eq!(Wished { chapter: lesson.to_string(), ..Wished::default() }.wish().chapter, Some(lesson));
        assert_eq!(Wished { count: "-3".into(), ..Wished::default() }.wish().count, 0);
    }

    #[test]
    fn ticks_come_as_repeated_fields() {
        let given: Given = serde_html_form::from_str("choice=A&choice=C").unwrap();
        assert_eq!(given.choice.concat(), "AC");
        assert!(serde_html_form::from_str::<Given>("").unwrap().choice.is_empty());
    }
}
