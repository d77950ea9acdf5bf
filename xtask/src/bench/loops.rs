//! How is load made? Closed: each connection asks again as soon as it was answered, for the most that can be had. Open: at
//! a fixed rate whether answers come or not, for how long one waits; what is sent late counts from when it was due.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{sleep_until, timeout_at};

use crate::failure::Failure;
use crate::load::http::{Client, Question};

/// What a worker asks the so many-th time.
pub type Ask = Arc<dyn Fn(u32, u64) -> Question + Send + Sync>;

#[derive(Debug, Default)]
pub struct Load {
    pub per_second: f64,
    pub waits_ms: Vec<f64>,
    /// Answers other than 2xx, and none at all.
    pub failed: usize,
}

impl Load {
    /// # Errors
    /// A load that fails measures how fast refusals are.
    pub fn sound(self, what: &str) -> Result<Self, Failure> {
        match self.failed {
            0 => Ok(self),
            failed => Err(Failure::Trial(format!("{what}: {failed} of {} requests failed", self.waits_ms.len()))),
        }
    }
}

pub async fn closed(server: SocketAddr, workers: u32, seconds: u64, ask: Ask) -> Result<Load, Failure> {
    let until = tokio::time::Instant::now() + Duration::from_secs(seconds);
    let started = Instant::now();
    let load = gathered((0..workers).map(|worker| {
        let ask = ask.clone();
        async move {
            let (mut client, mut load) = (Client::new(server, worker), Load::default());
            for turn in 0.. {
                let asked_at = Instant::now();
                client.moves(worker + workers * (turn as u32 + 1));
                let Ok(answer) = timeout_at(until, client.ask(&ask(worker, turn))).await else { break };
                load.waits_ms.push(asked_at.elapsed().as_secs_f64() * 1_000.0);
                load.failed += usize::from(!answer.is_ok_and(|answer| answer.status / 100 == 2));
            }
            load
        }
    }))
    .await?;
    Ok(Load { per_second: load.waits_ms.len() as f64 / started.elapsed().as_secs_f64(), ..load })
}

pub async fn open(server: SocketAddr, workers: u32, seconds: u64, rate: f64, ask: Ask) -> Result<Load, Failure> {
    let started = tokio::time::Instant::now();
    let all = (rate * seconds as f64) as u64;
    let load = gathered((0..workers).map(|worker| {
        let ask = ask.clone();
        async move {
            let (mut client, mut load) = (Client::new(server, worker), Load::default());
            for (turn, nth) in (u64::from(worker)..all).step_by(workers as usize).enumerate() {
                let due = started + Duration::from_secs_f64(nth as f64 / rate);
                sleep_until(due).await;
                let answer = client.ask(&ask(worker, turn as u64)).await;
                load.waits_ms.push(due.elapsed().as_secs_f64() * 1_000.0);
                load.failed += usize::from(!answer.is_ok_and(|answer| answer.status / 100 == 2));
            }
            load
        }
    }))
    .await?;
    Ok(Load { per_second: load.waits_ms.len() as f64 / started.elapsed().as_secs_f64(), ..load })
}

async fn gathered<F>(workers: impl Iterator<Item = F>) -> Result<Load, Failure>
where
    F: Future<Output = Load> + Send + 'static,
{
    let (mut tasks, mut all) = (JoinSet::new(), Load::default());
    workers.for_each(|worker| drop(tasks.spawn(worker)));
    while let Some(ended) = tasks.join_next().await {
        let load = ended.map_err(|error| Failure::Trial(format!("a load fell over: {error}")))?;
        all.waits_ms.extend(load.waits_ms);
        all.failed += load.failed;
    }
    Ok(all)
}
