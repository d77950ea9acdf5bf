//! `cargo xtask soak clock`: what if somebody sets the clock of the server in mid-exam, or its zone? The candidate's time is
//! counted, not read off: nobody gains a second, nobody loses one.

use std::path::Path;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::time::sleep;

use super::builds::{Profile, to_try};
use super::crowd::{come, mock_exam};
use super::faults::{Fault, Taken};
use super::{Engine, Ground, wait_for};
use crate::failure::Failure;
use crate::load::candidate::{Candidate, Desk};
use crate::load::ledger::{Findings, Record, compare};
use crate::load::program::Node;
use crate::places::Places;

#[derive(Args, Clone)]
pub struct Options {
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    #[command(flatten)]
    taken: Taken,
}

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// Each is a jump of its own; they add up.
const JUMPS_MS: [i64; 6] = [-1_000, HOUR_MS, -3 * HOUR_MS, 24 * HOUR_MS, -40 * 365 * 24 * HOUR_MS, 20 * HOUR_MS];
/// The same while the program is down: nothing of it counts then but the machine.
const JUMPS_WHILE_DOWN_MS: [i64; 3] = [5 * HOUR_MS, -9 * HOUR_MS, 30 * 24 * HOUR_MS];
const ZONES: [&str; 4] = ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati"];
/// What the trial itself takes between two looks.
const SLACK_MS: i64 = 5_000;

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        let found = of(places, &program, engine, &ZONES)?;
        let jumps = ZONES.len() * (JUMPS_MS.len() + JUMPS_WHILE_DOWN_MS.len());
        let name = "the program's clock set, also while it is down and its machine runs on";
        let fault = Fault::new(name, engine, jumps, &found);
        let worst = format!("{} zones; no time that was left changed by more than {} s", ZONES.len(), SLACK_MS / 1_000);
        options.taken.keep(places, &[fault.told(worst)])?;
    }
    Ok(())
}

/// One zone far from home on each database, for `cargo xtask test`.
pub fn short(places: &Places, program: &Path) -> Result<(), Failure> {
    Engine::ALL.into_iter().try_for_each(|engine| of(places, program, engine, &ZONES[2..3]).map(drop))
}

fn of(places: &Places, program: &Path, engine: Engine, zones: &[&str]) -> Result<Findings, Failure> {
    let (ground, mut all) = (Ground::lay(places, engine)?, Findings::default());
    for (nth, zone) in zones.iter().enumerate() {
        let database = ground.database(places, &format!("clock_{nth}"))?;
        let mut node = Node::fresh(places, program, "clock")?.on(database);
        node.environment.push(("TZ", (*zone).to_owned()));
        let found = wait_for(jumped(places, &node))?;
        found.check()?;
        all.attempts += found.attempts;
        all.saves += found.saves;
        println!(
            "    {}, {zone}: {} jumps of the clock, {} more while the program was down, and nobody's time changed",
            engine.name(),
            JUMPS_MS.len(),
            JUMPS_WHILE_DOWN_MS.len()
        );
    }
    Ok(all)
}

async fn jumped(places: &Places, node: &Node) -> Result<Findings, Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    let exam = mock_exam(node)?;
    let mut candidates = come(&[node.address], 1, 1).await?;
    let candidate = candidates.first_mut().ok_or_else(|| Failure::Trial("nobody came".to_owned()))?;
    let desk = candidate.starts(&exam).await?;
    let mut record = Record::new(candidate.nth, &desk.attempt);
    let (begun_at, left_ms) = (Instant::now(), left(candidate, &desk).await?);
    let downs = JUMPS_WHILE_DOWN_MS.map(|jump| (jump, When::Down));
    let jumps = downs.into_iter().chain(JUMPS_MS.map(|jump| (jump, When::Running)));
    for ((jump, when), sequence) in jumps.zip(1..) {
        match when {
            When::Running => node.jump(jump).await?,
            When::Down => {
                program.kill()?;
                node.jump_while_down(jump)?;
                program = node.start()?;
                program.ready().await?;
            }
        }
        // the jobs and the watch of the clock look every second
        sleep(Duration::from_millis(1_300)).await;
        let counted = left_ms - i64::try_from(begun_at.elapsed().as_millis()).unwrap_or(i64::MAX);
        let told = left(candidate, &desk).await?;
        if (told - counted).abs() > SLACK_MS {
            return Err(Failure::Trial(format!("after a jump of {jump} ms {told} ms are left instead of {counted}")));
        }
        let (slot, choice) = candidate.decides(&desk);
        let saved = candidate.saves(&desk, slot, &choice, sequence).await?;
        if saved.status != 200 {
            return Err(candidate.amazed("a save after a jump of the clock", &saved));
        }
        record.acknowledged(slot, choice, sequence);
    }
    // the clock is in doubt: when the time is over nothing is taken any more, and nobody is ended in silence
    node.advance(u64::try_from(left_ms).unwrap_or_default() + 60_000).await?;
    sleep(Duration::from_millis(1_300)).await;
    let late = candidate.saves(&desk, desk.slots[0].number, "A", 1_000).await?;
    if late.status != 410 {
        return Err(candidate.amazed("a save after the deadline", &late));
    }
    candidate.hands_in(&desk).await?;
    let found = compare(places, node, &exam, candidates, vec![record]).await?;
    program.end()?;
    Ok(found)
}

/// Where the program is when the clock jumps.
#[derive(Clone, Copy)]
enum When {
    Running,
    Down,
}

/// How long the candidate has, as the program tells it; told in the time of Nantong, wherever the program runs.
async fn left(candidate: &mut Candidate, desk: &Desk) -> Result<i64, Failure> {
    let room = candidate.gets(&format!("/api/v1/attempts/{}", desk.attempt)).await?;
    let told = room.json();
    let moment = |name: &str| told[name].as_str().and_then(moment_ms);
    match (moment("deadline_at"), moment("server_now")) {
        (Some(deadline), Some(now)) => Ok(deadline - now),
        _ => Err(candidate.amazed("the exam room", &room)),
    }
}

/// `2026-11-20T09:05:00.123+08:00` within its month and the next: enough to tell two moments of one exam apart.
fn moment_ms(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let time = rest.strip_suffix("+08:00")?;
    let mut date = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut time = time.split([':', '.']).map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let milli = time.next().flatten().unwrap_or(0);
    Some((((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1_000 + milli)
}

/// Days since 1 March of the year 0 (proleptic Gregorian): March is the first month, so that a leap day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_apart_across_the_ends_of_months() {
        let ms = |text: &str| moment_ms(text).unwrap();
        assert_eq!(ms("2026-12-01T00:00:00.500+08:00") - ms("2026-11-30T23:59:59+08:00"), 1_500);
        assert_eq!(ms("2028-03-01T00:00:00+08:00") - ms("2028-02-28T00:00:00+08:00"), 2 * 24 * HOUR_MS);
        assert_eq!(moment_ms("2026-12-01T00:00:00Z"), None, "the time of Nantong is told");
    }
}
