use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::*;
use crate::entity::project_parties;

async fn kinds(scene: &Scene, registration: Uuid) -> Vec<(Option<String>, bool)> {
    let views = contracts(&scene.officer, registration).await.unwrap();
    views.into_iter().map(|view| (view.withdrawn, view.replaces.is_some())).collect()
}

crate::on_both! {
    async fn a_contract_is_recorded_ended_and_corrected_on_record(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let (wrong, warnings) = record_contract(&scene.officer, scene.project, &scene.contract(done.person, "2026-11-09"), Origin::ByHand).await.unwrap();
        assert_eq!(warnings, []);
        let right = NewContract { signed_copy: None, ..scene.contract(done.person, "2026-11-08") };
        let (right, warnings) = correct_contract(&scene.officer, wrong, &right, "签订日期录入有误").await.unwrap();
        assert_eq!(warnings, [Warning::NoSignedCopy]);
        assert_eq!(kinds(&scene, done.registration).await, [(Some("签订日期录入有误".into()), false), (None, true)]);
        let twice = correct_contract(&scene.officer, wrong, &scene.contract(done.person, "2026-11-08"), "再次更正").await.unwrap_err();
        assert_eq!(twice.code(), Some("workers.withdrawn_already"));
        dissolve_contract(&scene.officer, right, day("2026-11-19")).await.unwrap();
        let again = dissolve_contract(&scene.officer, right, day("2026-11-19")).await.unwrap_err();
        assert_eq!(again.code(), Some("workers.contract_ended_already"));
        assert_eq!(dissolve_contract(&scene.officer, right, day("2026-11-21")).await.unwrap_err().code(), Some("workers.dissolved_out_of_place"));
    }

    async fn what_the_rules_refuse_is_not_recorded(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let good = scene.contract(done.person, "2026-11-09");
        let try_ = async |new: NewContract| {
            record_contract(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap_err().code()
        };
        assert_eq!(try_(NewContract { signed_on: day("2026-11-21"), ..good.clone() }).await, Some("workers.signed_in_future"));
        assert_eq!(try_(NewContract { ends_on: None, ..good.clone() }).await, Some("workers.contract_end_missing"));
        assert_eq!(try_(NewContract { employer: scene.officer.new_id(), ..good.clone() }).await, Some("workers.employer_unknown"));
        let long_ago = day("2025-12-31");
        let before_any_entered = NewContract { signed_on: long_ago, starts_on: long_ago, ends_on: Some(long_ago), ..good.clone() };
        assert_eq!(try_(before_any_entered).await, Some("workers.employer_not_on_project"));
        assert_eq!(try_(NewContract { signed_copy: Some("other".into()), ..good.clone() }).await, Some("workers.file_unknown"));
        // somebody who was never registered here is not there
        assert_eq!(try_(NewContract { person: scene.world.person(Part::CandidateNew), ..good.clone() }).await, None);
        assert!(contracts(&scene.officer, done.registration).await.unwrap().is_empty());
        for (part, is_seen) in [(Part::HumanResources, true), (Part::EnterpriseAdministrator, true), (Part::OtherHumanResources, false), (Part::Bystander, false)] {
            let refused = record_contract(&scene.as_(part), scene.project, &good, Origin::ByHand).await;
            assert!(if is_seen { matches!(refused, Err(Fault::Forbidden)) } else { matches!(refused, Err(Fault::NotFound)) }, "{part:?}");
        }
    }

    async fn nobody_signs_who_is_no_party_and_the_general_contractor_may(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        project_parties::Entity::update_many()
            .col_expr(project_parties::Column::WithdrawnAt, Expr::value(1))
            .filter(project_parties::Column::ProjectId.eq(scene.project))
            .filter(project_parties::Column::EnterpriseId.eq(scene.labour))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        let new = scene.contract(done.person, "2026-11-09");
        let refused = record_contract(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.employer_not_on_project"));
        let with_general = NewContract { employer: scene.general, ..new };
        record_contract(&scene.officer, scene.project, &with_general, Origin::ByHand).await.unwrap();
    }

    async fn a_second_contract_of_the_same_time_and_one_past_retirement_are_told(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let old = crate::fixtures::id_number("320691", "19600501", 101);
        let who = scene::Somebody { name: "陆老".into(), number: old };
        let done = scene.worker(&who, Some("2026-11-10")).await;
        assert!(done.warnings.contains(&Warning::PastRetirementAge));
        scene.sign(done.person, "2026-11-09").await;
        let (_, warnings) = record_contract(&scene.officer, scene.project, &scene.contract(done.person, "2026-11-10"), Origin::ByHand).await.unwrap();
        assert_eq!(warnings, [Warning::ContractsOverlap, Warning::AgreementAdvised]);
    }
}
