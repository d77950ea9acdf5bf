//! What must the machine have, and how is it had where it is lacking?

pub mod apt;
pub mod chromium;
pub mod debian_rust;
pub mod fonts;
pub mod node;
pub mod pdf_readers;
pub mod postgres_programs;
pub mod python;
pub mod wasm_toolchain;
