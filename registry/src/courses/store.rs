//! What can be done with courses? The use cases, one file per group of verbs.

pub use super::import::{Imported, import};
pub use super::pages::{list, open_lesson, picture, view, view_lesson};
pub use super::practice::answer_practice;
pub use super::quiz::answer_quiz;
pub use super::reading::{beat, page_left, page_opened};
pub use super::records::{hours, list_study_records};
pub use super::text::CourseText;
