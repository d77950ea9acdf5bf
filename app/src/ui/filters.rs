//! How are the rows of a table narrowed? A form that asks for the same page again, by GET.

use leptos::prelude::*;

use super::choice::Choosable;
use super::icons::{Icon, icon};
use super::query::Query;
use crate::lang::Lang;

/// One thing to narrow by.
#[derive(Clone, Debug)]
pub enum Filter {
    /// Free words, sent as `q`; the label says in what they are looked for.
    Search { label: String },
    /// One of some values; "all" is added in front.
    Choice { name: &'static str, label: String, options: Vec<Choosable> },
    /// A day.
    Day { name: &'static str, label: String },
}

impl Filter {
    pub fn search(label: impl Into<String>) -> Self {
        Self::Search { label: label.into() }
    }

    pub fn choice(name: &'static str, label: impl Into<String>, options: Vec<Choosable>) -> Self {
        Self::Choice { name, label: label.into(), options }
    }

    pub fn day(name: &'static str, label: impl Into<String>) -> Self {
        Self::Day { name, label: label.into() }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Search { .. } => "q",
            Self::Choice { name, .. } | Self::Day { name, .. } => name,
        }
    }

    fn view(self, lang: Lang, query: &Query) -> AnyView {
        let name = self.name();
        let id = format!("filter-{name}");
        let value = if name == "q" { query.search() } else { query.filter(name).unwrap_or_default() }.to_owned();
        let (label, input) = match self {
            Self::Search { label } => {
                (label, view! { <input id=id.clone() type="search" name=name value=value maxlength="100"/> }.into_any())
            }
            Self::Day { label, .. } => {
                (label, view! { <input id=id.clone() type="date" name=name value=value/> }.into_any())
            }
            Self::Choice { label, options, .. } => {
                let all = Choosable::new("", lang.t("ui.all"));
                let options = std::iter::once(all).chain(options).map(|option| {
                    let selected = option.value == value;
                    view! { <option value=option.value selected=selected>{option.label}</option> }
                });
                (label, view! { <select id=id.clone() name=name>{options.collect_view()}</select> }.into_any())
            }
        };
        view! { <div><label for=id>{label}</label>{input}</div> }.into_any()
    }
}

pub fn filters(lang: Lang, query: &Query, filters: Vec<Filter>) -> AnyView {
    let names: Vec<&str> = filters.iter().map(Filter::name).collect();
    let carried = query
        .carried(&names)
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let clear =
        query.is_narrowed().then(|| view! { <a class="button link" href=query.cleared()>{lang.t("ui.clear")}</a> });
    let inputs = filters.into_iter().map(|filter| filter.view(lang, query)).collect_view();
    view! {
        <form class="filters" method="get" action=query.path().to_owned() role="search">
            {carried}
            {inputs}
            <p><button class="secondary">{icon(Icon::Search)}{lang.t("ui.find")}</button>{clear}</p>
        </form>
    }
    .into_any()
}
