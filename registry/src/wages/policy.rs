//! Which figures of the rule packs do the rules about payments follow?

use crate::Fault;
use crate::calendar::Roll;
use crate::rulepacks::Rules;
use crate::workers::{PayDay, PayMonth};

/// The parameters in force for the project's area on the decisive day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// the longest gap between payments of piece rates, in months. Only pack A sets one (D-10).
    pub piece_interval_months: Option<u32>,
    /// The last day where none was agreed, or none is on record (条例第十四条).
    pub default_pay_day: PayDay,
    pub roll: Roll,
    /// 劳动法第十五条, full years
    pub min_age: i32,
    /// Not set, the check gives no result (open points, 2).
    pub minimum: Option<Minimum>,
}

/// The minimum wage of the area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minimum {
    pub month_fen: i64,
    /// 月计薪天数 in hundredths of a day: what a month's wage is divided by
    pub month_days_hundredths: i64,
}

impl Policy {
    /// # Errors
    /// When a pack lacks a parameter that is not optional, or writes one wrongly.
    pub fn from_rules(rules: &Rules) -> Result<Self, Fault> {
        let piece_interval_months = match rules.has("piece_rate.max_interval") {
            true => Some(rules.months("piece_rate.max_interval")?),
            false => None,
        };
        // outside pack A nothing says that the end of a period stays: 民法典第二百零三条 is everybody's law
        let rolls = !rules.has("period.roll_on_holiday") || rules.is_on("period.roll_on_holiday")?;
        let minimum = match rules.has("wage.minimum_month_fen") {
            true => Some(Minimum {
                month_fen: positive(rules, "wage.minimum_month_fen")?,
                month_days_hundredths: positive(rules, "wage.month_days_hundredths")?,
            }),
            false => None,
        };
        Ok(Self {
            piece_interval_months,
            default_pay_day: default_pay_day(rules)?,
            roll: if rolls { Roll::AfterRest } else { Roll::Stays },
            min_age: i32::try_from(rules.integer("worker.min_age")?).map_err(Fault::internal)?,
            minimum,
        })
    }

    /// The longest gap that binds: of the rule's and the contract's the shorter; `None` when neither says one.
    pub fn piece_interval(&self, agreed_months: Option<u32>) -> Option<u32> {
        [self.piece_interval_months, agreed_months].into_iter().flatten().min()
    }
}

fn default_pay_day(rules: &Rules) -> Result<PayDay, Fault> {
    let day_of_month = u32::try_from(rules.integer("wage.default_pay_day")?).map_err(Fault::internal)?;
    let month = PayMonth::parse(rules.code("wage.default_pay_month")?);
    match month.filter(|_| (1..=31).contains(&day_of_month)) {
        Some(month) => Ok(PayDay { day_of_month, month }),
        None => Err(Fault::internal("the day of wages without an agreed one is none")),
    }
}

fn positive(rules: &Rules, name: &str) -> Result<i64, Fault> {
    match rules.integer(name)? {
        value if value > 0 => Ok(value),
        _ => Err(Fault::internal(format!("{name} is not positive"))),
    }
}
