//! What surrounds every page? The frame: head, skip link, header with the ways to go, footer with the preferences.

mod frame;

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;

use crate::form::Mistakes;
use crate::visit::Visit;

pub use frame::holds_office;

/// How wide the page is and what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One column up to 720 px: candidates and everybody else.
    Column,
    /// One column with room for tables: who builds, at the records of the sites.
    Records,
    /// Full width with the side menu: offices.
    Office,
    /// Nothing but the content and a thin header: the exam room.
    Room,
}

/// What runs in the browser on this page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Script {
    None,
    /// Leptos islands: the wasm bundle wakes every island of the page.
    Islands,
    /// A small module of our own in `/pkg/`.
    Module(&'static str),
}

pub struct Page<'a> {
    visit: &'a Visit,
    title: String,
    layout: Layout,
    crumbs: Vec<(String, String)>,
    scripts: Vec<Script>,
    status: StatusCode,
    refresh_seconds: Option<u32>,
    body: Option<AnyView>,
    owner: Owner,
}

/// Begins a page; the title stands in the browser's tab.
pub fn page(visit: &Visit, title: impl Into<String>) -> Page<'_> {
    Page {
        visit,
        title: title.into(),
        layout: Layout::Column,
        crumbs: Vec::new(),
        scripts: Vec::new(),
        status: StatusCode::OK,
        refresh_seconds: None,
        body: None,
        owner: Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new_islands()))),
    }
}

impl Page<'_> {
    pub fn layout(mut self, layout: Layout) -> Self {
        self.layout = layout;
        self
    }

    /// A page below the office's first one.
    pub fn in_office(self) -> Self {
        let office = self.visit.t("frame.office");
        self.layout(Layout::Office).under(office, "/office")
    }

    /// A page below the projects in which somebody takes part.
    pub fn of_own_projects(self) -> Self {
        let own = self.visit.t("projects.pages.own");
        self.layout(Layout::Records).under(own, "/projects")
    }

    /// Work that offices and administrators of enterprises share: to the first a page of their office, to the others one below their enterprises.
    pub fn for_staff(self) -> Self {
        let visit = self.visit;
        if holds_office(visit) {
            self.in_office()
        } else {
            self.layout(Layout::Records).under(visit.t("accounts.my_enterprises"), "/account/enterprises")
        }
    }

    /// A step of the breadcrumb before this page: its name and its path.
    pub fn under(mut self, name: impl Into<String>, path: impl Into<String>) -> Self {
        self.crumbs.push((name.into(), path.into()));
        self
    }

    pub fn script(mut self, script: Script) -> Self {
        self.scripts.push(script);
        self
    }

    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A page that shows mistakes answers a form that was refused.
    pub fn mistakes(self, mistakes: &Mistakes) -> Self {
        if mistakes.is_empty() { self } else { self.status(StatusCode::UNPROCESSABLE_ENTITY) }
    }

    /// Without JavaScript the page asks for itself again after so many seconds.
    pub fn refresh(mut self, seconds: u32) -> Self {
        self.refresh_seconds = Some(seconds);
        self
    }

    pub fn content(mut self, make: impl FnOnce() -> AnyView) -> Self {
        self.body = Some(self.owner.with(make));
        self
    }

    pub fn respond(self) -> Response {
        let (status, nonce) = (self.status, self.visit.nonce.clone());
        let mut response = (status, Html(self.html())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy(&nonce));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    fn html(mut self) -> String {
        let body = self.body.take();
        let owner = self.owner.clone();
        let html = owner.with(|| frame::frame(&self, body).to_html());
        owner.cleanup();
        format!("<!doctype html>{html}")
    }
}

fn policy(nonce: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
         base-uri 'none'; manifest-src 'self'"
    );
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}
