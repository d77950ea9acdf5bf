//! What does each role see first?

use crate::visit::Visit;

/// The ways of the office's side menu that this visitor may go.
pub fn office_ways(_visit: &Visit) -> Vec<(String, String)> {
    Vec::new()
}
