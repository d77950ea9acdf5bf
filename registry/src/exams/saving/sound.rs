//! Which fault is planted in the saving of answers? None.

use super::{Save, Saver};
use crate::{Ctx, Fault, Instant};

#[derive(Clone, Copy, Default)]
pub struct Planted;

impl Planted {
    /// Nothing is presumed: an answer is acknowledged after its commit.
    pub async fn presumed(self, _: &Saver, _: &Ctx, _: Save) -> Result<Option<Instant>, Fault> {
        Ok(None)
    }
}
