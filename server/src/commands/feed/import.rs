//! `shanggang feed import`: how does a file of rows come in without a page? By the same steps: it is kept, gone through on trial
//! if nothing more is wanted, and brought in stretch by stretch. Stopped at any moment, the same command with the same file goes on.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use app::lang::Lang;
use clap::Args;
use registry::accounts::store::on_behalf_of;
use registry::clock::SystemClock;
use registry::feeds::FeedObject;
use registry::feeds::store::Sinks;
use registry::imports::store::{
    ImportView, NewImport, Planted, State, Tally, Target, begin, get, go_on_with, leave_trial_out, list_errors, start,
};
use registry::{Ctx, Fault};
use uuid::Uuid;

use crate::commands::output::{complain, say};
use crate::config::Settings;
use crate::failure::Failure;
use crate::faults::ImportFaults;
use crate::start::{self as beginning, migrating};

#[derive(Args)]
pub struct Options {
    /// CSV (UTF-8 or GB18030, at most 100 MB) or XLSX (at most 20 MB)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which object its rows are, such as WorkerAttendance
    #[arg(long, value_name = "OBJECT", value_parser = object)]
    object: FeedObject,
    /// The project that the rows are about
    #[arg(long, value_name = "ID", requires = "as_account", required_unless_present = "supplier")]
    project: Option<Uuid>,
    /// The supplier whose names of projects the rows use
    #[arg(long, value_name = "ID", conflicts_with = "project")]
    supplier: Option<Uuid>,
    /// Phone or identity number of the person who answers for the rows of a project
    #[arg(long = "as", id = "as_account", value_name = "SIGN_IN")]
    as_account: Option<String>,
    /// Say what the file would come to, and change nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    faults: ImportFaults,
}

/// Bytes that are read at once.
const AT_ONCE: usize = 256 * 1024;
/// Errors that are printed; all of them stand on the page of the import.
const ERRORS_TOLD: usize = 20;
/// Stretches of rows between two words about progress. Each time the file is opened anew and passed through to its place, a
/// workbook as a whole.
const STRETCHES_AT_ONCE: usize = 100;
/// Another node may be at the same file.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

fn object(text: &str) -> Result<FeedObject, String> {
    let known: Vec<&str> = FeedObject::ALL.iter().map(|object| object.code()).collect();
    FeedObject::parse(text).ok_or_else(|| format!("one of {}", known.join(", ")))
}

pub async fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    let program = beginning::open_sparing(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&program).await?;
    let ctx = match (&options.as_account, options.project) {
        (Some(sign_in), Some(_)) => match on_behalf_of(&program, sign_in).await {
            Err(Fault::NotFound) => return Err(Failure::sentence("nobody signs in so")),
            ctx => ctx?,
        },
        _ => program.clone(),
    };
    let (sinks, planted) = (Sinks::built_in(), options.faults.planted());
    let file = File::open(&options.file).map_err(Failure::at(&options.file))?;
    let import = told(bring(&ctx, &sinks, options, file).await)?;
    say(format!("import {import}"));
    if options.dry_run || !leave_trial_out(&ctx, import).await? {
        let tried = until(&ctx, &sinks, import, State::Trying, planted).await?;
        if tried.state == State::Tried {
            print("on trial", &tried.tried);
        }
        if options.dry_run || tried.refusal.is_some() {
            return tell_errors(&ctx, &tried).await;
        }
    }
    if get(&ctx, import).await?.state == State::Tried {
        told(start(&ctx, import).await)?;
    }
    let done = until(&ctx, &sinks, import, State::Running, planted).await?;
    print("brought in", &done.applied);
    tell_errors(&ctx, &done).await?;
    match done.state {
        State::Finished => Ok(()),
        _ => Err(Failure::sentence("it did not come to its end: see the log, and send it again")),
    }
}

async fn bring(ctx: &Ctx, sinks: &Sinks, options: &Options, mut file: File) -> Result<Uuid, Fault> {
    let target = match (options.project, options.supplier) {
        (Some(project), _) => Target::Project(project),
        (None, Some(supplier)) => Target::Supplier(supplier),
        (None, None) => return Err(Fault::NotFound),
    };
    let name = options.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut arrival = begin(ctx, sinks, &NewImport { target, object: options.object, file_name: &name }).await?;
    let mut bytes = vec![0; AT_ONCE];
    loop {
        match file.read(&mut bytes).map_err(Fault::internal)? {
            0 => return arrival.finish(ctx).await,
            read => arrival.take(ctx, &bytes[..read]).await?,
        }
    }
}

/// The import once it is in another state; progress is told meanwhile.
async fn until(ctx: &Ctx, sinks: &Sinks, import: Uuid, state: State, planted: Planted) -> Result<ImportView, Failure> {
    loop {
        let done = go_on_with(ctx, sinks, import, STRETCHES_AT_ONCE, planted).await?;
        let view = get(ctx, import).await?;
        if view.state != state {
            return Ok(view);
        }
        let rows = if state == State::Trying { view.tried.rows } else { view.applied.rows };
        if done > 0 { complain(format!("{rows} rows")) } else { tokio::time::sleep(LOOK_AGAIN).await }
    }
}

fn print(what: &str, tally: &Tally) {
    let Tally { rows, added, unchanged, refused } = tally;
    say(format!("{what}: {rows} rows, {added} added, {unchanged} on record already, {refused} refused"));
}

/// What is wrong with its lines; a file of which nothing can be read is a failure.
async fn tell_errors(ctx: &Ctx, view: &ImportView) -> Result<(), Failure> {
    if let Some(encoding) = view.encoding {
        say(format!("encoding {}", encoding.code()));
    }
    if let Some((code, details)) = &view.refusal {
        return Err(Failure::sentence(sentence(code, details)));
    }
    let (errors, total) = list_errors(ctx, view.id, 0).await?;
    for error in errors.iter().take(ERRORS_TOLD) {
        let column = error.column.unwrap_or_default();
        say(format!("line {} {column}: {}", error.line, sentence(&error.code, &error.details)));
    }
    if total > ERRORS_TOLD as u64 {
        say(format!("{total} errors altogether"));
    }
    Ok(())
}

fn told<T>(outcome: Result<T, Fault>) -> Result<T, Failure> {
    outcome.map_err(|fault| match fault {
        Fault::Refused(refusals) => {
            let sentences: Vec<String> = refusals.iter().map(|refusal| Lang::English.refusal(refusal)).collect();
            Failure::sentence(sentences.join("\n"))
        }
        Fault::NotFound => Failure::sentence("there is no such project or supplier, or the person does not see it"),
        Fault::Forbidden => Failure::sentence("the person may not write such rows there"),
        fault => fault.into(),
    })
}

fn sentence(code: &str, details: &[(String, String)]) -> String {
    let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Lang::English.fill(&format!("refusals.{code}"), &details)
}
