#!/usr/bin/env python3
"""What a feed costs: CPU per request of xinhuo beside nginx (gzip_static, keep-alive) for the same bytes.

usage: tests/bench/feeds.py [--seconds S] [--rounds N] PROGRAM

PROGRAM is a release build. A sample city gets a school with 200 sessions; its feed is asked over 8
kept connections on 127.0.0.1, in turns of S seconds with nginx, once for the packed body and once
for a 304. CPU is user and system time of all threads of each server, read from /proc. The aim is
at most 1.25 times nginx in the median of the rounds.
"""

import argparse
import datetime
import gzip
import html
import http.cookiejar
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request

EVENTS, CONNECTIONS = 200, 8
VENUES = "code,name,kind,committee,lat,lon,rooms\nBENCH,示例·测速小学,school,{0},32.0,120.8,礼堂:300\n"
SPEAKERS = "code,name,elder_kind,committee\nBENCH,测示例,teacher,{0}\n"
SESSIONS = "code,committee,venue,speakers,theme,kind,grade,start,minutes,status,planned"


def run(*command, **more):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **more).stdout


class Xinhuo:
    """The sample city with a school of 200 sessions; the address of its feed."""

    def __init__(self, program, folder):
        settings = ["--database-url", f"sqlite:{folder}/x.db", "--mail", f"dir:{folder}/mail"]
        command = [program, "serve", "--demo", "--role", "web", "--listen", "127.0.0.1:0", *settings]
        self.server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        listening = (re.search(r"listening on (http://(\S+):(\d+))", line) for line in self.server.stdout)
        self.base, host, port = next(filter(None, listening)).groups()
        self.at, self.pids = (host, int(port)), [self.server.pid]
        self.call = lambda *parts: run(program, *parts, *settings, cwd=folder)
        self.fill(folder)
        self.path = self.feed()

    def fill(self, folder):
        self.call("export", "committees", folder / "committees.csv")
        lines = (folder / "committees.csv").read_text("utf-8-sig").splitlines()
        committee = next(line.split(",")[0] for line in lines if ",county," in line)
        today = datetime.date.today()
        rows = [SESSIONS]
        for n in range(EVENTS):
            day = today - datetime.timedelta(days=1 + n // 3)
            rows.append(f"BENCH{n:04},{committee},BENCH,BENCH,党史国史,lecture,primary_4_6,{day} {9 + n % 3:02}:00,45,delivered,{100 + n}")
        for kind, text in [("venues", VENUES.format(committee)), ("speakers", SPEAKERS.format(committee)), ("sessions", "\n".join(rows))]:
            (folder / f"{kind}.csv").write_text(text + "\n", "utf-8")
            self.call("import", kind, folder / f"{kind}.csv")

    def feed(self):
        web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        link = re.search(r"http://\S+", self.call("sign-in-link", "administrator@sample.example", "--base-url", self.base)).group(0)
        read = lambda path, data=None: web.open(path, data).read().decode()
        mark = re.search(r'name="mark" value="([^"]+)"', read(link)).group(1)
        read(link, urllib.parse.urlencode({"mark": mark}).encode())
        venue = re.search(r'href="(/venues/[0-9a-f-]{36})"', read(f"{self.base}/venues?q=BENCH")).group(1)
        return html.unescape(re.search(r'https?://[^"/]+(/calendars/[\w-]+\.ics)', read(self.base + venue)).group(1))

    def end(self):
        self.server.terminate()
        self.server.wait(20)


class Nginx:
    """The same bytes as files, packed beforehand."""

    def __init__(self, folder, packed):
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        (folder / "www").mkdir()
        (folder / "www/feed.ics").write_bytes(gzip.decompress(packed))
        (folder / "www/feed.ics.gz").write_bytes(packed)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "nginx.conf").write_text(
            f"worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; master_process off;\n"
            "events { worker_connections 64; }\n"
            "http { access_log off; sendfile on; tcp_nopush on; keepalive_timeout 600; keepalive_requests 1000000000;\n"
            "types { text/calendar ics; } gzip_static on; gzip_vary on; etag on;\n"
            f"server {{ listen 127.0.0.1:{port}; root {folder}/www; "
            "add_header Cache-Control 'private, no-cache'; add_header Referrer-Policy no-referrer; add_header X-Robots-Tag noindex; } }\n"
        )
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
            (folder / kind).mkdir()
        self.server = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
        self.at, self.path, self.pids = ("127.0.0.1", port), "/feed.ics", [self.server.pid]
        self.end = lambda: (self.server.terminate(), self.server.wait(20))


def cpu(pids):
    """User and system seconds of all threads."""
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


class Load:
    """Eight connections, all asked at once and then all read: the same for both."""

    def __init__(self, server, headers):
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.request = f"GET {server.path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode()
        for _ in range(100):
            try:
                self.open = [socket.create_connection(server.at) for _ in range(CONNECTIONS)]
                break
            except OSError:
                time.sleep(0.05)
        for one in self.open:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head, self.body = self.first(self.open[0])
        self.length = self.answer

    def first(self, one):
        one.sendall(self.request)
        data = one.recv(1 << 20)
        while b"\r\n\r\n" not in data:
            data += one.recv(1 << 20)
        head, body = data.split(b"\r\n\r\n", 1)
        head = head.decode()
        length = re.search(r"content-length: (\d+)", head, re.I)
        length = int(length.group(1)) if length and " 304 " not in head.split("\r\n")[0] else 0
        while len(body) < length:
            body += one.recv(1 << 20)
        self.answer = len(head) + 4 + length
        return head, body

    def value(self, name):
        return re.search(rf"^{name}: (.*?)\r?$", self.head, re.I | re.M).group(1)

    def turn(self, server, seconds):
        """CPU seconds per request, and requests per second."""
        asked, begun, before = 0, time.monotonic(), cpu(server.pids)
        while time.monotonic() - begun < seconds:
            for one in self.open:
                one.sendall(self.request)
            for one in self.open:
                left = self.length
                while left > 0:
                    left -= len(one.recv(left))
            asked += len(self.open)
        spent = cpu(server.pids) - before
        return spent / asked, asked / (time.monotonic() - begun)


def compare(name, servers, loads, args):
    rounds = {server: [] for server in servers}
    for _ in range(args.rounds):
        for server in servers:
            rounds[server].append(loads[server].turn(servers[server], args.seconds))
    cost = {server: statistics.median(one for one, _ in turns) * 1e6 for server, turns in rounds.items()}
    pace = {server: statistics.median(one for _, one in turns) for server, turns in rounds.items()}
    each = [ours / theirs for (ours, _), (theirs, _) in zip(rounds["xinhuo"], rounds["nginx"])]
    ratio = statistics.median(each)
    print(f"{name}: xinhuo {cost['xinhuo']:.1f} µs CPU a request ({pace['xinhuo']:.0f}/s), nginx {cost['nginx']:.1f} µs "
          f"({pace['nginx']:.0f}/s); ratio {ratio:.2f}, rounds {' '.join(f'{one:.2f}' for one in each)}")
    return ratio


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("program", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        (folder / "nginx").mkdir()
        ours = Xinhuo(args.program.resolve(), folder)
        theirs = None
        try:
            first = Load(ours, {"Accept-Encoding": "gzip"})
            packed = first.body
            plain = gzip.decompress(packed)
            theirs = Nginx(folder / "nginx", packed)
            servers = {"xinhuo": ours, "nginx": theirs}
            full = {name: Load(server, {"Accept-Encoding": "gzip"}) for name, server in servers.items()}
            assert full["nginx"].body == full["xinhuo"].body
            print(f"{plain.count(b'BEGIN:VEVENT')} events, {len(plain)} bytes, {len(packed)} packed")
            ratios = [compare("200", servers, full, args)]
            tags = {name: {"Accept-Encoding": "gzip", "If-None-Match": full[name].value("etag")} for name in servers}
            known = {name: Load(server, tags[name]) for name, server in servers.items()}
            assert all(" 304 " in load.head.split("\r\n")[0] for load in known.values()), [load.head for load in known.values()]
            ratios.append(compare("304", servers, known, args))
        finally:
            ours.end()
            if theirs:
                theirs.end()
    raise SystemExit(1 if max(ratios) > 1.25 else 0)


main()
