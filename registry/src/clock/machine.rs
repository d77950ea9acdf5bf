//! How long has this machine run? Linux tells it, sleep included, and names each start of the machine.

use std::fs;

use super::Uptime;
use crate::instant::SECOND_MS;

/// None where the system does not tell.
pub fn uptime() -> Option<Uptime> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let ms = ms_of(&fs::read_to_string("/proc/uptime").ok()?)?;
    Some(Uptime { boot: boot.trim().to_owned(), ms })
}

/// `350735.47 234388.90`: seconds since the start, with hundredths; what follows is of no concern.
fn ms_of(told: &str) -> Option<i64> {
    let (seconds, hundredths) = told.split_whitespace().next()?.split_once('.')?;
    let seconds: i64 = seconds.parse().ok()?;
    let hundredths: i64 = hundredths.parse().ok()?;
    Some(seconds * SECOND_MS + hundredths * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_figure_counts_to_the_hundredth() {
        assert_eq!(ms_of("350735.47 234388.90\n"), Some(350_735_470));
        assert_eq!(ms_of("0.05 0.00\n"), Some(50));
        for strange in ["", "12", "a.b"] {
            assert_eq!(ms_of(strange), None, "{strange}");
        }
    }
}
