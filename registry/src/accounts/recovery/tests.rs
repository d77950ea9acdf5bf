use super::*;
use crate::accounts::SessionKind;
use crate::accounts::mail::{OwnMail, own_mail};
use crate::accounts::store::{Channels, ask_reset, find_session, reset_password, sign_in};
use crate::audit::Filter;
use crate::fixtures::{PASSWORD, Part, World};
use crate::notices::letters::deliver;
use crate::notices::letters::tests::{Bag, with_address};

fn met(sign_in: &str) -> Met<'_> {
    Met { sign_in, document: Document::IdentityCard, reason: "本人持证到场" }
}

async fn gives(world: &World, clerk: Part, to: Part) -> Result<GivenCode, &'static str> {
    let number = to.member().id_number();
    make_reset_code(&world.as_(clerk), &met(&number)).await.map_err(|fault| fault.code().unwrap_or("forbidden"))
}

async fn ends(world: &World, clerk: Part, of: Part) -> Result<String, &'static str> {
    let number = of.member().id_number();
    end_factor_in_person(&world.as_(clerk), &met(&number)).await.map_err(|fault| fault.code().unwrap_or("forbidden"))
}

crate::on_both! {
    async fn an_employer_or_an_office_gives_a_code_to_whom_it_meets(town: Town) {
        let (_bed, world) = town.apart();
        for clerk in [Part::EnterpriseAdministrator, Part::HumanResources, Part::Issuer] {
            let given = gives(&world, clerk, Part::CandidateNew).await.unwrap();
            assert_eq!(given.name, Part::CandidateNew.member().name);
            let phone = Part::CandidateNew.member().phone();
            reset_password(&world.anonymous(), &phone, &given.code, &format!("another-{clerk:?}")).await.unwrap();
            assert!(!format!("{given:?}").contains(&given.code));
        }
    }

    async fn nobody_is_helped_from_out_of_reach_and_nobody_helps_oneself(town: Town) {
        let (_bed, world) = town.apart();
        for clerk in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources, Part::SystemAdministrator] {
            assert_eq!(gives(&world, clerk, Part::CandidateNew).await, Err("accounts.recovery_nobody"), "{clerk:?}");
        }
        for clerk in [Part::CandidateReady, Part::QuestionEditor, Part::Auditor, Part::City] {
            assert_eq!(gives(&world, clerk, Part::CandidateNew).await, Err("forbidden"), "{clerk:?}");
        }
        assert!(matches!(make_reset_code(&world.anonymous(), &met("x")).await, Err(Fault::Anonymous)));
        assert_eq!(gives(&world, Part::HumanResources, Part::HumanResources).await, Err("accounts.recovery_own"));
        let unknown = make_reset_code(&world.as_(Part::Issuer), &met("13900000000")).await.unwrap_err();
        assert_eq!(unknown.code(), Some("accounts.recovery_nobody"));
    }

    async fn staff_are_helped_by_an_administrator_of_their_office_only(town: Town) {
        let (_bed, world) = town.apart();
        for clerk in [Part::Issuer, Part::HumanResources, Part::EnterpriseAdministrator] {
            assert_eq!(gives(&world, clerk, Part::Proctor).await, Err("accounts.recovery_nobody"), "{clerk:?}");
            assert_eq!(ends(&world, clerk, Part::Proctor).await, Err("accounts.recovery_nobody"), "{clerk:?}");
        }
        // of issuer and city office, not of the county's
        assert_eq!(gives(&world, Part::SecondOfficeAdministrator, Part::HumanResources).await, Err("accounts.recovery_nobody"));
        gives(&world, Part::SecondOfficeAdministrator, Part::Proctor).await.unwrap();
        gives(&world, Part::SystemAdministrator, Part::OfficeAdministrator).await.unwrap();
    }

    async fn password_and_second_factor_of_staff_never_come_from_one_hand(town: Town) {
        let (bed, world) = town.apart();
        gives(&world, Part::OfficeAdministrator, Part::Issuer).await.unwrap();
        assert_eq!(ends(&world, Part::OfficeAdministrator, Part::Issuer).await, Err("accounts.recovery_needs_another"));
        ends(&world, Part::SecondOfficeAdministrator, Part::Issuer).await.unwrap();
        assert_eq!(gives(&world, Part::SecondOfficeAdministrator, Part::Issuer).await, Err("accounts.recovery_needs_another"));
        bed.clock.advance_ms(APART_MS);
        gives(&world, Part::SecondOfficeAdministrator, Part::Issuer).await.unwrap();
    }

    async fn a_second_factor_ended_in_person_rests_the_role_and_stands_in_the_log(town: Town) {
        let (bed, world) = town.apart();
        let session = world.enter(Part::Proctor).await.unwrap();
        assert_eq!(ends(&world, Part::OfficeAdministrator, Part::Proctor).await.unwrap(), Part::Proctor.member().name);
        assert_eq!(ends(&world, Part::OfficeAdministrator, Part::Proctor).await, Err("accounts.factor_not_set_up"));
        assert!(find_session(&world.ctx, &session.token).await.unwrap().is_none());
        let fresh = sign_in(&world.anonymous(), &Part::Proctor.member().phone(), PASSWORD, SessionKind::Cookie, "").await;
        let who = find_session(&world.ctx, &fresh.unwrap().token).await.unwrap().unwrap();
        assert_eq!(who.posts, []);
        let filter = Filter { subject_kind: Some("account".into()), subject: Some(world.account(Part::Proctor).to_string()), ..Filter::default() };
        let (entries, _) = audit::list(&bed.ctx, &filter, 0, 20).await.unwrap();
        let entry = entries.iter().find(|entry| entry.verb == "end_second_factor").unwrap();
        assert_eq!(entry.actor, format!("account:{}", world.account(Part::OfficeAdministrator)));
        assert!(!entry.facts.to_string().contains("到场"), "free text stays out of the chain");
    }

    async fn the_program_itself_helps_the_administrator_of_the_system_only(town: Town) {
        let (bed, world) = town.apart();
        let help = async |ctx: &Ctx, part: Part| end_factor_of_system_administrator(ctx, &part.member().phone()).await;
        assert!(matches!(help(&bed.ctx, Part::Issuer).await, Err(Fault::NotFound)));
        assert!(matches!(help(&world.as_(Part::SystemAdministrator), Part::SystemAdministrator).await, Err(Fault::Forbidden)));
        help(&bed.ctx, Part::SystemAdministrator).await.unwrap();
        assert!(matches!(help(&bed.ctx, Part::SystemAdministrator).await, Err(Fault::NotFound)));
    }

    async fn a_reason_is_written_down(town: Town) {
        let (_bed, world) = town.apart();
        let number = Part::CandidateNew.member().id_number();
        let without = Met { reason: " 无 ", ..met(&number) };
        let refused = make_reset_code(&world.as_(Part::Issuer), &without).await.unwrap_err();
        assert_eq!(refused.code(), Some("people.reason_length"));
    }

    // whoever gave the address while the account was in other hands gets no code afterwards
    async fn a_mail_address_does_not_outlive_a_recovery_in_person(town: Town) {
        let (bed, world) = town.apart();
        with_address(&world, Part::CandidateNew, "another@example.cn").await;
        let channels = || Channels { messenger: None, letter_subject: Some("reset") };
        let phone = Part::CandidateNew.member().phone();
        ask_reset(&world.anonymous(), channels(), &phone, str::to_owned).await.unwrap();
        gives(&world, Part::Issuer, Part::CandidateNew).await.unwrap();
        assert_eq!(own_mail(&world.as_(Part::CandidateNew)).await.unwrap(), OwnMail::default());
        ask_reset(&world.anonymous(), channels(), &phone, str::to_owned).await.unwrap();
        assert_eq!(deliver(&bed.ctx, &Bag::default(), 10).await.unwrap().sent, 0);
    }
}
