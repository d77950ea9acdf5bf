//! Do the pages about a project's people let its officer do a day's work, keep what was typed, and show an office what it asks for with a reason?

use axum::http::{Method, StatusCode};
use registry::fixtures::{Part, World, id_number};
use registry::projects::store::{DocumentAbout, bring_document};
use registry::workers::store::{
    NewCard, NewContract, NewTeam, NewTraining, NewWorker, Origin, RosterFilter, change_card, create_team, deny,
    keep_sheet, record_contract, record_trainings, register, roster,
};
use registry::workers::{
    ContractKind, MANAGER_TRADE, Pay, PayBasis, PersonForm, RESIDENT_CARD, Role, Term, TrainingKind, TrainingResult,
};
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::enterprises::{book, brings, encoded};
use crate::on_both;

const CARD: &str = "6222020000000000000";

/// What is on record about one of the candidates on the project of the fixtures.
pub struct Papers {
    pub team: Uuid,
    pub contract: Uuid,
    pub training: Uuid,
    pub card: Uuid,
    pub denial: Uuid,
    pub sheet: Uuid,
}

fn form<'a>(name: &'a str, number: &'a str) -> PersonForm<'a> {
    PersonForm {
        name,
        ethnic_group: "汉族",
        document_kind: RESIDENT_CARD,
        document_number: number,
        address: "江苏省南通市崇川区某街道1号",
        document_issuer: "某公安局",
        valid_from: "2015-05-01",
        valid_until: "2035-05-01",
        ..PersonForm::default()
    }
}

pub async fn papers(world: &World) -> Papers {
    let (officer, project) = (world.as_(Part::ProjectOfficer), world.project);
    let today = world.ctx.now().day();
    let member = Part::CandidateReady.member();
    let number = member.id_number();
    let new = NewWorker {
        person: form(member.name, &number),
        qualifications: Vec::new(),
        photo: None,
        unit: world.enterprise,
        team: None,
        role: Role::Manager,
        trade: MANAGER_TRADE,
        post: "安全员",
        is_team_leader: false,
        entered: None,
    };
    let done = register(&officer, project, &new, Origin::ByHand).await.unwrap();
    let team = NewTeam { unit: world.enterprise, name: "钢筋一班", entered: None };
    let contract = NewContract {
        person: done.person,
        employer: world.enterprise,
        kind: ContractKind::LabourContract,
        term: Term::OpenEnded,
        signed_on: today,
        starts_on: today,
        ends_on: None,
        pay: Pay {
            basis: PayBasis::Month,
            rate_fen: Some(800_000),
            measure: None,
            pay_day: None,
            interval_months: None,
        },
        signed_copy: None,
    };
    let kind = TrainingKind::SafetyDisclosure;
    let training = NewTraining { kind, day: today, duration_min: 60, trainer: "陈师傅", proof: None };
    let people = [(done.person, TrainingResult::Passed)];
    let card = NewCard {
        number: CARD,
        bank: "102",
        bank_name: "某银行",
        branch: "",
        link_number: "",
        holder: "",
        since: today,
    };
    let head = ["姓名", "证件号码", "用工单位", "工种"];
    Papers {
        team: create_team(&officer, project, &team, Origin::ByHand).await.unwrap(),
        contract: record_contract(&officer, project, &contract, Origin::ByHand).await.unwrap().0,
        training: record_trainings(&officer, project, &training, &people, Origin::ByHand).await.unwrap()[0],
        card: change_card(&officer, done.registration, &card, Origin::ByHand).await.unwrap().card,
        denial: deny(&officer, project, done.person, (today, None), "多次违反安全规定").await.unwrap(),
        sheet: keep_sheet(&officer, project, "进场名单.xlsx", &book(&[&head])).await.unwrap(),
    }
}

/// The fields of a form as a browser sends them.
fn typed(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Registers somebody by the form; the address of the record.
async fn registers(scene: &Scene, who: &Who, (name, number): (&str, &str), team: Uuid) -> String {
    let (unit, team) = (scene.world.enterprise.to_string(), team.to_string());
    let fields = [
        ("name", name),
        ("document_kind", "01"),
        ("document_number", number),
        ("ethnic_group", "汉族"),
        ("address", "江苏省南通市崇川区某街道1号"),
        ("document_issuer", "某公安局"),
        ("phone", "13800000001"),
        ("skill_level", "钢筋工，三级，20260003"),
        ("role", "worker"),
        ("unit", &unit),
        ("team", &team),
        ("trade", "020"),
        ("post", "钢筋工"),
    ];
    let path = format!("/projects/{}/workers/new", scene.world.project);
    let done = scene.page(who, Method::POST, &path, &typed(&fields)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    done.header("location").split('?').next().unwrap().to_owned()
}

async fn team_of(scene: &Scene) -> Uuid {
    let new = NewTeam { unit: scene.world.enterprise, name: "木工一班", entered: None };
    create_team(&scene.world.as_(Part::ProjectOfficer), scene.world.project, &new, Origin::ByHand).await.unwrap()
}

on_both! {
    async fn a_worker_comes_on_record_and_the_permit_turns_green(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let (number, today) = (id_number("320691", "19880501", 701), scene.world.ctx.now().day().to_string());
        let team = team_of(&scene).await;
        let path = registers(&scene, &officer, ("陆建明", &number), team).await;
        let shown = scene.page(&officer, Method::GET, &path, "").await;
        let text = shown.text();
        assert!(text.contains("不得进入施工现场") && text.contains("3206**************"), "{text}");
        assert!(!text.contains(&number) && !text.contains("13800000001"));
        let unit = scene.world.enterprise.to_string();
        let contract = [
            ("kind", "labour_contract"), ("employer", unit.as_str()), ("term", "open_ended"), ("signed_on", &today),
            ("starts_on", &today), ("basis", "day"), ("rate", "350.50"),
        ];
        let steps = [
            ("contracts/new", typed(&contract)),
            ("trainings/new", typed(&[("kind", "skill_training"), ("training_day", &today), ("training_duration", "120"), ("result", "passed")])),
            ("trainings/new", typed(&[("kind", "safety_disclosure"), ("training_day", &today), ("training_duration", "30"), ("result", "passed")])),
            ("cards/new", typed(&[("card_number", CARD), ("bank", "102"), ("bank_name", "某银行"), ("card_since", &today)])),
            ("enter", typed(&[("day", &today)])),
        ];
        for (step, form) in steps {
            let done = scene.page(&officer, Method::POST, &format!("{path}/{step}"), &form).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{step}: {}", done.text());
        }
        let shown = scene.page(&officer, Method::GET, &path, "").await;
        for told in ["钢筋工，三级，20260003", "进场条件已经具备", "每日350.50元", "***0000", "使用中"] {
            assert!(shown.text().contains(told), "{told}: {}", shown.text());
        }
        assert!(!shown.text().contains(CARD));
    }

    async fn what_was_typed_is_kept_with_every_mistake(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let path = format!("/projects/{}/workers/new", scene.world.project);
        let unit = scene.world.enterprise.to_string();
        let fields = [("name", "陆建明"), ("document_kind", "01"), ("document_number", "320691198805017010"), ("role", "worker"), ("unit", unit.as_str()), ("trade", "020")];
        let refused = scene.page(&officer, Method::POST, &path, &typed(&fields)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = refused.text();
        assert!(text.contains("陆建明") && text.contains("320691198805017010"), "{text}");
        for wrong in ["document_number-error", "ethnic_group-error", "team-error", "post-error"] {
            assert!(text.contains(wrong), "{wrong}");
        }
        let day = scene.page(&officer, Method::POST, &path, &typed(&[("entered", "昨天")])).await;
        assert_eq!(day.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(day.text().contains("unit-error") && day.text().contains("entered-error"), "{}", day.text());
    }

    async fn a_flawed_sheet_is_looked_through_taken_in_part_and_undone(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        team_of(&scene).await;
        let unit = "南通崇川示例建设有限公司";
        let (one, two) = (id_number("320691", "19880501", 711), id_number("320691", "19880501", 713));
        let head = ["姓名", "证件号码", "民族", "住址", "签发机关", "用工单位", "班组", "工种"];
        let address = "江苏省南通市某街道1号";
        let sound = ["陆建明", one.as_str(), "汉族", address, "某公安局", unit, "木工一班", "钢筋工"];
        let flawed = ["陈二", two.as_str(), "汉族", address, "某公安局", unit, "木工九班", "钢筋工"];
        let file = book(&[&head, &sound, &flawed]);
        let import = format!("/projects/{}/workers/import", scene.world.project);
        let kept = brings(&scene, &officer, &import, &file).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
        let sheet = kept.header("location").to_owned();
        let look = scene.page(&officer, Method::GET, &sheet, "").await;
        assert!(look.text().contains("第3行") && look.text().contains("木工九班") && look.text().contains("陆建明"), "{}", look.text());
        assert!(!look.text().contains(&one));
        let marked = scene.page(&officer, Method::GET, &format!("{sheet}/marked.xlsx"), "").await;
        assert!(String::from_utf8_lossy(&marked.opened()).contains("木工九班"));
        let list = async || {
            let ctx = scene.world.as_(Part::ProjectOfficer);
            roster(&ctx, scene.world.project, &RosterFilter::default(), 0).await.unwrap().total
        };
        assert_eq!(list().await, 0, "a look takes nothing");
        let taken = scene.page(&officer, Method::POST, &sheet, "").await;
        assert_eq!((taken.status, list().await), (StatusCode::SEE_OTHER, 1));
        let again = scene.page(&officer, Method::POST, &sheet, "").await;
        assert_eq!((again.status, list().await), (StatusCode::UNPROCESSABLE_ENTITY, 1));
        let back = typed(&[("confirmation", "撤销导入"), ("reason", "整批录入有误")]);
        let undone = scene.page(&officer, Method::POST, &format!("{sheet}/undo"), &back).await;
        assert_eq!((undone.status, list().await), (StatusCode::SEE_OTHER, 0));
        let nonsense = brings(&scene, &officer, &import, b"PK nothing").await;
        assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn an_office_sees_a_whole_number_with_a_reason_and_others_never(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let number = id_number("320691", "19880501", 721);
        let team = team_of(&scene).await;
        let path = registers(&scene, &officer, ("陆建明", &number), team).await;
        let office = scene.comes(Part::HumanResources).await;
        let found = scene.page(&office, Method::GET, "/office/workers?q=lujm", "").await;
        assert!(!found.text().contains("陆建明"), "letters that nobody is read by");
        let found = scene.page(&office, Method::GET, "/office/workers?q=lujianm", "").await;
        assert!(found.text().contains("陆建明") && !found.text().contains(&number), "{}", found.text());
        let file = scene.page(&office, Method::GET, "/office/workers.xlsx?q=lujianm", "").await;
        let file = String::from_utf8_lossy(&file.opened()).into_owned();
        assert!(file.contains("陆建明") && file.contains("3206**************") && !file.contains(&number));
        let short = scene.page(&office, Method::POST, &format!("{path}/full"), "reason=x").await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let full = scene.page(&office, Method::POST, &format!("{path}/full"), &typed(&[("reason", "核实投诉人身份")])).await;
        assert!(full.text().contains(&number) && full.text().contains("13800000001"), "{}", full.text());
        for part in [Part::ProjectOfficer, Part::EnterpriseAdministrator] {
            let who = scene.comes(part).await;
            let refused = scene.page(&who, Method::POST, &format!("{path}/full"), &typed(&[("reason", "核实投诉人身份")])).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{part:?}");
        }
        // an office of another county finds neither the person nor the page
        let other = scene.comes(Part::OtherHumanResources).await;
        assert_eq!(scene.page(&other, Method::GET, &path, "").await.status, StatusCode::NOT_FOUND);
    }

    async fn a_scan_about_people_opens_by_a_form_with_a_reason(engine) {
        let scene = Scene::set(engine).await;
        let (project, officer) = (scene.world.project, scene.world.as_(Part::ProjectOfficer));
        let scan = b"%PDF-1.7 a contract".to_vec();
        let hash = bring_document(&officer, project, DocumentAbout::People, "劳动合同.pdf", scan.clone()).await.unwrap();
        let path = format!("/projects/{project}/documents/{hash}");
        let office = scene.comes(Part::HumanResources).await;
        let asked = scene.page(&office, Method::GET, &path, "").await;
        assert!(asked.text().contains("查看理由") && !asked.text().contains("%PDF"), "{}", asked.text());
        let short = scene.page(&office, Method::POST, &path, &typed(&[("reason", "看看")])).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(short.text().contains("reason-error") && short.text().contains("value=\"看看\""), "{}", short.text());
        let opened = scene.page(&office, Method::POST, &path, &typed(&[("reason", "核实投诉内容")])).await;
        assert_eq!((opened.status, opened.header("content-type"), opened.text().as_bytes()), (StatusCode::OK, "application/pdf", scan.as_slice()));
        assert_eq!(opened.header("cache-control"), "private, no-store");
        for part in [Part::City, Part::OtherHumanResources] {
            let who = scene.comes(part).await;
            for method in [Method::GET, Method::POST] {
                let refused = scene.page(&who, method.clone(), &path, &typed(&[("reason", "核实投诉内容")])).await;
                assert_eq!(refused.status, StatusCode::NOT_FOUND, "{part:?} {method}");
            }
        }
    }

    async fn a_whole_number_is_looked_for_by_a_form_and_never_in_an_address(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let team = team_of(&scene).await;
        let number = id_number("320691", "19880501", 741);
        let path = registers(&scene, &officer, ("陆建明", &number), team).await;
        registers(&scene, &officer, ("陈二", &id_number("320691", "19880501", 743)), team).await;
        let office = scene.comes(Part::HumanResources).await;
        let roster = format!("/projects/{}/workers", scene.world.project);
        for (who, list) in [(&office, "/office/workers"), (&officer, roster.as_str())] {
            let ignored = scene.page(who, Method::GET, &format!("{list}?q={number}"), "").await;
            assert!(ignored.text().contains("不能写在网址里"), "{}", ignored.text());
            assert!(ignored.text().contains("陈二"), "nobody was looked for");
            assert!(!ignored.text().contains(&format!("q={number}")), "no link carries it on");
            let file = scene.page(who, Method::GET, &format!("{list}.xlsx?q={number}"), "").await;
            assert_eq!(file.status, StatusCode::UNPROCESSABLE_ENTITY, "{list}");
            let found = scene.page(who, Method::POST, list, &typed(&[("number", &number)])).await;
            assert_eq!((found.status, found.header("location")), (StatusCode::SEE_OTHER, path.as_str()), "{list}");
            // both have the same phone
            let both = scene.page(who, Method::POST, list, &typed(&[("number", "138 0000 0001")])).await;
            assert_eq!(both.status, StatusCode::OK);
            assert!(both.text().contains("陆建明") && both.text().contains("陈二"), "{}", both.text());
            let nobody = scene.page(who, Method::POST, list, &typed(&[("number", &id_number("320691", "19880501", 745))])).await;
            assert!(nobody.text().contains("没有找到该号码的人员"), "{}", nobody.text());
            let wrong = scene.page(who, Method::POST, list, &typed(&[("number", "3206911988")])).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(wrong.text().contains("number-error") && wrong.text().contains("value=\"3206911988\""), "{}", wrong.text());
        }
        // a number is a name of nobody where one may not look
        let other = scene.comes(Part::OtherHumanResources).await;
        let hidden = scene.page(&other, Method::POST, "/office/workers", &typed(&[("number", &number)])).await;
        assert!(hidden.text().contains("没有找到该号码的人员"), "{}", hidden.text());
        assert_eq!(scene.page(&other, Method::POST, &roster, &typed(&[("number", &number)])).await.status, StatusCode::NOT_FOUND);
        let person = Part::Bystander.member().id_number();
        let ignored = scene.page(&office, Method::GET, &format!("/office/people?q={person}"), "").await;
        assert!(ignored.text().contains("不能写在网址里"), "{}", ignored.text());
        let found = scene.page(&office, Method::POST, "/office/people", &typed(&[("number", &person)])).await;
        assert_eq!(found.header("location"), format!("/office/people/{}", scene.world.person(Part::Bystander)));
        let refused = scene.page(&officer, Method::POST, "/office/people", &typed(&[("number", &person)])).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }

    async fn whoever_was_turned_away_or_denied_stands_on_the_list_of_the_gate(engine) {
        let scene = Scene::set(engine).await;
        let officer = scene.comes(Part::ProjectOfficer).await;
        let gate = format!("/projects/{}/gate", scene.world.project);
        let at = scene.world.ctx.now().form_value();
        let refusal = typed(&[("name", "周过客"), ("at", &at), ("turned_for", "registration")]);
        assert_eq!(scene.page(&officer, Method::POST, &format!("{gate}/refusals"), &refusal).await.status, StatusCode::SEE_OTHER);
        let nobody = scene.page(&officer, Method::POST, &format!("{gate}/refusals"), &typed(&[("at", &at), ("turned_for", "other")])).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        let team = team_of(&scene).await;
        let path = registers(&scene, &officer, ("陆建明", &id_number("320691", "19880501", 731)), team).await;
        let today = scene.world.ctx.now().day().to_string();
        let denial = [("person", "陆建明"), ("from", today.as_str()), ("reason", "多次违反安全规定")];
        let unsure = scene.page(&officer, Method::POST, &format!("{gate}/denials"), &typed(&denial)).await;
        assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unsure.text().contains("<details open") && unsure.text().contains("value=\"陆建明\""), "{}", unsure.text());
        let denial = typed(&[&denial[..], &[("confirmation", "禁止进场")]].concat());
        assert_eq!(scene.page(&officer, Method::POST, &format!("{gate}/denials"), &denial).await.status, StatusCode::SEE_OTHER);
        let shown = scene.page(&officer, Method::GET, &gate, "").await;
        for told in ["周过客（未登记）", "陆建明", "多次违反安全规定", "未定期限"] {
            assert!(shown.text().contains(told), "{told}: {}", shown.text());
        }
        assert!(scene.page(&officer, Method::GET, &path, "").await.text().contains("被禁止进场"));
        let file = scene.page(&officer, Method::GET, &format!("{gate}.xlsx"), "").await;
        assert!(String::from_utf8_lossy(&file.opened()).contains("周过客"));
        // a subcontractor's own people only, never the whole gate
        let stranger = scene.comes(Part::OtherEnterpriseAdministrator).await;
        assert_eq!(scene.page(&stranger, Method::GET, &gate, "").await.status, StatusCode::NOT_FOUND);
    }
}
