//! How much of the screen does the page have? Leaving full screen is recorded for people, as the rules of the exam say.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The browser gives no page the whole of it, or nobody has asked it yet.
    Unable,
    Shared,
    Whole,
}
