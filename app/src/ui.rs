//! Which parts are pages made of? Parts know no nouns.

pub mod field;
