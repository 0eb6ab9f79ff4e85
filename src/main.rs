//! The program: arguments in, exit code out.

use std::process::ExitCode;

/// Typst allocates much in small pieces from several threads; how memory is given back is said in `.cargo/config.toml`.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    bluebook::cli::run()
}
