#!/usr/bin/env python3
"""Measures headcounts in bulk: a file of 1,000,000 in, and the review page over them, each beside a plain measure.

usage: reach.py XINHUO [--database sqlite|postgres://...] [--data FOLDER] [--pages 200] [--imports 3] [--sessions N] [--headcounts N]
XINHUO is the release binary. The import stands beside `sqlite3 .import` of the same file, taking turns; the page beside
the same sums by a scan of the rows, in the same database. Medians, and what stands beside each as a ratio. A PostgreSQL
database must be empty and of one's own. Needs the shells sqlite3 and psql, and some 2 GB of disk.
"""
import argparse, http.client, os, pathlib, re, statistics, subprocess, sys, tempfile, time, urllib.parse
import reach_data

SCAN = """SELECT s.theme, substr(CAST(s.day AS TEXT), 1, 7), s.committee_id, COUNT(DISTINCT s.id),
 SUM(CASE WHEN a.kind = 'youth' AND s.kind <> 'field_practice' THEN a.headcount ELSE 0 END),
 SUM(CASE WHEN a.kind = 'parent' THEN a.headcount ELSE 0 END), SUM(CASE WHEN a.kind = 'other' THEN a.headcount ELSE 0 END),
 SUM(CASE WHEN a.kind = 'youth' AND s.kind = 'field_practice' THEN a.headcount ELSE 0 END)
 FROM attendance a JOIN sessions s ON s.id = a.session_id
 WHERE s.status = 'delivered' AND a.state <> 'reported' AND a.replaced_at IS NULL AND s.day BETWEEN '{}' AND '{}'
 GROUP BY 1, 2, 3"""
PAGES = {
    "five years, the city": ("2022-01-01", "2026-12-31", ""),
    "this year, the city": ("2026-01-01", "2026-12-31", ""),
    "cut months, the city": ("2022-03-10", "2026-09-17", ""),
    "five years, a county": ("2022-01-01", "2026-12-31", "N3"),
    "five years, a township": ("2022-01-01", "2026-12-31", "T042"),
    "five years, a village": ("2022-01-01", "2026-12-31", "W0042"),
}


class Program:
    def __init__(self, binary, url, folder):
        self.binary, self.folder = binary, folder
        self.environment = dict(os.environ, DATABASE_URL=url, XINHUO_SECRET="bench " * 10, XINHUO_MAIL=f"dir:{folder}/mail",
                                XINHUO_NOW="2026-11-23 09:00", XINHUO_LOG="warn", LANG="en")

    def run(self, *words):
        """Seconds, output and the most memory in MB."""
        begun = time.monotonic()
        child = subprocess.Popen([self.binary, *map(str, words)], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told = child.stdout.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        if status and words[0] != "check":
            sys.exit(f"{' '.join(map(str, words))}: {told}")
        return time.monotonic() - begun, told.strip(), usage.ru_maxrss / 1024

    def serve(self):
        child = subprocess.Popen([self.binary, "serve", "--listen", "127.0.0.1:0", "--role", "web"], env=self.environment, stdout=subprocess.PIPE)
        for line in child.stdout:
            found = re.search(rb"listening on http://([\d.:]+)", line)
            if found:
                return child, found[1].decode()
        sys.exit("the server did not start")


def signed_in(program, address):
    program.environment["XINHUO_BASE_URL"] = f"http://{address}"
    _, told, _ = program.run("sign-in-link", "bench@example.cn")
    path = urllib.parse.urlparse(re.search(r"http://\S+", told)[0]).path
    line = http.client.HTTPConnection(address)
    line.request("POST", path, "", {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{address}"})
    answer = line.getresponse()
    answer.read()
    cookies = "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")
    return line, {"Cookie": cookies}


def pages(program, count):
    """For each page the seconds of each request, and its bytes."""
    child, address = program.serve()
    try:
        line, head = signed_in(program, address)
        for name, (first, last, committee) in PAGES.items():
            path = f"/reports?from={first}&to={last}&committee={committee}"
            taken = []
            for _ in range(count):
                begun = time.perf_counter()
                line.request("GET", path, headers=head)
                answer = line.getresponse()
                body = answer.read()
                taken.append(time.perf_counter() - begun)
                if answer.status != 200:
                    sys.exit(f"{path}: {answer.status}")
            yield name, (first, last), taken, len(body)
    finally:
        child.terminate()
        child.wait()


def scan(url, first, last):
    """Seconds that the database's own shell takes for the same sums."""
    sql = SCAN.format(first, last)
    words = ["sqlite3", url.removeprefix("sqlite:"), sql] if url.startswith("sqlite:") else ["psql", "-q", url, "-c", sql]
    begun = time.monotonic()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def plain_import(folder, file):
    base = folder / "plain.db"
    base.unlink(missing_ok=True)
    begun = time.monotonic()
    subprocess.run(["sqlite3", base, f".import --csv {file} attendance"], check=True)
    taken = time.monotonic() - begun
    base.unlink()
    return taken


def clear(url):
    """Takes headcounts and everything made of them away, so that the same import can be measured again."""
    tables = ["attendance", "reach_days", "reach_months", "reach_peaks", "journal"]
    if url.startswith("sqlite:"):
        sql = "".join(f"DELETE FROM {table};" for table in tables)
        sql += "DELETE FROM sessions_untold; INSERT INTO sessions_untold SELECT id FROM sessions; PRAGMA wal_checkpoint(TRUNCATE);"
        subprocess.run(["sqlite3", url.removeprefix("sqlite:"), sql], check=True, stdout=subprocess.DEVNULL)
    else:
        sql = f"TRUNCATE {', '.join(tables)}; TRUNCATE sessions_untold; INSERT INTO sessions_untold SELECT id FROM sessions"
        subprocess.run(["psql", "-q", url, "-c", sql], check=True)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("xinhuo")
    asked.add_argument("--database", default="sqlite")
    asked.add_argument("--data", type=pathlib.Path)
    asked.add_argument("--pages", type=int, default=200)
    asked.add_argument("--imports", type=int, default=3)
    asked.add_argument("--sessions", type=int, default=60_000)
    asked.add_argument("--headcounts", type=int, default=1_000_000)
    told = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        folder = pathlib.Path(folder)
        data = told.data or folder / "data"
        if not (data / "attendance.csv").exists():
            reach_data.make(data, told.sessions, told.headcounts, 1)
        url = f"sqlite:{folder}/x.db" if told.database == "sqlite" else told.database
        measure(Program(told.xinhuo, url, folder), url, data, told)


def measure(program, url, data, told):
    for kind in reach_data.ORDER[:-1]:
        taken, said, most = program.run("import", kind, data / f"{kind}.csv")
        print(f"{kind}: {said} {taken:.1f} s, {most:.0f} MB", flush=True)
    program.run("account", "add", "bench@example.cn", "--role", "administrator", "--committee", "N")
    file, own, plain = data / "attendance.csv", [], []
    for turn in range(told.imports):
        if turn:
            clear(url)
        plain.append(plain_import(program.folder, file))
        taken, said, most = program.run("import", "attendance", file)
        own.append(taken)
        print(f"attendance: {said} {taken:.1f} s, {most:.0f} MB; sqlite3 .import {plain[-1]:.1f} s; {taken / plain[-1]:.2f} times", flush=True)
    ratio = statistics.median(own) / statistics.median(plain)
    print(f"import: median {statistics.median(own):.1f} s, {ratio:.2f} times sqlite3 .import (at most 4)")
    taken, said, _ = program.run("import", "attendance", file)
    print(f"again: {said} {taken:.1f} s")
    taken, said, _ = program.run("check")
    print(f"check: {taken:.1f} s\n{said}")
    for name, (first, last), taken, length in pages(program, told.pages):
        rows = statistics.median(scan(url, first, last) for _ in range(3))
        middle, slow = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
        print(f"page, {name}: p50 {middle * 1000:.1f} ms, p95 {slow * 1000:.1f} ms, {length // 1024} KB; "
              f"scan of the rows {rows * 1000:.0f} ms, {rows / middle:.0f} times", flush=True)


if __name__ == "__main__":
    main()
