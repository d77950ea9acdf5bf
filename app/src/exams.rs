//! How does somebody sit an exam, and how does an office hold one?

pub mod room;

#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod hand_in;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod office;
#[cfg(feature = "ssr")]
mod onward;
#[cfg(feature = "ssr")]
mod proof;
#[cfg(feature = "ssr")]
pub(crate) mod receipt;
#[cfg(feature = "ssr")]
mod result;
#[cfg(feature = "ssr")]
mod review;
#[cfg(feature = "ssr")]
mod rooms;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod seat;
#[cfg(feature = "ssr")]
pub(crate) mod specimen;
#[cfg(feature = "ssr")]
mod unsent;
#[cfg(feature = "ssr")]
mod waiting;
#[cfg(feature = "ssr")]
pub(crate) mod words;

#[cfg(feature = "ssr")]
pub use routes::routes;

#[cfg(all(test, feature = "ssr"))]
mod tests;
