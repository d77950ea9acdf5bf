//! Which fault can be woken? None; in a build for trials one that loses answers, and one that loses rows of a file.

#[cfg(feature = "fixtures")]
mod planted;
#[cfg(not(feature = "fixtures"))]
#[path = "faults/sound.rs"]
mod planted;

pub use planted::{Faults, ImportFaults};
