//! Is every field that is said to be kept read into its row?

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::workers::Codes;

/// Another right value of the field.
fn other(field: &Field, now: &Value) -> Value {
    match (field.name, field.kind) {
        ("idCardNumber" | "teamLeaderIDNumber", _) => "32069019920202002X".into(),
        ("corpCode" | "contractorCorpCode" | "buildCorpCode", _) => "93320623MA0000007U".into(),
        ("direction", _) => "02".into(),
        ("attendType", _) => "002".into(),
        (_, Kind::Text(_)) => "另".into(),
        (_, Kind::Number(longest)) => "778899"[..longest.min(6)].into(),
        (_, Kind::Choice(choices)) => {
            let others = choices.iter().filter(|choice| Some(**choice) != text(now).as_deref());
            others.copied().next().unwrap().into()
        }
        (_, Kind::Code(table)) => {
            let mut codes = Codes::built_in().all(table).map(|(code, _)| code);
            codes.find(|code| Some(*code) != text(now).as_deref() && *code != "01").unwrap().into()
        }
        (_, Kind::Day | Kind::DayOnRecord) => "2027-01-31".into(),
        (_, Kind::PastDay) => "2026-11-04".into(),
        (_, Kind::Month) => "2026-09".into(),
        (_, Kind::Moment) => "2026-11-20 07:59:00".into(),
        (_, Kind::Integer(_)) => 1.into(),
        (_, Kind::Decimal(..)) => 3.into(),
        (_, Kind::Flag) => if text(now).as_deref() == Some("1") { 0 } else { 1 }.into(),
        (_, Kind::Picture) => STANDARD.encode([0xFF, 0xD8, 0xFF, 0xE0]).into(),
        (_, Kind::List(_) | Kind::NotTaken) => Value::Null,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn row_of(object: FeedObject, item: Value) -> Row {
    let mut batch = read_json(object, json!([item]));
    assert_eq!(batch.errors, [], "{object:?}");
    batch.rows.remove(0).row
}

/// Where the fields stand in an item: the item itself, its row, or the first entry of a list of fields.
fn places(object: FeedObject) -> Vec<(Vec<&'static str>, &'static Field)> {
    let shape = object.shape();
    let of_item = shape.item.iter().map(|field| (Vec::new(), field));
    let of_row = shape.rows.into_iter().flat_map(|(list, fields)| fields.iter().map(move |field| (vec![list], field)));
    let mut places = Vec::new();
    for (path, field) in of_item.chain(of_row) {
        match field.kind {
            Kind::List(inner) => places.extend(inner.iter().map(|one| (vec![field.name], one))),
            _ => places.push((path, field)),
        }
    }
    places
}

#[test]
fn every_field_that_is_kept_makes_another_row() {
    for object in FeedObject::ALL {
        let item = example(object);
        let before = row_of(object, item.clone());
        for (path, field) in places(object).into_iter().filter(|(_, field)| field.is_kept()) {
            let mut item = item.clone();
            let place = path.iter().fold(&mut item, |place, list| &mut place[list][0]);
            let value = other(field, &place[field.name]);
            place[field.name] = value;
            assert_ne!(row_of(object, item), before, "{object:?} {path:?} {}", field.name);
        }
    }
}

#[test]
fn what_is_not_kept_is_named_by_its_place() {
    let named = FeedObject::ProjectSubContractor.shape().not_kept();
    assert!(
        named.contains(&"pmName".to_owned()) && named.contains(&"bankInfos.bankLinkNumber".to_owned()),
        "{named:?}"
    );
    assert!(FeedObject::ProjectTraining.shape().not_kept().contains(&"trainingName".to_owned()), "only checked");
    assert!(!FeedObject::Corp.shape().not_kept().contains(&"linkTel".to_owned()));
}
