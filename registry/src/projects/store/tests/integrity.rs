use super::*;
use crate::enterprises::store::{
    accept as accept_enterprise, confirm_merge, propose_merge, register as register_enterprise,
};
use crate::fault::Fault;
use crate::projects::integrity::importing::IntegrityRecords;
use crate::projects::integrity::{Basis, Content, Finding, RecordKind, Weight};
use crate::sheets::{Leaving, bringing};
use crate::testing::book;

fn new(about: About, project: Option<Uuid>, content: Content) -> NewIntegrityRecord {
    NewIntegrityRecord { about, project, content, on: day("2026-10-01"), valid: since("2026-10-01"), batch: None }
}

fn rating() -> Content {
    Content::Rating { rating: "A".into(), body: "崇川区人力资源和社会保障局".into() }
}

fn bad() -> Content {
    let basis = Basis {
        title: "行政处罚决定书".into(),
        number: "崇人社罚字〔2026〕3号".into(),
        body: "崇川区人力资源和社会保障局".into(),
        document: None,
    };
    Content::Conduct { is_good: false, conduct: "拖欠农民工工资".into(), basis }
}

fn complaint() -> Content {
    Content::Complaint { case: Uuid::from_u128(5), matter: "拖欠三个月工资".into(), finding: Finding::Open }
}

fn on(project: Uuid) -> IntegrityFilter {
    IntegrityFilter { project: Some(project), ..IntegrityFilter::default() }
}

fn code(outcome: Result<impl Sized, Fault>) -> &'static str {
    outcome.err().unwrap().code().unwrap()
}

const HEAD: [&str; 7] = [
    "统一社会信用代码或者证件号码*",
    "类别*",
    "发生或者作出的日期*",
    "内容或者评价结果*",
    "作出评价或者认定的单位",
    "依据文书的名称",
    "依据文书的文号",
];
const SUBJECT: &str = "91320613MA00TE5T2Q";

crate::on_both! {
    async fn a_sheet_of_records_is_written_down_once_and_taken_back(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let body = "崇川区人力资源和社会保障局";
        let file = book(&[
            &HEAD,
            &[SUBJECT, "诚信评价", "2026-10-01", "A", body, "", ""],
            &[SUBJECT, "不良行为", "2026-10-02", "拖欠农民工工资", body, "行政处罚决定书", "崇人社罚字〔2026〕3号"],
            &[SUBJECT, "举报投诉", "2026-10-03", "拖欠三个月工资", "", "", ""],
            &[SUBJECT, "不良行为", "2026-10-04", "没有依据", body, "", ""],
            &["91320600MA0000007P", "诚信评价", "2026-10-01", "A", body, "", ""],
            &[SUBJECT, "表扬", "十月", "A", "", "", ""],
        ]);
        let sheet = bringing::keep::<IntegrityRecords>(&office, "诚信.xlsx", &file).await.unwrap();
        let seen = bringing::look::<IntegrityRecords>(&office, sheet).await.unwrap();
        assert_eq!(seen.lines.iter().map(|line| (line.number, line.is_there)).collect::<Vec<_>>(), [(2, false), (3, false), (4, false)]);
        assert_eq!(seen.lines[0].name, "南通崇川示例建设有限公司");
        let faults: Vec<_> = seen.faults.iter().map(|fault| (fault.number, fault.reason.code)).collect();
        for fault in [
            (5, "projects.basis_missing"),
            (6, "projects.integrity_subject_unknown"),
            (7, "projects.integrity_kind_missing"),
            (7, "calendar.day_shape"),
        ] {
            assert!(faults.contains(&fault), "{fault:?} in {faults:?}");
        }
        let all = async || list_integrity(&office, &IntegrityFilter::default(), 0).await.unwrap();
        assert_eq!(all().await.1, 0, "nothing was taken");
        assert_eq!(bringing::take::<IntegrityRecords>(&office, sheet).await.unwrap().taken, Some(3));
        assert_eq!(all().await.1, 3);
        let again = bringing::keep::<IntegrityRecords>(&office, "诚信.xlsx", &file).await.unwrap();
        let told = bringing::take::<IntegrityRecords>(&office, again).await.unwrap();
        assert!(told.taken == Some(0) && told.lines.iter().all(|line| line.is_there), "{told:?}");
        // what was settled since is no longer the sheet's
        let complaint = all().await.0.into_iter().find(|one| one.record.kind() == RecordKind::Complaint).unwrap().id;
        settle_complaint(&office, complaint, Finding::Substantiated).await.unwrap();
        assert_eq!(bringing::undoing::<IntegrityRecords>(&office, sheet).await.unwrap(), Some(Leaving { go: 2, stay: 1 }));
        for part in [Part::Industry, Part::OtherHumanResources] {
            let others = bringing::undo::<IntegrityRecords>(&world.as_(part), sheet, "导入了错误的表格", 2).await;
            assert!(matches!(others, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(bringing::keep::<IntegrityRecords>(&world.as_(Part::Issuer), "诚信.xlsx", &file).await, Err(Fault::Forbidden)));
        let stale = bringing::undo::<IntegrityRecords>(&office, sheet, "导入了错误的表格", 3).await;
        assert_eq!(code(stale), "sheets.undo_changed");
        bringing::undo::<IntegrityRecords>(&office, sheet, "导入了错误的表格", 2).await.unwrap();
        let (stand, _) = all().await;
        let counts = stand.iter().filter(|one| one.record.is_valid_on(day("2026-10-10"))).count();
        assert_eq!((stand.len(), counts), (3, 1), "they stay readable, and the settled complaint counts");
    }

    async fn an_office_writes_about_whom_its_right_reaches(town: Town) {
        let (_bed, world) = town.apart();
        let project = site(&world).await;
        let (office, own) = (world.as_(Part::HumanResources), About::Enterprise(world.enterprise));
        record_integrity(&office, &new(own, None, rating())).await.unwrap();
        record_integrity(&office, &new(own, Some(project), bad())).await.unwrap();
        record_integrity(&world.as_(Part::City), &new(own, None, bad())).await.unwrap();
        let person = About::Person(world.person(Part::CandidateReady));
        record_integrity(&office, &new(person, None, bad())).await.unwrap();
        let foreign = About::Enterprise(world.other_enterprise);
        assert!(matches!(record_integrity(&office, &new(foreign, None, bad())).await, Err(Fault::NotFound)));
        for part in [Part::EnterpriseAdministrator, Part::Issuer, Part::Bystander] {
            let outcome = record_integrity(&world.as_(part), &new(own, None, bad())).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        let outcome = record_integrity(&world.as_(Part::OtherHumanResources), &new(own, Some(project), bad())).await;
        assert!(matches!(outcome, Err(Fault::NotFound)));
        let baseless = Content::Rating { rating: String::new(), body: "某局".into() };
        assert_eq!(code(record_integrity(&office, &new(own, None, baseless)).await), "projects.rating_missing");
        let future = NewIntegrityRecord { on: day("2026-11-21"), valid: since("2026-11-21"), ..new(own, None, rating()) };
        assert_eq!(code(record_integrity(&office, &future).await), "projects.day_in_future");
    }

    async fn records_are_seen_by_offices_and_by_whom_they_are_about(town: Town) {
        let (_bed, world) = town.apart();
        let (office, project) = (world.as_(Part::HumanResources), site(&world).await);
        record_integrity(&office, &new(About::Enterprise(world.enterprise), None, rating())).await.unwrap();
        let person = About::Person(world.person(Part::CandidateReady));
        record_integrity(&office, &new(person, Some(project), bad())).await.unwrap();
        let seen = async |part: Part| list_integrity(&world.as_(part), &IntegrityFilter::default(), 0).await.unwrap().1;
        assert_eq!((seen(Part::City).await, seen(Part::HumanResources).await, seen(Part::Issuer).await), (2, 2, 2));
        assert_eq!(seen(Part::EnterpriseAdministrator).await, 2, "its own, and on its site");
        assert_eq!((seen(Part::CandidateReady).await, seen(Part::Bystander).await), (1, 0));
        assert_eq!((seen(Part::OtherHumanResources).await, seen(Part::OtherEnterpriseAdministrator).await), (0, 0));
        assert_eq!(list_integrity(&officer(&world, project), &on(project), 0).await.unwrap().1, 1);
        assert!(matches!(list_integrity(&world.anonymous(), &IntegrityFilter::default(), 0).await, Err(Fault::Anonymous)));
        let (about, _) = list_integrity(&office, &IntegrityFilter { about: Some(person), ..Default::default() }, 0).await.unwrap();
        assert_eq!((about.len(), about[0].name.as_str()), (1, "王䶮"));
    }

    //
    async fn a_record_on_a_project_is_seen_by_the_offices_of_the_project_alone(town: Town) {
        let (_bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let water = NewProject {
            draft: Draft { industry: "water".into(), ..draft("崇川某河道一期") },
            ..new_project("崇川某河道一期", world.enterprise)
        };
        let water = register(&contractor, &water).await.unwrap();
        let (county, own) = (world.as_(Part::HumanResources), About::Enterprise(world.enterprise));
        let on_water = record_integrity(&county, &new(own, Some(water), bad())).await.unwrap();
        record_integrity(&county, &new(own, None, rating())).await.unwrap();
        let seen = async |part: Part| list_integrity(&world.as_(part), &IntegrityFilter::default(), 0).await.unwrap().1;
        assert_eq!(seen(Part::Industry).await, 1, "the enterprise is of its area, the river of another industry");
        assert!(matches!(get_integrity(&world.as_(Part::Industry), on_water).await, Err(Fault::NotFound)));
        for part in [Part::HumanResources, Part::City, Part::EnterpriseAdministrator] {
            assert_eq!(seen(part).await, 2, "{part:?}");
        }
    }

    async fn a_complaint_is_settled_once_and_a_record_withdrawn_by_its_office(town: Town) {
        let (bed, world) = town.apart();
        let (office, own) = (world.as_(Part::HumanResources), About::Enterprise(world.enterprise));
        let open = record_integrity(&office, &new(own, None, complaint())).await.unwrap();
        let today = bed.ctx.now().day();
        let weight = async || {
            let (all, total) = list_integrity(&office, &IntegrityFilter::default(), 0).await.unwrap();
            assert_eq!(total, 1, "one record of one complaint");
            all[0].record.weight_on(today)
        };
        assert_eq!(weight().await, Weight::None);
        assert!(matches!(settle_complaint(&world.as_(Part::EnterpriseAdministrator), open, Finding::Substantiated).await, Err(Fault::Forbidden)));
        assert!(matches!(settle_complaint(&world.as_(Part::OtherHumanResources), open, Finding::Substantiated).await, Err(Fault::NotFound)));
        let settled = settle_complaint(&office, open, Finding::Substantiated).await.unwrap();
        assert_eq!(weight().await, Weight::Bad);
        assert_eq!(code(settle_complaint(&office, settled, Finding::Unsubstantiated).await), "projects.complaint_settled");
        assert_eq!(code(settle_complaint(&office, open, Finding::Unsubstantiated).await), "projects.record_withdrawn");
        let outcome = withdraw_integrity(&world.as_(Part::City), settled, today, "复议撤销").await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        withdraw_integrity(&office, settled, today, "复议撤销").await.unwrap();
        assert_eq!(weight().await, Weight::None, "it stays on record and weighs nothing");
        assert_eq!(code(withdraw_integrity(&office, settled, today, "复议撤销").await), "projects.record_withdrawn");
    }

    async fn whoever_does_something_else_in_the_office_sees_none_of_its_records(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let about = About::Person(world.person(Part::CandidateReady));
        let record = record_integrity(&office, &new(about, None, bad())).await.unwrap();
        let as_role = |part: Part, roles: &[(Role, Option<Uuid>)]| {
            let Actor::SignedIn(who) = world.actor(part) else { panic!("nobody") };
            let post = |(role, office): &(Role, Option<Uuid>)| {
                Post { role: *role, office: *office, enterprise: None, project: None, area: Some("320613".into()) }
            };
            world.ctx.acting_as(Actor::SignedIn(SignedIn { posts: roles.iter().map(post).collect(), ..who }))
        };
        let its = office.signed_in().unwrap().posts[0].office;
        let proctor = as_role(Part::Bystander, &[(Role::Proctor, its)]);
        assert!(matches!(get_integrity(&proctor, record).await, Err(Fault::NotFound)));
        // a right to write at another office is none at this one
        let both = as_role(Part::Bystander, &[(Role::Proctor, its), (Role::HumanResources, Some(world.offices.issuer))]);
        let outcome = withdraw_integrity(&both, record, bed.ctx.now().day(), "复议撤销").await;
        assert!(matches!(outcome, Err(Fault::NotFound | Fault::Forbidden)), "{outcome:?}");
    }

    // separation of duty 7
    async fn nobody_writes_or_settles_what_is_about_the_own_enterprise_or_oneself(town: Town) {
        let (_bed, world) = town.apart();
        let (office, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let claimed = register_enterprise(&office, "崇川示例劳务有限公司", "93320623MA0000007U", "320613").await.unwrap();
        accept_enterprise(&industry, claimed, 0).await.unwrap();
        let own = About::Enterprise(claimed);
        assert_eq!(code(record_integrity(&office, &new(own, None, rating())).await), "projects.integrity_own");
        let open = record_integrity(&industry, &new(own, None, complaint())).await.unwrap();
        assert_eq!(code(settle_complaint(&office, open, Finding::Unsubstantiated).await), "projects.integrity_own");
        let seen = get_integrity(&office, open).await.unwrap();
        assert_eq!((seen.settles, seen.withdraws), (false, false));
        let seen = get_integrity(&industry, open).await.unwrap();
        assert_eq!((seen.settles, seen.withdraws), (true, true));
        // who sees it without a right to write settles nothing
        assert!(matches!(settle_complaint(&world.as_(Part::Issuer), open, Finding::Substantiated).await, Err(Fault::Forbidden)));
        let about_her = About::Person(world.person(Part::City));
        assert_eq!(code(record_integrity(&world.as_(Part::City), &new(about_her, None, rating())).await), "projects.integrity_own");
        settle_complaint(&world.as_(Part::City), open, Finding::Substantiated).await.unwrap();
    }

    async fn after_a_merge_the_records_of_both_rows_are_of_the_one_that_stands(town: Town) {
        let (_bed, world) = town.apart();
        let (office, industry) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let absorbed =
            register_enterprise(&world.as_(Part::Bystander), "南通崇川示例建设", "93320623MA0000007U", "320613").await.unwrap();
        let open = record_integrity(&office, &new(About::Enterprise(absorbed), None, complaint())).await.unwrap();
        record_integrity(&office, &new(About::Enterprise(world.enterprise), None, rating())).await.unwrap();
        let merge = propose_merge(&office, absorbed, world.enterprise, "同一企业重复登记").await.unwrap();
        confirm_merge(&industry, merge).await.unwrap();
        for asked in [absorbed, world.enterprise] {
            let filter = IntegrityFilter { about: Some(About::Enterprise(asked)), ..IntegrityFilter::default() };
            assert_eq!(list_integrity(&office, &filter, 0).await.unwrap().1, 2);
            assert_eq!(list_integrity(&world.as_(Part::EnterpriseAdministrator), &filter, 0).await.unwrap().1, 2);
        }
        let outcome = record_integrity(&office, &new(About::Enterprise(absorbed), None, bad())).await;
        assert_eq!(code(outcome), "enterprises.merged_already");
        settle_complaint(&office, open, Finding::Unsubstantiated).await.unwrap();
    }

    async fn whom_a_record_is_about_is_found_by_code_or_number_within_reach(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let found = integrity_subject(&office, " 91320613ma00te5t2q").await.unwrap();
        assert_eq!(found, About::Enterprise(world.enterprise));
        let number = Part::CandidateReady.member().id_number();
        assert_eq!(integrity_subject(&office, &number).await.unwrap(), About::Person(world.person(Part::CandidateReady)));
        for unknown in ["91320600MA0000007P", "93320623MA0000007U", "王䶮", ""] {
            assert_eq!(code(integrity_subject(&office, unknown).await), "projects.integrity_subject_unknown", "{unknown}");
        }
        assert!(matches!(integrity_subject(&world.as_(Part::Issuer), &number).await, Err(Fault::Forbidden)));
    }

    async fn a_list_is_narrowed_by_kind_and_name(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        record_integrity(&office, &new(About::Enterprise(world.enterprise), None, rating())).await.unwrap();
        record_integrity(&office, &new(About::Person(world.person(Part::CandidateReady)), None, bad())).await.unwrap();
        let count = async |filter: IntegrityFilter| list_integrity(&office, &filter, 0).await.unwrap().1;
        assert_eq!(count(IntegrityFilter { kind: Some(RecordKind::BadConduct), ..Default::default() }).await, 1);
        assert_eq!(count(IntegrityFilter { text: "崇川示例".into(), ..Default::default() }).await, 1);
        assert_eq!(count(IntegrityFilter { text: "王䶮".into(), ..Default::default() }).await, 1);
        assert_eq!(count(IntegrityFilter { text: "崇%示例".into(), ..Default::default() }).await, 0, "no sign of a pattern");
        assert_eq!(export_integrity(&office, &IntegrityFilter::default()).await.unwrap().len(), 2);
    }
}
