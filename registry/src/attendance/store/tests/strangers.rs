use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::scene::*;
use crate::attendance::Unmatched;
use crate::attendance::store::*;
use crate::entity::{attendance_unmatched, registrations};
use crate::fixtures::Part;
use crate::{Ctx, Fault, on_both};

/// As after a registration: a mark, and the job that works it off.
async fn matched_again(scene: &Scene, who: &Somebody) -> Result<usize, Fault> {
    let changed = [Changed { person: who.person, project: scene.project, from: day("2026-11-17") }];
    let ctx = scene.feed();
    let marked: Result<(), Fault> = async { crate::transact!(ctx, |tx| { match_again(tx, &changed).await }) }.await;
    marked?;
    match_marked(&ctx).await
}

/// The registrations of a person, taken back.
async fn withdraw(ctx: &Ctx, person: Uuid) {
    registrations::Entity::update_many()
        .col_expr(registrations::Column::WithdrawnAt, Expr::value(ctx.now().0))
        .filter(registrations::Column::PersonId.eq(person))
        .exec(ctx.db.writer())
        .await
        .unwrap();
}

on_both! {
    async fn strangers_are_listed_masked_and_found_again_when_they_are_registered(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let stranger = somebody(&bed.ctx, 9, "严春生", None).await;
        let taken = scene.deliver(scene.whole_day(&stranger, "2026-11-18")).await;
        let RowTaken::New { unmatched, .. } = &taken.rows[0] else { panic!("{taken:?}") };
        // known to the records, and on no project
        assert_eq!(*unmatched, Some(Unmatched::UnknownWorker));
        let (listed, total) = list_unmatched(&scene.officer, scene.project, 0).await.unwrap();
        assert_eq!((total, listed[0].document_masked.as_deref()), (2, Some("3206**************")));
        register(&bed.ctx, stranger.person, scene.project, scene.unit, "2026-11-17").await;
        assert!(matched_again(&scene, &stranger).await.unwrap() > 0);
        assert_eq!(list_unmatched(&scene.officer, scene.project, 0).await.unwrap().1, 0);
        assert_eq!(minutes(&scene, &stranger).await, told(&[("2026-11-18", 600)]));
        assert_eq!(match_marked(&scene.feed()).await.unwrap(), 0, "the mark is gone");
        let kept = attendance_unmatched::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(kept.iter().all(|row| row.settled_at.is_some() && row.document_sealed.is_none()), "no number is kept");
        // whoever was never there after all: the presses are nobody's again
        withdraw(&bed.ctx, stranger.person).await;
        matched_again(&scene, &stranger).await.unwrap();
        assert_eq!(list_unmatched(&scene.officer, scene.project, 0).await.unwrap().1, 2);
        assert!(matches!(match_marked(&scene.officer).await, Err(Fault::Forbidden)));
    }

    async fn marks_are_worked_off_in_slices(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        for nth in 0..105 {
            let somebody = somebody(&bed.ctx, 50 + nth, "严春生", None).await;
            let ctx = scene.feed();
            let changed = [Changed { person: somebody.person, project: scene.project, from: day("2026-11-17") }];
            let marked: Result<(), Fault> =
                async { crate::transact!(ctx, |tx| { match_again(tx, &changed).await }) }.await;
            marked.unwrap();
        }
        assert_eq!(match_marked(&scene.feed()).await.unwrap(), 100);
        assert_eq!(match_marked(&scene.feed()).await.unwrap(), 5);
        assert_eq!(match_marked(&scene.feed()).await.unwrap(), 0);
    }

    async fn a_stranger_whom_the_site_refuses_is_off_the_list_for_good(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let stranger = somebody(&bed.ctx, 9, "严春生", None).await;
        let taken = scene.deliver(scene.whole_day(&stranger, "2026-11-18")).await;
        let events: BTreeSet<Uuid> = ids(&taken).into_iter().collect();
        let project = scene.project;
        let nothing = refuse_unmatched(&scene.officer, project, &BTreeSet::new(), "来访人员").await.unwrap_err();
        assert_eq!(nothing.code(), Some("attendance.nothing_chosen"));
        let county = scene.world.as_(Part::HumanResources);
        assert!(matches!(refuse_unmatched(&county, project, &events, "来访人员").await, Err(Fault::Forbidden)));
        let other = scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(refuse_unmatched(&other, project, &events, "来访人员").await, Err(Fault::NotFound)));
        refuse_unmatched(&scene.officer, project, &events, "来访人员").await.unwrap();
        let twice = refuse_unmatched(&scene.officer, project, &events, "来访人员").await.unwrap_err();
        assert_eq!(twice.code(), Some("attendance.settled_meanwhile"));
        assert_eq!(list_unmatched(&scene.officer, project, 0).await.unwrap().1, 0);
        register(&bed.ctx, stranger.person, project, scene.unit, "2026-11-17").await;
        matched_again(&scene, &stranger).await.unwrap();
        assert_eq!(minutes(&scene, &stranger).await, told(&[]));
    }
}
