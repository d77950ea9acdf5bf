//! Which parts are pages made of? Parts know no nouns.

pub mod area;
pub mod badge;
pub mod chart;
pub mod choice;
pub mod confirm;
pub mod empty;
pub mod facts;
pub mod field;
pub mod filters;
#[cfg(test)]
mod gallery;
pub mod icons;
pub mod masked;
pub mod notice;
pub mod pager;
pub mod progress;
pub mod qr;
pub mod query;
pub mod second;
pub mod sheet;
pub mod stat;
pub mod steps;
pub mod table;
pub mod timeline;
pub mod tone;
