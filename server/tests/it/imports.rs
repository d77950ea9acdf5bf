//! Does a file come in over the pages: template, trial, errors, marked copy, start, and back again?

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use registry::feeds::store::Sinks;
use registry::fixtures::Part;
use registry::imports::store::go_on;

use crate::api::scene::{Scene, Who};
use crate::harness::Answer;
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
    let request = Request::post(format!("/projects/{}/import", scene.world.project))
        .header("sec-fetch-site", "same-origin")
        .header("cookie", format!("__Host-session={}", who.token.clone().unwrap_or_default()))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    scene.house.send(request.body(Body::from(form(object, file))).unwrap()).await
}

async fn goes_on(scene: &Scene) {
    while go_on(&scene.house.system(), &Sinks::built_in(), 5).await.unwrap() > 0 {}
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.opened()).unwrap()
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
}
