//! Do the pages on which rules and calendar change keep what was typed, show what changes, and lead on?

use axum::http::{Method, StatusCode};
use registry::fixtures::Part;

use crate::api::scene::Scene;
use crate::enterprises::{book, brings, encoded};
use crate::harness::Engine;

const RULES: &str = "/office/rules";
const CALENDAR: &str = "/office/calendar";

/// One engine is enough: pages do not know it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_is_proposed_on_two_pages_and_confirmed_by_another_person() {
    let scene = Scene::set(Engine::Sqlite).await;
    let (issuer, second) = (scene.comes(Part::Issuer).await, scene.comes(Part::SecondIssuer).await);
    let first_step = scene.page(&issuer, Method::GET, "/office/rules/new", "").await;
    assert!(first_step.text().contains("value=\"exam.minutes\"") && !first_step.text().contains("worker.adult_age"));
    let chosen = "/office/rules/new?pack=A&area=320613&parameter=exam.minutes&parameter=revocation.mode";
    let form = scene.page(&issuer, Method::GET, chosen, "").await;
    assert!(form.text().contains("name=\"exam.minutes\"") && form.text().contains("现行规定：90。"));
    let others =
        scene.page(&issuer, Method::GET, &chosen.replace("pack=A&area=320613", "pack=B&area=320600"), "").await;
    assert!(!others.text().contains("name=\"exam.minutes\""), "the issuer has one pack");

    let day = scene.world.ctx.now().day();
    let typed = |minutes: &str, from: &str, reason: &str| {
        let reason = encoded(reason);
        format!("pack=A&area=320613&exam.minutes={minutes}&effective_from={from}&reason={reason}")
    };
    let wrong = typed("5", &day.to_string(), "改");
    let refused = scene.page(&issuer, Method::POST, "/office/rules/new", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in
        ["请填写10至600之间的整数", "施行日期应在今天以后", "请写明理由", "value=\"5\"", "href=\"#exam.minutes\""]
    {
        assert!(refused.text().contains(sentence), "{sentence}");
    }
    let right = typed("100", &day.plus_days(30).to_string(), "题量增加");
    let proposed = scene.page(&issuer, Method::POST, "/office/rules/new", &right).await;
    assert_eq!(proposed.header("location"), "/office/rules?done=rules_proposed");
    let own = scene.page(&issuer, Method::GET, RULES, "").await;
    assert!(own.text().contains("题量增加") && !own.text().contains("/confirm\""), "nobody confirms the own");
    let list = scene.page(&second, Method::GET, RULES, "").await;
    let confirm = list.text().split('"').find(|part| part.ends_with("/confirm")).unwrap().to_owned();
    let alone = scene.page(&issuer, Method::POST, &confirm, "").await;
    assert_eq!(alone.status, StatusCode::UNPROCESSABLE_ENTITY);
    let confirmed = scene.page(&second, Method::POST, &confirm, "").await;
    assert_eq!(confirmed.header("location"), "/office/rules?done=rules_confirmed");
    let rules = scene.page(&scene.comes(Part::Bystander).await, Method::GET, "/rules", "").await;
    assert!(rules.text().contains("尚未施行"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_is_looked_at_before_anything_is_kept() {
    let scene = Scene::set(Engine::Sqlite).await;
    let (city, administrator) = (scene.comes(Part::City).await, scene.comes(Part::SystemAdministrator).await);
    let template = scene.page(&city, Method::GET, "/office/calendar/template.xlsx", "").await;
    assert!(String::from_utf8_lossy(&template.opened()).contains("安排*"));
    let year = scene.world.ctx.now().day().year() + 1;
    let paper = format!("国务院办公厅关于{year}年部分节假日安排的通知");
    let days: Vec<String> = [(1, 3), (5, 5), (10, 7)]
        .into_iter()
        .flat_map(|(month, last)| (1..=last).map(move |day| format!("{year}-{month:02}-{day:02}")))
        .collect();
    let mut rows: Vec<[&str; 3]> = vec![["日期*", "安排*", "依据*"]];
    rows.extend(days.iter().map(|day| [day.as_str(), "放假", paper.as_str()]));
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 3]>::as_slice).collect();
    let wrong = brings(&scene, &city, CALENDAR, b"PK nothing").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let looked = brings(&scene, &city, CALENDAR, &book(&rows)).await;
    assert_eq!(looked.status, StatusCode::OK);
    assert!(looked.text().contains("以下内容尚未保存") && looked.text().contains(&paper));
    let list = scene.page(&administrator, Method::GET, CALENDAR, "").await;
    assert!(!list.text().contains("/confirm\""), "looking keeps nothing");

    let quoted = |texts: &[String]| texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(",");
    let file = format!("{{\"{year}\":{{\"papers\":[\"{paper}\"],\"off\":[{}],\"work\":[]}}}}", quoted(&days));
    let form = format!("year={}&file_name={}", encoded(&file), encoded("年度日历.xlsx"));
    let proposed = scene.page(&city, Method::POST, "/office/calendar/propose", &form).await;
    assert_eq!(proposed.header("location"), "/office/calendar?done=year_proposed");
    let list = scene.page(&administrator, Method::GET, CALENDAR, "").await;
    let confirm = list.text().split('"').find(|part| part.ends_with("/confirm")).unwrap().to_owned();
    let confirmed = scene.page(&administrator, Method::POST, &confirm, "").await;
    assert_eq!(confirmed.header("location"), "/office/calendar?done=year_confirmed");
    let published = scene.page(&scene.comes(Part::Bystander).await, Method::GET, "/calendar", "").await;
    assert!(published.text().contains(&paper));
}
