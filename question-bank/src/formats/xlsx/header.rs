//! Which column of a sheet holds which field?

use std::collections::{BTreeMap, BTreeSet};

use super::super::fault::{Field, FileRefused};
use super::super::loss::Lost;
use super::super::place::Place;
use super::super::words::fold;
use crate::choice::{Choice, option_index, option_letter};

/// Every column with the widths that it is shown in; options come after the stem.
pub(super) const COLUMNS: [(Field, &str, f64); 11] = [
    (Field::Id, "编号", 14.0),
    (Field::Kind, "题型", 18.0),
    (Field::Stem, "题干", 60.0),
    (Field::Answer, "答案", 8.0),
    (Field::Explanation, "解析", 50.0),
    (Field::Score, "分值", 6.0),
    (Field::Difficulty, "难度", 8.0),
    (Field::Point, "知识点", 24.0),
    (Field::Purpose, "用途", 10.0),
    (Field::Facts, "依据", 16.0),
    (Field::Options, "选项", 28.0),
];

/// Other names that people give to a column.
const ALIASES: [(&str, Field); 9] = [
    ("题号", Field::Id),
    ("题目", Field::Stem),
    ("试题", Field::Stem),
    ("正确答案", Field::Answer),
    ("答案解析", Field::Explanation),
    ("分数", Field::Score),
    ("考点", Field::Point),
    ("难易程度", Field::Difficulty),
    ("依据编号", Field::Facts),
];

/// Field and, of options, its number, to the column from 0.
#[derive(Debug, Default)]
pub(super) struct Header {
    columns: BTreeMap<(Field, usize), u32>,
    /// Those that are no fields, and were named as lost.
    strangers: BTreeSet<u32>,
}

impl Header {
    /// From the first line; a heading that is a formula or a date is `None`. Columns that we do not know are losses.
    pub(super) fn read<'c>(
        cells: impl Iterator<Item = (u32, Option<&'c str>)>,
    ) -> Result<(Self, Vec<Lost>), FileRefused> {
        let mut header = Self::default();
        let mut losses = Vec::new();
        for (column, name) in cells {
            let Some(name) = name.map(fold) else {
                losses.extend(header.stranger(column));
                continue;
            };
            let Some(key) = key_of(&name) else {
                if !name.is_empty() && header.strangers.insert(column) {
                    losses.push(Lost::Column { name: crate::text::field::short(&name) });
                }
                continue;
            };
            if header.columns.insert(key, column).is_some() {
                return Err(FileRefused::RepeatedColumn { field: key.0 });
            }
        }
        for field in [Field::Kind, Field::Stem, Field::Answer] {
            if !header.columns.contains_key(&(field, 0)) {
                return Err(FileRefused::MissingColumn { field });
            }
        }
        Ok((header, losses))
    }

    /// Something stands below no heading that can be read: the column is named by its letter, the first time.
    pub(super) fn stranger(&mut self, column: u32) -> Option<Lost> {
        let place = Place { column: Some(column + 1), ..Place::default() };
        self.strangers.insert(column).then(|| Lost::Column { name: place.column_name().unwrap_or_default() })
    }

    pub(super) fn column(&self, field: Field, index: usize) -> Option<u32> {
        self.columns.get(&(field, index)).copied()
    }

    pub(super) fn field_at(&self, column: u32) -> Option<(Field, usize)> {
        self.columns.iter().find(|&(_, &known)| known == column).map(|(&key, _)| key)
    }

    /// As people count columns, from 1.
    pub(super) fn places(&self) -> BTreeMap<(Field, usize), u32> {
        self.columns.iter().map(|(&key, &column)| (key, column + 1)).collect()
    }
}

/// The columns as they are written, with so many options.
pub(super) fn written(options: usize) -> Vec<(Field, usize, String, f64)> {
    let mut columns = Vec::new();
    let (_, prefix, option_width) = COLUMNS[COLUMNS.len() - 1];
    for &(field, name, width) in &COLUMNS[..COLUMNS.len() - 1] {
        columns.push((field, 0, name.to_owned(), width));
        if field == Field::Stem {
            let letters = (0..).map(option_letter).take(options).enumerate();
            columns.extend(
                letters.map(|(index, letter)| (Field::Options, index, format!("{prefix}{letter}"), option_width)),
            );
        }
    }
    columns
}

fn key_of(name: &str) -> Option<(Field, usize)> {
    let name = name.trim_start_matches('*').trim_end_matches('*');
    if let Some(letter) = name.strip_prefix("选项") {
        let mut letters = letter.trim().chars();
        let letter = letters.next().filter(|_| letters.next().is_none())?;
        return option_index(letter.to_ascii_uppercase()).map(|index| (Field::Options, usize::from(index)));
    }
    let known =
        COLUMNS.iter().find(|(field, title, _)| *title == name && *field != Field::Options).map(|&(field, ..)| field);
    let alias = || ALIASES.iter().find(|(alias, _)| *alias == name).map(|&(_, field)| field);
    known.or_else(alias).map(|field| (field, 0))
}

/// Most options that a header can name.
pub(super) const OPTIONS: usize = Choice::MAX_OPTIONS;
