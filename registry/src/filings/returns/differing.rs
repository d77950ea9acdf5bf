//! What does a version of a return say otherwise than the one before: in sum, by industry, and project by project?

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::{Content, Difference, Line, Sums};

closed_set! {
    /// One thing that is said about a project.
    Point {
        /// its name
        Project = "project",
        Industry = "industry",
        Contractor = "contractor",
        Officer = "officer",
        FiledOn = "filed_on",
        /// with whether it came late
        FiledAs = "filed_as",
        Pledge = "pledge",
    }
}

/// Everything that a version says otherwise than the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// of the whole county
    pub whole: Vec<Difference>,
    /// by the industry's code, in its order; only those of which something differs
    pub industries: Vec<(String, Vec<Difference>)>,
    /// In the order of the later version, then those that are not in it any more.
    pub projects: Vec<ProjectDifference>,
}

/// A project about which two versions say something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectDifference {
    /// The version before does not have it.
    Came(Line),
    /// The later version does not have it.
    Left(Line),
    Changed {
        before: Line,
        after: Line,
        /// never none
        points: Vec<Point>,
    },
}

impl Differences {
    /// Whether both say the same; the moment alone is no difference.
    pub fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.industries.is_empty() && self.projects.is_empty()
    }
}

impl Content {
    /// What the version `after` this one says otherwise.
    pub fn differences(&self, after: &Self) -> Differences {
        Differences {
            whole: self.whole.differences(&after.whole),
            industries: by_industry(&self.industries, &after.industries),
            projects: by_project(&self.lines, &after.lines),
        }
    }
}

/// An industry that one of them does not have counts nothing there.
fn by_industry(before: &[(String, Sums)], after: &[(String, Sums)]) -> Vec<(String, Vec<Difference>)> {
    let sums = |of: &[(String, Sums)], code: &str| {
        of.iter().find(|(other, _)| other == code).map(|(_, sums)| *sums).unwrap_or_default()
    };
    let codes: BTreeSet<&str> = before.iter().chain(after).map(|(code, _)| code.as_str()).collect();
    let told = codes.into_iter().map(|code| (code.to_owned(), sums(before, code).differences(&sums(after, code))));
    told.filter(|(_, differences)| !differences.is_empty()).collect()
}

fn by_project(before: &[Line], after: &[Line]) -> Vec<ProjectDifference> {
    let earlier: HashMap<Uuid, &Line> = before.iter().map(|line| (line.project, line)).collect();
    let later: BTreeSet<Uuid> = after.iter().map(|line| line.project).collect();
    let told = after.iter().filter_map(|line| match earlier.get(&line.project) {
        Some(before) => changed(before, line),
        None => Some(ProjectDifference::Came(line.clone())),
    });
    let left = before.iter().filter(|line| !later.contains(&line.project));
    told.chain(left.map(|line| ProjectDifference::Left(line.clone()))).collect()
}

fn changed(before: &Line, after: &Line) -> Option<ProjectDifference> {
    let points: Vec<Point> = Point::ALL.into_iter().filter(|point| !point.is_said_alike(before, after)).collect();
    (!points.is_empty()).then(|| ProjectDifference::Changed { before: before.clone(), after: after.clone(), points })
}

impl Point {
    fn is_said_alike(self, before: &Line, after: &Line) -> bool {
        match self {
            Self::Project => before.name == after.name,
            Self::Industry => before.industry == after.industry,
            Self::Contractor => before.contractor == after.contractor,
            Self::Officer => before.officer == after.officer,
            Self::FiledOn => before.filed_on == after.filed_on,
            Self::FiledAs => (before.filed_as, before.is_late) == (after.filed_as, after.is_late),
            Self::Pledge => before.has_pledge == after.has_pledge,
        }
    }
}
