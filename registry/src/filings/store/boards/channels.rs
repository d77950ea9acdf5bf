//! Which channels do the boards of an area name, since when, and from which source? An office keeps them: no number of a board
//! stands in the program.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::day;
use crate::ctx::Post;
use crate::entity::{areas, board_contacts, offices};
use crate::fault::worded;
use crate::filings::boards::{Channel, ChannelDraft, ChannelKind, Kept};
use crate::offices::holders;
use crate::permissions::{Object, Role, Verb, require};
use crate::{Ctx, Fault, Instant, Period, Refusal, audit, db};

/// What an office sees of the channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channels {
    /// by area, kind and first day
    pub rows: Vec<ChannelView>,
    /// The kinds that the actor's own posts keep.
    pub own_kinds: Vec<ChannelKind>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelView {
    pub id: Uuid,
    pub kept: Kept,
    pub area_name: String,
    pub recorded_by: Option<String>,
    pub recorded_at: Instant,
    /// Whether the actor's own post keeps it.
    pub is_own: bool,
}

/// Whoever sees boards of an area sees its channels, and those of the areas above.
pub async fn channels(ctx: &Ctx) -> Result<Channels, Fault> {
    require(ctx, Verb::View, Object::NoticeBoard)?;
    let reader = ctx.db.reader();
    let rows = board_contacts::Entity::find()
        .filter(board_contacts::Column::WithdrawnAt.is_null())
        .order_by_asc(board_contacts::Column::Area)
        .order_by_asc(board_contacts::Column::Kind)
        .order_by_asc(board_contacts::Column::FirstDay)
        .order_by_asc(board_contacts::Column::Id)
        .all(reader)
        .await?;
    let names = areas::Entity::find().all(reader).await?;
    let people = holders(reader, rows.iter().map(|row| row.recorded_by).collect()).await?;
    let desks = desks(ctx).await?;
    let mut seen = Vec::with_capacity(rows.len());
    for row in rows {
        let name = names.iter().find(|area| area.code == row.area).map(|area| area.name.clone());
        seen.push(ChannelView {
            id: row.id,
            kept: kept(&row)?,
            area_name: name.unwrap_or_else(|| row.area.clone()),
            recorded_by: people.get(&row.recorded_by).map(|(_, name)| name.clone()),
            recorded_at: Instant(row.recorded_at),
            is_own: desks.iter().any(|desk| desk.keeps(&row)),
        });
    }
    let own_kinds = ChannelKind::ALL.into_iter().filter(|kind| desks.iter().any(|desk| desk.kinds().contains(kind)));
    Ok(Channels { rows: seen, own_kinds: own_kinds.collect() })
}

/// Writes a channel down for the area of the own office; in the place of another one, where it names it and says why.
///
/// # Errors
/// Everything that is wrong with it; `boards.channel_twice` when one of the kind begins on that day already,
/// `boards.kind_stays` when the one that it replaces is of another kind.
pub async fn record_channel(ctx: &Ctx, draft: &ChannelDraft, replaces: Option<(Uuid, &str)>) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::NoticeBoard)?;
    let desks = desks(ctx).await?;
    if desks.is_empty() {
        return Err(Fault::Forbidden);
    }
    let (channel, source, valid) = draft.check().map_err(Fault::Refused)?;
    let former = match replaces {
        Some((former, _)) => board_contacts::Entity::find_by_id(former).one(ctx.db.reader()).await?,
        None => None,
    };
    let of_kind: Vec<&Desk> = desks.iter().filter(|desk| desk.kinds().contains(&channel.kind)).collect();
    if former.as_ref().is_some_and(|row| row.kind != channel.kind.code()) {
        return Err(Refusal::on("kind", "boards.kind_stays").into());
    }
    // whoever sits at several desks corrects a channel at the one that keeps it
    let keeping = former.as_ref().and_then(|row| of_kind.iter().find(|desk| desk.keeps(row)));
    let desk = keeping.or(of_kind.first()).copied();
    let desk = desk.ok_or_else(|| Refusal::on("kind", "boards.kind_of_others"))?;
    let reason = replaces.map(|(_, reason)| reason_of(reason)).transpose()?;
    crate::transact!(ctx, |tx| {
        if let (Some((former, _)), Some(reason)) = (replaces, &reason) {
            take_back(tx, ctx, desk, former, reason).await?;
        }
        let row = board_contacts::Model {
            id: ctx.new_id(),
            area: desk.area.clone(),
            industry: desk.industry.clone().unwrap_or_default(),
            kind: channel.kind.code().to_owned(),
            body: channel.body.clone(),
            phone: channel.phone.clone(),
            address: channel.address.clone(),
            source: source.clone(),
            first_day: valid.first().to_string(),
            last_day: valid.last().map(|day| day.to_string()),
            office_id: desk.office,
            recorded_by: ctx.signed_in()?.account,
            recorded_at: ctx.now().0,
            replaces: replaces.map(|(former, _)| former),
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
        };
        let id = row.id;
        board_contacts::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("first_day", "boards.channel_twice")))?;
        let facts = json!({ "kind": channel.kind, "area": desk.area, "replaces": replaces.map(|(former, _)| former) });
        audit::record(tx, ctx, "record_channel", ("board_channel", id), facts).await?;
        Ok(id)
    })
}

/// Takes a channel of the own office back; boards that were made keep saying it.
pub async fn withdraw_channel(ctx: &Ctx, channel: Uuid, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::NoticeBoard)?;
    let desks = desks(ctx).await?;
    let found = board_contacts::Entity::find_by_id(channel).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let desk = desks.iter().find(|desk| desk.keeps(&found)).ok_or(Fault::Forbidden)?;
    let reason = reason_of(reason)?;
    crate::transact!(ctx, |tx| {
        take_back(tx, ctx, desk, channel, &reason).await?;
        audit::record(tx, ctx, "withdraw_channel", ("board_channel", channel), json!({})).await
    })
}

/// The channels of these areas that were not taken back.
pub(super) async fn kept_for<C: ConnectionTrait>(db: &C, lineage: &[String]) -> Result<Vec<Kept>, Fault> {
    let rows = board_contacts::Entity::find()
        .filter(board_contacts::Column::WithdrawnAt.is_null())
        .filter(board_contacts::Column::Area.is_in(lineage.iter().cloned()))
        .all(db)
        .await?;
    rows.iter().map(kept).collect()
}

/// A post that keeps channels: a county's (or the city's) 人社 those of its area, a department the complaints about its industry.
struct Desk {
    office: Uuid,
    area: String,
    industry: Option<String>,
}

impl Desk {
    fn kinds(&self) -> &'static [ChannelKind] {
        match self.industry {
            Some(_) => &[ChannelKind::IndustryComplaints],
            None => &[
                ChannelKind::LabourInspection,
                ChannelKind::Arbitration,
                ChannelKind::LegalAid,
                ChannelKind::LegalHotline,
            ],
        }
    }

    fn keeps(&self, row: &board_contacts::Model) -> bool {
        self.area == row.area && self.industry.as_deref().unwrap_or_default() == row.industry
    }
}

async fn desks(ctx: &Ctx) -> Result<Vec<Desk>, Fault> {
    let Ok(who) = ctx.signed_in() else { return Ok(Vec::new()) };
    let is_keeper = |post: &&Post| matches!(post.role, Role::HumanResources | Role::Industry);
    let posts: Vec<&Post> = who.posts.iter().filter(is_keeper).collect();
    let ids: BTreeSet<Uuid> = posts.iter().filter_map(|post| post.office).collect();
    let rows = offices::Entity::find().filter(offices::Column::Id.is_in(ids));
    let rows = rows.all(ctx.db.reader()).await?;
    let desk = |post: &Post| {
        let row = rows.iter().find(|row| Some(row.id) == post.office)?;
        // a department without an industry keeps nothing
        (post.role == Role::HumanResources || row.industry.is_some()).then(|| Desk {
            office: row.id,
            area: row.area.clone(),
            industry: row.industry.clone(),
        })
    };
    Ok(posts.into_iter().filter_map(desk).collect())
}

async fn take_back(tx: &DatabaseTransaction, ctx: &Ctx, desk: &Desk, channel: Uuid, reason: &str) -> Result<(), Fault> {
    let withdrawn = board_contacts::Entity::update_many()
        .col_expr(board_contacts::Column::WithdrawnBy, Expr::value(super::account(ctx)))
        .col_expr(board_contacts::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .col_expr(board_contacts::Column::WithdrawnReason, Expr::value(reason))
        .filter(board_contacts::Column::Id.eq(channel))
        .filter(board_contacts::Column::Area.eq(&desk.area))
        .filter(board_contacts::Column::Industry.eq(desk.industry.as_deref().unwrap_or_default()))
        .filter(board_contacts::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    if withdrawn.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("boards.channel_gone").into()) }
}

fn kept(row: &board_contacts::Model) -> Result<Kept, Fault> {
    let kind = ChannelKind::parse(&row.kind).ok_or_else(|| Fault::internal("a channel of no kind"))?;
    Ok(Kept {
        area: row.area.clone(),
        industry: row.industry.clone(),
        valid: Period::new(day(&row.first_day)?, row.last_day.as_deref().map(day).transpose()?)?,
        channel: Channel { kind, body: row.body.clone(), phone: row.phone.clone(), address: row.address.clone() },
        source: row.source.clone(),
    })
}

fn reason_of(text: &str) -> Result<String, Refusal> {
    worded(text, 2..=200, || Refusal::on("reason", "boards.reason_length"))
}
