//! Which figures of the rule packs do the rules about workers follow?

use crate::rulepacks::Rules;
use crate::{Fault, Refusal};

/// The parameters in force for the project's area on the decisive day. Ages in full years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// 劳动法第十五条: nobody younger is hired.
    pub min_age: i32,
    /// 劳动法第五十八条: younger people are 未成年工.
    pub adult_age: i32,
    pub retirement_age_men: i32,
    pub retirement_age_women: i32,
    pub training: TrainingRule,
    pub safety: SafetyRule,
}

/// Whether entry needs skill training and safety disclosure (甲文第六条) or contract and registration alone
/// (乙文二（一）, 条例第二十八条).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrainingRule {
    Required,
    Advised,
}

/// Which record shows the safety disclosure (安全技术交底).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafetyRule {
    DisclosureOnly,
    /// Safety and entry education of the national platform count as well.
    EducationCounts,
}

impl Policy {
    /// # Errors
    /// When a pack lacks a parameter or writes it wrongly.
    pub fn from_rules(rules: &Rules) -> Result<Self, Fault> {
        let age = |name: &str| -> Result<i32, Fault> {
            i32::try_from(rules.integer(name)?).map_err(|_| Fault::internal(format!("{name} is no age")))
        };
        Ok(Self {
            min_age: age("worker.min_age")?,
            adult_age: age("worker.adult_age")?,
            retirement_age_men: age("worker.retirement_age_men")?,
            retirement_age_women: age("worker.retirement_age_women")?,
            training: match rules.is_on("entry.training_required")? {
                true => TrainingRule::Required,
                false => TrainingRule::Advised,
            },
            safety: match rules.is_on("entry.safety_education_counts")? {
                true => SafetyRule::EducationCounts,
                false => SafetyRule::DisclosureOnly,
            },
        })
    }

    /// # Errors
    /// When somebody of this age may not be hired.
    pub fn check_hiring_age(self, age: i32) -> Result<(), Refusal> {
        match age < self.min_age {
            true => Err(Refusal::on("birth_day", "workers.under_age").with("age", age).with("min_age", self.min_age)),
            false => Ok(()),
        }
    }
}
