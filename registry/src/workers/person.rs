//! Who is it, and what can that person do (R-041 人员信息)? Managers and workers alike.

use serde::{Deserialize, Serialize};

use super::Policy;
use super::codes::{Codes, RESIDENT_CARD, Table};
use super::findings::{Findings, Warning, text};
use crate::people::{IdNumber, PersonName, Phone, Sex};
use crate::{Day, Refusal};

const LONGEST_ETHNIC_GROUP: usize = 10;
const LONGEST_ADDRESS: usize = 200;
const LONGEST_ISSUER: usize = 100;
pub(super) const LONGEST_QUALIFICATION: usize = 50;

/// Every item of 人员信息 but the training records, which belong to the record on a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub name: PersonName,
    pub sex: Sex,
    /// 民族 as text
    pub ethnic_group: String,
    pub birth_day: Day,
    pub document: IdDocument,
    pub address: String,
    /// 签发机关
    pub document_issuer: String,
    pub document_valid: Validity,
    /// content hash of the stored file
    pub photo: Option<String>,
    pub phone: Option<Phone>,
    /// Whether the person is 农民工 by 条例第二条; not known for everybody.
    pub household: Option<Household>,
    /// code of the education table
    pub education: Option<String>,
    pub qualifications: Vec<Qualification>,
}

#[derive(Clone, PartialEq, Eq)]
pub enum IdDocument {
    Resident(IdNumber),
    /// Another kind of the table of documents.
    Other {
        kind: String,
        number: String,
    },
}

/// 有效期限; `until` is missing on documents that are valid for good (长期).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

closed_set! {
    Household {
        /// 农村居民
        Rural = "rural",
        Urban = "urban",
    }
}

/// 技能（职称或岗位证书）等级
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    pub kind: QualificationKind,
    pub name: String,
    pub level: Option<String>,
    pub number: Option<String>,
}

closed_set! {
    QualificationKind {
        /// 职称
        Title = "title",
        /// 岗位证书
        PostCertificate = "post_certificate",
        /// 技能等级
        SkillLevel = "skill_level",
    }
}

impl IdDocument {
    /// code of the table of documents
    pub fn kind(&self) -> &str {
        match self {
            Self::Resident(_) => RESIDENT_CARD,
            Self::Other { kind, .. } => kind,
        }
    }

    pub fn number(&self) -> &str {
        match self {
            Self::Resident(number) => number.as_str(),
            Self::Other { number, .. } => number,
        }
    }

    /// The first characters, then stars.
    pub fn masked(&self) -> String {
        match self {
            Self::Resident(number) => number.masked(),
            Self::Other { number, .. } => {
                let count = number.chars().count();
                let shown: String = number.chars().take(if count > 4 { 2 } else { 0 }).collect();
                format!("{shown}{}", "*".repeat(count.saturating_sub(shown.chars().count())))
            }
        }
    }
}

impl std::fmt::Debug for IdDocument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IdDocument({} {})", self.kind(), self.masked())
    }
}

/// What is wrong with a person's data. Age is judged where the person enters: [`check_age`].
pub fn check_person(person: &Person, today: Day, codes: &Codes) -> Findings {
    let mut findings = check_identity(person, today, codes);
    let particulars = Particulars {
        ethnic_group: &person.ethnic_group,
        address: &person.address,
        document_issuer: &person.document_issuer,
        document_valid: person.document_valid,
        education: person.education.as_deref(),
        qualifications: &person.qualifications,
    };
    findings.add(check_particulars(&particulars, today, codes));
    findings
}

/// What can be judged without knowing who it is, so that a form hears of all its faults at once.
pub(super) struct Particulars<'a> {
    pub ethnic_group: &'a str,
    pub address: &'a str,
    pub document_issuer: &'a str,
    pub document_valid: Validity,
    pub education: Option<&'a str>,
    pub qualifications: &'a [Qualification],
}

pub(super) fn check_identity(person: &Person, today: Day, codes: &Codes) -> Findings {
    let mut findings = Findings::default();
    match &person.document {
        IdDocument::Resident(number) => {
            if number.sex() != person.sex {
                findings.refuse(Refusal::on("sex", "workers.sex_differs_from_number"));
            }
            if number.birth_day() != person.birth_day {
                findings.refuse(Refusal::on("birth_day", "workers.birth_day_differs_from_number"));
            }
            if number.has_unknown_county() {
                findings.warn(Warning::UnknownCounty);
            }
        }
        IdDocument::Other { kind, .. } => {
            findings.take(codes.check(Table::Document, kind));
            if person.birth_day > today || person.birth_day.year() < 1900 {
                findings.refuse(Refusal::on("birth_day", "workers.birth_day_unlikely"));
            }
        }
    }
    findings
}

pub(super) fn check_particulars(particulars: &Particulars<'_>, today: Day, codes: &Codes) -> Findings {
    let mut findings = Findings::default();
    let missing = Refusal::on("ethnic_group", "workers.ethnic_group_missing");
    let too_long = Refusal::on("ethnic_group", "workers.ethnic_group_too_long");
    findings.take(text(particulars.ethnic_group, LONGEST_ETHNIC_GROUP, missing, too_long));
    let missing = Refusal::on("address", "workers.address_missing");
    let too_long = Refusal::on("address", "workers.address_too_long");
    findings.take(text(particulars.address, LONGEST_ADDRESS, missing, too_long));
    let missing = Refusal::on("document_issuer", "workers.issuer_missing");
    let too_long = Refusal::on("document_issuer", "workers.issuer_too_long");
    findings.take(text(particulars.document_issuer, LONGEST_ISSUER, missing, too_long));
    for qualification in particulars.qualifications {
        let field = qualification.kind.code();
        let missing = Refusal::on(field, "workers.qualification_missing");
        let too_long = Refusal::on(field, "workers.qualification_too_long");
        findings.take(text(&qualification.name, LONGEST_QUALIFICATION, missing, too_long));
    }
    if let Some(education) = particulars.education {
        findings.take(codes.check(Table::Education, education));
    }
    let Validity { from, until } = particulars.document_valid;
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        findings.refuse(Refusal::on("valid_until", "workers.document_ends_before_it_begins"));
    }
    if until.is_some_and(|until| until < today) {
        findings.warn(Warning::DocumentExpired);
    }
    findings
}

/// What the person's age on the day of entry allows (formats, 1.6; 劳动法第十五条, 第五十八条).
pub fn check_age(person: &Person, day: Day, policy: &Policy) -> Findings {
    let mut findings = Findings::default();
    let age = day.years_since(person.birth_day);
    findings.take(policy.check_hiring_age(age));
    if age >= policy.min_age && age < policy.adult_age {
        findings.warn(Warning::Minor);
    }
    if is_past_retirement(person, day, policy) {
        findings.warn(Warning::PastRetirementAge);
    }
    findings
}

pub(super) fn is_past_retirement(person: &Person, day: Day, policy: &Policy) -> bool {
    let retirement_age = match person.sex {
        Sex::Male => policy.retirement_age_men,
        Sex::Female => policy.retirement_age_women,
    };
    day.years_since(person.birth_day) >= retirement_age
}
