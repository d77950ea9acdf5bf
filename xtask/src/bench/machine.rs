//! On what were the figures taken? Processor, kernel, load, versions and how safely each database writes.

use std::fs;

use crate::cluster::DURABLE;
use crate::failure::Failure;
use crate::places::Places;
use crate::soak::{Engine, Profile};
use crate::step;

pub fn described(places: &Places, profile: Profile, engine: Engine, load: &str) -> Result<String, Failure> {
    let kernel = step::read(step::program(places, "uname").args(["-s", "-r", "-m"]))?;
    let compiler = step::read(step::program(places, "rustc").arg("--version")).unwrap_or_default();
    let day = step::read(step::program(places, "date").args(["-u", "+%F %H:%M UTC"]))?;
    let build = if profile == Profile::Dev { "unoptimised: no figures" } else { "release" };
    let lines = [
        format!("Taken {day}; {build}; {load}."),
        format!("{}, {} cores; {kernel}; load before {}; {compiler}.", processor(), cores(), load_before()),
        match engine {
            Engine::Sqlite => "WAL, `synchronous=FULL`.".to_owned(),
            Engine::Postgres => format!("{}.", DURABLE.map(|setting| format!("`{setting}`")).join(", ")),
        },
    ];
    Ok(format!("{}\n\n", lines.join("\n")))
}

/// In one line, for a table: the day, processor and kernel.
pub fn in_short(places: &Places) -> Result<String, Failure> {
    let kernel = step::read(step::program(places, "uname").args(["-s", "-r"]))?;
    let day = step::read(step::program(places, "date").args(["-u", "+%F"]))?;
    Ok(format!("{day}; {}, {} cores; {kernel}", processor(), cores()))
}

fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = told.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split_once(": "));
    named.map_or_else(|| "a processor without a name".to_owned(), |(_, name)| name.to_owned())
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Of the last minute.
fn load_before() -> String {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or_default().to_owned()
}

/// Resident memory of a process, in kilobytes.
pub fn resident_kb(process: u32) -> u64 {
    told_kb(process, "VmRSS:")
}

/// The most that it ever was; nothing once the process has ended.
pub fn peak_kb(process: u32) -> u64 {
    told_kb(process, "VmHWM:")
}

fn told_kb(process: u32, name: &str) -> u64 {
    let told = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
