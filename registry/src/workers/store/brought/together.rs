//! How are many rows judged, one after the other, before any of them is written? A refused one leaves nothing behind.

use super::{Brought, refusals_apart};
use crate::{Fault, Refusal};

/// What a row says, or why it is refused.
pub(crate) type Said<T> = Result<T, Vec<Refusal>>;

/// What became of a row that was taken together with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Together {
    Brought(Brought),
    Refused(Vec<Refusal>),
    /// It changes what stands: it is taken alone, after the others.
    Alone,
}

pub(super) fn judge_each<'r, T>(
    rows: &'r [Said<T>],
    mut judge: impl FnMut(&'r T) -> Result<Together, Fault>,
) -> Result<Vec<Together>, Fault> {
    let mut judged = Vec::with_capacity(rows.len());
    for row in rows {
        judged.push(match row {
            Ok(said) => refusals_apart(judge(said))?.unwrap_or_else(Together::Refused),
            Err(reasons) => Together::Refused(reasons.clone()),
        });
    }
    Ok(judged)
}

/// The rows with what more can be read of them.
pub(super) fn read_each<T, R>(
    rows: Vec<Said<T>>,
    mut read: impl FnMut(T) -> Result<R, Fault>,
) -> Result<Vec<Said<R>>, Fault> {
    rows.into_iter()
        .map(|row| match row {
            Ok(said) => refusals_apart(read(said)),
            Err(reasons) => Ok(Err(reasons)),
        })
        .collect()
}
