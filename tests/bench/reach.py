#!/usr/bin/env python3
"""Measures headcounts in bulk: a file of 1,000,000 in, and the review page over them, each beside a plain measure.

usage: reach.py XINHUO [--database sqlite|postgres|postgres://... ...] [--data FOLDER] [--pages 200] [--imports 2] [--sessions N] [--headcounts N]
XINHUO is the release binary. The import stands beside `sqlite3 .import` of the same file into a bare table, and of the
same rows into a table with our columns, conditions and indexes, taking turns; the page beside the same sums by a scan of
the rows, in the same database. Medians, and what stands beside each as a ratio; seconds of the processor beside those of
the clock, for a machine that others use too (a PostgreSQL server's own are not among them). `postgres` starts a server of
its own from /usr/lib/postgresql; a database that is named must be empty. Needs the shells sqlite3 and psql, and some 4 GB of
disk. Both databases take about ten minutes; the table stands at the end.
"""
import argparse, contextlib, glob, http.client, os, pathlib, re, shutil, socket, statistics, subprocess, sys, tempfile, time, urllib.parse
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
    "cut months by grade band, the city": ("2022-03-10", "2026-09-17", "&by=grade"),
    "five years, a county": ("2022-01-01", "2026-12-31", "N3"),
    "five years, a township": ("2022-01-01", "2026-12-31", "T042"),
    "five years, a village": ("2022-01-01", "2026-12-31", "W0042"),
}


class Took:
    """Seconds by the clock, and of the processor."""

    def __init__(self, wall, cpu):
        self.wall, self.cpu = wall, cpu

    def __str__(self):
        return f"{self.wall:.1f} s ({self.cpu:.1f} s of processor)"


def timed(words, environment=None, sound=True):
    begun = time.monotonic()
    child = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    if status and sound:
        sys.exit(f"{' '.join(map(str, words))}: {told}")
    return Took(time.monotonic() - begun, usage.ru_utime + usage.ru_stime), told.strip(), usage.ru_maxrss / 1024


def middle(values):
    return Took(statistics.median(v.wall for v in values), statistics.median(v.cpu for v in values))


def times(one, other):
    return f"{one.wall / other.wall:.2f} times ({one.cpu / other.cpu:.2f} by processor)"


class Program:
    def __init__(self, binary, url, folder):
        self.binary, self.folder = binary, folder
        self.environment = dict(os.environ, DATABASE_URL=url, XINHUO_SECRET="bench " * 10, XINHUO_MAIL=f"dir:{folder}/mail",
                                XINHUO_NOW="2026-11-23 09:00", XINHUO_LOG="warn", LANG="en")

    def run(self, *words):
        """What it took, output and the most memory in MB."""
        return timed([self.binary, *map(str, words)], self.environment, sound=words[0] != "check")

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


def processor(child):
    """Milliseconds of the processor that a process took so far."""
    tasks = glob.glob(f"/proc/{child.pid}/task/*/schedstat")
    return sum(int(pathlib.Path(task).read_text().split()[0]) for task in tasks) / 1e6


def pages(program, count):
    """For each page the seconds of each request, milliseconds of the server's processor a request, and its bytes."""
    child, address = program.serve()
    try:
        line, head = signed_in(program, address)
        for name, (first, last, rest) in PAGES.items():
            path = f"/reports?from={first}&to={last}" + (rest if rest.startswith("&") else f"&committee={rest}")
            taken = []
            for turn in range(count + 5):
                # the first few open connections and prepare what is asked
                if turn == 5:
                    taken, before = [], processor(child)
                begun = time.perf_counter()
                line.request("GET", path, headers=head)
                answer = line.getresponse()
                body = answer.read()
                taken.append(time.perf_counter() - begun)
                if answer.status != 200:
                    sys.exit(f"{path}: {answer.status}")
            yield name, (first, last), taken, (processor(child) - before) / count, len(body)
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


def shell_import(folder, file, words=()):
    """What `.import` of the sqlite3 shell takes, into a new file."""
    base = folder / "plain.db"
    base.unlink(missing_ok=True)
    took, _, _ = timed(["sqlite3", str(base), *words, f".import --csv {file} attendance"])
    base.unlink()
    return took


def like_ours(url, folder):
    """The rows as a file, and the words that make our table."""
    base, file = url.removeprefix("sqlite:"), folder / "rows.csv"
    with open(file, "w") as out:
        subprocess.run(["sqlite3", "-csv", base, "SELECT * FROM attendance"], check=True, stdout=out)
    shape = "SELECT sql || ';' FROM sqlite_master WHERE tbl_name = 'attendance' AND sql IS NOT NULL ORDER BY type DESC"
    words = subprocess.run(["sqlite3", base, shape], check=True, capture_output=True, text=True).stdout
    # `.import` knows no NULL
    return file, words.replace(",\n    CHECK ((turn = 0) = (replaced_at IS NULL))", "")


@contextlib.contextmanager
def own_postgres():
    """A server of our own; its address."""
    tools = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    folder = tempfile.mkdtemp(prefix="xinhuo-bench-pg-")
    # the server does not run as root
    plain = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    if plain:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = dict(check=True, stdout=subprocess.DEVNULL, cwd="/")
    subprocess.run([*plain, f"{tools}/initdb", "-D", f"{folder}/data", "-U", "bench", "-A", "trust"], **quiet)
    settings = f"-p {port} -k {folder} -h 127.0.0.1"
    run = [*plain, f"{tools}/pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w"]
    subprocess.run([*run, "-o", settings, "start"], **quiet)
    try:
        url = f"postgres://bench@127.0.0.1:{port}"
        subprocess.run(["psql", "-q", f"{url}/postgres", "-c", "CREATE DATABASE bench"], **quiet)
        yield f"{url}/bench"
    finally:
        subprocess.run([*run, "-m", "fast", "stop"], **quiet)
        shutil.rmtree(folder)


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
    asked.add_argument("--database", nargs="+", default=["sqlite"])
    asked.add_argument("--data", type=pathlib.Path)
    asked.add_argument("--pages", type=int, default=200)
    asked.add_argument("--imports", type=int, default=2)
    asked.add_argument("--sessions", type=int, default=60_000)
    asked.add_argument("--headcounts", type=int, default=1_000_000)
    told = asked.parse_args()
    table = []
    with tempfile.TemporaryDirectory(prefix="xinhuo-bench-") as folder:
        folder = pathlib.Path(folder)
        data = told.data or folder / "data"
        if not (data / "attendance.csv").exists():
            reach_data.make(data, told.sessions, told.headcounts, 1)
        for database in told.database:
            print(f"== {database}", flush=True)
            own = own_postgres() if database == "postgres" else contextlib.nullcontext(database)
            with own as url:
                url = f"sqlite:{folder}/x.db" if url == "sqlite" else url
                table += [f"{database}: {line}" for line in measure(Program(told.xinhuo, url, folder), url, data, told)]
    print("== the table", *table, sep="\n")


def measure(program, url, data, told):
    for kind in reach_data.ORDER[:-1]:
        took, said, most = program.run("import", kind, data / f"{kind}.csv")
        print(f"{kind}: {said} {took}, {most:.0f} MB", flush=True)
    program.run("account", "add", "bench@example.cn", "--role", "administrator", "--committee", "N")
    yield from imports(program, url, data / "attendance.csv", told.imports)
    for name, (first, last), taken, cpu, length in pages(program, told.pages):
        rows = statistics.median(scan(url, first, last) for _ in range(3))
        half, slow = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
        line = (f"page, {name}: p50 {half * 1000:.1f} ms, p95 {slow * 1000:.1f} ms, server's processor {cpu:.1f} ms, "
                f"{length // 1024} KB; scan of the rows {rows * 1000:.0f} ms, {rows / half:.0f} times")
        print(line, flush=True)
        yield line


def imports(program, url, file, turns):
    own, plain, shaped = [], [], []
    for turn in range(turns):
        if turn:
            clear(url)
        plain.append(shell_import(program.folder, file))
        took, said, most = program.run("import", "attendance", file)
        own.append(took)
        print(f"attendance: {said} {took}, {most:.0f} MB; sqlite3 .import {plain[-1]}", flush=True)
        if url.startswith("sqlite:"):
            rows, shape = like_ours(url, program.folder)
            shaped.append(shell_import(program.folder, rows, [shape]))
            print(f"  .import of the rows into our table {shaped[-1]}", flush=True)
            rows.unlink()
    yield f"import: {middle(own)}; sqlite3 .import {middle(plain)}: {times(middle(own), middle(plain))}, at most 4"
    if shaped:
        yield f"import: .import of the rows into our table {middle(shaped)}: {times(middle(own), middle(shaped))}"
    took, said, _ = program.run("import", "attendance", file)
    print(f"again: {said} {took}")
    took, said, _ = program.run("check")
    print(f"check: {took}\n{said}", flush=True)


if __name__ == "__main__":
    main()
