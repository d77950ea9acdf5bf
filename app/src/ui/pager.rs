//! Which page of how many is this? Links to the pages around, and how many rows there are in all.

use leptos::prelude::*;
use registry::db::Total;

use super::icons::{Icon, icon};
use super::query::Query;
use crate::lang::Lang;

/// Where a list stands. `page` counts from 1; of very many rows the last of those that are known is the last page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub page: u64,
    pub per_page: u64,
    pub total: Total,
}

impl Paging {
    pub fn pages(self) -> u64 {
        self.known().div_ceil(self.per_page.max(1)).max(1)
    }

    fn known(self) -> u64 {
        self.total.known()
    }

    /// The pages that get a link: the first, the last and two on each side; `None` stands for a gap.
    fn stops(self) -> Vec<Option<u64>> {
        let (here, last) = (self.page.clamp(1, self.pages()), self.pages());
        let mut stops = Vec::new();
        for page in 1..=last {
            if page == 1 || page == last || page.abs_diff(here) <= 2 {
                stops.push(Some(page));
            } else if stops.last() != Some(&None) {
                stops.push(None);
            }
        }
        stops
    }
}

pub fn pager(lang: Lang, query: &Query, paging: Paging) -> AnyView {
    let (total, pages) = (paging.known().to_string(), paging.pages());
    let count = match paging.total {
        Total::Exactly(_) => lang.fill("ui.rows", &[("total", &total)]),
        Total::MoreThan(_) => lang.fill("ui.more_rows", &[("total", &total)]),
    };
    let links = (pages > 1).then(|| links(lang, query, paging));
    view! {
        <div class="pager">
            <p class="muted">{count}</p>
            {links}
        </div>
    }
    .into_any()
}

fn links(lang: Lang, query: &Query, paging: Paging) -> AnyView {
    let here = paging.page.clamp(1, paging.pages());
    let previous = (here > 1).then(|| {
        view! { <li><a href=query.at_page(here - 1) rel="prev">{icon(Icon::Left)}{lang.t("ui.previous_page")}</a></li> }
    });
    let next = (here < paging.pages()).then(|| {
        view! { <li><a href=query.at_page(here + 1) rel="next">{lang.t("ui.next_page")}{icon(Icon::Right)}</a></li> }
    });
    let stops = paging.stops().into_iter().map(|stop| match stop {
        Some(page) => {
            let name = lang.fill("ui.page", &[("page", &page.to_string())]);
            let current = (page == here).then_some("page");
            view! { <li class="number"><a href=query.at_page(page) aria-label=name aria-current=current>{page}</a></li> }.into_any()
        }
        None => view! { <li class="number" aria-hidden="true">"…"</li> }.into_any(),
    });
    view! {
        <nav aria-label=lang.t("ui.pages")>
            <ul>{previous}{stops.collect_view()}{next}</ul>
        </nav>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{Paging, Total};

    fn stops(page: u64, total: u64) -> String {
        let paging = Paging { page, per_page: 50, total: Total::Exactly(total) };
        paging.stops().iter().map(|stop| stop.map_or("…".into(), |page| page.to_string())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn far_pages_are_left_out() {
        assert_eq!(stops(1, 4000), "1 2 3 … 80");
        assert_eq!(stops(40, 4000), "1 … 38 39 40 41 42 … 80");
        assert_eq!(stops(4, 350), "1 2 3 4 5 6 7");
        assert_eq!(stops(99, 120), "1 2 3");
        assert_eq!(stops(1, 0), "1");
    }
}
