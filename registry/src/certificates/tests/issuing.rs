//! Exactly one certificate for each pass that counts, whatever happens in between.

use std::collections::BTreeSet;

use certs::code;
use certs::credential::CredentialView;
use certs::ids::PathId;
use certs::proof;
use certs::verification::{check_code, check_credential, first_bad};
use sea_orm::EntityTrait;
use serde_json::Value;
use uuid::Uuid;

use super::scene::{Scene, exam, office};
use crate::certificates::desk::{Desk, moment};
use crate::certificates::issuing::due;
use crate::certificates::issuing::reserving::reserve;
use crate::certificates::issuing::signing::{Signed, prepare, publish, sign, store};
use crate::certificates::issuing::{issue_due, issue_for_attempt, resume_unfinished};
use crate::certificates::{Frozen, PublicClass, Status, Step};
use crate::entity::{audit_entries, certificate_statuses, certificates};
use crate::instant::DAY_MS;
use crate::vault::Purpose;
use crate::{Ctx, Fault, audit};

/// After which step a kill ends the issuing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stop {
    Reserved,
    Prepared,
    /// Nothing of it is stored yet.
    Signed,
    Stored,
}

impl Stop {
    const ALL: [Self; 4] = [Self::Reserved, Self::Prepared, Self::Signed, Self::Stored];
}

/// Takes the steps of issuing up to `stop`; the row as it then is, and what was signed.
async fn issue_until(scene: &Scene, attempt: Uuid, stop: Stop) -> (certificates::Model, Option<Signed>) {
    let (ctx, desk) = (scene.ctx(), &scene.desk);
    let pass = due::find(ctx, attempt).await.unwrap().unwrap();
    let row = reserve(ctx, desk, &pass).await.unwrap();
    if stop >= Stop::Prepared {
        prepare(ctx, desk, &row).await.unwrap();
    }
    let row = scene.row(&row.number).await;
    let signed = (stop >= Stop::Signed).then(|| sign(desk, &row).unwrap());
    if stop >= Stop::Stored {
        store(ctx, &row, signed.clone().unwrap()).await.unwrap();
    }
    (scene.row(&row.number).await, signed)
}

fn document(row: &certificates::Model) -> Value {
    certs::json::parse(row.signed_document.as_deref().unwrap()).unwrap()
}

async fn entries_of(scene: &Scene, certificate: Uuid) -> Vec<String> {
    let entries = audit_entries::Entity::find().all(scene.ctx().db.reader()).await.unwrap();
    let mut entries: Vec<_> = entries.into_iter().filter(|entry| entry.subject == certificate.to_string()).collect();
    entries.sort_by_key(|entry| entry.sequence);
    entries.into_iter().map(|entry| entry.verb).collect()
}

crate::on_both! {
    async fn a_released_pass_becomes_a_certificate(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        assert!(number.starts_with("NTLZ320613-2026-000001-"), "{number}");
        let row = scene.row(&number).await;
        assert_eq!((row.step.as_str(), row.status.as_str()), ("issued", "valid"));
        let view = CredentialView::read(&document(&row)).unwrap();
        assert_eq!(view.number.machine(), number);
        assert_eq!(view.holder_name, "王小明");
        assert_eq!(view.title, "南通市建筑工人劳资员上岗证");
        assert_eq!(view.issuer_did, "did:web:cert.example");
        assert_eq!(view.public_url.page(view.path_id), format!("https://cert.example/v/{}", row.path_id));
        assert_eq!(view.valid_until, None);
        let keys: Vec<_> = scene.desk.public_keys().unwrap().iter().map(|key| key.public_key).collect();
        let code = code::verify(row.code.as_deref().unwrap(), &keys).unwrap();
        assert_eq!((code.name.as_str(), code.path_id), ("王小明", view.path_id));
        assert_eq!(code.status_index, view.status.code_index());
        assert_eq!(entries_of(&scene, row.id).await, ["reserve", "prepare", "issue", "publish"]);
        assert!(audit::check_chains(scene.ctx().db.reader()).await.unwrap().is_empty());
    }

    async fn issuing_twice_gives_the_same_certificate(bed) {
        let scene = Scene::set(bed).await;
        let attempt = scene.pass_of("王小明").await;
        let number = scene.issue(attempt).await.unwrap();
        let before = scene.rows().await;
        assert_eq!(scene.issue(attempt).await.unwrap(), number);
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 0);
        assert_eq!(scene.rows().await, before);
    }

    async fn only_a_released_pass_of_a_certification_is_due(bed) {
        let scene = Scene::set(bed).await;
        let (held, failed) = (scene.person("甲").await.id, scene.person("乙").await.id);
        let now = Some(scene.ctx().now().0);
        let certification = scene.exam_of_kind("certification").await;
        let mut not_due = vec![
            scene.outcome(certification, held, "passed", None).await,
            scene.outcome(certification, failed, "failed", now).await,
        ];
        for kind in ["assessment", "mock", "practice"] {
            let exam = scene.exam_of_kind(kind).await;
            not_due.push(scene.outcome(exam, scene.person("丙").await.id, "passed", now).await);
        }
        not_due.push(scene.ctx().new_id());
        for attempt in not_due {
            assert_eq!(scene.issue(attempt).await.unwrap(), None);
        }
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 0);
        assert!(scene.rows().await.is_empty());
    }

    async fn a_kill_after_any_step_leaves_what_the_next_start_completes(bed) {
        let scene = Scene::set(bed).await;
        let mut left = Vec::new();
        for stop in Stop::ALL {
            let attempt = scene.pass_of("王小明").await;
            left.push((attempt, issue_until(&scene, attempt, stop).await));
        }
        assert_eq!(left.iter().map(|(_, (row, _))| row.step.as_str()).collect::<Vec<_>>(),
            ["reserved", "to_sign", "to_sign", "signed"]);
        // later, by another process: what was fixed stays
        scene.bed.clock.advance_ms(3 * DAY_MS);
        assert_eq!(resume_unfinished(scene.ctx(), &scene.desk).await.unwrap(), Stop::ALL.len());
        assert_eq!(resume_unfinished(scene.ctx(), &scene.desk).await.unwrap(), 0);
        for (attempt, (before, signed)) in left {
            let after = scene.row(&before.number).await;
            assert_eq!(Step::parse(&after.step), Some(Step::Issued));
            assert_eq!(after.attempt_id, Some(attempt));
            assert_eq!((&after.path_id, after.status_list, after.status_index),
                (&before.path_id, before.status_list, before.status_index));
            if before.unsigned_document.is_some() {
                assert_eq!(after.unsigned_document, before.unsigned_document);
                assert_eq!(after.prepared_at, before.prepared_at);
                assert_eq!(after.issued_day, before.issued_day);
            }
            if let Some(signed) = signed {
                assert_eq!(after.signed_document.as_deref(), Some(signed.document.as_str()), "a second signature");
                assert_eq!(after.code.as_deref(), Some(signed.code.as_slice()));
            }
            let created = document(&after)["proof"]["created"].clone();
            assert!(created.as_str().unwrap().starts_with(&after.issued_day), "{created} {}", after.issued_day);
            assert_eq!(scene.issue(attempt).await.unwrap(), Some(after.number.clone()));
            assert_eq!(entries_of(&scene, after.id).await, ["reserve", "prepare", "issue", "publish"]);
        }
        let serials: Vec<i32> = scene.rows().await.iter().map(|row| row.serial).collect();
        assert_eq!(serials, [1, 2, 3, 4], "no second number and no gap");
        let statuses = certificate_statuses::Entity::find().all(scene.ctx().db.reader()).await.unwrap();
        assert_eq!(statuses.len(), 4);
    }

    async fn what_is_signed_is_what_was_stored(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        let row = scene.row(&number).await;
        let mut signed = document(&row);
        signed.as_object_mut().unwrap().remove("proof");
        let stored = certs::json::parse(row.unsigned_document.as_deref().unwrap()).unwrap();
        assert_eq!(signed, stored);
        let keys = scene.desk.public_keys().unwrap();
        let ours = |name: &str| keys.iter().find(|key| name.ends_with(&key.kid().to_string()));
        let of_name = |name: &str| ours(name).map(|key| key.public_key);
        assert_eq!(proof::verify_jcs(&document(&row), of_name).unwrap().proofs.len(), 1);
    }

    async fn a_key_that_retired_in_between_finishes_what_was_stored_for_it(bed) {
        let scene = Scene::set(bed).await;
        let reserved = issue_until(&scene, scene.pass_of("甲").await, Stop::Reserved).await.0;
        let prepared = issue_until(&scene, scene.pass_of("乙").await, Stop::Prepared).await.0;
        scene.bed.clock.advance_ms(3 * DAY_MS);
        let mut ring = scene.ctx().vault.ring().unwrap();
        ring.rotate_signing(Purpose::Certificates, scene.ctx().random.as_ref(), scene.ctx().now());
        scene.ctx().vault.replace(ring).unwrap();
        assert_eq!(resume_unfinished(scene.ctx(), &scene.desk).await.unwrap(), 2);
        let keys = scene.desk.public_keys().unwrap();
        for before in [reserved, prepared] {
            let after = scene.row(&before.number).await;
            assert!(before.key_id.is_none() || before.key_id == after.key_id);
            let at = moment(scene.ctx().now()).unwrap();
            let path_id = PathId::parse(&after.path_id).unwrap();
            let text = code::qr_text(scene.desk.public_url(), path_id, after.code.as_deref().unwrap()).unwrap();
            assert_eq!(first_bad(&check_code(&text, &keys, at).checks), None);
            let credential = after.signed_document.as_deref().unwrap();
            assert_eq!(first_bad(&check_credential(credential, &keys, at).checks), None);
        }
    }

    async fn forty_at_once_get_forty_consecutive_numbers(bed) {
        let scene = Scene::set(bed).await;
        let mut attempts = Vec::new();
        for _ in 0..40 {
            attempts.push(scene.pass_of("王小明").await);
        }
        let issued = futures::future::join_all(attempts.iter().map(|attempt| {
            let (ctx, desk, attempt) = (scene.ctx().clone(), scene.desk.clone(), *attempt);
            tokio::spawn(async move { issue_patiently(&ctx, &desk, attempt).await })
        }))
        .await;
        let numbers: BTreeSet<String> = issued.into_iter().map(|number| number.unwrap().unwrap().unwrap()).collect();
        assert_eq!(numbers.len(), 40);
        let rows = scene.rows().await;
        assert_eq!(rows.iter().map(|row| row.serial).collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
        assert!(rows.iter().all(|row| row.step == "issued"));
        let places: BTreeSet<_> = rows.iter().map(|row| (row.status_list, row.status_index)).collect();
        assert_eq!(places.len(), 40);
        assert!(audit::check_chains(scene.ctx().db.reader()).await.unwrap().is_empty());
    }

    async fn the_same_pass_at_once_gives_one_certificate(bed) {
        let scene = Scene::set(bed).await;
        let attempt = scene.pass_of("王小明").await;
        let issued = futures::future::join_all((0..8).map(|_| {
            let (ctx, desk) = (scene.ctx().clone(), scene.desk.clone());
            tokio::spawn(async move { issue_patiently(&ctx, &desk, attempt).await })
        }))
        .await;
        let numbers: BTreeSet<_> = issued.into_iter().map(|number| number.unwrap().unwrap()).collect();
        assert_eq!(numbers.len(), 1);
        let row = scene.row(numbers.first().unwrap().as_deref().unwrap()).await;
        assert_eq!(entries_of(&scene, row.id).await, ["reserve", "prepare", "issue", "publish"]);
    }

    async fn of_two_passes_of_one_person_at_once_one_is_refused(bed) {
        let scene = Scene::set(bed).await;
        let person = scene.person("王小明").await.id;
        let passes = [scene.pass(person).await, scene.pass(person).await, scene.pass(person).await];
        let issued = futures::future::join_all(passes.map(|attempt| {
            let (ctx, desk) = (scene.ctx().clone(), scene.desk.clone());
            tokio::spawn(async move { issue_patiently(&ctx, &desk, attempt).await })
        }))
        .await;
        let outcomes: Vec<_> = issued.into_iter().map(|outcome| outcome.unwrap()).collect();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for refused in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
            assert_eq!(refused.code(), Some("certificates.already_certified"), "{refused}");
        }
        assert_eq!(scene.rows().await.iter().map(|row| row.serial).collect::<Vec<_>>(), [1]);
        assert!(scene.certified("李四").await.contains("-000002-"), "a refused one uses up no number");
    }

    async fn a_second_standing_certificate_of_one_office_is_refused(bed) {
        let scene = Scene::set(bed).await;
        let person = scene.person("王小明").await.id;
        let (first, second) = (scene.pass(person).await, scene.pass(person).await);
        let number = scene.issue(first).await.unwrap().unwrap();
        assert_eq!(scene.issue(second).await.unwrap_err().code(), Some("certificates.already_certified"));
        scene.enter(&number, Status::Suspended, None).await.unwrap();
        assert_eq!(scene.issue(second).await.unwrap_err().code(), Some("certificates.already_certified"));
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 0);
        assert_eq!(scene.rows().await.len(), 1);
        // another office is another issuer, with a title of its own
        let county = office(scene.ctx(), "human_resources", "320685").await;
        let exam = exam(scene.ctx(), county, "certification").await;
        let other = scene.outcome(exam, person, "passed", Some(scene.ctx().now().0)).await;
        let other = scene.row(&scene.issue(other).await.unwrap().unwrap()).await;
        assert_eq!((other.region.as_str(), other.serial), ("320685", 1));
        assert_eq!(other.title, "劳资专管员培训考核合格证明");
    }

    async fn the_database_alone_keeps_a_second_standing_certificate_out(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        let mut twin = scene.row(&number).await;
        twin.id = scene.ctx().new_id();
        twin.number = "another".into();
        twin.path_id = "another".into();
        twin.serial = 2;
        twin.status_index = (twin.status_index + 1) % 131_072;
        twin.attempt_id = None;
        let row = sea_orm::IntoActiveModel::into_active_model(twin);
        let insert = certificates::Entity::insert(row).exec_without_returning(scene.ctx().db.writer());
        let refused = insert.await.unwrap_err();
        assert!(crate::db::is_duplicate(&refused), "{refused}");
    }

    async fn an_old_pass_never_certifies_a_revoked_person_again(bed) {
        let scene = Scene::set(bed).await;
        let person = scene.person("王小明").await.id;
        let (first, spare) = (scene.pass(person).await, scene.pass(person).await);
        let number = scene.issue(first).await.unwrap().unwrap();
        scene.bed.clock.advance_ms(DAY_MS);
        scene.enter(&number, Status::Revoked, Some(PublicClass::Article15Item2)).await.unwrap();
        assert_eq!(scene.issue(spare).await.unwrap_err().code(), Some("certificates.pass_used"));
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 0);
        // a pass after the end gives a successor with a number of its own
        scene.bed.clock.advance_ms(DAY_MS);
        scene.pass(person).await;
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 1);
        let (old, new) = (scene.row(&number).await, scene.rows().await.pop().unwrap());
        assert_eq!(new.predecessor, Some(old.id));
        assert_eq!(document(&new)["predecessor"], format!("https://cert.example/v/{}", old.path_id));
        assert_eq!(new.serial, 2);
    }

    async fn the_job_issues_every_pass_that_is_due(bed) {
        let scene = Scene::set(bed).await;
        for name in ["甲", "乙", "丙"] {
            scene.pass_of(name).await;
        }
        issue_until(&scene, scene.pass_of("丁").await, Stop::Prepared).await;
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 4);
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap(), 0);
        assert!(scene.rows().await.iter().all(|row| row.step == "issued"));
    }

    async fn an_unfit_name_uses_up_no_number_and_stops_nobody_else(bed) {
        let scene = Scene::set(bed).await;
        let unfit = scene.pass_of("王\u{1}明").await;
        scene.pass_of("李四").await;
        assert_eq!(scene.issue(unfit).await.unwrap_err().code(), Some("certificates.name_unfit"));
        assert_eq!(issue_due(scene.ctx(), &scene.desk).await.unwrap_err().code(), Some("certificates.name_unfit"));
        let rows = scene.rows().await;
        assert_eq!(rows.iter().map(|row| (row.serial, row.holder_name.as_str())).collect::<Vec<_>>(), [(1, "李四")]);
    }

    async fn the_counter_begins_again_each_year(bed) {
        let scene = Scene::set(bed).await;
        scene.certified("甲").await;
        scene.bed.clock.advance_ms(60 * DAY_MS);
        assert!(scene.certified("乙").await.starts_with("NTLZ320613-2027-000001-"));
    }

    async fn what_is_printed_is_frozen(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("欧阳修").await;
        let row = scene.row(&number).await;
        let frozen: Frozen = serde_json::from_str(&row.frozen).unwrap();
        assert_eq!(frozen.id_number_masked, "3206**************");
        assert_eq!((frozen.result.as_str(), frozen.validity.as_str()), ("合格", "长期有效"));
        assert_eq!(frozen.exam_day.to_string(), "2026-11-20");
        for text in [&row.frozen, row.signed_document.as_ref().unwrap()] {
            assert!(!text.contains("9000") && !text.contains("1990") && !text.contains("1239"));
        }
    }

    async fn publishing_waits_for_nothing_but_the_lists(bed) {
        let scene = Scene::set(bed).await;
        let (row, _) = issue_until(&scene, scene.pass_of("甲").await, Stop::Stored).await;
        publish(scene.ctx(), &scene.desk, &row).await.unwrap();
        publish(scene.ctx(), &scene.desk, &row).await.unwrap();
        let lists = crate::entity::status_lists::Entity::find().all(scene.ctx().db.reader()).await.unwrap();
        assert_eq!(lists.len(), 2);
        assert_eq!(entries_of(&scene, row.id).await, ["reserve", "prepare", "issue", "publish"]);
    }
}

/// Tries again while the database is busy, as a job does at its next run.
async fn issue_patiently(ctx: &Ctx, desk: &Desk, attempt: Uuid) -> Result<Option<String>, Fault> {
    let mut outcome = Err(Fault::Busy);
    for _ in 0..20 {
        outcome = issue_for_attempt(ctx, desk, attempt).await;
        let is_busy = match &outcome {
            Err(Fault::Busy) => true,
            // a loaded machine may keep the one writer of SQLite for longer than a connection waits
            Err(Fault::Internal(cause)) => cause.contains("pool timed out"),
            _ => false,
        };
        if !is_busy {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    outcome
}
