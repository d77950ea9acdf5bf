//! Which clock does the demonstration go by? The system's; in a build for browser tests one that can be moved.

#[cfg(not(feature = "fixtures"))]
mod fixed;
#[cfg(feature = "fixtures")]
mod movable;

#[cfg(not(feature = "fixtures"))]
pub use fixed::demo;
#[cfg(feature = "fixtures")]
pub use movable::demo;
