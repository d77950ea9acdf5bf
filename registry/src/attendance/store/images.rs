//! Who looks at the picture that a device took of a passage? Whoever sees that day of the person, for a reason that is kept; the
//! person looks at the own one as it is.

use uuid::Uuid;

use super::person_page;
use crate::blobs::{self, Blob};
use crate::calendar::Month;
use crate::projects::store::open_noted;
use crate::{Ctx, Fault};

/// A press of a month that shows a person of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PressOf {
    pub project: Uuid,
    pub person: Uuid,
    pub month: Month,
    pub press: Uuid,
}

#[derive(Clone, Debug)]
pub enum Picture {
    Open(Blob),
    /// Opens by [`open_picture`] alone. With the names of the person and of the project.
    ForReason {
        name: String,
        project_name: String,
    },
}

/// # Errors
/// [`Fault::NotFound`] when the actor sees no such press, or it has no picture.
pub async fn find_picture(ctx: &Ctx, of: &PressOf) -> Result<Picture, Fault> {
    let found = shown(ctx, of).await?;
    if ctx.signed_in().is_ok_and(|who| who.person == of.person) {
        let blob = blobs::find(ctx, &found.hash).await?;
        return blob.map(Picture::Open).ok_or(Fault::NotFound);
    }
    Ok(Picture::ForReason { name: found.name, project_name: found.project_name })
}

/// For a reason of at least four characters.
///
/// # Errors
/// As for [`find_picture`].
pub async fn open_picture(ctx: &Ctx, of: &PressOf, reason: &str) -> Result<Blob, Fault> {
    let found = shown(ctx, of).await?;
    open_noted(ctx, (of.project, Some(of.person)), &found.hash, reason).await
}

struct Shown {
    hash: String,
    name: String,
    project_name: String,
}

async fn shown(ctx: &Ctx, of: &PressOf) -> Result<Shown, Fault> {
    let page = person_page(ctx, of.project, of.person, of.month).await?;
    let press = page.days.into_iter().flat_map(|day| day.presses).find(|press| press.id == of.press);
    let hash = press.and_then(|press| press.source?.photo).ok_or(Fault::NotFound)?;
    Ok(Shown { hash, name: page.name, project_name: page.project_name })
}
