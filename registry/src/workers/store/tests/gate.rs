use std::collections::BTreeSet;

use super::scene::officer_of;
use super::*;
use crate::Instant;
use crate::attendance::store::tests::scene::shut_away;
use crate::entity::projects;
use crate::workers::{Gap, TrainingKind, TurnedAwayFor};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

async fn missing(scene: &Scene, person: Uuid, on: &str) -> Vec<(EntryItem, Gap)> {
    permit(&scene.officer, scene.project, person, day(on)).await.unwrap().missing().collect()
}

/// Pack A governs the projects that the issuer supervises.
async fn supervised_by_issuer(scene: &Scene) {
    projects::Entity::update_many()
        .col_expr(projects::Column::SupervisingOffice, Expr::value(scene.world.offices.issuer))
        .filter(projects::Column::Id.eq(scene.project))
        .exec(scene.world.ctx.db.writer())
        .await
        .unwrap();
}

fn refusal(name: &'static str) -> NewRefusal<'static> {
    NewRefusal {
        person: None,
        name,
        id_number: "",
        at: Instant(crate::testing::START.0 - 1),
        reason: TurnedAwayFor::Missing(EntryItem::Contract),
        words: "",
        photo: None,
    }
}

crate::on_both! {
    //
    async fn entry_takes_contract_training_disclosure_and_registration(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        supervised_by_issuer(&scene).await;
        let person = scene.worker(&somebody(101, "陆建明"), None).await.person;
        let today = "2026-11-20";
        assert_eq!(missing(&scene, person, today).await.len(), 3);
        scene.sign(person, "2026-11-18").await;
        assert_eq!(missing(&scene, person, "2026-11-17").await[0], (EntryItem::Contract, Gap::Later(day("2026-11-18"))));
        scene.train(person, TrainingKind::SkillTraining, "2026-11-18").await;
        assert_eq!(missing(&scene, person, today).await, [(EntryItem::SafetyDisclosure, Gap::Nothing)]);
        scene.train(person, TrainingKind::SafetyDisclosure, "2026-11-19").await;
        assert_eq!(missing(&scene, person, today).await, []);
        // registered only today: whoever entered before was not
        assert_eq!(missing(&scene, person, "2026-11-19").await, [(EntryItem::Registration, Gap::Later(day(today)))]);
        let nobody = permit(&scene.officer, scene.project, scene.world.person(Part::CandidateNew), day(today)).await.unwrap();
        assert_eq!(nobody.missing().count(), 4);
    }

    async fn outside_pack_a_contract_and_registration_are_enough(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let person = scene.worker(&somebody(101, "陆建明"), None).await.person;
        scene.sign(person, "2026-11-18").await;
        let permit = permit(&scene.officer, scene.project, person, day("2026-11-20")).await.unwrap();
        assert!(permit.is_granted());
        assert_eq!(permit.advised().count(), 2);
    }

    // the test of R-027; what becomes of it stands with attendance
    async fn who_comes_before_the_contract_is_named_by_day(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let other = scene.worker(&somebody(103, "陈二"), Some("2026-11-10")).await;
        scene.sign(done.person, "2026-11-12").await;
        let (reader, came) = (bed.ctx.db.reader(), BTreeSet::from([done.person, other.person]));
        let unsigned = async |on: &str| unsigned_on(reader, scene.project, day(on), &came).await.unwrap();
        assert_eq!(unsigned("2026-11-11").await, came);
        assert_eq!(unsigned("2026-11-12").await, BTreeSet::from([other.person]));
        let nobody = unsigned_on(reader, scene.project, day("2026-11-11"), &BTreeSet::new()).await.unwrap();
        assert!(nobody.is_empty(), "who does not come is not asked about");
    }

    async fn namesakes_are_told_apart_at_the_gate(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (one, other) = (somebody(101, "王伟"), somebody(103, "王伟"));
        scene.worker(&one, Some("2026-11-10")).await;
        let manager = scene.manager(&other, scene.general);
        register(&scene.officer, scene.project, &manager, Origin::ByHand).await.unwrap();
        let list = gate_list(&scene.officer, scene.project, day("2026-11-20")).await.unwrap();
        let told: Vec<_> = list.iter().map(|line| (line.document.as_deref().unwrap(), line.group.as_deref().unwrap())).collect();
        for (who, group) in [(&one, "钢筋一班"), (&other, "南通崇川示例建设有限公司")] {
            let end = &who.number[who.number.len() - 4..];
            assert!(told.iter().any(|(document, of)| document.ends_with(end) && *of == group), "{told:?}");
        }
        assert!(told.iter().all(|(document, _)| !document.contains("3206")), "{told:?}");
    }

    //
    async fn whoever_is_turned_away_stands_on_the_list_of_the_gate(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let lacking = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let signed = scene.worker(&somebody(103, "陈二"), Some("2026-11-10")).await;
        scene.sign(signed.person, "2026-11-09").await;
        turn_away(&scene.officer, scene.project, &refusal("周过客"), Origin::ByHand).await.unwrap();
        let known = NewRefusal { person: Some(lacking.person), ..refusal("") };
        turn_away(&scene.officer, scene.project, &known, Origin::ByHand).await.unwrap();
        let names = async |on: &str| -> Vec<String> {
            gate_list(&scene.officer, scene.project, day(on)).await.unwrap().into_iter().map(|line| line.name).collect()
        };
        assert_eq!(names("2026-11-20").await, ["陆建明", "周过客"]);
        assert_eq!(names("2026-11-19").await, ["陆建明", "陈二"], "registered today, and the stranger came today");
        let denial = deny(&scene.officer, scene.project, signed.person, (day("2026-11-20"), Some(day("2026-11-25"))), "打架斗殴，停工三天").await.unwrap();
        let list = gate_list(&scene.officer, scene.project, day("2026-11-20")).await.unwrap();
        let line = list.iter().find(|line| line.name == "陈二").unwrap();
        assert_eq!((line.denied_until, line.missing.len()), (Some(Some(day("2026-11-25"))), 0));
        assert_eq!(names("2026-11-26").await, ["陆建明", "周过客"]);
        let again = deny(&scene.officer, scene.project, signed.person, (day("2026-11-20"), None), "再次登记").await.unwrap_err();
        assert_eq!(again.code(), Some("workers.denied_already"));
        end_denial(&scene.officer, denial, "已经调解完毕").await.unwrap();
        assert_eq!(end_denial(&scene.officer, denial, "已经调解完毕").await.unwrap_err().code(), Some("workers.denial_ended_already"));
        assert_eq!(names("2026-11-20").await, ["陆建明", "周过客"]);
        assert_eq!((refusals(&scene.officer, scene.project, 0).await.unwrap().1, denials(&scene.officer, scene.project, 0).await.unwrap().1), (2, 1));
        // P-12
        shut_away(&bed.ctx, lacking.person).await;
        assert_eq!(names("2026-11-20").await, ["***", "周过客"]);
        let told = refusals(&scene.officer, scene.project, 0).await.unwrap().0;
        let of_known = Refused::Person { person: lacking.person, name: "***".into() };
        assert!(told.iter().any(|one| one.who == of_known), "{told:?}");
    }

    async fn a_stranger_who_is_registered_later_leaves_the_list(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let number: &'static str = Box::leak(who.number.clone().into_boxed_str());
        turn_away(&scene.officer, scene.project, &NewRefusal { id_number: number, ..refusal("") }, Origin::ByHand).await.unwrap();
        let list = async || gate_list(&scene.officer, scene.project, day("2026-11-20")).await.unwrap();
        assert_eq!((list().await.len(), list().await[0].person), (1, None));
        let done = scene.worker(&who, None).await;
        assert_eq!(list().await[0].person, Some(done.person));
        scene.sign(done.person, "2026-11-20").await;
        assert!(list().await.is_empty());
    }

    async fn a_refusal_says_who_and_why(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let try_ = async |new: NewRefusal<'_>| turn_away(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap_err().code();
        assert_eq!(try_(refusal("")).await, Some("workers.nobody_named"));
        assert_eq!(try_(NewRefusal { reason: TurnedAwayFor::Other, ..refusal("周过客") }).await, Some("workers.reason_missing"));
        assert_eq!(try_(NewRefusal { at: Instant(crate::testing::START.0 + 1), ..refusal("周过客") }).await, Some("workers.turned_away_in_future"));
        assert_eq!(try_(NewRefusal { photo: Some("other".into()), ..refusal("") }).await, Some("workers.file_unknown"));
        for (part, is_seen) in [(Part::HumanResources, true), (Part::OtherHumanResources, false), (Part::CandidateNew, false)] {
            let refused = turn_away(&scene.as_(part), scene.project, &refusal("周过客"), Origin::ByHand).await;
            assert!(if is_seen { matches!(refused, Err(Fault::Forbidden)) } else { matches!(refused, Err(Fault::NotFound)) }, "{part:?}");
        }
        // the gate is the whole site's: a subcontractor does not look at it
        assert!(matches!(gate_list(&scene.as_(Part::OtherEnterpriseAdministrator), scene.project, day("2026-11-20")).await, Err(Fault::Forbidden)));
        assert!(gate_list(&scene.as_(Part::HumanResources), scene.project, day("2026-11-20")).await.is_ok());
        let elsewhere = scene.further("320613", "housing").await;
        let officer = officer_of(&scene.world, Part::CandidateNew, elsewhere);
        assert!(matches!(gate_list(&officer, scene.project, day("2026-11-20")).await, Err(Fault::NotFound)));
    }
}
