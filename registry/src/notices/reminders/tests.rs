use super::*;
use crate::attendance::store::make_report;
use crate::fixtures::{Part, World};
use crate::instant::{DAY_MS, MINUTE_MS};
use crate::notices::store::{NoticeView, Which, list};
use crate::projects::Draft;
use crate::projects::store::{NewProject, accept, register};

async fn told(world: &World, part: Part) -> Vec<NoticeView> {
    let (found, _) = list(&world.as_(part), Which::All, 0).await.unwrap();
    found.into_iter().filter(|notice| notice.kind == Kind::DailyReportMissing).collect()
}

crate::on_both! {
    //
    async fn a_day_without_a_report_is_told_at_nine_and_once(town: Town) {
        let (bed, world) = town.apart();
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

    async fn a_day_with_a_report_is_not(town: Town) {
        let (bed, world) = town.apart();
        let yesterday = bed.ctx.now().day().previous();
        make_report(&world.as_(Part::ProjectOfficer), world.project, yesterday).await.unwrap();
        remind(&bed.ctx).await.unwrap();
        assert_eq!(told(&world, Part::ProjectOfficer).await.len(), 0);
    }

    async fn people_do_not_send_them(town: Town) {
        let (_bed, world) = town.apart();
        assert!(matches!(remind(&world.as_(Part::ProjectOfficer)).await, Err(Fault::Forbidden)));
    }

    async fn every_site_is_looked_at_however_few_are_read_at_once(town: Town) {
        let (bed, world) = town.apart();
        let mut sites = BTreeSet::from([world.project]);
        for name in ["第二个项目", "第三个项目"] {
            let new = NewProject {
                draft: Draft { name: name.into(), area: "320613".into(), industry: "housing".into(), ..Draft::default() },
                contractor: world.enterprise,
                status: Status::Building,
                since: Day::parse("2026-03-02").unwrap(),
                codes: Vec::new(),
                batch: None,
            };
            let site = register(&world.as_(Part::EnterpriseAdministrator), &new).await.unwrap();
            accept(&world.as_(Part::HumanResources), site, 0).await.unwrap();
            sites.insert(site);
        }
        bed.clock.advance_ms(DAY_MS);
        let due = missing_reports(&bed.ctx, 1).await.unwrap();
        assert_eq!(due.iter().map(|one| one.about).collect::<BTreeSet<_>>(), sites);
        let at_once = missing_reports(&bed.ctx, 10).await.unwrap();
        assert_eq!(at_once.len(), due.len());
    }
}
