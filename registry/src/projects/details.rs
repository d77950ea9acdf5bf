//! What is a project called, where is it, how big is it, and when is it meant to be built?

use super::completeness::Count;
use super::quantities::{Position, decimal_text, parse_decimal};
use super::{Item, Nature, Size, Works};
use crate::instant::check_first_day;
use crate::offices::INDUSTRIES;
use crate::{Day, Refusal};

/// 万元 are given with up to six decimals: the last one is a fen.
const INVESTMENT_DECIMALS: u32 = 6;
/// decimal(18,2) of the national platform.
const MEASURE_DECIMALS: u32 = 2;

/// As typed or imported. Only name, area and industry must be there: what is missing shows in the completeness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    /// the area's code
    pub area: String,
    pub industry: String,
    pub street: String,
    pub address: String,
    /// degrees
    pub longitude: String,
    pub latitude: String,
    pub works: String,
    pub nature: String,
    pub size: String,
    /// square metres
    pub floor_area: String,
    /// metres
    pub length: String,
    /// 万元
    pub investment: String,
    /// `YYYY-MM-DD`
    pub planned_start: String,
    pub planned_finish: String,
}

/// A [`Draft`] that keeps every rule. Whether the area stands is the tree's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    pub area: String,
    /// one of [`INDUSTRIES`]
    pub industry: String,
    pub street: Option<String>,
    pub address: Option<String>,
    pub position: Option<Position>,
    pub works: Option<Works>,
    pub nature: Option<Nature>,
    pub size: Option<Size>,
    /// hundredths of a square metre
    pub floor_area_dm2: Option<i64>,
    pub length_cm: Option<i64>,
    pub investment_fen: Option<i64>,
    pub planned_start: Option<Day>,
    pub planned_finish: Option<Day>,
}

impl Draft {
    /// # Errors
    /// Every refusal at once, each on its field.
    pub fn check(&self) -> Result<Details, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let details = Details {
            name: words(&self.name, 2..=200).unwrap_or_else(|| {
                wrong.push(Refusal::on("name", "projects.name_length"));
                String::new()
            }),
            area: self.area.trim().to_owned(),
            industry: self.industry.trim().to_owned(),
            street: optional(&self.street, Refusal::on("street", "projects.street_length"), &mut wrong, short),
            address: optional(&self.address, Refusal::on("address", "projects.address_length"), &mut wrong, long),
            position: self.position(&mut wrong),
            works: optional(&self.works, Refusal::on("works", "projects.works_unknown"), &mut wrong, Works::parse),
            nature: optional(&self.nature, Refusal::on("nature", "projects.nature_unknown"), &mut wrong, Nature::parse),
            size: optional(&self.size, Refusal::on("size", "projects.size_unknown"), &mut wrong, Size::parse),
            floor_area_dm2: optional(
                &self.floor_area,
                Refusal::on("floor_area", "projects.floor_area_shape"),
                &mut wrong,
                |text| positive(text, MEASURE_DECIMALS),
            ),
            length_cm: optional(&self.length, Refusal::on("length", "projects.length_shape"), &mut wrong, |text| {
                positive(text, MEASURE_DECIMALS)
            }),
            investment_fen: optional(
                &self.investment,
                Refusal::on("investment", "projects.investment_shape"),
                &mut wrong,
                |text| positive(text, INVESTMENT_DECIMALS),
            ),
            planned_start: optional(
                &self.planned_start,
                Refusal::on("planned_start", "calendar.day_shape"),
                &mut wrong,
                Day::parse,
            ),
            planned_finish: optional(
                &self.planned_finish,
                Refusal::on("planned_finish", "calendar.day_shape"),
                &mut wrong,
                Day::parse,
            ),
        };
        if details.area.is_empty() {
            wrong.push(Refusal::on("area", "projects.area_missing"));
        }
        if !INDUSTRIES.contains(&details.industry.as_str()) {
            wrong.push(Refusal::on("industry", "projects.industry_unknown"));
        }
        if details.planned_start.zip(details.planned_finish).is_some_and(|(start, finish)| finish < start) {
            wrong.push(Refusal::on("planned_finish", "projects.finish_before_start"));
        }
        wrong.extend(details.planned_start.and_then(|day| check_first_day("planned_start", day).err()));
        wrong.extend(details.planned_finish.and_then(|day| check_first_day("planned_finish", day).err()));
        if wrong.is_empty() { Ok(details) } else { Err(wrong) }
    }

    fn position(&self, wrong: &mut Vec<Refusal>) -> Option<Position> {
        if self.longitude.trim().is_empty() && self.latitude.trim().is_empty() {
            return None;
        }
        let position = Position::parse(&self.longitude, &self.latitude);
        if position.is_none() {
            wrong.push(Refusal::on("longitude", "projects.position_shape"));
        }
        position
    }
}

impl Details {
    /// What of the project's own row is filled in, for the completeness. A road has a length and no floor: one
    /// measure is enough for both.
    pub fn counts(&self) -> Vec<Count> {
        let measure = if self.length_cm.is_some() { "length_cm" } else { "floor_area_dm2" };
        vec![
            Count::once(Item::Name, "name", Some(&self.name)),
            Count::once(Item::Location, "area", Some(&self.area)),
            Count::once(Item::Location, "street", self.street.as_ref()),
            Count::once(Item::Location, "address", self.address.as_ref()),
            Count::once(Item::Location, "longitude", self.position),
            Count::once(Item::Location, "latitude", self.position),
            Count::once(Item::Scale, "size", self.size),
            Count::once(Item::Scale, measure, self.length_cm.or(self.floor_area_dm2)),
            Count::once(Item::Investment, "investment_fen", self.investment_fen),
            Count::once(Item::StartAndFinish, "planned_start", self.planned_start),
            Count::once(Item::StartAndFinish, "planned_finish", self.planned_finish),
        ]
    }
}

/// As it would be typed: what a form begins with.
impl From<&Details> for Draft {
    fn from(details: &Details) -> Self {
        let number =
            |value: Option<i64>, decimals| value.map(|value| decimal_text(value, decimals)).unwrap_or_default();
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            name: details.name.clone(),
            area: details.area.clone(),
            industry: details.industry.clone(),
            street: details.street.clone().unwrap_or_default(),
            address: details.address.clone().unwrap_or_default(),
            longitude: number(details.position.map(|at| at.longitude_nanodegrees), Position::DECIMALS),
            latitude: number(details.position.map(|at| at.latitude_nanodegrees), Position::DECIMALS),
            works: details.works.map(Works::code).unwrap_or_default().to_owned(),
            nature: details.nature.map(Nature::code).unwrap_or_default().to_owned(),
            size: details.size.map(Size::code).unwrap_or_default().to_owned(),
            floor_area: number(details.floor_area_dm2, MEASURE_DECIMALS),
            length: number(details.length_cm, MEASURE_DECIMALS),
            investment: number(details.investment_fen, INVESTMENT_DECIMALS),
            planned_start: day(details.planned_start),
            planned_finish: day(details.planned_finish),
        }
    }
}

fn words(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<String> {
    let text = text.trim();
    let is_right = length.contains(&text.chars().count()) && !text.chars().any(char::is_control);
    is_right.then(|| text.to_owned())
}

fn short(text: &str) -> Option<String> {
    words(text, 1..=50)
}

fn long(text: &str) -> Option<String> {
    words(text, 1..=200)
}

fn positive(text: &str, decimals: u32) -> Option<i64> {
    parse_decimal(text, decimals).filter(|value| *value > 0)
}

/// Empty is nothing; what is there must be readable.
fn optional<T>(
    text: &str,
    otherwise: Refusal,
    wrong: &mut Vec<Refusal>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let value = read(text);
    if value.is_none() {
        wrong.push(otherwise);
    }
    value
}
