#!/usr/bin/env python3
"""Runs `xinhuo plan solve` beside CP-SAT and HiGHS on the same instances and prints a table with ratios.

usage: side_by_side.py XINHUO [--make term,year,province] [INSTANCE.json...] [--beside cp-sat,highs] [--limit SECONDS]
Needs the PyPI packages `ortools` and `highspy`; it stands apart from the test run. XINHUO is the release binary; its
wall time counts everything from reading the file to the written plan, the others' only their solving. Every plan of
xinhuo is checked, with its proof. Solvers run one after the other, never at once.
"""
import argparse, datetime as dt, json, math, os, resource, subprocess, sys, tempfile, time
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


def xinhuo(a, path, limit):
    """Plans an instance, has the plan checked by the program's judge and, where given, by another checker."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        began = time.time()
        command = [a.binary, "plan", "solve", path, "-o", out.name, "--time-limit", f"{limit:g}s", "--threads", str(a.threads)]
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        said = run.stdout.read()
        _, status, used = os.wait4(run.pid, 0)
        wall = time.time() - began
        if status:
            sys.exit(f"{path}: {command} ended with {status}")
        checks = [[a.binary, "plan", "check", path, out.name]]
        if a.checker:
            checks.append([sys.executable, a.checker, path, out.name])
        for check in checks:
            if subprocess.run(check, stdout=subprocess.DEVNULL).returncode:
                sys.exit(f"{path}: the plan does not pass {check}")
        last = json.loads(said.strip().splitlines()[-1])
        return last["objective"], last["bound"], wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, ""


def other(solve, path, limit):
    """Another solver in a process of its own; reading and building its model are not counted."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        model = Model(json.load(open(path, encoding="utf-8")))
        began, used = time.time(), time.process_time()
        objective, bound, status = solve(model, limit)
        mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        os.write(write, json.dumps([objective, bound, time.time() - began, time.process_time() - used, mb, status]).encode())
        os._exit(0)
    os.close(write)
    said = os.fdopen(read).read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else None


SIZES = {"week": (120, 150), "term": (1500, 800), "year": (4000, 1500), "province": (52000, 12000)}
OTHERS = {"cp-sat": cp_sat, "highs": highs, "highs-lp": lambda m, t: highs(m, t, True)}


def made(a):
    """Instances by `plan generate`, five seeds of each size asked for."""
    out = []
    for size in a.make.split(",") if a.make else []:
        for seed in range(1, a.seeds + 1):
            path = os.path.join(a.folder, f"{size}-{seed}.json")
            if not os.path.exists(path):
                n, m = SIZES[size]
                subprocess.run([a.binary, "plan", "generate", "--requests", str(n), "--speakers", str(m), "--seed", str(seed), "-o", path], check=True)
            out.append(path)
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("binary", help="the release binary of xinhuo")
    ap.add_argument("instances", nargs="*")
    ap.add_argument("--make", help="sizes to generate: week,term,year,province")
    ap.add_argument("--seeds", type=int, default=5)
    ap.add_argument("--folder", default=tempfile.gettempdir(), help="where generated instances are kept")
    ap.add_argument("--beside", default="", help="cp-sat,highs,highs-lp")
    ap.add_argument("--checker", help="another checker: PATH INSTANCE PLAN")
    ap.add_argument("--limit", type=float, default=60, help="seconds for xinhuo")
    ap.add_argument("--other-limit", type=float, default=600, help="seconds for the others")
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args()
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load {load:.1f} at the start; ratios are wall time and CPU time over those of xinhuo.\n")
    print("| instance | solver | objective | bound | gap % | wall s | CPU s | MB | ratio wall | ratio CPU | status |\n" + "|---" * 11 + "|")
    for path in made(a) + a.instances:
        name = os.path.basename(path)[:-5]
        first = None
        for solver in ["xinhuo"] + [n for n in a.beside.split(",") if n]:
            got = xinhuo(a, path, a.limit) if solver == "xinhuo" else other(OTHERS[solver], path, a.other_limit)
            if got is None:
                print(f"| {name} | {solver} | died |||||||||", flush=True)
                continue
            z, b, wall, cpu, mb, status = got
            first = first or (wall, cpu)
            ratios = "| | " if solver == "xinhuo" else f"| {wall / first[0]:.1f} | {cpu / first[1]:.1f} "
            gap = 100 * (b - z) / max(1, abs(b))
            status = status or ("proven" if b == z else "open")
            print(f"| {name} | {solver} | {z:,.0f} | {b:,.0f} | {gap:.6f} | {wall:.2f} | {cpu:.2f} | {mb} {ratios}| {status} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
