//! How does somebody sit an exam, and how does an office hold one?

pub mod room;
