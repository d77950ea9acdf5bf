//! Which figures of the rule packs do the rules about projects follow?

use crate::Fault;
use crate::rulepacks::Rules;

/// The parameters in force for the project's area on the decisive day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// `shutdown.report_limit`: within so many months of its first day a suspension is to be reported (建筑法第十条).
    pub report_months: u32,
    /// `panel.silent_days`: after so many days without attendance a site that builds has no attendance in place.
    pub silent_days: u32,
}

impl Policy {
    /// # Errors
    /// When a pack lacks a parameter or writes it wrongly.
    pub fn from_rules(rules: &Rules) -> Result<Self, Fault> {
        Ok(Self {
            report_months: rules.months("shutdown.report_limit")?,
            silent_days: u32::try_from(rules.integer("panel.silent_days")?).map_err(Fault::internal)?,
        })
    }
}
