use proptest::prelude::*;

use super::*;
use crate::Instant;

const SKILL: TrainingKind = TrainingKind::SkillTraining;
const SAFETY: TrainingKind = TrainingKind::SafetyDisclosure;

fn permit(papers: &Papers<'_>, on: &str) -> EntryPermit {
    entry_permit(papers, &site(), day(on), &policy())
}

fn missing(permit: &EntryPermit) -> Vec<(EntryItem, Gap)> {
    permit.missing().collect()
}

#[test]
fn with_all_four_items_the_gate_opens_and_says_since_when() {
    let (registration, contracts) = (registration(1), [contract()]);
    let trainings = [training(SKILL, "2026-03-02"), training(SAFETY, "2026-03-03")];
    let papers = Papers { registration: Some(&registration), contracts: &contracts, trainings: &trainings };
    let granted = permit(&papers, "2026-03-03");
    assert!(granted.is_granted() && missing(&granted).is_empty());
    let since: Vec<String> = granted.items.iter().map(|report| report.found.unwrap().since.to_string()).collect();
    assert_eq!(since, ["2026-03-02", "2026-03-02", "2026-03-03", "2026-03-01"]);
    assert_eq!(missing(&permit(&papers, "2026-03-02")), [(EntryItem::SafetyDisclosure, Gap::Later(day("2026-03-03")))]);
}

#[test]
fn of_somebody_unknown_everything_is_missing() {
    let nobody = Papers { registration: None, contracts: &[], trainings: &[] };
    let expected = EntryItem::ALL.map(|item| (item, Gap::Nothing));
    assert_eq!(missing(&permit(&nobody, "2026-03-03")), expected);
}

#[test]
fn each_gap_says_what_it_waits_for() {
    let registration = Registration { stays: stays(&[("2026-03-03", "2026-05-01")]), ..registration(1) };
    let failed = SiteTraining { result: TrainingResult::Failed, ..training(SKILL, "2026-03-02") };
    let (ended, elsewhere) = (
        [Contract { ends_on: Some(day("2026-04-30")), ..contract() }],
        [Contract { employer: STRANGER_UNIT, ..contract() }],
    );
    let papers =
        |contracts| Papers { registration: Some(&registration), contracts, trainings: std::slice::from_ref(&failed) };
    assert_eq!(
        missing(&permit(&papers(&ended), "2026-05-02")),
        [
            (EntryItem::Contract, Gap::Ended(day("2026-04-30"))),
            (EntryItem::SkillTraining, Gap::NotPassed(day("2026-03-02"))),
            (EntryItem::SafetyDisclosure, Gap::Nothing),
            (EntryItem::Registration, Gap::Ended(day("2026-05-01"))),
        ]
    );
    assert_eq!(
        missing(&permit(&papers(&elsewhere), "2026-02-28")),
        [
            (EntryItem::Contract, Gap::OtherEmployer),
            (EntryItem::SkillTraining, Gap::Nothing),
            (EntryItem::SafetyDisclosure, Gap::Nothing),
            (EntryItem::Registration, Gap::Later(day("2026-03-01"))),
        ]
    );
    assert_eq!(missing(&permit(&papers(&ended), "2026-03-01"))[0].1, Gap::Later(day("2026-03-02")));
}

#[test]
fn a_written_agreement_and_the_general_contractor_are_good_enough() {
    let agreement = Contract { kind: ContractKind::WrittenAgreement, employer: GENERAL, ..contract() };
    let registration = registration(1);
    let trainings = [training(SKILL, "2026-03-02"), training(SAFETY, "2026-03-02")];
    let contracts = [agreement];
    let papers = Papers { registration: Some(&registration), contracts: &contracts, trainings: &trainings };
    assert!(permit(&papers, "2026-03-02").is_granted());
}

#[test]
fn a_contract_for_another_site_counts_nowhere_else() {
    let registration = registration(1);
    let elsewhere = [Contract { project: OTHER_SITE, ..contract() }];
    let papers = Papers { registration: Some(&registration), contracts: &elsewhere, trainings: &[] };
    assert!(missing(&permit(&papers, "2026-03-03")).contains(&(EntryItem::Contract, Gap::Nothing)));
}

#[test]
fn a_training_of_another_site_counts_nowhere_else() {
    let elsewhere = SiteTraining { project: OTHER_SITE, ..training(SKILL, "2026-03-02") };
    let papers = Papers { registration: None, contracts: &[], trainings: &[elsewhere] };
    assert!(missing(&permit(&papers, "2026-03-03")).contains(&(EntryItem::SkillTraining, Gap::Nothing)));
}

#[test]
fn the_packs_decide_what_is_required_and_what_counts() {
    let (registration, contracts) = (registration(1), [contract()]);
    let trainings = [training(TrainingKind::EntryEducation, "2026-03-02")];
    let papers = Papers { registration: Some(&registration), contracts: &contracts, trainings: &trainings };
    let under = |policy: Policy| entry_permit(&papers, &site(), day("2026-03-02"), &policy);
    let advised = under(Policy { training: TrainingRule::Advised, ..policy() });
    assert!(advised.is_granted());
    assert_eq!(advised.advised().count(), 2);
    let lenient = under(Policy { safety: SafetyRule::EducationCounts, ..policy() });
    assert_eq!(lenient.missing().collect::<Vec<_>>(), [(EntryItem::SkillTraining, Gap::Nothing)]);
    assert_eq!(under(policy()).missing().count(), 2);
}

fn turned_away(who: TurnedAwayWho, at: Instant) -> TurnedAway {
    TurnedAway {
        id: Uuid::from_u128(51),
        project: SITE,
        who,
        at,
        reason: TurnedAwayFor::Missing(EntryItem::Contract),
        words: None,
        photo: None,
    }
}

fn stranger(name: &str, index: &str) -> TurnedAwayWho {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    TurnedAwayWho::Stranger(Stranger { name: some(name), document_index: some(index) })
}

#[test]
fn a_refusal_names_somebody_a_time_and_a_reason() {
    let now = today().starts_at();
    let check = |record: &TurnedAway| refused(&check_turned_away(record, SITE, now));
    let plain = turned_away(stranger("顾某", ""), now);
    assert!(check(&plain).is_empty());
    assert_eq!(check(&TurnedAway { at: now.plus_ms(1), ..plain.clone() }), ["workers.turned_away_in_future"]);
    assert_eq!(check(&TurnedAway { project: OTHER_SITE, ..plain.clone() }), ["workers.foreign_project"]);
    assert_eq!(check(&TurnedAway { reason: TurnedAwayFor::Other, ..plain.clone() }), ["workers.reason_missing"]);
    let nameless = turned_away(stranger(" ", ""), now);
    assert_eq!(check(&nameless), ["workers.nobody_named"]);
    assert!(check(&TurnedAway { photo: Some("photo".into()), ..nameless }).is_empty());
}

#[test]
fn the_deny_list_holds_whoever_lacks_a_permit() {
    let on = day("2026-05-02");
    let whole = registration(1);
    let left = Registration { stays: stays(&[("2026-03-03", "2026-05-01")]), ..registration(2) };
    let contracts = [contract()];
    let trainings = [training(SKILL, "2026-03-02"), training(SAFETY, "2026-03-02")];
    let papers =
        |registration| Papers { registration: Some(registration), contracts: &contracts, trainings: &trainings };
    let bare = Papers { registration: Some(&whole), contracts: &[], trainings: &trainings };
    let people = [
        Known { person: Uuid::from_u128(1), name: "乙", document_index: Some("i1"), papers: vec![papers(&whole)] },
        Known { person: Uuid::from_u128(2), name: "丙", document_index: Some("i2"), papers: vec![papers(&left)] },
        // left one team and is in another: the one that permits entry decides
        Known {
            person: Uuid::from_u128(3),
            name: "丁",
            document_index: None,
            papers: vec![papers(&left), papers(&whole)],
        },
        Known { person: Uuid::from_u128(4), name: "丁", document_index: None, papers: vec![bare] },
        Known { person: Uuid::from_u128(5), name: "", document_index: None, papers: vec![] },
    ];
    let at = |text: &str| day(text).starts_at();
    let records = [
        turned_away(stranger("顾某", ""), at("2026-04-01")),
        turned_away(stranger("顾某", ""), at("2026-04-03")),
        // registered since
        turned_away(stranger("乙", "i1"), at("2026-02-01")),
        turned_away(stranger("", "i9"), at("2026-05-02")),
        turned_away(stranger("严某", ""), at("2026-05-03")),
        turned_away(TurnedAwayWho::Known(Uuid::from_u128(1)), at("2026-02-01")),
        TurnedAway { project: OTHER_SITE, ..turned_away(stranger("别处", ""), at("2026-02-01")) },
    ];
    let list = deny_list(&people, &records, &site(), on, &policy());
    let lines: Vec<String> = list
        .iter()
        .map(|denied| match denied {
            Denied::Known { person, name, missing } => {
                let items: Vec<&str> = missing.iter().map(|(item, _)| item.code()).collect();
                format!("{} {name}: {}", person.as_u128(), items.join(" "))
            }
            Denied::Stranger { who, last_turned_away_at } => {
                format!("{:?} {:?} {}", who.name, who.document_index, last_turned_away_at.day())
            }
        })
        .collect();
    assert_eq!(
        lines,
        [
            "5 : contract skill_training safety_disclosure registration",
            "4 丁: contract",
            "2 丙: registration",
            "None Some(\"i9\") 2026-05-02",
            "Some(\"顾某\") None 2026-04-03",
        ]
    );
}

proptest! {
    /// The permit is exactly the conjunction of its four items, whatever is on record.
    #[test]
    fn the_permit_is_the_conjunction(has in prop::array::uniform4(any::<bool>()), offset in 0_u32..60) {
        let on = Day::from_number(day("2026-02-20").number() + offset).unwrap();
        let registration = registration(1);
        let contracts: Vec<Contract> = has[0].then(contract).into_iter().collect();
        let skill = has[1].then(|| training(SKILL, "2026-03-05"));
        let safety = has[2].then(|| training(SAFETY, "2026-03-06"));
        let trainings: Vec<SiteTraining> = skill.into_iter().chain(safety).collect();
        let papers = Papers {
            registration: has[3].then_some(&registration),
            contracts: &contracts,
            trainings: &trainings,
        };
        let permit = entry_permit(&papers, &site(), on, &policy());
        let expected = [
            has[0] && on >= day("2026-03-02"),
            has[1] && on >= day("2026-03-05"),
            has[2] && on >= day("2026-03-06"),
            has[3] && on >= day("2026-03-01"),
        ];
        let found: Vec<bool> = permit.items.iter().map(|report| report.found.is_ok()).collect();
        prop_assert_eq!(&found[..], &expected[..]);
        prop_assert_eq!(permit.is_granted(), expected.iter().all(|met| *met));
        prop_assert_eq!(permit.missing().count(), expected.iter().filter(|met| !**met).count());
    }
}
