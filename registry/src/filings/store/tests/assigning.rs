use super::*;
use crate::filings::{Nomination, Proposer};
use crate::notices::Kind;
use crate::notices::store::{Which as Read, list};

const NAME: &str = "王丽华";

fn nobody_says() -> Nomination {
    Nomination::default()
}

/// The number and the name of this part's certificate.
async fn holder(world: &World, part: Part) -> (String, &'static str) {
    (certified(world, part).await, part.member().name)
}

async fn heard(ctx: &Ctx) -> Vec<Kind> {
    list(ctx, Read::All, 0).await.unwrap().0.iter().map(|notice| notice.kind).collect()
}

crate::on_both! {
    //
    async fn what_an_enterprise_assigns_counts_once_the_officer_accepts(town: Town) {
        let (_bed, world) = town.apart();
        let (candidate, administrator) = (world.as_(Part::CandidateReady), world.as_(Part::EnterpriseAdministrator));
        let (number, name) = holder(&world, Part::CandidateReady).await;
        let offered = assignable(&administrator, world.enterprise).await.unwrap();
        assert_eq!((offered.enterprise, offered.projects[0].id), (world.enterprise, world.project));
        let wished = wish(&world, to(world.project, Duty::Assistant));
        let said = Nomination { experience_years: Some(6), statement: Some("熟悉实名制管理".into()) };
        let binding = assign(&administrator, Holder { number: &number, name }, &wished, &said).await.unwrap();
        let seen = get(&administrator, binding).await.unwrap();
        assert_eq!((seen.view.binding.stage(), seen.view.proposer), (Stage::Waiting, Proposer::Enterprise));
        assert_eq!((seen.may_answer, seen.may_end, seen.view.asked_by.is_some()), (false, true, true));
        assert!(world.as_now(Part::CandidateReady).await.unwrap().signed_in().unwrap().posts.is_empty(), "nothing is granted yet");
        assert!(heard(&candidate).await.contains(&Kind::OfficerAssigned));

        // nobody accepts for the officer
        for part in [Part::EnterpriseAdministrator, Part::HumanResources] {
            assert!(matches!(confirm(&world.as_(part), binding).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(decline(&world.as_(part), binding, "不该如此").await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(get(&candidate, binding).await.unwrap().may_answer);
        let other = Nomination { experience_years: Some(60), statement: None };
        confirm_nominated(&candidate, binding, &other).await.unwrap();
        assert_eq!(confirm(&candidate, binding).await.unwrap_err().code(), Some("filings.answered_already"));
        let view = get(&candidate, binding).await.unwrap().view;
        assert_eq!((view.binding.stage(), view.nomination), (Stage::InForce, said), "what the enterprise said stands");
        assert_eq!(world.as_now(Part::CandidateReady).await.unwrap().signed_in().unwrap().posts[0].role, Role::ProjectOfficer);
        assert!(heard(&administrator).await.contains(&Kind::AssignmentAccepted));
        let verbs = crate::entity::audit_entries::Entity::find().all(world.ctx.db.reader()).await.unwrap();
        for verb in ["assign_officer", "accept_assignment"] {
            let one = verbs.iter().find(|entry| entry.verb == verb).unwrap();
            assert_eq!(one.subject, binding.to_string(), "{verb}");
        }
    }

    async fn an_assignment_is_declined_by_the_officer_or_taken_back_by_the_enterprise(town: Town) {
        let (bed, world) = town.apart();
        let (candidate, administrator) = (world.as_(Part::CandidateReady), world.as_(Part::EnterpriseAdministrator));
        let (number, name) = holder(&world, Part::CandidateReady).await;
        let named = Holder { number: &number, name };
        let wished = wish(&world, to(world.project, Duty::Assistant));
        let first = assign(&administrator, named, &wished, &nobody_says()).await.unwrap();
        assert_eq!(end(&candidate, first, "不再需要").await.unwrap_err().code(), Some("filings.not_in_force"), "it is declined");
        decline(&candidate, first, "另有工作安排").await.unwrap();
        assert!(heard(&administrator).await.contains(&Kind::AssignmentDeclined));
        bed.clock.advance_ms(1);
        let second = assign(&administrator, named, &wished, &nobody_says()).await.unwrap();
        assert!(matches!(end(&world.as_(Part::City), second, "不该如此").await, Err(Fault::Forbidden)));
        let office = end(&world.as_(Part::HumanResources), second, "不该如此").await.unwrap_err();
        assert_eq!(office.code(), Some("filings.not_in_force"), "what is not in force is nobody else's");
        end(&administrator, second, "填写有误").await.unwrap();
        assert!(heard(&candidate).await.contains(&Kind::AssignmentWithdrawn));
        assert_eq!(confirm(&candidate, second).await.unwrap_err().code(), Some("filings.answered_already"));
        let stages: Vec<_> = own(&candidate).await.unwrap().iter().map(|view| view.binding.stage()).collect();
        assert_eq!(stages, [Stage::Withdrawn, Stage::Declined]);
    }

    async fn number_and_name_must_both_be_right_and_nothing_tells_which_is_not(town: Town) {
        let (_bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let (number, name) = holder(&world, Part::CandidateReady).await;
        let wished = wish(&world, to(world.project, Duty::Assistant));
        for (number, name) in [(number.as_str(), NAME), ("NTLZ320613-2026-999999-X", name), ("", name), (number.as_str(), "")] {
            let unknown = assign(&administrator, Holder { number, name }, &wished, &nobody_says()).await.unwrap_err();
            let Fault::Refused(reasons) = unknown else { panic!("{unknown:?}") };
            assert_eq!((reasons[0].code, reasons[0].field), ("filings.holder_unknown", Some("number")), "{number} {name}");
        }
        crate::attendance::store::tests::scene::shut_away(&world.ctx, world.person(Part::CandidateReady)).await;
        let kept = assign(&administrator, Holder { number: &number, name }, &wished, &nobody_says()).await.unwrap_err();
        assert_eq!(kept.code(), Some("filings.holder_unknown"), "whose data are only kept");
    }

    //
    async fn an_assignment_is_held_to_the_rules_of_a_wish(town: Town) {
        let (_bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let (number, name) = holder(&world, Part::CandidateReady).await;
        let tried = async |number: &str, name: &str, wished: Wish| {
            let code = assign(&administrator, Holder { number, name }, &wished, &nobody_says()).await.err();
            code.and_then(|fault| fault.code())
        };
        let responsible = wish(&world, to(world.project, Duty::Responsible));
        assert_eq!(tried(&number, name, responsible).await, Some("filings.place_taken"));
        let part_time = Wish { employment: Employment::PartTime, ..wish(&world, Post::Enterprise) };
        assert_eq!(tried(&number, name, part_time).await, Some("filings.enterprise_officer_full_time"));
        let (of_site, officer) = (world.certificate.clone(), Part::ProjectOfficer.member().name);
        assert_eq!(tried(&of_site, officer, wish(&world, Post::Enterprise)).await, Some("filings.project_officer_already"));
        let again = wish(&world, to(world.project, Duty::Assistant));
        assert_eq!(tried(&of_site, officer, again).await, Some("filings.bound_already"));

        let limit = [("capacity.limit".to_owned(), 1.into())].into();
        rulepacks::store::amend(&world.ctx, "B", rulepacks::store::CITY, world.ctx.now().day(), limit).await.unwrap();
        let second = further_site(&world, "第二个项目").await;
        works_on(&world, world.project, 1).await;
        let further = wish(&world, to(second, Duty::Responsible));
        // what the officer does elsewhere is looked at when the officer accepts
        let asked = assign(&administrator, Holder { number: &of_site, name: officer }, &further, &nobody_says()).await.unwrap();
        let refused = confirm(&world.as_(Part::ProjectOfficer), asked).await.unwrap_err();
        assert_eq!(refused.code(), Some("filings.too_many_people"));

        let class = Some(PublicClass::UnderInquiry);
        staging::enter(&world.ctx, &number, Status::Suspended, "立案核查", class).await.unwrap();
        let assistant = wish(&world, to(world.project, Duty::Assistant));
        assert_eq!(tried(&number, name, assistant).await, Some("filings.certificate_suspended"));
        // separation of duty 7
        let own = certified(&world, Part::EnterpriseAdministrator).await;
        let myself = Part::EnterpriseAdministrator.member().name;
        assert_eq!(tried(&own, myself, assistant).await, Some("filings.own_assignment"));
    }

    // an enterprise learns nothing about the officers of others by assigning them
    async fn what_an_officer_does_elsewhere_is_nobody_elses_to_learn(town: Town) {
        let (bed, world) = town.apart();
        let (officer, other) = (world.as_(Part::ProjectOfficer), world.as_(Part::OtherEnterpriseAdministrator));
        let holder = Holder { number: &world.certificate, name: Part::ProjectOfficer.member().name };
        let wished = Wish { enterprise: world.other_enterprise, ..wish(&world, Post::Enterprise) };
        let assigned = assign(&other, holder, &wished, &nobody_says()).await.unwrap();
        let again = assign(&other, holder, &wished, &nobody_says()).await.unwrap_err();
        assert_eq!(again.code(), Some("filings.enterprise_officer_already"), "the own one is known");
        let accepted = confirm(&officer, assigned).await.unwrap_err();
        assert_eq!(accepted.code(), Some("filings.project_officer_already"), "R-008 is the officer's to read");
        decline(&officer, assigned, "已在其他企业任职").await.unwrap();

        // and what waits unanswered is in nobody's way
        bed.clock.advance_ms(1);
        let (candidate, number) = (world.as_(Part::CandidateReady), certified(&world, Part::CandidateReady).await);
        let named = Holder { number: &number, name: Part::CandidateReady.member().name };
        let waiting = assign(&other, named, &wished, &nobody_says()).await.unwrap();
        let own = propose(&candidate, &number, &wish(&world, Post::Enterprise)).await.unwrap();
        confirm(&world.as_(Part::EnterpriseAdministrator), own).await.unwrap();
        let late = confirm(&candidate, waiting).await.unwrap_err();
        assert_eq!(late.code(), Some("filings.enterprise_officer_already"));
    }

    // two are asked, one accepts
    async fn a_place_that_was_taken_meanwhile_is_not_accepted(town: Town) {
        let (bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let site = further_site(&world, "第二个项目").await;
        let wished = wish(&world, to(site, Duty::Responsible));
        let mut asked = Vec::new();
        for part in [Part::CandidateReady, Part::CandidateNew] {
            let (number, name) = holder(&world, part).await;
            asked.push((part, assign(&administrator, Holder { number: &number, name }, &wished, &nobody_says()).await.unwrap()));
            bed.clock.advance_ms(1);
        }
        confirm(&world.as_(asked[0].0), asked[0].1).await.unwrap();
        let late = confirm(&world.as_(asked[1].0), asked[1].1).await.unwrap_err();
        assert_eq!(late.code(), Some("filings.place_taken"));
    }

    async fn only_the_administrators_of_an_enterprise_assign_its_officers(town: Town) {
        let (_bed, world) = town.apart();
        let (number, name) = holder(&world, Part::CandidateReady).await;
        let (named, wished) = (Holder { number: &number, name }, wish(&world, to(world.project, Duty::Assistant)));
        for part in [
            Part::Bystander,
            Part::CandidateReady,
            Part::ProjectOfficer,
            Part::OtherEnterpriseAdministrator,
            Part::HumanResources,
            Part::City,
            Part::Issuer,
        ] {
            let ctx = world.as_(part);
            let assigned = assign(&ctx, named, &wished, &nobody_says()).await;
            assert!(matches!(assigned, Err(Fault::NotFound | Fault::Forbidden)), "{part:?}: {assigned:?}");
            let offered = assignable(&ctx, world.enterprise).await;
            assert!(matches!(offered, Err(Fault::NotFound | Fault::Forbidden)), "{part:?}: {offered:?}");
        }
        assert!(matches!(assign(&world.anonymous(), named, &wished, &nobody_says()).await, Err(Fault::Anonymous)));
    }

    async fn whoever_is_assigned_to_an_enterprise_is_no_open_book_to_it(town: Town) {
        let (_bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let (number, name) = holder(&world, Part::CandidateReady).await;
        let wished = wish(&world, to(world.project, Duty::Assistant));
        let binding = assign(&administrator, Holder { number: &number, name }, &wished, &nobody_says()).await.unwrap();
        let person = world.person(Part::CandidateReady);
        let looked = capacity::officer_capacity(&administrator, person).await;
        assert!(matches!(looked, Err(Fault::NotFound)), "{looked:?}");
        confirm(&world.as_(Part::CandidateReady), binding).await.unwrap();
        capacity::officer_capacity(&administrator, person).await.unwrap();
    }

    //
    async fn an_enterprise_says_what_it_knows_when_it_confirms(town: Town) {
        let (_bed, world) = town.apart();
        let (candidate, administrator) = (world.as_(Part::CandidateReady), world.as_(Part::EnterpriseAdministrator));
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let binding = propose(&candidate, &number, &asked).await.unwrap();
        assert_eq!(get(&candidate, binding).await.unwrap().view.nomination, nobody_says());
        let said = Nomination { experience_years: Some(0), statement: Some("工作认真负责".into()) };
        confirm_nominated(&administrator, binding, &said).await.unwrap();
        for ctx in [&candidate, &administrator, &world.as_(Part::HumanResources)] {
            assert_eq!(get(ctx, binding).await.unwrap().view.nomination, said);
        }
        crate::attendance::store::tests::scene::shut_away(&world.ctx, world.person(Part::CandidateReady)).await;
        let kept = get(&world.as_(Part::HumanResources), binding).await.unwrap().view;
        assert_eq!(kept.nomination, nobody_says(), "P-12");
    }

    // the code of a certificate leads its holder on, and nobody else
    async fn the_code_of_a_certificate_is_a_way_for_its_holder_alone(town: Town) {
        let (_bed, world) = town.apart();
        let officer = world.as_(Part::ProjectOfficer);
        let id = crate::certificates::get(&officer, &world.certificate).await.unwrap().path_id;
        assert_eq!(own_number(&officer, &id).await.unwrap(), world.certificate);
        for part in [Part::Bystander, Part::EnterpriseAdministrator, Part::Issuer] {
            assert!(matches!(own_number(&world.as_(part), &id).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(own_number(&officer, "0123456789ABCDEF").await, Err(Fault::NotFound)));
    }
}
