use super::*;
use crate::entity::registrations;
use crate::workers::{Registration, Stay};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Everything that is in force of somebody on the project, as the rules read it: a stored overlap would not be read at all.
async fn of_person(scene: &Scene, person: Uuid) -> Vec<Registration> {
    let reader = scene.world.ctx.db.reader();
    let rows =
        registrations::Entity::find().filter(registrations::Column::PersonId.eq(person)).all(reader).await.unwrap();
    let mut all = Vec::new();
    for row in rows.into_iter().filter(|row| row.withdrawn_at.is_none()) {
        all.push(worker(&scene.officer, row.id).await.unwrap().registration.registration);
    }
    all
}

/// Nobody is on the project twice at one time, however many wrote at once.
async fn assert_sound(scene: &Scene, person: Uuid) {
    let all = of_person(scene, person).await;
    for (position, one) in all.iter().enumerate() {
        for other in &all[position + 1..] {
            assert!(!one.stands_beside(other), "{one:?} {other:?}");
        }
    }
}

crate::on_both! {
    async fn of_two_entries_at_once_one_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), None).await;
        let enters = |on: &'static str| enter(&scene.officer, done.registration, day(on), Origin::ByHand);
        let (one, two) = tokio::join!(enters("2026-11-10"), enters("2026-11-12"));
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_sound(&scene, done.person).await;
    }

    async fn nobody_comes_back_and_is_registered_anew_at_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let first = scene.worker(&who, Some("2026-11-02")).await;
        leave(&scene.officer, first.registration, day("2026-11-05"), Origin::ByHand).await.unwrap();
        for on in ["2026-11-10", "2026-11-12", "2026-11-14"] {
            let (back, anew) = tokio::join!(
                enter(&scene.officer, first.registration, day(on), Origin::ByHand),
                scene.try_worker(&who, Some(on)),
            );
            assert!(back.is_ok() != anew.is_ok(), "{back:?} {anew:?}");
            assert_sound(&scene, first.person).await;
            let in_force = of_person(&scene, first.person).await.into_iter().find(Registration::is_in_force).unwrap();
            leave(&scene.officer, in_force.id, day(on), Origin::ByHand).await.unwrap();
        }
    }

    async fn of_two_changes_of_team_at_once_one_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-02")).await;
        let mut teams = Vec::new();
        for name in ["木工一班", "瓦工一班"] {
            let new = NewTeam { unit: scene.labour, name, entered: None };
            teams.push(create_team(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap());
        }
        let to = |team| Move { unit: scene.labour, team: Some(team), trade: "240", post: "木工", is_team_leader: false, day: day("2026-11-10") };
        let (first, second) = (to(teams[0]), to(teams[1]));
        let (one, two) = tokio::join!(
            change_team(&scene.officer, done.registration, &first),
            change_team(&scene.officer, done.registration, &second),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        assert_sound(&scene, done.person).await;
        assert_eq!(head_count(&scene.officer, scene.project, day("2026-11-20")).await.unwrap().total, 1);
    }

    async fn a_correction_and_an_exit_at_once_leave_one_history(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-02")).await;
        let right = [Stay { entered: day("2026-11-03"), left: None }];
        let (corrected, left) = tokio::join!(
            correct_stays(&scene.officer, done.registration, &right, "进场日期登记有误"),
            leave(&scene.officer, done.registration, day("2026-11-10"), Origin::ByHand),
        );
        // whoever came second judged what the first had written
        assert!(corrected.is_ok(), "{corrected:?}");
        let stays: Vec<Stay> = of_person(&scene, done.person).await[0].stays.iter().collect();
        let ends = left.is_ok() && stays[0].left.is_some();
        assert_eq!((stays.len(), stays[0].entered), (1, day("2026-11-03")), "{left:?}");
        assert!(ends || stays[0].left.is_none());
    }

    async fn an_undone_exit_and_a_new_registration_at_once_never_stand_beside_each_other(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let first = scene.worker(&who, Some("2026-11-02")).await;
        let batch = Uuid::from_u128(77);
        leave(&scene.officer, first.registration, day("2026-11-05"), Origin::Batch(batch)).await.unwrap();
        let (undone, anew) = tokio::join!(
            undo(&scene.officer, scene.project, batch, "整批录入有误"),
            scene.try_worker(&who, Some("2026-11-10")),
        );
        assert!(undone.is_ok() != anew.is_ok(), "{undone:?} {anew:?}");
        assert_sound(&scene, first.person).await;
    }

    async fn a_team_does_not_leave_while_somebody_joins_it(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let (ended, joined) = tokio::join!(
            end_team(&scene.officer, scene.team, day("2026-11-10")),
            scene.try_worker(&who, Some("2026-11-02")),
        );
        assert!(joined.is_ok() || ended.is_ok(), "{joined:?} {ended:?}");
        if joined.is_ok() {
            assert_eq!(ended.err().and_then(|fault| fault.code()), Some("workers.team_has_members"));
        }
    }
}
