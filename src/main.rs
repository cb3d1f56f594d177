//! Starts the runtime and hands the arguments to `cli`.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    xinhuo::cli::run(std::env::args_os()).await
}
