//! What is printed.

use sea_orm::{EntityTrait, sea_query::Expr};

use super::scene::Scene;
use crate::Fault;
use crate::certificates::paper_data;
use crate::entity::{offices, people};

crate::on_both! {
    async fn the_paper_says_what_was_frozen(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        let holder = scene.holder(&number).await;
        let before = paper_data(&holder, &number).await.unwrap();
        let db = scene.ctx().db.writer();
        people::Entity::update_many()
            .col_expr(people::Column::Name, Expr::value("王大明"))
            .col_expr(people::Column::Photo, Expr::value(None::<String>))
            .exec(db)
            .await
            .unwrap();
        offices::Entity::update_many().col_expr(offices::Column::Name, Expr::value("别处")).exec(db).await.unwrap();
        let after = paper_data(&holder, &number).await.unwrap();
        assert_eq!((after.name.as_str(), &after.issuer), ("王小明", &before.issuer));
        assert_eq!(after.photo.unwrap().content, "王小明".as_bytes());
        assert_eq!(after.number_human, "通劳资〔2026〕000001号");
        assert_eq!(after.issued_day.chinese(), "2026年11月20日");
        assert_eq!(after.page_url, format!("https://cert.example/v/{}", after.path_id));
        assert_eq!(after.qr, before.qr);
        assert!(after.qr.text.starts_with(&format!("{}#", after.page_url)));
        assert_eq!(after.qr.modules.len(), certs::qr::WIDTH * certs::qr::WIDTH);
    }

    async fn the_paper_says_the_study_minutes_that_were_credited(bed) {
        let scene = Scene::set(bed).await;
        let person = scene.person("王小明").await.id;
        let exam = scene.exam_after_a_course(person, 83).await;
        let attempt = scene.outcome(exam, person, "passed", Some(scene.ctx().now().0)).await;
        let number = scene.issue(attempt).await.unwrap().unwrap();
        let paper = paper_data(&scene.holder(&number).await, &number).await.unwrap();
        assert_eq!(paper.study_minutes, Some(83));
    }

    async fn strangers_get_no_paper(bed) {
        let scene = Scene::set(bed).await;
        let number = scene.certified("王小明").await;
        assert!(matches!(paper_data(&scene.stranger().await, &number).await, Err(Fault::NotFound)));
    }
}
