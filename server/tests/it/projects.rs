//! Do the pages of a project show and ask for every item of 甲文第七条, keep what was typed, and name what was read?

use axum::http::{Method, StatusCode};
use registry::feeds::FeedObject;
use registry::fixtures::Part;
use registry::fixtures::attendance::attend;
use registry::projects::Item;
use registry::projects::store::{NewParty, page, record_party};
use registry::projects::{PartyRole, Status, store};
use registry::wages::sheet::ResultColumn;
use registry::{Day, Period};
use serde_yaml::Value;
use uuid::Uuid;

use crate::api::scene::{Scene, Who};
use crate::on_both;
use crate::sources::read;

/// Where the field of an item comes in: a page's address and the name of the input, or what devices and banks send.
enum Typed {
    On(&'static str, &'static str),
    /// An option of a list is the field.
    Chosen(&'static str, &'static str, &'static str),
    /// A field of an object of the feeds.
    Fed(FeedObject, &'static str),
    /// A column of the sheet in which a bank answers.
    Answered(ResultColumn),
}

use Typed::{Answered, Chosen, Fed, On};

const EDIT: &str = "/projects/{project}/edit";
const MANAGERS: &str = "/projects/{project}/managers";
const PARTIES: &str = "/projects/{project}/parties";
const DAYS: &str = "/projects/{project}/milestones";
const ENTERPRISE: &str = "/enterprises/{enterprise}/edit";
const WORKER: &str = "/projects/{project}/workers/new";
const TRAINING: &str = "/projects/{project}/workers/{person}/trainings/new";
const CONTRACT: &str = "/projects/{project}/workers/{person}/contracts/new";
const CARD: &str = "/projects/{project}/workers/{person}/cards/new";
const BY_HAND: &str = "/projects/{project}/attendance/{person}/write";
const ENTRY: &str = "/projects/{project}/workers/{person}/leave";
const RATING: &str = "/office/integrity/new?kind=rating";
const COMPLAINT: &str = "/office/integrity/new?kind=complaint";
const CONDUCT: &str = "/office/integrity/new?kind=bad_conduct";

fn typed(item: Item, field: &str) -> Option<Typed> {
    Some(match (item, field) {
        (Item::Enterprise, "credit_code") => On("/account/enterprises", "credit_code"),
        (Item::Enterprise, "name") => On(ENTERPRISE, "name"),
        (Item::Enterprise, "kind") => On(ENTERPRISE, "kinds"),
        (Item::Enterprise, "legal_representative") => On(ENTERPRISE, "legal_representative"),
        (Item::Enterprise, "address") => On(ENTERPRISE, "address"),
        (Item::Enterprise, "phone") => On(ENTERPRISE, "phone"),
        (Item::Location, "area") => On(EDIT, "area"),
        (Item::Location, "street") => On(EDIT, "street"),
        (Item::Location, "address") => On(EDIT, "address"),
        (Item::Location, "longitude") => On(EDIT, "longitude"),
        (Item::Location, "latitude") => On(EDIT, "latitude"),
        (Item::Name, "name") => On(EDIT, "name"),
        (Item::Scale, "size") => On(EDIT, "size"),
        (Item::Scale, "floor_area_dm2") => On(EDIT, "floor_area"),
        (Item::Scale, "length_cm") => On(EDIT, "length"),
        (Item::Investment, "investment_fen") => On(EDIT, "investment"),
        (Item::StartAndFinish, "planned_start") => On(EDIT, "planned_start"),
        (Item::StartAndFinish, "planned_finish") => On(EDIT, "planned_finish"),
        (Item::StartAndFinish, "actual_start") => Chosen(DAYS, "milestone", "actual_start"),
        (Item::StartAndFinish, "completion_acceptance") => Chosen(DAYS, "milestone", "completion_acceptance"),
        (Item::SiteManagers, "person") => On(MANAGERS, "name"),
        (Item::SiteManagers, "id_number") => On(MANAGERS, "id_number"),
        (Item::SiteManagers, "post") => On(MANAGERS, "post"),
        (Item::SiteManagers, "phone") => On(MANAGERS, "phone"),
        (Item::Subcontractors | Item::LabourSubcontractors, "enterprise") => On(PARTIES, "credit_code"),
        (Item::Subcontractors, "role") => Chosen(PARTIES, "role", "specialist_subcontractor"),
        (Item::LabourSubcontractors, "role") => Chosen(PARTIES, "role", "labour_subcontractor"),
        (Item::Subcontractors | Item::LabourSubcontractors, "entered_on") => On(PARTIES, "entered_on"),
        (Item::Subcontractors | Item::LabourSubcontractors, "left_on") => On(PARTIES, "left_on"),
        (Item::Subcontractors | Item::LabourSubcontractors, "project_manager") => {
            Chosen(MANAGERS, "post", "project_manager")
        }
        _ => return of_people(item, field),
    })
}

fn of_people(item: Item, field: &str) -> Option<Typed> {
    Some(match (item, field) {
        (Item::IdentityCard, "name") => On(WORKER, "name"),
        (Item::IdentityCard, "sex") => On(WORKER, "sex"),
        (Item::IdentityCard, "ethnic_group") => On(WORKER, "ethnic_group"),
        (Item::IdentityCard, "birth_day") => On(WORKER, "birth_day"),
        (Item::IdentityCard, "id_number") => On(WORKER, "document_number"),
        (Item::IdentityCard, "address") => On(WORKER, "address"),
        (Item::IdentityCard, "issuing_authority") => On(WORKER, "document_issuer"),
        (Item::IdentityCard, "valid_from") => On(WORKER, "valid_from"),
        (Item::IdentityCard, "valid_until") => On(WORKER, "valid_until"),
        (Item::IdentityCard, "photo") => On(WORKER, "file"),
        (Item::Education, "education") => On(WORKER, "education"),
        (Item::Trade, "trade") => On(WORKER, "trade"),
        (Item::Skill, "title") => On(WORKER, "title"),
        (Item::Skill, "post_certificate") => On(WORKER, "post_certificate"),
        // beside the name and the level
        (Item::Skill, "skill_level" | "certificate_number") => On(WORKER, "skill_level"),
        (Item::SafetyTraining, "kind") => On(TRAINING, "kind"),
        (Item::SafetyTraining, "held_on") => On(TRAINING, "training_day"),
        (Item::SafetyTraining, "hours") => On(TRAINING, "training_duration"),
        (Item::SafetyTraining, "result") => On(TRAINING, "result"),
        (Item::Post, "post") => On(WORKER, "post"),
        (Item::Post, "team") => On(WORKER, "team"),
        (Item::Post, "role") => On(WORKER, "role"),
        (Item::Post, "is_team_leader") => On(WORKER, "team_leader"),
        (Item::Contract, "kind") => On(CONTRACT, "kind"),
        (Item::Contract, "first_day" | "last_day") => On(CONTRACT, "term"),
        (Item::Contract, "unit") => On(CONTRACT, "basis"),
        (Item::Contract, "unit_price_fen") => On(CONTRACT, "rate"),
        (Item::Contract, "signed_copy") => On(CONTRACT, "file"),
        (Item::Attendance, "at") => On(BY_HAND, "come"),
        // a day by hand has both directions; device, method and picture are the device's own
        (Item::Attendance, "direction") => On(BY_HAND, "go"),
        (Item::Attendance, "device") => Fed(FeedObject::WorkerAttendance, "channel"),
        (Item::Attendance, "method") => Fed(FeedObject::WorkerAttendance, "attendType"),
        (Item::Attendance, "image") => Fed(FeedObject::WorkerAttendance, "image"),
        (Item::WageCard, "bank") => On(CARD, "bank_name"),
        (Item::WageCard, "branch") => On(CARD, "branch"),
        (Item::WageCard, "card_number") => On(CARD, "card_number"),
        // the card is the person's own by the rule, not by what somebody types
        (Item::WageCard, "holder") => On(WORKER, "name"),
        (Item::WagePayment, "payroll_row") => Fed(FeedObject::Payroll, "thirdPayRollCode"),
        (Item::WagePayment, "payment_status") => Fed(FeedObject::Payroll, "actualAmount"),
        (Item::WagePayment, "bank_receipt") => Answered(ResultColumn::Receipt),
        (Item::EmploymentRecord, "project" | "entered_on") => On(WORKER, "entered"),
        (Item::EmploymentRecord, "left_on") => On(ENTRY, "day"),
        (Item::Rating, "rating") => On(RATING, "rating"),
        (Item::Rating, "body") => On(RATING, "body"),
        (Item::Rating, "rated_on") => On(RATING, "on"),
        // a case begins with what is reported
        (Item::Complaint, "case") => On(COMPLAINT, "matter"),
        (Item::Conduct, "conduct") => On(CONDUCT, "conduct"),
        (Item::Conduct, "basis") => On(CONDUCT, "basis_number"),
        _ => return None,
    })
}

/// The label of an item in the Chinese catalogue.
fn label(item: Item) -> String {
    let words = read(&["app/locales"], &["yml"]).into_iter().find(|one| one.path.ends_with("project-words.zh-CN.yml"));
    let words: Value = serde_yaml::from_str(&words.unwrap().text).unwrap();
    words["projects"]["items"][item.code()].as_str().unwrap().to_owned()
}

fn has_input(html: &str, name: &str) -> bool {
    html.contains(&format!("name=\"{name}\""))
}

async fn shown(scene: &Scene, who: &Who, path: &str) -> String {
    let answer = scene.page(who, Method::GET, path, "").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text().to_owned()
}

async fn posted(scene: &Scene, who: &Who, path: &str, form: &str) -> (StatusCode, String, String) {
    let answer = scene.page(who, Method::POST, path, form).await;
    (answer.status, answer.header("location").to_owned(), answer.text().to_owned())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

on_both! {
    // R-044, the half of the pages; the half of the columns stands with the tables
    async fn every_item_of_the_article_is_on_the_page_and_has_its_field_on_a_form(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let site = attend(world).await.unwrap();
        let (officer, office) = (scene.comes(Part::ProjectOfficer).await, scene.comes(Part::HumanResources).await);
        let administrator = scene.comes(Part::EnterpriseAdministrator).await;
        let overview = shown(&scene, &officer, &format!("/projects/{}", world.project)).await;
        let mut faults = Vec::new();
        for item in Item::ALL {
            if !overview.contains(&label(item)) {
                faults.push(format!("{item:?} is not on the project's page"));
            }
            for field in item.fields() {
                let (path, name, option) = match typed(item, field) {
                    None => {
                        faults.push(format!("{item:?} {field}: no form named"));
                        continue;
                    }
                    Some(Fed(object, name)) => {
                        if !object.shape().fields().any(|one| one.name == name && one.is_kept()) {
                            faults.push(format!("{item:?} {field}: no {name} of {object:?} is kept"));
                        }
                        continue;
                    }
                    Some(Answered(column)) => {
                        assert!(ResultColumn::ALL.contains(&column), "the template has every column");
                        continue;
                    }
                    Some(On(path, name)) => (path, name, None),
                    Some(Chosen(path, name, option)) => (path, name, Some(option)),
                };
                let address = path
                    .replace("{project}", &world.project.to_string())
                    .replace("{enterprise}", &world.enterprise.to_string())
                    .replace("{person}", &site.worker.to_string());
                let who = if path.starts_with("/office/") {
                    &office
                } else if path.starts_with("/projects/") {
                    &officer
                } else {
                    &administrator
                };
                let html = scene.page(who, Method::GET, &address, "").await;
                let chosen = option.is_none_or(|option| html.text().contains(&format!("value=\"{option}\"")));
                if html.status != StatusCode::OK || !has_input(html.text(), name) || !chosen {
                    faults.push(format!("{item:?} {field}: no {name} on {address} ({})", html.status));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    async fn what_is_missing_is_named_and_what_was_typed_is_kept(engine) {
        let scene = Scene::set(engine).await;
        let who = scene.comes(Part::EnterpriseAdministrator).await;
        let (name, enterprise) = (encoded("崇川示例学校"), scene.world.enterprise);
        let form = format!("name={name}&area=&industry=housing&enterprise={enterprise}&status=&since=x&investment=many");
        let (status, _, text) = posted(&scene, &who, "/projects", &form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in ["崇川示例学校", "value=\"many\"", "请选择项目状态", "请选择项目所在地区", "投资总额应为大于0的数字"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        let form = format!("name={name}&area=320613&industry=housing&enterprise={enterprise}&status=building&since=2026-11-01");
        let (status, location, _) = posted(&scene, &who, "/projects", &form).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let page = shown(&scene, &who, &location).await;
        assert!(page.contains("崇川示例学校") && page.contains("项目已登记，等待主管部门确认"));
        assert!(page.contains("待主管部门确认") && page.contains("投资总额"));
    }

    async fn an_office_accepts_what_it_has_read_and_nothing_else(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let new = store::NewProject {
            draft: registry::projects::Draft { name: "崇川示例医院".into(), area: "320613".into(), industry: "housing".into(), ..Default::default() },
            contractor: world.enterprise,
            status: Status::Building,
            since: Day::parse("2026-11-01").unwrap(),
            codes: Vec::new(),
            batch: None,
        };
        let project = store::register(&contractor, &new).await.unwrap();
        let office = scene.comes(Part::HumanResources).await;
        let base = format!("/projects/{project}");
        let read = shown(&scene, &office, &format!("{base}/office")).await;
        assert!(read.contains("name=\"revision\" value=\"0\""), "{read}");
        let party = NewParty {
            enterprise: world.other_enterprise, role: PartyRole::LabourSubcontractor,
            period: Period::since(Day::parse("2026-11-02").unwrap()), batch: None,
        };
        record_party(&contractor, project, &party, &store::Entry::New).await.unwrap();
        let (status, _, text) = posted(&scene, &office, &format!("{base}/accept"), "revision=0").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("项目信息已被其他人修改"), "{text}");
        let (status, ..) = posted(&scene, &office, &format!("{base}/accept"), "revision=1").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(page(&contractor, project).await.unwrap().project.accepted_at.is_some());
        // whoever takes part and no longer decides is told so
        let subcontractor = scene.comes(Part::OtherEnterpriseAdministrator).await;
        let (status, ..) = posted(&scene, &subcontractor, &format!("{base}/accept"), "revision=1").await;
        assert_eq!(status, StatusCode::FORBIDDEN);
        let (status, ..) = posted(&scene, &subcontractor, &format!("{base}/parties"), "role=owner").await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }

    async fn a_shutdown_is_filed_ahead_decided_once_and_counted(engine) {
        let scene = Scene::set(engine).await;
        let world = &scene.world;
        let (officer, office) = (scene.comes(Part::ProjectOfficer).await, scene.comes(Part::HumanResources).await);
        let base = format!("/projects/{}/shutdowns", world.project);
        let reason = encoded("寒潮期间全面停工");
        let wrong = format!("first_day=2027-01-20&last_day=2027-01-10&reason=weather&statement={reason}");
        let (status, _, text) = posted(&scene, &officer, &base, &wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("寒潮期间全面停工") && text.contains("2027-01-20"), "what was typed is kept");
        let right = format!("first_day=2027-01-20&last_day=2027-01-30&reason=weather&statement={reason}");
        let (status, ..) = posted(&scene, &officer, &base, &right).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let queue = shown(&scene, &office, "/office/projects/decisions?kind=shutdown").await;
        assert!(queue.contains(&base) && queue.contains("/office/projects/decisions.xlsx?kind=shutdown"), "{queue}");
        let path = "/office/projects/decisions.xlsx?kind=shutdown";
        let sheet = scene.page(&office, Method::GET, path, "").await;
        let sheet = String::from_utf8_lossy(&sheet.opened()).into_owned();
        assert!(sheet.contains("崇川示例花园一期工程") && sheet.contains("2027年1月20日"), "{sheet}");
        assert_eq!(scene.page(&officer, Method::GET, path, "").await.status, StatusCode::FORBIDDEN);
        let filed = page(&world.as_(Part::ProjectOfficer), world.project).await.unwrap().shutdowns[0].id;
        let (status, _, text) = posted(&scene, &office, &format!("{base}/{filed}/decide"), "verdict=refused&note=").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("退回的须说明原因"), "{text}");
        let (status, ..) = posted(&scene, &office, &format!("{base}/{filed}/decide"), "verdict=approved").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, ..) = posted(&scene, &office, &format!("{base}/{filed}/decide"), "verdict=approved").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let seen = page(&world.as_(Part::ProjectOfficer), world.project).await.unwrap();
        assert!(seen.statuses.iter().any(|one| one.period.status == Status::ShutDown));
    }

    async fn a_merge_names_the_record_that_stays_by_what_it_is_called(engine) {
        let scene = Scene::set(engine).await;
        let contractor = scene.world.as_(Part::EnterpriseAdministrator);
        let mut ids = Vec::new();
        for name in ["崇川示例医院", "崇川示例医院一期", "崇川示例医院二期"] {
            let new = store::NewProject {
                draft: registry::projects::Draft { name: name.into(), area: "320613".into(), industry: "housing".into(), ..Default::default() },
                contractor: scene.world.enterprise,
                status: Status::Building,
                since: Day::parse("2026-11-01").unwrap(),
                codes: Vec::new(),
                batch: None,
            };
            ids.push(store::register(&contractor, &new).await.unwrap());
        }
        let office = scene.comes(Part::HumanResources).await;
        let merge = |gone: Uuid| format!("/projects/{gone}/merge");
        let form = |project: &str, chosen: &str| {
            format!("project={}&chosen={chosen}&reason={}", encoded(project), encoded("重复登记"))
        };
        let (status, _, text) = posted(&scene, &office, &merge(ids[0]), &form("没有的项目", "")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("没有找到保留的项目"), "{text}");
        let (status, _, text) = posted(&scene, &office, &merge(ids[0]), &form("示例医院", "")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("有多个项目符合所填内容"), "{text}");
        let offered = |id: Uuid| text.contains(&format!("value=\"{id}\""));
        assert!(!offered(ids[0]) && offered(ids[1]) && offered(ids[2]), "{text}");
        let (status, ..) = posted(&scene, &office, &merge(ids[0]), &form("示例医院", &ids[2].to_string())).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, ..) = posted(&scene, &office, &merge(ids[1]), &form("医院二期", "")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let merges = store::open_merges(&scene.world.as_(Part::HumanResources)).await.unwrap();
        let pairs: Vec<(Uuid, Uuid)> = merges.iter().map(|one| (one.gone, one.stays)).collect();
        assert_eq!(pairs, [(ids[0], ids[2]), (ids[1], ids[2])]);
        let sheet = scene.page(&office, Method::GET, "/office/projects/merges.xlsx", "").await;
        let sheet = String::from_utf8_lossy(&sheet.opened()).into_owned();
        assert!(sheet.contains("崇川示例医院二期") && sheet.contains("重复登记"), "{sheet}");
        let stranger = scene.comes(Part::EnterpriseAdministrator).await;
        let refused = scene.page(&stranger, Method::GET, "/office/projects/merges.xlsx", "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }

    async fn the_office_takes_its_list_home(engine) {
        let scene = Scene::set(engine).await;
        let office = scene.comes(Part::City).await;
        let name = "崇川示例花园一期工程";
        let list = shown(&scene, &office, "/office/projects?status=building&sort=share&dir=desc").await;
        assert!(list.contains(name), "{list}");
        let nothing = shown(&scene, &office, "/office/projects?completeness=whole").await;
        assert!(!nothing.contains(name));
        let sheet = scene.page(&office, Method::GET, "/office/projects.xlsx?status=building", "").await;
        assert!(String::from_utf8_lossy(&sheet.opened()).contains(name));
        // an enterprise has a list of its own
        let enterprise = scene.comes(Part::EnterpriseAdministrator).await;
        let refused = scene.page(&enterprise, Method::GET, "/office/projects", "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(shown(&scene, &enterprise, "/projects").await.contains(name));
        let unknown = scene.page(&enterprise, Method::GET, &format!("/projects/{}", Uuid::nil()), "").await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    }

    async fn the_city_reads_its_figures_and_takes_them_home(engine) {
        let scene = Scene::set(engine).await;
        attend(&scene.world).await.unwrap();
        let (city, county) = (scene.comes(Part::City).await, scene.comes(Part::HumanResources).await);
        let path = "/office/projects/figures";
        assert!(shown(&scene, &city, path).await.contains("尚有1个项目未统计"));
        let house = scene.house.system();
        assert_eq!(store::count_sites(&house, house.now(), 10).await.unwrap(), 1);
        let figures = shown(&scene, &city, path).await;
        for words in ["全市工程项目统计", "崇川区", "在册工人", "昨日出勤", "占在册工人的0%"] {
            assert!(figures.contains(words), "{words} is missing in {figures}");
        }
        let sheet = scene.page(&city, Method::GET, &format!("{path}.xlsx"), "").await;
        let sheet = String::from_utf8_lossy(&sheet.opened()).into_owned();
        assert!(sheet.contains("崇川区") && sheet.contains("全市"), "{sheet}");
        for address in [path.to_owned(), format!("{path}.xlsx")] {
            assert_eq!(scene.page(&county, Method::GET, &address, "").await.status, StatusCode::FORBIDDEN);
        }
    }
}
