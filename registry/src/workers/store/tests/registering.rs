use super::scene::{logged, officer_of};
use super::*;
use crate::entity::{people, person_particulars, registrations};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

crate::on_both! {
    async fn a_person_is_registered_with_everything_that_the_document_says(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-18")).await;
        // registered after the entry, and the county of invented numbers is known nowhere
        assert_eq!(done.warnings, [Warning::UnknownCounty, Warning::RegisteredAfterEntry]);
        let view = worker(&scene.officer, done.registration).await.unwrap();
        assert_eq!((view.name.as_str(), view.id_number_masked.as_str()), ("陆建明", "3206**************"));
        assert_eq!((view.phone_masked.as_str(), view.sex), ("138****0000", crate::people::Sex::Male));
        let particulars = view.particulars.unwrap();
        assert_eq!((particulars.household, particulars.address_masked.as_str()), (Some(Household::Rural), "江苏省南通市崇川区******"));
        assert_eq!(view.registration.registration.standing_on(day("2026-11-20")), Standing::OnSite);
        assert_eq!(view.registration.team_name.as_deref(), Some("钢筋一班"));
        assert_eq!(logged(&bed.ctx, "registration").await["register_worker"], 1);
    }

    async fn a_manager_needs_no_team_and_a_worker_does(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        register(&scene.officer, scene.project, &scene.manager(&who, scene.general), Origin::ByHand).await.unwrap();
        let other = somebody(103, "陈二");
        let without = NewWorker { team: None, ..scene.newcomer(&other, None) };
        let refused = register(&scene.officer, scene.project, &without, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.team_missing"));
    }

    async fn every_mistake_is_told_at_once_and_nothing_is_kept(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let wrong = NewWorker {
            person: PersonForm { name: "", ethnic_group: "", ..who.form() },
            unit: scene.general,
            trade: "999",
            post: "",
            photo: Some("nobody's".into()),
            ..scene.newcomer(&who, Some("2026-11-21"))
        };
        let refused = register(&scene.officer, scene.project, &wrong, Origin::ByHand).await;
        let Err(Fault::Refused(reasons)) = refused else { panic!("passed") };
        let codes: Vec<_> = reasons.iter().map(|reason| reason.code).collect();
        for code in ["people.name_missing", "workers.ethnic_group_missing", "workers.movement_in_future", "workers.post_missing", "workers.trade_unknown", "workers.foreign_team"] {
            assert!(codes.contains(&code), "{code} not in {codes:?}");
        }
        let file = NewWorker { photo: Some("nobody's".into()), ..scene.newcomer(&who, None) };
        let refused = register(&scene.officer, scene.project, &file, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.file_unknown"));
        let young = crate::fixtures::id_number("320691", "20120101", 101);
        let young = NewWorker { person: PersonForm { document_number: &young, ..who.form() }, ..scene.newcomer(&who, None) };
        let refused = register(&scene.officer, scene.project, &young, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.under_age"));
        assert_eq!(registrations::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn a_person_is_registered_once_on_a_project_and_on_two_projects_all_the_same(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let first = scene.worker(&who, Some("2026-11-18")).await;
        let again = scene.try_worker(&who, None).await.unwrap_err();
        assert_eq!(again.code(), Some("workers.registered_already"));
        let other = scene.further("320613", "housing").await;
        let officer = officer_of(&scene.world, Part::Bystander, other);
        let there = register(&officer, other, &scene.manager(&who, scene.general), Origin::ByHand).await.unwrap();
        assert_eq!(there.person, first.person);
        let otherwise = somebody(101, "陆建国");
        let third = NewWorker { person: otherwise.form(), ..scene.newcomer(&otherwise, None) };
        let differs = register(&scene.officer, scene.project, &third, Origin::ByHand).await.unwrap_err();
        assert_eq!(differs.code(), Some("workers.name_differs"));
    }

    async fn what_a_newer_document_says_stands_beside_what_the_older_said(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let first = scene.worker(&who, Some("2026-11-18")).await;
        leave(&scene.officer, first.registration, day("2026-11-19"), Origin::ByHand).await.unwrap();
        let rows = async || {
            let of_person = person_particulars::Column::PersonId.eq(first.person);
            person_particulars::Entity::find().filter(of_person).all(bed.ctx.db.reader()).await.unwrap()
        };
        scene.worker(&who, Some("2026-11-20")).await;
        assert_eq!(rows().await.len(), 1, "the same again is nothing new");
        let other = scene.further("320613", "housing").await;
        let officer = officer_of(&scene.world, Part::Bystander, other);
        let moved = PersonForm { address: "江苏省如皋市某镇2号", ..who.form() };
        let new = NewWorker { person: moved, ..scene.manager(&who, scene.general) };
        register(&officer, other, &new, Origin::ByHand).await.unwrap();
        let rows = rows().await;
        assert_eq!((rows.len(), rows.iter().filter(|row| row.replaced_at.is_none()).count()), (2, 1));
    }

    async fn a_foreign_document_and_a_person_without_a_phone_are_taken(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "阮文雄");
        let person = PersonForm { document_kind: "08", document_number: "c1234567", sex: "male", birth_day: "1990-02-03", phone: "", ..who.form() };
        let kinds = Codes::built_in().name(Table::Document, "08");
        assert!(kinds.is_some());
        let new = NewWorker { person, ..scene.newcomer(&who, None) };
        let done = register(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap();
        let view = worker(&scene.officer, done.registration).await.unwrap();
        assert_eq!((view.id_number_masked.as_str(), view.phone_masked.as_str(), view.document_kind.as_str()), ("C1******", "", "08"));
        // the list of people shows the record too
        assert!(crate::people::store::get(&bed.ctx, done.person).await.is_ok());
        let again = register(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap_err();
        assert_eq!(again.code(), Some("workers.registered_already"));
    }

    async fn only_the_projects_own_officer_registers(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let new = scene.newcomer(&who, None);
        let stranger = scene.as_(Part::CandidateNew);
        assert!(matches!(register(&stranger, scene.project, &new, Origin::ByHand).await, Err(Fault::NotFound)));
        assert!(matches!(register(&scene.world.anonymous(), scene.project, &new, Origin::ByHand).await, Err(Fault::Anonymous)));
        for part in [Part::OtherHumanResources, Part::City, Part::Issuer, Part::SystemAdministrator] {
            assert!(matches!(register(&scene.as_(part), scene.project, &new, Origin::ByHand).await, Err(Fault::NotFound)), "{part:?}");
        }
        // whoever sees it and may not write
        for part in [Part::EnterpriseAdministrator, Part::OtherEnterpriseAdministrator, Part::HumanResources, Part::Industry] {
            assert!(matches!(register(&scene.as_(part), scene.project, &new, Origin::ByHand).await, Err(Fault::Forbidden)), "{part:?}");
        }
        let elsewhere = scene.further("320613", "housing").await;
        let officer = officer_of(&scene.world, Part::CandidateNew, elsewhere);
        assert!(matches!(register(&officer, scene.project, &new, Origin::ByHand).await, Err(Fault::NotFound)));
        assert_eq!(registrations::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 0);
        assert_eq!(people::Entity::find().filter(people::Column::Name.eq("陆建明")).count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn of_two_who_register_the_same_person_at_once_one_is_refused(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let (one, two) = tokio::join!(scene.try_worker(&who, Some("2026-11-18")), scene.try_worker(&who, Some("2026-11-18")));
        let outcomes = [one, two];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.into_iter().find_map(Result::err).unwrap();
        assert_eq!(refused.code(), Some("workers.registered_already"));
        let named = people::Entity::find().filter(people::Column::Name.eq("陆建明"));
        assert_eq!(named.count(bed.ctx.db.reader()).await.unwrap(), 1);
    }

    async fn the_index_itself_keeps_a_second_registration_out(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-18")).await;
        let row = registrations::Entity::find_by_id(done.registration).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        let twin = registrations::Model { id: bed.ctx.new_id(), ..row };
        let insert = registrations::Entity::insert(sea_orm::IntoActiveModel::into_active_model(twin));
        let error = insert.exec_without_returning(bed.ctx.db.writer()).await.unwrap_err();
        assert!(crate::db::is_duplicate(&error), "{error}");
    }
}
