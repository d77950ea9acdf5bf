//! Which threshold is in force, where, on which day? Every figure of the rules is a parameter of a versioned pack; for
//! each parameter the most specific area wins, in the version in force on the decisive day.

#[cfg(feature = "db")]
pub mod changes;
pub mod known;
#[cfg(feature = "db")]
pub mod store;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Day, Fault, instant};

/// One version of one pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePack {
    pub pack: String,
    /// the area's code
    pub area: String,
    pub version: i32,
    pub effective_from: Day,
    pub parameters: BTreeMap<String, Value>,
}

/// Which version of which pack says something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    pub pack: String,
    /// the area's code
    pub area: String,
    pub version: i32,
    pub effective_from: Day,
}

/// One parameter in force, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    pub value: Value,
    pub source: Source,
}

/// What is in force for an area on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InForce {
    /// What the code that was asked about means on the day.
    pub area: String,
    pub day: Day,
    /// The pack versions that govern, those that win last.
    pub packs: Vec<Source>,
    /// In the order of their names.
    pub parameters: Vec<Parameter>,
}

/// The parameters in force for an area on a day, and the pack version that each came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    values: BTreeMap<String, (Value, String)>,
}

impl Rules {
    /// `packs` in rising order of specificity: city first, county last. Later versions come after earlier ones.
    pub fn combine<'a>(packs: impl IntoIterator<Item = &'a RulePack>) -> Self {
        let mut values = BTreeMap::new();
        for pack in packs {
            for (name, value) in &pack.parameters {
                values.insert(name.clone(), (value.clone(), pack.label()));
            }
        }
        Self { values }
    }

    /// The same rules with one parameter set, marked with who set it.
    pub fn with(mut self, name: &str, value: Value, source: &str) -> Self {
        self.values.insert(name.to_owned(), (value, source.to_owned()));
        self
    }

    fn value(&self, name: &str) -> Result<&Value, Fault> {
        self.values.get(name).map(|(value, _)| value).ok_or_else(|| Fault::internal(format!("no rule names {name}")))
    }

    /// Whether any pack sets it: for the few parameters that are not everywhere.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// What it says, where any pack sets it.
    pub fn find(&self, name: &str) -> Option<&Value> {
        self.values.get(name).map(|(value, _)| value)
    }

    pub fn integer(&self, name: &str) -> Result<i64, Fault> {
        self.value(name)?.as_i64().ok_or_else(|| Fault::internal(format!("{name} is no integer")))
    }

    pub fn is_on(&self, name: &str) -> Result<bool, Fault> {
        self.value(name)?.as_bool().ok_or_else(|| Fault::internal(format!("{name} is neither on nor off")))
    }

    pub fn code(&self, name: &str) -> Result<&str, Fault> {
        self.value(name)?.as_str().ok_or_else(|| Fault::internal(format!("{name} is no code")))
    }

    /// A fixed span in milliseconds: `5 s`, `30 min`, `24 h`, `2 day`. Months and working days are calendars' work.
    pub fn span_ms(&self, name: &str) -> Result<i64, Fault> {
        parse_span(self.code(name)?).ok_or_else(|| Fault::internal(format!("{name} is no span of time")))
    }

    /// A period of working days: `5 working_day`.
    pub fn working_days(&self, name: &str) -> Result<u32, Fault> {
        let count = self.code(name)?.strip_suffix(" working_day").and_then(|count| count.parse().ok());
        count.ok_or_else(|| Fault::internal(format!("{name} is no number of working days")))
    }

    /// A period of calendar months, at least one: `1 month`.
    pub fn months(&self, name: &str) -> Result<u32, Fault> {
        let count = self.code(name)?.strip_suffix(" month").and_then(|count| count.parse().ok());
        count.filter(|months| *months > 0).ok_or_else(|| Fault::internal(format!("{name} is no number of months")))
    }

    /// Which pack version gave each of these parameters: `A/320613/1`.
    pub fn sources(&self, names: &[&str]) -> String {
        let mut sources: Vec<&str> =
            names.iter().filter_map(|name| self.values.get(*name)).map(|(_, source)| source.as_str()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.join(",")
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value, &str)> {
        self.values.iter().map(|(name, (value, source))| (name.as_str(), value, source.as_str()))
    }
}

impl RulePack {
    pub fn label(&self) -> String {
        self.source().label()
    }

    pub fn source(&self) -> Source {
        Source {
            pack: self.pack.clone(),
            area: self.area.clone(),
            version: self.version,
            effective_from: self.effective_from,
        }
    }
}

impl Source {
    /// As [`Rules::sources`] writes it: `A/320613/1`.
    pub fn label(&self) -> String {
        format!("{}/{}/{}", self.pack, self.area, self.version)
    }
}

impl InForce {
    /// `packs` in the order of [`Rules::combine`].
    pub fn of<'a>(area: String, day: Day, packs: impl IntoIterator<Item = &'a RulePack>) -> Self {
        let mut said: BTreeMap<&str, (&Value, &RulePack)> = BTreeMap::new();
        let mut sources = Vec::new();
        for pack in packs {
            sources.push(pack.source());
            said.extend(pack.parameters.iter().map(|(name, value)| (name.as_str(), (value, pack))));
        }
        let parameters = said
            .into_iter()
            .map(|(name, (value, pack))| Parameter {
                name: name.to_owned(),
                value: value.clone(),
                source: pack.source(),
            })
            .collect();
        Self { area, day, packs: sources, parameters }
    }
}

fn parse_span(text: &str) -> Option<i64> {
    let (count, unit) = text.split_once(' ')?;
    let unit_ms = match unit {
        "s" => instant::SECOND_MS,
        "min" => instant::MINUTE_MS,
        "h" => instant::HOUR_MS,
        "day" => instant::DAY_MS,
        _ => return None,
    };
    count.parse::<i64>().ok()?.checked_mul(unit_ms)
}

#[cfg(test)]
mod tests;
