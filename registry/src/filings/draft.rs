//! What does somebody type who asks to be bound?

use uuid::Uuid;

use super::{Duty, Employment, Level, Post, Wish};
use crate::{Day, Refusal};

/// As it comes from a form: codes, an id, a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub level: String,
    /// of level project only, as is the duty
    pub project: String,
    pub duty: String,
    pub employment: String,
    /// `YYYY-MM-DD`
    pub joined: String,
}

impl Draft {
    /// What is asked for of this enterprise.
    ///
    /// # Errors
    /// A refusal on each field that says nothing.
    pub fn check(&self, enterprise: Uuid) -> Result<Wish, Vec<Refusal>> {
        let mut wrong = Vec::new();
        let post = self.post(&mut wrong);
        let employment =
            known(Employment::parse(&self.employment), ("employment", "filings.employment_missing"), &mut wrong);
        let joined = known(Day::parse(self.joined.trim()), ("joined", "filings.joined_missing"), &mut wrong);
        match (post, employment, joined) {
            (Some(post), Some(employment), Some(joined)) => Ok(Wish { enterprise, post, employment, joined }),
            _ => Err(wrong),
        }
    }

    fn post(&self, wrong: &mut Vec<Refusal>) -> Option<Post> {
        match known(Level::parse(&self.level), ("level", "filings.level_missing"), wrong)? {
            Level::Enterprise => Some(Post::Enterprise),
            Level::Project => {
                let project = known(self.project.parse().ok(), ("project", "filings.project_missing"), wrong);
                let duty = known(Duty::parse(&self.duty), ("duty", "filings.duty_missing"), wrong);
                project.zip(duty).map(|(project, duty)| Post::Project { project, duty })
            }
        }
    }
}

fn known<T>(read: Option<T>, (field, code): (&'static str, &'static str), wrong: &mut Vec<Refusal>) -> Option<T> {
    if read.is_none() {
        wrong.push(Refusal::on(field, code));
    }
    read
}
