use super::*;
use crate::fault::Fault;
use crate::projects::integrity::{Basis, Content, Finding, Weight};

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

fn code(outcome: Result<impl Sized, Fault>) -> &'static str {
    outcome.err().unwrap().code().unwrap()
}

crate::on_both! {
    async fn an_office_writes_about_whom_its_right_reaches(bed) {
        let world = world(&bed.ctx).await.unwrap();
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

    async fn records_are_seen_by_offices_and_by_whom_they_are_about(bed) {
        let world = world(&bed.ctx).await.unwrap();
        let (office, project) = (world.as_(Part::HumanResources), site(&world).await);
        record_integrity(&office, &new(About::Enterprise(world.enterprise), None, rating())).await.unwrap();
        let person = About::Person(world.person(Part::CandidateReady));
        record_integrity(&office, &new(person, Some(project), bad())).await.unwrap();
        let seen = async |part: Part| list_integrity(&world.as_(part), None, None, 0).await.unwrap().1;
        assert_eq!((seen(Part::City).await, seen(Part::HumanResources).await, seen(Part::Issuer).await), (2, 2, 2));
        assert_eq!(seen(Part::EnterpriseAdministrator).await, 2, "its own, and on its site");
        assert_eq!((seen(Part::CandidateReady).await, seen(Part::Bystander).await), (1, 0));
        assert_eq!((seen(Part::OtherHumanResources).await, seen(Part::OtherEnterpriseAdministrator).await), (0, 0));
        assert_eq!(list_integrity(&officer(&world, project), None, Some(project), 0).await.unwrap().1, 1);
        assert!(matches!(list_integrity(&world.anonymous(), None, None, 0).await, Err(Fault::Anonymous)));
        let (about, _) = list_integrity(&office, Some(person), None, 0).await.unwrap();
        assert_eq!((about.len(), about[0].name.as_str()), (1, "王䶮"));
    }

    async fn a_complaint_is_settled_once_and_a_record_withdrawn_by_its_office(bed) {
        let world = world(&bed.ctx).await.unwrap();
        let (office, own) = (world.as_(Part::HumanResources), About::Enterprise(world.enterprise));
        let complaint = Content::Complaint { case: Uuid::from_u128(5), finding: Finding::Open };
        let open = record_integrity(&office, &new(own, None, complaint)).await.unwrap();
        let today = bed.ctx.now().day();
        let weight = async || {
            let (all, total) = list_integrity(&office, None, None, 0).await.unwrap();
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
}
