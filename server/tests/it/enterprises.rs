//! Do the pages of the enterprises keep what was typed, name what was read, and bring a sheet back with its faults marked?

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use question_bank::formats::archive::pack;
use registry::enterprises::Profile;
use registry::enterprises::importing::Enterprises;
use registry::enterprises::store::{Which, change, get, list, open_merges, propose_merge, register};
use registry::fixtures::{Part, World};
use registry::projects::integrity::{Basis, Content};
use registry::projects::store::{About, NewIntegrityRecord, record_integrity};
use registry::sheets::bringing;
use registry::{Day, Period};
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::harness::Answer;
use crate::on_both;

/// A right code of a body that was never registered, and the same with two characters swapped.
const CODE: &str = "93320623MA0000007U";
const SLIPPED: &str = "93320632MA0000007U";
const IMPORT: &str = "/office/enterprises/import";
const BOUNDARY: &str = "xYzZy";
const HEAD: [&str; 3] = ["企业名称", "统一社会信用代码", "所属地区"];

/// What lies in the drawers of the office of 崇川.
pub struct Paperwork {
    pub merge: Uuid,
    pub sheet: Uuid,
    pub record: Uuid,
}

pub async fn paperwork(world: &World) -> Paperwork {
    let office = world.as_(Part::HumanResources);
    let second = register(&world.as_(Part::CandidateNew), "南通崇川示例建设", CODE, "320613").await.unwrap();
    Paperwork {
        merge: propose_merge(&office, second, world.enterprise, "同一企业重复登记").await.unwrap(),
        sheet: bringing::keep::<Enterprises>(&office, "企业.xlsx", &book(&[&HEAD])).await.unwrap(),
        record: record_integrity(&office, &penalty(About::Enterprise(world.enterprise))).await.unwrap(),
    }
}

fn penalty(about: About) -> NewIntegrityRecord {
    let day = Day::from_ymd(2026, 10, 1).unwrap();
    let basis = Basis {
        title: "行政处罚决定书".into(),
        number: "崇人社罚字〔2026〕3号".into(),
        body: "崇川区人力资源和社会保障局".into(),
        document: None,
    };
    let content = Content::Conduct { is_good: false, conduct: "拖欠农民工工资".into(), basis };
    NewIntegrityRecord { about, project: None, content, on: day, valid: Period::since(day), batch: None }
}

/// A workbook with these texts.
pub fn book(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |row: usize, (column, text): (char, &&str)| {
        format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let row = |(number, cells): (usize, &&[&str])| {
        let cells: String = ('A'..).zip(cells.iter()).map(|one| cell(number, one)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        let one = format!("<Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/>");
        format!("<Relationships xmlns=\"{package}\">{one}</Relationships>")
    };
    let (root, inner) = (relation("officeDocument", "xl/workbook.xml"), relation("worksheet", "worksheets/sheet1.xml"));
    let sheets = "<sheets><sheet name=\"企业\" sheetId=\"1\" r:id=\"r1\"/></sheets>";
    let workbook = format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\">{sheets}</workbook>");
    let rows: String = (1..).zip(rows).map(row).collect();
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
    let entries = [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", inner.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    pack(entries).unwrap()
}

pub async fn brings(scene: &Scene, who: &Who, path: &str, file: &[u8]) -> Answer {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.xlsx\"\r\n\r\n");
    let end = format!("\r\n--{BOUNDARY}--\r\n");
    let body = [head.as_bytes(), file, end.as_bytes()].concat();
    let request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header("cookie", format!("__Host-session={}", who.token.clone().unwrap_or_default()))
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    scene.house.send(request.body(Body::from(body)).unwrap()).await
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

on_both! {
    async fn a_slip_in_the_code_is_put_right_by_a_choice(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::Bystander).await;
        let name = encoded("崇川示例劳务有限公司");
        let form = format!("name={name}&credit_code={SLIPPED}&area=320613");
        let refused = scene.page(&who, Method::POST, "/account/enterprises", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("崇川示例劳务有限公司") && text.contains(SLIPPED), "what was typed is kept");
        assert!(text.contains(&format!("name=\"suggested\" value=\"{CODE}\"")), "{text}");
        let chosen = format!("{form}&suggested={CODE}");
        let registered = scene.page(&who, Method::POST, "/account/enterprises", &chosen).await;
        assert_eq!(registered.header("location"), "/account/enterprises?done=enterprise_registered");
    }

    async fn an_acceptance_and_a_change_name_what_was_read(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let id = register(&world.as_(Part::Bystander), "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        let (owner, office) = (scene.comes(Part::Bystander).await, scene.comes(Part::HumanResources).await);
        let page = scene.page(&office, Method::GET, "/office/enterprises?which=not_accepted", "").await;
        assert!(page.text().contains("name=\"revision\" value=\"0\""));
        let edit = format!("/enterprises/{id}/edit");
        let typed = |name: &str| {
            let (name, address, legal) = (encoded(name), encoded("南通市崇川区人民路1号"), encoded("王明"));
            let reason = encoded("名称登记有误");
            format!("revision=0&name={name}&address={address}&legal_representative={legal}&phone=0513-85123456&kinds=labour&reason={reason}")
        };
        let saved = scene.page(&owner, Method::POST, &edit, &typed("崇川甲劳务有限公司")).await;
        assert_eq!(saved.header("location"), format!("/enterprises/{id}?done=enterprise_changed"));
        let late = scene.page(&owner, Method::POST, &edit, &typed("崇川乙劳务有限公司")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(late.text().contains("崇川乙劳务有限公司"), "what was typed is kept");
        let accept = format!("/office/enterprises/{id}/accept");
        for unread in ["revision=0", "revision=x", ""] {
            let refused = scene.page(&office, Method::POST, &accept, unread).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{unread}");
        }
        let accepted = scene.page(&office, Method::POST, &accept, "revision=1").await;
        assert_eq!(accepted.header("location"), "/office/enterprises?done=enterprise_accepted");
        let history = scene.page(&office, Method::GET, &format!("/enterprises/{id}/history"), "").await;
        for told in ["崇川甲劳务有限公司", "名称登记有误", "施工劳务"] {
            assert!(history.text().contains(told), "{told}");
        }
    }

    // decision 0036
    async fn a_telephone_is_looked_for_by_a_form_and_never_in_an_address(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let phone = "0513-85123456";
        let profile = Profile {
            name: "崇川甲建设有限公司".into(),
            kinds: vec!["general".into()],
            legal_representative: "王明".into(),
            address: "南通市崇川区人民路1号".into(),
            phone: phone.into(),
            ..Profile::default()
        };
        change(&world.as_(Part::EnterpriseAdministrator), world.enterprise, 0, &profile, "补充企业信息").await.unwrap();
        let office = scene.comes(Part::HumanResources).await;
        let list = "/office/enterprises";
        let ignored = scene.page(&office, Method::GET, &format!("{list}?q={phone}"), "").await.text().to_owned();
        assert!(ignored.contains("不能写在网址里") && ignored.contains("崇川甲建设有限公司"), "{ignored}");
        assert!(!ignored.contains(&format!("q={phone}")), "no link carries it on");
        let file = scene.page(&office, Method::GET, &format!("{list}.xlsx?q={phone}"), "").await;
        assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY);
        let found = scene.page(&office, Method::POST, list, "phone=051385123456").await;
        assert_eq!(found.header("location"), format!("/enterprises/{}", world.enterprise));
        let nobody = scene.page(&office, Method::POST, list, "phone=0513-85123457").await;
        assert!(nobody.text().contains("没有使用该电话的企业"), "{}", nobody.text());
        let wrong = scene.page(&office, Method::POST, list, "phone=85123456").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("phone-error") && wrong.text().contains("value=\"85123456\""), "{}", wrong.text());
        let other = scene.comes(Part::OtherHumanResources).await;
        let hidden = scene.page(&other, Method::POST, list, &format!("phone={phone}")).await;
        assert!(hidden.text().contains("没有使用该电话的企业"), "{}", hidden.text());
        // a credit code is everybody's
        let code = scene.page(&office, Method::GET, &format!("{list}?q=91320613MA00TE5T2Q"), "").await.text().to_owned();
        assert!(code.contains("崇川甲建设有限公司") && !code.contains("不能写在网址里"), "{code}");
    }

    async fn a_sheet_is_looked_through_marked_and_taken_once(engine) {
        let scene = Scene::set(engine).await;
        let (office, city) = (scene.comes(Part::HumanResources).await, scene.comes(Part::City).await);
        let file = book(&[
            &HEAD,
            &["崇川示例劳务有限公司", CODE, "崇川区"],
            &["崇川某某有限公司", SLIPPED, "崇川区"],
        ]);
        assert_eq!(brings(&scene, &city, IMPORT, &file).await.status, StatusCode::FORBIDDEN);
        let none = brings(&scene, &office, IMPORT, b"").await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(brings(&scene, &office, IMPORT, b"PK nothing").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept = brings(&scene, &office, IMPORT, &file).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER);
        let sheet = kept.header("location").to_owned();
        let looked = scene.page(&office, Method::GET, &sheet, "").await;
        assert!(looked.text().contains("第3行") && looked.text().contains(CODE), "{}", looked.text());
        let marked = scene.page(&office, Method::GET, &format!("{sheet}/marked.xlsx"), "").await;
        let inside = String::from_utf8_lossy(&marked.opened()).into_owned();
        assert!(inside.contains("需要更正") && inside.contains(SLIPPED) && inside.contains("崇川某某有限公司"), "{inside}");
        let taken = scene.page(&office, Method::POST, &sheet, "").await;
        assert_eq!(taken.header("location"), format!("{sheet}?done=enterprises_imported"));
        assert_eq!(scene.page(&office, Method::POST, &sheet, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (waiting, _) = list(&scene.world.as_(Part::Industry), Which::NotAccepted, 0).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.credit_code.as_str()).collect::<Vec<_>>(), [CODE]);
        let exported = scene.page(&office, Method::GET, "/office/enterprises.xlsx?q=%E5%8A%B3%E5%8A%A1", "").await;
        assert!(String::from_utf8_lossy(&exported.opened()).contains(CODE));
        // and taken back, its consequences first
        assert!(scene.page(&office, Method::GET, IMPORT, "").await.text().contains(&format!("href=\"{sheet}\"")));
        let shown = scene.page(&office, Method::GET, &sheet, "").await;
        assert!(shown.text().contains("将删除1家企业") && shown.text().contains("name=\"shown\" value=\"1\""), "{}", shown.text());
        let undo = format!("{sheet}/undo");
        let short = scene.page(&office, Method::POST, &undo, "shown=1&reason=x").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.text().contains("reason-error"), "{}", short.text());
        let form = "shown=1&reason=%E5%AF%BC%E5%85%A5%E4%BA%86%E9%94%99%E8%AF%AF%E7%9A%84%E8%A1%A8%E6%A0%BC";
        let undone = scene.page(&office, Method::POST, &undo, form).await;
        assert_eq!(undone.header("location"), format!("{sheet}?done=enterprises_taken_back"));
        assert!(scene.page(&office, Method::GET, &sheet, "").await.text().contains("本次导入已经撤销"));
        assert_eq!(list(&scene.world.as_(Part::Industry), Which::NotAccepted, 0).await.unwrap().1, 0);
    }

    async fn two_rows_become_one_by_two_people_and_the_old_page_leads_on(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let absorbed = register(&world.as_(Part::Bystander), "南通崇川示例建设", CODE, "320613").await.unwrap();
        let (first, second) = (scene.comes(Part::HumanResources).await, scene.comes(Part::Industry).await);
        let merge = format!("/office/enterprises/{absorbed}/merge");
        let reason = encoded("同一企业重复登记");
        let unknown = scene.page(&first, Method::POST, &merge, &format!("kept=91320600MA0000007P&reason={reason}")).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "of another county");
        let form = format!("kept=91320613MA00TE5T2Q&reason={reason}");
        let proposed = scene.page(&first, Method::POST, &merge, &form).await;
        assert_eq!(proposed.header("location"), "/office/enterprises/merges?done=merge_proposed");
        let open = open_merges(&world.as_(Part::Industry)).await.unwrap()[0].id;
        let confirm = format!("/office/enterprises/merges/{open}/confirm");
        assert!(!scene.page(&first, Method::GET, "/office/enterprises/merges", "").await.text().contains(&confirm));
        let sheet = scene.page(&first, Method::GET, "/office/enterprises/merges.xlsx", "").await;
        assert!(String::from_utf8_lossy(&sheet.opened()).contains(&format!("南通崇川示例建设 {CODE}")));
        let owner = scene.comes(Part::EnterpriseAdministrator).await;
        let refused = scene.page(&owner, Method::GET, "/office/enterprises/merges.xlsx", "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(scene.page(&first, Method::POST, &confirm, "").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        let confirmed = scene.page(&second, Method::POST, &confirm, "").await;
        assert_eq!(confirmed.header("location"), "/office/enterprises/merges?done=merge_confirmed");
        assert_eq!(get(&world.as_(Part::City), absorbed).await.unwrap().merged_into, Some(world.enterprise));
        let old = scene.page(&first, Method::GET, &format!("/enterprises/{absorbed}"), "").await;
        assert!(old.text().contains(&format!("/enterprises/{}", world.enterprise)), "{}", old.text());
        assert_eq!(scene.page(&first, Method::GET, &merge, "").await.status, StatusCode::FORBIDDEN);
    }

    async fn an_integrity_record_is_read_by_offices_and_by_whom_it_is_about(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let office = scene.comes(Part::HumanResources).await;
        let form = format!(
            "kind=bad_conduct&subject=91320613MA00TE5T2Q&on=2026-10-01&conduct={}&basis={}&basis_number=3&body={}",
            encoded("拖欠农民工工资"), encoded("行政处罚决定书"), encoded("崇川区人力资源和社会保障局")
        );
        let half = form.replace("on=2026-10-01", "on=");
        let refused = scene.page(&office, Method::POST, "/office/integrity/new", &half).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains("拖欠农民工工资"), "what was typed is kept");
        let recorded = scene.page(&office, Method::POST, "/office/integrity/new", &form).await;
        assert_eq!(recorded.status, StatusCode::SEE_OTHER, "{}", recorded.text());
        let owner = scene.comes(Part::EnterpriseAdministrator).await;
        let own = scene.page(&owner, Method::GET, &format!("/enterprises/{}/integrity", world.enterprise), "").await;
        assert!(own.text().contains("拖欠农民工工资") && own.text().contains("行政处罚决定书"));
        for part in [Part::Proctor, Part::EnterpriseAdministrator] {
            let who = scene.comes(part).await;
            let answer = scene.page(&who, Method::GET, "/office/integrity", "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{part:?}");
        }
        let about_her = penalty(About::Person(world.person(Part::CandidateReady)));
        record_integrity(&world.as_(Part::HumanResources), &about_her).await.unwrap();
        let holder = scene.comes(Part::CandidateReady).await;
        let page = scene.page(&holder, Method::GET, "/account/integrity", "").await;
        assert!(page.text().contains("拖欠农民工工资"));
    }

    async fn the_city_changes_areas_and_nobody_else(engine) {
        let scene = Scene::set(engine).await;
        let (city, county) = (scene.comes(Part::City).await, scene.comes(Part::HumanResources).await);
        let seen = scene.page(&county, Method::GET, "/office/areas?area=320613", "").await;
        assert!(seen.text().contains("港闸区") && !seen.text().contains("/office/areas/320613/rename"));
        let form = format!("name={}&reason={}", encoded("如东新区"), encoded("依据区划调整"));
        for path in ["/office/areas/320623/rename", "/office/areas/320623/end"] {
            assert_eq!(scene.page(&county, Method::POST, path, &form).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let renamed = scene.page(&city, Method::POST, "/office/areas/320623/rename", &form).await;
        assert_eq!(renamed.header("location"), "/office/areas?done=rename_area");
        let half = scene.page(&city, Method::POST, "/office/areas/new", "code=3206").await;
        assert_eq!(half.status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = scene.page(&city, Method::GET, "/office/areas?area=320623", "").await;
        assert!(seen.text().contains("如东新区") && seen.text().contains("依据区划调整"));
    }
}
