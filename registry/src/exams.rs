//! Placeholder.
pub mod saving {
    #[derive(Clone)]
    pub struct Saver;
}
