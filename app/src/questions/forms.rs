//! What do the forms around questions do?

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use question_bank::Kind;
use registry::permissions::{Object, Verb, require};
use registry::questions::manuscript::Manuscript;
use registry::questions::review::{Verdict, approve, give_back, publish, retire};
use registry::questions::{drafts, store};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::draft::{Typed, blank, respond};
use super::question;
use super::writing::{Deed, Pairs, apply, deed, read, value};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::ui::confirm::{CONFIRMATION, is_typed};
use crate::visit::{SignedVisit, Visit};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    kind: String,
}

pub async fn new(SignedVisit(visit): SignedVisit, Query(asked): Query<Asked>) -> PageResult {
    let manuscript = Manuscript::new(asked.kind.parse().unwrap_or(Kind::Single));
    draw_blank(&visit, &manuscript, &Mistakes::none(visit.lang)).await
}

async fn draw_blank(visit: &Visit, manuscript: &Manuscript, mistakes: &Mistakes) -> PageResult {
    require(&visit.ctx, Verb::Create, Object::QuestionBank).or_page(visit)?;
    let known = store::all_facts(&visit.ctx).await.or_page(visit)?;
    Ok(blank(visit, manuscript, &known, mistakes))
}

pub async fn create(SignedVisit(visit): SignedVisit, Form(pairs): Form<Pairs>) -> PageResult {
    let (mut manuscript, deed) = (read(&pairs), deed(&pairs));
    if deed != Deed::Save {
        apply(&mut manuscript, deed);
        return draw_blank(&visit, &manuscript, &Mistakes::none(visit.lang)).await;
    }
    match outcome(&visit, drafts::create(&visit.ctx, &manuscript, None).await) {
        Outcome::Done(draft) => Ok(to_draft(draft, "draft_saved")),
        Outcome::Mistaken(mistakes) => draw_blank(&visit, &manuscript, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn write(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>, Form(pairs): Form<Pairs>) -> PageResult {
    let (mut manuscript, deed) = (read(&pairs), deed(&pairs));
    let revision = value(&pairs, "revision").parse().unwrap_or(0);
    let (result, key) = match deed {
        Deed::Save => (drafts::save(&visit.ctx, draft, revision, &manuscript).await, "draft_saved"),
        Deed::Submit => (drafts::save_and_submit(&visit.ctx, draft, revision, &manuscript).await, "draft_submitted"),
        _ => {
            require(&visit.ctx, Verb::Edit, Object::QuestionBank).or_page(&visit)?;
            apply(&mut manuscript, deed);
            let typed = Typed { manuscript: Some(manuscript), ..Typed::default() };
            return respond(&visit, draft, typed, &Mistakes::none(visit.lang)).await;
        }
    };
    match outcome(&visit, result) {
        Outcome::Done(()) => Ok(to_draft(draft, key)),
        Outcome::Mistaken(mistakes) => {
            let typed = Typed { manuscript: Some(manuscript), ..Typed::default() };
            respond(&visit, draft, typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub async fn discard(SignedVisit(visit): SignedVisit, Path(draft): Path<Uuid>) -> PageResult {
    drafts::discard(&visit.ctx, draft).await.or_page(&visit)?;
    Ok(Redirect::to("/office/questions/drafts?done=draft_discarded").into_response())
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Judgement {
    pub law_version: String,
    pub remark: String,
    pub reason: String,
    pub confirmation: String,
}

pub async fn accept(
    SignedVisit(visit): SignedVisit,
    Path(draft): Path<Uuid>,
    Form(form): Form<Judgement>,
) -> PageResult {
    let verdict = Verdict { law_version: form.law_version, remark: form.remark };
    match outcome(&visit, approve(&visit.ctx, draft, &verdict).await) {
        Outcome::Done(_) => {
            let question = drafts::get(&visit.ctx, draft).await.or_page(&visit)?.question;
            Ok(to_question(&question, "draft_approved"))
        }
        Outcome::Mistaken(mistakes) => respond(&visit, draft, Typed { verdict, ..Typed::default() }, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn return_it(
    SignedVisit(visit): SignedVisit,
    Path(draft): Path<Uuid>,
    Form(form): Form<Judgement>,
) -> PageResult {
    match outcome(&visit, give_back(&visit.ctx, draft, &form.reason).await) {
        Outcome::Done(()) => Ok(to_draft(draft, "draft_returned")),
        Outcome::Mistaken(mistakes) => {
            respond(&visit, draft, Typed { reason: form.reason, ..Typed::default() }, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

pub async fn begin_version(SignedVisit(visit): SignedVisit, Path(id): Path<String>) -> PageResult {
    let draft = drafts::begin_version(&visit.ctx, &id).await.or_page(&visit)?;
    Ok(to_draft(draft, "version_begun"))
}

pub async fn put_into_force(SignedVisit(visit): SignedVisit, Path(id): Path<String>) -> PageResult {
    publish(&visit.ctx, &id).await.or_page(&visit)?;
    Ok(to_question(&id, "question_published"))
}

pub async fn take_out(
    SignedVisit(visit): SignedVisit,
    Path(id): Path<String>,
    Form(form): Form<Judgement>,
) -> PageResult {
    require(&visit.ctx, Verb::Decide, Object::QuestionBank).or_page(&visit)?;
    let result = if is_typed(&form.confirmation, &id) {
        retire(&visit.ctx, &id, &form.reason).await
    } else {
        Err(Fault::refused(Refusal::on(CONFIRMATION, "confirmation.not_typed")))
    };
    match outcome(&visit, result) {
        Outcome::Done(()) => Ok(to_question(&id, "question_retired")),
        Outcome::Mistaken(mistakes) => question::respond(&visit, &id, &form.reason, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

fn to_draft(draft: Uuid, key: &str) -> Response {
    Redirect::to(&format!("/office/questions/drafts/{draft}?done={key}")).into_response()
}

fn to_question(id: &str, key: &str) -> Response {
    Redirect::to(&format!("/office/questions/{id}?done={key}")).into_response()
}
