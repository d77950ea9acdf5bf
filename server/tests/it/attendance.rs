//! Do the pages of attendance show each role what is its own, keep what was typed, and give the record out as it stands?

use std::process::Command;

use axum::http::{Method, StatusCode};
use registry::attendance::store::waiting_by_hand;
use registry::ctx::Post;
use registry::fixtures::Part;
use registry::fixtures::attendance::{Attending, attend};
use registry::permissions::Role;
use registry::projects::managers::Post as SitePost;
use registry::projects::store::{Entry, NewManager, record_manager};
use registry::{Actor, Ctx, Period};
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::harness::{Answer, Engine};

struct Site {
    scene: Scene,
    attending: Attending,
    officer: Who,
    base: String,
}

impl Site {
    /// One engine is enough: pages do not know it.
    async fn set() -> Self {
        let scene = Scene::set(Engine::Sqlite).await;
        let attending = attend(&scene.world).await.unwrap();
        let officer = scene.comes(Part::ProjectOfficer).await;
        let base = format!("/projects/{}/attendance", scene.world.project);
        Self { scene, attending, officer, base }
    }

    async fn get(&self, who: &Who, below: &str) -> Answer {
        self.scene.page(who, Method::GET, &format!("{}{below}", self.base), "").await
    }

    async fn post(&self, who: &Who, below: &str, form: &str) -> Answer {
        self.scene.page(who, Method::POST, &format!("{}{below}", self.base), form).await
    }

    /// Another officer of the site.
    fn second(&self) -> Ctx {
        let world = &self.scene.world;
        let Actor::SignedIn(mut who) = world.actor(Part::Bystander) else { panic!("nobody") };
        let project = Some(world.project);
        who.posts.push(Post { role: Role::ProjectOfficer, office: None, enterprise: None, project, area: None });
        world.ctx.acting_as(Actor::SignedIn(who))
    }

    /// The candidate who is ready becomes the project manager.
    async fn manager(&self) -> Who {
        let world = &self.scene.world;
        let member = Part::CandidateReady.member();
        let new = NewManager {
            name: member.name.into(),
            id_number: member.id_number(),
            phone: member.phone(),
            enterprise: world.enterprise,
            post: SitePost::ProjectManager,
            period: Period::since(world.ctx.now().day()),
            batch: None,
        };
        record_manager(&world.as_(Part::EnterpriseAdministrator), world.project, &new, &Entry::New).await.unwrap();
        self.scene.comes(Part::CandidateReady).await
    }
}

fn assert_says(answer: &Answer, words: &[&str]) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    for word in words {
        assert!(answer.text().contains(word), "{word} is missing in {}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_month_is_shown_to_whoever_has_it_in_reach_and_written_by_the_officer_alone() {
    let site = Site::set().await;
    let person = format!("/{}", site.attending.worker);
    for part in [Part::ProjectOfficer, Part::EnterpriseAdministrator, Part::HumanResources] {
        let who = site.scene.comes(part).await;
        assert_says(&site.get(&who, "").await, &["潘小军", "葛大勇", "木工一班", "√", "×", "△"]);
        let page = site.get(&who, &person).await;
        assert_says(&page, &["一号门", "缺勤", "7:30进，无出场记录", "人脸", "查看人员登记信息"]);
        let may_write = part == Part::ProjectOfficer;
        assert_eq!(page.text().contains("补录考勤"), may_write, "{part:?}");
        let form = site.get(&who, &format!("{person}/write")).await;
        let expected = if may_write { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(form.status, expected, "{part:?}");
    }
    let searched = site.get(&site.officer, "?q=%E6%BD%98").await;
    assert!(searched.text().contains("潘小军") && !searched.text().contains("葛大勇"));
    assert!(site.get(&site.officer, "?month=2020-01").await.text().contains("本月无人在册"));
    for part in [Part::Bystander, Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
        let who = site.scene.comes(part).await;
        for below in ["", &person, "/record", "/record.xlsx", "/record.pdf", "/unmatched", "/anomalies", "/by-hand"] {
            assert_eq!(site.get(&who, below).await.status, StatusCode::NOT_FOUND, "{part:?} {below}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_project_manager_reads_the_report_of_the_day_and_makes_none() {
    let site = Site::set().await;
    let report = format!("/days/{}", site.attending.absent_on);
    let made = site.post(&site.officer, &report, "").await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let stranger = site.scene.comes(Part::CandidateReady).await;
    assert_eq!(site.get(&stranger, &report).await.status, StatusCode::NOT_FOUND);
    let manager = site.manager().await;
    let page = site.get(&manager, &report).await;
    assert_says(&page, &["应到", "木工一班", "潘小军"]);
    assert!(!page.text().contains("重新生成日报"), "{}", page.text());
    assert!(site.get(&site.officer, &report).await.text().contains("重新生成日报"));
    assert_eq!(site.post(&manager, &report, "").await.status, StatusCode::FORBIDDEN);
    assert_says(&site.get(&manager, "").await, &["潘小军", "葛大勇"]);
    let start = site.scene.page(&manager, Method::GET, "/", "").await;
    assert_says(&start, &["我任项目经理的项目", "崇川示例花园一期工程", "日报"]);
    let list = site.scene.page(&manager, Method::GET, "/projects", "").await;
    assert_says(&list, &["崇川示例花园一期工程"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_day_is_written_by_hand_and_counts_after_somebody_elses_word() {
    let site = Site::set().await;
    let (day, write) = (site.attending.absent_on, format!("/{}/write", site.attending.worker));
    let own_page = format!("/{}", site.attending.worker);
    let absences = site.get(&site.officer, &own_page).await.text().matches("缺勤").count();
    let mistaken = site.post(&site.officer, &write, &format!("day={day}&come=7%3A30&go=25%3A00&reason=x")).await;
    assert_eq!(mistaken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mistaken.text().contains("时间不正确") && mistaken.text().contains("value=\"25:00\""));
    let without_reason = site.post(&site.officer, &write, &format!("day={day}&come=07%3A30&go=17%3A30")).await;
    assert!(without_reason.text().contains("说明应为2至200个字"), "{}", without_reason.text());
    let written =
        site.post(&site.officer, &write, &format!("day={day}&come=07%3A30&go=17%3A30&reason=考勤设备停电")).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.text());
    assert_says(&site.get(&site.officer, "/by-hand").await, &["潘小军", "考勤设备停电", "须由他人审批"]);
    let second = site.second();
    let project = site.scene.world.project;
    let (waiting, total) = waiting_by_hand(&second, project, 0).await.unwrap();
    assert_eq!(total, 2);
    let own = format!("event={}&decision=approved", waiting[0].event);
    let refused = site.post(&site.officer, "/by-hand", &own).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("本人补录的记录须由他人审批"), "{}", refused.text());
    // a site may have one officer: the general contractor decides, and the county does not
    let rows: Vec<String> = waiting.iter().map(|row| format!("event={}", row.event)).collect();
    let approved = format!("{}&decision=approved", rows.join("&"));
    for (part, status) in [
        (Part::HumanResources, StatusCode::FORBIDDEN),
        (Part::OtherEnterpriseAdministrator, StatusCode::NOT_FOUND),
        (Part::EnterpriseAdministrator, StatusCode::SEE_OTHER),
    ] {
        let who = site.scene.comes(part).await;
        let shown = site.get(&who, "/by-hand").await;
        assert_eq!(shown.text().contains("审批通过"), status == StatusCode::SEE_OTHER, "{part:?}");
        assert_eq!(site.post(&who, "/by-hand", &approved).await.status, status, "{part:?}");
    }
    let page = site.get(&site.officer, &own_page).await;
    assert_says(&page, &["7:30至17:30", "人工补录", "已通过"]);
    assert_eq!(page.text().matches("缺勤").count(), absences - 1, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passage_is_corrected_by_naming_it() {
    let site = Site::set().await;
    let page = site.get(&site.officer, &format!("/{}", site.attending.worker)).await;
    let event = page.text().split("write?event=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let write = format!("/{}/write", site.attending.worker);
    assert_says(&site.get(&site.officer, &format!("{write}?event={event}")).await, &["更正进出记录", "原记录："]);
    let nothing = site.post(&site.officer, &write, &format!("event={event}&reason=时间有误")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text().contains("请选择处理意见"));
    let form = format!("event={event}&act=withdraw&direction=in&reason=设备误报");
    assert_eq!(site.post(&site.officer, &write, &form).await.status, StatusCode::SEE_OTHER);
    let foreign = Uuid::from_u128(9);
    let of_nobody = site.post(&site.officer, &write, &format!("event={foreign}&act=withdraw&reason=设备误报")).await;
    assert_eq!(of_nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anomalies_are_explained_and_strangers_taken_off_the_list() {
    let site = Site::set().await;
    let list = site.get(&site.officer, "/anomalies?state=open").await;
    assert_says(&list, &["在册未出勤", "有进无出（7:30）", "待说明", "本人：未读"]);
    let one = list.text().split("/attendance/anomalies/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let below = format!("/anomalies/{one}");
    let short = site.post(&site.officer, &below, "words=").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(site.post(&site.officer, &below, "words=当日去医院").await.status, StatusCode::SEE_OTHER);
    assert_says(&site.get(&site.officer, &below).await, &["当日去医院", "已说明"]);
    let county = site.scene.comes(Part::HumanResources).await;
    assert_eq!(site.post(&county, &below, "words=当日去医院").await.status, StatusCode::FORBIDDEN);
    let sheet = site.get(&county, "/anomalies.xlsx").await;
    assert!(String::from_utf8_lossy(&sheet.opened()).contains("当日去医院"));

    let unmatched = site.get(&site.officer, "/unmatched").await;
    assert_says(&unmatched, &["未登记", "3206**************"]);
    assert!(!unmatched.text().contains(&site.attending.stranger));
    let events: Vec<&str> = unmatched.text().split("name=\"event\" value=\"").skip(1).collect();
    let events: Vec<String> =
        events.iter().filter_map(|rest| Some(format!("event={}", rest.split('"').next()?))).collect();
    assert_eq!(events.len(), 2);
    let nothing = site.post(&site.officer, "/unmatched", "reason=来访人员").await;
    assert!(nothing.text().contains("请至少选择一条"));
    let refused = site.post(&site.officer, "/unmatched", &format!("{}&reason=来访人员", events.join("&"))).await;
    assert_eq!(refused.status, StatusCode::SEE_OTHER, "{}", refused.text());
    assert_says(&site.get(&site.officer, "/unmatched").await, &["没有未匹配记录"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_has_its_report_and_days_without_one_are_named() {
    let site = Site::set().await;
    let below = format!("/days/{}", site.attending.absent_on);
    assert_says(&site.get(&site.officer, &below).await, &["当日没有日报", "没有日报："]);
    assert_eq!(site.post(&site.officer, &below, "").await.status, StatusCode::SEE_OTHER);
    let page = site.get(&site.officer, &below).await;
    assert_says(&page, &["应到", "潘小军", "木工一班", "第1份"]);
    let county = site.scene.comes(Part::HumanResources).await;
    assert_says(&site.get(&county, &below).await, &["应到"]);
    assert_eq!(site.post(&county, &below, "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.get(&site.officer, "/days/2026-02-30").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_record_of_a_month_is_a_page_a_workbook_and_a_paper() {
    let site = Site::set().await;
    let told = ["潘小军", "葛大勇", "3206**************", "木工"];
    assert_says(&site.get(&site.officer, "/record").await, &told);
    let sheet = site.get(&site.officer, "/record.xlsx").await;
    assert!(sheet.header("content-type").contains("spreadsheetml"));
    let text = String::from_utf8_lossy(&sheet.opened()).into_owned();
    for word in told.into_iter().chain(["用工单位", "本人签字", "木工一班", "√"]) {
        assert!(text.contains(word), "{word} is missing in the workbook");
    }
    let paper = site.get(&site.officer, "/record.pdf").await;
    assert_eq!((paper.status, paper.header("content-type")), (StatusCode::OK, "application/pdf"));
    let text = printed_text(&paper.body);
    for word in
        told.into_iter().chain(["南通市建筑职工月度考勤及报酬记录表", "崇川示例花园一期工程", "项目经理（签字）"])
    {
        assert!(text.contains(word), "{word} is missing in\n{text}");
    }
    let staff = site.get(&site.officer, "/staff.xlsx").await;
    let text = String::from_utf8_lossy(&staff.opened()).into_owned();
    let printed = site.get(&site.officer, "/staff.pdf").await;
    assert_eq!((printed.status, printed.header("content-type")), (StatusCode::OK, "application/pdf"));
    let printed = printed_text(&printed.body);
    for word in told.into_iter().chain(["建筑工人", "进场日期", "木工一班"]) {
        assert!(text.contains(word), "{word} is missing in the list of staff");
        assert!(printed.contains(word), "{word} is missing in\n{printed}");
    }
    // the enterprise has the same of all its sites
    let administrator = site.scene.comes(Part::EnterpriseAdministrator).await;
    let own = format!("/enterprises/{}/attendance/", site.scene.world.enterprise);
    let on_one = ["record", "staff"].map(|file| format!("{file}.pdf?project={}", site.scene.world.project));
    for (ending, kind) in [
        ("record", "text/html"),
        ("record.xlsx", "spreadsheetml"),
        ("record.pdf", "application/pdf"),
        (on_one[0].as_str(), "application/pdf"),
        ("staff.xlsx", "spreadsheetml"),
        ("staff.pdf", "application/pdf"),
        (on_one[1].as_str(), "application/pdf"),
    ] {
        let answer = site.scene.page(&administrator, Method::GET, &format!("{own}{ending}"), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{ending}");
        assert!(answer.header("content-type").contains(kind), "{ending}");
        let stranger = site.scene.comes(Part::OtherEnterpriseAdministrator).await;
        let refused = site.scene.page(&stranger, Method::GET, &format!("{own}{ending}"), "").await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{ending}");
    }
}

/// As an independent reader sees it (poppler-utils).
pub fn printed_text(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.pdf");
    std::fs::write(&file, bytes).unwrap();
    let read = Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&file).arg("-").output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    String::from_utf8(read.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offices_see_on_which_sites_nobody_passes() {
    let site = Site::set().await;
    let county = site.scene.comes(Part::HumanResources).await;
    let silent = async |who: &Who, query: &str| {
        site.scene.page(who, Method::GET, &format!("/office/attendance/silent{query}"), "").await
    };
    let today = site.scene.world.ctx.now().day();
    assert!(!silent(&county, "").await.text().contains("崇川示例花园一期工程"), "somebody passed yesterday");
    assert_says(&silent(&county, &format!("?since={today}")).await, &["崇川示例花园一期工程", "崇川区"]);
    let sheet = silent(&county, &format!(".xlsx?since={today}")).await;
    assert!(String::from_utf8_lossy(&sheet.opened()).contains("崇川示例花园一期工程"));
    let bystander = site.scene.comes(Part::Bystander).await;
    assert_eq!(silent(&bystander, "").await.status, StatusCode::FORBIDDEN);
    // a worker without anything unusual has an empty list and can read nobody else's
    let own = site.scene.page(&bystander, Method::GET, "/account/attendance", "").await;
    assert_says(&own, &["没有考勤提醒"]);
    let others =
        site.scene.page(&bystander, Method::POST, &format!("/account/attendance/{}", Uuid::from_u128(3)), "").await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
}
