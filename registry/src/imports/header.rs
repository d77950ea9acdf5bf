//! What stands in which column of a file, and which item of a feed is one of its rows?

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::columns::Place;
use super::reading::SheetRow;
use super::words::meant;
use super::{Column, columns};
use crate::Refusal;
use crate::feeds::FeedObject;

/// Names of columns that nobody knows, so many at most, each cut to so many characters.
const UNKNOWN_COLUMNS: usize = 20;
const LONGEST_NAME: usize = 50;
/// What a marked copy has beside its rows.
pub(super) const MARKS: &str = "需要更正";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    object: FeedObject,
    /// in the order of the file
    columns: Vec<Option<Column>>,
    /// Let go, and named so that a misspelt one is found.
    pub unknown: BTreeSet<String>,
}

impl Header {
    /// The line of titles: ours or the platform's names, in any order, with or without a star.
    ///
    /// # Errors
    /// `imports.header_unknown`, or every `imports.column_missing` and `imports.column_twice`.
    pub fn read(object: FeedObject, titles: &[&str]) -> Result<Self, Vec<Refusal>> {
        let known = columns(object);
        let (mut found, mut unknown, mut refusals) = (Vec::new(), BTreeSet::new(), Vec::new());
        for title in titles {
            let title: String = title.chars().filter(|c| !c.is_whitespace() && !['*', '＊'].contains(c)).collect();
            let column = known.iter().find(|column| is_named(column, &title)).copied();
            if column.is_some() && found.contains(&column) {
                refusals.push(Refusal::on("file", "imports.column_twice").with("column", &title));
            }
            if column.is_none() && !title.is_empty() && title != MARKS && unknown.len() < UNKNOWN_COLUMNS {
                unknown.insert(title.chars().take(LONGEST_NAME).collect());
            }
            found.push(column);
        }
        if found.iter().all(Option::is_none) {
            return Err(vec![Refusal::on("file", "imports.header_unknown")]);
        }
        let missing = known.iter().filter(|column| column.is_needed && !found.contains(&Some(**column)));
        refusals
            .extend(missing.map(|column| Refusal::on("file", "imports.column_missing").with("column", column.title)));
        if refusals.is_empty() { Ok(Self { object, columns: found, unknown }) } else { Err(refusals) }
    }

    /// The item of a feed that the row stands for, and the cells that hold nothing readable: field and why.
    pub fn item(&self, row: &SheetRow, project: Option<&str>) -> (Value, Vec<(&'static str, &'static str)>) {
        let (mut item, mut inner, mut of) = (Map::new(), Map::new(), Map::new());
        let mut unreadable = Vec::new();
        for (column, cell) in self.columns.iter().zip(&row.cells) {
            let Some(column) = column else { continue };
            match cell {
                Err(code) => unreadable.push((column.name, *code)),
                Ok(text) if text.is_empty() => {}
                Ok(text) => {
                    let into = match column.place {
                        Place::Item => &mut item,
                        Place::Row => &mut inner,
                        Place::About => &mut of,
                    };
                    into.insert(column.name.to_owned(), Value::String(meant(column, text).into_owned()));
                }
            }
        }
        if !of.is_empty() {
            inner.insert("of".to_owned(), Value::Object(of));
        }
        let holds_project = if self.object.shape().rows.is_some() { &mut item } else { &mut inner };
        if let Some(project) = project.filter(|_| self.object.is_of_a_project()) {
            holds_project.entry("projectCode").or_insert_with(|| Value::String(project.to_owned()));
        }
        let item = match self.object.shape().rows {
            Some((list, _)) => {
                item.insert(list.to_owned(), Value::Array(vec![Value::Object(inner)]));
                item
            }
            None => inner,
        };
        (Value::Object(item), unreadable)
    }
}

fn is_named(column: &Column, title: &str) -> bool {
    column.title == title || (column.place != Place::About && column.name.eq_ignore_ascii_case(title))
}
