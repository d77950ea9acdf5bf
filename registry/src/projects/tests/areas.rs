use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::super::governing::{Charge, Place, SUPERVISED_BY, governing, oversees};
use super::*;
use crate::offices::OfficeKind;
use crate::rulepacks::{RulePack, Rules};

fn area(code: &str, parent: Option<&str>, valid: (Option<&str>, Option<&str>), replaces: &[&str]) -> Area {
    Area {
        code: code.into(),
        name: code.into(),
        parent: parent.map(str::to_owned),
        valid_from: valid.0.map(day),
        valid_to: valid.1.map(day),
        replaces: replaces.iter().map(|old| (*old).to_owned()).collect(),
    }
}

/// The areas that come with the product. Their file has one key and one plain value a line.
fn nantong() -> Areas {
    let text = include_str!("../../../data/areas.toml");
    let areas = text.split("[[area]]").skip(1).map(|table| {
        let lines = table.lines().filter_map(|line| line.split_once(" = "));
        let values: BTreeMap<&str, &str> = lines.map(|(key, value)| (key, value.trim_matches('"'))).collect();
        let old = values.get("replaces").map_or("", |list| list.trim_matches(['[', ']']));
        Area {
            code: values["code"].to_owned(),
            name: values["name"].to_owned(),
            parent: values.get("parent").map(|parent| (*parent).to_owned()),
            valid_from: values.get("from_year").map(|year| day(&format!("{year}-01-01"))),
            valid_to: values.get("to_year").map(|year| day(&format!("{year}-12-31"))),
            replaces: old
                .split(", ")
                .map(|code| code.trim_matches('"').to_owned())
                .filter(|code| !code.is_empty())
                .collect(),
        }
    });
    Areas::new(areas.collect()).unwrap()
}

fn successors(areas: &Areas, code: &str, on: &str) -> Vec<String> {
    areas.successors_on(code, day(on)).iter().map(|area| area.code.clone()).collect()
}

#[test]
fn an_area_is_meant_by_its_name_or_a_code_that_leads_to_one() {
    let areas = nantong();
    let meant = |text: &str| areas.meant_on(text, day("2026-11-20")).map(|area| area.code.as_str());
    assert_eq!((meant("崇川区"), meant("320613"), meant("320602")), (Some("320613"), Some("320613"), Some("320613")));
    assert_eq!((meant("没有区"), meant("")), (None, None));
}

#[test]
fn every_old_code_of_nantong_leads_to_an_area_of_today() {
    let areas = nantong();
    let today = "2026-11-20";
    let cases = [
        ("320602", "320613"),
        ("320611", "320613"),
        ("320683", "320612"),
        ("320684", "320614"),
        ("320621", "320685"),
        ("320622", "320682"),
        ("320624", "320612"),
        ("320625", "320614"),
        ("320626", "320681"),
        ("320623", "320623"),
        ("320671", "320671"),
        ("320600", "320600"),
    ];
    for (code, now) in cases {
        assert_eq!(successors(&areas, code, today), [now], "{code}");
    }
    assert_eq!(areas.standing_on(day(today)).count(), 9);
    let old: Vec<&str> = areas.predecessors("320614").iter().map(|area| area.code.as_str()).collect();
    assert_eq!(old, ["320625", "320684"]);
}

#[test]
fn a_code_means_itself_while_it_stands() {
    let areas = nantong();
    assert_eq!(successors(&areas, "320602", "2019-12-31"), ["320602"]);
    assert_eq!(successors(&areas, "320602", "2020-12-31"), ["320602"]);
    assert_eq!(successors(&areas, "320602", "2021-01-01"), ["320613"]);
    assert_eq!(successors(&areas, "320625", "2000-01-01"), ["320684"]);
    assert_eq!(successors(&areas, "320613", "2019-12-31"), Vec::<String>::new());
    assert_eq!(successors(&areas, "999999", "2026-01-01"), Vec::<String>::new());
    let lineage: Vec<&str> =
        areas.lineage_on("320611", day("2026-01-01")).unwrap().iter().map(|area| area.code.as_str()).collect();
    assert_eq!(lineage, ["320600", "320613"]);
    assert_eq!(areas.lineage_on("999999", day("2026-01-01")).unwrap_err().code, "projects.area_unknown");
    assert!(areas.is_within("320602", "320613", day("2026-01-01")));
    assert!(areas.is_within("320613", "320602", day("2026-01-01")));
    assert!(areas.is_within("320671", "320600", day("2026-01-01")));
    assert!(!areas.is_within("320600", "320613", day("2026-01-01")));
    assert!(!areas.is_within("320623", "320613", day("2026-01-01")));
}

#[test]
fn areas_that_are_no_tree_are_refused() {
    let wrong = |areas: Vec<Area>| codes(Areas::new(areas).unwrap_err());
    let plain = |code, parent| area(code, parent, (None, None), &[]);
    assert_eq!(wrong(vec![plain("a", None), plain("a", None)]), ["projects.area_twice"]);
    assert_eq!(wrong(vec![plain("a", Some("b"))]), ["projects.area_without_parent"]);
    assert_eq!(wrong(vec![plain("a", Some("b")), plain("b", Some("a"))]), ["projects.area_circle"; 2]);
    let backwards = area("a", None, (Some("2020-01-01"), Some("2019-12-31")), &[]);
    assert_eq!(wrong(vec![backwards]), ["projects.area_ends_before_start"]);
    assert_eq!(wrong(vec![area("a", None, (None, None), &["b"])]), ["projects.area_replaces_unknown"]);
    assert_eq!(
        wrong(vec![area("a", None, (None, None), &["b"]), plain("b", None)]),
        ["projects.area_replaces_standing"]
    );
    let ended = (None, Some("2019-12-31"));
    assert_eq!(
        wrong(vec![area("a", None, ended, &["b"]), area("b", None, ended, &["a"])]),
        ["projects.area_replaces_itself"; 2]
    );
}

#[test]
fn where_a_code_was_divided_somebody_has_to_choose() {
    let areas = Areas::new(vec![
        area("city", None, (None, None), &[]),
        area("old", Some("city"), (None, Some("2020-12-31")), &[]),
        area("east", Some("city"), (Some("2021-01-01"), None), &["old"]),
        area("west", Some("city"), (Some("2021-01-01"), None), &["old"]),
    ])
    .unwrap();
    assert_eq!(successors(&areas, "old", "2021-01-01"), ["east", "west"]);
    assert_eq!(areas.lineage_on("old", day("2021-01-01")).unwrap_err().code, "projects.area_divided");
    assert!(areas.lineage_on("old", day("2020-12-31")).is_ok());
    assert!(areas.is_within("east", "old", day("2021-01-01")));
}

#[test]
fn a_parent_that_was_replaced_stands_for_its_successor() {
    let areas = Areas::new(vec![
        area("old", None, (None, Some("2020-12-31")), &[]),
        area("new", None, (Some("2021-01-01"), None), &["old"]),
        area("zone", Some("old"), (None, None), &[]),
    ])
    .unwrap();
    let above = |on: &str| areas.ancestors_on("zone", day(on)).iter().map(|area| area.code.clone()).collect::<Vec<_>>();
    assert_eq!((above("2020-06-01"), above("2021-06-01")), (vec!["old".to_owned()], vec!["new".to_owned()]));
}

fn pack(name: &str, area: &str, version: i32, from: &str, supervised_by: Option<&str>) -> RulePack {
    let mut parameters = BTreeMap::from([("revocation.mode".to_owned(), json!(format!("{name}{version}")))]);
    parameters.extend(supervised_by.map(|kind| (SUPERVISED_BY.to_owned(), json!(kind))));
    RulePack { pack: name.into(), area: area.into(), version, effective_from: day(from), parameters }
}

fn place(area: &str, supervised_by: Option<OfficeKind>) -> Place {
    Place { area: area.into(), industry: "housing".into(), supervised_by }
}

fn labels(packs: &[RulePack], place: &Place, on: &str) -> Vec<String> {
    governing(packs, &nantong(), place, day(on)).unwrap().into_iter().map(RulePack::label).collect()
}

fn packs() -> Vec<RulePack> {
    vec![
        pack("A", "320613", 1, "2020-01-01", Some("issuer")),
        pack("B", "320600", 2, "2026-06-01", None),
        pack("B", "320600", 1, "2023-05-04", None),
    ]
}

#[test]
fn pack_a_needs_the_area_and_the_supervising_body() {
    let issuer = Some(OfficeKind::Issuer);
    let (a, b) = ("A/320613/1", "B/320600/1");
    assert_eq!(labels(&packs(), &place("320613", issuer), "2026-01-01"), [b, a]);
    assert_eq!(labels(&packs(), &place("320602", issuer), "2026-01-01"), [b, a]);
    assert_eq!(labels(&packs(), &place("320613", Some(OfficeKind::Industry)), "2026-01-01"), [b]);
    assert_eq!(labels(&packs(), &place("320613", None), "2026-01-01"), [b]);
    // a project in 如东 has no Article 15
    assert_eq!(labels(&packs(), &place("320623", issuer), "2026-01-01"), [b]);
    let switched_on = [packs(), vec![pack("A", "320623", 1, "2026-01-01", None)]].concat();
    assert_eq!(labels(&switched_on, &place("320623", None), "2026-01-01"), [b, "A/320623/1"]);
}

#[test]
fn a_later_version_says_for_whom_the_whole_pack_is() {
    let issuer = Some(OfficeKind::Issuer);
    let (one, two) = ("A/320613/1", "A/320613/2");
    // as the packs come: the first version says nothing of it, the second does for the same days
    let packs = [pack("A", "320613", 1, "2020-01-01", None), pack("A", "320613", 2, "2020-01-01", Some("issuer"))];
    assert_eq!(labels(&packs, &place("320613", issuer), "2026-01-01"), [one, two]);
    assert_eq!(labels(&packs, &place("320613", None), "2026-01-01"), Vec::<String>::new());
    // a version that is silent about it takes nothing back
    let packs = [packs.to_vec(), vec![pack("A", "320613", 3, "2026-06-01", None)]].concat();
    assert_eq!(labels(&packs, &place("320613", None), "2026-07-01"), Vec::<String>::new());
    assert_eq!(labels(&packs, &place("320613", issuer), "2026-07-01"), [one, two, "A/320613/3"]);
    // before it came into force, it says nothing
    let later = [pack("A", "320613", 1, "2020-01-01", None), pack("A", "320613", 2, "2026-06-01", Some("issuer"))];
    assert_eq!(labels(&later, &place("320613", None), "2026-05-31"), [one]);
}

#[test]
fn the_version_of_the_day_and_the_smaller_area_win() {
    let issuer = Some(OfficeKind::Issuer);
    let mode = |place: &Place, on: &str| {
        let (packs, areas) = (packs(), nantong());
        let rules = Rules::combine(governing(&packs, &areas, place, day(on)).unwrap());
        rules.code("revocation.mode").unwrap().to_owned()
    };
    assert_eq!(mode(&place("320613", issuer), "2026-07-01"), "A1");
    assert_eq!(mode(&place("320623", None), "2026-05-31"), "B1");
    assert_eq!(mode(&place("320623", None), "2026-06-01"), "B2");
    assert_eq!(labels(&packs(), &place("320623", None), "2023-05-03"), Vec::<String>::new());
}

#[test]
fn a_pack_for_an_old_code_goes_on_for_its_successor() {
    let old = [pack("A", "320602", 1, "2019-01-01", None)];
    assert_eq!(labels(&old, &place("320613", None), "2026-01-01"), ["A/320602/1"]);
    assert_eq!(labels(&old, &place("320602", None), "2019-06-01"), ["A/320602/1"]);
    assert_eq!(labels(&old, &place("320611", None), "2019-06-01"), Vec::<String>::new());
}

#[test]
fn an_office_oversees_its_area_and_industry() {
    let areas = nantong();
    let sees = |kind, area: &str, industry: Option<&str>, place: &Place| {
        let office = Charge { kind, area: area.into(), industry: industry.map(str::to_owned) };
        oversees(&office, place, &areas, day("2026-01-01"))
    };
    let housing = place("320611", Some(OfficeKind::Issuer));
    assert!(sees(OfficeKind::Industry, "320613", Some("housing"), &housing));
    assert!(!sees(OfficeKind::Industry, "320613", Some("water"), &housing));
    assert!(!sees(OfficeKind::Industry, "320613", None, &housing));
    assert!(!sees(OfficeKind::Industry, "320623", Some("housing"), &housing));
    assert!(sees(OfficeKind::Industry, "320600", Some("housing"), &housing));
    assert!(sees(OfficeKind::HumanResources, "320613", None, &housing));
    assert!(sees(OfficeKind::CountyArrears, "320613", None, &housing));
    assert!(sees(OfficeKind::CityArrears, "320600", None, &housing));
    assert!(sees(OfficeKind::Issuer, "320600", None, &housing));
    assert!(!sees(OfficeKind::Issuer, "320600", None, &place("320613", None)));
}

proptest! {
    /// Any chain and any fan of replaced codes: what a code means on a day stands on that day, and leads nowhere else.
    #[test]
    fn what_a_code_means_stands_on_the_day(
        links in prop::collection::vec((0_usize..8, any::<bool>()), 7), on in 0_u32..100, of in 0_usize..8,
    ) {
        let at = |number: u32| Day::from_number(20_000 + number).unwrap();
        let areas: Vec<Area> = (0..8_usize)
            .map(|number| {
                let first = u32::try_from(number).unwrap() * 10;
                let ended = number < 7 && links[number].1;
                let old = (0..number).filter(|old| links[*old].1 && links[*old].0.max(old + 1) == number);
                Area {
                    code: number.to_string(),
                    name: String::new(),
                    parent: (number > 0).then(|| "0".to_owned()),
                    valid_from: Some(at(first)),
                    valid_to: ended.then(|| at(first + 9)),
                    replaces: old.map(|old| old.to_string()).collect(),
                }
            })
            .collect();
        let areas = Areas::new(areas).unwrap();
        let meant = areas.successors_on(&of.to_string(), at(on));
        for area in &meant {
            prop_assert!(area.stands_on(at(on)));
            prop_assert_eq!(areas.successors_on(&area.code, at(on)), vec![*area]);
            let is_old = areas.predecessors(&area.code).iter().any(|old| old.code == of.to_string());
            prop_assert!(is_old || area.code == of.to_string());
        }
    }
}
