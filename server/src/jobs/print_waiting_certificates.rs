//! Which certificates wait to be printed, because no font has a character of theirs? They stand in the list of jobs until a
//! font is there; each was asked for by somebody.

use std::collections::BTreeMap;

use app::state::AppState;
use registry::certificates::paper_data;
use registry::instant::MINUTE_MS;
use registry::{Ctx, Fault, jobs};

use super::Job;
use crate::press::{Print, print};

pub const JOB: Job =
    Job { name: NAME, every_ms: 10 * MINUTE_MS, run: |state| Box::pin(async move { run(&state).await }) };

const NAME: &str = "print_waiting_certificates";
/// More are not written down: whoever asks again stands there again.
const MOST: usize = 100;

/// Puts a certificate on the list.
///
/// # Errors
/// When the database refuses.
pub async fn wait(ctx: &Ctx, number: &str, character: char) -> Result<(), Fault> {
    let joined = |known: Option<&str>| {
        let mut list = Waiting::read(known);
        list.add(number, character);
        list.write()
    };
    jobs::amend(ctx, NAME, joined).await
}

/// Tries each again; what can be printed now leaves the list, and what failed for another reason stays on it.
async fn run(state: &AppState) -> Result<String, Fault> {
    let known = jobs::list(&state.ctx).await?.into_iter().find(|job| job.name == NAME);
    let mut list = Waiting::read(known.and_then(|job| job.last_result).as_deref());
    let numbers: Vec<String> = list.0.keys().cloned().collect();
    for number in numbers {
        match try_again(&state.ctx, &number).await {
            Ok(Print::Sheet(_)) | Err(Fault::NotFound) => list.remove(&number),
            Ok(Print::Waits(character)) => list.add(&number, character),
            Err(fault) => tracing::warn!(number, %fault, "a sheet waits on"),
        }
    }
    Ok(list.write())
}

async fn try_again(ctx: &Ctx, number: &str) -> Result<Print, Fault> {
    print(&paper_data(ctx, number).await?).await
}

/// The list as the job's result says it: `2 wait: NUMBER U+2B7F7, NUMBER U+9FED`. No name stands in it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Waiting(BTreeMap<String, String>);

impl Waiting {
    fn read(result: Option<&str>) -> Self {
        let lines = result.and_then(|result| result.split_once(jobs::WAITING)).map_or("", |(_, lines)| lines);
        let pairs = lines.split(", ").filter_map(|line| line.split_once(' '));
        Self(pairs.map(|(number, point)| (number.to_owned(), point.to_owned())).collect())
    }

    fn add(&mut self, number: &str, character: char) {
        if self.0.len() < MOST || self.0.contains_key(number) {
            self.0.insert(number.to_owned(), format!("U+{:04X}", u32::from(character)));
        }
    }

    fn remove(&mut self, number: &str) {
        self.0.remove(number);
    }

    fn write(&self) -> String {
        if self.0.is_empty() {
            return "0 wait".to_owned();
        }
        let lines: Vec<String> = self.0.iter().map(|(number, point)| format!("{number} {point}")).collect();
        format!("{}{}{}", self.0.len(), jobs::WAITING, lines.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_as_it_was_written_and_names_each_once() {
        let mut list = Waiting::read(Some("0 wait"));
        assert_eq!(list, Waiting::default());
        for (number, character) in [("B-2", '䶮'), ("A-1", '\u{2b7f7}'), ("B-2", '䶮')] {
            list.add(number, character);
        }
        assert_eq!(list.write(), "2 wait: A-1 U+2B7F7, B-2 U+4DAE");
        assert_eq!(Waiting::read(Some(&list.write())), list);
        (0..200).for_each(|number| list.add(&number.to_string(), '䶮'));
        assert_eq!(list.0.len(), MOST);
        assert_eq!(Waiting::read(Some("failed: no")), Waiting::default());
    }
}
