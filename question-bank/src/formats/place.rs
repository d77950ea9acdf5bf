//! Where in a file does a question, or a fault, stand?

use std::fmt;

use serde::Serialize;

/// A place that a person can find again with the program that made the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
pub struct Place {
    /// Name of the entry, in a package of several files.
    pub file: Option<String>,
    /// Line of the text or of the sheet, from 1; the first line for what concerns the whole file.
    pub line: u32,
    /// Column of a sheet, from 1; `None` where a format has none.
    pub column: Option<u32>,
}

impl Place {
    #[must_use]
    pub const fn line(line: u32) -> Self {
        Self { file: None, line, column: None }
    }

    /// The column as a sheet names it: 1 is A, 27 is AA.
    #[must_use]
    pub fn column_name(&self) -> Option<String> {
        let mut left = self.column.filter(|&column| column > 0)?;
        let mut name = Vec::new();
        while left > 0 {
            let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
            name.insert(0, char::from(b'A' + digit));
            left = (left - 1) / 26;
        }
        Some(name.into_iter().collect())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file} ")?;
        }
        write!(f, "line {}", self.line)?;
        self.column_name().map_or(Ok(()), |column| write!(f, " column {column}"))
    }
}

/// The line of a byte of a text, from 1.
pub(super) fn line_of(text: &str, byte: usize) -> u32 {
    let before = text.as_bytes().get(..byte).unwrap_or_default();
    u32::try_from(before.iter().filter(|&&byte| byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_a_sheet() {
        let name = |column| Place { column: Some(column), ..Place::line(1) }.column_name().unwrap();
        assert_eq!([1, 26, 27, 52, 53, 702, 703].map(name), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(Place::line(3).to_string(), "line 3");
    }
}
