use super::store::*;
use super::*;
use crate::fixtures::{Part, World};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault};

mod charges;
mod map;
mod sheets;

fn office(name: &str, kind: OfficeKind, area: &str, industry: Option<&str>) -> NewOffice {
    NewOffice { name: name.into(), kind, area: area.into(), industry: industry.map(str::to_owned) }
}

fn person(world: &World, part: Part) -> Grantee {
    Grantee::Person(world.person(part))
}

async fn holds(world: &World, part: Part, role: Role) -> bool {
    world.as_now(part).await.unwrap().signed_in().unwrap().holds(role)
}

async fn grant_code(ctx: &Ctx, grantee: Grantee, role: Role, office: uuid::Uuid) -> &'static str {
    grant(ctx, &grantee, role, office).await.unwrap_err().code().unwrap()
}

crate::on_both! {
    async fn an_office_is_written_down_once(town: Town) {
        let (_bed, world) = town.apart();
        let system = world.as_(Part::SystemAdministrator);
        let new = office("海门区水利局", OfficeKind::Industry, "320614", Some("water"));
        let id = create(&system, &new).await.unwrap();
        let view = get(&world.anonymous(), id).await.unwrap();
        assert_eq!((view.area_name.as_str(), view.industry.as_deref()), ("海门区", Some("water")));
        assert_eq!(list(&world.anonymous()).await.unwrap().len(), 7);
        assert_eq!(create(&system, &new).await.unwrap_err().code(), Some("offices.name_taken"));
        for part in [Part::OfficeAdministrator, Part::Issuer, Part::Bystander] {
            assert!(matches!(create(&world.as_(part), &new).await, Err(Fault::Forbidden)), "{part:?}");
        }
    }

    async fn every_mistake_about_an_office_is_told_at_once(town: Town) {
        let (bed, world) = town.apart();
        let system = world.as_(Part::SystemAdministrator);
        let refused = create(&system, &office(" ", OfficeKind::Industry, "320602", None)).await;
        let Err(Fault::Refused(reasons)) = refused else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["offices.name_length", "offices.area_abolished", "offices.industry_missing"]);
        let refused = create(&system, &office("海门区人社局", OfficeKind::HumanResources, "999999", Some("water"))).await;
        let Err(Fault::Refused(reasons)) = refused else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["offices.area_unknown", "offices.industry_not_expected"]);
        let areas = list_areas(&bed.ctx).await.unwrap();
        assert!(areas.iter().any(|area| area.code == "320613") && areas.iter().all(|area| area.code != "320602"));
    }

    async fn there_is_one_issuer_for_the_numbers_belong_to_it(town: Town) {
        let (_bed, world) = town.apart();
        let system = world.as_(Part::SystemAdministrator);
        let before = list(&world.anonymous()).await.unwrap().len();
        let second = office("海门区发证中心", OfficeKind::Issuer, "320614", None);
        let Err(Fault::Refused(reasons)) = create(&system, &second).await else { panic!("passed") };
        assert_eq!(reasons.iter().map(|reason| (reason.field, reason.code)).collect::<Vec<_>>(), [(Some("kind"), "offices.issuer_already")]);
        assert_eq!(list(&world.anonymous()).await.unwrap().len(), before, "nothing of it was written");
    }

    async fn an_issuers_name_bears_no_word_that_its_certificates_must_not(town: Town) {
        let (_bed, world) = town.apart();
        let (system, city) = (world.as_(Part::SystemAdministrator), world.as_(Part::City));
        let named = |name: &str| office(name, OfficeKind::Issuer, "320613", None);
        let refused = create(&system, &named("全国劳资员发证中心")).await.unwrap_err();
        assert_eq!(refused.code(), Some("offices.forbidden_word"));
        let refused = change(&city, world.offices.issuer, &named("中 国劳资员中心"), "机构改革职能调整").await.unwrap_err();
        assert_eq!(refused.code(), Some("offices.forbidden_word"));
        let other = office("全国统计调查队驻海门工作站", OfficeKind::HumanResources, "320614", None);
        assert!(create(&system, &other).await.is_ok(), "no certificate bears its name");
    }

    async fn a_role_is_granted_ended_and_granted_again(town: Town) {
        let (_bed, world) = town.apart();
        let (administrator, issuer) = (world.as_(Part::OfficeAdministrator), world.offices.issuer);
        let by_phone = Grantee::SignIn(Part::Bystander.member().phone());
        let id = grant(&administrator, &by_phone, Role::Proctor, issuer).await.unwrap();
        assert!(holds(&world, Part::Bystander, Role::Proctor).await);
        assert_eq!(grant_code(&administrator, person(&world, Part::Bystander), Role::Proctor, issuer).await, "offices.granted_already");
        end_grant(&administrator, id).await.unwrap();
        assert!(!holds(&world, Part::Bystander, Role::Proctor).await);
        assert_eq!(end_grant(&administrator, id).await.unwrap_err().code(), Some("offices.ended_already"));
        let by_number = Grantee::SignIn(Part::Bystander.member().id_number());
        grant(&administrator, &by_number, Role::Proctor, issuer).await.unwrap();
        assert_eq!(grant_code(&administrator, Grantee::SignIn("13900000000".into()), Role::Proctor, issuer).await, "offices.grantee_unknown");
    }

    async fn roles_are_granted_for_the_own_office_only(town: Town) {
        let (_bed, world) = town.apart();
        let second = world.as_(Part::SecondOfficeAdministrator);
        let bystander = person(&world, Part::Bystander);
        let elsewhere = grant(&second, &bystander, Role::HumanResources, world.offices.human_resources).await;
        assert!(matches!(elsewhere, Err(Fault::Forbidden)));
        assert_eq!(grant_code(&second, bystander.clone(), Role::HumanResources, world.offices.issuer).await, "offices.role_not_of_this_office");
        for part in [Part::Issuer, Part::Bystander, Part::EnterpriseAdministrator, Part::City] {
            let outcome = grant(&world.as_(part), &bystander, Role::Proctor, world.offices.issuer).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        let anonymous = grant(&world.anonymous(), &bystander, Role::Proctor, world.offices.issuer).await;
        assert!(matches!(anonymous, Err(Fault::Anonymous)));
    }

    // separation of duty 5
    async fn the_system_administrator_can_neither_issue_nor_revoke_nor_come_to_it(town: Town) {
        let (_bed, world) = town.apart();
        let system = world.as_(Part::SystemAdministrator);
        for verb in [Verb::Create, Verb::Edit, Verb::Decide] {
            assert!(matches!(require(&system, verb, Object::Certificate), Err(Fault::Forbidden)));
        }
        let administrator = world.as_(Part::OfficeAdministrator);
        for role in [Role::Issuer, Role::ExamAdministrator, Role::QuestionEditor] {
            let code = grant_code(&administrator, person(&world, Part::SystemAdministrator), role, world.offices.issuer).await;
            assert_eq!(code, "offices.grantee_runs_the_system");
        }
        let oneself = person(&world, Part::SystemAdministrator);
        let code = grant_code(&system, oneself, Role::OfficeAdministrator, world.offices.issuer).await;
        assert_eq!(code, "offices.grantee_oneself");
    }

    // separation of duty 7
    async fn nobody_grants_the_own_account_a_role(town: Town) {
        let (_bed, world) = town.apart();
        let administrator = world.as_(Part::OfficeAdministrator);
        for role in [Role::Issuer, Role::Proctor, Role::Auditor] {
            let oneself = person(&world, Part::OfficeAdministrator);
            assert_eq!(grant_code(&administrator, oneself, role, world.offices.issuer).await, "offices.grantee_oneself");
        }
    }

    // separation of duty 9
    async fn one_person_alone_grants_neither_issuer_nor_city(town: Town) {
        let (_bed, world) = town.apart();
        let (first, second) = (world.as_(Part::OfficeAdministrator), world.as_(Part::SecondOfficeAdministrator));
        for (role, office) in [(Role::Issuer, world.offices.issuer), (Role::City, world.offices.city)] {
            let id = grant(&first, &person(&world, Part::Bystander), role, office).await.unwrap();
            assert!(!holds(&world, Part::Bystander, role).await);
            let alone = second_grant(&first, id).await.unwrap_err();
            assert_eq!(alone.code(), Some("offices.second_must_be_another"));
            assert!(matches!(second_grant(&world.as_(Part::SystemAdministrator), id).await, Err(Fault::Forbidden)));
            assert!(matches!(second_grant(&world.as_(Part::Issuer), id).await, Err(Fault::Forbidden)));
            second_grant(&second, id).await.unwrap();
            assert!(holds(&world, Part::Bystander, role).await);
            let again = second_grant(&second, id).await.unwrap_err();
            assert_eq!(again.code(), Some("offices.seconded_or_ended_already"));
        }
    }

    async fn the_grantee_is_not_the_second_person(town: Town) {
        let (_bed, world) = town.apart();
        let (first, second) = (world.as_(Part::OfficeAdministrator), world.as_(Part::SecondOfficeAdministrator));
        let grantee = person(&world, Part::SecondOfficeAdministrator);
        let id = grant(&first, &grantee, Role::Issuer, world.offices.issuer).await.unwrap();
        assert_eq!(second_grant(&second, id).await.unwrap_err().code(), Some("offices.second_must_be_another"));
        end_grant(&first, id).await.unwrap();
        let proctor = grant(&first, &person(&world, Part::Bystander), Role::Proctor, world.offices.issuer).await.unwrap();
        assert_eq!(second_grant(&second, proctor).await.unwrap_err().code(), Some("offices.no_second_needed"));
    }

    async fn the_system_administrator_grants_office_administrators_and_nothing_else(town: Town) {
        let (_bed, world) = town.apart();
        let system = world.as_(Part::SystemAdministrator);
        let bystander = person(&world, Part::Bystander);
        for role in Role::GRANTED.into_iter().filter(|role| *role != Role::OfficeAdministrator) {
            let outcome = grant(&system, &bystander, role, world.offices.issuer).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{role:?}");
        }
        let id = grant(&system, &bystander, Role::OfficeAdministrator, world.offices.issuer).await.unwrap();
        assert!(holds(&world, Part::Bystander, Role::OfficeAdministrator).await);
        // and an office administrator makes no other
        let administrator = world.as_(Part::OfficeAdministrator);
        let outcome = grant(&administrator, &person(&world, Part::CandidateHeld), Role::OfficeAdministrator, world.offices.issuer).await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        assert!(matches!(end_grant(&administrator, id).await, Err(Fault::Forbidden)));
        end_grant(&system, id).await.unwrap();
        assert!(!holds(&world, Part::Bystander, Role::OfficeAdministrator).await);
    }

    async fn the_grants_of_an_office_are_its_administrators_to_see(town: Town) {
        let (bed, world) = town.apart();
        let first = world.as_(Part::OfficeAdministrator);
        bed.clock.advance_ms(1);
        let waiting = grant(&first, &person(&world, Part::Bystander), Role::Issuer, world.offices.issuer).await.unwrap();
        let grants = list_grants(&first, world.offices.issuer).await.unwrap();
        assert_eq!((grants.len(), grants[0].id, grants[0].state), (9, waiting, GrantState::AwaitsSecond));
        let issuer = grants.iter().find(|grant| grant.person == world.person(Part::Issuer)).unwrap();
        assert_eq!(issuer.state, GrantState::InForce);
        assert_eq!((issuer.granted_by.as_deref(), issuer.seconded_by.as_deref()), (Some("林芳"), Some("何俊")));
        assert!(list_grants(&world.as_(Part::SystemAdministrator), world.offices.issuer).await.is_ok());
        let second = world.as_(Part::SecondOfficeAdministrator);
        assert!(matches!(list_grants(&second, world.offices.industry).await, Err(Fault::NotFound)));
        assert!(matches!(list_grants(&world.as_(Part::Issuer), world.offices.issuer).await, Err(Fault::Forbidden)));
    }

    async fn a_reach_adds_up_over_all_posts(town: Town) {
        let (bed, world) = town.apart();
        let of = async |part, verb, object| reach(&world.as_(part), verb, object).await.unwrap();
        let county = of(Part::HumanResources, Verb::View, Object::PersonRecord).await;
        // and the codes whose place the area took
        assert_eq!(county.areas.into_iter().collect::<Vec<_>>(), ["320602", "320611", "320613"]);
        assert!(of(Part::Issuer, Verb::View, Object::PersonRecord).await.whole_city);
        let proctor = of(Part::Proctor, Verb::View, Object::PersonRecord).await;
        assert!(proctor.offices.contains(&world.offices.issuer) && !proctor.whole_city && proctor.person.is_none());
        let candidate = of(Part::CandidateReady, Verb::View, Object::Certificate).await;
        assert_eq!(candidate.person, Some(world.person(Part::CandidateReady)));
        let nothing = reach(&world.as_(Part::CandidateReady), Verb::View, Object::PersonRecord).await;
        assert!(matches!(nothing, Err(Fault::Forbidden)));
        // an office of the whole city reaches every area in it
        let new = office("南通市人力资源和社会保障局", OfficeKind::HumanResources, "320600", None);
        let wide = create(&world.as_(Part::SystemAdministrator), &new).await.unwrap();
        let post = crate::ctx::Post { role: Role::HumanResources, office: Some(wide), enterprise: None, project: None, area: Some("320600".into()) };
        let areas = reach_of_post(bed.ctx.db.reader(), &post, Verb::View, Object::PersonRecord).await.unwrap().unwrap().areas;
        assert!(areas.contains("320600") && areas.contains("320613") && areas.contains("320623"));
    }
}
