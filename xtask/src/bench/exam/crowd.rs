//! A thousand candidates at once: who they are, how they start together, save and hand in together.

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::super::loops::Ask;
use super::super::seating::seated;
use crate::failure::Failure;
use crate::load::bank::Knowledge;
use crate::load::candidate::{Candidate, Desk, save};
use crate::load::program::Node;
use crate::places::Places;
use crate::soak::Ground;

/// Numbers of saves that one phase may use.
const PHASE: u64 = 60_000;
/// Above all phases.
const LAST_NUMBER: u64 = 900_000;

pub struct Seats {
    candidates: Vec<Candidate>,
    desks: Vec<Desk>,
}

impl Seats {
    /// With accounts and confirmed identities, signed in.
    pub async fn fill(places: &Places, ground: &Ground, node: &Node, who: Range<u32>) -> Result<Self, Failure> {
        let candidates = seated(places, ground, node, (who.start, who.end.saturating_sub(1).max(who.start))).await?;
        Ok(Self { candidates, desks: Vec::new() })
    }

    /// Their papers and answers; they themselves stay.
    pub fn leave_papers(&mut self) {
        self.desks.clear();
    }

    pub fn count(&self) -> usize {
        self.candidates.len()
    }

    /// All at the same moment; how long each waited in milliseconds, and how long all took in seconds.
    pub async fn start(&mut self, exam: &str) -> Result<(Vec<f64>, f64), Failure> {
        let exam = Arc::new(exam.to_owned());
        let (waits, seconds) = self
            .together(|mut candidate, _| {
                let exam = exam.clone();
                async move { candidate.begins(&exam).await.map(|begun| (candidate, begun)) }
            })
            .await?;
        let mut reading = JoinSet::new();
        let begun = waits.into_iter().map(|(candidate, begun, wait)| {
            reading.spawn(async move {
                let mut candidate = candidate;
                let desk = candidate.sits_at(begun.0, begun.1).await?;
                Ok::<_, Failure>((candidate, desk))
            });
            wait
        });
        let waits: Vec<f64> = begun.collect();
        while let Some(ended) = reading.join_next().await {
            let (candidate, desk) = ended.map_err(fell_over)??;
            self.candidates.push(candidate);
            self.desks.push(desk);
        }
        Ok((waits, seconds))
    }

    /// Saves by `workers` that share the desks among them; a later phase has higher numbers.
    pub fn saving(&self, workers: u32, phase: u64) -> Ask {
        let (desks, workers) = (Arc::new(self.desks.clone()), u64::from(workers));
        Arc::new(move |worker, turn| {
            let own = (desks.len() as u64 / workers).max(1);
            let desk = &desks[((u64::from(worker) + workers * (turn % own)) % desks.len() as u64) as usize];
            let slot = desk.slots[(turn / own) as usize % desk.slots.len()].number;
            let choice = if turn % 2 == 0 { "A" } else { "B" };
            save(desk, slot, choice, phase * PHASE + turn + 1)
        })
    }

    pub async fn answer_rightly(&mut self, places: &Places) -> Result<(), Failure> {
        let knowledge = Knowledge::read(places)?;
        let mut answering = JoinSet::new();
        for (mut candidate, desk) in self.candidates.drain(..).zip(self.desks.drain(..)) {
            let answers = knowledge.of(&desk)?;
            answering.spawn(async move {
                for (slot, choice) in answers {
                    let saved = candidate.saves(&desk, slot, &choice, LAST_NUMBER).await?;
                    if saved.status != 200 {
                        return Err(candidate.amazed("a right answer", &saved));
                    }
                }
                Ok((candidate, desk))
            });
        }
        while let Some(ended) = answering.join_next().await {
            let (candidate, desk) = ended.map_err(fell_over)??;
            self.candidates.push(candidate);
            self.desks.push(desk);
        }
        Ok(())
    }

    /// All at the same moment; as [`Self::start`], and how many were certified in the same breath.
    pub async fn hand_in(&mut self) -> Result<(Vec<f64>, f64, usize), Failure> {
        let desks = Arc::new(std::mem::take(&mut self.desks));
        let (ended, seconds) = self
            .together(|mut candidate, place| {
                let desks = desks.clone();
                async move { candidate.hands_in(&desks[place]).await.map(|ended| (candidate, ended.json())) }
            })
            .await?;
        let certified = ended.iter().filter(|(_, ended, _)| ended["certificate"].is_string()).count();
        Ok((ended.into_iter().map(|(_, _, wait)| wait).collect(), seconds, certified))
    }

    async fn together<T, F>(
        &mut self,
        act: impl Fn(Candidate, usize) -> F,
    ) -> Result<(Vec<(Candidate, T, f64)>, f64), Failure>
    where
        T: Send + 'static,
        F: Future<Output = Result<(Candidate, T), Failure>> + Send + 'static,
    {
        let barrier = Arc::new(Barrier::new(self.candidates.len() + 1));
        let mut acting = JoinSet::new();
        for (place, candidate) in self.candidates.drain(..).enumerate() {
            let (barrier, acted) = (barrier.clone(), act(candidate, place));
            acting.spawn(async move {
                barrier.wait().await;
                let asked_at = Instant::now();
                let (candidate, came_of_it) = acted.await?;
                Ok::<_, Failure>((candidate, came_of_it, asked_at.elapsed().as_secs_f64() * 1_000.0))
            });
        }
        barrier.wait().await;
        let (started, mut all) = (Instant::now(), Vec::new());
        while let Some(ended) = acting.join_next().await {
            all.push(ended.map_err(fell_over)??);
        }
        Ok((all, started.elapsed().as_secs_f64()))
    }
}

fn fell_over(error: tokio::task::JoinError) -> Failure {
    Failure::Trial(format!("a candidate fell over: {error}"))
}
