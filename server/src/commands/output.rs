//! Where do commands write? What was asked for goes to standard output, complaints and the log to standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::LogFormat;

/// One line; a reader that went away is no fault of ours.
pub fn say(line: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

pub fn complain(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "shanggang: {line}");
}

/// `RUST_LOG` chooses what is logged; without it our own lines and everybody's warnings.
pub fn start_log(format: LogFormat) {
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,server=info,app=info,registry=info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let started = match format {
        LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).finish().try_init(),
        LogFormat::Json => lines.json().flatten_event(true).finish().try_init(),
    };
    // only a second start could fail, and the first log goes on
    drop(started);
}
