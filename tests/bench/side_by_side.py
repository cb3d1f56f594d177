#!/usr/bin/env python3
"""Measures `xinhuo plan solve` beside CP-SAT (8 workers) and HiGHS on the same instances and prints one table.

usage: side_by_side.py XINHUO --instances FOLDER | --make FOLDER [--sizes term,year,province] [--seeds 5] [--keep FILE]
Needs the PyPI packages `ortools` and `highspy`; it stands apart from the test run. XINHUO is the release binary. FOLDER
holds SIZE-SEED.json or city-SIZE-SEED.json; with --make what is missing is generated there. Programs run one after the
other, never at once. xinhuo's times are wall seconds from its start, reading the file included, to the line of progress
that tells the gap (or its last line); the others' are those of solving alone, without reading and building their model.
Every plan of xinhuo is checked with its proof. HiGHS gets the time that CP-SAT took on a year, and both get one try on a
province. What is measured is kept in a file (--keep) at once and not measured again; Ctrl-C prints what there is.
"""
import argparse, datetime as dt, json, math, os, pty, re, resource, signal, subprocess, sys, tempfile, time
from collections import defaultdict


def minutes(t):
    return 60 * int(t[:2]) + int(t[3:5])


class Model:
    """Candidates (request, speaker, slot, day, begin, end, gain) of an instance, and what may not go together."""

    def __init__(self, x):
        self.x = x
        self.start = dt.date.fromisoformat(x["horizon"]["start"])
        venues = {v["id"]: v for v in x["venues"]}
        county = {c["id"]: c["equity_pct"] for c in x["counties"]}
        self.venue = [venues[r["venue"]] for r in x["requests"]]
        self.speakers = x["speakers"]
        w = x["weights"]
        self.pins = {p["request"]: (p["speaker"], p["date"], p["start"]) for p in x["pinned"]}
        published = {p["request"]: (p["speaker"], p["date"], p["start"]) for p in x["published"]}
        self.constant = -w["change"] * len(x["published"])
        able = defaultdict(set)
        for i, s in enumerate(self.speakers):
            for q in s["qualifications"]:
                for g in q["grades"]:
                    able[q["topic"], g].add(i)
        free, busy = [], []
        for s in self.speakers:
            f, b = defaultdict(list), defaultdict(list)
            for a in s["availability"]:
                f[a["date"]].append((minutes(a["from"]), minutes(a["to"])))
            for a in s["busy"]:
                b[a["date"]].append((minutes(a["from"]), minutes(a["to"])))
            free.append(f)
            busy.append(b)
        self.candidates = []
        off = set(x["holidays"])
        for i, r in enumerate(x["requests"]):
            v = self.venue[i]
            value = w["youth"] * r["headcount"] * r["priority_pct"] * county[v["county"]] * v["equity_pct"] // 1000000
            for j in sorted(set().union(*(able[t, r["grade"]] for t in r["topics"]))):
                s = self.speakers[j]
                if r["language"] not in s["languages"] or v["id"] in s["blocked_venues"]:
                    continue
                km = self.km(s, v)
                if km > s["caps"]["max_travel_km"] + 1e-9:
                    continue
                for k, t in enumerate(r["slots"]):
                    b = minutes(t["start"])
                    e = b + r["duration_min"]
                    if t["date"] in off or any(o["from"] <= t["date"] <= o["to"] for o in v["blackouts"]):
                        continue
                    if not any(f <= b and e <= u for f, u in free[j][t["date"]]):
                        continue
                    if any(f < e and b < u for f, u in busy[j][t["date"]]):
                        continue
                    at = (s["id"], t["date"], t["start"])
                    if r["id"] in self.pins and self.pins[r["id"]] != at:
                        continue
                    gain = value - w["travel_km"] * round(2 * km) - w["slot_rank"] * k
                    gain += w["repeat"] if r.get("repeat_speaker") == s["id"] else 0
                    gain += w["change"] if published.get(r["id"]) == at else 0
                    day = (dt.date.fromisoformat(t["date"]) - self.start).days
                    self.candidates.append((i, j, k, day, b, e, gain))

    def km(self, a, b):
        la, lb = math.radians(a["lat"]), math.radians(b["lat"])
        h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(b["lon"] - a["lon"]) / 2) ** 2
        return 12742.0176 * math.asin(math.sqrt(h)) * self.x["travel"]["detour_pct"] / 100

    def clash(self, a, b):
        a, b = sorted((a, b), key=lambda c: (c[4], c[5]))
        va, vb = self.venue[a[0]], self.venue[b[0]]
        t = self.x["travel"]
        gap = 0 if va["id"] == vb["id"] else math.ceil(self.km(va, vb) * 60 / t["speed_kmh"]) + t["buffer_min"]
        return b[4] < a[5] + gap

    def rows(self):
        """Rows (columns, most) over candidates, and for each speaker (columns, prices of the n-th session)."""
        out, by_request, by_room, by_speaker = [], defaultdict(list), defaultdict(list), defaultdict(list)
        for n, c in enumerate(self.candidates):
            by_request[c[0]].append(n)
            r = self.x["requests"][c[0]]
            by_room[r["venue"], r["room"], c[3]].append(n)
            by_speaker[c[1]].append(n)
        out += [(v, 1, self.x["requests"][i]["id"] in self.pins) for i, v in by_request.items()]
        for v in by_room.values():
            for b in sorted({self.candidates[n][4] for n in v}):
                here = [n for n in v if self.candidates[n][4] <= b < self.candidates[n][5]]
                if len({self.candidates[n][0] for n in here}) > 1:
                    out.append((here, 1, False))
        for j, v in by_speaker.items():
            caps = self.speakers[j]["caps"]
            days, weeks, months = defaultdict(list), defaultdict(list), defaultdict(list)
            for n in v:
                d = self.start + dt.timedelta(days=self.candidates[n][3])
                days[self.candidates[n][3]].append(n)
                weeks[d.isocalendar()[:2]].append(n)
                months[d.year, d.month].append(n)
            for spans, cap in ((days, caps["per_day"]), (weeks, caps["per_week"]), (months, caps["per_month"])):
                out += [(s, cap, False) for s in spans.values() if len(s) > cap]
            if caps["per_day"] > 1:
                for s in days.values():
                    out += [([a, b], 1, False) for p, a in enumerate(s) for b in s[p + 1:]
                            if self.candidates[a][0] != self.candidates[b][0] and self.clash(self.candidates[a], self.candidates[b])]
            rest = caps["min_rest_days"]
            for d in sorted(days):
                near = [e for e in range(d, d + rest + 1) if e in days]
                if len(near) > 1 and caps["per_day"] == 1:
                    out.append(([n for e in near for n in days[e]], 1, False))
                elif len(near) > 1:
                    out += [([a, b], 1, False) for e in near[1:] for a in days[d] for b in days[e]]
        load = self.x["weights"]["load"]
        loads = [(v, [load * (2 * n + 1) // self.speakers[j]["wish_sessions"] for n in range(len(v))]) for j, v in by_speaker.items()]
        return out, loads


def cp_sat(model, limit):
    from ortools.sat.python import cp_model
    m = cp_model.CpModel()
    xs = [m.NewBoolVar("") for _ in model.candidates]
    rows, loads = model.rows()
    for cols, most, equal in rows:
        if equal:
            m.Add(sum(xs[n] for n in cols) == 1)
        elif most == 1:
            m.AddAtMostOne(xs[n] for n in cols)
        else:
            m.Add(sum(xs[n] for n in cols) <= most)
    cost = []
    for cols, prices in loads:
        steps = [m.NewBoolVar("") for _ in cols]
        m.Add(sum(xs[n] for n in cols) == sum(steps))
        for a, b in zip(steps, steps[1:]):
            m.AddImplication(b, a)
        cost += [p * s for p, s in zip(prices, steps) if p]
    m.Maximize(sum(c[6] * v for c, v in zip(model.candidates, xs)) - sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 8
    solver.parameters.max_time_in_seconds = limit
    status = solver.Solve(m)
    return solver.ObjectiveValue() + model.constant, solver.BestObjectiveBound() + model.constant, solver.StatusName(status)


def highs(model, limit, relaxed=False):
    import highspy
    import numpy as np
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("time_limit", float(limit))
    h.setOptionValue("mip_rel_gap", 0.0)
    rows, loads = model.rows()
    n = len(model.candidates)
    cost = [float(c[6]) for c in model.candidates]
    for cols, prices in loads:
        rows.append((list(cols) + [-(len(cost) + k + 1) for k in range(len(prices))], 0, False))
        cost += [-float(p) for p in prices]
    start, index, value, least, most = [0], [], [], [], []
    for cols, cap, equal in rows:
        index += [c if c >= 0 else -c - 1 for c in cols]
        value += [1.0 if c >= 0 else -1.0 for c in cols]
        start.append(len(index))
        least.append(1.0 if equal else -highspy.kHighsInf)
        most.append(float(cap))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(cost), len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(cost), np.zeros(len(cost)), np.ones(len(cost))
    lp.row_lower_, lp.row_upper_ = np.array(least), np.array(most)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = np.array(start), np.array(index), np.array(value)
    lp.sense_ = highspy.ObjSense.kMaximize
    if not relaxed:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * n + [highspy.HighsVarType.kContinuous] * (len(cost) - n)
    h.passModel(lp)
    h.run()
    info = h.getInfo()
    bound = info.objective_function_value if relaxed else info.mip_dual_bound
    return info.objective_function_value + model.constant, bound + model.constant, h.modelStatusToString(h.getModelStatus())


def watched(command):
    """Runs xinhuo with a terminal of its own: exit status, last line, usage, and (seconds, gap %) as it told them."""
    outer, inner = pty.openpty()
    began, told, rest = time.time(), [], ""
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=inner, text=True)
    os.close(inner)
    while True:
        try:
            said = os.read(outer, 65536).decode("utf-8", "replace")
        except OSError:  # the other side is closed
            break
        except KeyboardInterrupt:
            run.kill()
            raise
        rest += said
        told += [(time.time() - began, float(g)) for g in re.findall(r"([\d.]+)\s*%", rest)]
        rest = rest[rest.rfind("%") + 1:]
    os.close(outer)
    last = (run.stdout.read().strip().splitlines() or [""])[-1]
    _, status, used = os.wait4(run.pid, 0)
    return status, last, used, told, time.time() - began


def xinhuo(a, path, limit):
    """Plans an instance; has the plan checked by the program's judge and, where given, by another checker."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        command = [a.binary, "plan", "solve", path, "-o", out.name, "--time-limit", f"{limit:g}s", "--threads", str(a.threads)]
        status, last, used, told, wall = watched(command)
        if status:
            return {"said": f"ended with {status}"}
        checks = [[a.binary, "plan", "check", path, out.name]]
        if a.checker:
            checks.append([sys.executable, a.checker, path, out.name])
        failed = [c for c in checks if subprocess.run(c, stdout=subprocess.DEVNULL).returncode]
        got = json.loads(last)
        told.append((wall, 100 * got["gap"]))
        near = next((t for t, gap in told if gap <= NEAR), None)
        at = {str(s): min((gap for t, gap in told if t <= s), default=None) for s in (180, 600)}
        return {"objective": got["objective"], "bound": got["bound"], "near": near, "wall": wall, "gaps": at,
                "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss // 1024,
                "said": "not sound" if failed else "proven" if got["objective"] == got["bound"] else "open"}


def other(solve, path, limit, ceiling):
    """Another solver in a process of its own, within so much memory (GB) and, its model included, twice the time."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.alarm(int(2 * limit) + BUILDING)
        resource.setrlimit(resource.RLIMIT_AS, (int(ceiling * 2**30),) * 2)
        try:
            model = Model(json.load(open(path, encoding="utf-8")))
            began, used = time.time(), time.process_time()
            objective, bound, said = solve(model, limit)
            got = {"objective": objective, "bound": bound, "wall": time.time() - began, "cpu": time.process_time() - used, "said": said}
        except MemoryError:
            got = {"said": f"out of {ceiling:g} GB"}
        os.write(write, json.dumps(got).encode())
        os._exit(0)
    os.close(write)
    try:
        said = os.fdopen(read).read()
    except KeyboardInterrupt:
        os.kill(pid, signal.SIGKILL)
        raise
    _, status, used = os.wait4(pid, 0)
    died = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    got = json.loads(said) if said else {"said": {14: "no answer in time", 6: f"out of {ceiling:g} GB"}.get(died, f"ended with {status}")}
    return got | {"mb": used.ru_maxrss // 1024}


SIZES = {"week": (120, 150), "term": (1500, 800), "year": (4000, 1500), "province": (52000, 12000)}
LIMITS = {"week": 60, "term": 60, "year": 120, "province": 600}  # seconds for xinhuo
AIMS = {"term": (4, 50), "year": (8, 150)}  # a gap of NEAR in T / n, and MB; the proof in T / 2
NEAR = 0.0005  # per cent
BUILDING = 900  # seconds that a model may take to be built


def instance(a, size, seed):
    """The file of an instance, generated where it is asked for; None where there is none."""
    for name in (f"{size}-{seed}.json", f"city-{size}-{seed}.json"):
        path = os.path.join(a.instances or a.make, name)
        if os.path.exists(path):
            return path
    if not a.make:
        return None
    path = os.path.join(a.make, f"{size}-{seed}.json")
    n, m = SIZES[size]
    subprocess.run([a.binary, "plan", "generate", "--requests", str(n), "--speakers", str(m), "--seed", str(seed), "-o", path], check=True)
    return path


def measure(a, got, size, seed):
    """Whatever of one instance is not measured yet, kept as soon as it is."""
    path = instance(a, size, seed)
    if not path:
        return print(f"no {size}-{seed} in {a.instances}", file=sys.stderr)
    found = got.setdefault(f"{size} {seed}", {})

    def keep(who, run):
        if who not in found:
            print(f"{time.strftime('%H:%M:%S')} load {os.getloadavg()[0]:.1f} {size} {seed} {who} ...", end=" ", file=sys.stderr, flush=True)
            found[who] = run()
            print({k: round(v, 4) if isinstance(v, float) else v for k, v in found[who].items()}, file=sys.stderr, flush=True)
            with open(a.keep, "w", encoding="utf-8") as f:
                json.dump(got, f, indent=1)

    keep("xinhuo", lambda: xinhuo(a, path, LIMITS[size]))
    beside = [b for b in a.beside.split(",") if b]
    if size == "province" and seed > 1:
        return
    if "cp-sat" in beside:
        keep("cp-sat", lambda: other(cp_sat, path, a.cp_sat, a.ceiling))
    if "highs" in beside:
        limit = a.highs if size in ("week", "term") else found.get("cp-sat", {}).get("wall") or a.highs
        keep("highs", lambda: other(highs, path, min(limit, a.highs), a.ceiling))


def seconds(x, name="wall"):
    return f"{x[name]:.2f}" if x and x.get(name) is not None else "none" if x else ""


def rival(x):
    """Seconds and MB of another solver: its time only where it proved the optimum."""
    if not x:
        return " | "
    proven = x["said"].upper() == "OPTIMAL"
    return f"{seconds(x) if proven else 'none (' + x['said'].lower() + ')'} | {x.get('mb', '')}"


def holds(value, most):
    return "" if most is None else "no" if value is None or value > most else "yes"


def row(key, got):
    """One line of the table."""
    size, x, cp = key.split()[0], got.get("xinhuo") or {}, got.get("cp-sat")
    t = cp["wall"] if cp and cp["said"].upper() == "OPTIMAL" else None
    part, mb = AIMS.get(size, (None, None))
    value = "" if "objective" not in x else f"{x['objective']:,}" + ("" if x["said"] == "proven" else f" of {x['bound']:,} ({100 * (x['bound'] - x['objective']) / x['bound']:.4f} %)")
    same = cp and t and "objective" in x and x["said"] == "proven" and round(cp["objective"]) != x["objective"]
    proof = x.get("wall") if x.get("said") == "proven" else None
    cells = [key, value + (" DIFFERS" if same else ""), seconds(x, "near"), f"{proof:.2f}" if proof else x.get("said", ""), x.get("mb", ""), rival(cp), rival(got.get("highs")),
             holds(x.get("near"), t and part and t / part), holds(proof, t and t / 2), holds(x.get("mb"), mb)]
    return "| " + " | ".join(str(c) for c in cells) + " |"


def table(got):
    out = ["| instance | points | xinhuo: s to 0.0005 % | s to the proof | MB | CP-SAT: T s | MB | HiGHS: s | MB | 0.0005 % in T/4 (term), T/8 (year) | proof in T/2 | MB within the aim |", "|---" * 12 + "|"]
    out += [row(k, got[k]) for k in got]
    for key, x in ((k, v["xinhuo"]) for k, v in got.items() if k.startswith("province") and "gaps" in v.get("xinhuo", {})):
        out.append(f"\n{key}: gap after 180 s {x['gaps']['180']} %, after 600 s {x['gaps']['600']} %, {x['mb']} MB, {x['wall']:.0f} s")
    return "\n".join(out)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("binary", help="the release binary of xinhuo")
    where = ap.add_mutually_exclusive_group(required=True)
    where.add_argument("--instances", help="folder of instances")
    where.add_argument("--make", help="folder of instances; those that are missing are generated")
    ap.add_argument("--sizes", default="term,year", help="of week,term,year,province")
    ap.add_argument("--seeds", type=int, default=5)
    ap.add_argument("--beside", default="cp-sat,highs")
    ap.add_argument("--keep", default="side_by_side.json", help="where results are kept")
    ap.add_argument("--checker", help="another checker: PATH INSTANCE PLAN")
    ap.add_argument("--cp-sat", type=float, default=300, help="most seconds for CP-SAT")
    ap.add_argument("--highs", type=float, default=300, help="most seconds for HiGHS")
    ap.add_argument("--ceiling", type=float, default=14, help="GB of address space for each of the others")
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args()
    got = json.load(open(a.keep, encoding="utf-8")) if os.path.exists(a.keep) else {}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n", flush=True)
    try:
        for size in a.sizes.split(","):
            for seed in range(1, a.seeds + 1):
                measure(a, got, size, seed)
    except KeyboardInterrupt:
        print("stopped; what is kept is not measured again", file=sys.stderr)
    print(table(got))


if __name__ == "__main__":
    sys.exit(main())
