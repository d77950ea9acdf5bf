//! Who are the invented people that tests, `--demo` and the browser's tests share, and which world do they live in?

pub mod attendance;
pub mod boards;
pub mod city;
pub mod feeds;
pub mod filings;
pub mod history;
pub mod notices;
pub mod wages;
mod world;

pub use world::{Offices, PASSWORD, PUBLIC_URL, TOTP_SECRET, World, demo_world, world};

use crate::accounts::{NewAccount, PRIVACY_NOTICE};

/// What each of the cast is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// has the study hours, identity confirmed: may sit the exam and gets the certificate at once
    CandidateReady,
    /// identity confirmed, no hours yet
    CandidateNew,
    /// identity not confirmed: a pass is put on hold
    CandidateHeld,
    /// an account and nothing else; of no enterprise
    Bystander,
    Issuer,
    SecondIssuer,
    ExamAdministrator,
    QuestionEditor,
    QuestionReviewer,
    Proctor,
    Auditor,
    City,
    HumanResources,
    /// of another county
    OtherHumanResources,
    Industry,
    /// sends the monthly returns of the county to the city
    CountyArrears,
    /// of every office
    OfficeAdministrator,
    /// of issuer and city office, where granting takes two
    SecondOfficeAdministrator,
    SystemAdministrator,
    EnterpriseAdministrator,
    /// of an enterprise in another county
    OtherEnterpriseAdministrator,
    /// holds a valid certificate and answers, full time, for the project of the world
    ProjectOfficer,
}

/// One of the cast, as the person would sign up.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub part: Part,
    pub name: &'static str,
    /// a county code that was never allotted, 320690 to 320699
    pub county: &'static str,
    /// YYYYMMDD
    pub born: &'static str,
    /// odd is male
    pub sequence: u16,
}

const fn member(part: Part, name: &'static str, county: &'static str, born: &'static str, sequence: u16) -> Member {
    Member { part, name, county, born, sequence }
}

pub const CAST: [Member; 22] = [
    member(Part::SystemAdministrator, "罗浩", "320690", "19850412", 101),
    member(Part::OfficeAdministrator, "林芳", "320690", "19801123", 102),
    member(Part::SecondOfficeAdministrator, "何俊", "320690", "19830907", 103),
    member(Part::Issuer, "李静", "320691", "19790630", 204),
    member(Part::SecondIssuer, "周建国", "320691", "19711001", 205),
    member(Part::ExamAdministrator, "陈思远", "320691", "19880229", 207),
    member(Part::QuestionEditor, "吴晓燕", "320692", "19901212", 308),
    member(Part::QuestionReviewer, "郑国强", "320692", "19680515", 309),
    member(Part::Proctor, "马丽", "320692", "19930321", 310),
    member(Part::Auditor, "高明", "320693", "19760808", 411),
    member(Part::City, "孙立新", "320693", "19740119", 413),
    member(Part::HumanResources, "钱慧", "320693", "19860704", 414),
    member(Part::OtherHumanResources, "施海燕", "320694", "19820226", 516),
    member(Part::Industry, "徐志强", "320694", "19771030", 517),
    member(Part::CountyArrears, "方敏", "320694", "19810717", 518),
    member(Part::EnterpriseAdministrator, "黄晓梅", "320695", "19890918", 618),
    member(Part::OtherEnterpriseAdministrator, "曹宏", "320695", "19841105", 619),
    member(Part::ProjectOfficer, "顾文静", "320695", "19910423", 620),
    member(Part::CandidateReady, "王䶮", "320696", "19920817", 721),
    member(Part::CandidateNew, "阿依古丽·买买提", "320697", "19960302", 722),
    member(Part::CandidateHeld, "张伟", "320698", "19870525", 823),
    member(Part::Bystander, "欧阳明月", "320699", "20000229", 924),
];

impl Part {
    /// The code that demo files and browser tests name the part by.
    pub fn code(self) -> &'static str {
        match self {
            Self::CandidateReady => "candidate_ready",
            Self::CandidateNew => "candidate_new",
            Self::CandidateHeld => "candidate_held",
            Self::Bystander => "bystander",
            Self::Issuer => "issuer",
            Self::SecondIssuer => "second_issuer",
            Self::ExamAdministrator => "exam_administrator",
            Self::QuestionEditor => "question_editor",
            Self::QuestionReviewer => "question_reviewer",
            Self::Proctor => "proctor",
            Self::Auditor => "auditor",
            Self::City => "city",
            Self::HumanResources => "human_resources",
            Self::OtherHumanResources => "other_human_resources",
            Self::Industry => "industry",
            Self::CountyArrears => "county_arrears",
            Self::OfficeAdministrator => "office_administrator",
            Self::SecondOfficeAdministrator => "second_office_administrator",
            Self::SystemAdministrator => "system_administrator",
            Self::EnterpriseAdministrator => "enterprise_administrator",
            Self::OtherEnterpriseAdministrator => "other_enterprise_administrator",
            Self::ProjectOfficer => "project_officer",
        }
    }

    pub fn member(self) -> &'static Member {
        CAST.iter().find(|member| member.part == self).unwrap_or_else(|| unreachable!("every part is cast"))
    }
}

impl Member {
    pub fn id_number(&self) -> String {
        id_number(self.county, self.born, self.sequence)
    }

    /// Eleven digits, told apart by the sequence.
    pub fn phone(&self) -> String {
        format!("1990000{:04}", self.sequence)
    }

    pub fn new_account(&self, password: &str) -> NewAccount {
        new_account(self.name, &self.id_number(), &self.phone(), password)
    }
}

/// A form that is filled in without mistakes and accepts the privacy notice in force.
pub fn new_account(name: &str, id_number: &str, phone: &str, password: &str) -> NewAccount {
    NewAccount {
        name: name.to_owned(),
        id_number: id_number.to_owned(),
        phone: phone.to_owned(),
        password: password.to_owned(),
        privacy_notice: Some(PRIVACY_NOTICE.to_owned()),
    }
}

/// A number with a right check character: 6 digits of county, 8 of birth, 3 of sequence.
pub fn id_number(county: &str, born: &str, sequence: u16) -> String {
    crate::people::with_check_character(&format!("{county}{born}{sequence:03}"))
}

/// A further invented person: `nth` (up to 9979) gives a number and phone that nobody of the cast has.
pub fn extra(nth: u16, name: &str, password: &str) -> NewAccount {
    let (county, sequence) = (320_690 + u32::from(nth % 10), 1 + nth / 10);
    new_account(name, &id_number(&county.to_string(), "19910615", sequence), &format!("1980000{nth:04}"), password)
}

#[cfg(test)]
mod tests;
