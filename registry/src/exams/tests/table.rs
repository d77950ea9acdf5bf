//! An exam, published, and candidates to sit it.

use question_bank::{Blueprint, bank};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::courses::store::{CourseText, Imported, import};
use crate::ctx::{Post, SignedIn};
use crate::entity::{accounts, attempts, exams, identity_confirmations, notices, offices, people};
use crate::exams::saving::{Browser, Mark, Save, Saver};
use crate::exams::setup::{NewExam, Session};
use crate::exams::starting::{Consent, Running, start};
use crate::exams::{Entry, ExamKind, setup};
use crate::fixtures::history::study;
use crate::instant::{DAY_MS, HOUR_MS};
use crate::notices::Kind;
use crate::permissions::Role;
use crate::questions::loading::{Origin, load};
use crate::testing::{Bed, Engine, Laid, Templates};
use crate::{Actor, Ctx, rulepacks};

/// The course that the exams of the table ask for; its candidates have read it.
const COURSE: &str = "table";

pub struct Table {
    pub bed: Bed,
    pub exam: Uuid,
    pub saver: Saver,
}

impl Laid for Table {
    /// A certification whose window is open for a week, drawn from the whole bank.
    async fn lay(engine: Engine) -> Self {
        static TEMPLATES: Templates = Templates::new();
        let bed = TEMPLATES.copy(engine, Self::set).await;
        let exam = exams::Entity::find().one(bed.ctx.db.reader()).await.unwrap().unwrap().id;
        let saver = Saver::start(&bed.ctx.db);
        Self { bed, exam, saver }
    }
}

impl Table {
    async fn set(ctx: &Ctx) {
        let bank = bank::embedded().unwrap();
        load(ctx, &bank.questions, &bank.facts, Origin::BuiltIn).await.unwrap();
        let (from, parameters) = (ctx.now().day(), [("bank.allow_secondary".to_owned(), true.into())].into());
        rulepacks::store::amend(ctx, "A", "320613", from, parameters).await.unwrap();
        Self::publish(ctx, ExamKind::Certification).await;
    }

    /// An exam of an office of its own.
    pub async fn publish(ctx: &Ctx, kind: ExamKind) -> Uuid {
        let exam = Self::draft(ctx, kind).await;
        setup::publish(ctx, exam).await.unwrap();
        exam
    }

    pub async fn draft(ctx: &Ctx, kind: ExamKind) -> Uuid {
        let office = Self::office(ctx).await;
        Self::draft_of(ctx, office, kind).await
    }

    pub async fn office(ctx: &Ctx) -> Uuid {
        let office = offices::Model {
            id: ctx.new_id(),
            name: format!("发证机构{}", ctx.new_id()),
            kind: "issuer".into(),
            area: "320613".into(),
            industry: None,
            created_at: ctx.now().0,
        };
        offices::Entity::insert(office.clone().into_active_model())
            .exec_without_returning(ctx.db.writer())
            .await
            .unwrap();
        office.id
    }

    pub async fn publish_of(ctx: &Ctx, office: Uuid, kind: ExamKind) -> Uuid {
        let exam = Self::draft_of(ctx, office, kind).await;
        setup::publish(ctx, exam).await.unwrap();
        exam
    }

    async fn draft_of(ctx: &Ctx, office: Uuid, kind: ExamKind) -> Uuid {
        setup::create(ctx, &Self::form(ctx, office, kind).await).await.unwrap()
    }

    /// What the form says about an exam of this office whose window opened an hour ago.
    pub async fn form(ctx: &Ctx, office: Uuid, kind: ExamKind) -> NewExam {
        NewExam {
            title: "岗前考试".into(),
            kind,
            entry: Entry::Open,
            office,
            course: Some(course(ctx, COURSE).await),
            opens_at: ctx.now().minus_ms(HOUR_MS),
            closes_at: ctx.now().plus_ms(7 * DAY_MS),
            session: Session::AnyTime,
            blueprint: Blueprint::standard(),
        }
    }

    /// Somebody of the exam's office, with an account and this role.
    pub async fn staff(&self, role: Role) -> Ctx {
        let ctx = self.candidate().await;
        let who = ctx.signed_in().unwrap().clone();
        store_account(&ctx, who.account, who.person).await;
        let exam = exams::Entity::find_by_id(self.exam).one(ctx.db.reader()).await.unwrap().unwrap();
        let post = Post { role, office: Some(exam.office_id), enterprise: None, project: None, area: None };
        ctx.acting_as(Actor::SignedIn(SignedIn { posts: vec![post], ..who }))
    }

    /// The same of an office that has nothing to do with the exam.
    pub async fn staff_of_another_office(&self, role: Role) -> Ctx {
        let ctx = self.staff(role).await;
        let mut who = ctx.signed_in().unwrap().clone();
        who.posts[0].office = Some(ctx.new_id());
        ctx.acting_as(Actor::SignedIn(who))
    }

    /// A candidate of their own, signed in, who has read the course.
    pub async fn candidate(&self) -> Ctx {
        let candidate = self.newcomer().await;
        let (ctx, person) = (&self.bed.ctx, candidate.signed_in().unwrap().person);
        study(ctx, person, course(ctx, COURSE).await).await.unwrap();
        candidate
    }

    /// The same who has read nothing.
    pub async fn newcomer(&self) -> Ctx {
        let ctx = &self.bed.ctx;
        let person = people::Model {
            id: ctx.new_id(),
            name: "王小明".into(),
            name_pinyin: "wang xiao ming".into(),
            id_number_sealed: ctx.vault.seal(ctx.random.as_ref(), "people.id_number", b"320613199001011239").unwrap(),
            id_number_index: ctx.new_id().to_string(),
            birth_day: "1990-01-01".into(),
            sex: "male".into(),
            phone_sealed: vec![],
            phone_index: ctx.new_id().to_string(),
            photo: None,
            created_at: ctx.now().0,
            document_kind: "01".into(),
        };
        people::Entity::insert(person.clone().into_active_model())
            .exec_without_returning(ctx.db.writer())
            .await
            .unwrap();
        ctx.acting_as(Actor::SignedIn(SignedIn {
            account: ctx.new_id(),
            person: person.id,
            session: ctx.new_id(),
            name: person.name,
            posts: vec![],
        }))
    }

    /// The same with an account of their own.
    pub async fn with_account(&self) -> Ctx {
        let ctx = self.candidate().await;
        let who = ctx.signed_in().unwrap();
        store_account(&ctx, who.account, who.person).await;
        ctx
    }

    /// Counts as confirmed in person.
    pub async fn confirm(&self, person: Uuid) {
        let ctx = &self.bed.ctx;
        let clerk = self.candidate().await.signed_in().unwrap().clone();
        store_account(ctx, clerk.account, clerk.person).await;
        let office = offices::Entity::find().one(ctx.db.reader()).await.unwrap().unwrap();
        let confirmation = identity_confirmations::Model {
            id: ctx.new_id(),
            person_id: person,
            confirmed_by: clerk.account,
            office_id: Some(office.id),
            enterprise_id: None,
            document: "identity_card".into(),
            confirmed_at: ctx.now().0,
            withdrawn_at: None,
            withdrawn_reason: None,
            withdrawn_by: None,
        };
        let storing = identity_confirmations::Entity::insert(confirmation.into_active_model());
        storing.exec_without_returning(ctx.db.writer()).await.unwrap();
    }

    pub async fn start(&self, candidate: &Ctx) -> Running {
        start(candidate, self.exam, Consent::Given, "first device").await.unwrap()
    }

    pub fn save_of(&self, running: &Running, slot: i32, choice: u8, sequence: i64) -> Save {
        let received_at = self.bed.ctx.now();
        Save {
            ticket: running.ticket,
            slot,
            choice,
            marked: Mark::Plain,
            sequence,
            received_at,
            browser: Browser::Unproven,
        }
    }

    pub async fn attempt(&self, id: Uuid) -> attempts::Model {
        attempts::Entity::find_by_id(id).one(self.bed.ctx.db.reader()).await.unwrap().unwrap()
    }

    /// What somebody was told, and about which row, in the order of the kinds.
    pub async fn told(&self, who: &Ctx) -> Vec<(Kind, Uuid)> {
        let to = notices::Column::PersonId.eq(who.signed_in().unwrap().person);
        let rows = notices::Entity::find().filter(to).all(self.bed.ctx.db.reader()).await.unwrap();
        let mut told: Vec<_> = rows.iter().map(|row| (Kind::parse(&row.kind).unwrap(), row.about_id)).collect();
        told.sort();
        told
    }

    /// Answers everything rightly, read from the stored keys.
    pub async fn answer_all(&self, candidate: &Ctx, running: &Running) {
        let paper: question_bank::Paper = serde_json::from_str(&self.attempt(running.attempt).await.paper).unwrap();
        let library = crate::questions::library::read(candidate.db.reader(), &paper.versions()).await.unwrap();
        for slot in &paper.slots {
            let right = slot.item(&library[&slot.version]).unwrap().right;
            let shown = slot.option_order.to_displayed(right).unwrap();
            let save = self.save_of(running, i32::from(slot.number), shown.bits(), 1);
            self.saver.save(candidate, save).await.unwrap();
        }
    }
}

/// A course of one lesson of three minutes; the same whenever it is asked for.
pub async fn course(ctx: &Ctx, slug: &str) -> Uuid {
    let manifest = format!(
        "slug = \"{slug}\"\ntitle = \"课程\"\nsummary = \"一课。\"\n[[chapter]]\ntitle = \"第一章\"\nlessons = [\"one\"]\n"
    );
    let lesson = "+++\ntitle = \"第一课\"\nminutes = 3\nblock = \"post\"\nfacts = []\nquiz = []\n+++\n字。\n";
    let text = CourseText::written(manifest, vec![("one".to_owned(), lesson.to_owned())]);
    match import(ctx, &text).await.unwrap() {
        Imported::Published { course, .. } | Imported::Unchanged { course, .. } => course,
    }
}

async fn store_account(ctx: &Ctx, account: Uuid, person: Uuid) {
    let row = accounts::Model {
        id: account,
        person_id: person,
        phone_index: ctx.new_id().to_string(),
        password_hash: String::new(),
        privacy_notice: String::new(),
        privacy_accepted_at: 0,
        failed_sign_ins: 0,
        locked_until: None,
        created_at: 0,
    };
    accounts::Entity::insert(row.into_active_model()).exec_without_returning(ctx.db.writer()).await.unwrap();
}
