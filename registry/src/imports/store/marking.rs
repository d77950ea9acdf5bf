//! What does a file look like with what is wrong at the end of each line? Read anew, for whoever brought it and nobody else: it
//! holds the numbers of people in full.

use std::ops::ControlFlow;

use uuid::Uuid;

use super::errors::{LineErrorView, of_lines};
use super::rights::{object_of, visible};
use super::stream::{Stream, kind_of, spawned};
use crate::feeds::FeedObject;
use crate::imports::header::MARKS;
use crate::imports::reading::{SheetRow, read_rows};
use crate::{Ctx, Fault};

const AT_ONCE: usize = 1_000;

pub struct MarkedRow {
    pub cells: Vec<String>,
    /// the title of the last column, in the first row
    pub title: Option<&'static str>,
    pub errors: Vec<LineErrorView>,
}

/// A file on its way out.
pub struct Marked {
    ctx: Ctx,
    import: Uuid,
    object: FeedObject,
    rows: Stream<Vec<SheetRow>>,
    width: Option<usize>,
}

/// # Errors
/// [`Fault::Forbidden`] to everybody but the person who brought it; `imports.emptied`.
pub async fn marked(ctx: &Ctx, import: Uuid) -> Result<Marked, Fault> {
    let row = visible(ctx, import).await?;
    if row.brought_by != Some(ctx.signed_in()?.account) {
        return Err(Fault::Forbidden);
    }
    if row.arrived_at.is_none() {
        return Err(Fault::NotFound);
    }
    let kind = kind_of(&row)?;
    let rows = spawned(ctx, &row, move |pieces, hand_on| {
        let mut some = Vec::new();
        read_rows(kind, pieces, &mut |row| {
            some.push(row);
            if some.len() < AT_ONCE { ControlFlow::Continue(()) } else { hand_on(std::mem::take(&mut some)) }
        })?;
        // it was the last one: whether to go on is no question
        let _ = hand_on(some);
        Ok(())
    })?;
    Ok(Marked { ctx: ctx.clone(), import, object: object_of(&row)?, rows, width: None })
}

impl Marked {
    /// The next rows; nothing at the end.
    ///
    /// # Errors
    /// Why nothing more of the file can be read.
    pub async fn next(&mut self) -> Result<Option<Vec<MarkedRow>>, Fault> {
        let Some(rows) = self.rows.next().await? else { return Ok(None) };
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(Some(Vec::new())) };
        let errors = of_lines(self.ctx.db.reader(), (self.import, self.object), (first.line, last.line)).await?;
        let mut errors = errors.into_iter().peekable();
        let mut marked = Vec::with_capacity(rows.len());
        for row in rows {
            let title = self.width.is_none().then_some(MARKS);
            let width = *self.width.get_or_insert(row.cells.len());
            let mut cells: Vec<String> = row.cells.into_iter().map(Result::unwrap_or_default).collect();
            cells.resize(width.max(cells.len()), String::new());
            let here = std::iter::from_fn(|| errors.next_if(|error| error.line <= row.line));
            marked.push(MarkedRow { cells, title, errors: here.collect() });
        }
        Ok(Some(marked))
    }
}
