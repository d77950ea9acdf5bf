//! How do the filings of projects stand beside their starts, by the rules of each project's area on the day of filing (D-05)?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::filings::form::{BeforeStart, Punctuality, punctuality};
use crate::projects::store::rules_of_days;
use crate::rulepacks::Rules;
use crate::{Day, Fault};

const BEFORE_START: &str = "filing.before_start";

/// The confirmed starts, and which days they let in.
pub(super) struct Starts {
    days: HashMap<Uuid, Day>,
    /// by the project and the day of filing
    rules: BTreeMap<(Uuid, Day), BeforeStart>,
}

impl Starts {
    /// `filed` are the projects with the days that will be judged. The readings differ about the day of the start alone:
    /// rules are read for what was filed on it.
    pub(super) async fn read<C: ConnectionTrait>(
        db: &C,
        days: HashMap<Uuid, Day>,
        mut filed: BTreeSet<(Uuid, Day)>,
    ) -> Result<Self, Fault> {
        filed.retain(|(project, filed_on)| days.get(project) == Some(filed_on));
        let rules = match filed.is_empty() {
            true => BTreeMap::new(),
            false => rules_of_days(db, &filed).await?,
        };
        let rules = rules.into_iter().map(|(of, rules)| Ok((of, reading(&rules)?)));
        Ok(Self { days, rules: rules.collect::<Result<_, Fault>>()? })
    }

    pub(super) fn judge(&self, project: Uuid, filed_on: Day) -> Punctuality {
        let rule = self.rules.get(&(project, filed_on)).copied().unwrap_or(BeforeStart::Strictly);
        punctuality(filed_on, self.days.get(&project).copied(), rule)
    }
}

/// Before the day of the paper the words are taken as they stand.
fn reading(rules: &Rules) -> Result<BeforeStart, Fault> {
    match rules.has(BEFORE_START) {
        true => {
            let code = rules.code(BEFORE_START)?;
            BeforeStart::parse(code).ok_or_else(|| Fault::internal(format!("{BEFORE_START} is {code}")))
        }
        false => Ok(BeforeStart::Strictly),
    }
}
