//! What stays on record when a list with people in it leaves the house?

use serde_json::json;

use crate::{Ctx, Fault, audit};

/// Of a list that belongs to no single thing the subject is its own name.
pub(crate) const LIST: &str = "list";

/// One line in the log: which list of what, and how many rows; never who stands in it.
pub(crate) async fn record(
    ctx: &Ctx,
    (kind, subject): (&str, impl ToString),
    list: &str,
    lines: usize,
) -> Result<(), Fault> {
    let subject = subject.to_string();
    crate::transact!(ctx, |tx| {
        audit::record(tx, ctx, "export_list", (kind, &subject), json!({ "list": list, "lines": lines })).await
    })
}
