//! Which cargo features do the tests need?

use serde_json::Value;

use crate::failure::Failure;
use crate::places::Places;
use crate::step;

/// Package and feature: what only tests switch on.
const WANTED: [(&str, &str); 3] = [("server", "fixtures"), ("registry", "fixtures"), ("question-bank", "embedded")];

/// The value for `--features`: those of the wanted ones that the packages have.
pub fn for_tests(places: &Places) -> Result<String, Failure> {
    let metadata = step::read(step::cargo(places, "metadata").args(["--no-deps", "--format-version", "1"]))?;
    Ok(select(&metadata))
}

fn select(metadata: &str) -> String {
    let parsed: Value = serde_json::from_str(metadata).unwrap_or_default();
    let packages = parsed["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let has = |package: &str, feature: &str| {
        packages.iter().any(|it| it["name"] == package && it["features"].get(feature).is_some())
    };
    let found = WANTED.iter().filter(|(package, feature)| has(package, feature));
    found.map(|(package, feature)| format!("{package}/{feature}")).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_features_that_exist_are_asked_for() {
        let metadata = r#"{"packages":[
            {"name":"server","features":{"fixtures":[]}},
            {"name":"registry","features":{"db":[],"fixtures":["db"]}},
            {"name":"question-bank","features":{}}]}"#;
        assert_eq!(select(metadata), "server/fixtures,registry/fixtures");
    }
}
