//! How do titles, post certificates and skill levels (R-041 技能) stand in one field of a form or one cell of a sheet?
//!
//! Each as its name, its level and the number of its certificate, of which the last two may be missing: `钢筋工，三级，Y001`.
//! Several are parted by semicolons. Commas and semicolons count in either width.

use super::findings::text;
use super::person::{LONGEST_QUALIFICATION, Qualification, QualificationKind};
use crate::Refusal;

const LONGEST_LEVEL: usize = 20;
const LONGEST_NUMBER: usize = 50;
/// of one kind
const MOST: usize = 10;

/// # Errors
/// The first thing that is wrong, on the field that is called as the kind is.
pub fn read_qualifications(kind: QualificationKind, typed: &str) -> Result<Vec<Qualification>, Refusal> {
    let each = typed.split([';', '；']).map(str::trim).filter(|one| !one.is_empty());
    let read = each.map(|one| read_one(kind, one)).collect::<Result<Vec<_>, _>>()?;
    if read.len() > MOST {
        return Err(Refusal::on(kind.code(), "workers.qualifications_too_many").with("most", MOST));
    }
    Ok(read)
}

/// Those of one kind, as they would be typed.
pub fn qualifications_text(kind: QualificationKind, all: &[Qualification]) -> String {
    let of_kind = all.iter().filter(|one| one.kind == kind).map(written);
    of_kind.collect::<Vec<_>>().join("；")
}

fn read_one(kind: QualificationKind, typed: &str) -> Result<Qualification, Refusal> {
    let field = kind.code();
    let mut parts = typed.split([',', '，']).map(str::trim);
    let name = parts.next().unwrap_or_default();
    let (level, number) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if parts.next().is_some() {
        return Err(Refusal::on(field, "workers.qualification_parts"));
    }
    let missing = Refusal::on(field, "workers.qualification_missing");
    let too_long = Refusal::on(field, "workers.qualification_too_long");
    let name = text(name, LONGEST_QUALIFICATION, missing, too_long)?;
    let fits = |text: &str, longest: usize| match text.chars().count() > longest {
        true => Err(Refusal::on(field, "workers.qualification_detail_too_long").with("longest", longest)),
        false => Ok(Some(text.to_owned()).filter(|text| !text.is_empty())),
    };
    Ok(Qualification { kind, name, level: fits(level, LONGEST_LEVEL)?, number: fits(number, LONGEST_NUMBER)? })
}

/// A number without a level keeps its place.
fn written(one: &Qualification) -> String {
    let level = one.level.as_deref().unwrap_or_default();
    match &one.number {
        Some(number) => format!("{}，{level}，{number}", one.name),
        None if level.is_empty() => one.name.clone(),
        None => format!("{}，{level}", one.name),
    }
}
