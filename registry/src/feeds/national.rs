//! How do we speak with the national platform, and with what speaks as it does? Client and server of the trial standard of
//! 2018 (建办市函〔2018〕603号), as `shared/domain/national-platform.md` has it from public clients; to be held against the annexes.
//!
//! Signature and ciphers are the standard's own and weak by today's measure: nothing outside this module uses them.

mod client;
mod server;
mod wire;

pub use client::{Outcome, Sent, read_outcome, read_sent, request, result_query};
pub use server::{Answer, AnswerCode, Asked, Became, Opened, Query, answer_of_result, open_request, parse_request};
pub use wire::{Request, canonical_string, encode, open_field, parse_form, seal_field, seal_row, sign, verify};

use super::FeedObject;

pub const VERSION: &str = "1.0";
pub const FORMAT: &str = "json";
/// The one method that asks what became of a write.
pub const RESULT_QUERY: &str = "AsyncHandleResult.Query";

/// One project's name and secret at the platform (一项目一密钥): `appid` is the project's code there.
#[derive(Clone)]
pub struct Credentials {
    pub appid: String,
    /// 32 characters of ASCII; as bytes it is the AES key, its first 16 the vector
    pub secret: String,
}

/// What a method writes. Adding and updating are one here: rows are told apart by what they are about.
pub fn object_of(method: &str) -> Option<FeedObject> {
    let (object, verb) = method.split_once('.')?;
    let object = FeedObject::parse(object)?;
    let has_verb = match object {
        FeedObject::Corp => verb == "Upload",
        FeedObject::BuilderLicense => false,
        FeedObject::Project => matches!(verb, "Add" | "Update" | "PartUpdate"),
        FeedObject::ProjectSubContractor | FeedObject::Team | FeedObject::ProjectWorker => {
            matches!(verb, "Add" | "Update")
        }
        _ => verb == "Add",
    };
    has_verb.then_some(object)
}

/// What a method asks for (decision 0041): what stands on record of a project.
pub fn object_asked(method: &str) -> Option<FeedObject> {
    let object = FeedObject::parse(method.strip_suffix(".Query")?)?;
    let is_told = matches!(
        object,
        FeedObject::Project
            | FeedObject::ProjectSubContractor
            | FeedObject::Team
            | FeedObject::ProjectWorker
            | FeedObject::WorkerEntryExit
    );
    is_told.then_some(object)
}

/// The method that brings new rows of an object; none for what the platform does not have.
pub fn method_of(object: FeedObject) -> Option<String> {
    match object {
        FeedObject::Corp => Some("Corp.Upload".into()),
        FeedObject::BuilderLicense => None,
        other => Some(format!("{}.Add", other.code())),
    }
}

#[cfg(test)]
mod tests;
