//! Whatever is sent: every row is answered once, no text of a row is lost or made up, and nothing panics.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::*;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,30}".prop_map(Value::from),
        select(vec!["01", "2026-11-20", "2026-11-20 07:58:00", "1", "0", "2026-10", NUMBER, CREDIT_CODE, ""])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((field_name(), inner), 0..8)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn field_name() -> impl Strategy<Value = String> {
    let names: BTreeSet<&str> = FeedObject::ALL
        .into_iter()
        .flat_map(|object| {
            object.shape().fields().map(|field| field.name).chain(object.shape().rows.map(|rows| rows.0))
        })
        .chain(["rowId", "purpose", "of", "statedAt", "items", "batchId"])
        .collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    prop_oneof![9 => select(names), 1 => ".{0,12}"]
}

/// What holds of any batch that was read.
fn is_consistent(batch: &Batch) -> Result<(), TestCaseError> {
    let good: BTreeSet<u32> = batch.rows.iter().map(|row| row.number).collect();
    let bad: BTreeSet<u32> = batch.errors.iter().map(|error| error.number).collect();
    prop_assert_eq!(good.len(), batch.rows.len(), "a row twice");
    prop_assert!(good.is_disjoint(&bad), "a row good and bad");
    let all: Vec<u32> = good.union(&bad).copied().collect();
    prop_assert_eq!(all, (1..=batch.row_count).collect::<Vec<_>>(), "a row without an answer");
    prop_assert_eq!(usize::try_from(batch.rejected()).unwrap(), bad.len());
    prop_assert!(batch.errors.is_sorted_by_key(|error| error.number));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_a_batch_or_refused(body in prop::collection::vec(any::<u8>(), 0..400), nth in any::<Index>()) {
        let object = FeedObject::ALL[nth.index(FeedObject::ALL.len())];
        match read(object, &body) {
            Ok(batch) => is_consistent(&batch)?,
            Err(fault) => prop_assert!(fault.code().is_some(), "{fault:?}"),
        }
    }

    #[test]
    fn any_items_are_answered_row_by_row(items in prop::collection::vec(any_json(), 1..6), nth in any::<Index>()) {
        let object = FeedObject::ALL[nth.index(FeedObject::ALL.len())];
        let body = serde_json::to_vec(&json!({ "batchId": "b", "items": items })).unwrap();
        is_consistent(&read(object, &body).unwrap())?;
    }

    // a right item with some values replaced
    #[test]
    fn a_spoilt_item_is_answered(
        nth in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), any_json()), 1..4),
    ) {
        let object = FeedObject::ALL[nth.index(FeedObject::ALL.len())];
        let mut item = example(object);
        let names: Vec<&str> = object.shape().fields().map(|field| field.name).collect();
        for (place, value) in changes {
            let name = names[place.index(names.len())];
            let is_of_item = object.shape().item.iter().any(|field| field.name == name);
            match object.shape().rows {
                Some((list, _)) if !is_of_item => item[list][0][name] = value,
                _ => item[name] = value,
            }
        }
        let body = serde_json::to_vec(&json!({ "batchId": "b", "items": [item, example(object)] })).unwrap();
        let batch = read(object, &body).unwrap();
        is_consistent(&batch)?;
        prop_assert!(batch.rows.iter().any(|row| row.number == batch.row_count), "the good item stands");
    }

    #[test]
    fn half_a_batch_is_no_batch(nth in any::<Index>(), cut in any::<Index>()) {
        let object = FeedObject::ALL[nth.index(FeedObject::ALL.len())];
        let body = serde_json::to_vec(&json!({ "batchId": "b", "items": [example(object)] })).unwrap();
        let half = &body[..cut.index(body.len())];
        prop_assert!(read(object, half).is_err());
    }

    #[test]
    fn a_decimal_is_read_as_it_is_written(whole in 0_i64..=999_999_999_999, cents in 0_i64..100) {
        let mut item = example(FeedObject::Payroll);
        item["detailList"][0]["totalPayAmount"] = format!("{whole}.{cents:02}").into();
        let batch = read_json(FeedObject::Payroll, json!([item]));
        let Row::Payment(row) = &batch.rows[0].row else { panic!() };
        prop_assert_eq!(row.due_fen, whole * 100 + cents);
    }

    #[test]
    fn rows_keep_their_order_and_their_content(minutes in prop::collection::vec(0_u32..1_440, 1..60)) {
        let date = |minute: u32| format!("2026-11-19 {:02}:{:02}:00", minute / 60, minute % 60);
        let rows = minutes.iter().map(|minute| passage(&date(*minute))).collect();
        let batch = read_json(FeedObject::WorkerAttendance, attendance(rows));
        prop_assert_eq!(batch.errors.len(), 0);
        let read: Vec<String> = batch.rows.iter().map(|row| match &row.row {
            Row::Attendance(row) => row.at.form_value(),
            other => panic!("{other:?}"),
        }).collect();
        let sent: Vec<String> = minutes.iter().map(|minute| date(*minute)[..16].replace(' ', "T")).collect();
        prop_assert_eq!(read, sent);
    }
}
