//! Starts the runtime and hands the arguments to `cli`.

/// Files and plans are millions of small values that one thread makes and another drops.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::process::ExitCode {
    xinhuo::cli::run(std::env::args_os()).await
}
