//! Which fault is planted in the import of a file? None.

use uuid::Uuid;

use super::Stretch;
use crate::{Ctx, Fault};

#[derive(Clone, Copy, Default)]
pub struct Planted {}

impl Planted {
    /// Where the file stands when the rows come in: before them, since it moves on with them.
    pub(super) async fn stands_at(self, _: &Ctx, _: Uuid, stretch: &Stretch) -> Result<i64, Fault> {
        Ok(stretch.before)
    }
}
