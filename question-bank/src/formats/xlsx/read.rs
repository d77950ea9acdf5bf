//! Which questions stand in the lines of a workbook?

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::catch_unwind;

use calamine::{DataRef, Reader, Xlsx};

use super::super::answer::Answer;
use super::super::fault::{Field, FileRefused, Reason};
use super::super::intake::{Intake, RawBody, RawItem, RawPart, RawQuestion};
use super::super::limits::{CELLS, COLUMNS, ROWS};
use super::super::loss::Lost;
use super::super::place::Place;
use super::super::{Reading, words};
use super::guard::guard;
use super::header::{Header, OPTIONS};
use super::neutral::original;
use super::{GUIDE_SHEET, PART, SHEET};
use crate::question::Kind;
use crate::text::field::short;

/// Cells that hold something: line and column from 0.
type Cells = BTreeMap<(u32, u32), Result<String, Reason>>;

pub(in super::super) fn read(bytes: &[u8]) -> Result<Reading, FileRefused> {
    let guarded = guard(bytes)?;
    // The library has a few `expect`s for files that no program writes; one bad file must not end a server.
    let sheet = catch_unwind(|| cells_of(&guarded.bytes)).unwrap_or(Err(FileRefused::Unreadable))?;
    let heads = sheet.cells.iter().take_while(|((line, _), _)| *line == 0);
    let (header, losses) = Header::read(heads.map(|((_, column), cell)| (*column, cell.as_deref().ok())))?;
    let mut intake = Intake::with_columns(header.places());
    let whole = Place::line(1);
    let of_file = sheet.others.into_iter().map(|name| Lost::Sheet { name: short(&name) });
    losses.into_iter().chain(of_file).chain(guarded.losses).for_each(|lost| intake.lose(&whole, lost));
    let mut rows = Rows { intake, header, case: None };
    let mut cells = sheet.cells.into_iter().filter(|((line, _), _)| *line > 0).peekable();
    while let Some(((line, column), cell)) = cells.next() {
        let mut row = vec![(column, cell)];
        while let Some((at, cell)) = cells.next_if(|((next, _), _)| *next == line) {
            row.push((at.1, cell));
        }
        rows.row(line, row);
    }
    rows.close_case();
    Ok(rows.intake.finish())
}

/// The texts of the sheet that [`read`] reads, line by line from the first; what is no text is left blank. For a copy in
/// which somebody marks what is wrong.
///
/// # Errors
/// As for reading the questions.
pub fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, FileRefused> {
    let guarded = guard(bytes)?;
    let sheet = catch_unwind(|| cells_of(&guarded.bytes)).unwrap_or(Err(FileRefused::Unreadable))?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    for ((line, column), cell) in sheet.cells {
        let (line, column) = (line as usize, column as usize);
        if rows.len() <= line {
            rows.resize(line + 1, Vec::new());
        }
        if let (Some(row), Ok(text)) = (rows.get_mut(line), cell) {
            row.resize(column.max(row.len()), String::new());
            row.push(text);
        }
    }
    Ok(rows)
}

struct Sheet {
    cells: Cells,
    /// Names of the sheets that are not read.
    others: Vec<String>,
}

fn cells_of(bytes: &[u8]) -> Result<Sheet, FileRefused> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| FileRefused::NotThisFormat)?;
    let mut names = book.sheet_names();
    let at = names.iter().position(|name| name == SHEET).unwrap_or(0);
    if names.is_empty() {
        return Err(FileRefused::NotThisFormat);
    }
    let name = names.remove(at);
    names.retain(|name| name != GUIDE_SHEET);
    let mut reader = book.worksheet_cells_reader(&name).map_err(|_| FileRefused::Unreadable)?;
    let mut cells = Cells::new();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|_| FileRefused::Unreadable)? {
        let value = if record.formula.is_some() { Some(Err(Reason::Formula)) } else { value(&record.value) };
        let Some(value) = value else { continue };
        if record.pos.0 as usize >= ROWS {
            return Err(FileRefused::TooManyRows { limit: ROWS });
        }
        if cells.len() >= CELLS || record.pos.1 as usize >= COLUMNS {
            return Err(FileRefused::TooManyCells { limit: CELLS });
        }
        cells.insert(record.pos, value);
    }
    Ok(Sheet { cells, others: names })
}

fn value(cell: &DataRef<'_>) -> Option<Result<String, Reason>> {
    let text = match cell {
        DataRef::Empty => return None,
        DataRef::String(text) => original(text).to_owned(),
        DataRef::SharedString(text) => original(text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::Error(error) => return Some(Err(Reason::ErrorCell { given: error.to_string() })),
        _ => return Some(Err(Reason::DateCell)),
    };
    (!text.trim().is_empty()).then_some(Ok(text))
}

/// Goes through the lines; a case stays open while its parts follow.
struct Rows {
    intake: Intake,
    header: Header,
    case: Option<OpenCase>,
}

struct OpenCase {
    raw: RawQuestion,
    stem: String,
    parts: Vec<RawPart>,
    /// Of a faulty case the parts are checked for form only, so that they are not reported as strays.
    is_faulty: bool,
}

/// What one line says.
struct Row {
    place: Place,
    fields: BTreeMap<(Field, usize), String>,
}

impl Rows {
    fn row(&mut self, line: u32, cells: Vec<(u32, Result<String, Reason>)>) {
        let place = Place::line(line + 1);
        let mut fields = BTreeMap::new();
        let mut is_faulty = false;
        for (column, cell) in cells {
            let Some(key) = self.header.field_at(column) else {
                if let Some(lost) = self.header.stranger(column) {
                    self.intake.lose(&place, lost);
                }
                continue;
            };
            match cell {
                Ok(text) => drop(fields.insert(key, text)),
                Err(reason) => {
                    is_faulty = true;
                    self.intake.fault(&Place { column: Some(column + 1), ..place.clone() }, reason);
                }
            }
        }
        if fields.is_empty() && !is_faulty {
            return;
        }
        let row = Row { place, fields };
        let word = words::fold(&row.text(Field::Kind));
        match (part_kind(&word), words::kind(&word)) {
            (Some(kind), _) => self.part(row, kind, is_faulty),
            (None, Some(Kind::Case)) => self.begin_case(row, is_faulty),
            (None, Some(kind)) => self.plain(row, kind, is_faulty),
            (None, None) => self.unknown_kind(&row, &word),
        }
    }

    fn plain(&mut self, mut row: Row, kind: Kind, is_faulty: bool) {
        self.close_case();
        if row.take(Field::Score).is_some() {
            self.intake.lose(&row.place, Lost::Score);
        }
        if !is_faulty {
            let mut raw = row.question();
            raw.body = RawBody::Item(row.item(kind));
            self.intake.take(raw);
        }
    }

    fn begin_case(&mut self, mut row: Row, mut is_faulty: bool) {
        self.close_case();
        if row.take(Field::Score).is_some() {
            self.intake.lose(&row.place, Lost::Score);
        }
        for key in [Field::Answer, Field::Explanation, Field::Options] {
            is_faulty |= self.refuse(&row, key);
        }
        let raw = row.question();
        let stem = row.text(Field::Stem);
        self.case = Some(OpenCase { raw, stem, parts: Vec::new(), is_faulty });
    }

    fn part(&mut self, mut row: Row, kind: Option<Kind>, mut is_faulty: bool) {
        for field in [Field::Id, Field::Difficulty, Field::Point, Field::Purpose] {
            is_faulty |= self.refuse(&row, field);
        }
        let kind = kind.filter(|&kind| kind != Kind::Case);
        if kind.is_none() {
            self.unknown_word(&row, &row.text(Field::Kind));
            is_faulty = true;
        }
        if self.case.is_none() {
            self.fault(&row, Field::Kind, Reason::PartWithoutCase);
        }
        let Some(case) = &mut self.case else { return };
        case.is_faulty |= is_faulty;
        let Some(kind) = kind else { return };
        let facts = words::fact_ids(&row.text(Field::Facts));
        case.parts.push(RawPart { score: row.take(Field::Score), facts, item: row.item(kind) });
    }

    fn close_case(&mut self) {
        if let Some(OpenCase { mut raw, stem, parts, is_faulty: false }) = self.case.take() {
            raw.body = RawBody::Case { stem, parts };
            self.intake.take(raw);
        }
    }

    /// A line with a kind that we do not know, such as 简答题, may be a question that is right in itself.
    fn unknown_kind(&mut self, row: &Row, word: &str) {
        self.close_case();
        if word.is_empty() {
            self.fault(row, Field::Kind, Reason::Missing { field: Field::Kind });
        } else if OTHER_KINDS.iter().any(|known| word.contains(known)) {
            self.intake.lose(&row.place, Lost::UnsupportedType { given: short(word) });
        } else {
            self.unknown_word(row, word);
        }
    }

    fn unknown_word(&mut self, row: &Row, given: &str) {
        self.fault(row, Field::Kind, Reason::UnknownWord { field: Field::Kind, given: short(given) });
    }

    fn refuse(&mut self, row: &Row, field: Field) -> bool {
        let given = row.fields.keys().find(|(known, _)| *known == field).copied();
        if let Some((_, index)) = given {
            let column = self.header.column(field, index).map(|column| column + 1);
            self.intake.fault(&Place { column, ..row.place.clone() }, Reason::Unwanted { field });
        }
        given.is_some()
    }

    fn fault(&mut self, row: &Row, field: Field, reason: Reason) {
        let column = self.header.column(field, 0).map(|column| column + 1);
        self.intake.fault(&Place { column, ..row.place.clone() }, reason);
    }
}

/// Kinds that exist, but not here.
const OTHER_KINDS: [&str; 9] = ["填空", "简答", "问答", "论述", "计算", "名词解释", "排序", "匹配", "不定项"];

/// For `小题：单选题` the kind, or the lack of one.
fn part_kind(word: &str) -> Option<Option<Kind>> {
    let rest = word.strip_prefix("案例").unwrap_or(word).strip_prefix(PART)?;
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || ":-_()·、".contains(c));
    Some(words::kind(rest))
}

impl Row {
    fn text(&self, field: Field) -> String {
        self.fields.get(&(field, 0)).cloned().unwrap_or_default()
    }

    fn take(&mut self, field: Field) -> Option<String> {
        self.fields.remove(&(field, 0))
    }

    fn question(&mut self) -> RawQuestion {
        RawQuestion {
            place: self.place.clone(),
            id: self.take(Field::Id),
            point: self.take(Field::Point),
            difficulty: self.take(Field::Difficulty),
            purpose: self.take(Field::Purpose),
            facts: words::fact_ids(&self.text(Field::Facts)),
            body: RawBody::default(),
        }
    }

    fn item(&self, kind: Kind) -> RawItem {
        let option = |index| self.fields.get(&(Field::Options, index)).cloned().unwrap_or_default();
        RawItem {
            place: self.place.clone(),
            kind,
            stem: self.text(Field::Stem),
            options: (0..OPTIONS).map(option).collect(),
            answer: Answer::Written(self.text(Field::Answer)),
            explanation: self.text(Field::Explanation),
        }
    }
}
