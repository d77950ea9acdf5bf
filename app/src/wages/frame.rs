//! What surrounds the pages about the payments of a project?

use registry::wages::store::PaySite;
use uuid::Uuid;

use crate::page::Page;
use crate::projects::below_project;
use crate::visit::Visit;

/// Where the payments of a project are.
pub fn payments(project: Uuid) -> String {
    format!("/projects/{project}/payments")
}

/// A page below the page of the project.
pub fn below<'a>(visit: &'a Visit, site: &PaySite, title: impl Into<String>) -> Page<'a> {
    below_project(visit, site.project, &site.name, title)
}

/// A page below the payments of the project.
pub fn below_payments<'a>(visit: &'a Visit, site: &PaySite, title: impl Into<String>) -> Page<'a> {
    below(visit, site, title).under(visit.t("wages.title"), payments(site.project))
}
