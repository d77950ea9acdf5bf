//! Who is the person of a record, and what does every page about one carry?

use axum::response::Response;
use registry::workers::store::{Place, WorkerView, place_to_write, worker_on};
use uuid::Uuid;

use super::frame::below_roster;
use super::person_path;
use crate::error::OrPage;
use crate::page::Page;
use crate::visit::Visit;

/// A person on a project, for a form that changes something about them.
pub struct About {
    pub place: Place,
    pub worker: WorkerView,
}

impl About {
    pub async fn to_write(visit: &Visit, project: Uuid, person: Uuid) -> Result<Self, Response> {
        let place = place_to_write(&visit.ctx, project).await.or_page(visit)?;
        let worker = worker_on(&visit.ctx, project, person).await.or_page(visit)?;
        Ok(Self { place, worker })
    }

    /// The registration that the forms are about.
    pub fn registration(&self) -> Uuid {
        self.worker.registration.registration.id
    }

    pub fn path(&self) -> String {
        person_path(self.place.project, self.worker.person)
    }

    /// A page below the person's own.
    pub fn below<'a>(&self, visit: &'a Visit, title: impl Into<String>) -> Page<'a> {
        below_roster(visit, &self.place, title).under(self.worker.name.clone(), self.path())
    }
}
