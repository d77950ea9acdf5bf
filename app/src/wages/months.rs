//! How do the months of wages of a project stand, and which payment orders are there?

use axum::extract::Path;
use leptos::prelude::*;
use registry::wages::Standing;
use registry::wages::store::{BATCHES_PER_PAGE, BatchLine, MonthLine, PaySite, batches_of, months, site};
use uuid::Uuid;

use super::frame::{below, payments};
use super::words;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::projects::neighbours;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Narrow, Table};
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let place = site(&visit.ctx, project).await.or_page(&visit)?;
    let query = Query::of(&visit.path);
    let lines = months(&visit.ctx, project).await.or_page(&visit)?;
    let (orders, total) = batches_of(&visit.ctx, project, query.page() - 1).await.or_page(&visit)?;
    let beside = neighbours(&visit, project).await?;
    let (lang, title) = (visit.lang, visit.t("wages.title"));
    Ok(below(&visit, &place, title.clone())
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {beside.view(&visit, "payments")}
                <p class="hint">{lang.t("wages.intro")}</p>
                {ways(lang, &place)}
                <h2>{lang.t("wages.months")}</h2>
                {month_table(lang, project, &lines)}
                <h2>{lang.t("wages.orders")}</h2>
                {order_table(lang, &place, &orders, &query, total)}
            }
            .into_any()
        })
        .respond())
}

fn ways(lang: Lang, place: &PaySite) -> AnyView {
    let base = payments(place.project);
    let new = place.may_order.then(|| {
        view! { <a class="button" href=format!("{base}/new")>{lang.t("wages.new")}</a> }
    });
    view! {
        <p class="actions">
            {new}
            <a class="button secondary" href=format!("{base}/people")>{lang.t("wages.people")}</a>
            <a class="button secondary" href=format!("{base}/people?standing=late")>{lang.t("wages.late_people")}</a>
        </p>
    }
    .into_any()
}

fn month_table(lang: Lang, project: Uuid, lines: &[MonthLine]) -> AnyView {
    let columns = vec![
        Column::text("month", lang.t("wages.month")).unbroken(),
        Column::text("due", lang.t("wages.due")).unbroken(),
        Column::number("people", lang.t("wages.people_number")),
        Column::number("settled", lang.code("wages.standings", "settled")),
        Column::number("open", lang.code("wages.standings", "open")),
        Column::number("late", lang.code("wages.standings", "late")),
        Column::number("paid_late", lang.code("wages.standings", "paid_late")),
        Column::number("unknown", lang.code("wages.standings", "unknown")),
        Column::number("owed", lang.t("wages.owed")),
        Column::number("paid", lang.t("wages.paid")),
    ];
    let rows = lines.iter().map(|line| month_row(lang, project, line)).collect();
    Table::new(lang.t("wages.months"), columns, rows)
        .narrow(Narrow::Scrolls)
        .empty(empty(lang.t("wages.no_months_title"), lang.t("wages.no_months"), None))
        .view(lang)
}

fn month_row(lang: Lang, project: Uuid, line: &MonthLine) -> Vec<Cell> {
    let people = format!("{}/people?month={}", payments(project), line.month);
    let count = |number: u64, standing: Standing| match number {
        0 => Cell::from("0"),
        _ => Cell::link(format!("{people}&standing={}", standing.code()), number.to_string()),
    };
    vec![
        Cell::link(people.clone(), words::month(lang, line.month)),
        words::due(lang, line.due).into(),
        Cell::link(people.clone(), line.people.to_string()),
        count(line.settled, Standing::Settled),
        count(line.open, Standing::Open),
        count(line.late, Standing::Late),
        count(line.paid_late, Standing::PaidLate),
        count(line.unknown, Standing::Unknown),
        words::sum(line.owed_fen).into(),
        words::sum(line.paid_fen).into(),
    ]
}

fn order_table(lang: Lang, place: &PaySite, orders: &[BatchLine], query: &Query, total: u64) -> AnyView {
    let columns = vec![
        Column::text("drafted_at", lang.t("wages.drafted_at")).unbroken(),
        Column::text("unit", lang.t("wages.unit")),
        Column::text("month", lang.t("wages.month")).unbroken(),
        Column::text("state", lang.t("wages.state")),
        Column::number("lines", lang.t("wages.people_number")),
        Column::number("amount", lang.t("wages.ordered")),
        Column::number("paid", lang.t("wages.arrived")),
    ];
    let base = payments(place.project);
    let rows = orders.iter().map(|order| {
        let months: Vec<String> = order.months.iter().map(|month| words::month(lang, *month)).collect();
        vec![
            Cell::link(format!("{base}/{}", order.id), lang.time(order.drafted_at)),
            order.unit_name.clone().into(),
            months.join(&lang.t("wages.between_months")).into(),
            words::state(lang, order.state).into(),
            order.lines.to_string().into(),
            words::sum(order.amount_fen).into(),
            words::sum(order.paid_fen).into(),
        ]
    });
    let advice = if place.may_order { "wages.no_orders" } else { "wages.no_orders_seen" };
    let way = place.may_order.then(|| (format!("{base}/new"), lang.t("wages.new")));
    Table::new(lang.t("wages.orders"), columns, rows.collect())
        .driven_by(query, query.paging(BATCHES_PER_PAGE, total))
        .empty(empty(lang.t("wages.no_orders_title"), lang.t(advice), way))
        .view(lang)
}
