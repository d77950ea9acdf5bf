//! What the public page says.

use certs::verification::{CheckName, CheckResult};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::scene::Scene;
use crate::certificates::verification::{Known, Verification, search, verify};
use crate::certificates::{PublicClass, Status};
use crate::entity::certificates;
use crate::instant::HOUR_MS;
use crate::{Actor, Ctx};

async fn known(scene: &Scene, number: &str) -> Known {
    let path_id = scene.row(number).await.path_id;
    match verify(&anyone(scene), &scene.desk.public_keys().unwrap(), &path_id).await.unwrap() {
        Verification::Known(known) => *known,
        unknown => panic!("{unknown:?}"),
    }
}

fn anyone(scene: &Scene) -> Ctx {
    scene.ctx().acting_as(Actor::Anonymous)
}

fn result_of(known: &Known, name: CheckName) -> (CheckResult, Option<&'static str>) {
    known.checks.iter().find(|line| line.name == name).map(|line| (line.result, line.reason)).unwrap()
}

async fn change(scene: &Scene, number: &str, column: certificates::Column, value: &str) {
    certificates::Entity::update_many()
        .col_expr(column, Expr::value(value))
        .filter(certificates::Column::Number.eq(number))
        .exec(scene.ctx().db.writer())
        .await
        .unwrap();
}

crate::on_both! {
    async fn anyone_may_verify_and_sees_a_masked_name(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("欧阳小明").await;
        scene.bed.clock.advance_ms(HOUR_MS);
        let known = known(&scene, &number).await;
        let names: Vec<_> = known.checks.iter().map(|line| line.name.as_str()).collect();
        assert_eq!(names, ["format", "signature", "issuer-key", "dates", "status"]);
        assert!(known.is_all_good());
        assert_eq!(known.masked_name, "欧阳**");
        assert_eq!(known.number, number);
        assert_eq!(known.number_human, "通劳资〔2026〕000001号");
        assert_eq!((known.status, known.public_class), (Status::Valid, None));
        assert_eq!(known.checked_at, scene.ctx().now());
        assert!(known.checks.iter().all(|line| line.as_of == known.checked_at));
        assert!(!format!("{known:?}").contains("小明"));
    }

    async fn unknown_and_malformed_ids_get_the_same_answer(bed) {
        let scene = Scene::set(bed).await;
        scene.certified("王小明").await;
        let keys = scene.desk.public_keys().unwrap();
        let unknown = Verification::Unknown { checked_at: scene.ctx().now() };
        for id in ["0000000000000000", "7K3F9QXW2M4T8RNC", "", "x", "NTLZ320613-2026-000001-K", "' OR 1=1 --", "证"] {
            assert_eq!(verify(&anyone(&scene), &keys, id).await.unwrap(), unknown, "{id}");
        }
    }

    async fn a_certificate_that_is_not_issued_yet_is_unknown(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        change(&scene, &number, certificates::Column::Step, "signed").await;
        let path_id = scene.row(&number).await.path_id;
        let answer = verify(&anyone(&scene), &scene.desk.public_keys().unwrap(), &path_id).await.unwrap();
        assert!(matches!(answer, Verification::Unknown { .. }));
        assert_eq!(search(&anyone(&scene), &number, "王小明").await.unwrap(), None);
    }

    async fn lower_case_and_look_alike_characters_of_an_id_are_read(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        let typed = scene.row(&number).await.path_id.to_lowercase().replace('1', "l").replace('0', "o");
        let answer = verify(&anyone(&scene), &scene.desk.public_keys().unwrap(), &typed).await.unwrap();
        assert!(matches!(answer, Verification::Known(_)));
    }

    async fn every_ended_or_suspended_certificate_is_red_with_its_date_and_class(bed) {
        let scene = Scene::set(bed).await;
        let cases = [
            (Status::Suspended, PublicClass::UnderInquiry),
            (Status::Revoked, PublicClass::Article15Item1),
            (Status::Annulled, PublicClass::IssuedInError),
            (Status::Superseded, PublicClass::Corrected),
        ];
        for (status, class) in cases {
            let number = scene.certified("王小明").await;
            scene.bed.clock.advance_ms(HOUR_MS);
            scene.enter(&number, status, Some(class)).await.unwrap();
            let since = scene.ctx().now();
            scene.bed.clock.advance_ms(HOUR_MS);
            let known = known(&scene, &number).await;
            assert_eq!((known.status, known.status_since, known.public_class), (status, since, Some(class)));
            assert_eq!(result_of(&known, CheckName::Status), (CheckResult::Bad, Some(status.code())));
            assert_eq!(result_of(&known, CheckName::Signature), (CheckResult::Good, None));
        }
    }

    async fn a_successor_is_linked_both_ways(bed) {
        let scene = Scene::set(bed).await;
        let person = scene.person("王小明").await.id;
        let old = scene.issue(scene.pass(person).await).await.unwrap().unwrap();
        scene.bed.clock.advance_ms(HOUR_MS);
        scene.enter(&old, Status::Superseded, Some(PublicClass::Reissued)).await.unwrap();
        assert_eq!(known(&scene, &old).await.successor, None);
        scene.bed.clock.advance_ms(HOUR_MS);
        let new = scene.issue(scene.pass(person).await).await.unwrap().unwrap();
        assert_eq!(known(&scene, &old).await.successor, Some(scene.row(&new).await.path_id));
        assert_eq!(known(&scene, &new).await.successor, None);
        assert!(known(&scene, &new).await.is_all_good());
    }

    async fn a_changed_document_is_red_at_the_signature(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        let document = scene.row(&number).await.signed_document.unwrap();
        change(&scene, &number, certificates::Column::SignedDocument, &document.replace("王小明", "王大明")).await;
        let known = known(&scene, &number).await;
        assert_eq!(result_of(&known, CheckName::Signature), (CheckResult::Bad, Some("tampered")));
        assert!(!known.is_all_good());
    }

    async fn a_genuine_document_in_the_place_of_another_is_red(bed) {
        let scene = Scene::set(bed).await;
        let (one, other) = (scene.certified("甲").await, scene.certified("乙").await);
        let document = scene.row(&other).await.signed_document.unwrap();
        change(&scene, &one, certificates::Column::SignedDocument, &document).await;
        let known = known(&scene, &one).await;
        assert_eq!(result_of(&known, CheckName::Signature), (CheckResult::Bad, Some("other-address")));
    }

    async fn a_changed_row_is_red_too(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        change(&scene, &number, certificates::Column::HolderName, "乙").await;
        assert_eq!(result_of(&known(&scene, &number).await, CheckName::Signature).0, CheckResult::Bad);
    }

    async fn a_stranger_s_key_is_red_at_the_key(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("甲").await;
        let path_id = scene.row(&number).await.path_id;
        let Verification::Known(known) = verify(&anyone(&scene), &[], &path_id).await.unwrap() else { panic!() };
        assert_eq!(result_of(&known, CheckName::IssuerKey), (CheckResult::Bad, Some("key-unknown")));
    }

    async fn number_and_name_must_both_match(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("阿依古丽·买买提").await;
        let other = scene.certified("王小明").await;
        let path_id = scene.row(&number).await.path_id;
        let asked = async |number: &str, name: &str| search(&anyone(&scene), number, name).await.unwrap();
        assert_eq!(asked(&number, "阿依古丽·买买提").await.as_ref(), Some(&path_id));
        for (number, name) in [
            (number.as_str(), "王小明"),
            (other.as_str(), "阿依古丽·买买提"),
            (number.as_str(), "阿依古丽"),
            (number.as_str(), ""),
            ("", "阿依古丽·买买提"),
            ("%", "阿依古丽·买买提"),
            ("NTLZ320613-2026-999999-0", "阿依古丽·买买提"),
        ] {
            assert_eq!(asked(number, name).await, None, "{number} {name}");
        }
    }

    async fn a_search_forgives_width_case_dashes_and_dots(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("Zoe\u{301} 王").await;
        let minority = scene.certified("阿依古丽·买买提").await;
        let asked = async |number: &str, name: &str| search(&anyone(&scene), number, name).await.unwrap().is_some();
        let wide: String = number.to_lowercase().chars().map(|c| match c {
            '-' => '－',
            c => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
        }).collect();
        assert!(asked(&wide, "zo\u{e9}王").await);
        assert!(asked(&number.replace('-', " "), "ＺＯÉ王").await);
        assert!(asked(&minority, "阿依古丽•买买提").await);
        assert!(asked("通劳资（2026）000002号", "阿依古丽·买买提").await);
        assert!(asked("通劳资[2026]０００００２号", "阿依古丽·买买提").await);
        assert!(!asked("通劳资〔2026〕000001号", "阿依古丽·买买提").await);
    }
}
