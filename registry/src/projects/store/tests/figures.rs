use super::*;
use crate::fault::Fault;
use crate::fixtures::attendance::attend;
use crate::instant::{DAY_MS, HOUR_MS};

crate::on_both! {
    async fn the_city_reads_sums_of_what_a_job_counted(town: Town) {
        let (bed, world) = town.apart();
        let (city, job) = (world.as_(Part::City), world.ctx.acting_as(Actor::System("count_sites")));
        attend(&world).await.unwrap();
        let before = city_figures(&city).await.unwrap();
        assert_eq!((before.whole.all_projects(), before.whole.workers, before.uncounted), (1, 0, 1));
        assert_eq!(before.counted_since, None);

        assert_eq!(count_sites(&job, bed.ctx.now(), 100).await.unwrap(), 1);
        assert_eq!(count_sites(&job, bed.ctx.now(), 100).await.unwrap(), 0, "it is new enough");
        let found = city_figures(&city).await.unwrap();
        let whole = &found.whole;
        // two of a team; the stranger at the gate is nobody's
        assert_eq!((whole.workers, whole.signed, whole.today, whole.yesterday), (2, 0, 0, 2));
        assert_eq!((whole.with_status(Status::Building), found.uncounted), (1, 0));
        assert_eq!(found.counted_since, Some(bed.ctx.now()));
        assert_eq!(found.counties.len(), 1);
        assert_eq!((found.counties[0].name.as_str(), &found.counties[0].figures), ("崇川区", whole));

        // what was counted yesterday says nothing about today
        bed.clock.advance_ms(DAY_MS);
        let stale = city_figures(&city).await.unwrap().whole;
        assert_eq!((stale.workers, stale.today, stale.yesterday), (2, 0, 0));
        site(&world).await;
        assert_eq!(count_sites(&job, bed.ctx.now().plus_ms(-HOUR_MS), 1).await.unwrap(), 1, "what nobody counted comes first");
        assert_eq!(city_figures(&city).await.unwrap().uncounted, 0);
        assert_eq!(count_sites(&job, bed.ctx.now().plus_ms(-HOUR_MS), 100).await.unwrap(), 1);
        assert_eq!(city_figures(&city).await.unwrap().whole.all_projects(), 2);
    }

    async fn the_figures_are_for_the_city_alone_and_counted_by_jobs(town: Town) {
        let (bed, world) = town.apart();
        for part in [Part::HumanResources, Part::Issuer, Part::QuestionEditor, Part::ProjectOfficer, Part::Bystander] {
            assert!(matches!(city_figures(&world.as_(part)).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(city_figures(&world.anonymous()).await, Err(Fault::Anonymous)));
        let counting = count_sites(&world.as_(Part::City), bed.ctx.now(), 1).await;
        assert!(matches!(counting, Err(Fault::Forbidden)));
    }
}
