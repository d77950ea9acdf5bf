use super::scene::{COPY, logged};
use super::*;
use crate::entity::wage_cards;
use crate::people::my_data::my_data;
use crate::projects::store::open_document;
use crate::workers::{TrainingKind, TrainingResult};
use sea_orm::EntityTrait;

fn card(number: &str, since: &str) -> NewCard<'static> {
    NewCard {
        number: Box::leak(number.to_owned().into_boxed_str()),
        bank: "102",
        bank_name: "某银行南通分行",
        branch: "",
        link_number: "",
        holder: "",
        since: day(since),
    }
}

crate::on_both! {
    async fn a_training_is_written_down_for_everybody_or_nobody(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let one = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let two = scene.worker(&somebody(103, "陈二"), Some("2026-11-10")).await;
        let new = NewTraining { kind: TrainingKind::SafetyDisclosure, day: day("2026-11-09"), duration_min: 60, trainer: "陈师傅", proof: None };
        let stranger = scene.world.person(Part::CandidateNew);
        let passed = |person| (person, TrainingResult::Passed);
        let refused = record_trainings(&scene.officer, scene.project, &new, &[passed(one.person), passed(stranger)], Origin::ByHand).await;
        assert!(matches!(refused, Err(Fault::NotFound)));
        let both = [passed(one.person), (two.person, TrainingResult::Failed)];
        let ids = record_trainings(&scene.officer, scene.project, &new, &both, Origin::ByHand).await.unwrap();
        let again = record_trainings(&scene.officer, scene.project, &new, &both, Origin::ByHand).await.unwrap_err();
        assert_eq!(again.code(), Some("workers.trained_already"));
        assert_eq!(worker(&scene.officer, one.registration).await.unwrap().trainings.len(), 1);
        withdraw_training(&scene.officer, ids[0], "误录参加人员").await.unwrap();
        assert!(worker(&scene.officer, one.registration).await.unwrap().trainings.is_empty());
        assert!(matches!(withdraw_training(&scene.as_(Part::HumanResources), ids[1], "误录参加人员").await, Err(Fault::Forbidden)));
        let late = NewTraining { day: day("2026-11-21"), duration_min: 0, ..new.clone() };
        let Err(Fault::Refused(reasons)) = record_trainings(&scene.officer, scene.project, &late, &[], Origin::ByHand).await else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, ["workers.training_in_future", "workers.training_duration", "workers.training_of_nobody"]);
    }

    async fn whoever_opened_the_scan_of_a_contract_stands_among_the_data_of_its_person(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (member, who) = (Part::CandidateReady.member(), somebody(101, "陆建明"));
        let number = member.id_number();
        let person = PersonForm { name: member.name, document_number: &number, ..who.form() };
        let new = NewWorker { person, ..scene.manager(&who, scene.general) };
        let done = register(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap();
        let other = scene.worker(&who, Some("2026-11-10")).await;
        scene.sign(other.person, "2026-11-10").await;
        let office = scene.as_(Part::HumanResources);
        open_document(&office, scene.project, COPY, "核实其他人员合同").await.unwrap();
        let seen = async || my_data(&scene.as_(Part::CandidateReady)).await.unwrap().full_views;
        assert_eq!(seen().await.len(), 0, "no record of the person names it");
        let own = NewContract { employer: scene.general, ..scene.contract(done.person, "2026-11-10") };
        record_contract(&scene.officer, scene.project, &own, Origin::ByHand).await.unwrap();
        assert_eq!(seen().await[0].reason, "核实其他人员合同", "the file is about both now");
    }

    async fn cards_change_and_those_before_stay(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let id = done.registration;
        let first = change_card(&scene.officer, id, &card("6222 0200 0000 0000 000", "2026-11-10"), Origin::ByHand).await.unwrap();
        assert_eq!((first.warnings, first.shared_with), (vec![], 0));
        change_card(&scene.officer, id, &card("6222020000000000018", "2026-11-15"), Origin::ByHand).await.unwrap();
        let same_day = change_card(&scene.officer, id, &card("6222020000000000026", "2026-11-15"), Origin::ByHand).await.unwrap_err();
        assert_eq!(same_day.code(), Some("workers.card_of_that_day"));
        let all = cards(&scene.officer, id).await.unwrap();
        let shown: Vec<_> = all.iter().map(|card| card.number_masked.as_str()).collect();
        assert_eq!(shown, ["***************0018", "***************0000"]);
        withdraw_card(&scene.officer, id, all[0].id, "卡号录入有误").await.unwrap();
        assert_eq!(cards(&scene.officer, id).await.unwrap()[0].withdrawn.as_deref(), Some("卡号录入有误"));
        let verbs = logged(&bed.ctx, "person").await;
        assert_eq!((verbs["change_card"], verbs["withdraw_card"]), (2, 1));
        let stored = wage_cards::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(stored.iter().all(|row| !String::from_utf8_lossy(&row.number_sealed).contains("6222")));
    }

    async fn a_card_is_the_workers_own(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let one = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await.registration;
        let two = scene.worker(&somebody(103, "陈二"), Some("2026-11-10")).await.registration;
        let number = "6222020000000000000";
        let of_another = NewCard { holder: "陈二", ..card(number, "2026-11-10") };
        let refused = change_card(&scene.officer, one, &of_another, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.card_of_somebody_else"));
        change_card(&scene.officer, one, &card(number, "2026-11-10"), Origin::ByHand).await.unwrap();
        let shared = change_card(&scene.officer, two, &card(number, "2026-11-10"), Origin::ByHand).await.unwrap();
        assert_eq!(shared.shared_with, 1);
        let found = duplicates(&scene.officer, scene.project).await.unwrap();
        assert_eq!((found.len(), found[0].kind, found[0].people.len()), (1, DuplicateKind::SharedCard, 2));
        assert!(matches!(change_card(&scene.as_(Part::HumanResources), one, &card(number, "2026-11-11"), Origin::ByHand).await, Err(Fault::Forbidden)));
        assert!(matches!(cards(&scene.as_(Part::OtherHumanResources), one).await, Err(Fault::NotFound)));
    }

    async fn who_is_on_two_sites_at_once_is_found(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        scene.worker(&who, Some("2026-11-10")).await;
        assert!(duplicates(&scene.officer, scene.project).await.unwrap().is_empty());
        let other = scene.further("320623", "transport").await;
        let officer = scene::officer_of(&scene.world, Part::CandidateNew, other);
        register(&officer, other, &scene.manager(&who, scene.general), Origin::ByHand).await.unwrap();
        let found = duplicates(&scene.officer, scene.project).await.unwrap();
        assert_eq!((found.len(), found[0].kind, found[0].people.len(), found[0].elsewhere), (1, DuplicateKind::TwoSites, 1, 1));
    }
}
