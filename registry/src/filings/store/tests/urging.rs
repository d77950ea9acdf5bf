use std::collections::BTreeSet;

use super::*;
use crate::instant::DAY_MS;
use reminding::{Cause, Sent, count_unread, list_reminders, receive, reminders_of, urge};

fn only(project: Uuid) -> BTreeSet<Uuid> {
    BTreeSet::from([project])
}

crate::on_both! {
    //
    async fn an_office_urges_a_contractor_once_a_day_and_sees_who_received_it(town: Town) {
        let (bed, world) = town.apart();
        let (office, administrator) = (world.as_(Part::HumanResources), world.as_(Part::EnterpriseAdministrator));
        let site = further_site(&world, "第二个项目").await;
        let both = BTreeSet::from([site, world.project]);
        let sent = urge(&office, Cause::WithoutOfficer, &both, "请尽快配备").await.unwrap();
        assert_eq!(sent, Sent { sent: 1, repeated: 0, passed_over: 1 }, "the other has an officer");
        let again = urge(&office, Cause::WithoutOfficer, &only(site), "请尽快配备").await.unwrap();
        assert_eq!(again, Sent { sent: 0, repeated: 1, passed_over: 0 });
        let other = urge(&world.as_(Part::Industry), Cause::WithoutOfficer, &only(site), "请尽快配备").await.unwrap();
        assert_eq!(other.sent, 1, "another office");
        bed.clock.advance_ms(DAY_MS);
        assert_eq!(urge(&office, Cause::WithoutOfficer, &only(site), "请尽快配备").await.unwrap().sent, 1, "another day");

        assert_eq!(count_unread(&administrator, world.enterprise).await.unwrap(), 3);
        let (own, _) = reminders_of(&administrator, world.enterprise, 0).await.unwrap();
        receive(&administrator, world.enterprise, own[0].id).await.unwrap();
        let again = receive(&administrator, world.enterprise, own[0].id).await.unwrap_err();
        assert_eq!(again.code(), Some("filings.reminder_read"));
        let (all, total) = list_reminders(&office, 0).await.unwrap();
        assert_eq!((total, all[0].read_at.is_some(), all[0].read_by.is_some(), all[1].read_at), (3, true, true, None));
        let (sites, _) = without::sites_without(&office, &Default::default(), None, 0).await.unwrap();
        let last = sites[0].reminder.unwrap();
        assert_eq!((last.count, last.read_at.is_some()), (3, true));
    }

    async fn a_change_that_nobody_filed_is_urged_about(town: Town) {
        let (_bed, world) = town.apart();
        let office = world.as_(Part::Industry);
        let sent = urge(&office, Cause::ChangeUnfiled, &only(world.project), "请尽快备案").await.unwrap();
        assert_eq!(sent.passed_over, 1, "nothing changed");
        end(&world.as_(Part::EnterpriseAdministrator), of_world(&world).await, "调离项目").await.unwrap();
        let sent = urge(&office, Cause::ChangeUnfiled, &only(world.project), "请尽快备案").await.unwrap();
        assert_eq!(sent.sent, 1);
    }

    async fn only_an_office_of_the_county_urges_and_only_the_contractor_receives(town: Town) {
        let (_bed, world) = town.apart();
        let site = further_site(&world, "第二个项目").await;
        for part in [Part::City, Part::Issuer, Part::EnterpriseAdministrator, Part::ProjectOfficer, Part::Bystander] {
            let sent = urge(&world.as_(part), Cause::WithoutOfficer, &only(site), "请尽快配备").await;
            assert!(matches!(sent, Err(Fault::Forbidden)), "{part:?}: {sent:?}");
        }
        let elsewhere = urge(&world.as_(Part::OtherHumanResources), Cause::WithoutOfficer, &only(site), "请尽快配备").await;
        assert_eq!(elsewhere.unwrap(), Sent { sent: 0, repeated: 0, passed_over: 1 });
        let office = world.as_(Part::HumanResources);
        let silent = urge(&office, Cause::WithoutOfficer, &only(site), " ").await.unwrap_err();
        assert_eq!(silent.code(), Some("filings.reminder_length"));
        let nothing = urge(&office, Cause::WithoutOfficer, &BTreeSet::new(), "请尽快配备").await.unwrap_err();
        assert_eq!(nothing.code(), Some("filings.reminder_projects"));
        urge(&office, Cause::WithoutOfficer, &only(site), "请尽快配备").await.unwrap();
        let (all, _) = list_reminders(&office, 0).await.unwrap();
        let receives = async |part: Part| receive(&world.as_(part), world.enterprise, all[0].id).await;
        for part in [Part::Bystander, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            assert!(matches!(receives(part).await, Err(Fault::NotFound)), "{part:?}");
            assert!(matches!(reminders_of(&world.as_(part), world.enterprise, 0).await, Err(Fault::NotFound)), "{part:?}");
        }
        assert!(matches!(receives(Part::HumanResources).await, Err(Fault::Forbidden)), "an office receives nothing for others");
    }

    //
    async fn the_county_of_the_seat_sees_no_reminders_about_sites_elsewhere(town: Town) {
        let (_bed, world) = town.apart();
        let (seat, elsewhere) = (world.as_(Part::HumanResources), world.as_(Part::OtherHumanResources));
        let new = NewProject {
            draft: Draft { name: "外县项目".into(), area: "320623".into(), industry: "housing".into(), ..Draft::default() },
            contractor: world.enterprise,
            status: projects::Status::Building,
            since: Day::parse("2026-03-02").unwrap(),
            codes: Vec::new(),
            batch: None,
        };
        let away = register(&world.as_(Part::EnterpriseAdministrator), &new).await.unwrap();
        accept(&elsewhere, away, 0).await.unwrap();
        assert_eq!(urge(&elsewhere, Cause::WithoutOfficer, &only(away), "请尽快配备").await.unwrap().sent, 1);
        let near = further_site(&world, "第二个项目").await;
        assert_eq!(urge(&seat, Cause::WithoutOfficer, &only(near), "请尽快配备").await.unwrap().sent, 1);
        for (part, number) in [(Part::HumanResources, 1), (Part::EnterpriseAdministrator, 2), (Part::City, 2)] {
            let ctx = world.as_(part);
            let (rows, total) = reminders_of(&ctx, world.enterprise, 0).await.unwrap();
            let unread = count_unread(&ctx, world.enterprise).await.unwrap();
            assert_eq!((u64::try_from(rows.len()).unwrap(), total, unread), (number, number, number), "{part:?}");
        }
        let (seen, _) = reminders_of(&seat, world.enterprise, 0).await.unwrap();
        assert_eq!(seen[0].project, near);
        let (all, _) = reminders_of(&world.as_(Part::City), world.enterprise, 0).await.unwrap();
        let of_away = all.iter().find(|one| one.project == away).unwrap().id;
        assert!(matches!(receive(&seat, world.enterprise, of_away).await, Err(Fault::NotFound)));
    }
}
