//! What changed of an enterprise, of which kinds was it when, and under whose supervision did it stand?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Instant;
use registry::enterprises::store::{
    ChangeView, KindPeriod, PER_PAGE, Supervision, changes, get, kind_periods, supervisions,
};
use registry::enterprises::{EnterpriseKind, Field};
use registry::offices::areas;
use registry::projects::Area;
use uuid::Uuid;

use super::{address, framed, kinds_words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (lines, total) = changes(&visit.ctx, enterprise, query.page() - 1).await.or_page(&visit)?;
    let found = get(&visit.ctx, enterprise).await.or_page(&visit)?;
    let kinds = kind_periods(&visit.ctx, enterprise).await.or_page(&visit)?;
    let supervised = supervisions(&visit.ctx, enterprise).await.or_page(&visit)?;
    let areas = areas::list_all(&visit.ctx).await.or_page(&visit)?;
    let title = lang.t("enterprises.ways.history");
    Ok(framed(&visit, title.clone())
        .under(found.name.clone(), address(enterprise))
        .content(|| {
            let columns = ["at", "field", "from", "to", "by", "reason"]
                .map(|key| Column::text(key, lang.code("enterprises.change_columns", key)));
            let rows = lines.iter().map(|line| row(lang, line, &areas)).collect();
            let nothing = empty(lang.t("enterprises.no_changes_title"), lang.t("enterprises.no_changes"), None);
            let changed = lang.t("enterprises.changes");
            view! {
                <h1>{title}</h1>
                <h2>{lang.t("enterprises.kinds_over_time")}</h2>
                {timeline(kinds.iter().map(|period| kind_moment(lang, period)).collect())}
                <h2>{lang.t("enterprises.supervised")}</h2>
                {supervised_by(lang, &supervised)}
                <h2>{changed.clone()}</h2>
                {Table::new(changed, columns.to_vec(), rows)
                    .driven_by(&query, query.paging(PER_PAGE, total))
                    .empty(nothing)
                    .view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn kind_moment(lang: Lang, period: &KindPeriod) -> Moment {
    let tone = if period.until.is_none() { Tone::Success } else { Tone::Neutral };
    Moment::new(span(lang, period.from, period.until), kinds_words(lang, &period.kinds)).tone(tone)
}

fn supervised_by(lang: Lang, supervised: &[Supervision]) -> AnyView {
    if supervised.is_empty() {
        return view! { <p>{lang.t("enterprises.never_supervised")}</p> }.into_any();
    }
    timeline(supervised.iter().map(|one| supervision(lang, one)).collect())
}

fn supervision(lang: Lang, one: &Supervision) -> Moment {
    let office = one.office.clone().unwrap_or_else(|| lang.t("enterprises.office_unknown"));
    let somebody = |name: &Option<String>| name.clone().unwrap_or_else(|| lang.t("audit.actors.system"));
    let accepted = lang.fill("enterprises.accepted_by", &[("name", &somebody(&one.accepted_by))]);
    let ended = one.ended_reason.as_ref().map(|reason| {
        let name = somebody(&one.ended_by);
        view! { <p>{lang.fill("enterprises.ended_by", &[("name", &name), ("reason", reason)])}</p> }
    });
    let tone = if one.ended_at.is_none() { Tone::Success } else { Tone::Neutral };
    Moment::new(span(lang, one.accepted_at, one.ended_at), office)
        .tone(tone)
        .detail(view! { <p>{accepted}</p> {ended} }.into_any())
}

fn span(lang: Lang, from: Instant, until: Option<Instant>) -> String {
    let until = until.map_or_else(|| lang.t("enterprises.until_now"), |at| lang.day(at.day()));
    lang.fill("enterprises.from_until", &[("from", &lang.day(from.day())), ("until", &until)])
}

fn row(lang: Lang, line: &ChangeView, areas: &[Area]) -> Vec<Cell> {
    let value = |value: &Option<String>| match value {
        None => "—".to_owned(),
        Some(text) => said(lang, line.field, text, areas),
    };
    vec![
        Cell::from(lang.time(line.at)),
        Cell::from(lang.code("enterprises.fields", line.field.code())),
        Cell::from(value(&line.from)),
        Cell::from(value(&line.to)),
        Cell::from(line.by.clone().unwrap_or_else(|| lang.t("audit.actors.system"))),
        Cell::from(line.reason.clone().unwrap_or_else(|| lang.t("enterprises.by_feed"))),
    ]
}

/// Codes as the words they stand for.
fn said(lang: Lang, field: Field, text: &str, areas: &[Area]) -> String {
    match field {
        Field::Kinds => {
            let kinds: Vec<EnterpriseKind> = text.split(' ').filter_map(EnterpriseKind::parse).collect();
            kinds_words(lang, &kinds)
        }
        Field::Area => {
            areas.iter().find(|area| area.code == text).map_or_else(|| text.to_owned(), |area| area.name.clone())
        }
        _ => text.to_owned(),
    }
}
