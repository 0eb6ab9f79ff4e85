//! The program: arguments in, exit code out.

use std::process::ExitCode;

/// Typst allocates much in small pieces from several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    bluebook::cli::run()
}
