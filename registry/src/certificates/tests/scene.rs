//! An office, a desk, and people who have passed.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

use crate::certificates::desk::Desk;
use crate::certificates::issuing::issue_for_attempt;
use crate::certificates::{PublicClass, Status, status};
use crate::ctx::{Post, SignedIn};
use crate::entity::{
    attempts, certificates, courses, enterprise_members, enterprises, exams, lessons, offices, people, readings,
    results,
};
use crate::instant::{HOUR_MS, MINUTE_MS};
use crate::permissions::Role;
use crate::testing::Bed;
use crate::{Actor, Ctx, Fault, blobs};

pub const HOST: &str = "https://cert.example";

pub struct Scene {
    pub bed: Bed,
    pub desk: Desk,
    pub office: Uuid,
    exam: Uuid,
}

impl Scene {
    pub async fn set(bed: Bed) -> Self {
        let desk = Desk::new(&bed.ctx, HOST).unwrap();
        let office = office(&bed.ctx, "issuer", "320613").await;
        let exam = exam(&bed.ctx, office, "certification").await;
        Self { bed, desk, office, exam }
    }

    pub fn ctx(&self) -> &Ctx {
        &self.bed.ctx
    }

    pub async fn person(&self, name: &str) -> people::Model {
        let ctx = self.ctx();
        let photo = blobs::put(ctx.db.writer(), ctx, "image/jpeg", name.as_bytes().to_vec()).await.unwrap();
        let row = people::Model {
            id: ctx.new_id(),
            name: name.into(),
            name_pinyin: crate::people::pinyin_key(name),
            id_number_sealed: ctx.vault.seal(ctx.random.as_ref(), "people.id_number", b"320613199001011239").unwrap(),
            id_number_index: ctx.new_id().to_string(),
            birth_day: "1990-01-01".into(),
            sex: "male".into(),
            phone_sealed: vec![],
            phone_index: ctx.new_id().to_string(),
            photo: Some(photo),
            created_at: ctx.now().0,
            document_kind: "01".into(),
        };
        people::Entity::insert(row.clone().into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
        row
    }

    /// A further attempt at the exam, passed and released now.
    pub async fn pass(&self, person: Uuid) -> Uuid {
        self.outcome(self.exam, person, "passed", Some(self.ctx().now().0)).await
    }

    pub async fn pass_of(&self, name: &str) -> Uuid {
        self.pass(self.person(name).await.id).await
    }

    pub async fn exam_of_kind(&self, kind: &str) -> Uuid {
        exam(self.ctx(), self.office, kind).await
    }

    /// A certification that asks for a course of two hours, of which the person has read these minutes.
    pub async fn exam_after_a_course(&self, person: Uuid, minutes: i64) -> Uuid {
        let ctx = self.ctx();
        let db = ctx.db.writer();
        let course = courses::Model {
            id: ctx.new_id(),
            slug: "course".into(),
            version: 1,
            title: "岗前培训".into(),
            summary: "岗前培训".into(),
            content_hash: "0".into(),
            published_at: ctx.now().0,
            retired_at: None,
            origin: "built_in".into(),
            note: String::new(),
        };
        courses::Entity::insert(course.clone().into_active_model()).exec_without_returning(db).await.unwrap();
        let lesson = lessons::Model {
            id: ctx.new_id(),
            course_id: course.id,
            slug: "lesson".into(),
            position: 1,
            chapter: "第一章".into(),
            title: "第一课".into(),
            block: "post".into(),
            minutes: 120,
            facts: "[]".into(),
            quiz: "[]".into(),
            markdown: "课文".into(),
            read_since: 1,
            video_id: None,
            video_ms: 0,
        };
        let reading = readings::Model {
            id: ctx.new_id(),
            person_id: person,
            lesson_id: lesson.id,
            from_at: ctx.now().0 - minutes * MINUTE_MS,
            to_at: ctx.now().0,
        };
        lessons::Entity::insert(lesson.into_active_model()).exec_without_returning(db).await.unwrap();
        readings::Entity::insert(reading.into_active_model()).exec_without_returning(db).await.unwrap();
        let exam = self.exam_of_kind("certification").await;
        exams::Entity::update_many()
            .col_expr(exams::Column::CourseId, Expr::value(course.id))
            .filter(exams::Column::Id.eq(exam))
            .exec(db)
            .await
            .unwrap();
        exam
    }

    pub async fn outcome(&self, exam: Uuid, person: Uuid, outcome: &str, released_at: Option<i64>) -> Uuid {
        let ctx = self.ctx();
        let earlier = attempts::Entity::find()
            .filter(attempts::Column::ExamId.eq(exam))
            .filter(attempts::Column::PersonId.eq(person))
            .order_by_desc(attempts::Column::Ordinal)
            .one(ctx.db.reader())
            .await
            .unwrap();
        let now = ctx.now().0;
        let attempt = attempts::Model {
            id: ctx.new_id(),
            exam_id: exam,
            person_id: person,
            ordinal: earlier.map_or(1, |row| row.ordinal + 1),
            state: "finished".into(),
            started_at: now - HOUR_MS,
            deadline_at: now,
            accepts_until: now,
            next_check_at: None,
            epoch: 1,
            device: "device".into(),
            paper: "{}".into(),
            finished_at: Some(now),
            ended_by: Some("hand_in".into()),
            paused_at: None,
            resumed_at: None,
            locked_at: None,
            seen_at: None,
            address: None,
            config_key: None,
            proven_epoch: None,
            abandoned: 0,
            pool_version: 1,
            reached: None,
        };
        let result = results::Model {
            attempt_id: attempt.id,
            exam_id: exam,
            person_id: person,
            score: 9_000,
            full_score: 10_000,
            pass_score: 6_000,
            outcome: outcome.into(),
            detail: "{}".into(),
            graded_at: now,
            held_since: released_at.is_none().then_some(now),
            released_at,
        };
        let id = attempt.id;
        attempts::Entity::insert(attempt.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
        results::Entity::insert(result.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
        id
    }

    pub async fn issue(&self, attempt: Uuid) -> Result<Option<String>, Fault> {
        issue_for_attempt(self.ctx(), &self.desk, attempt).await
    }

    /// A certificate for a new person of this name; its number.
    pub async fn certified(&self, name: &str) -> String {
        self.issue(self.pass_of(name).await).await.unwrap().unwrap()
    }

    pub async fn row(&self, number: &str) -> certificates::Model {
        let rows = certificates::Entity::find().filter(certificates::Column::Number.eq(number));
        rows.one(self.ctx().db.reader()).await.unwrap().unwrap()
    }

    pub async fn rows(&self) -> Vec<certificates::Model> {
        let rows = certificates::Entity::find().order_by_asc(certificates::Column::Serial);
        rows.all(self.ctx().db.reader()).await.unwrap()
    }

    pub async fn enter(&self, number: &str, to: Status, class: Option<PublicClass>) -> Result<(), Fault> {
        let ctx = self.ctx();
        let id = self.row(number).await.id;
        crate::transact!(ctx, |tx| { status::enter(tx, ctx, id, to, "decision 1", class).await })
    }

    /// The holder of a certificate, signed in.
    pub async fn holder(&self, number: &str) -> Ctx {
        self.signed_in(self.row(number).await.person_id, vec![])
    }

    /// Somebody who holds nothing.
    pub async fn stranger(&self) -> Ctx {
        let person = self.person("外人").await;
        self.signed_in(person.id, vec![])
    }

    /// Somebody in an office of this role and area.
    pub async fn in_office(&self, role: Role, area: &str) -> Ctx {
        let person = self.person("经办人").await;
        let post = Post { role, office: Some(self.office), enterprise: None, project: None, area: Some(area.into()) };
        self.signed_in(person.id, vec![post])
    }

    /// The same person, serving in an office.
    pub async fn holder_in_office(&self, number: &str, role: Role, area: &str) -> Ctx {
        let post = Post { role, office: Some(self.office), enterprise: None, project: None, area: Some(area.into()) };
        self.signed_in(self.row(number).await.person_id, vec![post])
    }

    /// The administrator of an accepted enterprise that employs the holder of a certificate.
    pub async fn employer(&self, number: &str) -> Ctx {
        let ctx = self.ctx();
        let (employee, administrator) = (self.row(number).await.person_id, self.person("管理员").await.id);
        let enterprise = enterprises::Model {
            id: ctx.new_id(),
            name: "示例建筑公司".into(),
            credit_code: ctx.new_id().to_string(),
            area: "320613".into(),
            registered_by: None,
            registered_at: ctx.now().0,
            accepted_by: None,
            accepted_at: Some(ctx.now().0),
            short_name: None,
            legal_representative: None,
            address: None,
            phone_sealed: None,
            phone_index: None,
            updated_at: None,
            merged_into: None,
            batch_id: None,
            revision: 0,
        };
        let id = enterprise.id;
        let db = ctx.db.writer();
        enterprises::Entity::insert(enterprise.into_active_model()).exec_without_returning(db).await.unwrap();
        let member = enterprise_members::Model {
            id: ctx.new_id(),
            enterprise_id: id,
            person_id: employee,
            part: "employee".into(),
            joined_at: ctx.now().0,
            left_at: None,
            added_by: None,
            ended_by: None,
        };
        enterprise_members::Entity::insert(member.into_active_model()).exec_without_returning(db).await.unwrap();
        let post =
            Post { role: Role::EnterpriseAdministrator, office: None, enterprise: Some(id), project: None, area: None };
        self.signed_in(administrator, vec![post])
    }

    fn signed_in(&self, person: Uuid, posts: Vec<Post>) -> Ctx {
        let ctx = self.ctx();
        let (account, session) = (ctx.new_id(), ctx.new_id());
        ctx.acting_as(Actor::SignedIn(SignedIn { account, person, session, name: "某人".into(), posts }))
    }
}

pub async fn office(ctx: &Ctx, kind: &str, area: &str) -> Uuid {
    let row = offices::Model {
        id: ctx.new_id(),
        name: format!("示例{}", ctx.new_id()),
        kind: kind.into(),
        area: area.into(),
        industry: None,
        created_at: ctx.now().0,
    };
    let id = row.id;
    offices::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
    id
}

pub async fn exam(ctx: &Ctx, office: Uuid, kind: &str) -> Uuid {
    let row = exams::Model {
        id: ctx.new_id(),
        title: "岗前考试".into(),
        kind: kind.into(),
        state: "published".into(),
        entry: "open".into(),
        office_id: office,
        course_id: None,
        opens_at: ctx.now().0 - HOUR_MS,
        closes_at: ctx.now().0 + HOUR_MS,
        blueprint: "{}".into(),
        policy: "{}".into(),
        rule_pack: "{}".into(),
        seed_sealed: vec![],
        created_by: None,
        created_at: ctx.now().0,
        published_at: Some(ctx.now().0),
        practice_exam: None,
        lockdown: None,
        config_key: None,
        pool_version: 1,
    };
    let id = row.id;
    exams::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
    id
}
