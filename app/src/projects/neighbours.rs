//! How does one go from a page of a site to those beside it: its people, their attendance, their wages, its data?

use leptos::prelude::*;
use registry::permissions::{Object, Scope, Verb, widest};
use uuid::Uuid;

use super::address;
use crate::visit::Visit;

/// Whether such things are seen beyond one's own: everybody sees what is about oneself.
pub fn sees(visit: &Visit, object: Object) -> bool {
    widest(&visit.ctx, Verb::View, object).is_some_and(|scope| scope > Scope::Own)
}

/// Links to the pages side by side; `open` is the last part of the address of the one that is shown.
pub fn neighbours(visit: &Visit, project: Uuid, open: &str) -> AnyView {
    let beside = [
        ("workers", sees(visit, Object::Worker)),
        ("attendance", sees(visit, Object::Attendance)),
        ("payments", sees(visit, Object::Payment)),
        ("feeds", sees(visit, Object::Project)),
        ("import", widest(&visit.ctx, Verb::Create, Object::Worker).is_some()),
    ];
    let links = beside.into_iter().filter(|(_, is_seen)| *is_seen).map(|(part, _)| {
        let path = format!("{}/{part}", address(project));
        let here = (part == open).then_some("page");
        view! { <a href=path aria-current=here>{visit.code("projects.ways", part)}</a> }
    });
    view! { <nav class="actions tabs" aria-label=visit.t("projects.ways_title")>{links.collect_view()}</nav> }
        .into_any()
}
