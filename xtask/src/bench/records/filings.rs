//! How long do the offices wait for their queues, their lists and the monthly return, with an officer on nearly every site of the
//! city?

use std::time::Instant;

use super::pages::waits;
use crate::bench::beside::{Change, changed};
use crate::bench::table::{Goal, Row};
use crate::failure::Failure;
use crate::load::office::Clerk;
use crate::load::program::Node;
use crate::load::quantile;
use crate::places::Places;
use crate::soak::Ground;
use crate::step;

/// What comes into the city beside the program.
const SEED: &str = include_str!("officers.sql");
/// What each database says where the seed has a word in braces.
const SQLITE: [(&str, &str); 5] = [
    ("{begin}", "BEGIN IMMEDIATE"),
    ("{new}", "randomblob(16)"),
    ("{now}", "CAST(strftime('%s', 'now') AS INTEGER) * 1000"),
    ("{day}", "strftime('%Y-%m-%d', at / 1000 + 28800, 'unixepoch')"),
    ("{position}", "instr"),
];
const POSTGRES: [(&str, &str); 5] = [
    ("{begin}", "BEGIN"),
    ("{new}", "gen_random_uuid()"),
    ("{now}", "CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)"),
    ("{day}", "to_char(to_timestamp(at / 1000) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')"),
    ("{position}", "strpos"),
];

/// What an office opens, in words, and where.
type Pages = &'static [(&'static str, &'static str)];
/// By the role of whoever asks.
const DESKS: [(&str, Pages); 3] = [
    (
        "human_resources",
        &[
            ("forms that wait for a county's human resources office", "/office/filings"),
            ("forms that it has accepted", "/office/filings?which=accepted"),
            ("officers whom it has to train", "/office/filings/first"),
            ("sites of a county without an officer", "/office/filings/without"),
            ("changes of officers in a county", "/office/filings/changes"),
            ("sites of a county where the sources differ", "/office/agreements"),
        ],
    ),
    ("industry", &[("forms that wait for a county's industry department", "/office/filings")]),
    (
        "city",
        &[
            ("forms that wait anywhere in the city", "/office/filings"),
            ("sites of the city without an officer", "/office/filings/without"),
            ("changes of officers in the city", "/office/filings/changes"),
            ("sites of the city where the sources differ", "/office/agreements"),
            ("the returns of all counties", "/office/returns"),
        ],
    ),
];

/// The return of the cast's county, about the month before unless another is named.
const RETURN: &str = "/office/returns/counties/320613";
const WHOSE: &str = "county_arrears";
/// So many months are returned, one after the other.
const MONTHS: u32 = 12;

/// Puts so many officers into the city, on nearly every site one who is filed for.
pub fn seed(places: &Places, ground: &Ground, node: &Node, officers: u32) -> Result<(), Failure> {
    let sqlite = said(&SQLITE, officers);
    // the server would look at what is new by itself, a minute later
    let postgres = format!("{} ANALYZE;", said(&POSTGRES, officers));
    let question = "SELECT count(*) FROM bindings WHERE confirmed_at IS NOT NULL AND ended_at IS NULL";
    let told = changed(places, ground, node, &Change { sqlite, postgres, question })?;
    match told.trim().parse::<u32>() {
        // some sites have nobody, and some officers have left
        Ok(bound) if bound >= officers / 10 * 9 => Ok(()),
        _ => Err(Failure::Trial(format!("of {officers} officers these are bound: {told}"))),
    }
}

/// What the offices in charge wait for. At the end one county has all sites: nothing else is to be measured after that.
pub async fn waited_for(places: &Places, ground: &Ground, node: &Node) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    for (role, pages) in DESKS {
        let mut clerk = Clerk::comes(node, role).await?;
        for (what, path) in pages {
            rows.extend(both(what, &waits(&mut clerk, path).await?, "ms", Goal::at_most(100.0, 50.0)));
        }
    }
    let mut county = Clerk::comes(node, WHOSE).await?;
    let looked_on = waits(&mut county, "/office/filings").await?;
    rows.extend(both("forms that wait in a county, looked on", &looked_on, "ms", Goal::at_most(100.0, 50.0)));
    let looked_at = waits(&mut county, RETURN).await?;
    rows.extend(both("a county's return of the month", &looked_at, "ms", Goal::at_most(100.0, 50.0)));
    let made = made(&mut county, &months(places, 1)?).await?;
    rows.extend(both("a county's return, made", &made, "s", Goal::at_most(2.0, 0.5)));
    rows.extend(of_whole_city(places, ground, node, &mut county).await?);
    Ok(rows)
}

/// A county that has every site of the city.
async fn of_whole_city(places: &Places, ground: &Ground, node: &Node, county: &mut Clerk) -> Result<Vec<Row>, Failure> {
    let moved = "UPDATE projects SET area = '320613'";
    let question = "SELECT count(*) FROM projects WHERE accepted_at IS NOT NULL AND merged_into IS NULL";
    let (sqlite, postgres) = (moved.to_owned(), format!("{moved}; ANALYZE projects"));
    let sites = changed(places, ground, node, &Change { sqlite, postgres, question })?;
    // of months that nobody has returned: a correction would show every other site as new
    let months = months(places, MONTHS + 1)?;
    let latest = months.first().cloned().unwrap_or_default();
    let looked_at = waits(county, &format!("{RETURN}?month={latest}")).await?;
    let made = made(county, &months).await?;
    let what = format!("a return of {} sites", sites.trim());
    let mut rows = Vec::from(both(&what, &looked_at, "ms", None));
    rows.extend(both(&format!("{what}, made"), &made, "s", Goal::at_most(2.0, 0.5)));
    Ok(rows)
}

/// The seconds of each return that was submitted.
async fn made(county: &mut Clerk, months: &[String]) -> Result<Vec<f64>, Failure> {
    let mut seconds = Vec::new();
    for month in months {
        let asked_at = Instant::now();
        county.fills_in(RETURN, &[("month", month.as_str())]).await?;
        seconds.push(asked_at.elapsed().as_secs_f64());
    }
    Ok(seconds)
}

/// As the program counts them.
fn months(places: &Places, first: u32) -> Result<Vec<String>, Failure> {
    let this = step::read(step::program(places, "date").env("TZ", "Asia/Shanghai").arg("+%Y-%m"))?;
    months_before(&this, first).ok_or_else(|| Failure::Trial(format!("{this} is no month")))
}

/// From the one so many months before this one on backwards.
fn months_before(this: &str, first: u32) -> Option<Vec<String>> {
    let (year, month) = this.split_once('-')?;
    let whole = year.parse::<u32>().ok()? * 12 + month.parse::<u32>().ok()? - 1;
    let back = (first..first + MONTHS).map(|ago| whole.checked_sub(ago));
    back.map(|months| months.map(|of| format!("{}-{:02}", of / 12, of % 12 + 1))).collect()
}

/// The goal is of the second.
fn both(what: &str, waits: &[f64], unit: &'static str, goal: Option<Goal>) -> [Row; 2] {
    let at = |share| quantile(waits, share).unwrap_or_default();
    [
        Row::plain(format!("{what}, median"), at(0.5), unit, None),
        Row::plain(format!("{what}, p95"), at(0.95), unit, goal),
    ]
}

fn said(words: &[(&str, &str)], officers: u32) -> String {
    let whole = SEED.replace("{officers}", &officers.to_string());
    words.iter().fold(whole, |text, (word, said)| text.replace(word, said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_database_gets_the_seed_without_a_word_in_braces() {
        for words in [SQLITE, POSTGRES] {
            let text = said(&words, 6_000);
            assert!(!text.contains(['{', '}']) && text.contains("WHERE n < 6000"), "{text}");
        }
    }

    #[test]
    fn months_go_back_over_the_year() {
        let months = months_before("2026-03", 1).unwrap();
        assert_eq!((months.len(), months[0].as_str(), months[3].as_str()), (12, "2026-02", "2025-11"));
        assert_eq!(months_before("2026-03", 13).unwrap()[0], "2025-02");
        assert_eq!(months_before("March", 1), None);
    }
}
