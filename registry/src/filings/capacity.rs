//! How many people work under one officer, project by project, and may there be so many (R-111, D-13)? Pure.

use uuid::Uuid;

use super::check_capacity;
use crate::Refusal;

pub const LIMIT: &str = "capacity.limit";
pub const GRACE: &str = "capacity.grace";

/// The workers of one project today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteCount {
    pub project: Uuid,
    /// `None`: not for whoever asks, such as a project of another enterprise.
    pub name: Option<String>,
    pub people: i64,
}

closed_set! {
    /// Why a task about too many people has ended.
    Closed {
        /// fewer than the limit again
        Fallen = "fallen",
        /// one project is left
        Unbound = "unbound",
    }
}

closed_set! {
    /// The county's word on a further project where no rule allows one (D-01).
    Consent {
        Granted = "granted",
        Refused = "refused",
    }
}

/// The sum that the rule compares.
pub fn total(sites: &[SiteCount]) -> i64 {
    sites.iter().map(|site| site.people).sum()
}

/// Whether one officer may look after these projects.
///
/// # Errors
/// The sum with its limit first, then a line for each project, the largest first.
pub fn check_sites(sites: &[SiteCount], limit: i64) -> Result<(), Vec<Refusal>> {
    let Err(refusal) = check_capacity(sites.len(), total(sites), limit) else { return Ok(()) };
    let mut largest: Vec<&SiteCount> = sites.iter().collect();
    largest.sort_by_key(|site| (std::cmp::Reverse(site.people), site.project));
    Err(std::iter::once(refusal).chain(largest.into_iter().map(line)).collect())
}

fn line(site: &SiteCount) -> Refusal {
    match &site.name {
        Some(name) => Refusal::new("filings.people_of_project").with("project", name).with("people", site.people),
        None => Refusal::new("filings.people_elsewhere").with("people", site.people),
    }
}

/// What becomes of a task, or whether there has to be one: `None` while the limit is reached.
pub fn settled(projects: usize, people: i64, limit: Option<i64>) -> Option<Closed> {
    match limit {
        _ if projects < 2 => Some(Closed::Unbound),
        Some(limit) if people >= limit => None,
        _ => Some(Closed::Fallen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(people: &[i64]) -> Vec<SiteCount> {
        let site = |(number, people): (u128, &i64)| SiteCount {
            project: Uuid::from_u128(number),
            name: (number != 3).then(|| format!("第{number}项目")),
            people: *people,
        };
        (1..).zip(people).map(site).collect()
    }

    // 60 + 39 ok, 60 + 40 refused; 99/100/101
    #[test]
    fn ninety_nine_people_are_few_enough_and_a_hundred_are_not() {
        for (people, is_right) in [
            (&[60, 39][..], true),
            (&[60, 40], false),
            (&[60, 41], false),
            (&[500], true),
            (&[33, 33, 33], true),
            (&[33, 33, 34], false),
            (&[0, 0, 0], true),
        ] {
            assert_eq!(check_sites(&sites(people), 100).is_ok(), is_right, "{people:?}");
        }
    }

    #[test]
    fn the_refusal_counts_project_by_project_and_names_none_of_others() {
        let refused = check_sites(&sites(&[30, 50, 40]), 100).unwrap_err();
        let told: Vec<_> = refused.iter().map(|one| (one.code, one.details.clone())).collect();
        let people = |number: &str| ("people", number.to_owned());
        assert_eq!(
            told,
            [
                ("filings.too_many_people", vec![people("120"), ("limit", "100".to_owned())]),
                ("filings.people_of_project", vec![("project", "第2项目".to_owned()), people("50")]),
                ("filings.people_elsewhere", vec![people("40")]),
                ("filings.people_of_project", vec![("project", "第1项目".to_owned()), people("30")]),
            ]
        );
    }

    #[test]
    fn a_task_ends_when_the_sum_falls_or_one_project_is_left() {
        assert_eq!(settled(2, 100, Some(100)), None);
        assert_eq!(settled(2, 99, Some(100)), Some(Closed::Fallen));
        assert_eq!(settled(1, 100, Some(100)), Some(Closed::Unbound));
        assert_eq!(settled(2, 100, None), Some(Closed::Fallen), "where no rule says anything nothing is asked for");
    }
}
