#!/usr/bin/env python3
"""Makes the files of a city of many headcounts: 1,368 divisions and committees, 60,000 sessions, 1,000,000 headcounts.

usage: reach_data.py FOLDER [--sessions 60000] [--headcounts 1000000] [--seed 1]
The files are in the order in which `xinhuo import` wants them; the same arguments give the same bytes.
"""
import argparse, csv, datetime as dt, pathlib, random

GRADES = "kindergarten primary_1_3 primary_4_6 junior senior vocational university community".split()
THEMES = "党史国史 理想信念 革命故事 乡土历史 法治教育 禁毒 安全教育 国家安全 国防教育 科普 心理健康 家庭教育 传统文化 文明礼仪 健康教育 生态环保 劳动教育 读书".split()
KINDS = "lecture class_talk situational symposium field_practice contest online law_class".split()
VENUES = "school school school school outreach_station care_station community".split()
ORDER = "divisions committees venues speakers campaigns sessions attendance".split()
COUNTIES, TOWNSHIPS, DIVISIONS, SCHOOLS, SPEAKERS = 9, 100, 1368, 2500, 600
FIRST, LAST = dt.date(2022, 1, 4), dt.date(2026, 11, 20)


def units():
    """Each unit: code, name, level, the code above it."""
    yield "N", "示例市", "city", ""
    for county in range(COUNTIES):
        yield f"N{county}", f"示例{county}县", "county", "N"
    for township in range(TOWNSHIPS):
        yield f"T{township:03}", f"示例{township}镇", "township", f"N{township % COUNTIES}"
    for village in range(DIVISIONS - 1 - COUNTIES - TOWNSHIPS):
        yield f"W{village:04}", f"示例{village}村", "village", f"T{village % TOWNSHIPS:03}"


def line_of(code, above):
    return [code] + line_of(above[code], above) if code else []


def write(folder, kind, header, rows):
    with open(folder / f"{kind}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(header.split())
        out.writerows(rows)


def days():
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            yield day
        day += dt.timedelta(1)


def sessions(count, rng, lines):
    """Code, day and the row of each session, by time; nobody speaks twice on a day.

    `lines` are for each venue the committee that keeps it and those above; mostly the first holds the session.
    """
    working = list(days())
    for number in range(count):
        day = working[number * len(working) // count]
        start = f"{day} {9 + number % 7:02}:{(number * 15) % 60:02}"
        speakers = f"S{number % SPEAKERS:04}"
        if number % 10 == 0:
            speakers += f"|S{(number + SPEAKERS // 2) % SPEAKERS:04}"
        campaign = "C1" if number % 50 == 0 else ""
        venue = number * 7919 % SCHOOLS
        owner = lines[venue][0] if rng.random() < 0.7 else rng.choice(lines[venue])
        yield f"B{number:06}", day, [
            f"B{number:06}", owner, f"V{venue:04}", speakers, rng.choice(THEMES),
            rng.choice(KINDS), rng.choice(GRADES), start, 45, "delivered", campaign,
        ]


def headcounts(code, day, count, rng):
    """So many bands and kinds of listener of one session."""
    told = f"{day} 18:{rng.randrange(60):02}"
    signed = f"{day + dt.timedelta(3)} 10:{rng.randrange(60):02}"
    bands = sorted(rng.sample([(grade, kind) for grade in GRADES for kind in ("youth", "parent", "other")], count))
    for grade, kind in bands:
        number = rng.randrange(20, 400) if kind == "youth" else rng.randrange(1, 40)
        flags = f"left_behind:{rng.randrange(1, 9)}" if kind == "youth" and rng.random() < 0.2 else ""
        yield [code, grade, kind, number, "counted", flags, "示例教师", told, "示例协调员", signed]


def make(folder, count, total, seed):
    rng = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    tree = list(units())
    write(folder, "divisions", "code name level parent_code", ([c, n, l.replace("city", "prefecture"), p] for c, n, l, p in tree))
    write(folder, "committees", "code name level parent division_code", ([c, n + "关工委", l, p, c] for c, n, l, p in tree))
    above = {code: parent for code, _, _, parent in tree}
    below = [code for code, _, level, _ in tree if level != "city"]
    bands = "|".join(f"{grade}:{400 + 50 * place}" for place, grade in enumerate(GRADES))
    venue = lambda n: [f"V{n:04}", f"示例{n}校", VENUES[n % len(VENUES)], below[n % len(below)], f"{31.7 + n % 50 / 50:.3f}", f"{120.5 + n % 70 / 50:.3f}", bands]
    write(folder, "venues", "code name kind committee lat lon enrolment", (venue(n) for n in range(SCHOOLS)))
    write(folder, "speakers", "code name elder_kind committee", ([f"S{n:04}", f"示例{n}", "teacher", "N"] for n in range(SPEAKERS)))
    write(folder, "campaigns", "code name from to committee", [["C1", "示例活动", FIRST, LAST, "N"]])
    lines = [line_of(below[n % len(below)], above) for n in range(SCHOOLS)]
    held = list(sessions(count, rng, lines))
    head = "code committee venue speakers theme kind grade start minutes status campaign"
    write(folder, "sessions", head, (row for _, _, row in held))
    share = [total * (n + 1) // count - total * n // count for n in range(count)]
    head = "session grade kind headcount basis flags reported_by reported_at confirmed_by confirmed_at"
    rows = (row for (code, day, _), many in zip(held, share) for row in headcounts(code, day, many, rng))
    write(folder, "attendance", head, rows)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=pathlib.Path)
    asked.add_argument("--sessions", type=int, default=60_000)
    asked.add_argument("--headcounts", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    make(told.folder, told.sessions, told.headcounts, told.seed)
