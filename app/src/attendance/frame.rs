//! What surrounds the pages about a site's attendance, and how does one go from month to month?

use leptos::prelude::*;
use registry::Day;
use registry::attendance::store::Place;
use registry::calendar::Month;
use uuid::Uuid;

use super::{address, words};
use crate::lang::Lang;
use crate::page::Page;
use crate::projects;
use crate::ui::icons::{Icon, icon};
use crate::ui::query::Query;
use crate::visit::Visit;

/// A page below the page of the project.
pub fn below_project<'a>(visit: &'a Visit, place: &Place, title: impl Into<String>) -> Page<'a> {
    below_named(visit, place.project, &place.name, title)
}

pub fn below_named<'a>(visit: &'a Visit, project: Uuid, name: &str, title: impl Into<String>) -> Page<'a> {
    projects::below_project(visit, project, name, title)
}

/// A page below the month of the site.
pub fn below<'a>(visit: &'a Visit, place: &Place, title: impl Into<String>) -> Page<'a> {
    below_project(visit, place, title).under(visit.t("attendance.title"), address(place.project))
}

/// The month that the address asks for, or else the one that runs.
pub fn month_of(visit: &Visit, query: &Query) -> Month {
    let asked = query.filter("month").and_then(|month| Month::parse(month).ok());
    asked.unwrap_or_else(|| Month::of(visit.ctx.now().day()))
}

/// The month before and the one after, as far as it has begun.
pub fn months(lang: Lang, query: &Query, month: Month, today: Day) -> AnyView {
    let link = |month: Month, picture: Icon| {
        let path = query.filtered("month", &month.to_string());
        view! { <a class="button secondary" href=path>{icon(picture)}{words::month(lang, month)}</a> }
    };
    let before = link(Month::of(month.first_day().previous()), Icon::Left);
    let after = (month.next().first_day() <= today).then(|| link(month.next(), Icon::Right));
    view! { <nav class="actions" aria-label=lang.t("attendance.months")>{before}{after}</nav> }.into_any()
}
