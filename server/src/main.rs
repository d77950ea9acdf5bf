//! The program `shanggang`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Requests make many short-lived allocations, and starting makes large ones that should be given back (decision 0022).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    server::commands::main()
}
