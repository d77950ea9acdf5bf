//! Who reads in these tests, and what?

use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::*;
use crate::Ctx;
use crate::courses::store::{self, CourseText, Imported};
use crate::ctx::{Actor, Post, SignedIn};
use crate::entity::people;
use crate::instant::SECOND_MS;
use crate::permissions::Role;
use crate::testing::Bed;

const MANIFEST: &str = r#"
slug = "small"
title = "小课程"
summary = "两课。"
[[chapter]]
title = "第一章"
lessons = ["one"]
[[chapter]]
title = "第二章"
lessons = ["two"]
"#;

/// Two lessons of three minutes each.
pub fn small_course(first_text: &str) -> CourseText {
    let lesson = |title: &str, text: &str| {
        format!("+++\ntitle = \"{title}\"\nminutes = 3\nblock = \"post\"\nfacts = []\nquiz = []\n+++\n{text}\n")
    };
    let lessons =
        vec![("one".to_owned(), lesson("第一课", first_text)), ("two".to_owned(), lesson("第二课", "## 乙\n\n字。"))];
    CourseText::written(MANIFEST.to_owned(), lessons)
}

/// Publishes the small course and gives its lessons' ids.
pub async fn publish_small(bed: &Bed, first_text: &str) -> [Uuid; 2] {
    store::import(&bed.ctx, &small_course(first_text)).await.unwrap();
    let view = store::view(&bed.ctx, "small").await.unwrap();
    [view.chapters[0].lessons[0].id, view.chapters[1].lessons[0].id]
}

pub async fn publish_built_in(bed: &Bed) -> Uuid {
    match store::import(&bed.ctx, &CourseText::built_in()).await.unwrap() {
        Imported::Published { course, .. } | Imported::Unchanged { course, .. } => course,
    }
}

/// Stores a person; `mark` makes the unique columns unique.
pub async fn person(bed: &Bed, name: &str, mark: &str) -> Uuid {
    let id = bed.ctx.new_id();
    let row = people::Model {
        id,
        name: name.into(),
        name_pinyin: mark.into(),
        id_number_sealed: vec![0],
        id_number_index: mark.into(),
        birth_day: "1990-01-01".into(),
        sex: "female".into(),
        phone_sealed: vec![0],
        phone_index: mark.into(),
        photo: None,
        created_at: bed.ctx.now().0,
        document_kind: "01".into(),
    };
    people::Entity::insert(row.into_active_model()).exec_without_returning(bed.ctx.db.writer()).await.unwrap();
    id
}

pub fn signed_in(bed: &Bed, person: Uuid, posts: Vec<Post>) -> Ctx {
    let who = SignedIn { account: Uuid::nil(), person, session: Uuid::nil(), name: String::new(), posts };
    bed.ctx.acting_as(Actor::SignedIn(who))
}

pub fn anonymous(bed: &Bed) -> Ctx {
    bed.ctx.acting_as(Actor::Anonymous)
}

pub fn post(role: Role, area: &str) -> Post {
    Post { role, office: None, enterprise: None, project: None, area: Some(area.into()) }
}

/// A candidate who is signed in.
pub async fn reader(bed: &Bed, mark: &str) -> Ctx {
    let person = person(bed, "周小红", mark).await;
    signed_in(bed, person, Vec::new())
}

/// One active report from window `w`, half a minute after the last event.
pub async fn read_on(bed: &Bed, reader: &Ctx, lesson: Uuid) -> Progress {
    report(bed, reader, lesson, "w", Activity::Active, 30).await
}

pub async fn report(
    bed: &Bed,
    reader: &Ctx,
    lesson: Uuid,
    window: &str,
    activity: Activity,
    seconds_later: i64,
) -> Progress {
    bed.clock.advance_ms(seconds_later * SECOND_MS);
    let beat = Beat { lesson, reader: window.into(), activity, place: 250, video: None, video_ms: 0 };
    store::beat(reader, &beat).await.unwrap()
}

/// Reads a lesson of three minutes to its end.
pub async fn read_through(bed: &Bed, reader: &Ctx, lesson: Uuid) -> Progress {
    let mut progress = read_on(bed, reader, lesson).await;
    for _ in 0..6 {
        progress = read_on(bed, reader, lesson).await;
    }
    progress
}
