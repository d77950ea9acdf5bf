//! Does the interface for programs keep its promises? Every answer in these tests is held against the OpenAPI document,
//! and searched for keys of questions.

mod at_once;
mod canaries;
mod description;
pub mod generated;
mod journey;
mod lessons;
mod practice;
mod rooms;
mod saves;
pub mod scene;
mod strangers;
