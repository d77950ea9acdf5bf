//! Which sheets of paper does the house print, and what stands on each?
//!
//! A document is a typst template beside the type of its data (`certificate.typ`, `certificate.rs`).
//! The crate knows no database, no clock and no network: data, font files and the moment of making come in,
//! a PDF/A-2b file comes out, and the same input gives the same bytes.

mod certificate;
mod fault;
mod fonts;
mod record;
mod typeset;

pub use certificate::{CertificatePaper, Qr, certificate};
pub use fault::{FontFault, PaperFault};
pub use fonts::Fonts;
pub use record::{RecordPaper, RecordSection, SheetSize, record};
pub use typeset::Pdf;
