use super::*;
use crate::enterprises::{Field, Profile};

const WHY: &str = "营业执照变更登记";

fn profile() -> Profile {
    Profile {
        name: "南通崇川示例建设集团有限公司".into(),
        short_name: "崇川示例".into(),
        kinds: vec!["general".into(), "owner".into()],
        legal_representative: "王明".into(),
        address: "南通市崇川区人民路1号".into(),
        phone: "0513-85123456".into(),
    }
}

crate::on_both! {
    async fn what_an_enterprise_says_is_changed_and_what_it_said_is_kept(town: Town) {
        let (bed, world) = town.apart();
        let (owner, id) = (world.as_(Part::EnterpriseAdministrator), world.enterprise);
        let fields = change(&owner, id, 0, &profile(), WHY).await.unwrap();
        assert_eq!(fields, [Field::Name, Field::ShortName, Field::Kinds, Field::LegalRepresentative, Field::Address, Field::Phone]);
        let again = change(&owner, id, 1, &profile(), WHY).await.unwrap_err();
        assert_eq!(again.code(), Some("enterprises.nothing_changed"));
        bed.clock.advance_ms(1);
        let moved = Profile { phone: "0513-85654321".into(), kinds: vec!["epc".into()], ..profile() };
        assert_eq!(change(&owner, id, 1, &moved, "更换办公电话").await.unwrap(), [Field::Kinds, Field::Phone]);
        let (told, total) = changes(&world.as_(Part::HumanResources), id, 0).await.unwrap();
        assert_eq!((told.len(), total), (8, 8));
        let phone = told.iter().find(|one| one.field == Field::Phone).unwrap();
        assert_eq!((phone.from.as_deref(), phone.to.as_deref()), (Some("0513-85123456"), Some("0513-85654321")));
        assert_eq!((phone.by.as_deref(), phone.reason.as_deref(), phone.at), (Some("黄晓梅"), Some("更换办公电话"), bed.ctx.now()));
        let kinds = told.iter().find(|one| one.field == Field::Kinds).unwrap();
        assert_eq!((kinds.from.as_deref(), kinds.to.as_deref()), (Some("general owner"), Some("epc")));
        let name = told.iter().find(|one| one.field == Field::Name).unwrap();
        assert_eq!(name.from.as_deref(), Some("南通崇川示例建设有限公司"));
        let view = detail(&owner, id).await.unwrap();
        assert_eq!((view.enterprise.name.as_str(), view.phone.as_deref()), ("南通崇川示例建设集团有限公司", Some("0513-85654321")));
        assert_eq!(view.enterprise.kinds, [EnterpriseKind::Epc]);
        assert_eq!((view.legal_representative.as_deref(), view.updated_at), (Some("王明"), Some(bed.ctx.now())));
    }

    async fn of_which_kinds_it_was_when_follows_from_its_changes(town: Town) {
        let (bed, world) = town.apart();
        let (owner, id) = (world.as_(Part::EnterpriseAdministrator), world.enterprise);
        let registered = get(&owner, id).await.unwrap().registered_at;
        bed.clock.advance_ms(1);
        let first = bed.ctx.now();
        change(&owner, id, 0, &profile(), WHY).await.unwrap();
        bed.clock.advance_ms(1);
        let second = bed.ctx.now();
        change(&owner, id, 1, &Profile { kinds: vec!["epc".into()], ..profile() }, WHY).await.unwrap();
        let told = kind_periods(&world.as_(Part::HumanResources), id).await.unwrap();
        let told: Vec<_> = told.into_iter().map(|one| (one.kinds, one.from, one.until)).collect();
        let expected = [
            (vec![EnterpriseKind::Epc], second, None),
            (vec![EnterpriseKind::General, EnterpriseKind::Owner], first, Some(second)),
            (Vec::new(), registered, Some(first)),
        ];
        assert_eq!(told, expected);
        assert!(matches!(kind_periods(&world.as_(Part::CandidateReady), id).await, Err(Fault::Forbidden)));
    }

    async fn a_telephone_number_stands_nowhere_in_clear(town: Town) {
        let (bed, world) = town.apart();
        change(&world.as_(Part::EnterpriseAdministrator), world.enterprise, 0, &profile(), WHY).await.unwrap();
        let rows = crate::entity::enterprise_changes::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        let phone = rows.iter().find(|row| row.field == "phone").unwrap();
        assert_eq!((&phone.old_value, &phone.new_value), (&None, &None));
        assert!(phone.new_value_sealed.is_some() && phone.old_value_sealed.is_none());
        let entries = crate::entity::audit_entries::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(entries.iter().all(|entry| !entry.facts.contains("85123456") && !entry.facts.contains("王明")));
        assert_eq!(crate::vault::resealing::reseal(&bed.ctx).await.unwrap(), 0, "an empty column is no value");
    }

    async fn every_mistake_about_a_change_is_told_at_once(town: Town) {
        let (_bed, world) = town.apart();
        let wrong = Profile { name: "甲".into(), kinds: vec!["supplier".into()], phone: "1".into(), ..profile() };
        let outcome = change(&world.as_(Part::EnterpriseAdministrator), world.enterprise, 0, &wrong, "").await;
        let Err(Fault::Refused(reasons)) = outcome else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["enterprises.name_length", "enterprises.kind_unknown", "enterprises.phone_shape", "enterprises.reason_length"]);
        assert_eq!(changes(&world.as_(Part::City), world.enterprise, 0).await.unwrap().1, 0);
    }

    async fn only_its_own_people_change_what_an_enterprise_says(town: Town) {
        let (_bed, world) = town.apart();
        let id = world.enterprise;
        for part in [Part::HumanResources, Part::City, Part::Issuer, Part::CandidateReady] {
            let outcome = change(&world.as_(part), id, 0, &profile(), WHY).await;
            assert!(matches!(outcome, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in [Part::OtherEnterpriseAdministrator, Part::OtherHumanResources, Part::Bystander] {
            assert!(matches!(change(&world.as_(part), id, 0, &profile(), WHY).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(changes(&world.as_(part), id, 0).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(changes(&world.as_(Part::CandidateReady), id, 0).await, Err(Fault::Forbidden)));
        assert!(matches!(change(&world.anonymous(), id, 0, &profile(), WHY).await, Err(Fault::Anonymous)));
    }

    async fn a_claim_is_put_right_by_whoever_claims_it_until_it_is_accepted(town: Town) {
        let (_bed, world) = town.apart();
        let claimant = world.as_(Part::Bystander);
        let id = register(&claimant, "崇川示例劳务有限公司", CODE, "320613").await.unwrap();
        change(&claimant, id, 0, &profile(), WHY).await.unwrap();
        assert_eq!(detail(&claimant, id).await.unwrap().enterprise.short_name.as_deref(), Some("崇川示例"));
        accept(&world.as_(Part::HumanResources), id, 1).await.unwrap();
        // the old session has no post yet: the right comes with the next request
        let other = Profile { name: "崇川别的劳务有限公司".into(), ..profile() };
        assert!(matches!(change(&claimant, id, 1, &other, WHY).await, Err(Fault::Forbidden)));
        change(&world.as_now(Part::Bystander).await.unwrap(), id, 1, &other, WHY).await.unwrap();
    }

    async fn an_enterprise_moves_by_an_office_that_reaches_both_areas(town: Town) {
        let (_bed, world) = town.apart();
        let id = world.enterprise;
        let county = world.as_(Part::HumanResources);
        assert_eq!(move_to_area(&county, id, "320623", WHY).await.unwrap_err().code(), Some("enterprises.area_of_others"));
        assert_eq!(move_to_area(&county, id, "320602", WHY).await.unwrap_err().code(), Some("offices.area_abolished"));
        assert_eq!(move_to_area(&county, id, "320613", WHY).await.unwrap_err().code(), Some("enterprises.nothing_changed"));
        let wide = wide_office(&world).await;
        move_to_area(&wide, id, "320623", WHY).await.unwrap();
        assert!(matches!(get(&county, id).await, Err(Fault::NotFound)));
        assert_eq!(get(&world.as_(Part::OtherHumanResources), id).await.unwrap().area, "320623");
        let told = changes(&wide, id, 0).await.unwrap().0;
        assert_eq!((told[0].field, told[0].from.as_deref(), told[0].to.as_deref()), (Field::Area, Some("320613"), Some("320623")));
        assert!(matches!(move_to_area(&world.as_(Part::EnterpriseAdministrator), id, "320613", WHY).await, Err(Fault::Forbidden)));
    }
}
