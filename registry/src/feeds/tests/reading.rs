use super::*;
use crate::attendance::Direction;

fn codes(batch: &Batch) -> Vec<(u32, &str, &str)> {
    batch.errors.iter().map(|error| (error.number, error.field, error.refusal.code)).collect()
}

fn refused(object: FeedObject, body: &[u8]) -> &'static str {
    read(object, body).unwrap_err().code().unwrap()
}

#[test]
fn a_right_item_of_every_object_is_one_row() {
    for object in FeedObject::ALL {
        let batch = read_json(object, json!([example(object)]));
        assert_eq!((batch.row_count, batch.rows.len()), (1, 1), "{object:?} {:?}", batch.errors);
        assert_eq!(batch.rows[0].row.project_code().is_some(), object.is_of_a_project(), "{object:?}");
    }
}

#[test]
fn every_required_field_is_missed_where_it_is_missing() {
    for object in FeedObject::ALL {
        let shape = object.shape();
        for field in shape.fields().filter(|field| field.is_required) {
            let mut item = example(object);
            let is_of_item = shape.item.iter().any(|one| one.name == field.name);
            match shape.rows {
                Some((list, _)) if !is_of_item => {
                    item[list][0].as_object_mut().unwrap().remove(field.name).unwrap();
                }
                _ => {
                    item.as_object_mut().unwrap().remove(field.name).unwrap();
                }
            }
            let batch = read_json(object, json!([item]));
            assert_eq!(batch.rows.len(), 0, "{object:?} without {}", field.name);
            let told = batch.errors.iter().any(|error| error.field == field.name);
            assert!(told, "{object:?} without {}: {:?}", field.name, batch.errors);
        }
    }
}

#[test]
fn good_rows_stand_beside_bad_ones() {
    let mut wrong_number = passage("2026-11-20 08:00:00");
    wrong_number["idCardNumber"] = "320690199001010010".into();
    let late = passage("2026-11-20 09:06:00");
    let rows = vec![passage("2026-11-20 07:58:00"), wrong_number, json!(5), late, passage("2026-11-19 17:01:00")];
    let batch = read_json(FeedObject::WorkerAttendance, attendance(rows));
    assert_eq!(batch.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 5]);
    assert_eq!((batch.row_count, batch.rejected()), (5, 3));
    let expected = [
        (2, "idCardNumber", "people.id_number_check"),
        (3, "dataList", "feeds.not_an_object"),
        (4, "date", "attendance.date_in_future"),
    ];
    assert_eq!(codes(&batch), expected);
    assert_eq!(batch.errors[1].path, "items[0].dataList[2]");
}

#[test]
fn what_is_wrong_with_an_item_is_told_for_each_of_its_rows() {
    let mut items = attendance(vec![passage("2026-11-20 07:58:00"), passage("2026-11-20 07:59:00")]);
    items[0].as_object_mut().unwrap().remove("projectCode");
    items.as_array_mut().unwrap().push(json!({ "projectCode": "P-2", "teamSysNo": 1, "dataList": [] }));
    items.as_array_mut().unwrap().push(attendance(vec![passage("2026-11-20 07:58:00")])[0].clone());
    let batch = read_json(FeedObject::WorkerAttendance, items);
    let missing = "feeds.missing";
    assert_eq!(
        codes(&batch),
        [(1, "projectCode", missing), (2, "projectCode", missing), (3, "dataList", "feeds.list_missing")]
    );
    assert_eq!(batch.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [4]);
}

#[test]
fn several_things_wrong_with_a_row_are_told_at_once() {
    let mut row = passage("20.11.2026");
    row["direction"] = "03".into();
    row["idCardType"] = "77".into();
    row["channel"] = "x".repeat(101).into();
    let batch = read_json(FeedObject::WorkerAttendance, attendance(vec![row]));
    let mut fields: Vec<&str> = batch.errors.iter().map(|error| error.field).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["channel", "date", "direction", "idCardType"]);
}

#[test]
fn a_batch_that_is_none_is_refused_whole() {
    let object = FeedObject::WorkerAttendance;
    for (body, code) in [
        (&b""[..], "feeds.not_json"),
        (b"{\"batchId\": \"b\", \"items\": [", "feeds.not_json"),
        (b"[]", "feeds.not_an_envelope"),
        (b"\xff\xfe{}", "feeds.not_utf8"),
        // GB18030 of a Chinese word
        (b"{\"batchId\": \"\xc4\xcf\xcd\xa8\"}", "feeds.not_utf8"),
        (b"{}", "feeds.batch_id_missing"),
        (b"{\"batchId\": \"  \"}", "feeds.batch_id_missing"),
        (b"{\"batchId\": \"a b\"}", "feeds.batch_id_shape"),
        (b"{\"batchId\": \"b\"}", "feeds.items_missing"),
        (b"{\"batchId\": \"b\", \"items\": {}}", "feeds.items_missing"),
        (b"{\"batchId\": \"b\", \"items\": []}", "feeds.no_rows"),
    ] {
        assert_eq!(refused(object, body), code, "{}", String::from_utf8_lossy(body));
    }
    assert_eq!(refused(object, &vec![b' '; LARGEST_BODY + 1]), "feeds.body_too_large");
    let deep = format!("{{\"batchId\": \"b\", \"items\": {}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    assert_eq!(refused(object, deep.as_bytes()), "feeds.not_json");
    assert!(read(object, b"\xEF\xBB\xBF{\"batchId\": \"b\", \"items\": [{}]}").is_ok(), "a byte-order mark");
}

#[test]
fn one_row_too_many_is_too_many() {
    let body = |rows: usize| {
        let rows = vec![passage("2026-11-20 07:58:00"); rows];
        serde_json::to_vec(&json!({ "batchId": "b", "items": attendance(rows) })).unwrap()
    };
    let reading = Reading { received_at: NOW, rules: &rules(3) };
    assert_eq!(read_batch(FeedObject::WorkerAttendance, &body(3), &reading).unwrap().rows.len(), 3);
    let refused = read_batch(FeedObject::WorkerAttendance, &body(4), &reading).unwrap_err();
    assert_eq!(refused.code(), Some("feeds.too_many_rows"));
}

#[test]
fn corrections_and_withdrawals_name_what_they_are_about() {
    let mut record = passage("2026-11-20 07:58:00");
    record["rowId"] = "a-1".into();
    let mut correct = passage("2026-11-20 07:59:00");
    for (name, value) in [
        ("rowId", json!("a-2")),
        ("purpose", json!("correct")),
        ("of", json!({ "rowId": "a-1", "date": "2026-11-20 07:58:00", "idCardNumber": "32069019900101001x" })),
        ("statedAt", json!("2026-11-20T08:30:00+08:00")),
    ] {
        correct[name] = value;
    }
    let mut withdraw = passage("2026-11-19 17:00:00");
    withdraw["purpose"] = "withdraw".into();
    let batch = read_json(FeedObject::WorkerAttendance, attendance(vec![record, correct, withdraw]));
    assert_eq!(batch.errors, []);
    let row = |nth: usize| match &batch.rows[nth].row {
        Row::Attendance(row) => row.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((&batch.rows[0].statement.purpose, row(0).about), (&Purpose::Record, None));
    let about = row(1).about.unwrap();
    assert_eq!((about.at.since(row(1).at), about.direction), (-60_000, Direction::In));
    assert_eq!((about.row_id.as_deref(), about.document.number.as_str()), (Some("a-1"), NUMBER));
    assert!(matches!(batch.rows[1].statement.purpose, Purpose::Correct(_)));
    assert_eq!(batch.rows[1].statement.stated_at.unwrap().rfc3339(), "2026-11-20T08:30:00.000+08:00");
    assert_eq!(row(2).about.unwrap().at, row(2).at, "a withdrawal repeats the row");
}

#[test]
fn statements_that_contradict_themselves_are_refused() {
    for (more, field, code) in [
        (json!({ "purpose": "correct" }), "of", "feeds.of_missing"),
        (json!({ "of": {} }), "of", "feeds.of_beside_a_record"),
        (json!({ "purpose": "delete" }), "purpose", "feeds.purpose_unknown"),
        (json!({ "purpose": "correct", "of": "a-1" }), "of", "feeds.not_an_object"),
        (json!({ "rowId": "a b" }), "rowId", "feeds.row_id_shape"),
        (json!({ "rowId": "x".repeat(65) }), "rowId", "feeds.row_id_shape"),
        (json!({ "statedAt": "2026-11-20" }), "statedAt", "feeds.not_a_moment"),
        (json!({ "statedAt": "2026-11-20T09:06:00+08:00" }), "statedAt", "feeds.in_future"),
        (json!({ "purpose": "withdraw", "of": { "date": "gestern" } }), "of", "attendance.date_shape"),
    ] {
        let mut row = passage("2026-11-20 07:58:00");
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let batch = read_json(FeedObject::WorkerAttendance, attendance(vec![row]));
        assert_eq!(codes(&batch), [(1, field, code)], "{more}");
    }
    let mut row = passage("2026-11-20 07:58:00");
    row["rowId"] = "a-1".into();
    let batch = read_json(FeedObject::WorkerAttendance, attendance(vec![row.clone(), row]));
    assert_eq!(codes(&batch), [(2, "rowId", "feeds.row_twice")]);
}

#[test]
fn sums_are_exact_and_days_exist() {
    let payment = |field: &str, value: Value| {
        let mut item = example(FeedObject::Payroll);
        item["detailList"][0][field] = value;
        read_json(FeedObject::Payroll, json!([item]))
    };
    for (value, fen) in [(json!("8000.1"), 800_010), (json!(0.29), 29), (json!("007.00"), 700), (json!(8000), 800_000)]
    {
        let batch = payment("totalPayAmount", value.clone());
        let Row::Payment(row) = &batch.rows[0].row else { panic!() };
        assert_eq!(row.due_fen, fen, "{value}");
    }
    for value in
        [json!("8,000.00"), json!("-1"), json!("1e3"), json!("1."), json!(".5"), json!("٣"), json!([1]), json!({})]
    {
        assert_eq!(payment("totalPayAmount", value.clone()).rows.len(), 0, "{value}");
    }
    assert_eq!(codes(&payment("totalPayAmount", json!("0.001"))), [(1, "totalPayAmount", "feeds.number_shape")]);
    assert_eq!(
        codes(&payment("totalPayAmount", json!("1234567890123"))),
        [(1, "totalPayAmount", "feeds.number_shape")]
    );
    assert_eq!(codes(&payment("balanceDate", json!("2026-02-29"))), [(1, "balanceDate", "feeds.not_a_day")]);
    assert_eq!(codes(&payment("balanceDate", json!("2026-11-21"))), [(1, "balanceDate", "feeds.in_future")]);
    assert_eq!(codes(&payment("balanceDate", json!("1989-12-31"))), [(1, "balanceDate", "calendar.day_too_early")]);
    assert_eq!(payment("balanceDate", json!("2026-11-15 00:00:00")).errors, []);
    assert_eq!(codes(&payment("days", json!(32))), [(1, "days", "feeds.out_of_range")]);
    let Row::Project(project) =
        &read_json(FeedObject::Project, json!([example(FeedObject::Project)])).rows[0].row.clone()
    else {
        panic!()
    };
    assert_eq!((project.invest_fen, project.building_area), (Some(1_234_567_891), Some(1_000_050)));
}

#[test]
fn an_end_before_its_begin_is_told_at_the_end() {
    let mut item = example(FeedObject::WorkerContract);
    item["contractList"][0]["endDate"] = "2026-10-31".into();
    let batch = read_json(FeedObject::WorkerContract, json!([item]));
    assert_eq!(codes(&batch), [(1, "endDate", "feeds.ends_before_it_begins")]);
}

#[test]
fn pictures_are_small_and_pictures() {
    use base64::Engine;
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let picture = |value: String| {
        let mut row = passage("2026-11-20 07:58:00");
        row["image"] = value.into();
        read_json(FeedObject::WorkerAttendance, attendance(vec![row]))
    };
    let jpeg = [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[0; 100]].concat();
    for text in [base64(&jpeg), format!("data:image/jpeg;base64,{}", base64(&jpeg))] {
        let Row::Attendance(row) = &picture(text).rows[0].row.clone() else { panic!() };
        assert_eq!(row.photo.as_deref(), Some(&jpeg[..]));
    }
    assert_eq!(codes(&picture(base64(b"GIF89a"))), [(1, "image", "feeds.picture_unreadable")]);
    assert_eq!(codes(&picture("****".into())), [(1, "image", "feeds.picture_unreadable")]);
    assert_eq!(codes(&picture("A".repeat(70_000))), [(1, "image", "feeds.picture_too_large")]);
}

#[test]
fn what_nothing_here_needs_is_not_taken_and_misspelt_names_are_named() {
    let mut item = example(FeedObject::ProjectWorker);
    item["workerList"][0]["hasBadMedicalHistory"] = json!({ "anything": ["at all"] });
    item["workerList"][0]["cellphone"] = "13800000000".into();
    item["projektCode"] = "P".repeat(80).into();
    let batch = read_json(FeedObject::ProjectWorker, json!([item]));
    assert_eq!(batch.errors, []);
    assert_eq!(batch.unknown_fields.iter().collect::<Vec<_>>(), ["cellphone", "projektCode"]);
}

#[test]
fn what_waits_is_bounded_and_says_when_to_come_again() {
    let load = |batches, rows| Load { batches_of_supplier: batches, batches, rows };
    assert!(check_load(load(0, 0), 10_000).is_ok());
    assert!(check_load(load(19, 390_000), 10_000).is_ok());
    for too_much in [load(20, 100), load(1, 390_001)] {
        let refusal = check_load(too_much, 10_000).unwrap_err();
        assert_eq!(refusal.code, "feeds.busy");
        assert_eq!(refusal.details[0].1, too_much.retry_after_s().to_string());
    }
    assert_eq!((load(1, 0).retry_after_s(), load(1, 100_000).retry_after_s()), (5, 10));
}
