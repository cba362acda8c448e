"""The product at work, for measurements: started, stopped and killed, and used as people use it, by its pages."""

import html
import http.client
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse

PARTNER = "SOC-FAM"
OF = re.compile(r'name="csrf" value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


def share(times: list, part: float) -> float:
    """The time, in milliseconds, under which this part of them lies."""
    ranked = sorted(times)
    return 1000 * ranked[min(len(ranked) - 1, int(part * len(ranked)))] if ranked else float("nan")


class Product:
    """`efficaces serve` on a folder, with a register of SQLite or of PostgreSQL; `more` are settings besides."""

    def __init__(self, program: str, folder: pathlib.Path, database: str | None = None, more: str = ""):
        self.program, self.folder, self.database = program, folder, database
        self.data = folder / "data"
        self.data.mkdir(exist_ok=True)
        self.port, self.server = free_port(), None
        self.settings = folder / "settings.toml"
        text = f'listen = "127.0.0.1:{self.port}"\n[metrics]\nlisten = "127.0.0.1:{free_port()}"\n'
        if database:
            text += f'[database]\nurl = "{database}"\n'
        text += more
        self.settings.write_text(text)
        self.log = open(folder / "server.log", "ab")
        self.starts = 0

    def command(self, *words) -> str:
        environment = {**os.environ, **({"EFFICACES_DATABASE_URL": self.database} if self.database else {})}
        done = subprocess.run([self.program, *words, "--data", self.data], capture_output=True, text=True, env=environment)
        if done.returncode:
            sys.exit(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout

    def add(self, email: str, role: str) -> str:
        """A new account's password."""
        return self.command("user", "add", email, "--role", role, "--partner", PARTNER, "--name", email).split()[-1]

    def start(self) -> None:
        self.server = subprocess.Popen(
            [self.program, "serve", "--data", self.data, "--config", self.settings], stdout=self.log, stderr=self.log
        )
        self.starts += 1
        for _ in range(600):
            if self.server.poll() is not None:
                sys.exit(f"the server stopped: {(self.folder / 'server.log').read_text()[-2000:]}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        sys.exit("the server does not start")

    def kill(self) -> None:
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def memory_mb(self) -> int:
        """The most memory that the server has held since it started."""
        text = pathlib.Path(f"/proc/{self.server.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) // 1024

    def cpu_s(self) -> float:
        """Seconds of processors that the server has used since it started."""
        fields = pathlib.Path(f"/proc/{self.server.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            self.server.wait()

    def rows(self, sql: str, change: bool = False) -> list:
        """What the register itself says."""
        if self.database:
            done = subprocess.run(["psql", self.database, "-X", "-A", "-t", "-F", "\t", "-c", sql], capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(done.stderr)
            return [tuple(it.split("\t")) for it in done.stdout.splitlines() if it]
        with sqlite3.connect(self.data / "register.sqlite", timeout=60) as register:
            found = register.execute(sql).fetchall()
            if change:
                register.commit()
            return found

    def number(self, sql: str) -> int:
        return int(self.rows(sql)[0][0])


class Person:
    """Somebody who is signed in, and whose browser keeps its connection."""

    def __init__(self, product: Product, email: str, password: str):
        self.product, self.email, self.password = product, email, password
        self.connection, self.cookies, self.csrf = None, {}, ""

    def sign_in(self) -> "Person":
        self.cookies = {}
        self.get("/connexion")
        status, _, _ = self.post("/connexion", {"email": self.email, "password": self.password, "next": ""})
        if status != 303:
            sys.exit(f"{self.email} cannot sign in: {status}")
        self.get("/demandes")
        return self

    def exchange(self, method: str, path: str, body: bytes | None = None, kind: str | None = None):
        """Status, headers, text; a connection that broke is an OSError."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=60)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept-Language": "fr"}
            if kind:
                headers["Content-Type"] = kind
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            self.connection = None
            raise OSError(str(error)) from error
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        found = OF.search(text)
        if found:
            self.csrf = found.group(1)
        return answer.status, answer.headers, text

    def get(self, path: str):
        return self.exchange("GET", path)

    def post(self, path: str, fields: dict):
        body = urllib.parse.urlencode({"csrf": self.csrf, **fields}).encode()
        return self.exchange("POST", path, body, "application/x-www-form-urlencoded")

    def reply(self, page: str, path: str, text: str):
        """Sends an answer from the page of a request, by the way that the page proposes."""
        fields = {"version": field(page, "version"), "voie": way(page), "objet": "Votre demande", "texte": text}
        fields |= {"geste": "envoyer", "ensuite": "usager"}
        edge = "b0undary"
        parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
        body = ("".join(parts) + f"--{edge}--\r\n").encode()
        return self.exchange("POST", f"{path}/reponse?csrf={self.csrf}", body, f"multipart/form-data; boundary={edge}")


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return html.unescape(found.group(1)) if found else ""


def way(page: str) -> str:
    found = re.search(r'value="(email:[^"]+)"', page)
    return html.unescape(found.group(1)) if found else ""


def add_mailbox(manager: Person, imap: tuple, smtp: tuple, name: str) -> None:
    """A mailbox of Dovecot's, added as a manager adds it."""
    fields = {
        "address": f"{name}@mail.example", "name": "Service", "is_on": "on", "team": "",
        "host": imap[0], "port": str(imap[1]), "security": "plain", "user": f"{name}@mail.example", "login": "password",
        "password": f"secret-{name}", "folder": "INBOX", "smtp": f"smtp://{smtp[0]}:{smtp[1]}",
    }  # fmt: skip
    manager.get("/demandes/boites/nouvelle")
    status, _, text = manager.post("/demandes/boites/nouvelle", fields)
    if status != 303:
        sys.exit(f"the mailbox is refused: {status} {re.sub('<[^>]+>', ' ', text)[:1500]}")


def address(url: str) -> tuple:
    it = urllib.parse.urlparse(url)
    return it.hostname, it.port
