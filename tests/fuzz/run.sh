#!/usr/bin/env bash
# The reader under libFuzzer, with the stable compiler and without cargo-fuzz (`cargo fuzz run reader
# --fuzz-dir tests/fuzz` does the same where it is installed).
#   tests/fuzz/run.sh [libFuzzer options, as -runs=10000000 -max_total_time=3600]
# What it finds stands in tests/fuzz/artifacts/reader/; a fixed one is kept in corpus/reader/.
set -euo pipefail
cd "$(dirname "$0")"
export RUSTC_BOOTSTRAP=1
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing"
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --bin reader --target "$host"
mkdir -p artifacts/reader found
exec "target/$host/release/reader" -artifact_prefix=artifacts/reader/ -dict=ics.dict -max_len=16384 -timeout=2 -rss_limit_mb=2048 \
    "$@" found corpus/reader
