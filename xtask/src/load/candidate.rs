//! What does one candidate do? Signs up, sits, saves one answer after the other, hands in; and asks again until
//! something is decided, as the exam room does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use tokio::time::{sleep, sleep_until};

use super::dice::Dice;
use super::http::{Answer, Client, Question};
use super::ledger::Record;
use super::people::{Person, person};
use super::pulse::{Pulse, Waited};
use crate::failure::Failure;

/// After so long somebody would call the proctor.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running attempt as its candidate sees it.
#[derive(Clone, Debug)]
pub struct Desk {
    pub attempt: String,
    pub ticket: String,
    pub slots: Vec<Slot>,
    /// As the room shows them.
    pub items: Vec<Value>,
}

#[derive(Clone, Copy, Debug)]
pub struct Slot {
    pub number: u64,
    options: u64,
    takes_many: bool,
}

pub struct Candidate {
    pub nth: u32,
    pub person: Person,
    pub dice: Dice,
    client: Client,
    /// Where the site is reached; the next is tried when one does not answer.
    nodes: Vec<SocketAddr>,
    token: String,
    /// How often an answer did not come, or decided nothing: of this candidate, and of all.
    refused: u64,
    pub refusals: Arc<AtomicU64>,
    /// The last time that the own node was said to be back.
    healed: u32,
}

impl Candidate {
    pub fn new(nth: u32, nodes: &[SocketAddr], seed: u64) -> Result<Self, Failure> {
        let at = nodes.get(nth as usize % nodes.len().max(1));
        let at = at.ok_or_else(|| Failure::Trial("a candidate needs a node".to_owned()))?;
        Ok(Self {
            nth,
            person: person(nth),
            dice: Dice::seeded(seed, nth.into()),
            client: Client::new(*at, nth),
            nodes: nodes.to_vec(),
            token: String::new(),
            refused: 0,
            refusals: Arc::default(),
            healed: 0,
        })
    }

    /// Somebody whose session stands in the database.
    pub fn holding(self, token: String) -> Self {
        Self { token, ..self }
    }

    /// Whoever has an account already only signs in.
    pub async fn comes(&mut self) -> Result<(), Failure> {
        let sign_up = Question::json(Method::POST, "/api/v1/accounts", &self.person.sign_up());
        let made = self.insists(&sign_up).await?;
        let is_known = made.json()["type"] == "/problems/accounts.already_registered";
        if made.status != 201 && !is_known {
            return Err(self.amazed("the sign-up", &made));
        }
        self.signs_in().await
    }

    pub async fn signs_in(&mut self) -> Result<(), Failure> {
        let sign_in = Question::json(Method::POST, "/api/v1/sessions", &self.person.sign_in());
        let session = self.insists(&sign_in).await?;
        match session.json()["token"].as_str() {
            Some(token) => self.token = token.to_owned(),
            None => return Err(self.amazed("the sign-in", &session)),
        }
        Ok(())
    }

    /// Begins an attempt or takes up the live one, and reads the questions.
    pub async fn starts(&mut self, exam: &str) -> Result<Desk, Failure> {
        let (attempt, ticket) = self.begins(exam).await?;
        self.sits_at(attempt, ticket).await
    }

    /// The attempt and its ticket.
    pub async fn begins(&mut self, exam: &str) -> Result<(String, String), Failure> {
        self.turns_home();
        let path = format!("/api/v1/exams/{exam}/attempts");
        let start = Question::json(Method::POST, path, &json!({ "consent": true })).by(&self.token);
        let started = self.insists(&start).await?;
        let told = started.json();
        match (told["attempt"].as_str(), told["ticket"].as_str()) {
            (Some(attempt), Some(ticket)) => Ok((attempt.to_owned(), ticket.to_owned())),
            _ => Err(self.amazed("the start", &started)),
        }
    }

    pub async fn sits_at(&mut self, attempt: String, ticket: String) -> Result<Desk, Failure> {
        let room = self.gets(&format!("/api/v1/attempts/{attempt}")).await?;
        let items = room.json()["items"].as_array().cloned().unwrap_or_default();
        let slots: Vec<Slot> = items.iter().filter_map(slot).collect();
        if slots.is_empty() {
            return Err(self.amazed("the exam room", &room));
        }
        Ok(Desk { attempt, ticket, slots, items })
    }

    /// Sits whole attempts, one after the other, until it is over.
    pub async fn sits_on(&mut self, exam: &str, pulse: &Arc<Pulse>) -> Result<Vec<Record>, Failure> {
        let mut records = Vec::new();
        while !pulse.is_over.load(SeqCst) {
            let (desk, deadlines) = {
                let _nobody_lets_it_pass = pulse.door.read().await;
                let deadlines = pulse.deadlines.load(SeqCst);
                (self.starts(exam).await?, deadlines)
            };
            let changes = desk.slots.len() as u64 * 3;
            records.push(self.answers(&desk, changes, (pulse.as_ref(), deadlines)).await?);
        }
        Ok(records)
    }

    /// Changes answers here and there, and hands in. Where the trial let a deadline pass beyond those `deadlines` that had
    /// passed before the start, the clock has done that.
    async fn answers(
        &mut self,
        desk: &Desk,
        changes: u64,
        (pulse, deadlines): (&Pulse, u32),
    ) -> Result<Record, Failure> {
        let mut record = Record::new(self.nth, &desk.attempt);
        let begun_at = Instant::now();
        for sequence in 1..=changes {
            if pulse.is_over.load(SeqCst) {
                break;
            }
            let due = self.turn(pulse, begun_at, sequence).await;
            let (slot, choice) = self.decides(desk);
            let (before, refused) = (pulse.disturbed.load(SeqCst), self.refused);
            let saved = self.saves(desk, slot, &choice, sequence).await?;
            let has_passed = pulse.deadlines.load(SeqCst) > deadlines;
            if !(saved.status == 200 || saved.status == 410 && has_passed) {
                return Err(self.amazed("a save", &saved));
            }
            pulse.was_served(before, Waited { due, ended: Instant::now(), refusals: self.refused - refused });
            if saved.status == 410 {
                pulse.ended_by_deadline.fetch_add(1, SeqCst);
                break;
            }
            record.acknowledged(slot, choice, sequence);
        }
        self.hands_in(desk).await?;
        Ok(record)
    }

    /// When the answer of this number is due: at once, or at its place in the beat of the trial, late or not.
    async fn turn(&mut self, pulse: &Pulse, begun_at: Instant, nth: u64) -> Instant {
        let due = match pulse.beat {
            Some(beat) => begun_at + beat.saturating_mul(u32::try_from(nth).unwrap_or(u32::MAX)),
            None => Instant::now(),
        };
        sleep_until(due.into()).await;
        let healed = pulse.healed.load(SeqCst);
        if healed > self.healed {
            self.healed = healed;
            self.turns_home();
        }
        due
    }

    /// Back to the own node, should it be there again.
    fn turns_home(&mut self) {
        if self.nodes.len() > 1 {
            self.client.turn_to(self.nodes[self.nth as usize % self.nodes.len()]);
        }
    }

    pub async fn saves(&mut self, desk: &Desk, slot: u64, choice: &str, sequence: u64) -> Result<Answer, Failure> {
        self.insists(&save(desk, slot, choice, sequence)).await
    }

    pub async fn hands_in(&mut self, desk: &Desk) -> Result<Answer, Failure> {
        let path = format!("/api/v1/attempts/{}/submission", desk.attempt);
        let ended = self.insists(&Question::json(Method::POST, path, &Value::Null).with(TICKET, &desk.ticket)).await?;
        if ended.status == 200 { Ok(ended) } else { Err(self.amazed("the hand-in", &ended)) }
    }

    /// Any question, any of its answers; now and then none.
    pub fn decides(&mut self, desk: &Desk) -> (u64, String) {
        let slot = desk.slots[self.dice.below(desk.slots.len() as u64) as usize];
        let letters = ('A'..='H').take(slot.options as usize);
        let choice = match (self.dice.one_in(10), slot.takes_many) {
            (true, _) => String::new(),
            (_, true) => letters.filter(|_| self.dice.one_in(2)).collect(),
            (_, false) => letters.skip(self.dice.below(slot.options) as usize).take(1).collect(),
        };
        (slot.number, choice)
    }

    pub async fn gets(&mut self, path: &str) -> Result<Answer, Failure> {
        let question = Question::get(path).by(&self.token);
        self.insists(&question).await
    }

    /// Asks until something is decided; of a node that does not answer the next one.
    pub async fn insists(&mut self, question: &Question) -> Result<Answer, Failure> {
        let started = Instant::now();
        let mut tries = self.nth as usize;
        while started.elapsed() < PATIENCE {
            match self.client.ask(question).await {
                Ok(answer) if !answer.is_to_be_repeated() => return Ok(answer),
                _ => {
                    self.refused += 1;
                    self.refusals.fetch_add(1, SeqCst);
                }
            }
            if self.nodes.len() > 1 {
                tries += 1;
                self.client.turn_to(self.nodes[tries % self.nodes.len()]);
            }
            sleep(Duration::from_millis(10 + self.dice.below(30))).await;
        }
        Err(Failure::Trial(format!("candidate {} asked for {PATIENCE:?} and nothing was decided", self.nth)))
    }

    pub fn amazed(&self, at: &str, answer: &Answer) -> Failure {
        let text = answer.text();
        Failure::Trial(format!("candidate {}: {at} was answered with {}: {text}", self.nth, answer.status))
    }
}

const TICKET: &str = "x-attempt-ticket";

/// The request that saves one answer.
pub fn save(desk: &Desk, slot: u64, choice: &str, sequence: u64) -> Question {
    let path = format!("/api/v1/attempts/{}/answers/{slot}", desk.attempt);
    let answer = json!({ "choice": choice, "marked": false, "sequence": sequence });
    Question::json(Method::PUT, path, &answer).with(TICKET, &desk.ticket)
}

fn slot(item: &Value) -> Option<Slot> {
    let options = item["options"].as_array()?.len() as u64;
    Some(Slot { number: item["slot"].as_u64()?, options, takes_many: item["kind"] == "multiple" })
}
