use serde_json::json;

use super::cast::*;
use super::*;
use crate::Day;
use crate::courses::store;
use crate::entity::{audit_entries, offices};
use crate::rulepacks::{RulePack, store as rulepacks};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

async fn require_minutes(bed: &crate::testing::Bed, area: &str, minutes: i64) {
    let pack = RulePack {
        pack: format!("S{area}"),
        area: area.into(),
        version: 1,
        effective_from: Day::from_ymd(2026, 1, 1).unwrap(),
        parameters: [("course.required_minutes".to_owned(), json!(minutes))].into(),
    };
    rulepacks::store(&bed.ctx, &pack).await.unwrap();
}

crate::on_both! {
    async fn anybody_may_read_every_lesson(bed) {
        publish_built_in(&bed).await;
        publish_small(&bed, "字。").await;
        let anybody = anonymous(&bed);
        let cards = store::list(&anybody).await.unwrap();
        assert_eq!(cards.iter().map(|card| (&*card.slug, card.hours)).collect::<Vec<_>>(), [("officer", None), ("small", None)]);
        let view = store::view(&anybody, "officer").await.unwrap();
        assert_eq!(view.resume.unwrap().slug, "01-post");
        for line in view.chapters.iter().flat_map(|chapter| &chapter.lessons) {
            let lesson = store::open_lesson(&anybody, "officer", &line.slug).await.unwrap();
            assert!(lesson.html.contains("<h2 id=\"section-1\">工地一幕</h2>"), "{}", line.slug);
            assert!(lesson.html.contains("<div class=\"table-scroll\" tabindex=\"0\">\n<table>"), "{}", line.slug);
            assert!(lesson.html.contains("loading=\"lazy\""), "{}", line.slug);
            assert!(!lesson.html.contains("images/") && !lesson.html.contains("style="), "{}", line.slug);
            assert_eq!((lesson.credited_ms, lesson.place), (0, 0));
        }
    }

    async fn lessons_know_their_neighbours(bed) {
        publish_small(&bed, "字。").await;
        let one = store::view_lesson(&bed.ctx, "small", "one").await.unwrap();
        let two = store::view_lesson(&bed.ctx, "small", "two").await.unwrap();
        assert_eq!((one.previous, one.next.unwrap().slug), (None, "two".to_owned()));
        assert_eq!((two.previous.unwrap().title, two.next), ("第一课".to_owned(), None));
        assert_eq!((one.course.title, one.quiz_state, one.required_ms), ("小课程".to_owned(), QuizState::Absent, 3 * MINUTE_MS));
    }

    async fn what_is_not_there_is_not_found(bed) {
        publish_small(&bed, "字。").await;
        assert!(matches!(store::view(&bed.ctx, "large").await, Err(Fault::NotFound)));
        assert!(matches!(store::view_lesson(&bed.ctx, "small", "three").await, Err(Fault::NotFound)));
        assert!(matches!(store::view_lesson(&bed.ctx, "large", "one").await, Err(Fault::NotFound)));
    }

    async fn a_rule_of_the_issuing_area_sets_the_required_minutes(bed) {
        let [one, _] = publish_small(&bed, "字。").await;
        let required = async || store::view(&bed.ctx, "small").await.unwrap().card.required_minutes;
        assert_eq!(required().await, 6, "the lessons' own minutes");
        require_minutes(&bed, "320613", 2).await;
        assert_eq!(required().await, 6, "no office issues there yet");
        require_minutes(&bed, "320600", 4).await;
        assert_eq!(required().await, 4);
        let issuer = offices::Model {
            id: bed.ctx.new_id(),
            name: "管理处".into(),
            kind: "issuer".into(),
            area: "320613".into(),
            industry: None,
            created_at: 0,
        };
        offices::Entity::insert(issuer.into_active_model()).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
        assert_eq!(required().await, 2);
        let reader = reader(&bed, "a").await;
        assert_eq!(read_through(&bed, &reader, one).await.required_ms, 2 * MINUTE_MS);
        assert!(store::view(&reader, "small").await.unwrap().card.hours.unwrap().is_complete());
        let full = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("study.complete"));
        assert_eq!(full.count(bed.ctx.db.reader()).await.unwrap(), 1, "reading on does not fill them again");
    }

    async fn hours_that_were_full_stay_full_when_the_rules_ask_for_more(bed) {
        let [one, two] = publish_small(&bed, "字。").await;
        let (first, late) = (reader(&bed, "a").await, reader(&bed, "b").await);
        read_through(&bed, &first, one).await;
        read_through(&bed, &first, two).await;
        read_through(&bed, &late, one).await;
        require_minutes(&bed, "320600", 60).await;
        let hours = async |reader| store::view(reader, "small").await.unwrap().card.hours.unwrap();
        assert_eq!(hours(&first).await, Hours { credited_minutes: 6, required_minutes: 6 });
        assert_eq!(hours(&late).await, Hours { credited_minutes: 3, required_minutes: 60 });
    }
}
