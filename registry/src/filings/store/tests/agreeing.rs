use super::*;
use crate::ctx::SignedIn;
use crate::filings::capacity::Consent;
use consenting::{consent_of, consents_waiting, decide_consent};

/// The world's officer asks for a further project, where no rule speaks of several.
async fn asks(world: &World, name: &str) -> Uuid {
    let site = further_site(world, name).await;
    let asked = wish(world, to(site, Duty::Responsible));
    propose(&world.as_(Part::ProjectOfficer), &world.certificate, &asked).await.unwrap()
}

crate::on_both! {
    // D-01
    async fn a_further_project_waits_for_the_county_where_no_rule_allows_several(town: Town) {
        let (_bed, world) = town.apart();
        let (administrator, office) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        let binding = asks(&world, "第二个项目").await;
        assert_eq!(confirm(&administrator, binding).await.unwrap_err().code(), Some("filings.consent_needed"));
        assert_eq!(consents_waiting(&office).await.unwrap().len(), 1);
        assert!(consent_of(&office, binding).await.unwrap().unwrap().may_decide);
        assert!(!consent_of(&administrator, binding).await.unwrap().unwrap().may_decide);
        decide_consent(&office, binding, Consent::Granted, "两个项目相邻").await.unwrap();
        let again = decide_consent(&world.as_(Part::Industry), binding, Consent::Refused, "规模过大").await.unwrap_err();
        assert_eq!(again.code(), Some("filings.consent_decided"), "one of the two offices is enough");
        assert!(consents_waiting(&office).await.unwrap().is_empty());
        confirm(&administrator, binding).await.unwrap();
        let officer = world.as_now(Part::ProjectOfficer).await.unwrap();
        assert_eq!(officer.signed_in().unwrap().posts.len(), 2);
    }

    async fn a_refusal_of_the_county_declines_the_binding_with_its_reason(town: Town) {
        let (bed, world) = town.apart();
        let binding = asks(&world, "第二个项目").await;
        bed.clock.advance_ms(1);
        let office = world.as_(Part::Industry);
        let silent = decide_consent(&office, binding, Consent::Refused, "").await.unwrap_err();
        assert_eq!(silent.code(), Some("filings.reason_length"));
        decide_consent(&office, binding, Consent::Refused, "规模过大").await.unwrap();
        let view = get(&office, binding).await.unwrap().view;
        assert_eq!((view.binding.stage(), view.declined_reason.as_deref()), (Stage::Declined, Some("规模过大")));
    }

    async fn nobody_but_an_office_of_the_county_agrees(town: Town) {
        let (_bed, world) = town.apart();
        let binding = asks(&world, "第二个项目").await;
        for part in [Part::EnterpriseAdministrator, Part::ProjectOfficer, Part::City, Part::Issuer] {
            let said = decide_consent(&world.as_(part), binding, Consent::Granted, "两个项目相邻").await;
            assert!(matches!(said, Err(Fault::Forbidden)), "{part:?}: {said:?}");
        }
        for part in [Part::Bystander, Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let said = decide_consent(&world.as_(part), binding, Consent::Granted, "两个项目相邻").await;
            assert!(matches!(said, Err(Fault::NotFound)), "{part:?}: {said:?}");
        }
    }

    async fn where_the_other_project_is_given_up_nobody_has_to_agree(town: Town) {
        let (bed, world) = town.apart();
        let binding = asks(&world, "第二个项目").await;
        let administrator = world.as_(Part::EnterpriseAdministrator);
        bed.clock.advance_ms(1);
        let own = own(&world.as_(Part::ProjectOfficer)).await.unwrap();
        let other = own.iter().find(|view| view.binding.stage() == Stage::InForce).unwrap();
        end(&administrator, other.binding.id, "调离项目").await.unwrap();
        confirm(&administrator, binding).await.unwrap();
    }

    // separation of duty 7
    async fn nobody_agrees_where_the_own_employer_builds(town: Town) {
        let (_bed, world) = town.apart();
        let binding = asks(&world, "第二个项目").await;
        let Actor::SignedIn(county) = world.actor(Part::HumanResources) else { panic!("nobody") };
        let Actor::SignedIn(employee) = world.actor(Part::CandidateReady) else { panic!("nobody") };
        let both = world.ctx.acting_as(Actor::SignedIn(SignedIn { posts: county.posts, ..employee }));
        assert!(!consent_of(&both, binding).await.unwrap().unwrap().may_decide);
        let said = decide_consent(&both, binding, Consent::Granted, "两个项目相邻").await.unwrap_err();
        assert_eq!(said.code(), Some("projects.own_approval"));
        decide_consent(&world.as_(Part::HumanResources), binding, Consent::Granted, "两个项目相邻").await.unwrap();
    }
}
