//! What does the code look like in print?
//!
//! Always version 10-M: one size for every print. Two segments, bytes for the address up to `#`, digits for the rest.
//! At 25 mm with its quiet zone a module is 0.385 mm wide.

use crate::code::{self, CodeFault};
use crate::ids::PathId;
use crate::public_url::PublicUrl;
use qrcode::bits::Bits;
use qrcode::optimize::Segment;
use qrcode::types::{Color, Mode, QrError};
use qrcode::{EcLevel, QrCode, Version};
use std::fmt::Write as _;

#[cfg(test)]
mod tests;

/// Modules along one side of version 10, without the quiet zone.
pub const WIDTH: usize = 57;
/// White modules on every side. Readers need them.
pub const QUIET_ZONE: usize = 4;
const VERSION: Version = Version::Normal(10);

/// A code as modules, row by row from the top left; `true` is dark. For any renderer; never invert it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QrImage {
    /// [`WIDTH`] × [`WIDTH`] modules without the quiet zone.
    pub modules: Vec<bool>,
    /// The text inside.
    pub text: String,
}

/// Why there is no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrFault {
    /// Address and code together are too long for version 10-M: the host has more than 32 characters, for a code of
    /// [`code::CODE_BYTES_MAX`] bytes.
    #[error("the address and the code do not fit version 10-M")]
    DoesNotFit,
    #[error(transparent)]
    Code(#[from] CodeFault),
    #[error("the code could not be drawn")]
    NotDrawn,
}

impl QrImage {
    /// Draws the text of [`code::qr_text`].
    ///
    /// # Errors
    /// [`QrFault`]
    pub fn draw(public_url: &PublicUrl, path_id: PathId, cose: &[u8]) -> Result<Self, QrFault> {
        let text = code::qr_text(public_url, path_id, cose)?;
        let digits_begin = text.find('#').map_or(0, |at| at + 1);
        let segments = [
            Segment { mode: Mode::Byte, begin: 0, end: digits_begin },
            Segment { mode: Mode::Numeric, begin: digits_begin, end: text.len() },
        ];
        let mut bits = Bits::new(VERSION);
        bits.push_segments(text.as_bytes(), segments.into_iter()).map_err(fault)?;
        bits.push_terminator(EcLevel::M).map_err(fault)?;
        let drawn = QrCode::with_bits(bits, EcLevel::M).map_err(fault)?;
        Ok(Self { modules: drawn.into_colors().into_iter().map(|color| color == Color::Dark).collect(), text })
    }

    /// An SVG with the quiet zone: a white ground and one black path. Its size is the page's to set, at least 25 mm.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = WIDTH + 2 * QUIET_ZONE;
        let mut path = String::new();
        for (y, row) in self.modules.chunks(WIDTH).enumerate() {
            let mut x = 0;
            // Each run of dark modules is one rectangle, so that no hairlines show between modules.
            for run in row.chunk_by(|left, right| left == right) {
                if run[0] {
                    // Writing into a string cannot fail.
                    let _ = write!(path, "M{} {}h{n}v1h-{n}z", x + QUIET_ZONE, y + QUIET_ZONE, n = run.len());
                }
                x += run.len();
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
             <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }
}

fn fault(error: QrError) -> QrFault {
    match error {
        QrError::DataTooLong => QrFault::DoesNotFit,
        _ => QrFault::NotDrawn,
    }
}
