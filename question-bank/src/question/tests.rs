use super::*;
use crate::facts::Confidence;
use crate::fixtures::{case, facts, single};

#[test]
fn a_question_survives_json() {
    for question in [single(), case()] {
        let json = serde_json::to_string(&question).unwrap();
        assert_eq!(serde_json::from_str::<Question>(&json).unwrap(), question);
    }
}

#[test]
fn the_stored_form_is_pinned() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&single()).unwrap(), @r#"
    {
      "id": "wr-s-001",
      "kind": "single",
      "point": "wage_regulation",
      "difficulty": "easy",
      "purpose": "official",
      "facts": [
        "F001"
      ],
      "body": {
        "item": {
          "stem": "条例所称农民工是指为用人单位提供劳动的（　）。",
          "options": [
            "农村居民",
            "城镇居民",
            "外来务工人员",
            "全体劳动者"
          ],
          "right": "A",
          "explanation": "依据条例。",
          "facts": [
            "F001"
          ]
        }
      }
    }
    "#);
}

/// Stored papers name versions by this hash: if it changes, the serialised form changed and every stored pin breaks.
#[test]
fn the_content_hash_is_pinned() {
    assert_eq!(single().version().to_string(), "c65cc1bb07992620f254cc44ca6d2e79f859b12f02707730ae4c2318ae5e1124");
}

#[test]
fn every_change_of_content_makes_another_version() {
    let original = case().version();
    let changes: [fn(&mut Question); 4] = [
        |question| question.purpose = Purpose::Practice,
        |question| question.difficulty = Difficulty::Hard,
        |question| question.facts.clear(),
        |question| match &mut question.body {
            Body::Case(case) => case.parts[1].item.right = Choice::EMPTY,
            Body::Item(_) => unreachable!(),
        },
    ];
    for change in changes {
        let mut changed = case();
        change(&mut changed);
        assert_ne!(changed.version(), original);
    }
}

#[test]
fn a_question_is_usable_when_all_its_facts_are() {
    let facts = facts();
    let of = |confidence| facts.iter().find(|fact| fact.confidence == confidence).unwrap().id.clone();
    let usable = |ids: &[FactId], secondary| {
        let mut question = single();
        question.facts = ids.to_vec();
        match &mut question.body {
            Body::Item(item) => item.facts = ids.to_vec(),
            Body::Case(_) => unreachable!(),
        }
        question.is_usable(&facts, secondary)
    };
    let (law, secondary, unverified) = (of(Confidence::Law), of(Confidence::Secondary), of(Confidence::Unverified));
    assert!(usable(std::slice::from_ref(&law), Secondary::Refused));
    assert!(usable(&[law.clone(), secondary.clone()], Secondary::Allowed));
    assert!(!usable(&[law.clone(), secondary], Secondary::Refused));
    assert!(!usable(&[law, unverified], Secondary::Allowed));
    assert!(!usable(&[FactId("F999".to_owned())], Secondary::Allowed));
    assert!(!usable(&[], Secondary::Allowed));
}

#[test]
fn the_fact_of_a_part_counts_too() {
    let facts = facts();
    let mut question = case();
    let Body::Case(case) = &mut question.body else { unreachable!() };
    case.parts[2].item.facts = vec![FactId("F064".to_owned())];
    assert!(!question.is_usable(&facts, Secondary::Allowed));
}

#[test]
fn codes_are_read_as_they_are_written() {
    for point in Point::ALL {
        assert_eq!(point.code().parse(), Ok(*point));
        assert_eq!(serde_json::to_string(point).unwrap(), format!("{:?}", point.code()));
    }
    let refused = "overtime".parse::<Point>().unwrap_err();
    assert_eq!(refused.to_string(), r#""overtime" is no Point"#);
}
