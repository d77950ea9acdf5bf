//! The program `shanggang`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::commands::main()
}
