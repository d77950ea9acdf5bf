//! In which scene do the tests of the API play? The cast, a bank whose keys are marked, two exams, and a client that
//! holds every answer against the document.

use std::net::SocketAddr;
use std::sync::Mutex;

use app::state::{AppState, Cookies};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request};
use question_bank::{Blueprint, Body as QuestionBody, Item, Question, bank};
use registry::courses::CourseCard;
use registry::exams::setup::{NewExam, Session, create, publish};
use registry::exams::{Entry, ExamKind};
use registry::fixtures::{PASSWORD, Part, World, world};
use registry::instant::{DAY_MS, HOUR_MS};
use registry::{Ctx, courses, questions, rulepacks};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::description::Description;
use crate::harness::{Answer, Engine, House, Templates};

/// Stands in every explanation of the bank, with a number.
pub const CANARY: &str = "CANARY-";
/// What the rules of the scene ask to be read.
pub const REQUIRED_MINUTES: i64 = 2;
const EASY: &str = "岗前考试（往年）";

/// The same in every house of this process, and slow to read.
static DESCRIPTION: OnceCell<Description> = OnceCell::const_new();

pub struct Scene {
    pub house: House,
    pub world: World,
    pub course: CourseCard,
    /// Asks for the course.
    pub exam: Uuid,
    /// Asks for nothing, as one that was published before certifications had to ask for a course.
    pub easy_exam: Uuid,
    pub description: &'static Description,
    pub bank: Vec<Question>,
    /// Every byte of every answer.
    seen: Mutex<Vec<u8>>,
    asked: Mutex<u32>,
}

/// Who asks, and in which language.
#[derive(Clone, Debug, Default)]
pub struct Who {
    pub token: Option<String>,
    pub ticket: Option<String>,
    pub language: Option<&'static str>,
}

impl Who {
    pub fn nobody() -> Self {
        Self::default()
    }

    pub fn bearer(token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::default() }
    }

    pub fn ticket(ticket: &str) -> Self {
        Self { ticket: Some(ticket.to_owned()), ..Self::default() }
    }

    pub fn with_ticket(&self, ticket: &str) -> Self {
        Self { ticket: Some(ticket.to_owned()), ..self.clone() }
    }
}

/// A room that somebody has entered.
pub struct Sitting {
    pub attempt: String,
    pub ticket: String,
    pub room: Value,
}

impl Scene {
    pub async fn set(engine: Engine) -> Self {
        Self::with(engine, Router::new()).await
    }

    /// With further routes, to see whether the tests notice what they do.
    pub async fn with(engine: Engine, extra: Router<AppState>) -> Self {
        static TEMPLATES: Templates = Templates::new();
        static MADE: [OnceCell<Made>; 2] = [const { OnceCell::const_new() }; 2];
        let made = &MADE[engine as usize];
        let fill = async |ctx: &Ctx| made.set(make(ctx).await).ok().unwrap();
        let house = House::from(&TEMPLATES, engine, Cookies::Secure, extra, fill).await;
        let Made { world, course, exam, easy_exam } = made.get().unwrap();
        let world = world.of(&house.system());
        let document = async || Description::of(&house.get("/api/v1/openapi.json").await.json());
        let description = DESCRIPTION.get_or_init(document).await;
        let (seen, asked, bank) = (Mutex::default(), Mutex::default(), marked_bank().questions);
        Self {
            house,
            world,
            course: course.clone(),
            exam: *exam,
            easy_exam: *easy_exam,
            description,
            bank,
            seen,
            asked,
        }
    }

    /// Signs in over HTTP; whoever has a second factor is let in without using its codes up.
    pub async fn comes(&self, part: Part) -> Who {
        if self.world.totp_secret(part).is_some() {
            return Who::bearer(&self.world.enter(part).await.unwrap().token);
        }
        let body = json!({ "sign_in": part.member().phone(), "password": PASSWORD, "device": "test" });
        let answer = self.ask(&Who::nobody(), Method::POST, "/sessions", Some(body)).await;
        Who::bearer(answer.json()["token"].as_str().unwrap_or_else(|| panic!("{}", answer.text())))
    }

    /// Starts, or takes up, and enters.
    pub async fn sits(&self, who: &Who, exam: Uuid) -> Sitting {
        let path = format!("/exams/{exam}/attempts");
        let started = self.ask(who, Method::POST, &path, Some(json!({ "consent": true }))).await;
        assert!(started.status.is_success(), "{}", started.text());
        let attempt = started.json()["attempt"].as_str().unwrap().to_owned();
        let room = self.get(who, &format!("/attempts/{attempt}")).await.json();
        assert_eq!(room["ticket"], started.json()["ticket"]);
        Sitting { attempt, ticket: room["ticket"].as_str().unwrap().to_owned(), room }
    }

    /// Answers every question rightly, one request each.
    pub async fn answers_rightly(&self, sitting: &Sitting) {
        for item in sitting.room["items"].as_array().unwrap() {
            let answer = json!({ "choice": self.key_of(item), "marked": false, "sequence": 1 });
            let saved = self.save(sitting, item["slot"].as_u64().unwrap(), answer).await;
            assert_eq!(saved.status, 200, "{}", saved.text());
        }
    }

    pub async fn save(&self, sitting: &Sitting, slot: u64, answer: Value) -> Answer {
        let path = format!("/attempts/{}/answers/{slot}", sitting.attempt);
        self.ask(&Who::ticket(&sitting.ticket), Method::PUT, &path, Some(answer)).await
    }

    pub async fn hands_in(&self, who: &Who, attempt: &str) -> Answer {
        self.ask(who, Method::POST, &format!("/attempts/{attempt}/submission"), None).await
    }

    pub async fn get(&self, who: &Who, path: &str) -> Answer {
        self.ask(who, Method::GET, path, None).await
    }

    /// `path` below `/api/v1`.
    pub async fn ask(&self, who: &Who, method: Method, path: &str, body: Option<Value>) -> Answer {
        let kind = body.is_some().then_some("application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(who, method, path, kind, body).await
    }

    pub async fn send(&self, who: &Who, method: Method, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(format!("/api/v1{path}"));
        let headers = [
            ("authorization", who.token.as_ref().map(|token| format!("Bearer {token}"))),
            ("x-attempt-ticket", who.ticket.clone()),
            ("accept-language", who.language.map(str::to_owned)),
            ("content-type", kind.map(str::to_owned)),
        ];
        for (name, value) in headers.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            request = request.header(name, value);
        }
        let request = request.extension(ConnectInfo(self.another_address())).body(body).unwrap();
        let answer = self.house.send(request).await;
        self.remember(&answer);
        self.description.check(&method, path, &answer);
        answer
    }

    pub fn remember(&self, answer: &Answer) {
        self.seen.lock().unwrap().extend_from_slice(&answer.opened());
    }

    /// A page or a form as a browser asks for it; its bytes are not kept here.
    pub async fn page(&self, who: &Who, method: Method, path: &str, form: &str) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(path).header("sec-fetch-site", "same-origin");
        let cookies = [
            who.token.as_ref().map(|token| format!("__Host-session={token}")),
            who.language.map(|tag| format!("lang={tag}")),
        ];
        request = request.header("cookie", cookies.into_iter().flatten().collect::<Vec<_>>().join("; "));
        if method == Method::POST {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        let request = request.extension(ConnectInfo(self.another_address())).body(Body::from(form.to_owned())).unwrap();
        self.house.send(request).await
    }

    /// Everything that was ever answered.
    pub fn seen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    /// The limits by address are tested elsewhere.
    fn another_address(&self) -> SocketAddr {
        let mut asked = self.asked.lock().unwrap();
        *asked += 1;
        let [_, a, b, c] = asked.to_be_bytes();
        SocketAddr::from(([10, a, b, c], 1))
    }

    /// The right letters in displayed order, from the bank: the API does not tell them.
    pub fn key_of(&self, shown: &Value) -> String {
        let options: Vec<&str> =
            shown["options"].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
        let is_shown = |item: &&Item| {
            shown["stem"] == item.stem.as_str()
                && item.options.iter().all(|option| options.contains(&option.as_str()))
                && item.options.is_empty() == (shown["kind"] == "true_false")
        };
        let item = self.bank.iter().flat_map(Question::items).map(|(_, item)| item).find(is_shown).unwrap();
        if item.options.is_empty() {
            return item.right.to_string();
        }
        let right: Vec<&str> = item.right.iter().map(|option| item.options[usize::from(option)].as_str()).collect();
        ('A'..).zip(options).filter(|(_, option)| right.contains(option)).map(|(letter, _)| letter).collect()
    }
}

/// What every scene begins with.
struct Made {
    world: World,
    course: CourseCard,
    exam: Uuid,
    easy_exam: Uuid,
}

async fn make(ctx: &Ctx) -> Made {
    let bank = marked_bank();
    questions::loading::load(ctx, &bank.questions, &bank.facts, questions::loading::Origin::BuiltIn).await.unwrap();
    for (pack, area) in [("A", "320613"), ("B", "320600"), ("C", "320600")] {
        let parameters = [
            ("bank.allow_secondary".to_owned(), true.into()),
            ("course.required_minutes".to_owned(), REQUIRED_MINUTES.into()),
        ];
        rulepacks::store::amend(ctx, pack, area, ctx.now().day(), parameters.into()).await.unwrap();
    }
    let world = world(ctx).await.unwrap();
    let course = courses::store::list(ctx).await.unwrap().remove(0);
    let exam = announce(&world, "岗前考试", course.id).await;
    let easy_exam = announce(&world, EASY, course.id).await;
    let forgets = format!("UPDATE exams SET course_id = NULL WHERE title = '{EASY}'");
    ctx.db.writer().execute_unprepared(&forgets).await.unwrap();
    Made { world, course, exam, easy_exam }
}

async fn announce(world: &World, title: &str, course: Uuid) -> Uuid {
    let (ctx, now) = (world.as_(Part::ExamAdministrator), world.ctx.now());
    let new = NewExam {
        title: title.into(),
        kind: ExamKind::Certification,
        entry: Entry::Open,
        office: world.offices.issuer,
        course: Some(course),
        opens_at: now.minus_ms(HOUR_MS),
        closes_at: now.plus_ms(7 * DAY_MS),
        session: Session::AnyTime,
        blueprint: Blueprint::standard(),
    };
    let exam = create(&ctx, &new).await.unwrap();
    publish(&world.as_(Part::Issuer), exam).await.unwrap();
    exam
}

/// The real bank, with a canary in place of every explanation.
fn marked_bank() -> bank::Bank {
    let mut bank = bank::embedded().unwrap();
    let items = bank.questions.iter_mut().flat_map(|question| match &mut question.body {
        QuestionBody::Item(item) => vec![item],
        QuestionBody::Case(case) => case.parts.iter_mut().map(|part| &mut part.item).collect(),
    });
    for (number, item) in items.enumerate() {
        item.explanation = format!("{CANARY}{number}");
    }
    bank
}
