use super::*;
use crate::attendance::store::make_report;
use crate::fixtures::{Part, World, world};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::notices::store::{NoticeView, Which, list};

async fn told(world: &World, part: Part) -> Vec<NoticeView> {
    let (found, _) = list(&world.as_(part), Which::All, 0).await.unwrap();
    found.into_iter().filter(|notice| notice.kind == Kind::DailyReportMissing).collect()
}

crate::on_both! {
    //
    async fn a_day_without_a_report_is_told_at_nine_and_once(bed) {
        let world = world(&bed.ctx).await.unwrap();
        bed.clock.advance_ms(DAY_MS - MINUTE_MS);
        remind(&bed.ctx).await.unwrap();
        assert_eq!(told(&world, Part::ProjectOfficer).await.len(), 0, "it is not nine");
        bed.clock.advance_ms(MINUTE_MS);
        remind(&bed.ctx).await.unwrap();
        remind(&bed.ctx).await.unwrap();
        let found = told(&world, Part::ProjectOfficer).await;
        let yesterday = bed.ctx.now().day().previous().to_string();
        assert_eq!((found.len(), found[0].fact("day"), found[0].about), (1, Some(yesterday.as_str()), world.project));
        assert_eq!(told(&world, Part::EnterpriseAdministrator).await.len(), 0, "somebody answers for the site");
        bed.clock.advance_ms(DAY_MS);
        remind(&bed.ctx).await.unwrap();
        assert_eq!(told(&world, Part::ProjectOfficer).await.len(), 2);
    }

    async fn a_day_with_a_report_is_not(bed) {
        let world = world(&bed.ctx).await.unwrap();
        let yesterday = bed.ctx.now().day().previous();
        make_report(&world.as_(Part::ProjectOfficer), world.project, yesterday).await.unwrap();
        remind(&bed.ctx).await.unwrap();
        assert_eq!(told(&world, Part::ProjectOfficer).await.len(), 0);
    }

    async fn people_do_not_send_them(bed) {
        let world = world(&bed.ctx).await.unwrap();
        assert!(matches!(remind(&world.as_(Part::ProjectOfficer)).await, Err(Fault::Forbidden)));
    }
}
