//! Placeholder.
pub mod desk {
    pub struct Desk;
}
