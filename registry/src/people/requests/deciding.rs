//! Who answers a request, and what does the answer do?

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{Kept, RequestKind, RequestView, erasing, kept, view};
use crate::ctx::{Post, SignedIn};
use crate::entity::{accounts, attempts, bindings, data_requests, grants, people};
use crate::fault::worded;
use crate::offices::{reach, reach_of_post};
use crate::people::Document;
use crate::people::scope::{Unaffiliated, within};
use crate::people::store::{PersonView, find_within, views};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// A request that waits for an answer.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    pub request: RequestView,
    pub person: PersonView,
    /// What the law keeps of a person who asks for deletion.
    pub kept: Vec<Kept>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Grant,
    Refuse,
}

/// The answer, what it rests on, and the words that the person reads.
#[derive(Clone, Debug)]
pub struct Reply<'a> {
    pub answer: Answer,
    /// Compared when a name is granted.
    pub document: Option<Document>,
    pub words: &'a str,
}

/// The requests that the actor's right reaches, the oldest first; not the own ones.
pub async fn list_open(ctx: &Ctx) -> Result<Vec<OpenRequest>, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::DataRequest).await?;
    let (who, reader) = (ctx.signed_in()?, ctx.db.reader());
    let reached = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .filter(within(&reach, Unaffiliated::TakenIn))
        .into_query();
    let mut query = data_requests::Entity::find()
        .filter(data_requests::Column::DecidedAt.is_null())
        .filter(data_requests::Column::PersonId.in_subquery(reached))
        .filter(data_requests::Column::PersonId.ne(who.person));
    if !decides_deletions(who) {
        query = query.filter(data_requests::Column::Kind.eq(RequestKind::Name.code()));
    }
    let rows = query.order_by_asc(data_requests::Column::MadeAt).all(reader).await?;
    let ids = rows.iter().map(|row| row.person_id);
    let people = people::Entity::find().filter(people::Column::Id.is_in(ids)).all(reader).await?;
    let mut people: HashMap<Uuid, PersonView> =
        views(ctx, people).await?.into_iter().map(|person| (person.id, person)).collect();
    let mut open = Vec::new();
    for row in rows {
        let Some(person) = people.get_mut(&row.person_id).map(|person| person.clone()) else { continue };
        let kept = match RequestKind::parse(&row.kind)? {
            RequestKind::Deletion => kept(reader, row.person_id, ctx.now()).await?,
            RequestKind::Name => Vec::new(),
        };
        open.push(OpenRequest { request: view(row)?, person, kept });
    }
    Ok(open)
}

/// Answers once. A granted name is compared with a document and takes effect; a granted deletion erases, or, where the law
/// keeps something, restricts. Enterprises answer about names of their people only.
pub async fn decide(ctx: &Ctx, request: Uuid, reply: &Reply<'_>) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::DataRequest)?;
    let (who, reader) = (ctx.signed_in()?, ctx.db.reader());
    let row = data_requests::Entity::find_by_id(request).one(reader).await?.ok_or(Fault::NotFound)?;
    // separation of duty 7: nobody answers the own request
    if row.person_id == who.person {
        return Err(Refusal::new("people.request_own").into());
    }
    let kind = RequestKind::parse(&row.kind)?;
    let post = authority(ctx, who, row.person_id, kind).await?.ok_or(Fault::NotFound)?;
    worded(reply.words, 2..=300, || Refusal::on("words", "people.request_words_length"))?;
    if (kind, reply.answer, reply.document) == (RequestKind::Name, Answer::Grant, None) {
        return Err(Refusal::on("document", "people.request_document_missing").into());
    }
    crate::transact!(ctx, |tx| {
        let done = carry_out(tx, ctx, &row, kind, reply.answer).await?;
        let kept = done.kept.iter().map(|kept| kept.code()).collect::<Vec<_>>().join(" ");
        let change = data_requests::ActiveModel {
            decided_at: Set(Some(ctx.now().0)),
            decided_by: Set(Some(who.account)),
            office_id: Set(post.office),
            enterprise_id: Set(post.enterprise),
            decision: Set(Some(done.decision.to_owned())),
            old_name: Set(done.old_name),
            reply: Set(Some(reply.words.trim().to_owned())),
            kept: Set(Some(kept).filter(|codes| !codes.is_empty())),
            ..ActiveModelTrait::default()
        };
        let decided = data_requests::Entity::update_many()
            .set(change)
            .filter(data_requests::Column::Id.eq(request))
            .filter(data_requests::Column::DecidedAt.is_null())
            .exec(tx)
            .await?;
        if decided.rows_affected != 1 {
            return Err(Refusal::new("people.request_answered_already").into());
        }
        if done.decision == "erased" {
            erasing::forget_words(tx, row.person_id).await?;
        }
        let facts = json!({ "request": request, "decision": done.decision, "document": reply.document });
        audit::record(tx, ctx, "decide_request", ("person", row.person_id), facts).await
    })
}

struct Done {
    decision: &'static str,
    old_name: Option<String>,
    kept: Vec<Kept>,
}

async fn carry_out(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &data_requests::Model,
    kind: RequestKind,
    answer: Answer,
) -> Result<Done, Fault> {
    let plain = |decision| Done { decision, old_name: None, kept: Vec::new() };
    match (answer, kind) {
        (Answer::Refuse, _) => Ok(plain("refused")),
        (Answer::Grant, RequestKind::Name) => {
            let name = row.new_name.as_deref().ok_or_else(|| Fault::internal("a correction without a name"))?;
            let old = rename(tx, row.person_id, name).await?;
            Ok(Done { old_name: Some(old), ..plain("corrected") })
        }
        (Answer::Grant, RequestKind::Deletion) => {
            check_may_go(tx, row.person_id).await?;
            let kept = kept(tx, row.person_id, ctx.now()).await?;
            erasing::shut(tx, ctx, row.person_id).await?;
            if kept.is_empty() {
                erasing::erase(tx, ctx, row.person_id).await?;
                return Ok(plain("erased"));
            }
            Ok(Done { kept, ..plain("restricted") })
        }
    }
}

/// The name before. Certificates keep the name that they were issued for.
pub(super) async fn rename(tx: &DatabaseTransaction, person: Uuid, name: &str) -> Result<String, Fault> {
    let old = people::Entity::find_by_id(person).one(tx).await?.ok_or(Fault::NotFound)?.name;
    people::Entity::update_many()
        .col_expr(people::Column::Name, Expr::value(name))
        .col_expr(people::Column::NamePinyin, Expr::value(crate::people::pinyin_key(name)))
        .filter(people::Column::Id.eq(person))
        .exec(tx)
        .await?;
    crate::workers::store::renamed(tx, person, name).await?;
    Ok(old)
}

/// Nobody goes in the middle of an exam, out of an office, or from a site.
async fn check_may_go(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    let open = attempts::Entity::find()
        .filter(attempts::Column::PersonId.eq(person))
        .filter(attempts::Column::State.eq("open"));
    if open.one(tx).await?.is_some() {
        return Err(Refusal::new("people.deletion_exam_runs").into());
    }
    let bound = bindings::Entity::find()
        .filter(bindings::Column::PersonId.eq(person))
        .filter(bindings::Column::ConfirmedAt.is_not_null())
        .filter(bindings::Column::EndedAt.is_null());
    if bound.one(tx).await?.is_some() {
        return Err(Refusal::new("people.deletion_bound").into());
    }
    let account = accounts::Entity::find()
        .select_only()
        .column(accounts::Column::Id)
        .filter(accounts::Column::PersonId.eq(person))
        .into_query();
    let held = grants::Entity::find()
        .filter(grants::Column::AccountId.in_subquery(account))
        .filter(grants::Column::EndedAt.is_null());
    if held.one(tx).await?.is_some() {
        return Err(Refusal::new("people.deletion_holds_role").into());
    }
    Ok(())
}

fn decides_deletions(who: &SignedIn) -> bool {
    who.posts.iter().any(|post| post.office.is_some() && decides(post))
}

pub(super) fn decides(post: &Post) -> bool {
    crate::permissions::scope(post.role, Verb::Decide, Object::DataRequest).is_some()
}

/// The first post in whose name this actor may answer for this person.
async fn authority(ctx: &Ctx, who: &SignedIn, person: Uuid, kind: RequestKind) -> Result<Option<Post>, Fault> {
    for post in &who.posts {
        if kind == RequestKind::Deletion && post.office.is_none() {
            continue;
        }
        let Some(reach) = reach_of_post(ctx.db.reader(), post, Verb::Decide, Object::DataRequest).await? else {
            continue;
        };
        if find_within(ctx, &reach, person).await?.is_some() {
            return Ok(Some(post.clone()));
        }
    }
    Ok(None)
}
