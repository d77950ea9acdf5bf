//! Was every acknowledged answer graded, once, as it was given? The candidates' own books against what the program hands
//! out after the exam: its lists, its bundles, its receipts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;

use serde_json::Value;
use tokio::task::JoinSet;

use super::candidate::Candidate;
use super::program::Node;
use crate::failure::Failure;
use crate::needs::python;
use crate::places::Places;
use crate::step;

/// Longer than any window of the demonstration's exams.
const PAST_EVERY_WINDOW_MS: u64 = 181 * 24 * 60 * 60 * 1_000;

/// What one candidate knows of one attempt.
#[derive(Clone, Debug)]
pub struct Record {
    pub candidate: u32,
    pub attempt: String,
    /// The last choice of each slot that was acknowledged.
    answers: BTreeMap<u64, String>,
    last_sequence: u64,
    saves: u64,
}

impl Record {
    pub fn new(candidate: u32, attempt: &str) -> Self {
        Self { candidate, attempt: attempt.to_owned(), answers: BTreeMap::new(), last_sequence: 0, saves: 0 }
    }

    pub fn acknowledged(&mut self, slot: u64, choice: String, sequence: u64) {
        self.answers.insert(slot, choice);
        self.last_sequence = self.last_sequence.max(sequence);
        self.saves += 1;
    }

    #[cfg(test)]
    pub fn choice(&self, slot: u64) -> Option<&str> {
        self.answers.get(&slot).map(String::as_str)
    }

    /// What of the bundle is not as it was acknowledged.
    fn held_against(&self, bundle: &Value, found: &mut Findings) {
        let lines: Vec<&Value> = bundle["answers"].as_array().into_iter().flatten().collect();
        let slots: BTreeSet<u64> = lines.iter().filter_map(|line| line["slot"].as_u64()).collect();
        if lines.is_empty() || slots.len() != lines.len() {
            found.doubled(format!("attempt {}: {} lines for {} slots", self.attempt, lines.len(), slots.len()));
        }
        for line in &lines {
            let (slot, graded) = (line["slot"].as_u64().unwrap_or_default(), line["answer"].as_str());
            let given = self.answers.get(&slot).map_or("", String::as_str);
            if graded != Some(given) {
                found.lost(format!("attempt {}, slot {slot}: “{given}” was saved, {graded:?} graded", self.attempt));
            }
        }
        let receipt: Value =
            serde_json::from_str(bundle["receipt"]["document"].as_str().unwrap_or_default()).unwrap_or_default();
        let told = receipt["lastSeq"].as_u64();
        if told != Some(self.last_sequence) {
            let own = self.last_sequence;
            found.lost(format!("attempt {}: number {own} was saved last, the receipt says {told:?}", self.attempt));
        }
    }
}

/// What came of holding the books against each other.
#[derive(Debug, Default)]
pub struct Findings {
    pub attempts: usize,
    pub saves: u64,
    pub lost: usize,
    pub doubled: usize,
    pub wrongly_graded: usize,
    /// The first few, in words.
    pub sentences: Vec<String>,
}

impl Findings {
    fn are_none(&self) -> bool {
        self.lost + self.doubled + self.wrongly_graded == 0
    }

    /// # Errors
    /// The first few sentences about what was found.
    pub fn check(&self) -> Result<(), Failure> {
        if self.are_none() { Ok(()) } else { Err(Failure::Trial(self.sentences.join("\n"))) }
    }

    pub fn told(&self) -> String {
        format!(
            "{} attempts, {} answers acknowledged: {} lost, {} doubled, {} wrongly graded",
            self.attempts, self.saves, self.lost, self.doubled, self.wrongly_graded
        )
    }

    fn lost(&mut self, sentence: String) {
        self.lost += 1;
        self.say(sentence);
    }

    fn doubled(&mut self, sentence: String) {
        self.doubled += 1;
        self.say(sentence);
    }

    fn say(&mut self, sentence: String) {
        if self.sentences.len() < 10 {
            self.sentences.push(sentence);
        }
    }
}

/// Everything of a trial whose attempts have ended. Moves the clock past the exam's window, so it comes last.
pub async fn compare(
    places: &Places,
    node: &Node,
    exam: &str,
    candidates: Vec<Candidate>,
    records: Vec<Record>,
) -> Result<Findings, Failure> {
    let mut found = Findings {
        attempts: records.len(),
        saves: records.iter().map(|record| record.saves).sum(),
        ..Findings::default()
    };
    let (exam, mut by_candidate) = (Arc::new(exam.to_owned()), BTreeMap::<u32, Vec<Record>>::new());
    records.into_iter().for_each(|record| by_candidate.entry(record.candidate).or_default().push(record));
    let seen = each(candidates, {
        let exam = exam.clone();
        move |candidate| listed(candidate, exam.clone())
    })
    .await?;
    let mut candidates = Vec::new();
    for (candidate, attempts) in seen {
        check_list(&attempts, by_candidate.get(&candidate.nth).map_or(&[], Vec::as_slice), &mut found);
        candidates.push(candidate);
    }
    node.advance(PAST_EVERY_WINDOW_MS).await?;
    let books = Arc::new(by_candidate);
    let fetched = each(candidates, move |candidate| fetched(candidate, books.clone())).await?;
    let mut bundles = Vec::new();
    for (record, bundle) in fetched.into_iter().flat_map(|(_, pairs)| pairs) {
        record.held_against(&serde_json::from_str(&bundle).unwrap_or_default(), &mut found);
        bundles.push(bundle);
    }
    grade_again(places, &bundles, &mut found)?;
    Ok(found)
}

/// Lets every candidate do the same at once.
pub async fn each<T, F>(
    candidates: Vec<Candidate>,
    work: impl Fn(Candidate) -> F,
) -> Result<Vec<(Candidate, T)>, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<(Candidate, T), Failure>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for candidate in candidates {
        tasks.spawn(work(candidate));
    }
    let mut done = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        done.push(ended.map_err(|error| Failure::Trial(format!("a candidate fell over: {error}")))??);
    }
    Ok(done)
}

async fn listed(mut candidate: Candidate, exam: Arc<String>) -> Result<(Candidate, Vec<Value>), Failure> {
    let exams = candidate.gets("/api/v1/exams").await?.json();
    let own = exams["exams"].as_array().into_iter().flatten().find(|one| one["id"] == exam.as_str());
    let attempts = own.and_then(|exam| exam["attempts"].as_array()).cloned().unwrap_or_default();
    Ok((candidate, attempts))
}

/// Exactly the own attempts, each ended with one result.
fn check_list(attempts: &[Value], records: &[Record], found: &mut Findings) {
    let own: BTreeSet<&str> = records.iter().map(|record| record.attempt.as_str()).collect();
    let listed: BTreeSet<&str> = attempts.iter().filter_map(|attempt| attempt["id"].as_str()).collect();
    if attempts.len() != own.len() || listed != own {
        found.doubled(format!("{} attempts were sat, {} are listed", own.len(), attempts.len()));
    }
    for attempt in attempts.iter().filter(|one| one["state"] != "finished" || one["outcome"].is_null()) {
        found.wrongly_graded += 1;
        found.say(format!("an attempt has no result: {attempt}"));
    }
}

async fn fetched(
    mut candidate: Candidate,
    books: Arc<BTreeMap<u32, Vec<Record>>>,
) -> Result<(Candidate, Vec<(Record, String)>), Failure> {
    // the old session ended long ago by the program's clock
    candidate.signs_in().await?;
    let mut pairs = Vec::new();
    for record in books.get(&candidate.nth).into_iter().flatten() {
        let bundle = candidate.gets(&format!("/attempts/{}/bundle.json", record.attempt)).await?;
        if bundle.status != 200 {
            return Err(candidate.amazed("the bundle of an attempt", &bundle));
        }
        pairs.push((record.clone(), bundle.text()));
    }
    Ok((candidate, pairs))
}

/// By the independent grader, which was written from the documents alone.
fn grade_again(places: &Places, bundles: &[String], found: &mut Findings) -> Result<(), Failure> {
    if bundles.is_empty() {
        return Ok(());
    }
    python::ensure(places)?;
    let grader = places.root.join("end2end/independent/grade.py");
    let mut python = step::program(places, "python3");
    python.arg(&grader).arg("--lines").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = python.spawn().map_err(|source| Failure::Start { command: "python3".to_owned(), source })?;
    let lines: String = bundles.iter().flat_map(|bundle| [bundle.as_str(), "\n"]).collect();
    let mut input = running.stdin.take();
    // it answers while it reads: whoever writes must not be the one who waits
    let writer = std::thread::spawn(move || input.as_mut().map(|input| input.write_all(lines.as_bytes())));
    let output = running.wait_with_output().map_err(Failure::at(&grader))?;
    drop(writer.join());
    let told = String::from_utf8_lossy(&output.stdout);
    if told.lines().count() != bundles.len() {
        return Err(Failure::Trial(format!("{} told of {} bundles", grader.display(), told.lines().count())));
    }
    for line in told.lines() {
        let told: Value = serde_json::from_str(line).unwrap_or_default();
        if told["faults"].as_array().is_none_or(|faults| !faults.is_empty()) {
            found.wrongly_graded += 1;
            found.say(format!("worked out again: {line}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record() -> Record {
        let mut record = Record::new(1, "a");
        record.acknowledged(1, "A".into(), 1);
        record.acknowledged(1, "B".into(), 2);
        record
    }

    fn bundle(answer: &str, last: u64) -> Value {
        let document = json!({ "lastSeq": last }).to_string();
        let lines = json!([{ "slot": 1, "answer": answer }, { "slot": 2, "answer": "" }]);
        json!({ "answers": lines, "receipt": { "document": document } })
    }

    #[test]
    fn the_last_acknowledged_answer_counts() {
        let mut found = Findings::default();
        record().held_against(&bundle("B", 2), &mut found);
        assert!(found.are_none(), "{found:?}");
        record().held_against(&bundle("A", 1), &mut found);
        assert_eq!((found.lost, found.doubled), (2, 0), "{found:?}");
        record().held_against(&json!({}), &mut found);
        assert_eq!((found.lost, found.doubled), (3, 1), "{found:?}");
    }

    #[test]
    fn an_attempt_too_many_or_without_a_result_is_noticed() {
        let mut found = Findings::default();
        let finished = json!({ "id": "a", "state": "finished", "outcome": "failed" });
        check_list(std::slice::from_ref(&finished), &[record()], &mut found);
        assert!(found.are_none(), "{found:?}");
        check_list(&[finished, json!({ "id": "b", "state": "open", "outcome": null })], &[record()], &mut found);
        assert_eq!((found.doubled, found.wrongly_graded), (1, 1), "{found:?}");
    }
}
