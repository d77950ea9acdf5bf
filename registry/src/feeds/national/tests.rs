#![allow(clippy::unwrap_used)]

mod peer;

use serde_json::{Value, json};

use super::*;
use crate::Instant;

/// 2026-11-20, 09:00 in Nantong.
const NOW: Instant = Instant(1_795_136_400_000);
const SECRET: &str = "0123456789abcdef0123456789ABCDEF";
const NONCE: &str = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";

fn credentials() -> Credentials {
    Credentials { appid: "P1".into(), secret: SECRET.into() }
}

fn attendance() -> Value {
    json!({ "projectCode": "P1", "teamSysNo": 7, "dataList": [{ "idCardType": "01", "idCardNumber": "32069019900101001X",
        "date": "2026-11-20 07:58:00", "direction": "01" }] })
}

/// A request of the client, taken apart and signed anew after `change`.
fn changed(change: impl Fn(&mut Request)) -> String {
    let body = request(&credentials(), "WorkerAttendance.Add", attendance(), NOW, NONCE).unwrap();
    let mut request = parse_form(body.as_bytes()).unwrap();
    change(&mut request);
    request.sign = sign(&request, SECRET);
    encode(&request)
}

fn opened(body: &str) -> Result<Opened, Answer> {
    open_request(body.as_bytes(), |appid| (appid == "P1").then(|| SECRET.to_owned()), NOW)
}

/// Worked out by hand, SHA-256 (FIPS 180-4) over the string below. The parameters in alphabetical order without `sign`, the secret
/// last, and the whole in lower case: `P1`, `projectCode`, `Team.Add` and the second half of the secret change.
///
/// ```text
/// 181 bytes = 1448 bits = 0x5a8, so three blocks; the last one ends in 80 00 00 00 00 00 00 00 00 05 a8.
/// block 0  appid=p1&data={"projectcode":"p1"}&format=json&method=team.add&n
///   H = 8f06dfed 4465e973 03319232 6f1084e2 61bb790b 69cc6779 4dac52cf 2956df86
/// block 1  once=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f&timestamp=20261120090000&v
///   H = 6fe07d0c bbbc9ea7 b6a4cefc a3a21f92 4da032e8 aa0e0547 99b2c7f1 d61f600d
/// block 2  ersion=1.0&appsecret=0123456789abcdef0123456789abcdef + padding
///   H = ad274ce7 bfa710ae f9db0e19 080b32d6 db5c746f 85b9f619 e1f9ca19 d294e3f9
/// ```
#[test]
fn a_signature_worked_out_by_hand() {
    let request = Request {
        appid: "P1".into(),
        data: r#"{"projectCode":"P1"}"#.into(),
        format: "json".into(),
        method: "Team.Add".into(),
        nonce: NONCE.into(),
        timestamp: "20261120090000".into(),
        version: "1.0".into(),
        sign: String::new(),
    };
    let canonical = canonical_string(&request, SECRET);
    assert_eq!(
        canonical,
        "appid=p1&data={\"projectcode\":\"p1\"}&format=json&method=team.add&nonce=0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\
        &timestamp=20261120090000&version=1.0&appsecret=0123456789abcdef0123456789abcdef"
    );
    assert_eq!(canonical.len(), 181);
    assert_eq!(sign(&request, SECRET), "ad274ce7bfa710aef9db0e19080b32d6db5c746f85b9f619e1f9ca19d294e3f9");
}

/// Worked out by hand, AES-256 (FIPS 197) of the fifteen digits `620000000000001`, one block of CBC:
///
/// ```text
/// PKCS#7: one byte is missing, so one 01                 36323030 30303030 30303030 30303101
/// vector = first 16 characters of the secret             30313233 34353637 38396162 63646566
/// text xor vector                                        06030203 04050607 08095152 53545467
/// round key 0 is the vector again, so xor gives the text 36323030 30303030 30303030 30303101
/// round 1  SubBytes                                      05230404 04040404 04040404 0404c77c
///          ShiftRows                                     0504047c 0404c704 04040404 04230404
///          MixColumns                                    7e7d8df7 c75a99c7 04040404 6d4a2323
///          xor round key 1 (the key's second half)       30313233 34353637 38394142 43444546
///                                                        4e4cbfc4 f36faff0 3c3d4546 2e0e6665
/// round 2  xor 2a5f6829 1e6a5e1e 26533f7c 45375a1a gives b4c4e404 42603625 8961e0fa 7f855ead
/// round 3  xor 5eab8c91 6a9ebaa6 52a7fbe4 11e3bea2 gives 4030ac1d b26dc49a f3b15896 a22b0d8c
/// round 4  615a1f2e 79e1b1a0 3a2c25d5 b079c4be    round 5  0256f55d e662639f 87c8a283 aba75d55
/// round 6  75051411 bbc984fb 699977a9 c1c2e57b    round 7  9b821801 8067358b 339513e2 edc77825
/// round 8  77d8be30 294b3ae6 d428a40c c3c49146    round 9  3e8b1d6d a76ba6e8 fb1189ff c2d4e5c2
/// round 10 a93c2dcf 03d9d393 b288e5c7 26d07e5a    round 11 43134ba1 31323850 7c207f25 b653c5d9
/// round 12 28b87b83 9e1b3345 fa5d70bd 2c666da3    round 13 6985786f 4b68b092 9f4da2f2 f5830642
/// round 14 without MixColumns, xor 758cdc94 28e69ef6 3ef79b83 31138af6
///                                                        8cc9e6b8 9b05f15e e51b27cc d7846d7f
/// Base64                                                 jMnmuJsF8V7lGyfM14Rtfw==
/// ```
#[test]
fn a_sealed_field_worked_out_by_hand() {
    assert_eq!(seal_field(SECRET, "620000000000001").unwrap(), "jMnmuJsF8V7lGyfM14Rtfw==");
    assert_eq!(open_field(SECRET, "jMnmuJsF8V7lGyfM14Rtfw==").unwrap(), "620000000000001");
}

#[test]
fn what_the_client_says_the_server_understands() {
    let body = request(&credentials(), "WorkerAttendance.Add", attendance(), NOW, NONCE).unwrap();
    assert!(!body.contains("32069019900101001X"), "sealed");
    let opened = opened(&body).unwrap();
    assert_eq!((opened.appid.as_str(), opened.nonce.as_str(), opened.signed_at), ("P1", NONCE, NOW));
    assert_eq!(
        opened.query,
        Query::Write { object: FeedObject::WorkerAttendance, data: attendance(), is_partial: false }
    );
    let query = request(&credentials(), RESULT_QUERY, result_query("s-1"), NOW, NONCE).unwrap();
    assert_eq!(self::opened(&query).unwrap().query, Query::Result { serial_code: "s-1".into() });
}

#[test]
fn every_sealed_field_of_every_table_is_sealed_and_opened() {
    for object in FeedObject::ALL {
        let Some(method) = method_of(object) else { continue };
        let mut data = json!({ "projectCode": "P1", "bankInfos": [{ "bankNumber": "6222020000000001" }] });
        let mut count = 0;
        for field in object.shape().item.iter().filter(|field| field.is_sealed) {
            data[field.name] = format!("plain-{}", field.name).into();
            count += 1;
        }
        if let Some((list, fields)) = object.shape().rows {
            let mut row = json!({});
            for field in fields.iter().filter(|field| field.is_sealed) {
                row[field.name] = format!("plain-{}", field.name).into();
                count += 1;
            }
            data[list] = json!([row]);
        }
        let body = request(&credentials(), &method, data.clone(), NOW, NONCE).unwrap();
        let sent = parse_form(body.as_bytes()).unwrap().data;
        assert!(!sent.contains("plain-"), "{object:?} {sent}");
        assert_eq!(count == 0, object == FeedObject::Project, "{object:?}");
        assert_eq!(opened(&body).unwrap().query, Query::Write { object, data, is_partial: false });
    }
}

#[test]
fn requests_that_are_not_right_get_the_platforms_codes() {
    assert!(opened(&changed(|_| {})).is_ok());
    type Change = fn(&mut Request);
    let cases: [(Change, AnswerCode, &str); 11] = [
        (|request| request.appid = "P2".into(), AnswerCode::Signature, "sign"),
        (|request| request.version = "2.0".into(), AnswerCode::Parameter, "version"),
        (|request| request.format = "xml".into(), AnswerCode::Parameter, "format"),
        (|request| request.nonce = "1".into(), AnswerCode::Parameter, "nonce"),
        (|request| request.timestamp = "20261120085459".into(), AnswerCode::Parameter, "timestamp"),
        (|request| request.timestamp = "2026-11-20 09:00".into(), AnswerCode::Parameter, "timestamp"),
        (|request| request.data = "{".into(), AnswerCode::Parameter, "data"),
        (|request| request.data = "[]".into(), AnswerCode::Parameter, "data"),
        (|request| request.method = "Worker.Query".into(), AnswerCode::Parameter, "method"),
        (|request| request.data = r#"{"projectCode":"P2"}"#.into(), AnswerCode::NoPermission, "projectCode"),
        (
            |request| request.data = r#"{"projectCode":"P1","dataList":[{"idCardNumber":"in the clear"}]}"#.into(),
            AnswerCode::Parameter,
            "data",
        ),
    ];
    for (change, code, message) in cases {
        assert_eq!(opened(&changed(change)).unwrap_err(), Answer::refusal(code, message));
    }
    let body = changed(|_| {});
    let forged = body.replace("07%3A58", "07%3A59");
    assert!(forged != body && opened(&forged).unwrap_err().code == AnswerCode::Signature);
    // the standard's own weakness: upper and lower case are signed alike
    assert!(opened(&body.replace("dataList", "datalist")).is_ok());
    for body in ["", "appid=P1", &format!("{body}&appid=P1"), "\u{0}=&&&"] {
        assert_eq!(opened(body).unwrap_err().code, AnswerCode::Parameter, "{body}");
    }
}

#[test]
fn a_signature_covers_every_parameter() {
    let body = changed(|_| {});
    let right = parse_form(body.as_bytes()).unwrap();
    let changes: [fn(&mut Request); 7] = [
        |request| request.appid.push('1'),
        |request| request.data.push(' '),
        |request| request.format.push('1'),
        |request| request.method.push('1'),
        |request| request.nonce.push('1'),
        |request| request.timestamp.push('1'),
        |request| request.version.push('1'),
    ];
    assert!(verify(&right, SECRET));
    for change in changes {
        let mut other = right.clone();
        change(&mut other);
        assert!(!verify(&other, SECRET), "{other:?}");
    }
    assert!(!verify(&right, &SECRET[..31]));
}

#[test]
fn what_this_secret_did_not_seal_does_not_open() {
    for wrong in ["", "jMnmuJsF8V7lGyfM14Rtfw", "jMnmuJsF8V7lGyfM14Rtfg==", "AAAA", "不是密文"] {
        assert!(open_field(SECRET, wrong).is_err(), "{wrong}");
    }
    assert!(open_field("0123456789abcdef0123456789abcdef", "jMnmuJsF8V7lGyfM14Rtfw==").is_err());
    assert!(seal_field("short", "1").is_err());
}

#[test]
fn answers_are_read_whatever_their_numbers_are_wrapped_in() {
    for answer in [
        json!({ "code": "0", "message": "", "data": { "requestSerialCode": "s-1" } }),
        json!({ "code": 0, "data": "{\"requestSerialCode\":\"s-1\"}" }),
    ] {
        assert_eq!(read_sent(answer.to_string().as_bytes()).unwrap(), Sent::Waiting { serial_code: "s-1".into() });
    }
    let refused = json!({ "code": "-2", "message": "签名错误" }).to_string();
    let expected = Sent::Refused { code: "-2".into(), message: "签名错误".into() };
    assert_eq!(read_sent(refused.as_bytes()).unwrap(), expected);
    let outcome = |data: Value| read_outcome(json!({ "code": "0", "data": data }).to_string().as_bytes());
    assert_eq!(outcome(json!({ "status": "0" })).unwrap(), Outcome::Waiting);
    assert_eq!(outcome(json!({ "status": 10, "result": "x" })).unwrap(), Outcome::Failed { reason: "x".into() });
    let done = Outcome::Done { result: json!({ "teamSysNo": 7 }) };
    assert_eq!(outcome(json!({ "status": 20, "result": { "teamSysNo": 7 } })).unwrap(), done);
    assert!(outcome(json!({ "status": 30 })).is_err() && read_sent(b"<html>").is_err() && read_sent(b"{}").is_err());
}

#[test]
fn our_own_answers_are_those_that_our_client_reads() {
    let json = |answer: Answer| answer.to_json().to_string();
    assert_eq!(read_sent(json(Answer::taken("s-1")).as_bytes()).unwrap(), Sent::Waiting { serial_code: "s-1".into() });
    let outcome = |became: Became| read_outcome(json(answer_of_result(became)).as_bytes()).unwrap();
    assert_eq!(outcome(Became::Waiting), Outcome::Waiting);
    for result in [json!(""), json!({ "teamSysNo": 7 })] {
        assert_eq!(outcome(Became::Done { result: result.clone() }), Outcome::Done { result });
    }
    assert_eq!(outcome(Became::Failed { reason: "x".into() }), Outcome::Failed { reason: "x".into() });
}
