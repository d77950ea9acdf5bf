use std::collections::BTreeSet;

use super::*;
use crate::people::store::new_row;
use crate::people::{IdNumber, Phone};

crate::on_both! {
    async fn a_further_administrator_comes_and_the_first_may_go(town: Town) {
        let (bed, world) = town.apart();
        let (owner, id) = (world.as_(Part::EnterpriseAdministrator), world.enterprise);
        let (first, second) = (world.person(Part::EnterpriseAdministrator), world.person(Part::Bystander));
        assert_eq!(remove_administrator(&owner, id, first).await.unwrap_err().code(), Some("enterprises.last_administrator"));
        let number = Part::Bystander.member().id_number();
        assert_eq!(add_administrator(&owner, id, &number).await.unwrap(), second);
        assert_eq!(add_administrator(&owner, id, &number).await.unwrap_err().code(), Some("enterprises.administers_already"));
        let named = administrators(&world.as_(Part::HumanResources), id).await.unwrap();
        let names: BTreeSet<&str> = named.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, BTreeSet::from(["黄晓梅", "欧阳明月"]));
        let new = world.as_now(Part::Bystander).await.unwrap();
        remove_administrator(&new, id, first).await.unwrap();
        assert!(matches!(remove_administrator(&new, id, first).await, Err(Fault::NotFound)));
        // the right went with the next request
        let gone = world.as_now(Part::EnterpriseAdministrator).await.unwrap();
        assert!(matches!(add_administrator(&gone, id, &number).await, Err(Fault::NotFound)));
        let (all, total) = members(&new, id, 0).await.unwrap();
        assert_eq!((all.len(), total), (5, 5));
        let past = all.iter().find(|one| one.person == first).unwrap();
        assert_eq!((past.part, past.left_at), (MemberPart::Administrator, Some(bed.ctx.now())));
    }

    async fn whoever_has_no_account_is_not_added(town: Town) {
        let (bed, world) = town.apart();
        let (owner, id) = (world.as_(Part::EnterpriseAdministrator), world.enterprise);
        // a site wrote the person down; an account that takes the record over has shown no document
        let number = crate::fixtures::id_number("320691", "19880501", 401);
        let typed = IdNumber::parse(&number, bed.ctx.now().day()).unwrap();
        let row = new_row(&bed.ctx, "陆建明", &typed, &Phone::parse("13800000000").unwrap()).unwrap();
        crate::entity::people::Entity::insert(row.into_active_model()).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        assert_eq!(add_administrator(&owner, id, &number).await.unwrap_err().code(), Some("enterprises.person_unknown"));
        assert_eq!(add_employee(&owner, id, &number).await.unwrap_err().code(), Some("enterprises.person_unknown"));
    }

    async fn two_who_remove_each_other_leave_one(town: Town) {
        let (_bed, world) = town.apart();
        let (owner, id) = (world.as_(Part::EnterpriseAdministrator), world.enterprise);
        add_administrator(&owner, id, &Part::Bystander.member().id_number()).await.unwrap();
        let other = world.as_now(Part::Bystander).await.unwrap();
        let (own, others) = (world.person(Part::EnterpriseAdministrator), world.person(Part::Bystander));
        let (one, two) = tokio::join!(remove_administrator(&owner, id, others), remove_administrator(&other, id, own));
        let refused: Vec<_> = [one, two].into_iter().filter_map(Result::err).map(|fault| fault.code()).collect();
        assert_eq!(refused, [Some("enterprises.last_administrator")]);
        assert_eq!(administrators(&world.as_(Part::City), id).await.unwrap().len(), 1);
    }

    async fn administrators_are_named_by_administrators_of_the_same_enterprise(town: Town) {
        let (_bed, world) = town.apart();
        let (id, number) = (world.enterprise, Part::Bystander.member().id_number());
        let first = world.person(Part::EnterpriseAdministrator);
        for part in [Part::HumanResources, Part::CandidateReady, Part::City] {
            let ctx = world.as_(part);
            assert!(matches!(add_administrator(&ctx, id, &number).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(remove_administrator(&ctx, id, first).await, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources, Part::Bystander] {
            assert!(matches!(add_administrator(&world.as_(part), id, &number).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(members(&world.as_(part), id, 0).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(members(&world.as_(Part::CandidateReady), id, 0).await, Err(Fault::Forbidden)));
        // before it is accepted nobody is added to a claim
        let claim = register(&world.as_(Part::Bystander), "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        let early = add_administrator(&world.as_(Part::Bystander), claim, &number).await.unwrap_err();
        assert_eq!(early.code(), Some("enterprises.not_accepted"));
    }

    async fn who_wrote_down_a_member_is_on_record(town: Town) {
        let (bed, world) = town.apart();
        let (owner, id) = (world.as_(Part::EnterpriseAdministrator), world.enterprise);
        let left = world.person(Part::CandidateHeld);
        remove_employee(&world.as_(Part::CandidateHeld), id, left).await.unwrap();
        let rows = enterprise_members::Entity::find().filter(enterprise_members::Column::PersonId.eq(left));
        let row = rows.one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let (added, ended) = (owner.signed_in().unwrap().account, world.account(Part::CandidateHeld));
        assert_eq!((row.added_by, row.ended_by), (Some(added), Some(ended)));
    }
}
