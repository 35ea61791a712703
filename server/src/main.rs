//! The program: reads the command line and runs one command.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::command::run()
}
