//! Is what is forged, unsigned, replayed, too large, in another encoding or half-sent refused with a plain answer, and does what
//! is wrong with one row leave the others standing?

use bytes::Bytes;
use registry::feeds::LARGEST_BODY;
use registry::instant::MINUTE_MS;

use super::*;

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// A body that arrives in pieces of a megabyte, and may end in an error.
fn pieces(megabytes: usize, end: Option<std::io::Error>) -> Body {
    let whole = (0..megabytes).map(|_| Ok(Bytes::from(vec![b' '; 1024 * 1024])));
    Body::from_stream(futures::stream::iter(whole.chain(end.map(Err))))
}

on_both! {
    async fn what_is_not_signed_so_and_now_is_not_taken_in(engine) {
        let feed = Feed::set(engine).await;
        let body = batch("b-1", PROJECT_CODE, &[passage(1)]).to_string().into_bytes();
        let right = feed.signed("WorkerAttendance", &body);
        let late = feed.scene.house.system().now().minus_ms(6 * MINUTE_MS).rfc3339();
        let empty = String::new;
        let none = Signed { key: empty(), time: empty(), nonce: empty(), signature: empty() };
        let post = async |signed: &Signed, body: &[u8]| {
            feed.post("WorkerAttendance", signed, JSON, Body::from(body.to_vec())).await
        };
        for (what, signed, code) in [
            ("unsigned", none, "feeds.not_authentic"),
            ("forged", Signed { signature: "0".repeat(64), ..right.clone() }, "feeds.not_authentic"),
            ("another key", Signed { key: Uuid::from_u128(7).to_string(), ..right.clone() }, "feeds.not_authentic"),
            ("another nonce", Signed { nonce: "another-nonce-of-it".into(), ..right.clone() }, "feeds.not_authentic"),
            ("late", Signed { time: late, ..right.clone() }, "feeds.time_off"),
            ("no time", Signed { time: "now".into(), ..right.clone() }, "feeds.time_shape"),
            ("short nonce", Signed { nonce: "x".into(), ..right.clone() }, "feeds.nonce_shape"),
        ] {
            let answer = post(&signed, &body).await;
            assert_eq!((answer.status.as_u16(), code_of(&answer).as_str()), (401, code), "{what}");
            assert_eq!(answer.header("www-authenticate"), "Feed", "{what}");
        }
        assert_eq!(code_of(&post(&right, b"{}").await), "feeds.not_authentic", "another body");
        assert_eq!(post(&right, &body).await.status, 202, "what was refused has used up nothing");
        let replayed = post(&right, &body).await;
        assert_eq!((replayed.status.as_u16(), code_of(&replayed).as_str()), (409, "feeds.nonce_used"));
        let other = feed.send(&batch("b-1", PROJECT_CODE, &[passage(2)])).await;
        assert_eq!((other.status.as_u16(), code_of(&other).as_str()), (409, "feeds.batch_changed"));
    }

    async fn what_cannot_be_read_as_a_batch_is_refused_and_nothing_of_it_kept(engine) {
        let feed = Feed::set(engine).await;
        let whole = batch("b-1", PROJECT_CODE, &[passage(1)]).to_string();
        let in_gbk = [whole.as_bytes(), b"\xd4\xf1"].concat();
        for (what, body, status, code) in [
            ("another encoding", in_gbk, 400, "feeds.not_utf8"),
            ("cut off", whole.as_bytes()[..whole.len() - 5].to_vec(), 400, "feeds.not_json"),
            ("empty", Vec::new(), 400, "feeds.not_json"),
            ("a list", b"[]".to_vec(), 422, "feeds.not_an_envelope"),
            ("no number", b"{\"items\":[]}".to_vec(), 422, "feeds.batch_id_missing"),
            ("no rows", batch("b-1", PROJECT_CODE, &[]).to_string().replace("\"items\":[", "\"x\":[").into(), 422, "feeds.items_missing"),
        ] {
            let answer = feed.send_as("WorkerAttendance", body).await;
            assert_eq!((answer.status.as_u16(), code_of(&answer).as_str()), (status, code), "{what}");
        }
        let many = vec![json!({}); 10_001];
        let answer = feed.send(&batch("b-1", PROJECT_CODE, &many)).await;
        assert_eq!((answer.status.as_u16(), code_of(&answer).as_str()), (413, "feeds.too_many_rows"));
        let signed = || feed.signed("WorkerAttendance", whole.as_bytes());
        let broken = || Some(std::io::Error::other("gone"));
        let text = || Body::from(whole.clone());
        let length = (LARGEST_BODY + 1).to_string();
        let megabytes = LARGEST_BODY / 1024 / 1024;
        for (what, headers, body, status, code) in [
            ("said to be larger", vec![JSON[0], ("content-length", length.as_str())], text(), 413, "feeds.body_too_large"),
            ("larger", JSON.to_vec(), pieces(megabytes + 1, None), 413, "feeds.body_too_large"),
            ("half-sent", JSON.to_vec(), pieces(1, broken()), 400, "feeds.half_sent"),
            ("no JSON said", vec![("content-type", "text/plain")], text(), 415, "feeds.not_said_to_be_json"),
            ("packed", vec![JSON[0], ("content-encoding", "gzip")], text(), 415, "feeds.packed"),
        ] {
            let answer = feed.post("WorkerAttendance", &signed(), &headers, body).await;
            assert_eq!((answer.status.as_u16(), code_of(&answer).as_str()), (status, code), "{what}");
        }
        // the very batch is taken in afterwards: nothing stood in its way
        assert_eq!(feed.send_as("WorkerAttendance", whole.into_bytes()).await.status, 202);
    }

    async fn when_too_much_waits_the_answer_says_when_to_come_again(engine) {
        let feed = Feed::set(engine).await;
        for number in 0..20 {
            let sent = feed.send(&batch(&format!("b-{number}"), PROJECT_CODE, &[passage(number)])).await;
            assert_eq!(sent.status, 202, "{}", sent.text());
        }
        // not even the body is asked for
        let answer = feed.post("WorkerAttendance", &feed.signed("WorkerAttendance", b""), JSON, pieces(1, None)).await;
        assert_eq!((answer.status.as_u16(), code_of(&answer).as_str()), (429, "feeds.busy"));
        assert_eq!(answer.header("retry-after"), "5");
        let house = &feed.scene.house;
        assert_eq!(apply_waiting(&house.system(), &house.state.sinks, 100).await.unwrap(), 20);
        assert_eq!(feed.send(&batch("b-20", PROJECT_CODE, &[passage(21)])).await.status, 202);
    }

    async fn a_wrong_row_is_told_with_its_reason_and_the_others_stand(engine) {
        let feed = Feed::set(engine).await;
        let changed = |field: &str, value: &str| {
            let mut row = passage(30);
            row[field] = value.into();
            row
        };
        let rows = [
            // of somebody whom nobody registered: it stands, and waits for a registration
            passage(1),
            changed("date", "2026-11-29 08:00:00"),
            changed("date", "19.11.2026"),
            changed("direction", "03"),
            changed("idCardNumber", "320690199001010011"),
            json!(7),
            passage(2),
        ];
        let receipt = feed.send(&batch("b-1", PROJECT_CODE, &rows)).await;
        let result = feed.applied(&receipt).await;
        assert_eq!((&result["added_count"], &result["refused_count"]), (&json!(2), &json!(5)), "{result}");
        let told: Vec<(u64, &str)> = result["errors"].as_array().unwrap().iter()
            .map(|error| (error["row"].as_u64().unwrap(), error["field"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [(2, "date"), (3, "date"), (4, "direction"), (5, "idCardNumber"), (6, "dataList")]);
        assert!(result["errors"].as_array().unwrap().iter().all(|error| !error["detail"].as_str().unwrap().is_empty()));
    }

    // an exit needs an entry before it, and somebody who is registered there
    async fn nobody_leaves_a_site_who_did_not_enter_it(engine) {
        let feed = Feed::set(engine).await;
        let exit = json!({ "idCardType": "01", "idCardNumber": NUMBER, "date": "2026-11-19", "type": "0" });
        let item = json!({ "projectCode": PROJECT_CODE, "corpCode": "91320613MA00TE5T2Q", "corpName": "南通崇川示例建设有限公司",
            "teamSysNo": 7, "workerList": [exit] });
        let sent = json!({ "batchId": "b-1", "items": [item] });
        let receipt = feed.send_as("WorkerEntryExit", sent.to_string().into_bytes()).await;
        assert_eq!(receipt.status, 202, "{}", receipt.text());
        let result = feed.applied(&receipt).await;
        assert_eq!((&result["added_count"], &result["refused_count"]), (&json!(0), &json!(1)), "{result}");
        assert_eq!(result["errors"][0]["row"], 1);
    }
}
