//! Which answers are right? The bank as its authors wrote it, read from the same files as the program.

use std::collections::HashMap;
use std::fs;

use serde_json::Value;

use super::candidate::Desk;
use super::program::Node;
use crate::failure::Failure;
use crate::places::Places;
use crate::step;

/// The words of the right options by the stem, without the spaces that only lay the text out.
pub struct Knowledge(HashMap<String, Vec<String>>);

impl Knowledge {
    pub fn read(places: &Places) -> Result<Self, Failure> {
        let folder = places.root.join("question-bank/bank");
        let mut known = HashMap::new();
        for entry in fs::read_dir(&folder).map_err(Failure::at(&folder))?.flatten() {
            let path = entry.path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(Failure::at(&path))?;
            let file: toml::Table =
                text.parse().map_err(|error| Failure::Trial(format!("{}: {error}", path.display())))?;
            let questions = file.get("question").and_then(toml::Value::as_array).into_iter().flatten();
            for question in questions {
                let parts = question.get("parts").and_then(toml::Value::as_array);
                let items = parts.map_or_else(|| vec![question], |parts| parts.iter().collect());
                known.extend(items.into_iter().filter_map(learn));
            }
        }
        Ok(Self(known))
    }

    /// The letters of the right options as the exam room shows them.
    pub fn right(&self, item: &Value) -> Result<String, Failure> {
        let stem = plain(item["stem"].as_str().unwrap_or_default());
        let right = self.0.get(&stem).ok_or_else(|| Failure::Trial(format!("the bank does not know: {stem}")))?;
        let shown =
            item["options"].as_array().into_iter().flatten().map(|text| plain(text.as_str().unwrap_or_default()));
        Ok(('A'..).zip(shown).filter(|(_, text)| right.contains(text)).map(|(letter, _)| letter).collect())
    }

    /// A right answer for each slot of the desk.
    pub fn of(&self, desk: &Desk) -> Result<Vec<(u64, String)>, Failure> {
        desk.items.iter().map(|item| Ok((item["slot"].as_u64().unwrap_or_default(), self.right(item)?))).collect()
    }
}

/// Official questions that papers are drawn from.
pub const QUESTIONS: usize = 500;

/// The official questions, and as many of those for practice beside them as make [`QUESTIONS`]; by `bank load`, as an operator
/// would.
pub fn enlarge(places: &Places, node: &Node) -> Result<(), Failure> {
    let (from, to) = (places.root.join("question-bank/bank"), node.data.join("bank"));
    fs::create_dir_all(&to).map_err(Failure::at(&to))?;
    let (mut official, mut further) = (0, Vec::new());
    let mut names: Vec<_> = fs::read_dir(&from).map_err(Failure::at(&from))?.flatten().collect();
    names.sort_by_key(fs::DirEntry::file_name);
    for entry in names {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let text = fs::read_to_string(&path).map_err(Failure::at(&path))?;
        if name.starts_with("practice-") {
            further.extend(text.split(QUESTION).skip(1).filter_map(made_official));
            continue;
        }
        official += text.matches(QUESTION).count();
        fs::write(to.join(&name), text).map_err(Failure::at(&to))?;
    }
    further.truncate(QUESTIONS.saturating_sub(official));
    if official + further.len() != QUESTIONS {
        return Err(Failure::Trial(format!("{official} official questions and {} others", further.len())));
    }
    fs::write(to.join("further.toml"), further.concat()).map_err(Failure::at(&to))?;
    step::run(node.command(&["bank", "load"]).arg(&to).stdout(std::process::Stdio::null()))
}

const QUESTION: &str = "[[question]]";

/// Not the cases: there are enough of them.
fn made_official(text: &str) -> Option<String> {
    let is_case = text.contains("[[question.");
    let text = text.replacen("id = \"", "id = \"m-", 1).replace("purpose = \"practice\"", "purpose = \"official\"");
    (!is_case).then(|| format!("{QUESTION}{text}"))
}

fn learn(item: &toml::Value) -> Option<(String, Vec<String>)> {
    let stem = plain(item.get("stem")?.as_str()?);
    let answer = item.get("answer")?;
    if let Some(is_right) = answer.as_bool() {
        return Some((stem, vec![if is_right { "正确" } else { "错误" }.to_owned()]));
    }
    let options = item.get("options")?.as_array()?;
    let chosen = answer.as_str()?.bytes().filter_map(|letter| options.get(usize::from(letter.wrapping_sub(b'A'))));
    Some((stem, chosen.filter_map(toml::Value::as_str).map(plain).collect()))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
