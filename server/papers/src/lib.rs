//! Which sheets of paper does the house print, and what stands on each?
//!
//! A document is a typst template beside the type of its data (`certificate.typ`, `certificate.rs`).
//! The crate knows no database, no clock and no network: data, font files and the moment of making come in,
//! a PDF/A-2b file comes out, and the same input gives the same bytes.

mod board;
mod certificate;
mod duties;
mod fault;
mod filing;
mod fonts;
mod monthly_return;
mod pledge;
mod record;
mod typeset;

pub use board::{BoardGroup, BoardPaper, BoardSize, board};
pub use certificate::{CertificatePaper, Qr, certificate};
pub use duties::{DutiesLevel, DutiesPaper, duties};
pub use fault::{FontFault, PaperFault};
pub use filing::{FilingPaper, filing};
pub use fonts::Fonts;
pub use monthly_return::{MonthlyReturnPaper, ReturnTable, monthly_return};
pub use pledge::{PledgePaper, pledge};
pub use record::{RecordPaper, RecordSection, SheetSize, record};
pub use typeset::Pdf;
