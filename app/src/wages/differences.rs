//! Where does an order ask for less than attendance comes to, and whom does it leave out or pay without a day of work?

use leptos::prelude::*;
use registry::wages::Agreement;
use registry::wages::store::Difference;
use uuid::Uuid;

use super::words;
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::notice::notice;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;

/// Nothing where the orders of the months agree with attendance.
pub fn section(lang: Lang, project: Uuid, found: &[Difference]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let columns = vec![
        Column::text("name", lang.code("wages.columns", "name")),
        Column::text("month", lang.t("wages.month")).unbroken(),
        Column::text("agreement", lang.t("wages.agreement")),
        Column::number("earned", lang.t("wages.earned")),
        Column::number("asked", lang.t("wages.asked")),
    ];
    let table =
        Table::new(lang.t("wages.differences"), columns, found.iter().map(|one| row(lang, project, one)).collect());
    let short = found.iter().filter(|one| one.earned_fen > one.ordered_fen).count();
    let short = (short > 0)
        .then(|| notice(lang, Tone::Warning, lang.fill("wages.short_of_attendance", &[("count", &short.to_string())])));
    Some(
        view! {
            <section id="differences">
                <h2>{lang.t("wages.differences")}</h2>
                {short}
                <p>{lang.t("wages.differences_intro")}</p>
                {table.view(lang)}
            </section>
        }
        .into_any(),
    )
}

fn row(lang: Lang, project: Uuid, one: &Difference) -> Vec<Cell> {
    let name = match one.person {
        Some(person) => Cell::link(format!("/projects/{project}/workers/{person}"), one.name.clone()),
        None => one.name.clone().into(),
    };
    let tone = match one.agreement {
        Agreement::TooLittle | Agreement::AttendedWithoutPay => Tone::Warning,
        Agreement::PaidWithoutAttendance | Agreement::TooMuch | Agreement::Agrees => Tone::Info,
    };
    vec![
        name,
        words::month(lang, one.month).into(),
        badge(tone, lang.code("wages.agreements", one.agreement.code())).into(),
        words::sum(one.earned_fen).into(),
        words::sum(one.ordered_fen).into(),
    ]
}
