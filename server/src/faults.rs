//! Which fault can be woken in the demonstration? None; in a build for trials one that loses answers.

#[cfg(feature = "fixtures")]
mod planted;
#[cfg(not(feature = "fixtures"))]
#[path = "faults/sound.rs"]
mod planted;

pub use planted::Faults;
