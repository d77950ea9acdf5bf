#![allow(clippy::unwrap_used)]

mod counting;
mod duplicates;
mod gate;
#[cfg(feature = "db")]
mod letters;
mod papers;
mod people;
mod qualifications;
mod records;
mod stays;

use uuid::Uuid;

use super::*;
use crate::people::{IdNumber, PersonName, with_check_character};
use crate::projects::{Party, PartyRole};
use crate::{Day, Period, Refusal};

pub const SITE: Uuid = Uuid::from_u128(1);
pub const OTHER_SITE: Uuid = Uuid::from_u128(2);
pub const GENERAL: Uuid = Uuid::from_u128(11);
pub const LABOUR: Uuid = Uuid::from_u128(12);
pub const STRANGER_UNIT: Uuid = Uuid::from_u128(19);
pub const TEAM: Uuid = Uuid::from_u128(21);

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn today() -> Day {
    day("2026-11-20")
}

pub fn policy() -> Policy {
    Policy {
        min_age: 16,
        adult_age: 18,
        retirement_age_men: 60,
        retirement_age_women: 50,
        training: TrainingRule::Required,
        safety: SafetyRule::DisclosureOnly,
    }
}

pub fn codes() -> &'static Codes {
    Codes::built_in()
}

pub fn site() -> Site {
    let since = Period::since(day("2026-01-01"));
    let party = |enterprise, role| Party { enterprise, role, period: since };
    Site {
        project: SITE,
        parties: vec![party(GENERAL, PartyRole::GeneralContractor), party(LABOUR, PartyRole::LabourSubcontractor)],
        teams: vec![Team {
            id: TEAM, project: SITE, unit: LABOUR, name: "钢筋一班".into(), entered: None, left: None
        }],
    }
}

pub fn stays(spans: &[(&str, &str)]) -> Stays {
    let stay = |(entered, left): &(&str, &str)| Stay { entered: day(entered), left: Day::parse(left) };
    Stays::new(spans.iter().map(stay).collect(), today()).unwrap()
}

/// Registered on 1 March 2026, not entered yet.
pub fn registration(person: u128) -> Registration {
    Registration {
        id: Uuid::from_u128(1_000 + person),
        person: Uuid::from_u128(100_000 + person),
        project: SITE,
        unit: LABOUR,
        team: Some(TEAM),
        role: Role::Worker,
        trade: "020".into(),
        post: "钢筋工".into(),
        is_team_leader: false,
        registered_at: day("2026-03-01").starts_at(),
        stays: Stays::default(),
    }
}

/// With LABOUR, signed on 2 March 2026, until the end of the year.
pub fn contract() -> Contract {
    Contract {
        id: Uuid::from_u128(31),
        project: SITE,
        employer: LABOUR,
        kind: ContractKind::LabourContract,
        term: Term::FixedTerm,
        signed_on: day("2026-03-02"),
        starts_on: day("2026-03-02"),
        ends_on: Some(day("2026-12-31")),
        dissolved_on: None,
        pay: Pay {
            basis: PayBasis::Day,
            rate_fen: Some(35_000),
            measure: None,
            pay_day: Some(PayDay { day_of_month: 15, month: PayMonth::Next }),
            interval_months: None,
        },
        signed_copy: Some("copy".into()),
    }
}

pub fn training(kind: TrainingKind, on: &str) -> SiteTraining {
    SiteTraining {
        id: Uuid::from_u128(41),
        project: SITE,
        kind,
        day: day(on),
        duration_min: 120,
        result: TrainingResult::Passed,
        trainer: None,
    }
}

pub fn person() -> Person {
    let number = IdNumber::parse(&with_check_character("32069119900817721"), today()).unwrap();
    Person {
        name: PersonName::parse("陆建明").unwrap(),
        sex: number.sex(),
        ethnic_group: "汉族".into(),
        birth_day: number.birth_day(),
        document: IdDocument::Resident(number),
        address: "南通市某街道1号".into(),
        document_issuer: "某公安局".into(),
        document_valid: Validity { from: Some(day("2015-05-01")), until: Some(day("2035-05-01")) },
        photo: Some("photo".into()),
        phone: None,
        household: Some(Household::Rural),
        education: Some("02".into()),
        qualifications: vec![],
    }
}

pub fn card(number: &str) -> WageCard {
    WageCard {
        number: CardNumber::parse(number).unwrap(),
        bank: "102".into(),
        bank_name: "某银行南通分行".into(),
        branch: None,
        link_number: None,
        holder: PersonName::parse("陆建明").unwrap(),
        since: day("2026-03-02"),
    }
}

pub fn worker() -> Worker {
    Worker {
        registration: Registration { stays: stays(&[("2026-03-03", "")]), ..registration(1) },
        person: person(),
        contracts: vec![contract()],
        trainings: vec![training(TrainingKind::SafetyDisclosure, "2026-03-02")],
        cards: vec![card("6222020000000000006")],
    }
}

pub fn refused(findings: &Findings) -> Vec<&'static str> {
    findings.refusals.iter().map(|refusal: &Refusal| refusal.code).collect()
}

#[test]
fn every_code_is_read_back() {
    macro_rules! reads_back {
        ($($kind:ty),*) => {$(
            for one in <$kind>::ALL {
                assert_eq!(<$kind>::parse(one.code()), Some(one));
            }
            assert_eq!(<$kind>::parse("nothing of the kind"), None);
        )*};
    }
    reads_back!(
        ContractKind,
        DuplicateKind,
        EntryItem,
        Household,
        Movement,
        PayBasis,
        PayMonth,
        QualificationKind,
        Role
    );
    reads_back!(Term, TrainingKind, TrainingResult, TurnedAwayFor, Uncounted, Warning);
}

#[test]
fn the_codes_of_the_national_platform_are_read_back() {
    for movement in Movement::ALL {
        assert_eq!(Movement::parse_national(movement.national_code()), Some(movement));
    }
    for role in Role::ALL {
        assert_eq!(Role::parse_national(role.national_code()), Some(role));
    }
    for kind in TrainingKind::ALL {
        assert_eq!(kind.national_code().and_then(TrainingKind::parse_national), kind.national_code().map(|_| kind));
    }
    for term in Term::ALL {
        assert_eq!(term.national_code().and_then(Term::parse_national), term.national_code().map(|_| term));
    }
}

#[test]
fn the_tables_that_come_along_are_whole() {
    assert_eq!(codes().name(Table::Trade, MANAGER_TRADE), Some("管理人员"));
    assert_eq!(codes().name(Table::Document, RESIDENT_CARD), Some("居民身份证"));
    assert_eq!(codes().name(Table::Measure, "81"), Some("平方米"));
    assert_eq!(codes().name(Table::Bank, "403"), Some("邮储（代收付）"));
    assert_eq!(codes().education_of_gbt4658("47"), Some("04"));
    assert_eq!(codes().education_of_gbt4658("90"), Some("99"));
    // 260 and 370 occur in no list that was seen
    assert_eq!(codes().check(Table::Trade, "260").unwrap_err().code, "workers.trade_unknown");
    assert_eq!(codes().check(Table::Trade, " 020 ").unwrap(), "020");
}

/// The lines of a pack; its values are written as JSON writes them too.
fn parameters(pack: &str) -> Vec<(String, serde_json::Value)> {
    let lines = pack.lines().filter_map(|line| line.strip_prefix('"')?.split_once("\" = "));
    lines.map(|(name, value)| (name.to_owned(), serde_json::from_str(value).unwrap())).collect()
}
