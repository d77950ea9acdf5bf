use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, QueryFilter};

use super::*;
use crate::entity::project_parties;
use crate::projects::PartyRole;

/// The other enterprise built the site until the end of November, and the one of the scene goes on.
async fn handed_over(scene: &Scene) {
    let ctx = &scene.world.ctx;
    project_parties::Entity::update_many()
        .col_expr(project_parties::Column::EnteredOn, Expr::value("2026-12-01"))
        .filter(project_parties::Column::ProjectId.eq(scene.project))
        .exec(ctx.db.writer())
        .await
        .unwrap();
    let former = project_parties::ActiveModel {
        id: Set(ctx.new_id()),
        project_id: Set(scene.project),
        enterprise_id: Set(scene.world.other_enterprise),
        role: Set(PartyRole::GeneralContractor.code().into()),
        entered_on: Set("2026-01-01".into()),
        left_on: Set(Some("2026-11-30".into())),
        recorded_at: Set(ctx.now().0),
        ..Default::default()
    };
    project_parties::Entity::insert(former).exec_without_returning(ctx.db.writer()).await.unwrap();
}

on_both! {
    async fn a_former_contractor_sees_the_wages_of_its_own_time(town: Town) {
        let (bed, world) = town.apart();
        let scene = prepared(&bed, world).await;
        handed_over(&scene).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let early = draft(&scene.officer, &order(&scene)).await.unwrap();
        bed.clock.set(at("2027-01-15 09:00"));
        scene.deliver(scene.whole_day(&scene.one, "2026-12-03")).await;
        let lines = vec![PaymentLine { reference: "P3".into(), ..line(1, &scene.one, "陆建明") }];
        let late = draft(&scene.officer, &NewBatch { lines, ..order(&scene) }).await.unwrap();
        refresh_dues(&scene.feed(), 10).await.unwrap();

        let former = scene.world.as_(Part::OtherEnterpriseAdministrator);
        let shown: Vec<Month> = months(&former, scene.project).await.unwrap().iter().map(|line| line.month).collect();
        assert_eq!(shown, [november()]);
        let (dues, _) = dues_list(&former, scene.project, &DuesFilter::default(), 0).await.unwrap();
        assert!(!dues.is_empty() && dues.iter().all(|one| one.dues.month == november()), "{dues:?}");
        let orders: Vec<Uuid> =
            batches_of(&former, scene.project, 0).await.unwrap().0.iter().map(|one| one.id).collect();
        assert_eq!(orders, [early]);
        assert!(batch(&former, early).await.is_ok());
        assert!(matches!(batch(&former, late).await, Err(Fault::NotFound)));
        assert!(matches!(send(&former, early).await, Err(Fault::Forbidden)));

        let today = scene.world.as_(Part::EnterpriseAdministrator);
        assert_eq!(months(&today, scene.project).await.unwrap().len(), 2);
        assert_eq!(batches_of(&today, scene.project, 0).await.unwrap().1, 2);
    }
}
