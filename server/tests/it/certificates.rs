//! Do the codes of old paper certificates lead somewhere, and to no more than everybody may know?

use axum::http::{Method, StatusCode};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use registry::certificates::old::importing::{keep, take};
use registry::fixtures::{Part, World, id_number};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::enterprises::{book, brings, encoded};
use crate::harness::Answer;
use crate::on_both;

const IMPORT: &str = "/office/certificates/old/import";
const HEAD: [&str; 6] = ["证书编号", "姓名", "身份证号码", "发证日期", "发证机关", "二维码内容"];
const ISSUER: &str = "南通市建筑工程管理处";
const NAME: &str = "欧阳小明";

/// A sheet that the issuer brought and did not take.
pub async fn sheet(world: &World) -> Uuid {
    keep(&world.as_(Part::Issuer), "旧证.xlsx", &old_ones()).await.unwrap()
}

/// One of somebody nobody knows, one of the officer of the project, who has an electronic certificate, and one with a slip.
fn old_ones() -> Vec<u8> {
    let (officer, number) = (Part::ProjectOfficer.member(), id_number("320691", "19850101", 7));
    book(&[
        &HEAD,
        &["旧证2021-001", NAME, &number, "2021-05-01", ISSUER, "http://139.196.195.217:8084/cert/detail?id=17"],
        &[
            "旧证2021-002",
            officer.name,
            &officer.id_number(),
            "2021-05-01",
            ISSUER,
            "http://139.196.195.217:8084/#/c/2",
        ],
        &["旧证2021-003", "赵亮", &number[..17], "2021-05-01", ISSUER, "http://139.196.195.217:8084/cert/detail?id=19"],
    ])
}

async fn scanned(scene: &Scene, path: &str) -> Answer {
    scene.page(&Who::nobody(), Method::GET, path, "").await
}

on_both! {
    async fn a_sheet_is_looked_through_marked_taken_and_taken_back(engine) {
        let scene = Scene::set(engine).await;
        let (issuer, city) = (scene.comes(Part::Issuer).await, scene.comes(Part::City).await);
        assert_eq!(brings(&scene, &city, IMPORT, &old_ones()).await.status, StatusCode::FORBIDDEN);
        assert_eq!(brings(&scene, &issuer, IMPORT, b"").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept = brings(&scene, &issuer, IMPORT, &old_ones()).await;
        let sheet = kept.header("location").to_owned();
        let looked = scene.page(&issuer, Method::GET, &sheet, "").await;
        assert!(looked.text().contains("第4行") && looked.text().contains("导入（新增2本，注销0本）"), "{}", looked.text());
        let marked = scene.page(&issuer, Method::GET, &format!("{sheet}/marked.xlsx"), "").await;
        let inside = String::from_utf8_lossy(&marked.opened()).into_owned();
        assert!(inside.contains("需要更正") && inside.contains("旧证2021-003"), "{inside}");
        assert_eq!(scanned(&scene, "/old/cert/detail?id=17").await.status, StatusCode::NOT_FOUND, "a look takes nothing");
        let taken = scene.page(&issuer, Method::POST, &sheet, "").await;
        assert_eq!(taken.header("location"), format!("{sheet}?done=old_certificates_imported"));
        assert_eq!(scene.page(&issuer, Method::POST, &sheet, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(scanned(&scene, "/old/cert/detail?id=17").await.status, StatusCode::OK);
        let list = scene.page(&city, Method::GET, "/office/certificates/old", "").await;
        for told in ["旧证2021-001", NAME, "3206**************", "href=\"/old/cert/detail?id=17\"", "href=\"/old/%23/c/2\""] {
            assert!(list.text().contains(told), "{told} is not in {}", list.text());
        }
        assert!(!list.text().contains(IMPORT), "the city brings none");
        let exported = scene.page(&issuer, Method::GET, "/office/certificates/old.xlsx", "").await;
        let inside = String::from_utf8_lossy(&exported.opened()).into_owned();
        assert!(inside.contains("旧证2021-002") && !inside.contains(&id_number("320691", "19850101", 7)), "{inside}");
        let second = scene.comes(Part::SecondIssuer).await;
        let shown = scene.page(&second, Method::GET, &sheet, "").await;
        assert!(shown.text().contains("将删除2本纸质证书的登记") && shown.text().contains("其中1本"), "{}", shown.text());
        let undo = format!("{sheet}/undo");
        let short = scene.page(&second, Method::POST, &undo, "shown=2&reason=x").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = format!("shown=2&reason={}", encoded("导入了错误的表格"));
        let undone = scene.page(&second, Method::POST, &undo, &form).await;
        assert_eq!(undone.header("location"), format!("{sheet}?done=old_certificates_taken_back"));
        assert_eq!(scanned(&scene, "/old/cert/detail?id=17").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_stranger_reads_how_the_paper_stands_and_no_more_than_of_any_certificate(engine) {
        let scene = Scene::set(engine).await;
        take(&scene.world.as_(Part::Issuer), sheet(&scene.world).await).await.unwrap();
        let page = scanned(&scene, "/old/cert/detail?id=17").await;
        let html = page.text();
        assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "public, max-age=30"));
        assert_eq!(page.header("set-cookie"), "");
        for told in ["纸质证书在册", "欧阳**", "旧证2021-001", ISSUER, "2021年5月1日", "没有电子签名"] {
            assert!(html.contains(told), "{told} is not in {html}");
        }
        for hidden in [NAME, "3206", "<script"] {
            assert!(!html.contains(hidden), "{hidden} is in {html}");
        }
        assert!(html.contains("href=\"/old/cert/detail?id=17&amp;lang=en\""), "{html}");
        let english = scanned(&scene, "/old/cert/detail?id=17&lang=en").await;
        assert!(english.text().contains("This paper certificate is on the register"), "{}", english.text());
        // the officer has an electronic certificate by now
        let led = scanned(&scene, "/old/%23/c/2").await;
        assert!(led.text().contains("电子证书有效") && led.text().contains("href=\"/v/"), "{}", led.text());
    }

    async fn an_unknown_code_is_said_to_be_and_asks_for_what_a_browser_keeps_to_itself(engine) {
        let scene = Scene::set(engine).await;
        for path in ["/old/", "/old/cert/detail?id=17", "/old/%FF", "/old/x/../y"] {
            let page = scanned(&scene, path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            assert!(page.text().contains("查无此证"), "{path}: {}", page.text());
        }
        let page = scanned(&scene, "/old/").await;
        let script = page.text().split("<script type=\"module\">").nth(1).unwrap().split("</script>").next().unwrap();
        let source = format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script)));
        assert!(page.header("content-security-policy").contains(&format!("script-src {source}")));
        assert!(script.contains("location.hash"), "{script}");
    }

    async fn number_and_name_and_the_holder_find_the_paper_too(engine) {
        let scene = Scene::set(engine).await;
        take(&scene.world.as_(Part::Issuer), sheet(&scene.world).await).await.unwrap();
        let asked = async |name: &str| {
            let form = format!("number={}&name={}", encoded("旧证2021-001"), encoded(name));
            scene.page(&Who::nobody(), Method::POST, "/verify", &form).await
        };
        let found = asked(NAME).await;
        assert!(found.text().contains("纸质证书在册") && found.text().contains("欧阳**"), "{}", found.text());
        assert!(asked("赵亮").await.text().contains("没有查到"));
        let officer = scene.comes(Part::ProjectOfficer).await;
        let own = scene.page(&officer, Method::GET, "/certificates", "").await;
        assert!(own.text().contains("旧证2021-002") && !own.text().contains("旧证2021-001"), "{}", own.text());
    }
}
