use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::db::Total;
use crate::entity::{notice_readings, notices as rows};
use crate::fixtures::{CAST, Part, World};
use crate::instant::MINUTE_MS;

const KIND: Kind = Kind::DailyReportMissing;

async fn tell(world: &World, to: To) {
    let facts = [("project", "示例项目".to_owned()), ("day", "2026-11-19".to_owned())];
    send(&world.ctx, world.ctx.db.writer(), to, KIND, world.project, &facts).await.unwrap();
}

/// The world in which everybody has read what came with it.
async fn quiet(world: World) -> World {
    for member in &CAST {
        mark_all_read(&world.as_(member.part), world.ctx.now()).await.unwrap();
    }
    world
}

async fn told(world: &World, part: Part, which: Which) -> Vec<NoticeView> {
    let (found, total) = list(&world.as_(part), which, 0).await.unwrap();
    assert_eq!(u64::try_from(found.len()).unwrap(), total);
    found.into_iter().filter(|notice| notice.kind == KIND).collect()
}

async fn rows_of_kind(ctx: &Ctx) -> Vec<rows::Model> {
    rows::Entity::find().filter(rows::Column::Kind.eq(KIND.code())).all(ctx.db.reader()).await.unwrap()
}

async fn unread(world: &World, part: Part) -> u64 {
    let Total::Exactly(count) = count_unread(&world.as_(part)).await.unwrap() else { panic!("so many") };
    count
}

crate::on_both! {
    async fn a_person_is_told_and_reads_it_once(town: Town) {
        let (bed, world) = town.apart();
        let world = quiet(world).await;
        tell(&world, To::Person(world.person(Part::ProjectOfficer))).await;
        assert_eq!(unread(&world, Part::ProjectOfficer).await, 1);
        let notice = told(&world, Part::ProjectOfficer, Which::Unread).await.remove(0);
        assert_eq!((notice.fact("project"), notice.about, &notice.inbox), (Some("示例项目"), world.project, &None));
        let officer = world.as_(Part::ProjectOfficer);
        open(&officer, notice.id).await.unwrap();
        let first = told(&world, Part::ProjectOfficer, Which::All).await[0].read_at;
        bed.clock.advance_ms(MINUTE_MS);
        open(&officer, notice.id).await.unwrap();
        assert_eq!(told(&world, Part::ProjectOfficer, Which::All).await[0].read_at, first, "the first time stands");
        assert_eq!((unread(&world, Part::ProjectOfficer).await, told(&world, Part::ProjectOfficer, Which::Unread).await.len()), (0, 0));
    }

    async fn it_is_nobody_elses(town: Town) {
        let (bed, world) = town.apart();
        let world = quiet(world).await;
        tell(&world, To::Person(world.person(Part::ProjectOfficer))).await;
        tell(&world, To::Office(world.offices.human_resources)).await;
        tell(&world, To::Enterprise(world.enterprise)).await;
        let all = rows_of_kind(&bed.ctx).await;
        for stranger in [Part::Bystander, Part::OtherHumanResources, Part::OtherEnterpriseAdministrator, Part::Proctor] {
            assert_eq!((unread(&world, stranger).await, told(&world, stranger, Which::All).await.len()), (0, 0));
            for row in &all {
                assert!(matches!(open(&world.as_(stranger), row.id).await, Err(Fault::NotFound)));
            }
        }
        // the officer of a site does not read the inbox of the enterprise
        assert_eq!(unread(&world, Part::ProjectOfficer).await, 1);
        assert!(matches!(list(&world.anonymous(), Which::All, 0).await, Err(Fault::Anonymous)));
        let read = notice_readings::Column::NoticeId.is_in(all.iter().map(|row| row.id));
        assert_eq!(notice_readings::Entity::find().filter(read).count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn staff_share_an_inbox_and_see_who_read_what_when(town: Town) {
        let (bed, world) = town.apart();
        let world = quiet(world).await;
        tell(&world, To::Office(world.offices.issuer)).await;
        let notice = told(&world, Part::Issuer, Which::Unread).await.remove(0);
        open(&world.as_(Part::Issuer), notice.id).await.unwrap();
        assert_eq!(unread(&world, Part::SecondIssuer).await, 0, "one of them has read it");
        bed.clock.advance_ms(MINUTE_MS);
        open(&world.as_(Part::SecondIssuer), notice.id).await.unwrap();
        let read = told(&world, Part::SecondIssuer, Which::All).await.remove(0);
        let by: Vec<&str> = read.readings.iter().map(|reading| reading.by.as_str()).collect();
        assert_eq!(by, [Part::Issuer.member().name, Part::SecondIssuer.member().name]);
        assert_eq!(read.read_at, Some(read.readings[0].at));
        assert!(read.inbox.is_some());
    }

    async fn whoever_is_not_confirmed_sees_nothing_of_the_record(town: Town) {
        let (_bed, world) = town.apart();
        let world = quiet(world).await;
        tell(&world, To::Person(world.person(Part::CandidateHeld))).await;
        assert_eq!((unread(&world, Part::CandidateHeld).await, told(&world, Part::CandidateHeld, Which::All).await.len()), (0, 0));
    }

    async fn all_at_once_are_those_that_lay_there(town: Town) {
        let (bed, world) = town.apart();
        let world = quiet(world).await;
        let (officer, to) = (world.as_(Part::ProjectOfficer), To::Person(world.person(Part::ProjectOfficer)));
        for _ in 0..3 {
            tell(&world, to).await;
        }
        let until = bed.ctx.now();
        bed.clock.advance_ms(MINUTE_MS);
        tell(&world, to).await;
        assert_eq!(mark_all_read(&officer, until).await.unwrap(), 3);
        assert_eq!((mark_all_read(&officer, until).await.unwrap(), unread(&world, Part::ProjectOfficer).await), (0, 1));
    }

    async fn the_same_key_says_it_once_in_each_inbox(town: Town) {
        let (bed, world) = town.apart();
        let world = quiet(world).await;
        let db = bed.ctx.db.writer();
        let once = async |to: To, key: &str| {
            send_once(&bed.ctx, db, to, KIND, world.project, &[], key).await.unwrap()
        };
        let (officer, office) = (To::Person(world.person(Part::ProjectOfficer)), To::Office(world.offices.issuer));
        assert!(once(officer, "2026-11-19").await && !once(officer, "2026-11-19").await);
        assert!(once(office, "2026-11-19").await && once(officer, "2026-11-20").await);
        assert_eq!(rows_of_kind(&bed.ctx).await.len(), 3);
    }

    async fn many_who_say_it_at_once_say_it_once(town: Town) {
        let (bed, world) = town.apart();
        let world = quiet(world).await;
        let to = To::Person(world.person(Part::ProjectOfficer));
        let said = futures::future::join_all((0..50).map(|_| {
            let (ctx, project) = (bed.ctx.clone(), world.project);
            async move {
                crate::transact!(ctx, |tx| { send_once(&ctx, tx, to, KIND, project, &[], "once").await })
            }
        }));
        let said: Vec<bool> = said.await.into_iter().map(|sent| sent.unwrap()).collect();
        assert_eq!(said.iter().filter(|sent| **sent).count(), 1);
    }
}
