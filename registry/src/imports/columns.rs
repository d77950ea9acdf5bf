//! Which columns has the template of an object? The fields of its table that fit into one cell, and what says of a row that it
//! corrects or withdraws another.

use super::titles::title;
use crate::feeds::{FeedObject, Field, Kind};

/// Where the value of a column goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// what the object repeats for all its rows
    Item,
    Row,
    /// `of` of the row
    About,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// the field's name on the national platform
    pub name: &'static str,
    /// As it is written above the column, whatever the language of the page: a sheet goes to and fro.
    pub title: &'static str,
    pub kind: Kind,
    /// without it no row is right
    pub is_needed: bool,
    pub(super) place: Place,
}

/// What is ours beside the platform's fields: see `feeds::Statement`.
const OURS: [Column; 4] = [
    ours("rowId", "记录编号", Place::Row),
    ours("purpose", "处理方式", Place::Row),
    ours("rowId", "原记录编号", Place::About),
    ours("date", "原日期时间", Place::About),
];

const fn ours(name: &'static str, title: &'static str, place: Place) -> Column {
    Column { name, title, kind: Kind::Text(64), is_needed: false, place }
}

/// In the order of the template. Pictures and lists come by the feed alone.
pub fn columns(object: FeedObject) -> Vec<Column> {
    let shape = object.shape();
    // rows of an object without a list stand in the item themselves
    let of_item = if shape.rows.is_some() { Place::Item } else { Place::Row };
    let item = shape.item.iter().map(|field| (field, of_item));
    let rows = shape.rows.map(|(_, fields)| fields).into_iter().flatten().map(|field| (field, Place::Row));
    let fields = item.chain(rows).filter(|(field, _)| fits_a_cell(field.kind));
    fields.map(|(field, place)| column(object, field, place)).chain(OURS).collect()
}

fn column(object: FeedObject, field: &Field, place: Place) -> Column {
    Column {
        name: field.name,
        title: title(object, field.name),
        kind: field.kind,
        // a file that is brought for a project need not name it
        is_needed: field.is_required && field.name != "projectCode",
        place,
    }
}

fn fits_a_cell(kind: Kind) -> bool {
    !matches!(kind, Kind::NotTaken | Kind::List(_) | Kind::Picture)
}
