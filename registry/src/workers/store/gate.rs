//! Who was turned away at the gate, whom must it not let in, and who said so?

mod lists;

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::people::index_of;
use super::rows::DOCUMENT;
use super::scope::{is_on_project, own_project};
use super::{Origin, account, check_file, reason};
use crate::entity::{gate_denials, gate_refusals};
use crate::instant::check_first_day;
use crate::people::{IdNumber, PersonName};
use crate::permissions::{Object, Verb};
use crate::workers::{RESIDENT_CARD, Stranger, TurnedAway, TurnedAwayFor, TurnedAwayWho, check_turned_away};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

pub(super) use lists::of_person;
pub use lists::{DenialView, DenyLine, RefusalView, Refused, denials, gate_list, refusals};

#[derive(Clone, Debug)]
pub struct NewRefusal<'a> {
    /// Somebody registered on the project, else a stranger.
    pub person: Option<Uuid>,
    pub name: &'a str,
    /// a resident identity number, when a card was shown
    pub id_number: &'a str,
    pub at: Instant,
    pub reason: TurnedAwayFor,
    pub words: &'a str,
    /// content hash of a file that was brought for the project
    pub photo: Option<String>,
}

/// Writes down that somebody was refused entry.
pub async fn turn_away(ctx: &Ctx, project: Uuid, new: &NewRefusal<'_>, origin: Origin) -> Result<Uuid, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    if let Some(person) = new.person
        && !is_on_project(ctx.db.reader(), project, person).await?
    {
        return Err(Fault::NotFound);
    }
    let file = check_file(ctx.db.reader(), project, "photo", new.photo.as_deref()).await?;
    let (who, document_sealed) = who(ctx, new)?;
    let words = Some(new.words.trim().to_owned()).filter(|words| !words.is_empty());
    let record = TurnedAway {
        id: ctx.new_id(),
        project,
        who,
        at: new.at,
        reason: new.reason,
        words: words.clone(),
        photo: new.photo.clone(),
    };
    let mut findings = check_turned_away(&record, project, ctx.now());
    findings.take(file);
    findings.settle()?;
    let stranger = match &record.who {
        TurnedAwayWho::Stranger(stranger) => stranger.clone(),
        TurnedAwayWho::Known(_) => Stranger::default(),
    };
    let row = gate_refusals::Model {
        id: record.id,
        project_id: project,
        person_id: new.person,
        stranger_name: stranger.name,
        document_sealed,
        document_index: stranger.document_index,
        turned_away_at: new.at.0,
        reason: new.reason.code().to_owned(),
        words,
        photo: record.photo,
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        batch_id: origin.batch(),
    };
    crate::transact!(ctx, |tx| {
        gate_refusals::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "refusal": row.id, "reason": row.reason });
        audit::record(tx, ctx, "turn_away", ("project", project), facts).await?;
        Ok(row.id)
    })
}

/// Whoever was turned away, and the sealed number of a stranger's card.
fn who(ctx: &Ctx, new: &NewRefusal<'_>) -> Result<(TurnedAwayWho, Option<Vec<u8>>), Fault> {
    if let Some(person) = new.person {
        return Ok((TurnedAwayWho::Known(person), None));
    }
    let name = match new.name.trim() {
        "" => None,
        typed => Some(PersonName::parse(typed)?.as_str().to_owned()),
    };
    if new.id_number.trim().is_empty() {
        return Ok((TurnedAwayWho::Stranger(Stranger { name, document_index: None }), None));
    }
    let number = IdNumber::parse(new.id_number, ctx.now().day())?;
    let sealed = ctx.vault.seal(ctx.random.as_ref(), DOCUMENT, number.as_str().as_bytes())?;
    let index = index_of(ctx, RESIDENT_CARD, number.as_str())?;
    Ok((TurnedAwayWho::Stranger(Stranger { name, document_index: Some(index) }), Some(sealed)))
}

/// Somebody registered here must not come in for a time, whatever the papers say.
pub async fn deny(
    ctx: &Ctx,
    project: Uuid,
    person: Uuid,
    (from, until): (Day, Option<Day>),
    words: &str,
) -> Result<Uuid, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    if !is_on_project(ctx.db.reader(), project, person).await? {
        return Err(Fault::NotFound);
    }
    let words = reason(words)?;
    check_first_day("from", from)?;
    if until.is_some_and(|until| until < from) {
        return Err(Refusal::on("until", "calendar.period_backwards").into());
    }
    let row = gate_denials::Model {
        id: ctx.new_id(),
        project_id: project,
        person_id: person,
        from_on: from.to_string(),
        until_on: until.map(|day| day.to_string()),
        words,
        denied_by: account(ctx),
        denied_at: ctx.now().0,
        ended_by: None,
        ended_at: None,
        ended_words: None,
        batch_id: None,
    };
    crate::transact!(ctx, |tx| {
        gate_denials::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("person", "workers.denied_already")))?;
        let facts = json!({ "denial": row.id, "from": from, "until": until });
        audit::record(tx, ctx, "deny_entry", ("project", project), facts).await?;
        Ok(row.id)
    })
}

/// Takes somebody off the list again, with the reason.
pub async fn end_denial(ctx: &Ctx, denial: Uuid, words: &str) -> Result<(), Fault> {
    let row = gate_denials::Entity::find_by_id(denial).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    own_project(ctx, Verb::Edit, Object::Worker, row.project_id).await?;
    let words = reason(words)?;
    crate::transact!(ctx, |tx| {
        let ended = gate_denials::Entity::update_many()
            .col_expr(gate_denials::Column::EndedBy, Expr::value(account(ctx)))
            .col_expr(gate_denials::Column::EndedAt, Expr::value(ctx.now().0))
            .col_expr(gate_denials::Column::EndedWords, Expr::value(words.clone()))
            .filter(gate_denials::Column::Id.eq(denial))
            .filter(gate_denials::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if ended.rows_affected != 1 {
            return Err(Refusal::new("workers.denial_ended_already").into());
        }
        audit::record(tx, ctx, "end_denial", ("project", row.project_id), json!({ "denial": denial })).await
    })
}
