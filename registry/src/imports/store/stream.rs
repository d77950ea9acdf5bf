//! How is a kept file read without holding it? Its pieces are opened one after the other, a thread of its own reads them, and
//! what it finds waits for whoever asks for it.

use std::io::{self, Cursor, Read};
use std::ops::ControlFlow;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::arriving::BODY;
use super::rights::object_of;
use crate::entity::{import_pieces, imports};
use crate::imports::reading::{Portion, read_file};
use crate::imports::{Encoding, Format};
use crate::{Ctx, Fault, Refusal};

/// Pieces that are opened ahead, and finds that wait.
const AHEAD: usize = 1;

pub(super) struct Stream<T> {
    found: mpsc::Receiver<T>,
    reader: Option<JoinHandle<Result<(), Fault>>>,
}

impl<T> Stream<T> {
    /// The next find; nothing at the end.
    ///
    /// # Errors
    /// Why nothing more of the file can be read.
    pub async fn next(&mut self) -> Result<Option<T>, Fault> {
        if let Some(found) = self.found.recv().await {
            return Ok(Some(found));
        }
        match self.reader.take() {
            Some(reader) => reader.await.map_err(Fault::internal)?.map(|()| None),
            None => Ok(None),
        }
    }
}

/// The header and the rows after the first `passed` ones.
pub(super) fn portions(ctx: &Ctx, row: &imports::Model, passed: i64) -> Result<Stream<Portion>, Fault> {
    let (kind, object) = (kind_of(row)?, object_of(row)?);
    let passed = u64::try_from(passed).map_err(Fault::internal)?;
    spawned(ctx, row, move |pieces, hand_on| read_file(kind, object, passed, pieces, hand_on))
}

pub(super) fn kind_of(row: &imports::Model) -> Result<(Format, Encoding), Fault> {
    let format = Format::parse(&row.format).ok_or_else(|| Fault::internal("an import of no format"))?;
    let encoding = row.encoding.as_deref().and_then(Encoding::parse).unwrap_or(Encoding::Utf8);
    Ok((format, encoding))
}

pub(super) fn spawned<T: Send + 'static>(
    ctx: &Ctx,
    row: &imports::Model,
    read: impl FnOnce(Pieces, &mut dyn FnMut(T) -> ControlFlow<()>) -> Result<(), Fault> + Send + 'static,
) -> Result<Stream<T>, Fault> {
    if row.emptied_at.is_some() {
        return Err(Refusal::new("imports.emptied").into());
    }
    let size = row.size_bytes.and_then(|size| u64::try_from(size).ok());
    let left = size.ok_or_else(|| Fault::internal("a file that has not arrived"))?;
    let (opened, pieces) = mpsc::channel(AHEAD);
    let (find, found) = mpsc::channel(AHEAD);
    tokio::spawn(open_pieces(ctx.clone(), row.id, opened));
    let pieces = Pieces { opened: pieces, now: Cursor::default(), left };
    let reader = tokio::task::spawn_blocking(move || {
        read(pieces, &mut |one| match find.blocking_send(one) {
            Ok(()) => ControlFlow::Continue(()),
            // nobody asks any more
            Err(_) => ControlFlow::Break(()),
        })
    });
    Ok(Stream { found, reader: Some(reader) })
}

async fn open_pieces(ctx: Ctx, import: Uuid, opened: mpsc::Sender<Result<Vec<u8>, Fault>>) {
    for nth in 0.. {
        let piece = open_piece(&ctx, import, nth).await.transpose();
        let Some(piece) = piece else { return };
        if opened.send(piece).await.is_err() {
            return;
        }
    }
}

async fn open_piece(ctx: &Ctx, import: Uuid, nth: i32) -> Result<Option<Vec<u8>>, Fault> {
    let row = import_pieces::Entity::find()
        .filter(import_pieces::Column::ImportId.eq(import))
        .filter(import_pieces::Column::Nth.eq(nth))
        .one(ctx.db.reader())
        .await?;
    row.map(|row| ctx.vault.open(BODY, &row.body_sealed)).transpose()
}

/// The bytes of a kept file, for a thread that may wait.
pub(super) struct Pieces {
    opened: mpsc::Receiver<Result<Vec<u8>, Fault>>,
    now: Cursor<Vec<u8>>,
    left: u64,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.now.read(into)?;
            self.left = self.left.saturating_sub(read as u64);
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            match self.opened.blocking_recv() {
                Some(piece) => self.now = Cursor::new(piece.map_err(io::Error::other)?),
                None if self.left == 0 => return Ok(0),
                None => return Err(io::Error::other("a kept file has lost pieces")),
            }
        }
    }
}
