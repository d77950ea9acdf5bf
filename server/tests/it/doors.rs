//! Who is let in where? Every line of the table of routes is asked by somebody who is not signed in and by strangers, so
//! that a new route is tested on the day it is made.

mod waiting;

use app::routes::{Audience, Route};
use axum::http::{Method, StatusCode};
use question_bank::Kind;
use question_bank::formats::Format;
use registry::accounts::store::own_sessions;
use registry::calendar::years;
use registry::courses::drafts as course_drafts;
use registry::feeds::FeedObject;
use registry::feeds::store::Sinks;
use registry::filings;
use registry::filings::returns::month_before;
use registry::filings::store::first_tasks::{TaskPart, first_tasks};
use registry::fixtures::feeds::deliver;
use registry::fixtures::filings::{Desk, Filed, file};
use registry::fixtures::wages::pay;
use registry::fixtures::{Part, World};
use registry::imports::store as imports;
use registry::offices::areas::importing::Areas;
use registry::offices::areas::sheet::SheetColumn as AreaColumn;
use registry::offices::industries::importing::{Industries, SheetColumn as IndustryColumn};
use registry::offices::store::list_grants;
use registry::people::requests::{own_requests, request_name};
use registry::practice::{ReportKind, reports};
use registry::projects::importing::Projects;
use registry::projects::integrity::importing::IntegrityRecords;
use registry::projects::integrity::sheet::SheetColumn as IntegrityColumn;
use registry::projects::sheet::SheetColumn as ProjectColumn;
use registry::questions::drafts;
use registry::questions::importing::keep;
use registry::questions::manuscript::Manuscript;
use registry::rulepacks::changes::{self, NewChange};
use registry::sheets::Columns;
use registry::sheets::bringing::{self, Bringing};
use uuid::Uuid;

use self::waiting::{FACT, Waiting};
use crate::api::generated::Named;
use crate::api::scene::{Scene, Who};
use crate::certificates;
use crate::enterprises::{book, paperwork};
use crate::harness::{Answer, Engine};
use crate::on_both;
use crate::sources::rust;
use crate::workers::papers;

/// Nobody of them has anything to do with the candidates, their enterprise or their office.
const STRANGERS: [Part; 3] = [Part::Bystander, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources];

/// Names of codes and days.
const FIXED: [(&str, &str); 9] = [
    ("fact", FACT),
    ("day", "2026-11-18"),
    ("template", "WorkerAttendance.csv"),
    ("area", "320613"),
    ("industry", "housing"),
    ("version", "1"),
    ("question", "ar-s-001"),
    ("purpose", "revocation"),
    ("act", "message"),
];
/// Names of what strangers never come to see: they get no further than what stands before it in the path.
const NOBODYS: [&str; 12] = [
    "answer",
    "anomaly",
    "status",
    "milestone",
    "shutdown",
    "exemption",
    "regrade",
    "reminder",
    "notice",
    "board",
    "photo",
    "channel",
];

/// The scene, and what the names in the paths stand for: things of the two candidates and of those around them.
pub struct Street {
    pub scene: Scene,
    pub named: Named,
    own: Vec<(&'static str, String)>,
}

async fn sheets(world: &World) -> [(&'static str, String); 4] {
    [
        ("project_sheet", sheet::<Projects, ProjectColumn>(world, Part::HumanResources).await),
        ("integrity_sheet", sheet::<IntegrityRecords, IntegrityColumn>(world, Part::HumanResources).await),
        ("area_sheet", sheet::<Areas, AreaColumn>(world, Part::City).await),
        ("industry_sheet", sheet::<Industries, IndustryColumn>(world, Part::City).await),
    ]
}

impl Street {
    pub async fn set(engine: Engine) -> Self {
        let scene = Scene::set(engine).await;
        let named = Named::by(&scene).await;
        let world = &scene.world;
        let sessions = own_sessions(&world.as_(Part::CandidateReady)).await.unwrap();
        let grants = list_grants(&world.as_(Part::OfficeAdministrator), world.offices.issuer).await.unwrap();
        let manuscript = Manuscript::new(Kind::Single);
        let draft = drafts::create(&world.as_(Part::QuestionEditor), &manuscript, None).await.unwrap();
        let text = "判断题\n1. 劳资专管员应当保存考勤记录。\n答案：正确".as_bytes().to_vec();
        let upload = keep(&world.as_(Part::QuestionEditor), Format::Text, "试题", text).await.unwrap();
        let course_draft = course_drafts::begin_version(&world.as_(Part::Issuer), &scene.course.slug).await.unwrap();
        let holder = world.as_(Part::CandidateReady);
        request_name(&holder, "王丽", "与身份证件不一致").await.unwrap();
        let requests = own_requests(&holder).await.unwrap();
        let words = "第二项与条文不一致，请核对。";
        let report = reports::make(&holder, "p-11-001", Some(ReportKind::Key), words).await.unwrap();
        let bindings = filings::store::own(&world.as_(Part::ProjectOfficer)).await.unwrap();
        let filed = on_file(world, bindings[0].binding.id).await;
        let feed = deliver(world).await.unwrap();
        let paying = pay(world).await.unwrap();
        let enterprises = paperwork(world).await;
        let import = imported(world).await;
        let old_sheet = certificates::sheet(world).await;
        let papers = papers(world).await;
        let also = [&sheets(world).await[..], &Waiting::set(world).await.names()].concat();
        let fixed = FIXED.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let nobodys = NOBODYS.iter().map(|name| (*name, Uuid::nil().to_string()));
        let own = vec![
            ("import", import.to_string()),
            ("old_sheet", old_sheet.to_string()),
            // what an old paper's code says
            ("*code", "cert/detail?id=17".into()),
            ("team", papers.team.to_string()),
            ("contract", papers.contract.to_string()),
            ("training", papers.training.to_string()),
            ("card", papers.card.to_string()),
            ("denial", papers.denial.to_string()),
            ("worker_sheet", papers.sheet.to_string()),
            ("merge", enterprises.merge.to_string()),
            ("rule_change", rule_change(world).await.to_string()),
            ("calendar_year", calendar_year(world).await.to_string()),
            ("enterprise_sheet", enterprises.sheet.to_string()),
            ("integrity_record", enterprises.record.to_string()),
            ("project", world.project.to_string()),
            ("supplier", feed.supplier.to_string()),
            ("key", feed.key.to_string()),
            ("scope", feed.scope.to_string()),
            ("outage", feed.outage.to_string()),
            ("batch", feed.batch.to_string()),
            ("payment", paying.payment.to_string()),
            ("report", report.to_string()),
            ("request", requests[0].id.to_string()),
            ("upload", upload.to_string()),
            ("draft", draft.to_string()),
            ("course_draft", course_draft.to_string()),
            ("person", world.person(Part::CandidateReady).to_string()),
            ("enterprise", world.enterprise.to_string()),
            ("office", world.offices.issuer.to_string()),
            ("grant", grants[0].id.to_string()),
            ("session", sessions[0].id.to_string()),
            ("token", "0".repeat(43)),
            ("hash", "0".repeat(64)),
            ("binding", bindings[0].binding.id.to_string()),
            ("filing", filed.filing.to_string()),
            ("pledge", filed.pledge.to_string()),
            ("first_task", first_task(world).await.to_string()),
            ("monthly_return", monthly_return(world).await.to_string()),
        ];
        Self { scene, named, own: own.into_iter().chain(also).chain(fixed).chain(nobodys).collect() }
    }

    pub fn at(&self, route: &Route) -> String {
        // pages call a course by its word
        let stands_for = |name: &str| match (name, self.own.iter().find(|(known, _)| *known == name)) {
            ("course", _) => self.scene.course.slug.clone(),
            (_, Some((_, value))) => value.clone(),
            (_, None) => self.named.get(name),
        };
        route.names().fold(route.path.clone(), |path, name| path.replace(&format!("{{{name}}}"), &stands_for(name)))
    }

    async fn ask(&self, who: &Who, route: &Route) -> Answer {
        self.scene.page(who, route.method.clone(), &self.at(route), "").await
    }
}

/// A file of the project, brought by its officer.
async fn imported(world: &World) -> Uuid {
    let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::built_in());
    let target = imports::Target::Project(world.project);
    let new = imports::NewImport { target, object: FeedObject::WorkerAttendance, file_name: "考勤.csv" };
    let mut arrival = imports::begin(&officer, &sinks, &new).await.unwrap();
    arrival.take(&officer, "证件号码".as_bytes()).await.unwrap();
    arrival.finish(&officer).await.unwrap()
}

/// One without lines.
async fn sheet<B: Bringing, C: Columns>(world: &World, by: Part) -> String {
    bringing::keep::<B>(&world.as_(by), "表格.xlsx", &no_lines::<C>()).await.unwrap().to_string()
}

/// The form of the world's officer, with both receivers.
async fn on_file(world: &World, binding: Uuid) -> Filed {
    let (officer, contractor) = (world.as_(Part::ProjectOfficer), world.as_(Part::EnterpriseAdministrator));
    file(&Desk { officer: &officer, contractor: &contractor }, binding).await.unwrap()
}

/// What the filing of a first-time officer has opened.
async fn first_task(world: &World) -> Uuid {
    let office = world.as_(Part::HumanResources);
    first_tasks(&office, TaskPart::Open, 0).await.unwrap().0[0].id
}

/// A change of the rules that waits for its second person.
async fn rule_change(world: &World) -> Uuid {
    let city = world.as_(Part::City);
    let new = NewChange {
        pack: "B".into(),
        area: "320600".into(),
        effective_from: Some(city.now().day().plus_days(30)),
        typed: vec![("exam.minutes".into(), "100".into())],
        reason: "题量增加".into(),
    };
    changes::propose(&city, &new).await.unwrap()
}

/// A year of the calendar that waits for its second person.
async fn calendar_year(world: &World) -> Uuid {
    let administrator = world.as_(Part::SystemAdministrator);
    let year = administrator.now().day().year() + 1;
    let days = |month: u32, last: u32| (1..=last).map(move |day| format!("\"{year}-{month:02}-{day:02}\""));
    let off: Vec<String> = days(1, 3).chain(days(5, 5)).chain(days(10, 7)).collect();
    let paper = format!("国务院办公厅关于{year}年部分节假日安排的通知");
    let file = format!("{{\"{year}\": {{\"papers\": [\"{paper}\"], \"off\": [{}], \"work\": []}}}}", off.join(","));
    years::propose(&administrator, "year.json", file.as_bytes()).await.unwrap()
}

/// What the county told the city about the last month.
async fn monthly_return(world: &World) -> Uuid {
    let county = world.as_(Part::CountyArrears);
    let month = month_before(county.now().day());
    filings::store::returns::submit(&county, "320613", month, "").await.unwrap()
}

/// A sheet with nothing but the titles of its columns.
fn no_lines<C: Columns>() -> Vec<u8> {
    let head: Vec<&str> = C::all().iter().map(|column| column.title()).collect();
    book(&[&head])
}

fn leads_to_the_sign_in(answer: &Answer) -> bool {
    answer.status == StatusCode::SEE_OTHER && answer.header("location").starts_with("/sign-in?next=")
}

fn is_refused(answer: &Answer) -> bool {
    matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN)
}

fn told(who: &str, route: &Route, answer: &Answer) -> String {
    format!("{who}: {} {} for {:?} -> {}", route.method, route.path, route.audience, answer.status)
}

on_both! {
    async fn whoever_is_not_signed_in_gets_only_what_the_table_calls_public(engine) {
        let street = Street::set(engine).await;
        let mut faults = Vec::new();
        for route in &street.scene.house.table {
            for who in [Who::nobody(), Who::bearer("no token of ours")] {
                let answer = street.ask(&who, route).await;
                let is_right = match (route.audience, &route.method) {
                    (Audience::Anyone, _) => {
                        !leads_to_the_sign_in(&answer)
                            && !matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
                    }
                    (_, &Method::GET) => leads_to_the_sign_in(&answer),
                    _ => answer.status == StatusCode::UNAUTHORIZED,
                };
                if !is_right {
                    faults.push(told("nobody", route, &answer));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let room = street.scene.get(&street.named.candidate, &format!("/attempts/{}", street.named.get("attempt"))).await;
        assert_eq!(room.json()["state"], "open", "nobody handed it in for the candidate");
    }

    async fn what_is_anothers_is_not_there_for_strangers(engine) {
        let street = Street::set(engine).await;
        let (mut faults, mut asked) = (Vec::new(), 0);
        for part in STRANGERS {
            let who = street.scene.comes(part).await;
            for route in &street.scene.house.table {
                let is_somebodys = match route.audience {
                    Audience::Concerned => true,
                    // a post has lists of its own, which the next test reads
                    Audience::Office => part == Part::Bystander || route.names().next().is_some(),
                    Audience::Anyone | Audience::SignedIn => false,
                };
                if is_somebodys {
                    asked += 1;
                    let answer = street.ask(&who, route).await;
                    if !is_refused(&answer) {
                        faults.push(told(part.code(), route, &answer));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(asked > 80, "{asked} requests only");
    }

    async fn no_list_shows_a_stranger_who_is_anothers(engine) {
        let street = Street::set(engine).await;
        let member = Part::CandidateReady.member();
        let secrets = [member.name.to_owned(), member.id_number(), member.phone(), street.named.get("number")];
        let mut faults = Vec::new();
        for part in STRANGERS {
            let who = street.scene.comes(part).await;
            let is_read = |route: &&Route| route.method == Method::GET && route.audience != Audience::Anyone;
            for route in street.scene.house.table.iter().filter(is_read) {
                let (path, answer) = (street.at(route), street.ask(&who, route).await);
                let text = String::from_utf8_lossy(&answer.opened()).into_owned();
                for secret in secrets.iter().filter(|secret| text.replace(&path, "").contains(secret.as_str())) {
                    faults.push(format!("{} shows {secret}", told(part.code(), route, &answer)));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        // the office in charge sees them: the search finds what is there
        let office = street.scene.comes(Part::Issuer).await;
        for list in ["/office/certificates", "/office/certificates.xlsx"] {
            let answer = street.scene.page(&office, Method::GET, list, "").await;
            assert!(String::from_utf8_lossy(&answer.opened()).contains(member.name), "{list}");
        }
    }
}

/// Where a router is put together: the table itself, the interface for programs with its OpenAPI document, the layers, the
/// demonstration's clock, and the bare handler that figures are held against, which is no part of the program.
const PUT_TOGETHER: [&str; 5] = [
    "app/src/routes.rs",
    "server/src/clock/movable.rs",
    "server/src/routes/api.rs",
    "server/src/router.rs",
    "xtask/ceilings/src/main.rs",
];

#[test]
fn no_route_gets_past_the_table() {
    let past =
        |text: &str| [".route(", ".nest_service(", ".route_service(", ".nest("].iter().any(|call| text.contains(call));
    let sources = rust().into_iter().filter(|source| source.path.contains("/src/") && past(&source.text));
    let found: Vec<String> = sources.map(|source| source.path).collect();
    let strange: Vec<_> = found.iter().filter(|path| !PUT_TOGETHER.contains(&path.as_str())).collect();
    assert!(strange.is_empty(), "routes without an audience: {strange:?}");
    assert!(found.len() >= 3, "the search finds what is there: {found:?}");
}
