//! What does a form, a file or a feed say about a person? Texts in, a typed person or everything that is wrong out.

use super::codes::{Codes, RESIDENT_CARD, Table};
use super::findings::{Findings, Warning, text};
use super::person::{
    Household, IdDocument, Particulars, Person, Qualification, Validity, check_identity, check_particulars,
};
use crate::people::{IdNumber, PersonName, Phone, Sex, half_width};
use crate::{Day, Fault, Refusal};

const LONGEST_DOCUMENT: usize = 30;

/// As typed; days `YYYY-MM-DD`, closed sets by their codes. Sex and birth day may stay empty beside a resident identity
/// number, which says them.
#[derive(Clone, Copy, Debug, Default)]
pub struct PersonForm<'a> {
    pub name: &'a str,
    pub sex: &'a str,
    pub ethnic_group: &'a str,
    pub birth_day: &'a str,
    pub document_kind: &'a str,
    pub document_number: &'a str,
    pub address: &'a str,
    pub document_issuer: &'a str,
    pub valid_from: &'a str,
    pub valid_until: &'a str,
    pub phone: &'a str,
    pub household: &'a str,
    pub education: &'a str,
}

/// The person and what is doubtful about the data.
///
/// # Errors
/// Everything that is missing or wrong, at once.
pub fn read_person(
    form: &PersonForm<'_>,
    qualifications: Vec<Qualification>,
    photo: Option<String>,
    today: Day,
    codes: &Codes,
) -> Result<(Person, Vec<Warning>), Fault> {
    let mut findings = Findings::default();
    let name = findings.take(PersonName::parse(form.name));
    let document = findings.take(read_document(form, today, codes));
    let number = match &document {
        Some(IdDocument::Resident(number)) => Some(number),
        _ => None,
    };
    let sex = findings.take(read_sex(form.sex, number));
    let birth_day = findings.take(read_birth_day(form.birth_day, number));
    let valid_from = findings.take(optional(form.valid_from, |typed| {
        Day::parse(typed).ok_or(Refusal::on("valid_from", "calendar.day_shape"))
    }));
    let valid_until = findings.take(optional(form.valid_until, |typed| match typed {
        // the card itself says so where it never ends
        "长期" => Ok(None),
        typed => Day::parse(typed).map(Some).ok_or(Refusal::on("valid_until", "calendar.day_shape")),
    }));
    let phone = findings.take(optional(form.phone, Phone::parse));
    let household = findings.take(optional(form.household, |typed| {
        Household::parse(typed).ok_or(Refusal::on("household", "workers.household_unknown"))
    }));
    let education = Some(form.education.trim()).filter(|code| !code.is_empty());
    let document_valid = Validity { from: valid_from.flatten(), until: valid_until.flatten().flatten() };
    let particulars = Particulars {
        ethnic_group: form.ethnic_group,
        address: form.address,
        document_issuer: form.document_issuer,
        document_valid,
        education,
        qualifications: &qualifications,
    };
    findings.add(check_particulars(&particulars, today, codes));
    let (Some(name), Some(document), Some(sex), Some(birth_day)) = (name, document, sex, birth_day) else {
        return Err(Fault::Refused(findings.refusals));
    };
    let person = Person {
        name,
        sex,
        ethnic_group: form.ethnic_group.trim().to_owned(),
        birth_day,
        document,
        address: form.address.trim().to_owned(),
        document_issuer: form.document_issuer.trim().to_owned(),
        document_valid,
        photo,
        phone: phone.flatten(),
        household: household.flatten(),
        education: education.map(str::to_owned),
        qualifications,
    };
    findings.add(check_identity(&person, today, codes));
    findings.settle().map(|warnings| (person, warnings))
}

fn optional<T>(typed: &str, read: impl FnOnce(&str) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    let typed = typed.trim();
    if typed.is_empty() { Ok(None) } else { read(typed).map(Some) }
}

fn read_document(form: &PersonForm<'_>, today: Day, codes: &Codes) -> Result<IdDocument, Refusal> {
    let kind = codes.check(Table::Document, form.document_kind)?;
    if kind == RESIDENT_CARD {
        return IdNumber::parse(form.document_number, today).map(IdDocument::Resident);
    }
    let number: String =
        form.document_number.chars().map(half_width).filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let missing = Refusal::on("document_number", "workers.document_number_missing");
    let too_long = Refusal::on("document_number", "workers.document_number_too_long");
    Ok(IdDocument::Other { kind, number: text(&number, LONGEST_DOCUMENT, missing, too_long)? })
}

fn read_sex(typed: &str, number: Option<&IdNumber>) -> Result<Sex, Refusal> {
    match (typed.trim(), number) {
        ("", Some(number)) => Ok(number.sex()),
        (typed, _) => Sex::parse(typed).ok_or(Refusal::on("sex", "workers.sex_missing")),
    }
}

fn read_birth_day(typed: &str, number: Option<&IdNumber>) -> Result<Day, Refusal> {
    match (typed.trim(), number) {
        ("", Some(number)) => Ok(number.birth_day()),
        ("", None) => Err(Refusal::on("birth_day", "workers.birth_day_missing")),
        (typed, _) => Day::parse(typed).ok_or(Refusal::on("birth_day", "calendar.day_shape")),
    }
}
