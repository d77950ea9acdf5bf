use std::time::Instant as Watch;

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::scene::*;
use crate::attendance::store::*;
use crate::attendance::{Direction, IdentityKey, Method, Purpose};
use crate::entity::people;
use crate::people::{IdNumber, Phone};
use crate::testing::{Engine, Laid, Town, postgres_is_named};

const PEOPLE: u16 = 2_500;

/// Four presses a day of many people, delivery after delivery, with commits that last.
async fn measured(engine: Engine) {
    let (bed, world) = Town::lay(engine).await.apart();
    let scene = Scene::make(world).await;
    let ctx = &bed.ctx;
    if ctx.db.is_sqlite() {
        ctx.db.writer().execute_unprepared("PRAGMA synchronous = FULL").await.unwrap();
    }
    let mut sites = vec![scene.project];
    for number in 1..50 {
        sites.push(project(ctx, &format!("示例项目{number}"), "320613", scene.unit).await);
    }
    let mut workers = Vec::new();
    for number in 0..PEOPLE {
        let (county, sequence) = (320_692 + u32::from(number % 5), 1 + number / 5);
        let typed = crate::fixtures::id_number(&county.to_string(), "19850808", sequence);
        let typed = IdNumber::parse(&typed, ctx.now().day()).unwrap();
        let row = crate::people::store::new_row(ctx, "陆某", &typed, &Phone::parse("13800000000").unwrap()).unwrap();
        let (person, who) = (row.id, IdentityKey(row.id_number_index.clone()));
        people::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
        let site = sites[usize::from(number) % sites.len()];
        register(ctx, person, site, scene.unit, "2026-11-02").await;
        workers.push((site, who));
    }
    let feed = scene.feed();
    let watch = Watch::now();
    let mut rows = 0;
    for date in 3..15 {
        let mut day = Vec::new();
        for (number, (site, who)) in (0..).zip(&workers) {
            for (hour, direction) in
                [(7, Direction::In), (11, Direction::Out), (13, Direction::In), (17, Direction::Out)]
            {
                day.push(RawEvent {
                    project: *site,
                    who: who.clone(),
                    document: None,
                    team: None,
                    direction,
                    at: at(&format!("2026-11-{date:02} {hour:02}:{:02}", number % 60)),
                    device: "一号门".into(),
                    method: Method::Face,
                    photo: None,
                    purpose: Purpose::Record,
                    stated_at: None,
                    external_id: None,
                });
            }
        }
        rows += day.len();
        let taken = take(&feed, &delivery(ctx, day)).await.unwrap();
        assert_eq!(taken.days, usize::from(PEOPLE));
    }
    let spent = watch.elapsed();
    println!("{rows} rows in {spent:?}, {:.0} a second", rows as f64 / spent.as_secs_f64());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; a debug build says little"]
async fn rows_a_second_on_sqlite() {
    measured(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures; a debug build says little"]
async fn rows_a_second_on_postgres() {
    if postgres_is_named() {
        measured(Engine::Postgres).await;
    }
}
