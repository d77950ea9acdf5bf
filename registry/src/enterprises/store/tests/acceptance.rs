use super::*;
use crate::enterprises::Profile;
use crate::permissions::Role;

const WHY: &str = "营业执照已被吊销";

crate::on_both! {
    async fn an_acceptance_is_withdrawn_and_given_again(town: Town) {
        let (bed, world) = town.apart();
        let (office, id) = (world.as_(Part::Industry), world.enterprise);
        let administers = async || world.as_now(Part::EnterpriseAdministrator).await.unwrap().signed_in().unwrap().holds(Role::EnterpriseAdministrator);
        assert!(administers().await);
        bed.clock.advance_ms(1);
        withdraw_acceptance(&office, id, WHY).await.unwrap();
        assert!(!administers().await, "its rights rest at once");
        assert_eq!(get(&office, id).await.unwrap().accepted_at, None);
        assert_eq!(withdraw_acceptance(&office, id, WHY).await.unwrap_err().code(), Some("enterprises.not_accepted_now"));
        bed.clock.advance_ms(1);
        accept(&office, id, 0).await.unwrap();
        assert!(administers().await);
        let told = supervisions(&world.as_(Part::EnterpriseAdministrator), id).await.unwrap();
        let [now, before] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((now.office.as_deref(), now.accepted_by.as_deref(), now.ended_at), (Some("崇川区住房和城乡建设局（演示）"), Some("徐志强"), None));
        assert_eq!((before.office.as_deref(), before.accepted_by.as_deref()), (Some("崇川区人力资源和社会保障局（演示）"), Some("钱慧")));
        assert_eq!((before.ended_by.as_deref(), before.ended_reason.as_deref()), (Some("徐志强"), Some(WHY)));
    }

    async fn an_acceptance_is_withdrawn_for_a_reason_and_in_the_own_area_only(town: Town) {
        let (_bed, world) = town.apart();
        let id = world.enterprise;
        assert_eq!(withdraw_acceptance(&world.as_(Part::HumanResources), id, " 因 ").await.unwrap_err().code(), Some("enterprises.reason_length"));
        assert!(matches!(withdraw_acceptance(&world.as_(Part::OtherHumanResources), id, WHY).await, Err(Fault::NotFound)));
        for part in [Part::EnterpriseAdministrator, Part::Issuer, Part::City, Part::Bystander, Part::SystemAdministrator] {
            assert!(matches!(withdraw_acceptance(&world.as_(part), id, WHY).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(get(&world.as_(Part::City), id).await.unwrap().accepted_at.is_some());
    }

    async fn under_whose_supervision_an_enterprise_stands_is_not_for_everybody(town: Town) {
        let (_bed, world) = town.apart();
        assert!(matches!(supervisions(&world.as_(Part::CandidateReady), world.enterprise).await, Err(Fault::Forbidden)));
        assert!(matches!(supervisions(&world.as_(Part::Bystander), world.enterprise).await, Err(Fault::NotFound)));
        assert!(matches!(supervisions(&world.as_(Part::OtherHumanResources), world.enterprise).await, Err(Fault::NotFound)));
        for part in [Part::HumanResources, Part::City, Part::Issuer] {
            assert_eq!(supervisions(&world.as_(part), world.enterprise).await.unwrap().len(), 1, "{part:?}");
        }
    }

    async fn what_changed_since_it_was_read_is_not_accepted_unseen(town: Town) {
        let (_bed, world) = town.apart();
        let (claimant, office) = (world.as_(Part::Bystander), world.as_(Part::HumanResources));
        let id = register(&claimant, "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        let read = get(&office, id).await.unwrap().revision;
        let profile = Profile {
            name: "崇川别的劳务有限公司".into(),
            legal_representative: "王明".into(),
            address: "南通市崇川区人民路1号".into(),
            phone: "0513-85123456".into(),
            ..Profile::default()
        };
        change(&claimant, id, read, &profile, "名称登记有误").await.unwrap();
        assert_eq!(accept(&office, id, read).await.unwrap_err().code(), Some("enterprises.changed_meanwhile"));
        // and whoever still has the old page open overwrites nothing
        let outcome = change(&claimant, id, read, &profile, "名称登记有误").await;
        assert_eq!(outcome.unwrap_err().code(), Some("enterprises.changed_meanwhile"));
        let read = get(&office, id).await.unwrap().revision;
        accept(&office, id, read).await.unwrap();
    }

    async fn what_may_be_done_with_an_enterprise_depends_on_who_asks(town: Town) {
        let (_bed, world) = town.apart();
        let id = world.enterprise;
        let may = async |part: Part| acts(&world.as_(part), id).await.unwrap();
        let owner = may(Part::EnterpriseAdministrator).await;
        assert!(owner.edits && owner.keeps_members && !owner.withdraws_acceptance && !owner.records_integrity);
        let office = may(Part::HumanResources).await;
        assert!(office.withdraws_acceptance && office.proposes_merge && office.records_integrity);
        assert!(!office.edits && !office.keeps_members && !office.accepts && office.moves_to.is_empty());
        assert_eq!(may(Part::Issuer).await, Acts::default());
        assert_eq!(may(Part::CandidateReady).await, Acts::default());
        assert!(matches!(acts(&world.as_(Part::Bystander), id).await, Err(Fault::NotFound)));
        // nobody decides about the own enterprise
        let own = register(&world.as_(Part::HumanResources), "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        assert!(!acts(&world.as_(Part::HumanResources), own).await.unwrap().accepts);
        assert!(acts(&world.as_(Part::Industry), own).await.unwrap().accepts);
        assert!(acts(&wide_office(&world).await, id).await.unwrap().moves_to.iter().any(|area| area.code == "320623"));
    }

    async fn of_two_offices_that_accept_at_once_one_does(town: Town) {
        let (_bed, world) = town.apart();
        let id = register(&world.as_(Part::Bystander), "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        let (one, two) = (world.as_(Part::HumanResources), world.as_(Part::Industry));
        let (first, second) = tokio::join!(accept(&one, id, 0), accept(&two, id, 0));
        let mut outcomes = [first.err().map(|fault| fault.code()), second.err().map(|fault| fault.code())];
        outcomes.sort_unstable();
        assert_eq!(outcomes, [None, Some(Some("enterprises.accepted_already"))]);
        assert_eq!(supervisions(&one, id).await.unwrap().len(), 1);
    }
}
