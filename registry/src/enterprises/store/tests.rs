use super::*;
use crate::enterprises::Part as MemberPart;
use crate::fixtures::{Part, World};
use crate::offices::{NewOffice, OfficeKind};

mod acceptance;
mod changing;
mod merging;
mod people;
mod searching;
mod sheets;

const CODE: &str = "93320623MA0000007U";

/// The 人社 of the other county with one more post: at the 人社 of the whole city.
async fn wide_office(world: &World) -> Ctx {
    let new = NewOffice {
        name: "南通市人力资源和社会保障局".into(),
        kind: OfficeKind::HumanResources,
        area: "320600".into(),
        industry: None,
    };
    let office = crate::offices::store::create(&world.as_(Part::City), &new).await.unwrap();
    let mut who = world.as_(Part::OtherHumanResources).signed_in().unwrap().clone();
    who.posts.push(crate::ctx::Post {
        role: crate::permissions::Role::HumanResources,
        office: Some(office),
        enterprise: None,
        project: None,
        area: Some("320600".into()),
    });
    world.ctx.acting_as(crate::Actor::SignedIn(who))
}

crate::on_both! {
    async fn an_enterprise_is_registered_once_and_waits(town: Town) {
        let (_bed, world) = town.apart();
        let owner = world.as_(Part::Bystander);
        let id = register(&owner, "海门示例建设有限公司", CODE, "320614").await.unwrap();
        let own = own_enterprises(&owner).await.unwrap();
        assert_eq!((own.len(), own[0].part, own[0].enterprise.accepted_at), (1, MemberPart::Administrator, None));
        assert_eq!(get(&owner, id).await.unwrap().credit_code, CODE);
        let again = register(&world.as_(Part::CandidateHeld), "别的名称", &CODE.to_lowercase(), "320614").await;
        assert_eq!(again.unwrap_err().code(), Some("enterprises.registered_already"));
        assert!(matches!(register(&world.anonymous(), "某公司", CODE, "320614").await, Err(Fault::Anonymous)));
    }

    async fn every_mistake_about_an_enterprise_is_told_at_once(town: Town) {
        let (_bed, world) = town.apart();
        let refused = register(&world.as_(Part::Bystander), "", "1", "320602").await;
        let Err(Fault::Refused(reasons)) = refused else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["enterprises.name_length", "enterprises.credit_code_length", "offices.area_abolished"]);
    }

    async fn until_it_is_accepted_an_enterprise_is_a_claim_without_rights(town: Town) {
        let (_bed, world) = town.apart();
        let id = register(&world.as_(Part::Bystander), "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        let owner = world.as_now(Part::Bystander).await.unwrap();
        assert!(owner.signed_in().unwrap().posts.is_empty());
        let number = Part::CandidateHeld.member().id_number();
        assert_eq!(add_employee(&owner, id, &number).await.unwrap_err().code(), Some("enterprises.not_accepted"));
        accept(&world.as_(Part::Industry), id, 0).await.unwrap();
        let owner = world.as_now(Part::Bystander).await.unwrap();
        add_employee(&owner, id, &number).await.unwrap();
    }

    async fn a_county_accepts_once_and_in_its_own_area_only(town: Town) {
        let (_bed, world) = town.apart();
        let id = register(&world.as_(Part::Bystander), "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        assert!(matches!(accept(&world.as_(Part::OtherHumanResources), id, 0).await, Err(Fault::NotFound)));
        for part in [Part::Bystander, Part::Issuer, Part::City, Part::EnterpriseAdministrator, Part::SystemAdministrator] {
            assert!(matches!(accept(&world.as_(part), id, 0).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let office = world.as_(Part::HumanResources);
        assert_eq!(list(&office, Which::NotAccepted, 0).await.unwrap().1, 1);
        accept(&office, id, 0).await.unwrap();
        assert_eq!(accept(&office, id, 0).await.unwrap_err().code(), Some("enterprises.accepted_already"));
        assert_eq!(list(&office, Which::NotAccepted, 0).await.unwrap().1, 0);
        assert_eq!(list(&office, Which::All, 0).await.unwrap().1, 2);
        assert_eq!(list(&world.as_(Part::OtherHumanResources), Which::All, 0).await.unwrap().1, 1);
    }

    // separation of duty 7
    async fn nobody_accepts_the_own_enterprise(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        let id = register(&office, "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        assert_eq!(accept(&office, id, 0).await.unwrap_err().code(), Some("enterprises.own_registration"));
        accept(&world.as_(Part::Industry), id, 0).await.unwrap();
    }

    async fn employees_come_once_and_go(town: Town) {
        let (_bed, world) = town.apart();
        let employer = world.as_(Part::EnterpriseAdministrator);
        let number = Part::Bystander.member().id_number();
        let person = add_employee(&employer, world.enterprise, &number).await.unwrap();
        assert_eq!(person, world.person(Part::Bystander));
        let again = add_employee(&employer, world.enterprise, &number).await.unwrap_err();
        assert_eq!(again.code(), Some("enterprises.employed_already"));
        assert_eq!(employees(&employer, world.enterprise).await.unwrap().len(), 4);
        remove_employee(&employer, world.enterprise, person).await.unwrap();
        assert_eq!(employees(&employer, world.enterprise).await.unwrap().len(), 3);
        assert!(matches!(remove_employee(&employer, world.enterprise, person).await, Err(Fault::NotFound)));
        add_employee(&employer, world.enterprise, &number).await.unwrap();
        let unknown = add_employee(&employer, world.enterprise, "32061319900103000X").await.unwrap_err();
        assert_eq!(unknown.code(), Some("enterprises.person_unknown"));
        let wrong = add_employee(&employer, world.enterprise, "320613199001030001").await.unwrap_err();
        assert_eq!(wrong.code(), Some("people.id_number_check"));
    }

    async fn only_its_administrators_change_who_works_for_an_enterprise(town: Town) {
        let (_bed, world) = town.apart();
        let (enterprise, held) = (world.enterprise, world.person(Part::CandidateHeld));
        let number = Part::Bystander.member().id_number();
        for part in [Part::OtherEnterpriseAdministrator, Part::Bystander, Part::OtherHumanResources] {
            let ctx = world.as_(part);
            assert!(matches!(add_employee(&ctx, enterprise, &number).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(remove_employee(&ctx, enterprise, held).await, Err(Fault::NotFound)), "{part:?}");
        }
        for part in [Part::HumanResources, Part::CandidateReady] {
            let ctx = world.as_(part);
            assert!(matches!(add_employee(&ctx, enterprise, &number).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(remove_employee(&ctx, enterprise, held).await, Err(Fault::Forbidden)), "{part:?}");
        }
        // but everybody may leave
        remove_employee(&world.as_(Part::CandidateHeld), enterprise, held).await.unwrap();
    }

    async fn the_employees_are_seen_masked_and_in_scope_only(town: Town) {
        let (_bed, world) = town.apart();
        for part in [Part::EnterpriseAdministrator, Part::HumanResources, Part::Industry, Part::Issuer] {
            let listed = employees(&world.as_(part), world.enterprise).await.unwrap();
            assert_eq!(listed.len(), 3, "{part:?}");
            assert!(listed.iter().all(|person| person.id_number_masked == "3206**************"));
        }
        for part in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources, Part::Proctor] {
            let outcome = employees(&world.as_(part), world.enterprise).await;
            assert!(matches!(outcome, Err(Fault::NotFound)), "{part:?}");
        }
        let outcome = employees(&world.as_(Part::CandidateReady), world.enterprise).await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
    }
}
