//! How did each stage end, and after how long?

use std::time::Instant;

use crate::failure::Failure;
use crate::step::step;

/// The stages run so far, in order.
#[derive(Default)]
pub struct Stages(Vec<Stage>);

struct Stage {
    name: String,
    seconds: f64,
    failure: Option<Failure>,
}

impl Stages {
    /// Runs one stage; its failure is kept for the table, and `None` comes back.
    pub fn run<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T, Failure>) -> Option<T> {
        let started = Instant::now();
        let outcome = step(name, work);
        let (value, failure) = match outcome {
            Ok(value) => (Some(value), None),
            Err(failure) => {
                println!("error: {failure}");
                (None, Some(failure))
            }
        };
        self.0.push(Stage { name: name.to_owned(), seconds: started.elapsed().as_secs_f64(), failure });
        value
    }

    /// Prints the table; fails when a stage did.
    pub fn conclude(self) -> Result<(), Failure> {
        print!("\n{}", self.table());
        match self.0.iter().filter(|stage| stage.failure.is_some()).count() {
            0 => Ok(()),
            failed => Err(Failure::Stages { failed, all: self.0.len() }),
        }
    }

    fn table(&self) -> String {
        let width = self.0.iter().map(|stage| stage.name.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        for Stage { name, seconds, failure } in &self.0 {
            let verdict = failure.as_ref().map_or_else(|| "ok".to_owned(), |failure| format!("FAILED: {failure}"));
            text.push_str(&format!("{name:width$}  {seconds:>7.1} s  {verdict}\n"));
        }
        let all: f64 = self.0.iter().map(|stage| stage.seconds).sum();
        text.push_str(&format!("{:width$}  {all:>7.1} s\n", "all"));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_stage_does_not_stop_the_next_and_fails_the_whole() {
        let mut stages = Stages::default();
        assert!(stages.run("first", || Err::<(), _>(Failure::Missing("no cow".to_owned()))).is_none());
        assert_eq!(stages.run("second", || Ok(7)), Some(7));
        let table = stages.table();
        assert!(table.contains("FAILED: no cow") && table.lines().count() == 3, "{table}");
        assert!(matches!(stages.conclude(), Err(Failure::Stages { failed: 1, all: 2 })));
    }

    #[test]
    fn all_well_is_success() {
        let mut stages = Stages::default();
        stages.run("only", || Ok(()));
        assert!(stages.conclude().is_ok());
    }
}
