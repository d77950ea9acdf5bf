use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};

use super::*;
use crate::entity::{feed_batches, feed_bodies, feed_days, feed_nonces, feed_row_errors, feed_seen};
use crate::instant::{DAY_MS, MINUTE_MS};

on_both! {
    async fn good_rows_are_handed_on_and_bad_ones_answered(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let mut wrong = passage(2);
        wrong["idCardNumber"] = "1".into();
        let body = batch_of("b-1", "P-1", vec![passage(1), wrong, passage(3), passage(4)]);
        let receipt = scene.send(&sinks, &body).await.unwrap();
        assert_eq!((receipt.repeat, receipt.state, receipt.number.as_str()), (Repeat::First, BatchState::Applied, "b-1"));
        assert_eq!((receipt.row_count, receipt.added, receipt.unchanged, receipt.refused), (4, 2, 0, 2));
        let taken: Vec<(u32, Uuid)> = notes.taken.lock().unwrap().iter().map(|row| (row.1, row.2)).collect();
        assert_eq!(taken, [(1, scene.project), (4, scene.project)]);
        let (errors, total) = list_errors(&scene.own(), receipt.batch, 0).await.unwrap();
        let told: Vec<_> = errors.iter().map(|error| (error.number, error.field.as_str(), error.code.as_str())).collect();
        let expected = [(2, "idCardNumber", "people.id_number_shape"), (3, "date", "attendance.date_in_future")];
        assert_eq!((told, total), (expected.to_vec(), 2));
        assert_eq!(errors[1].path, "items[0].dataList[2]");
        let seen = feed_seen::Entity::find().all(scene.world.ctx.db.reader()).await.unwrap();
        assert_eq!((seen.len(), seen[0].project_id, seen[0].row_count), (1, scene.project, 2 + 1));
        let body = feed_bodies::Entity::find().one(scene.world.ctx.db.reader()).await.unwrap().unwrap();
        assert!(!body.body_sealed.windows(NUMBER.len()).any(|window| window == NUMBER.as_bytes()), "sealed");
    }

    async fn a_repeat_says_so_and_changes_nothing(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let body = batch_of("b-1", "P-1", vec![passage(1)]);
        let first = scene.send(&sinks, &body).await.unwrap();
        let again = scene.send(&sinks, &body).await.unwrap();
        assert_eq!(again, Receipt { repeat: Repeat::Repeated, ..first });
        assert_eq!(notes.taken.lock().unwrap().len(), 1);
        let other = scene.send(&sinks, &batch_of("b-1", "P-1", vec![passage(2)])).await;
        assert_eq!(other.unwrap_err().code(), Some("feeds.batch_changed"));
        let reader = scene.world.ctx.db.reader();
        let days = feed_days::Entity::find().all(reader).await.unwrap();
        assert_eq!((days.len(), days[0].batch_count), (1, 1));
        assert_eq!(feed_batches::Entity::find().count(reader).await.unwrap(), 1);
        assert_eq!(scene.ask(again.batch).await.unwrap().receipt.number, "b-1");
        // no page is too far to ask for
        assert_eq!(scene.ask_page(again.batch, u64::MAX).await.unwrap().receipt.number, "b-1");
        assert!(matches!(scene.ask(Uuid::from_u128(7)).await, Err(Fault::NotFound)));
    }

    async fn two_that_send_the_same_at_once_store_it_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let body = batch_of("b-1", "P-1", vec![passage(1)]);
        let (one, two) = futures::join!(scene.send(&sinks, &body), scene.send(&sinks, &body));
        let (one, two) = (one.unwrap(), two.unwrap());
        assert_eq!(one.batch, two.batch);
        assert_ne!(one.repeat, two.repeat);
        assert_eq!(notes.taken.lock().unwrap().len(), 1);
    }

    async fn what_is_forged_replayed_or_late_is_not_taken_in(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let object = FeedObject::WorkerAttendance;
        let body = batch_of("b-1", "P-1", vec![passage(1)]);
        let now = scene.world.ctx.now();
        let (time, nonce) = (now.rfc3339(), "nonce-of-the-first");
        let signature = sign(&scene.secret, &canonical_string(scene.key, &time, nonce, object.code(), body.as_bytes()));
        let key = scene.key.to_string();
        let right = Signature { key: &key, time: &time, nonce, signature: &signature };
        let whole = Delivery { signature: right, object, body: body.as_bytes() };
        let anonymous = scene.world.anonymous();
        let other_key = Uuid::from_u128(7).to_string();
        for forged in [
            Delivery { signature: Signature { key: &other_key, ..right }, ..whole },
            Delivery { signature: Signature { key: "x", ..right }, ..whole },
            Delivery { signature: Signature { nonce: "nonce-of-the-other", ..right }, ..whole },
            Delivery { signature: Signature { signature: "", ..right }, ..whole },
            Delivery { object: FeedObject::Payroll, ..whole },
            Delivery { body: b"{}", ..whole },
        ] {
            let refused = receive(&anonymous, &sinks, &forged).await.unwrap_err();
            assert_eq!(refused.code(), Some("feeds.not_authentic"), "{forged:?}");
        }
        let receipt = receive(&anonymous, &sinks, &whole).await.unwrap();
        assert_eq!((receipt.repeat, receipt.state), (Repeat::First, BatchState::Waiting), "it is stored, no more");
        let replayed = receive(&anonymous, &sinks, &whole).await.unwrap_err();
        assert_eq!(replayed.code(), Some("feeds.nonce_used"));
        for (moment, code) in [
            (now.plus_ms(5 * MINUTE_MS + 1_000), "feeds.time_off"),
            (now.minus_ms(5 * MINUTE_MS + 1_000), "feeds.time_off"),
        ] {
            let late = scene.send_signed(&sinks, object, &body, &moment.rfc3339(), "nonce-of-the-late").await;
            assert_eq!(late.unwrap_err().code(), Some(code));
        }
        assert!(is_waiting(&scene.world.ctx).await.unwrap());
        assert_eq!(apply_waiting(&scene.world.ctx, &sinks, 10).await.unwrap(), 1);
        assert!(!is_waiting(&scene.world.ctx).await.unwrap());
        assert_eq!(notes.taken.lock().unwrap().len(), 1);
        let reader = scene.world.ctx.db.reader();
        assert_eq!(feed_nonces::Entity::find().count(reader).await.unwrap(), 1, "only of what was taken in");
        assert_eq!(forget_nonces(&scene.world.ctx).await.unwrap(), 0);
        bed.clock.advance_ms(10 * MINUTE_MS + 2);
        assert_eq!(forget_nonces(&scene.world.ctx).await.unwrap(), 1);
    }

    async fn a_supplier_reaches_its_own_projects_and_objects_only(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        let foreign = site(&scene.world, "崇川某小区二期").await;
        let rows = |project: &str| json!({ "projectCode": project, "teamSysNo": 7, "dataList": [passage(1)] });
        let items = json!({ "batchId": "b-1", "items": [rows("P-1"), rows("P-2"), rows("nowhere")] });
        let receipt = scene.send(&sinks, &items.to_string()).await.unwrap();
        assert_eq!((receipt.added, receipt.refused), (1, 2));
        let errors = list_errors(&scene.own(), receipt.batch, 0).await.unwrap().0;
        assert!(errors.iter().all(|error| error.code == "feeds.project_foreign" && error.field == "projectCode"));
        assert!(notes.taken.lock().unwrap().iter().all(|row| row.2 == scene.project));
        // a correction must not reach into another's project either
        let mut correct = passage(2);
        correct["purpose"] = "correct".into();
        correct["of"] = json!({ "projectCode": "P-2" });
        let receipt = scene.send(&sinks, &batch_of("b-2", "P-1", vec![correct])).await.unwrap();
        assert_eq!((receipt.added, receipt.refused), (0, 1));
        // granted, but for another object
        scene.grant(foreign, "P-2", &[FeedObject::Payroll]).await;
        let receipt = scene.send(&sinks, &batch_of("b-3", "P-2", vec![passage(1)])).await.unwrap();
        assert_eq!((receipt.added, receipt.refused), (0, 1));
        let time = scene.world.ctx.now().rfc3339();
        let unsupported = scene.send_signed(&sinks, FeedObject::Payroll, "{}", &time, &scene.nonce()).await;
        assert_eq!(unsupported.unwrap_err().code(), Some("feeds.object_unsupported"));
        let scopes = list_scopes(&scene.own(), scene.supplier, 0).await.unwrap().0;
        for scope in scopes {
            end_scope(&scene.office(), scope.id, REASON).await.unwrap();
        }
        let none = scene.send(&sinks, &batch_of("b-4", "P-1", vec![passage(1)])).await;
        assert_eq!(none.unwrap_err().code(), Some("feeds.out_of_scope"));
    }

    async fn what_cannot_be_applied_waits_and_is_applied_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        notes.is_broken.store(true, SeqCst);
        let body = batch_of("b-1", "P-1", vec![passage(1), json!(1)]);
        let receipt = scene.send(&sinks, &body).await.unwrap();
        assert_eq!((receipt.state, receipt.added, receipt.refused), (BatchState::Waiting, 0, 1));
        let batch = receipt.batch;
        notes.is_broken.store(false, SeqCst);
        assert_eq!(scene.send(&sinks, &body).await.unwrap().repeat, Repeat::Repeated);
        let system = scene.world.ctx.clone();
        let applied = futures::join!(apply_waiting(&system, &sinks, 10), apply_waiting(&system, &sinks, 10));
        assert!(applied.0.unwrap() + applied.1.unwrap() >= 1);
        assert_eq!(notes.taken.lock().unwrap().len(), 1, "once, whoever applies");
        let result = scene.ask(batch).await.unwrap();
        assert_eq!((result.receipt.state, result.receipt.added, result.receipt.refused), (BatchState::Applied, 1, 1));
        let errors = feed_row_errors::Entity::find().count(system.db.reader()).await.unwrap();
        assert_eq!((errors, apply_waiting(&system, &sinks, 10).await.unwrap()), (1, 0));
    }

    async fn after_five_times_in_vain_a_batch_is_left_to_a_person(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        notes.is_broken.store(true, SeqCst);
        let batch = scene.send(&sinks, &batch_of("b-1", "P-1", vec![passage(1)])).await.unwrap().batch;
        for _ in 0..3 {
            apply(&scene.world.ctx, &sinks, batch).await.unwrap();
            assert_eq!(super::batch(&scene.own(), batch).await.unwrap().receipt.state, BatchState::Waiting);
        }
        assert_eq!(apply_waiting(&scene.world.ctx, &sinks, 10).await.unwrap(), 1);
        assert_eq!(scene.ask(batch).await.unwrap().receipt.state, BatchState::Failed);
        notes.is_broken.store(false, SeqCst);
        assert_eq!(apply_waiting(&scene.world.ctx, &sinks, 10).await.unwrap(), 0);
        assert!(notes.taken.lock().unwrap().is_empty());
        assert!(matches!(retry(&scene.own(), &sinks, batch).await, Err(Fault::Forbidden)));
        retry(&scene.office(), &sinks, batch).await.unwrap();
        assert_eq!(scene.ask(batch).await.unwrap().receipt.state, BatchState::Applied);
        assert_eq!(retry(&scene.office(), &sinks, batch).await.unwrap_err().code(), Some("feeds.not_failed"));
    }

    async fn when_too_much_waits_the_sender_is_told_when_to_come_again(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        notes.is_broken.store(true, SeqCst);
        for number in 0..20 {
            scene.send(&sinks, &batch_of(&format!("b-{number}"), "P-1", vec![passage(1)])).await.unwrap();
        }
        let Err(Fault::Refused(reasons)) = scene.send(&sinks, &batch_of("b-20", "P-1", vec![passage(1)])).await else {
            panic!("taken in")
        };
        assert_eq!((reasons[0].code, reasons[0].details[0].clone()), ("feeds.busy", ("seconds", "5".to_owned())));
        // before a body is read, and before one is even sent
        let unread = scene.send(&sinks, "no JSON at all").await;
        assert_eq!(unread.unwrap_err().code(), Some("feeds.busy"));
        let (key, time, nonce) = (scene.key.to_string(), scene.world.ctx.now().rfc3339(), scene.nonce());
        let signature = Signature { key: &key, time: &time, nonce: &nonce, signature: "" };
        assert_eq!(admit(&scene.world.anonymous(), &signature).await.unwrap_err().code(), Some("feeds.busy"));
        notes.is_broken.store(false, SeqCst);
        assert_eq!(apply_waiting(&scene.world.ctx, &sinks, 100).await.unwrap(), 20);
        admit(&scene.world.anonymous(), &signature).await.unwrap();
        scene.send(&sinks, &batch_of("b-20", "P-1", vec![passage(1)])).await.unwrap();
    }

    async fn bodies_leave_after_ninety_days_unless_their_batch_waits(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let (sinks, notes) = noting();
        scene.send(&sinks, &batch_of("b-1", "P-1", vec![passage(1)])).await.unwrap();
        notes.is_broken.store(true, SeqCst);
        scene.send(&sinks, &batch_of("b-2", "P-1", vec![passage(2)])).await.unwrap();
        bed.clock.advance_ms(90 * DAY_MS);
        assert_eq!(drop_old_bodies(&scene.world.ctx).await.unwrap(), 0);
        bed.clock.advance_ms(1);
        assert_eq!(drop_old_bodies(&scene.world.ctx).await.unwrap(), 1);
        let left = feed_bodies::Entity::find().count(scene.world.ctx.db.reader()).await.unwrap();
        assert_eq!(left, 1);
        notes.is_broken.store(false, SeqCst);
        assert_eq!(apply_waiting(&scene.world.ctx, &sinks, 10).await.unwrap(), 1);
    }

    async fn passages_reach_the_attendance_records_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let sinks = Sinks::built_in();
        let early = |minute: u32| {
            let mut row = passage(minute);
            row["date"] = format!("2026-11-19 08:{minute:02}:00").into();
            row
        };
        let receipt = scene.send(&sinks, &batch_of("b-1", "P-1", vec![early(1), early(2)])).await.unwrap();
        assert_eq!((receipt.state, receipt.added, receipt.unchanged), (BatchState::Applied, 2, 0));
        // batches overlap
        let receipt = scene.send(&sinks, &batch_of("b-2", "P-1", vec![early(2), early(3)])).await.unwrap();
        assert_eq!((receipt.added, receipt.unchanged), (1, 1));
        let mut correct = early(9);
        correct["purpose"] = "correct".into();
        correct["of"] = json!({ "date": "2026-11-19 08:03:00" });
        let mut withdraw = early(1);
        withdraw["purpose"] = "withdraw".into();
        let receipt = scene.send(&sinks, &batch_of("b-3", "P-1", vec![correct, withdraw])).await.unwrap();
        assert_eq!((receipt.added, receipt.refused), (2, 0));
        let reader = scene.world.ctx.db.reader();
        let all = Statement::from_string(reader.get_database_backend(), "SELECT id, about FROM attendance_events");
        let rows = reader.query_all_raw(all).await.unwrap();
        let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get("", "id").unwrap()).collect();
        let about = rows.iter().filter_map(|row| row.try_get::<Option<Uuid>>("", "about").unwrap());
        let about: Vec<Uuid> = about.collect();
        assert_eq!((ids.len(), about.len()), (5, 2));
        assert!(about.iter().all(|id| ids.contains(id)), "they name what is there");
    }
    // the clock stands at nine on the twentieth: a day and more is late
    async fn rows_that_come_late_stand_and_are_marked(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::set(world).await;
        let on = |day: &str| {
            let mut row = passage(1);
            row["date"] = format!("2026-11-{day} 08:01:00").into();
            row
        };
        let rows = vec![on("18"), on("17"), on("20")];
        let receipt = scene.send(&Sinks::built_in(), &batch_of("b-1", "P-1", rows)).await.unwrap();
        assert_eq!((receipt.added, receipt.late, receipt.refused), (3, 2, 0));
        let reader = scene.world.ctx.db.reader();
        let marks = "SELECT is_late FROM attendance_events ORDER BY at";
        let marks = Statement::from_string(reader.get_database_backend(), marks);
        let rows = reader.query_all_raw(marks).await.unwrap();
        let is_late: Vec<i32> = rows.iter().map(|row| row.try_get("", "is_late").unwrap()).collect();
        assert_eq!(is_late, [1, 1, 0]);
    }
}
