//! What does an enterprise say of the officer whom it confirms or assigns? Kept and shown, never scored.

use crate::Refusal;
use crate::fault::worded;

/// More nobody has worked.
pub const MOST_YEARS: i32 = 60;
/// Characters of a statement.
pub const MOST_STATED: usize = 500;

/// What is not said is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nomination {
    /// of labour management, whole ones
    pub experience_years: Option<i32>,
    pub statement: Option<String>,
}

impl Nomination {
    /// As it comes from a form.
    ///
    /// # Errors
    /// On `experience_years`, unless it is a number up to [`MOST_YEARS`]; on `statement`, when it is longer than
    /// [`MOST_STATED`].
    pub fn read(years: &str, statement: &str) -> Result<Self, Vec<Refusal>> {
        let years = years_of(years.trim());
        let statement = worded(statement, 0..=MOST_STATED, || Refusal::on("statement", "filings.statement_length"));
        match (years, statement) {
            (Ok(experience_years), Ok(statement)) => {
                Ok(Self { experience_years, statement: Some(statement).filter(|said| !said.is_empty()) })
            }
            (years, statement) => Err(years.err().into_iter().chain(statement.err()).collect()),
        }
    }
}

fn years_of(typed: &str) -> Result<Option<i32>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let years = typed.parse().ok().filter(|years| (0..=MOST_YEARS).contains(years));
    years.map(Some).ok_or_else(|| Refusal::on("experience_years", "filings.experience_years"))
}

#[cfg(test)]
mod tests;
