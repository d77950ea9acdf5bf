//! Statuses and the published lists.

use certs::status::list::{StatusBits, StatusValue, check_status};
use certs::status::{StatusPurpose, StatusRef};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::scene::Scene;
use crate::certificates::desk::Desk;
use crate::certificates::status::{current_list, list_at, publish_lists};
use crate::certificates::{PublicClass, Status};
use crate::entity::{audit_entries, certificate_statuses, status_lists};
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::{Fault, Instant};

use StatusPurpose::{Revocation, Suspension};

async fn publish(scene: &Scene) -> usize {
    publish_lists(scene.ctx(), &scene.desk).await.unwrap()
}

/// What the newest list says about a certificate, read as a stranger reads it.
async fn said(scene: &Scene, number: &str, purpose: StatusPurpose) -> StatusValue {
    let row = scene.row(number).await;
    let list = current_list(scene.ctx(), row.status_list.try_into().unwrap(), purpose).await.unwrap();
    let place = StatusRef::new(row.status_list.try_into().unwrap(), row.status_index.try_into().unwrap()).unwrap();
    let keys = scene.desk.public_keys().unwrap();
    check_status(&list.document, &keys, scene.desk.public_url(), place, purpose).unwrap().value
}

fn bits(document: &str) -> StatusBits {
    let document: Value = serde_json::from_str(document).unwrap();
    StatusBits::decode(document["credentialSubject"]["encodedList"].as_str().unwrap()).unwrap()
}

const REVOKED: Option<PublicClass> = Some(PublicClass::Article15Item1);

crate::on_both! {
    async fn both_lists_exist_from_the_first_certificate_on(bed) {
        let scene = Scene::set(bed).await;
        assert!(matches!(current_list(scene.ctx(), 0, Revocation).await, Err(Fault::NotFound)));
        let number = scene.certified("王小明").await;
        assert_eq!(said(&scene, &number, Revocation).await, StatusValue::Clear);
        assert_eq!(said(&scene, &number, Suspension).await, StatusValue::Clear);
        assert_eq!(publish(&scene).await, 0);
    }

    async fn a_changed_status_is_published_once(bed) {
        let scene = Scene::set(bed).await;
        let (one, other) = (scene.certified("甲").await, scene.certified("乙").await);
        scene.enter(&one, Status::Suspended, Some(PublicClass::UnderInquiry)).await.unwrap();
        assert_eq!(publish(&scene).await, 1);
        assert_eq!(said(&scene, &one, Suspension).await, StatusValue::Set);
        assert_eq!(said(&scene, &one, Revocation).await, StatusValue::Clear);
        assert_eq!(said(&scene, &other, Suspension).await, StatusValue::Clear);
        assert_eq!(publish(&scene).await, 0);
        scene.enter(&one, Status::Revoked, REVOKED).await.unwrap();
        assert_eq!(publish(&scene).await, 2);
        assert_eq!(said(&scene, &one, Suspension).await, StatusValue::Clear);
        assert_eq!(said(&scene, &one, Revocation).await, StatusValue::Set);
        let rows = status_lists::Entity::find().all(scene.ctx().db.reader()).await.unwrap();
        let mut changes: Vec<i64> = rows.iter().map(|row| row.changes).collect();
        changes.sort_unstable();
        assert_eq!(changes, [0, 0, 1, 1, 1]);
    }

    async fn publishing_at_once_leaves_one_line_of_lists(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        scene.enter(&number, Status::Revoked, REVOKED).await.unwrap();
        let published = futures::future::join_all((0..8).map(|_| {
            let (ctx, desk) = (scene.ctx().clone(), scene.desk.clone());
            tokio::spawn(async move { publish_lists(&ctx, &desk).await.unwrap() })
        }))
        .await;
        assert_eq!(published.into_iter().map(|count| count.unwrap()).sum::<usize>(), 1);
        assert_eq!(said(&scene, &number, Revocation).await, StatusValue::Set);
    }

    async fn a_suspension_may_be_lifted(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        scene.enter(&number, Status::Suspended, None).await.unwrap();
        publish(&scene).await;
        scene.enter(&number, Status::Valid, None).await.unwrap();
        publish(&scene).await;
        assert_eq!(said(&scene, &number, Suspension).await, StatusValue::Clear);
        assert_eq!(said(&scene, &number, Revocation).await, StatusValue::Clear);
    }

    async fn a_list_is_renewed_when_less_than_half_of_its_validity_is_left(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        let first = current_list(scene.ctx(), 0, Revocation).await.unwrap();
        assert_eq!(first.valid_until.since(first.published_at), DAY_MS);
        scene.bed.clock.advance_ms(12 * HOUR_MS);
        assert_eq!(publish(&scene).await, 0);
        scene.bed.clock.advance_ms(MINUTE_MS);
        assert_eq!(publish(&scene).await, 2);
        assert_eq!(publish(&scene).await, 0);
        let renewed = current_list(scene.ctx(), 0, Revocation).await.unwrap();
        assert_eq!(renewed.published_at, scene.ctx().now());
        assert_eq!(said(&scene, &number, Revocation).await, StatusValue::Clear);
    }

    async fn an_earlier_list_is_answered_for_its_time(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        let first = current_list(scene.ctx(), 0, Revocation).await.unwrap();
        scene.bed.clock.advance_ms(HOUR_MS);
        scene.enter(&number, Status::Revoked, REVOKED).await.unwrap();
        publish(&scene).await;
        let second = current_list(scene.ctx(), 0, Revocation).await.unwrap();
        let at = async |at: Instant| list_at(scene.ctx(), 0, Revocation, at).await;
        assert_eq!(at(second.published_at.minus_ms(1)).await.unwrap(), first);
        assert_eq!(at(second.published_at).await.unwrap(), second);
        assert!(matches!(at(first.published_at.minus_ms(1)).await, Err(Fault::NotFound)));
        assert!(matches!(at(second.valid_until).await, Err(Fault::NotFound)));
        assert!(matches!(list_at(scene.ctx(), 9, Revocation, second.published_at).await, Err(Fault::NotFound)));
    }

    async fn a_revoked_bit_never_returns(bed) {
        let scene = Scene::set(bed).await;
        let mut numbers = Vec::new();
        for name in ["甲", "乙", "丙", "丁"] {
            numbers.push(scene.certified(name).await);
        }
        let changes = [
            (0, Status::Suspended, None),
            (1, Status::Revoked, REVOKED),
            (0, Status::Valid, None),
            (2, Status::Annulled, Some(PublicClass::ObtainedByFraud)),
            (0, Status::Suspended, None),
            (3, Status::Superseded, Some(PublicClass::Corrected)),
            (0, Status::Revoked, REVOKED),
        ];
        for (which, to, class) in changes {
            scene.enter(&numbers[which], to, class).await.unwrap();
            scene.bed.clock.advance_ms(13 * HOUR_MS);
            publish(&scene).await;
            for number in &numbers {
                for to in Status::ALL {
                    let ended = Status::parse(&scene.row(number).await.status).unwrap().is_final();
                    if ended {
                        scene.enter(number, to, Some(PublicClass::Article15Item3)).await.unwrap_err();
                    }
                }
            }
        }
        let lists = status_lists::Entity::find()
            .filter(status_lists::Column::Purpose.eq("revocation"))
            .order_by_asc(status_lists::Column::Sequence)
            .all(scene.ctx().db.reader())
            .await
            .unwrap();
        assert!(lists.len() >= 7);
        for pair in lists.windows(2) {
            bits(&pair[1].document).check_follows(&bits(&pair[0].document)).unwrap();
        }
        for number in &numbers {
            assert_eq!(said(&scene, number, Revocation).await, StatusValue::Set);
        }
    }

    async fn a_row_changed_by_hand_does_not_bring_a_revoked_one_back(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        scene.enter(&number, Status::Revoked, REVOKED).await.unwrap();
        publish(&scene).await;
        let db = scene.ctx().db.writer();
        sea_orm::ConnectionTrait::execute_unprepared(db, "UPDATE certificates SET status = 'valid'").await.unwrap();
        assert!(matches!(publish_lists(scene.ctx(), &scene.desk).await, Err(Fault::Internal(_))));
        assert_eq!(said(&scene, &number, Revocation).await, StatusValue::Set);
        // nor can it end a second time
        assert!(scene.enter(&number, Status::Annulled, Some(PublicClass::IssuedInError)).await.is_err());
    }

    async fn a_new_address_publishes_the_lists_again(bed) {
        let scene = Scene::set(bed).await;
        scene.certified("甲").await;
        let moved = Desk::new(scene.ctx(), "https://other.example").unwrap();
        assert_eq!(publish_lists(scene.ctx(), &moved).await.unwrap(), 2);
        let list = current_list(scene.ctx(), 0, Suspension).await.unwrap();
        assert!(list.document.contains("https://other.example/status/0/suspension"));
    }

    async fn entering_a_status_leaves_a_record(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        scene.bed.clock.advance_ms(HOUR_MS);
        scene.enter(&number, Status::Revoked, REVOKED).await.unwrap();
        let row = scene.row(&number).await;
        assert_eq!(row.status, "revoked");
        let entries = certificate_statuses::Entity::find()
            .filter(certificate_statuses::Column::CertificateId.eq(row.id))
            .order_by_asc(certificate_statuses::Column::At)
            .all(scene.ctx().db.reader())
            .await
            .unwrap();
        let told: Vec<_> = entries.iter().map(|entry| (entry.status.as_str(), entry.public_class.as_deref())).collect();
        assert_eq!(told, [("valid", None), ("revoked", Some("article15_item1"))]);
        let audit = audit_entries::Entity::find()
            .filter(audit_entries::Column::Verb.eq("revoke"))
            .one(scene.ctx().db.reader())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(audit.subject, row.id.to_string());
        assert!(!audit.facts.contains("decision 1"));
    }

    async fn what_is_not_issued_yet_has_no_status_to_change(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        let db = scene.ctx().db.writer();
        sea_orm::ConnectionTrait::execute_unprepared(db, "UPDATE certificates SET step = 'signed'").await.unwrap();
        assert!(matches!(scene.enter(&number, Status::Suspended, None).await, Err(Fault::NotFound)));
    }

    async fn the_same_status_is_entered_only_once(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        scene.enter(&number, Status::Suspended, None).await.unwrap();
        let again = scene.enter(&number, Status::Suspended, None).await.unwrap_err();
        assert_eq!(again.code(), Some("certificates.status_already"));
        scene.enter(&number, Status::Revoked, REVOKED).await.unwrap();
        let after = scene.enter(&number, Status::Annulled, Some(PublicClass::IssuedInError)).await.unwrap_err();
        assert_eq!(after.code(), Some("certificates.status_final"));
    }
}

#[cfg(feature = "fixtures")]
mod staged {
    use super::*;
    use crate::certificates::staging;

    crate::on_both! {
        async fn an_invented_certificate_comes_into_a_status_by_its_number(bed) {
            let scene = Scene::set(bed).await;
            let number = scene.certified("甲").await;
            staging::enter(scene.ctx(), &number, Status::Revoked, "demo", REVOKED).await.unwrap();
            assert_eq!(scene.row(&number).await.status, "revoked");
            assert!(matches!(staging::enter(scene.ctx(), "x", Status::Revoked, "", REVOKED).await, Err(Fault::NotFound)));
        }
    }
}
