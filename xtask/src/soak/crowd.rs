//! Who sits while something is done to the program, and what came of it?

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::failure::Failure;
use crate::load::candidate::Candidate;
use crate::load::ledger::{Findings, Record, compare, each};
use crate::load::program::{Node, Program};
use crate::load::pulse::Pulse;
use crate::places::Places;

const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Candidates who sit one attempt after the other.
pub struct Crowd {
    pub pulse: Arc<Pulse>,
    exam: String,
    sitting: Vec<JoinHandle<Sat>>,
}

type Sat = Result<(Candidate, Vec<Record>), Failure>;

impl Crowd {
    /// They sign up, sign in and begin. `nodes` is where they reach the site.
    pub async fn sits_down(node: &Node, nodes: &[SocketAddr], many: u32, seed: u64) -> Result<Self, Failure> {
        Self::sits_down_with(Pulse::default(), node, nodes, (many, seed)).await
    }

    /// The same with a pulse that somebody has set.
    pub async fn sits_down_with(
        pulse: Pulse,
        node: &Node,
        nodes: &[SocketAddr],
        (many, seed): (u32, u64),
    ) -> Result<Self, Failure> {
        let exam = mock_exam(node)?;
        let pulse = Arc::new(pulse);
        let come = come(nodes, many, seed).await?;
        let sitting = come.into_iter().map(|one| sit(one, exam.clone(), pulse.clone())).collect();
        Ok(Self { pulse, exam, sitting })
    }

    /// Somebody stopped before it was over; why, is told when the crowd goes.
    pub fn has_left(&self) -> bool {
        self.sitting.iter().any(JoinHandle::is_finished)
    }

    /// All hand in, and their books are held against what `node` graded.
    pub async fn goes(self, places: &Places, node: &Node) -> Result<Findings, Failure> {
        self.pulse.is_over.store(true, SeqCst);
        let (mut candidates, mut records) = (Vec::new(), Vec::new());
        for task in self.sitting {
            let ended = task.await.map_err(|error| Failure::Trial(format!("a candidate fell over: {error}")))?;
            let (candidate, own) = ended?;
            candidates.push(candidate);
            records.extend(own);
        }
        compare(places, node, &self.exam, candidates, records).await
    }
}

/// Invented people with accounts, signed in.
pub async fn come(nodes: &[SocketAddr], many: u32, seed: u64) -> Result<Vec<Candidate>, Failure> {
    let all = (0..many).map(|nth| Candidate::new(nth, nodes, seed)).collect::<Result<_, _>>()?;
    let come = each(all, |mut candidate| async move {
        candidate.comes().await?;
        Ok((candidate, ()))
    });
    Ok(come.await?.into_iter().map(|(candidate, ())| candidate).collect())
}

/// Until an answer that was sent after the disturbance is acknowledged, or refused because its time is over.
pub async fn back(program: &mut Program, pulse: &Pulse, disturbance: u32) -> Result<(), Failure> {
    let started = Instant::now();
    while pulse.served.load(SeqCst) < disturbance {
        program.check_lives()?;
        if started.elapsed() > LONGEST_WAIT {
            return Err(Failure::Trial("after the disturbance nothing was acknowledged any more".to_owned()));
        }
        sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

/// The demonstration's exam for practice: anybody may sit it again and again.
pub fn mock_exam(node: &Node) -> Result<String, Failure> {
    let world = node.world()?;
    let exam = world["exams"].as_array().into_iter().flatten().find(|exam| exam["kind"] == "mock");
    let id = exam.and_then(|exam| exam["id"].as_str()).map(str::to_owned);
    id.ok_or_else(|| Failure::Trial("the demonstration has no exam for practice".to_owned()))
}

fn sit(mut candidate: Candidate, exam: String, pulse: Arc<Pulse>) -> JoinHandle<Sat> {
    candidate.refusals = pulse.refusals.clone();
    tokio::spawn(async move {
        let records = candidate.sits_on(&exam, &pulse).await?;
        Ok((candidate, records))
    })
}
