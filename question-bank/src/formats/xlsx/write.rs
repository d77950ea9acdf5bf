//! How are questions written into a workbook, and what does an empty one look like?

use std::borrow::Cow;

use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::super::fault::{Field, FileRefused};
use super::super::limits::ROWS;
use super::super::words;
use super::header::{OPTIONS, written};
use super::neutral::neutral;
use super::{GUIDE_SHEET, PART, SHEET};
use crate::choice::Choice;
use crate::facts::FactId;
use crate::question::{Body, Difficulty, Item, Kind, Point, Purpose, Question};

const GUIDE: &str = include_str!("guide.txt");
/// Columns of options in a template; more are written when a question needs them.
const USUAL_OPTIONS: usize = 6;

/// An empty workbook: header, lists to choose from, and a sheet that explains how to fill it in (in Chinese, for the staff
/// of offices). The same bytes every time.
///
/// # Errors
/// [`FileRefused::Unreadable`] when the library refuses, which it has no reason to.
pub fn template() -> Result<Vec<u8>, FileRefused> {
    write(&[])
}

pub(in super::super) fn write(questions: &[Cow<'_, Question>]) -> Result<Vec<u8>, FileRefused> {
    let rows: usize = questions.iter().map(|question| 1 + question.items().count()).sum();
    if rows >= ROWS {
        return Err(FileRefused::TooManyRows { limit: ROWS });
    }
    workbook(questions).map_err(|_| FileRefused::Unreadable)
}

fn workbook(questions: &[Cow<'_, Question>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed day: this library has no clock, and the same questions give the same file.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let most = questions.iter().flat_map(|question| question.items().map(|(_, item)| item.options.len())).max();
    let columns = written(most.unwrap_or(0).clamp(USUAL_OPTIONS, OPTIONS));
    let mut sheet = Sheet { sheet: book.add_worksheet(), row: 0, columns };
    sheet.sheet.set_name(SHEET)?;
    sheet.head()?;
    for question in questions {
        sheet.question(question)?;
    }
    guide(book.add_worksheet())?;
    book.save_to_buffer()
}

struct Sheet<'b> {
    sheet: &'b mut Worksheet,
    row: u32,
    columns: Vec<(Field, usize, String, f64)>,
}

impl Sheet<'_> {
    fn head(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        // Text format everywhere: 1/2 stays 1/2 and does not become a day in January.
        let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
        for (at, (field, _, name, width)) in (0..).zip(&self.columns) {
            self.sheet.set_column_format(at, &text)?;
            self.sheet.set_column_width(at, *width)?;
            self.sheet.write_string_with_format(0, at, name, &bold)?;
            if let Some(words) = list(*field) {
                let last = u32::try_from(ROWS - 1).unwrap_or(u32::MAX);
                let validation = DataValidation::new().allow_list_strings(&words)?;
                self.sheet.add_data_validation(1, at, last, at, &validation)?;
            }
        }
        self.sheet.set_freeze_panes(1, 0)?;
        Ok(())
    }

    fn question(&mut self, question: &Question) -> Result<(), XlsxError> {
        self.row += 1;
        self.cell(Field::Id, &question.id.0)?;
        self.cell(Field::Kind, words::kind_name(question.kind))?;
        self.cell(Field::Difficulty, words::difficulty_name(question.difficulty))?;
        self.cell(Field::Point, words::point_name(question.point))?;
        self.cell(Field::Purpose, words::purpose_name(question.purpose))?;
        self.cell(Field::Facts, &facts(&question.facts))?;
        let case = match &question.body {
            Body::Item(item) => return self.item(question.kind, item),
            Body::Case(case) => case,
        };
        self.cell(Field::Stem, &case.stem)?;
        for part in &case.parts {
            self.row += 1;
            self.cell(Field::Kind, &part_name(part.kind))?;
            self.cell(Field::Score, &words::score_text(part.score))?;
            self.cell(Field::Facts, &facts(&part.item.facts))?;
            self.item(part.kind, &part.item)?;
        }
        Ok(())
    }

    fn item(&mut self, kind: Kind, item: &Item) -> Result<(), XlsxError> {
        self.cell(Field::Stem, &item.stem)?;
        for (index, option) in item.options.iter().enumerate() {
            self.write(Field::Options, index, option)?;
        }
        let answer = match kind {
            Kind::TrueFalse => words::truth_name(item.right == Choice::TRUE).to_owned(),
            _ => item.right.to_string(),
        };
        self.cell(Field::Answer, &answer)?;
        self.cell(Field::Explanation, &item.explanation)
    }

    fn cell(&mut self, field: Field, text: &str) -> Result<(), XlsxError> {
        self.write(field, 0, text)
    }

    fn write(&mut self, field: Field, index: usize, text: &str) -> Result<(), XlsxError> {
        let at = self.columns.iter().position(|(known, number, ..)| (*known, *number) == (field, index));
        if let Some(at) = at.and_then(|at| u16::try_from(at).ok())
            && !text.is_empty()
        {
            self.sheet.write_string(self.row, at, neutral(text).as_ref())?;
        }
        Ok(())
    }
}

/// What a column lets one choose.
fn list(field: Field) -> Option<Vec<String>> {
    let own = |names: Vec<&str>| Some(names.into_iter().map(str::to_owned).collect());
    match field {
        Field::Kind => {
            let kinds = Kind::ALL.iter().map(|&kind| words::kind_name(kind).to_owned());
            let parts = Kind::ALL.iter().filter(|&&kind| kind != Kind::Case).map(|&kind| part_name(kind));
            Some(kinds.chain(parts).collect())
        }
        Field::Difficulty => {
            own(Difficulty::ALL.iter().map(|&difficulty| words::difficulty_name(difficulty)).collect())
        }
        Field::Point => own(Point::ALL.iter().map(|&point| words::point_name(point)).collect()),
        Field::Purpose => own(Purpose::ALL.iter().map(|&purpose| words::purpose_name(purpose)).collect()),
        _ => None,
    }
}

fn part_name(kind: Kind) -> String {
    format!("{PART}：{}", words::kind_name(kind))
}

fn facts(facts: &[FactId]) -> String {
    facts.iter().map(|fact| fact.0.as_str()).collect::<Vec<_>>().join("、")
}

fn guide(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = Format::new().set_bold();
    sheet.set_name(GUIDE_SHEET)?;
    sheet.set_column_width(0, 100)?;
    for (row, line) in (0..).zip(GUIDE.lines()) {
        let is_heading = ["一、", "二、", "三、"].iter().any(|number| line.starts_with(number));
        sheet.write_string_with_format(row, 0, line, if is_heading { &bold } else { &wrapped })?;
    }
    Ok(())
}
