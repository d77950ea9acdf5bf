//! How does one go from a page of a site to those beside it: its people, their attendance, their wages, its data?

use axum::response::Response;
use leptos::prelude::*;
use registry::feeds::store::sees_feeds;
use registry::permissions::{Object, Scope, Verb, widest};
use uuid::Uuid;

use super::address;
use crate::error::OrPage;
use crate::visit::Visit;

/// Whether such things are seen beyond one's own: everybody sees what is about oneself.
pub fn sees(visit: &Visit, object: Object) -> bool {
    widest(&visit.ctx, Verb::View, object).is_some_and(|scope| scope > Scope::Own)
}

/// The pages of a site that stand side by side for whoever asks.
pub struct Neighbours {
    project: Uuid,
    parts: Vec<&'static str>,
}

pub async fn neighbours(visit: &Visit, project: Uuid) -> Result<Neighbours, Response> {
    let beside = [
        ("workers", sees(visit, Object::Worker)),
        ("attendance", sees(visit, Object::Attendance)),
        ("payments", sees(visit, Object::Payment)),
        ("board", sees(visit, Object::NoticeBoard)),
        ("agreement", sees(visit, Object::NoticeBoard)),
        ("feeds", sees_feeds(&visit.ctx, project).await.or_page(visit)?),
        ("import", widest(&visit.ctx, Verb::Create, Object::Worker).is_some()),
    ];
    let parts = beside.into_iter().filter(|(_, is_seen)| *is_seen).map(|(part, _)| part).collect();
    Ok(Neighbours { project, parts })
}

impl Neighbours {
    /// The links; `open` is the last part of the address of the page that is shown.
    pub fn view(&self, visit: &Visit, open: &str) -> AnyView {
        let links = self.parts.iter().map(|part| {
            let path = format!("{}/{part}", address(self.project));
            let here = (*part == open).then_some("page");
            view! { <a href=path aria-current=here>{visit.code("projects.ways", part)}</a> }
        });
        view! { <nav class="actions tabs" aria-label=visit.t("projects.ways_title")>{links.collect_view()}</nav> }
            .into_any()
    }
}
