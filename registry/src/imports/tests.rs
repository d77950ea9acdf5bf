#![allow(clippy::unwrap_used)]

mod columns;
mod files;

use std::io::Cursor;
use std::ops::ControlFlow;

use super::reading::{Portion, SheetRow, read_file};
use super::*;
use crate::Fault;
use crate::feeds::FeedObject;

/// The rows behind the header, or why nothing is read.
fn read(format: Format, encoding: Encoding, bytes: &[u8]) -> Result<Vec<SheetRow>, Fault> {
    let (mut rows, mut headers) = (Vec::new(), 0);
    read_file((format, encoding), FeedObject::WorkerAttendance, 0, Cursor::new(bytes), &mut |portion| {
        match portion {
            Portion::Header(_) => headers += 1,
            Portion::Rows(some) => rows.extend(some),
        }
        ControlFlow::Continue(())
    })?;
    assert_eq!(headers, 1);
    Ok(rows)
}

fn refused(format: Format, bytes: &[u8]) -> Vec<&'static str> {
    match read(format, Encoding::Utf8, bytes) {
        Err(Fault::Refused(refusals)) => refusals.into_iter().map(|refusal| refusal.code).collect(),
        other => panic!("read: {other:?}"),
    }
}
