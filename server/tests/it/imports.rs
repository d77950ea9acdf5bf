//! Does a file come in over the pages: template, trial, errors, marked copy, start, and back again?

use app::ui::sheet::{Value, workbook};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bytes::Bytes;
use question_bank::formats::archive::{pack, unpack};
use registry::feeds::store::Sinks;
use registry::fixtures::Part;
use registry::imports::store::{Tally, get, go_on};

use crate::api::scene::{Scene, Who};
use crate::harness::{Answer, START};
use crate::on_both;

const BOUNDARY: &str = "a-boundary";
const GOOD: &str = "证件类型,证件号码,打卡时间,进出方向,班组编号\n\
    居民身份证,32069019900101001X,2026-11-18 08:00:00,进,七班\n居民身份证,1,2026-11-18 09:00:00,进,七班\n";

fn form(object: &str, file: &[u8]) -> Vec<u8> {
    let field = |name: &str, more: &str| {
        format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n")
    };
    [
        field("object", "").as_bytes(),
        object.as_bytes(),
        b"\r\n",
        field("file", "; filename=\"attendance.csv\"").as_bytes(),
        file,
        format!("\r\n--{BOUNDARY}--\r\n").as_bytes(),
    ]
    .concat()
}

async fn brings(scene: &Scene, who: &Who, object: &str, file: &[u8]) -> Answer {
    sends(scene, who, Body::from(form(object, file))).await
}

async fn sends(scene: &Scene, who: &Who, body: Body) -> Answer {
    let request = Request::post(format!("/projects/{}/import", scene.world.project))
        .header("sec-fetch-site", "same-origin")
        .header("cookie", format!("__Host-session={}", who.token.clone().unwrap_or_default()))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    scene.house.send(request.body(body).unwrap()).await
}

async fn goes_on(scene: &Scene) {
    while go_on(&scene.house.system(), &Sinks::built_in(), 5).await.unwrap() > 0 {}
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.opened()).unwrap()
}

/// What came of the file of this page, and what would.
async fn tallies(scene: &Scene, path: &str) -> (Tally, Tally) {
    let id = path.rsplit('/').next().and_then(|id| id.parse().ok()).unwrap();
    let view = get(&scene.house.system(), id).await.unwrap();
    (view.tried, view.applied)
}

/// A right workbook of one passage, with these entries beside its own or in their place.
fn workbook_with(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let titles = ["证件类型", "证件号码", "打卡时间", "进出方向", "班组编号"].map(str::to_owned);
    let row = ["居民身份证", "32069019900101001X", "2026-11-18 10:00:00", "出", "七班"].map(Value::text);
    let right = unpack(&workbook(START, &titles, &[row.to_vec()]).unwrap()).unwrap();
    let own = right.iter().map(|(name, content)| (name.as_str(), content.as_slice()));
    let is_kept = |(name, _): &(&str, &[u8])| entries.iter().all(|(other, _)| other != name);
    pack(own.filter(is_kept).chain(entries.iter().copied())).unwrap()
}

/// A sheet of cells that are texts, or formulas without a value where they begin with `=`.
fn sheet(rows: &[[&str; 5]]) -> String {
    let cell = |(column, nth, text): (char, usize, &str)| match text.strip_prefix('=') {
        Some(formula) => format!("<c r=\"{column}{nth}\"><f>{formula}</f></c>"),
        None => format!("<c r=\"{column}{nth}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let row = |(nth, row): (usize, &[&str; 5])| {
        let cells: String = ('A'..).zip(row).map(|(column, text)| cell((column, nth, text))).collect();
        format!("<row r=\"{nth}\">{cells}</row>")
    };
    let rows: String = (1..).zip(rows).map(row).collect();
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")
}

on_both! {
    async fn a_file_is_tried_shown_and_brought_in(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let template = scene.page(&officer, Method::GET, "/imports/templates/WorkerAttendance.csv", "").await;
        assert!(text(&template).starts_with("\u{FEFF}项目编码,班组编号*,证件类型*"), "{}", text(&template));
        let sent = brings(&scene, &officer, "WorkerAttendance", GOOD.as_bytes()).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", text(&sent));
        let path = sent.header("location").to_owned();
        assert!(text(&scene.page(&officer, Method::GET, &path, "").await).contains("试算中"));
        goes_on(&scene).await;
        let tried = text(&scene.page(&officer, Method::GET, &path, "").await);
        for told in ["待确认", "确认入库", "证件号码：", "下载标注文件", "UTF-8"] {
            assert!(tried.contains(told), "{told} is missing in {tried}");
        }
        assert!(!tried.contains("32069019900101001X"), "the page shows no number");
        let crumb = format!("href=\"/projects/{}\"", scene.world.project);
        assert!(tried.contains(&crumb), "{tried}");
        let copy = scene.page(&officer, Method::GET, &format!("{path}/marked.csv"), "").await;
        let lines: Vec<String> = text(&copy).split("\r\n").map(str::to_owned).collect();
        assert!(lines[0].ends_with(",需要更正") && lines[1].ends_with(','), "{lines:?}");
        assert!(lines[2].contains("证件号码"), "{lines:?}");
        let office = scene.comes(Part::HumanResources).await;
        assert_eq!(scene.page(&office, Method::GET, &path, "").await.status, StatusCode::OK);
        let refused = scene.page(&office, Method::GET, &format!("{path}/marked.csv"), "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let started = scene.page(&officer, Method::POST, &format!("{path}/start"), "").await;
        assert_eq!(started.status, StatusCode::SEE_OTHER);
        goes_on(&scene).await;
        assert!(text(&scene.page(&officer, Method::GET, &path, "").await).contains("已完成"));
        let twice = scene.page(&officer, Method::POST, &format!("{path}/start"), "").await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        let asked = text(&scene.page(&officer, Method::GET, &format!("{path}/undo"), "").await);
        assert!(asked.contains(&crumb), "{asked}");
        let hash = asked.split("name=\"hash\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let undo = |word: &str| format!("hash={hash}&reason=%E9%87%8D%E5%A4%8D&confirmation={word}");
        let unsure = scene.page(&officer, Method::POST, &format!("{path}/undo"), &undo("x")).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sure = scene.page(&officer, Method::POST, &format!("{path}/undo"), &undo("%E6%92%A4%E9%94%80")).await;
        assert_eq!(sure.status, StatusCode::SEE_OTHER, "{}", text(&sure));
        goes_on(&scene).await;
        assert!(text(&scene.page(&officer, Method::GET, &path, "").await).contains("已撤销"));
    }

    async fn what_cannot_be_taken_is_said_on_the_same_page(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        for (object, file, told) in [
            ("", GOOD.as_bytes(), "请选择数据类别"),
            ("WorkerAttendance", &b""[..], "没有收到文件内容"),
            ("WorkerAttendance", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "旧版电子表格"),
            ("WorkerAttendance", b"\xFF\xFEa\0b\0", "无法识别文件的字符编码"),
        ] {
            let answer = brings(&scene, &officer, object, file).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
            assert!(text(&answer).contains(told), "{told}");
        }
        let bomb = brings(&scene, &officer, "WorkerAttendance", b"PK\x03\x04 no workbook at all").await;
        goes_on(&scene).await;
        let path = bomb.header("location").to_owned();
        assert!(text(&scene.page(&officer, Method::GET, &path, "").await).contains("不是完好的电子表格"));
        for path in ["/imports/templates/Nothing.csv", "/imports/templates/WorkerAttendance.pdf"] {
            assert_eq!(scene.page(&officer, Method::GET, path, "").await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let stranger = scene.comes(Part::OtherEnterpriseAdministrator).await;
        let refused = brings(&scene, &stranger, "WorkerAttendance", GOOD.as_bytes()).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
    }
    async fn a_workbook_that_is_made_to_do_harm_is_answered_in_words_and_the_rest_stands(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let names: Vec<String> = (0..2_500).map(|nth| format!("xl/media/{nth}.bin")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
        let outside = b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
        for (entries, told) in [
            (&[("xl/vbaProject.bin", &b"x"[..])][..], "该文件含有宏"),
            (&[("xl/externalLinks/externalLink1.xml", &b"<a/>"[..])], "该文件链接了其他文件"),
            (&[("xl/other.xml", &outside[..])], "该文件引用了外部内容"),
            (&[("XL/WORKBOOK.XML", &b"<a/>"[..])], "该文件内部有重名的部分"),
            (&many, "该文件展开后过大"),
        ] {
            let sent = brings(&scene, &officer, "WorkerAttendance", &workbook_with(entries)).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{told}");
            goes_on(&scene).await;
            let path = sent.header("location");
            let page = text(&scene.page(&officer, Method::GET, path, "").await);
            assert!(page.contains(told), "{told} is missing in {page}");
            let started = scene.page(&officer, Method::POST, &format!("{path}/start"), "").await;
            assert_eq!(started.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
        }
        let sent = brings(&scene, &officer, "WorkerAttendance", &workbook_with(&[])).await;
        goes_on(&scene).await;
        let path = sent.header("location").to_owned();
        let started = scene.page(&officer, Method::POST, &format!("{path}/start"), "").await;
        assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", text(&started));
        goes_on(&scene).await;
        let right = Tally { rows: 1, added: 1, unchanged: 0, refused: 0 };
        assert_eq!(tallies(&scene, &path).await, (right, right));
    }

    async fn a_formula_is_an_error_of_its_line_and_the_other_lines_stand(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let line = |date, way| ["居民身份证", "32069019900101001X", date, way, "七班"];
        let rows = [
            ["证件类型", "证件号码", "打卡时间", "进出方向", "班组编号"],
            line("2026-11-18 08:00:00", "进"),
            line("=NOW()", "出"),
        ];
        let file = workbook_with(&[("xl/worksheets/sheet1.xml", sheet(&rows).as_bytes())]);
        let sent = brings(&scene, &officer, "WorkerAttendance", &file).await;
        goes_on(&scene).await;
        let path = sent.header("location").to_owned();
        let page = text(&scene.page(&officer, Method::GET, &path, "").await);
        assert!(page.contains("该单元格是公式且没有结果"), "{page}");
        scene.page(&officer, Method::POST, &format!("{path}/start"), "").await;
        goes_on(&scene).await;
        let half = Tally { rows: 2, added: 1, unchanged: 0, refused: 1 };
        assert_eq!(tallies(&scene, &path).await, (half, half));
    }

    async fn a_file_that_is_half_sent_is_said_to_be_and_comes_in_when_it_is_whole(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let whole = form("WorkerAttendance", GOOD.as_bytes());
        let half = Bytes::copy_from_slice(&whole[..whole.len() - 60]);
        let gone = [Ok(half.clone()), Err(std::io::Error::other("gone"))];
        for body in [Body::from(half), Body::from_stream(futures::stream::iter(gone))] {
            let answer = sends(&scene, &officer, body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(text(&answer).contains("文件没有完整上传"), "{}", text(&answer));
        }
        goes_on(&scene).await;
        let sent = brings(&scene, &officer, "WorkerAttendance", GOOD.as_bytes()).await;
        goes_on(&scene).await;
        let (tried, applied) = tallies(&scene, sent.header("location")).await;
        assert_eq!((tried, applied), (Tally { rows: 2, added: 1, unchanged: 0, refused: 1 }, Tally::default()));
    }
}
