#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use uuid::Uuid;

use super::*;
use crate::entity::{bindings, feed_batches, import_pieces, imports};
use crate::feeds::FeedObject;
use crate::feeds::store::{Consequence, Origin, Placed, Sink, Sinks, Taken};
use crate::fixtures::{Part, World};
use crate::imports::{Encoding, Format, LARGEST_CSV, LARGEST_XLSX, ROWS_AT_ONCE};
use crate::instant::DAY_MS;
use crate::{Ctx, Fault, Refusal, on_both};

const TITLES: &str = "证件类型,证件号码,打卡时间,进出方向,班组编号\n";
const NUMBER: &str = "32069019900101001X";

fn passage(minute: usize) -> String {
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    format!("居民身份证,{NUMBER},2026-11-19 {hour:02}:{minute:02}:00,进,七班\n")
}

async fn brought(ctx: &Ctx, sinks: &Sinks, project: Uuid, bytes: &[u8]) -> Result<Uuid, Fault> {
    let target = Target::Project(project);
    let new = NewImport { target, object: FeedObject::WorkerAttendance, file_name: "考勤.csv" };
    let mut arrival = begin(ctx, sinks, &new).await?;
    for some in bytes.chunks(100_000) {
        arrival.take(ctx, some).await?;
    }
    arrival.finish(ctx).await
}

async fn events(ctx: &Ctx) -> i64 {
    let count = "SELECT COUNT(*) AS n FROM attendance_events";
    let count = Statement::from_string(ctx.db.reader().get_database_backend(), count);
    ctx.db.reader().query_one_raw(count).await.unwrap().unwrap().try_get("", "n").unwrap()
}

async fn run(world: &World, sinks: &Sinks) {
    while go_on(&world.ctx, sinks, 5).await.unwrap() > 0 {}
}

/// Takes every row, and refuses those of minute 7.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<(Uuid, u32)>>>);

#[async_trait::async_trait]
impl Sink for Notes {
    fn object(&self) -> FeedObject {
        FeedObject::WorkerAttendance
    }

    async fn take(
        &self,
        _: &Ctx,
        _: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        self.0.lock().unwrap().push((origin.batch, u32::try_from(rows.len()).unwrap()));
        let refused = || Taken::Refused(vec![Refusal::on("date", "attendance.date_in_future")]);
        Ok(rows.iter().map(|row| if row.path == "line[9]" { refused() } else { Taken::Added }).collect())
    }

    async fn consequences(&self, _: &Ctx, _: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let rows = self.0.lock().unwrap().iter().filter(|row| row.0 == batch).map(|row| u64::from(row.1)).sum();
        Ok(vec![Consequence { code: "passages".into(), count: rows, project: None }])
    }

    async fn undo(&self, _: &Ctx, _: &DatabaseTransaction, _: Uuid, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}

on_both! {
    async fn a_file_is_tried_started_and_taken_back(town: Town) {
        let (bed, world) = town.apart();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::built_in());
        let text = format!("{TITLES}{}{}居民身份证,1,2026-11-19 10:00:00,进,七班\n", passage(481), passage(482));
        let import = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
        assert_eq!(get(&officer, import).await.unwrap().state, State::Trying);
        assert_eq!(start(&officer, import).await.unwrap_err().code(), Some("imports.not_tried"));
        run(&world, &sinks).await;
        let tried = get(&officer, import).await.unwrap();
        assert_eq!((tried.state, tried.format, tried.encoding), (State::Tried, Format::Csv, Some(Encoding::Utf8)));
        assert_eq!(tried.tried, Tally { rows: 3, added: 2, unchanged: 0, refused: 1 });
        assert_eq!(events(&bed.ctx).await, 0, "a trial changes nothing");
        let (errors, total) = list_errors(&officer, import, 0).await.unwrap();
        assert_eq!((errors[0].line, errors[0].column, total), (4, Some("证件号码"), 1));
        start(&officer, import).await.unwrap();
        assert_eq!(start(&officer, import).await.unwrap_err().code(), Some("imports.started_already"));
        run(&world, &sinks).await;
        let done = get(&officer, import).await.unwrap();
        assert_eq!((done.state, done.applied, events(&bed.ctx).await), (State::Finished, tried.tried, 2));
        // the same file once more adds nothing
        bed.clock.advance_ms(1);
        let again = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
        run(&world, &sinks).await;
        assert_eq!(get(&officer, again).await.unwrap().tried, Tally { rows: 3, added: 0, unchanged: 2, refused: 1 });
        let (all, total) = list(&officer, &sinks, world.project, 0).await.unwrap();
        assert_eq!((all[0].id, total), (again, 2));
        let shown = effects(&officer, &sinks, import).await.unwrap();
        let passages = shown.consequences.iter().find(|one| one.code == "passages").unwrap();
        assert_eq!((passages.count, passages.project), (2, Some(world.project)));
        let other = undo(&officer, &sinks, import, "重复报送", "another").await;
        assert_eq!(other.unwrap_err().code(), Some("imports.effects_changed"));
        undo(&officer, &sinks, import, "重复报送", &shown.hash).await.unwrap();
        run(&world, &sinks).await;
        assert_eq!(get(&officer, import).await.unwrap().state, State::Undone);
        let twice = undo(&officer, &sinks, import, "重复报送", &shown.hash).await;
        assert_eq!(twice.unwrap_err().code(), Some("imports.undone_already"));
    }

    async fn a_long_file_comes_in_stretch_by_stretch_and_each_once(town: Town) {
        let (bed, world) = town.apart();
        let notes = Notes::default();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::default().with(notes.clone()));
        let rows = ROWS_AT_ONCE + 5;
        let text: String = std::iter::once(TITLES.to_owned()).chain((0..rows).map(passage)).collect();
        let import = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
        assert!(import_pieces::Entity::find().count(bed.ctx.db.reader()).await.unwrap() >= 1);
        // two nodes at once
        let (one, two) = futures::join!(go_on(&world.ctx, &sinks, 9), go_on(&world.ctx, &sinks, 9));
        assert!(one.unwrap() + two.unwrap() > 0);
        run(&world, &sinks).await;
        let tried = get(&officer, import).await.unwrap();
        let expected = Tally { rows: rows as u64, added: rows as u64 - 1, unchanged: 0, refused: 1 };
        assert_eq!((tried.state, tried.tried), (State::Tried, expected));
        notes.0.lock().unwrap().clear();
        start(&officer, import).await.unwrap();
        assert_eq!(go_on(&world.ctx, &sinks, 1).await.unwrap(), 1);
        let half = get(&officer, import).await.unwrap();
        assert_eq!((half.state, half.applied.rows), (State::Running, ROWS_AT_ONCE as u64));
        let _ = futures::join!(go_on(&world.ctx, &sinks, 9), go_on(&world.ctx, &sinks, 9));
        run(&world, &sinks).await;
        let done = get(&officer, import).await.unwrap();
        assert_eq!((done.state, done.applied), (State::Finished, expected));
        let batches = feed_batches::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert_eq!(batches.iter().map(|batch| batch.row_count).sum::<i32>(), i32::try_from(rows).unwrap());
        assert!(batches.iter().all(|batch| batch.imported_by.is_some() && batch.applied_at.is_some()));
    }

    async fn a_file_stops_when_whoever_started_it_may_write_no_longer(town: Town) {
        let (bed, world) = town.apart();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::default().with(Notes::default()));
        let text: String = std::iter::once(TITLES.to_owned()).chain((0..ROWS_AT_ONCE + 5).map(passage)).collect();
        let import = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
        run(&world, &sinks).await;
        start(&officer, import).await.unwrap();
        assert_eq!(go_on(&world.ctx, &sinks, 1).await.unwrap(), 1);
        bindings::Entity::update_many()
            .col_expr(bindings::Column::EndedAt, Expr::value(bed.ctx.now().0))
            .col_expr(bindings::Column::EndedReason, Expr::value("left"))
            .filter(bindings::Column::PersonId.eq(world.person(Part::ProjectOfficer)))
            .exec(bed.ctx.db.writer())
            .await
            .unwrap();
        run(&world, &sinks).await;
        let stopped = get(&world.as_(Part::HumanResources), import).await.unwrap();
        assert_eq!((stopped.state, stopped.refusal.unwrap().0.as_str()), (State::Refused, "imports.right_ended"));
        assert_eq!(stopped.applied.rows, ROWS_AT_ONCE as u64, "what came in stands");
    }

    async fn what_cannot_be_read_is_refused_with_its_reason(town: Town) {
        let (_bed, world) = town.apart();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::built_in());
        for (bytes, code) in [
            (&b""[..], "imports.empty"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 an old workbook", "imports.old_workbook"),
            (b"\xFF\xFEa\0b\0", "imports.encoding_unknown"),
        ] {
            let refused = brought(&officer, &sinks, world.project, bytes).await;
            assert_eq!(refused.unwrap_err().code(), Some(code));
        }
        for (text, code) in [
            ("甲,乙\n1,2\n", "imports.header_unknown"),
            (TITLES, "imports.no_rows"),
            ("证件类型,证件号码,打卡时间\n1,2,3\n", "imports.column_missing"),
        ] {
            let import = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
            run(&world, &sinks).await;
            let view = get(&officer, import).await.unwrap();
            assert_eq!((view.state, view.refusal.unwrap().0.as_str()), (State::Refused, code));
            assert_eq!(start(&officer, import).await.unwrap_err().code(), Some("imports.not_tried"));
        }
        let wrong = format!("{TITLES}居民身份证,1,昨天,进,七班\n");
        let import = brought(&officer, &sinks, world.project, wrong.as_bytes()).await.unwrap();
        run(&world, &sinks).await;
        assert_eq!(start(&officer, import).await.unwrap_err().code(), Some("imports.nothing_right"));
        let foreign = format!("项目编码,{TITLES}P-9,{}", passage(481));
        let import = brought(&officer, &sinks, world.project, foreign.as_bytes()).await.unwrap();
        run(&world, &sinks).await;
        let errors = list_errors(&officer, import, 0).await.unwrap().0;
        assert_eq!((errors[0].code.as_str(), errors[0].column), ("feeds.project_foreign", Some("项目编码")));
    }

    async fn a_file_that_is_too_large_is_refused_before_any_of_it_is_kept(town: Town) {
        let (bed, world) = town.apart();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::built_in());
        let target = Target::Project(world.project);
        let new = NewImport { target, object: FeedObject::WorkerAttendance, file_name: "考勤" };
        for (head, largest, code) in [
            (b"PK\x03\x04", LARGEST_XLSX, "imports.workbook_too_large"),
            (b"\xFF\xFF\xFF\xFF", LARGEST_CSV, "imports.file_too_large"),
        ] {
            let mut file = vec![0xFF; usize::try_from(largest).unwrap() + 1];
            file[..4].copy_from_slice(head);
            let mut arrival = begin(&officer, &sinks, &new).await.unwrap();
            assert_eq!(arrival.take(&officer, &file).await.unwrap_err().code(), Some(code));
        }
        assert_eq!(import_pieces::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 0);
    }

    async fn only_those_who_may_write_such_rows_bring_them(town: Town) {
        let (_bed, world) = town.apart();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::built_in());
        let text = format!("{TITLES}{}", passage(481));
        let import = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
        run(&world, &sinks).await;
        for part in [Part::Bystander, Part::OtherEnterpriseAdministrator, Part::OtherHumanResources] {
            let stranger = world.as_(part);
            let refused = brought(&stranger, &sinks, world.project, text.as_bytes()).await;
            assert!(matches!(refused, Err(Fault::NotFound | Fault::Forbidden)), "{part:?}");
            assert!(matches!(get(&stranger, import).await, Err(Fault::NotFound)), "{part:?}");
            assert!(start(&stranger, import).await.is_err(), "{part:?}");
        }
        for part in [Part::EnterpriseAdministrator, Part::HumanResources] {
            let seeing = world.as_(part);
            assert!(!get(&seeing, import).await.unwrap().may_decide, "{part:?}");
            assert!(matches!(start(&seeing, import).await, Err(Fault::Forbidden)), "{part:?}");
            assert!(matches!(marked(&seeing, import).await, Err(Fault::Forbidden)), "{part:?}");
            let refused = brought(&seeing, &sinks, world.project, text.as_bytes()).await;
            assert!(matches!(refused, Err(Fault::Forbidden)), "{part:?}");
        }
    }

    async fn the_marked_copy_is_the_file_with_its_errors(town: Town) {
        let (bed, world) = town.apart();
        let (officer, sinks) = (world.as_(Part::ProjectOfficer), Sinks::built_in());
        let text = format!("{TITLES}{}居民身份证,1,2026-11-19 10:00:00,进,七班\n", passage(481));
        let import = brought(&officer, &sinks, world.project, text.as_bytes()).await.unwrap();
        run(&world, &sinks).await;
        let mut copy = marked(&officer, import).await.unwrap();
        let mut rows = Vec::new();
        while let Some(some) = copy.next().await.unwrap() {
            rows.extend(some);
        }
        assert_eq!((rows.len(), rows[0].title, rows[0].cells[1].as_str()), (3, Some("需要更正"), "证件号码"));
        assert_eq!(rows.iter().map(|row| row.errors.len()).collect::<Vec<_>>(), [0, 0, 1]);
        assert_eq!(rows[2].cells[1], "1");
        let sealed = import_pieces::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap().body_sealed;
        assert!(!sealed.windows(NUMBER.len()).any(|window| window == NUMBER.as_bytes()), "sealed");
        bed.clock.advance_ms(90 * DAY_MS + 1);
        assert_eq!(clear(&world.ctx).await.unwrap(), Cleared { dropped: 0, emptied: 1 });
        assert_eq!(start(&officer, import).await.unwrap_err().code(), Some("imports.emptied"));
        let new = NewImport { target: Target::Project(world.project), object: FeedObject::WorkerAttendance, file_name: "x" };
        drop(begin(&officer, &sinks, &new).await.unwrap());
        bed.clock.advance_ms(DAY_MS + 1);
        assert_eq!(clear(&world.ctx).await.unwrap(), Cleared { dropped: 1, emptied: 0 });
        assert_eq!(imports::Entity::find().count(bed.ctx.db.reader()).await.unwrap(), 1);
    }
}
