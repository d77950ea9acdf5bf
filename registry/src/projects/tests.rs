use uuid::Uuid;

use super::*;
use crate::{Day, Instant, Period, Refusal};

mod areas;
mod article;
mod days;
mod details;
mod exemptions;
mod history;
mod integrity;
mod panel;
mod parties;
mod readiness;
mod sight;

/// What the packs of the product say.
const POLICY: Policy = Policy { report_months: 1, silent_days: 30 };

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn period(first: &str, last: &str) -> Period {
    Period::new(day(first), Some(day(last))).unwrap()
}

fn since(first: &str) -> Period {
    Period::since(day(first))
}

fn somebody(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// Filed by the officer at noon of a day.
fn act(number: u128, on: &str) -> Act {
    Act { account: somebody(number), at: Instant(day(on).starts_at().0 + 12 * 3_600_000) }
}

/// Filed by the officer, approved by the county.
fn decision(on: &str) -> Decision {
    Decision { filed: act(1, on), approved: Some(act(2, on)) }
}

fn codes(wrong: Vec<Refusal>) -> Vec<&'static str> {
    wrong.into_iter().map(|refusal| refusal.code).collect()
}

#[test]
fn the_figures_come_from_the_rule_packs() {
    let rules = |months: &str, days: i64| {
        let rules = crate::rulepacks::Rules::default().with("shutdown.report_limit", months.into(), "test");
        rules.with("panel.silent_days", days.into(), "test")
    };
    assert_eq!(Policy::from_rules(&rules("1 month", 30)).unwrap(), POLICY);
    assert!(Policy::from_rules(&rules("1 day", 30)).is_err());
    assert!(Policy::from_rules(&rules("1 month", -1)).is_err());
    assert!(Policy::from_rules(&crate::rulepacks::Rules::default()).is_err());
    for (pack, line) in [
        (include_str!("../../data/rulepacks/b2.toml"), "\"shutdown.report_limit\" = \"1 month\""),
        (include_str!("../../data/rulepacks/c2.toml"), "\"panel.silent_days\" = 30"),
        (include_str!("../../data/rulepacks/a2.toml"), "\"scope.supervised_by\" = \"issuer\""),
    ] {
        assert!(pack.lines().any(|one| one == line), "{line}");
    }
}

/// Every closed set keeps its words, in JSON too.
#[test]
fn codes_are_read_back() {
    macro_rules! check {
        ($($set:ty),+ $(,)?) => {$(
            for one in <$set>::ALL {
                assert_eq!(<$set>::parse(one.code()), Some(one));
                assert_eq!(serde_json::to_string(&one).unwrap(), format!("\"{}\"", one.code()));
            }
            let words: std::collections::BTreeSet<&str> = <$set>::ALL.iter().map(|one| one.code()).collect();
            assert_eq!(words.len(), <$set>::ALL.len());
            assert_eq!(<$set>::parse("no such word"), None);
        )+};
    }
    check!(Category, Item, Size, Works, Nature, PartyRole, Status, ExemptionKind, Missing, Doubt);
    check!(managers::Post, super::panel::System, super::panel::Standing, super::panel::Reason, super::readiness::Task);
    check!(super::readiness::Readiness, super::exemptions::Verdict);
    check!(super::integrity::SubjectKind, super::integrity::RecordKind, super::integrity::Finding);
}

#[test]
fn the_national_platform_has_its_own_digits() {
    assert_eq!((Status::ShutDown.national_code(), Status::Completed.national_code()), ("005", "004"));
    assert_eq!(Status::parse_national("003"), Some(Status::Building));
    assert_eq!(PartyRole::parse_national("006"), Some(PartyRole::LabourSubcontractor));
    assert_eq!(PartyRole::parse_national("6"), None);
    assert_eq!(Works::parse_national("99"), Some(Works::Other));
    assert_eq!(Nature::parse_national("099"), Some(Nature::Other));
    assert_eq!(Size::parse_national("03"), Some(Size::Small));
    for role in PartyRole::ALL {
        assert_eq!(PartyRole::parse_national(role.national_code()), Some(role));
    }
    for works in Works::ALL {
        assert_eq!(Works::parse_national(works.national_code()), Some(works));
    }
}
