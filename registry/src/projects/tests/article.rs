use std::collections::BTreeSet;

use super::super::completeness::{Count, Share, completeness};
use super::*;

/// Article 7, its four sentences as they stand there, without 等基本情况 and 等信息.
const ARTICLE: [&str; 4] = [
    "企业基本情况、项目地点、工程名称、建设规模、投资总额、开竣工时间、施工现场管理人员、分包企业、劳务企业",
    "身份证信息、文化程度、工种（专业）、技能（职称或岗位证书）等级、安全培训",
    "工作岗位、劳动合同签订、考勤、工资卡信息、工资支付、从业记录",
    "诚信评价、举报投诉、良好及不良行为记录",
];

#[test]
fn every_item_of_the_article_is_one_and_has_its_number() {
    let literal: Vec<(u8, usize, &str)> = ARTICLE
        .iter()
        .zip(1_u8..)
        .flat_map(|(sentence, number)| sentence.split('、').zip(1..).map(move |(item, place)| (number, place, item)))
        .collect();
    let listed: Vec<(u8, usize)> = Item::ALL.iter().map(|item| (item.category().number(), item.place())).collect();
    assert_eq!(literal.iter().map(|(number, place, _)| (*number, *place)).collect::<Vec<_>>(), listed);
    let running: Vec<usize> = Item::ALL.iter().map(|item| item.number()).collect();
    assert_eq!(running, (1..=23).collect::<Vec<_>>());
    let named = |item: Item| literal[item.number() - 1].2;
    assert_eq!(named(Item::StartAndFinish), "开竣工时间");
    assert_eq!(named(Item::LabourSubcontractors), "劳务企业");
    assert_eq!(named(Item::Skill), "技能（职称或岗位证书）等级");
    assert_eq!(named(Item::WageCard), "工资卡信息");
    assert_eq!(named(Item::Conduct), "良好及不良行为记录");
}

#[test]
fn every_item_has_fields_and_none_twice() {
    for item in Item::ALL {
        let fields = item.fields();
        assert!(!fields.is_empty(), "{item:?}");
        assert_eq!(fields.iter().collect::<BTreeSet<_>>().len(), fields.len(), "{item:?}");
    }
}

#[test]
fn what_nobody_could_fill_counts_neither_way() {
    let lines = completeness(&[]);
    assert_eq!(lines.iter().map(|line| line.category).collect::<Vec<_>>(), Category::ALL);
    assert_eq!(lines.iter().map(|line| line.items.len()).collect::<Vec<_>>(), [9, 5, 6, 3]);
    assert!(lines.iter().all(|line| line.share.hundredths().is_none()));
    let no_workers = completeness(&[Count { item: Item::Trade, field: "trade", filled: 0, of: 0 }]);
    assert_eq!(no_workers[1].share.hundredths(), None);
}

#[test]
fn shares_add_up_per_category_and_name_what_is_missing() {
    let counts = [
        Count::once(Item::Name, "name", Some("某项目")),
        Count::once(Item::Investment, "investment_fen", None::<i64>),
        Count::once(Item::Location, "area", Some("320613")),
        Count { item: Item::Trade, field: "trade", filled: 30, of: 40 },
        Count { item: Item::Trade, field: "trade", filled: 10, of: 10 },
        Count { item: Item::Education, field: "education", filled: 9, of: 9 },
        Count { item: Item::Education, field: "no such field", filled: 0, of: 100 },
    ];
    let lines = completeness(&counts);
    assert_eq!(lines[0].share, Share { filled: 2, of: 3 });
    assert_eq!(lines[0].share.hundredths(), Some(6_666));
    assert_eq!(lines[1].share, Share { filled: 49, of: 59 });
    let trade = lines[1].items.iter().find(|line| line.item == Item::Trade).unwrap();
    assert_eq!((trade.share, trade.missing.as_slice()), (Share { filled: 40, of: 50 }, &["trade"][..]));
    let education = lines[1].items.iter().find(|line| line.item == Item::Education).unwrap();
    assert_eq!((education.share.hundredths(), education.missing.len()), (Some(10_000), 0));
    assert_eq!(lines[3].share.hundredths(), None);
}

#[test]
fn only_what_lacks_nothing_is_whole() {
    assert_eq!(Share { filled: 399_999, of: 400_000 }.hundredths(), Some(9_999));
    assert_eq!(Share { filled: u64::MAX - 1, of: u64::MAX }.hundredths(), Some(9_999));
    assert_eq!(Share { filled: 5, of: 4 }.hundredths(), Some(10_000));
    assert_eq!(Share { filled: 0, of: 4 }.hundredths(), Some(0));
}
