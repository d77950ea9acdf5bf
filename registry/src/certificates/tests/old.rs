//! What stands on an old paper, and what its code says.

use super::super::old::{OldCode, OldNumber, number_key, read_lines};
use crate::Day;
use crate::fixtures::id_number;

const HEAD: [&str; 7] = ["证书编号", "姓名", "身份证号码", "发证日期", "发证机关", "二维码内容", "注销日期"];

fn today() -> Day {
    Day::from_ymd(2026, 11, 20).unwrap()
}

fn code(text: &str) -> Result<String, &'static str> {
    OldCode::parse(text).map(|code| code.as_str().to_owned()).map_err(|refusal| refusal.code)
}

#[test]
fn of_an_address_only_what_stands_behind_the_host_is_compared() {
    for (printed, compared) in [
        ("http://139.196.195.217:8084/cert/detail?id=17", "cert/detail?id=17"),
        ("HTTPS://old.example/cert/detail?id=17", "cert/detail?id=17"),
        (" http://139.196.195.217:8084/#/cert/17 ", "#/cert/17"),
        ("http://139.196.195.217:8084?id=17", "?id=17"),
        ("http://139.196.195.217:8084/cert/%E7%8E%8B", "cert/王"),
        ("通建劳2021-0001", "通建劳2021-0001"),
        ("100%", "100%"),
        ("a%+f", "a%+f"),
        // no UTF-8 inside: as it came
        ("cert/%CD%F5", "cert/%CD%F5"),
    ] {
        assert_eq!(code(printed).as_deref(), Ok(compared), "{printed}");
    }
}

#[test]
fn a_code_that_names_no_certificate_is_refused() {
    let long = "a".repeat(501);
    for (printed, refused) in [
        ("", "certificates.old_code_missing"),
        ("a\u{7}b", "certificates.old_code_unreadable"),
        (long.as_str(), "certificates.old_code_unreadable"),
        ("http://139.196.195.217:8084", "certificates.old_code_leads_nowhere"),
        ("http://139.196.195.217:8084/", "certificates.old_code_leads_nowhere"),
    ] {
        assert_eq!(code(printed), Err(refused), "{printed}");
    }
}

#[test]
fn the_address_of_today_asks_for_the_same_code() {
    for printed in ["http://a/cert?id=1&x=%25", "http://a/#/cert/王 明", "通建劳〔2021〕1号", "a+b%2Bc"] {
        let code = OldCode::parse(printed).unwrap();
        let address = code.address(today()).unwrap();
        assert!(address.is_ascii() && !address.contains(['#', ' ']), "{address}");
        let asked = OldCode::asked(address.strip_prefix("/old/").unwrap()).unwrap();
        assert_eq!(asked.as_str(), code.as_str(), "{printed}");
    }
    let personal = format!("http://a/cert?id={}", id_number("320691", "19850101", 7));
    assert_eq!(OldCode::parse(&personal).unwrap().address(today()), None);
}

#[test]
fn a_number_is_found_whatever_way_it_is_written() {
    for written in ["通建劳〔2021〕0001号", "通建劳[2021] 0001号", "通建劳（２０２１）0001号", "通建劳(2021)-0001号"]
    {
        assert_eq!(number_key(written), "通建劳(2021)0001号", "{written}");
    }
    let personal = format!("NT{}", id_number("320691", "19850101", 7));
    for (text, refused) in [
        ("", "certificates.old_number_shape"),
        ("无编号", "certificates.old_number_shape"),
        (personal.as_str(), "certificates.old_number_personal"),
    ] {
        assert_eq!(OldNumber::parse(text, today()).unwrap_err().code, refused, "{text}");
    }
}

#[test]
fn each_faulty_line_is_named_with_everything_that_is_wrong() {
    let number = |nth: u16| id_number("320691", "19850101", nth);
    let line = |cells: [&str; 7]| cells.map(str::to_owned).to_vec();
    let rows = [
        line(HEAD),
        line(["T-001", "王明", &number(1), "2021-05-01", "南通市建筑工程管理处", "http://a/c?id=1", ""]),
        line(["T 001", "李强", &number(3), "2021-05-01", "南通市建筑工程管理处", "http://a/c?id=2", ""]),
        line(["T-003", "赵亮", &number(5), "2021-05-01", "南通市建筑工程管理处", "http://b/c?id=1", ""]),
        line(["T-004", "", "1", "2026-11-21", "处", "http://a/", "2020-01-01"]),
        line(["T-005", "钱进", &number(7), "2021-05-01", "南通市建筑工程管理处", "c?id=5", "2021-04-30"]),
        line(["T-006", "孙立", &number(9), "1989-12-31", "南通市建筑工程管理处", "c?id=6", ""]),
        line(["T-007", "周平", &number(11), "2021-05-01", "南通市建筑工程管理处", "c?id=7", "2024-03-01"]),
    ];
    let (lines, faults) = read_lines(&rows, today()).unwrap();
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 8]);
    assert_eq!(lines[1].certificate.revoked, Day::from_ymd(2024, 3, 1));
    let told: Vec<_> = faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
    let expected = [
        (3, "certificates.old_number_twice"),
        (4, "certificates.old_code_twice"),
        (5, "people.name_missing"),
        (5, "people.id_number_shape"),
        (5, "certificates.old_day_ahead"),
        (5, "certificates.old_issuer_length"),
        (5, "certificates.old_code_leads_nowhere"),
        (6, "certificates.old_revoked_before"),
        (7, "calendar.day_too_early"),
    ];
    assert_eq!(told, expected);
}
