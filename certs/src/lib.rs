//! What is a certificate, how is it signed, and how does anybody see that it is genuine?
//!
//! Everything here is a function of its arguments: no clock, no random source, no file, no network. Times
//! ([`times::Moment`]) and random bytes are parameters. Without the feature `issue` the crate only verifies and
//! holds no private key; with it, `keys::private` is the one place where private keys live.
//!
//! Contexts: a credential names the W3C VC 2.0, Open Badges 3.0.3 and our own context ([`credential::CONTEXT_BYTES`]).
//! Only the bytes of our own are shipped and nothing is ever loaded, so the proof suite is `eddsa-jcs-2022`, which
//! needs no JSON-LD processing. `eddsa-rdfc-2022` proofs are reported, not checked.

#[cfg(test)]
#[cfg(feature = "issue")]
mod cast;
pub mod code;
pub mod credential;
pub mod did;
pub mod ids;
pub mod json;
pub mod keys;
pub mod names;
pub mod proof;
pub mod public_url;
#[cfg(feature = "issue")]
pub mod qr;
pub mod receipt;
pub mod signer;
pub mod status;
pub mod times;
pub mod verification;
pub mod wording;
