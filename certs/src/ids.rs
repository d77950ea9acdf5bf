//! How is a certificate named: by which random id in addresses, and by which number for people?

mod number;
mod path_id;
#[cfg(test)]
mod tests;

pub use number::{CertificateNumber, NumberFault, SERIAL_MAX};
pub use path_id::{PathId, PathIdFault};
