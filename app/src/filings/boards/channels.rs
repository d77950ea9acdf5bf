//! Which channels do the boards of an area name, and who keeps them?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::boards::{ChannelDraft, ChannelKind};
use registry::filings::store::boards::{ChannelView, Channels, channels, record_channel, withdraw_channel};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::form::{Form, Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::choice::{Choice, Choosable};
use crate::ui::confirm::{CONFIRMATION, Confirm, is_typed};
use crate::ui::empty::empty;
use crate::ui::field::{Field, mistakes_summary};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

pub const PATH: &str = "/office/board-channels";

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    kind: String,
    body: String,
    phone: String,
    address: String,
    source: String,
    first_day: String,
    last_day: String,
    /// the one that it takes the place of, and why
    replaces: String,
    reason: String,
    confirmation: String,
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let found = channels(&visit.ctx).await.or_page(&visit)?;
    let chosen = query.filter("channel").and_then(|id| id.parse::<Uuid>().ok());
    let typed = found.rows.iter().find(|row| Some(row.id) == chosen).map(Typed::from).unwrap_or_default();
    respond(&visit, &found, &typed, &Mistakes::none(visit.lang)).await
}

pub async fn record(SignedVisit(visit): SignedVisit, Form(typed): Form<Typed>) -> PageResult {
    let draft = ChannelDraft {
        kind: typed.kind.clone(),
        body: typed.body.clone(),
        phone: typed.phone.clone(),
        address: typed.address.clone(),
        source: typed.source.clone(),
        first_day: typed.first_day.clone(),
        last_day: typed.last_day.clone(),
    };
    let replaces = typed.replaces.parse().ok().map(|id: Uuid| (id, typed.reason.as_str()));
    let recorded = record_channel(&visit.ctx, &draft, replaces).await.map(|_| ());
    answered(&visit, &typed, recorded, "channel_recorded").await
}

pub async fn withdraw(
    SignedVisit(visit): SignedVisit,
    Path(channel): Path<Uuid>,
    Form(typed): Form<Typed>,
) -> PageResult {
    let withdrawn = match is_typed(&typed.confirmation, &visit.t("boards.channels.word")) {
        true => withdraw_channel(&visit.ctx, channel, &typed.reason).await,
        // whether there is such a channel comes before what is typed
        false => {
            let all = channels(&visit.ctx).await.or_page(&visit)?;
            match all.rows.iter().find(|row| row.id == channel) {
                None => Err(Fault::NotFound),
                Some(row) if !row.is_own => Err(Fault::Forbidden),
                Some(_) => Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
            }
        }
    };
    let typed = Typed { replaces: channel.to_string(), ..typed };
    answered(&visit, &typed, withdrawn, "channel_withdrawn").await
}

async fn answered(visit: &Visit, typed: &Typed, result: Result<(), Fault>, done: &'static str) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("{PATH}?done={done}")).into_response()),
        Outcome::Mistaken(mistakes) => {
            let found = channels(&visit.ctx).await.or_page(visit)?;
            respond(visit, &found, typed, &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, found: &Channels, typed: &Typed, mistakes: &Mistakes) -> PageResult {
    let (lang, title) = (visit.lang, visit.t("boards.channels.title"));
    Ok(page(visit, title.clone())
        .in_office()
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("boards.channels.intro")}</p>
                {table(lang, &title, found)}
                {(!found.own_kinds.is_empty()).then(|| form(lang, &found.own_kinds, typed, mistakes))}
                {(!typed.replaces.is_empty()).then(|| withdrawal(lang, typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

fn table(lang: Lang, title: &str, found: &Channels) -> AnyView {
    let keys = ["area", "kind", "body", "phone", "address", "valid", "source", "change"];
    let columns = keys.map(|key| Column::text(key, lang.code("boards.channels", key)));
    let rows = found.rows.iter().map(|row| line(lang, row)).collect();
    let nothing = empty(lang.t("boards.channels.none_title"), lang.t("boards.channels.none"), None);
    Table::new(title, columns.to_vec(), rows).empty(nothing).view(lang)
}

fn line(lang: Lang, row: &ChannelView) -> Vec<Cell> {
    let channel = &row.kept.channel;
    let first = lang.day(row.kept.valid.first());
    let valid = match row.kept.valid.last() {
        Some(last) => lang.fill("boards.channels.from_until", &[("first", &first), ("last", &lang.day(last))]),
        None => lang.fill("boards.channels.from", &[("first", &first)]),
    };
    let change = match row.is_own {
        true => Cell::link(format!("{PATH}?channel={}#change", row.id), lang.t("boards.channels.change")),
        false => Cell::from(""),
    };
    vec![
        Cell::from(row.area_name.clone()),
        Cell::from(lang.code("boards.kinds", channel.kind.code())),
        Cell::from(channel.body.clone()),
        Cell::from(channel.phone.clone()),
        Cell::from(channel.address.clone().unwrap_or_default()),
        Cell::from(valid),
        Cell::from(row.kept.source.clone()),
        change,
    ]
}

fn form(lang: Lang, kinds: &[ChannelKind], typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let field = |name: &'static str, value: &str| Field::text(name, lang.code("boards.channels", name), value);
    let kinds = kinds.iter().map(|kind| Choosable::new(kind.code(), lang.code("boards.kinds", kind.code())));
    let kinds = std::iter::once(Choosable::new("", lang.t("projects.choose"))).chain(kinds).collect();
    let is_change = !typed.replaces.is_empty();
    let title = if is_change { "boards.channels.change_title" } else { "boards.channels.new_title" };
    view! {
        <section class="card" id="change">
            <h2>{lang.t(title)}</h2>
            <form method="post" action=PATH novalidate>
                <input type="hidden" name="replaces" value=typed.replaces.clone()/>
                {Choice::list("kind", lang.t("boards.channels.kind"), kinds, &typed.kind).view(mistakes)}
                {field("body", &typed.body).maxlength(60).view(mistakes)}
                {field("phone", &typed.phone).hint(lang.t("boards.channels.phone_hint")).view(mistakes)}
                {field("address", &typed.address).maxlength(100).optional().view(mistakes)}
                {field("source", &typed.source)
                    .hint(lang.t("boards.channels.source_hint"))
                    .maxlength(200)
                    .view(mistakes)}
                {field("first_day", &typed.first_day).kind("date").short().view(mistakes)}
                {field("last_day", &typed.last_day).kind("date").short().optional().view(mistakes)}
                {is_change.then(|| reason(lang, typed, mistakes))}
                <p class="actions"><button>{lang.t("boards.channels.record")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn withdrawal(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    let action = format!("{PATH}/{}/withdraw", typed.replaces);
    let because = Field::text("reason", lang.t("boards.channels.reason"), &typed.reason)
        .id("withdraw-reason")
        .maxlength(200)
        .view(mistakes);
    Confirm::new(
        action,
        lang.t("boards.channels.withdraw"),
        lang.t("boards.channels.withdraw_consequence"),
        lang.t("boards.channels.word"),
    )
    .with(because)
    .view(lang, mistakes)
}

fn reason(lang: Lang, typed: &Typed, mistakes: &Mistakes) -> AnyView {
    Field::text("reason", lang.t("boards.channels.reason"), &typed.reason).maxlength(200).view(mistakes)
}

impl From<&ChannelView> for Typed {
    fn from(row: &ChannelView) -> Self {
        let channel = &row.kept.channel;
        Self {
            kind: channel.kind.code().to_owned(),
            body: channel.body.clone(),
            phone: channel.phone.clone(),
            address: channel.address.clone().unwrap_or_default(),
            source: row.kept.source.clone(),
            first_day: row.kept.valid.first().to_string(),
            last_day: row.kept.valid.last().map(|day| day.to_string()).unwrap_or_default(),
            replaces: if row.is_own { row.id.to_string() } else { String::new() },
            ..Self::default()
        }
    }
}
