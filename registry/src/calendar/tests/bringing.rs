use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::years::{self, standing};
use super::notices::year_2027;
use super::*;
use crate::entity::audit_entries;
use crate::fixtures::{Part, World};
use crate::testing::book;
use crate::{Ctx, Fault, audit};

async fn propose(ctx: &Ctx) -> Uuid {
    years::propose(ctx, "2027.json", year_2027().to_json().as_bytes()).await.unwrap()
}

/// Who brings a year, and who confirms it.
fn people(world: &World) -> (Ctx, Ctx) {
    (world.as_(Part::SystemAdministrator), world.as_(Part::City))
}

async fn refused(ctx: &Ctx, file: &[u8]) -> &'static str {
    let looked = years::look(ctx, file).await.unwrap_err();
    assert_eq!(looked.code(), years::propose(ctx, "x", file).await.unwrap_err().code());
    looked.code().unwrap()
}

/// A line per day.
fn sheet() -> Vec<u8> {
    let notice = year_2027();
    let off = notice.off.iter().map(|day| (day.to_string(), "放假"));
    let days: Vec<(String, &str)> = off.chain(notice.work.iter().map(|day| (day.to_string(), "上班"))).collect();
    let paper = notice.papers[0].as_str();
    let mut rows: Vec<Vec<&str>> = vec![vec!["日期*", "安排*", "依据*"]];
    rows.extend(days.iter().map(|(day, word)| vec![day.as_str(), word, paper]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    book(&rows)
}

crate::on_both! {
    async fn a_year_is_looked_at_brought_and_confirmed_by_another(town: Town) {
        let (bed, world) = town.apart();
        let (first, second) = people(&world);
        let look = years::look(&first, year_2027().to_json().as_bytes()).await.unwrap();
        assert_eq!((look.notice, look.changes.len(), look.replaces), (year_2027(), 17, false));
        assert!(years::list(&first).await.unwrap().is_empty(), "looking keeps nothing");
        let id = propose(&first).await;
        let counted = async || standing(bed.ctx.db.reader()).await.unwrap().add_working_days(day("2026-12-28"), 5);
        assert_eq!(counted().await, Due::Provisional(day("2027-01-04")), "one person alone publishes nothing");
        assert_eq!((years::waiting(&first).await.unwrap(), years::waiting(&second).await.unwrap()), (0, 1));
        let alone = years::confirm(&first, id).await.unwrap_err();
        assert_eq!(alone.code(), Some("calendar.second_must_be_another"));
        years::confirm(&second, id).await.unwrap();
        assert_eq!(counted().await, Due::Fixed(day("2027-01-05")));
        let published = years::published(&world.anonymous()).await.unwrap();
        assert_eq!(published.iter().map(|year| year.year).collect::<Vec<_>>(), [2027, 2026, 2025, 2024]);
        let brought = years::list(&first).await.unwrap();
        let decided = brought[0].decided.as_ref().unwrap();
        assert!(brought.len() == 1 && decided.reason.is_none() && decided.by.is_some(), "{brought:?}");
    }

    async fn a_year_is_decided_once_and_every_step_is_logged_once(town: Town) {
        let (bed, world) = town.apart();
        let (first, second) = people(&world);
        let id = propose(&first).await;
        let twice = years::propose(&second, "x", year_2027().to_json().as_bytes()).await.unwrap_err();
        assert_eq!(twice.code(), Some("calendar.year_waits"));
        assert_eq!(years::decline(&second, id, "无").await.unwrap_err().code(), Some("calendar.reason_length"));
        years::decline(&first, id, "上传了错误的文件").await.unwrap();
        for again in [years::confirm(&second, id).await, years::decline(&second, id, "上传了错误的文件").await] {
            assert_eq!(again.unwrap_err().code(), Some("calendar.year_decided"));
        }
        assert!(!standing(bed.ctx.db.reader()).await.unwrap().has(2027));
        let id = propose(&first).await;
        years::confirm(&second, id).await.unwrap();
        let about = audit_entries::Column::SubjectKind.eq("calendar");
        let entries = audit_entries::Entity::find().filter(about).all(bed.ctx.db.reader()).await.unwrap();
        let mut verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).collect();
        verbs.sort_unstable();
        assert_eq!(verbs, ["confirm_year", "decline_year", "propose_year", "propose_year"]);
        assert!(audit::check_chains(bed.ctx.db.reader()).await.unwrap().is_empty());
    }

    async fn a_published_year_is_put_right_by_the_city_alone(town: Town) {
        let (bed, world) = town.apart();
        let (administrator, city) = people(&world);
        let id = propose(&administrator).await;
        years::confirm(&city, id).await.unwrap();
        assert_eq!(refused(&city, year_2027().to_json().as_bytes()).await, "calendar.nothing_changes");
        let mut corrected = year_2027();
        corrected.off.remove(&day("2027-02-12"));
        let file = corrected.to_json();
        assert_eq!(refused(&administrator, file.as_bytes()).await, "calendar.year_is_there");
        assert!(years::look(&city, file.as_bytes()).await.unwrap().replaces);
        let id = years::propose(&city, "更正.json", file.as_bytes()).await.unwrap();
        bed.clock.advance_ms(60_000);
        years::confirm(&administrator, id).await.unwrap();
        let calendar = standing(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(calendar.is_working_day(day("2027-02-12")), Some(true), "the one confirmed last stands");
        assert_eq!(years::list(&city).await.unwrap().len(), 2, "the earlier one stays on record");
    }

    async fn a_workbook_says_the_same_and_other_files_are_refused(town: Town) {
        let (_bed, world) = town.apart();
        let (first, _) = people(&world);
        assert_eq!(years::look(&first, &sheet()).await.unwrap().notice, year_2027());
        for wrong in [&b"{\"2027\": 1}"[..], b"\xff\xfe", b"PK\x03\x04", b"{\xff}"] {
            assert_eq!(refused(&first, wrong).await, "calendar.file_shape");
        }
        assert_eq!(refused(&first, b"").await, "calendar.file_missing");
        assert_eq!(refused(&first, &vec![b' '; years::MOST_BYTES + 1]).await, "calendar.file_missing");
    }

    async fn nobody_else_brings_or_confirms_a_year(town: Town) {
        let (_bed, world) = town.apart();
        let id = propose(&world.as_(Part::SystemAdministrator)).await;
        let file = year_2027().to_json();
        for part in [Part::Bystander, Part::Issuer, Part::HumanResources, Part::OfficeAdministrator, Part::Auditor] {
            let stranger = world.as_(part);
            assert!(matches!(years::look(&stranger, file.as_bytes()).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(years::propose(&stranger, "x", file.as_bytes()).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(years::confirm(&stranger, id).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(years::decline(&stranger, id, "没有权限的人员").await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(years::list(&stranger).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(years::propose(&world.anonymous(), "x", file.as_bytes()).await, Err(Fault::Anonymous)));
        assert!(matches!(years::confirm(&world.as_(Part::City), Uuid::nil()).await, Err(Fault::NotFound)));
    }
}
