//! Does a program that was written separately, in another language and from the field tables alone, understand our requests, and
//! do we understand its? `end2end/independent/national.py`, both ways over its standard input.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::feeds::fields::{Field, Kind};

const ABSENT: &str = "python3 (3.11 or newer) is not installed, so the independent program cannot be run.";
const REQUESTS: usize = 300;

/// One line of JSON out for each one in.
fn peer(what: &str, lines: &[Value]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/independent/national.py");
    let mut python = Command::new("python3")
        .arg("-B")
        .arg(script)
        .arg(what)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{ABSENT} ({error})"));
    let mut input = python.stdin.take().unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = python.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), lines.len());
    answers
}

/// A value that the table allows; texts with everything that a form has to escape.
fn value(field: &Field) -> BoxedStrategy<Value> {
    let text = |longest: usize| {
        let longest = longest.min(40);
        proptest::string::string_regex(&format!("[a-zA-Z0-9 &=+%#\"\\\\/王䶮İσΣ·]{{1,{longest}}}"))
            .unwrap()
            .prop_map(|text: String| Value::from(format!("{}x", text.trim()).chars().take(40).collect::<String>()))
            .boxed()
    };
    match (field.name, field.kind) {
        ("date", Kind::Moment) => Just(json!("2026-11-20 07:58:00")).boxed(),
        (_, Kind::Day | Kind::DayOnRecord | Kind::PastDay | Kind::Moment) => Just(json!("2026-11-20")).boxed(),
        (_, Kind::Month) => Just(json!("2026-10")).boxed(),
        (_, Kind::Flag) => prop::sample::select(vec![json!(0), json!(1)]).boxed(),
        (_, Kind::Choice(choices)) => prop::sample::select(choices.to_vec()).prop_map(Value::from).boxed(),
        (_, Kind::Code(_)) => Just(json!("01")).boxed(),
        (_, Kind::Integer(most)) => (0..=most).prop_map(Value::from).boxed(),
        (_, Kind::Decimal(..)) => (0..1_000_000_i64).prop_map(|value| json!(format!("{value}.5"))).boxed(),
        (_, Kind::Number(longest)) => {
            proptest::string::string_regex(&format!("[0-9A-Z]{{1,{longest}}}")).unwrap().prop_map(Value::from).boxed()
        }
        (_, Kind::Text(longest)) if longest > 1 => text(longest - 1),
        (_, Kind::List(fields)) => record(fields).prop_map(|entry| json!([entry])).boxed(),
        _ => Just(json!("1")).boxed(),
    }
}

/// All fields of a table.
fn record(fields: &'static [Field]) -> BoxedStrategy<Value> {
    let values: Vec<BoxedStrategy<(String, Value)>> =
        fields.iter().map(|field| value(field).prop_map(move |value| (field.name.to_owned(), value)).boxed()).collect();
    values.prop_map(|pairs| Value::Object(pairs.into_iter().collect())).boxed()
}

fn data(object: FeedObject) -> BoxedStrategy<Value> {
    let item = record(object.shape().item);
    let item = match object.shape().rows {
        None => item,
        Some((list, fields)) => (item, prop::collection::vec(record(fields), 1..4))
            .prop_map(move |(mut item, rows)| {
                item[list] = rows.into();
                item
            })
            .boxed(),
    };
    item.prop_map(move |mut item| {
        if object.is_of_a_project() {
            item["projectCode"] = "P1".into();
        }
        item
    })
    .boxed()
}

/// A request's method and data, the objects in turn.
fn requests() -> Vec<(String, Value)> {
    let mut runner = TestRunner::deterministic();
    let objects: Vec<FeedObject> = FeedObject::ALL.into_iter().filter(|object| method_of(*object).is_some()).collect();
    let one = |nth: usize| {
        let object = objects[nth % objects.len()];
        let data = data(object).new_tree(&mut runner).unwrap().current();
        (method_of(object).unwrap(), data)
    };
    (0..REQUESTS).map(one).collect()
}

#[test]
fn an_independent_server_understands_our_requests() {
    let requests = requests();
    let line = |(method, data): &(String, Value)| {
        let body = request(&credentials(), method, data.clone(), NOW, NONCE).unwrap();
        json!({ "secret": SECRET, "body": body })
    };
    let answers = peer("read", &requests.iter().map(line).collect::<Vec<_>>());
    for ((method, data), answer) in requests.iter().zip(&answers) {
        assert_eq!(answer["faults"], json!([]), "{method} {data}");
        assert_eq!((&answer["data"], answer["method"].as_str()), (data, Some(method.as_str())));
        assert_eq!((&answer["appid"], &answer["timestamp"]), (&json!("P1"), &json!("20261120090000")));
    }
}

#[test]
fn we_understand_an_independent_client() {
    let requests = requests();
    let line = |(method, data): &(String, Value)| {
        json!({ "appid": "P1", "secret": SECRET, "method": method, "timestamp": "20261120090000", "nonce": NONCE,
            "data": data })
    };
    let answers = peer("write", &requests.iter().map(line).collect::<Vec<_>>());
    for ((method, data), answer) in requests.iter().zip(&answers) {
        let opened = opened(answer["body"].as_str().unwrap()).unwrap();
        let object = object_of(method).unwrap();
        assert_eq!(opened.query, Query::Write { object, data: data.clone(), is_partial: false });
        assert_eq!(opened.signed_at, NOW);
    }
}

#[test]
fn the_independent_server_notices_what_was_tampered_with() {
    let body = changed(|_| {});
    let wrong_key = json!({ "secret": "0123456789abcdef0123456789abcdeX", "body": body });
    let forged = json!({ "secret": SECRET, "body": body.replace("teamSysNo", "teamSysNr") });
    let clear = changed(|request| request.data = attendance().to_string());
    let missing = changed(|request| request.data = r#"{"projectCode":"P1","teamSysNo":7}"#.into());
    let lines =
        [wrong_key, forged, json!({ "secret": SECRET, "body": clear }), json!({ "secret": SECRET, "body": missing })];
    for answer in peer("read", &lines) {
        assert_ne!(answer["faults"], json!([]), "{answer}");
    }
}
