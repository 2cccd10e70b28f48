"""The image without a container engine: `python -m tests.container [--requirements] [--build] [--markdown]`, as root.

Each stage of the Dockerfile becomes a copy-on-write view of this machine's root in a mount namespace of its own, which
stands for the base image (so what the base image has or lacks is not seen). COPY, RUN, ENV, USER, WORKDIR and CMD are
then done as they stand. Without --requirements the packages of this environment take the place of what pip installs.
The result runs with its root mounted read-only but for VOLUME and a tmpfs on /tmp, without a network but loopback, as
USER, without any capability, unable to gain one; and is asked what an operator would ask. No image is made by this.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT
from tests.dockerfile import Stage, Step, context, stages

PATIENCE = 120.0
NETWORK = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "PIP_INDEX_URL",
           "PIP_FIND_LINKS", "PIP_CERT", "PIP_DEFAULT_TIMEOUT")
"""What a RUN step may need of this machine to reach its packages."""
PACKAGES = "/opt/tenure/lib/python{}.{}/site-packages".format(*sys.version_info[:2])
WRITABLE = {"/app/var", "/tmp"}
CHROOT = shutil.which("chroot") or "chroot"
DEVICES = ("null", "zero", "random", "urandom")


@dataclass(frozen=True)
class Check:
    """One thing that was asked of what runs, and what it said."""

    what: str
    passed: bool
    said: str


class View:
    """One stage's root: `merged` is this machine's, with what the steps change kept in `folder` alone."""

    def __init__(self, folder: Path, stage: Stage) -> None:
        self.folder, self.stage = folder, stage
        self.merged, self.at = folder / "merged", "/"
        self.env = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}
        for name in ("merged", "upper", "work"):
            (folder / name).mkdir(parents=True)
        _run(["mount", "-t", "overlay", "overlay", "-o",
              f"lowerdir=/,upperdir={folder / 'upper'},workdir={folder / 'work'}", str(self.merged)])
        _run(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", str(self.merged / "tmp")])
        _run(["mount", "-t", "proc", "proc", str(self.merged / "proc")])
        for name in DEVICES:
            (self.merged / "dev" / name).touch()
            _run(["mount", "--bind", f"/dev/{name}", str(self.merged / "dev" / name)])
        self._python()

    def step(self, step: Step, views: Mapping[str, View], installs: bool) -> None:
        """Does one instruction. Errors: AssertionError where it fails."""
        if step.word == "ENV":
            self.env.update(self.stage.environment)
        elif step.word == "WORKDIR":
            self.at = step.said
            (self.merged / self.at.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif step.word == "COPY":
            self._copy(step, views)
        elif step.word == "RUN":
            self._shell(step, installs)

    def _python(self) -> None:
        """The base image's /usr/local, which is Python and nothing else: this machine's."""
        for name in ("python-upper", "python-work"):
            (self.folder / name).mkdir()
        _run(["mount", "-t", "overlay", "overlay", "-o", f"lowerdir={sys.base_prefix},"
              f"upperdir={self.folder / 'python-upper'},workdir={self.folder / 'python-work'}",
              str(self.merged / "usr/local")])
        for parent in Path(sys.base_prefix).parents:  # where its libraries are looked for, whoever asks
            there = self.merged / str(parent).lstrip("/")
            there.chmod(there.stat().st_mode | 0o111)

    def _copy(self, step: Step, views: Mapping[str, View]) -> None:
        words = step.items
        source = words.pop(0).partition("=")[2] if words[0].startswith("--from=") else None
        to = self.merged / os.path.join(self.at, words[-1]).lstrip("/")
        for name in words[:-1]:
            if source is not None:
                shutil.copytree(views[source].merged / name.lstrip("/"), to, symlinks=True, dirs_exist_ok=True)
                continue
            sent = [each for each in context(ROOT, _files()) if each == name or each.startswith(f"{name}/")]
            assert sent, f"line {step.line}: {name} is not sent to a build (.dockerignore)"
            for each in sent:
                inner = os.path.relpath(each, name) if each != name else Path(each).name
                at = to / inner if each != name or words[-1].endswith("/") else to
                at.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / each, at)

    def _shell(self, step: Step, installs: bool) -> None:
        said = step.said
        if not installs and "install --only-binary" in said:
            print(f"line {step.line}: not run without --requirements: the packages of this environment stand for it")
            said = "python -m venv --without-pip /opt/tenure"
        elif not installs:
            said = said.replace(" /opt/tenure/lib", "")
        asked = [CHROOT, str(self.merged), "/bin/sh", "-ec", f"cd {shlex.quote(self.at)}\n{said}"]
        passed = {name: value for name, value in os.environ.items() if name in NETWORK}
        done = subprocess.run(asked, env={**passed, **self.env}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"line {step.line}: {done.stdout[-1500:]}{done.stderr[-1500:]}"


class Running:
    """The CMD of the last stage, running as it would in a container."""

    def __init__(self, view: View, var: Path, extra: Mapping[str, str]) -> None:
        stage = view.stage
        user, command = stage.last("USER"), stage.last("CMD")
        assert user is not None
        assert command is not None
        self.view, self.user, self.env = view, user.said, {**view.env, **extra}
        uid, gid = map(int, self.user.split(":"))
        os.chown(var, uid, gid)
        _run(["mount", "--bind", str(var), str(view.merged / "app/var")])
        for place in (view.merged / "usr/local", view.merged):
            _run(["mount", "-o", "remount,ro", "overlay", str(place)])
        self.process = subprocess.Popen(self._as_user(command.items), env=self.env, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)

    def ask(self, command: Sequence[str], limit: float = PATIENCE) -> subprocess.CompletedProcess[str]:
        """Another command in the same container."""
        return subprocess.run(self._as_user(command), env=self.env, capture_output=True, text=True, check=False,
                              timeout=limit)

    def _as_user(self, command: Sequence[str]) -> list[str]:
        uid, gid = self.user.split(":")
        inside = shlex.join(["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", "--no-new-privs",
                             "--bounding-set=-all", "--inh-caps=-all", *command])
        return [CHROOT, str(self.view.merged), "/bin/sh", "-c", f"cd {self.view.at} && exec {inside}"]


def checks(running: Running, builds: bool) -> list[Check]:
    """Everything that is asked, in order."""
    health = running.view.stage.last("HEALTHCHECK")
    assert health is not None
    probe = json.loads(health.said.partition("CMD ")[2])
    end = time.monotonic() + PATIENCE
    while running.ask(probe).returncode and time.monotonic() < end and running.process.poll() is None:
        time.sleep(0.5)
    found = [Check("HEALTHCHECK answers", running.ask(probe).returncode == 0, "exit status 0"), *_privileges(running),
             _writes(running), _places(running)]
    doctor = running.ask(["python", "-m", "data", "doctor", "--format", "json"])
    faults = [line for line in json.loads(doctor.stdout or '{"lines": []}')["lines"] if line["state"] == "fault"]
    found.append(Check("python -m data doctor finds no fault", bool(doctor.stdout) and not faults,
                       "; ".join(f"{line['check']}: {line['said']}" for line in faults) or doctor.stderr[-300:] or "0"))
    if builds:
        found += _work(running)
    running.process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        running.process.wait(60)
    return [*found, Check("SIGTERM ends it", running.process.poll() == 0, f"exit status {running.process.poll()}")]


def _privileges(running: Running) -> list[Check]:
    said = dict(line.split(":\t", 1) for line in
                (running.view.merged / f"proc/{running.process.pid}/status").read_text(encoding="utf-8").splitlines()
                if ":\t" in line)
    ids, caps = set(said["Uid"].split()), {said[name].strip() for name in ("CapEff", "CapPrm", "CapBnd", "CapInh")}
    return [Check("no root", ids == {running.user.partition(":")[0]}, f"uid {' '.join(sorted(ids))}"),
            Check("no capability", {int(each, 16) for each in caps} == {0}, f"{' '.join(sorted(caps))}"),
            Check("no new privileges", said["NoNewPrivs"].strip() == "1", said["NoNewPrivs"].strip())]


def _writes(running: Running) -> Check:
    """By writing: into the code, the packages, the system, and where it may."""
    places = ("/app", "/app/data", "/app/static", "/opt/tenure", PACKAGES, "/etc", "/usr/local/bin", "/root",
              "/var/tmp", "/backups", "/app/var", "/tmp")
    code = ("import sys\nfor at in sys.argv[1:]:\n    try:\n        open(at + '/written', 'w').close(); print(at)\n"
            "    except OSError:\n        pass")
    done = set(running.ask(["python", "-c", code, *places]).stdout.split())
    return Check(f"of {len(places)} places {len(WRITABLE)} can be written", done == WRITABLE, " ".join(sorted(done)))


def _places(running: Running) -> Check:
    """By looking at every folder that there is."""
    skipped = "\\( -path /proc -o -path /dev -o -path /tmp \\) -prune"
    asked = f"find / {skipped} -o -type d -writable -print -prune 2>/dev/null"
    done = set(running.ask(["/bin/sh", "-c", asked]).stdout.split())
    return Check("no other folder can be written", done <= WRITABLE, " ".join(sorted(done)))


def _work(running: Running) -> list[Check]:
    """A build, a backup and a report in Japanese, beneath a root that is read-only."""
    asked = {
        "a company is built": ["data", "demo", "--customers", "60", "--years", "2"],
        "a backup is taken": ["data", "backup", "/app/var/taken"],
        "a report in Japanese is set": ["components.report", "weekly", "--lang", "ja", "--format", "pdf", "--out",
                                        "/app/var"]}
    done = {what: running.ask(["python", "-m", *command], 900) for what, command in asked.items()}
    return [Check(what, not each.returncode, each.stderr[-300:] if each.returncode else "exit status 0")
            for what, each in done.items()]


def _files() -> list[str]:
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    return [str(at.relative_to(ROOT)) for at in ROOT.rglob("*") if at.is_file() and ".venv" not in at.parts]


def _run(asked: Sequence[str]) -> None:
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(asked)}: {done.stderr}"


def tried(folder: Path, installs: bool, builds: bool) -> list[Check]:
    """Makes the stages and runs the last one, within a namespace that is this process's own."""
    views: dict[str, View] = {}
    for number, stage in enumerate(stages(ROOT / "Dockerfile")):
        view = views[stage.name or str(number)] = View(folder / str(number), stage)
        for step in stage.steps:
            view.step(step, views, installs)
    if not installs:
        there = view.merged / PACKAGES.lstrip("/")
        _run(["mount", "--bind", sysconfig.get_path("purelib"), str(there)])
        _run(["mount", "-o", "remount,bind,ro", str(there)])
    var = folder / "var"
    var.mkdir(mode=0o700)
    _run(["ip", "link", "set", "lo", "up"])
    running = Running(view, var, {})
    try:
        return checks(running, builds)
    finally:
        if running.process.poll() is None:
            running.process.kill()
        said = running.process.communicate()[0]
        if said and "-v" in sys.argv:
            print(said, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints what was found; 1 where something is not as it must be, 2 where this machine cannot try it."""
    parser = argparse.ArgumentParser(prog="python -m tests.container", description=__doc__)
    parser.add_argument("--requirements", action="store_true", help="install what requirements.txt pins")
    parser.add_argument("--build", action="store_true", help="build a company, take a backup and set a report in it")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("-v", action="store_true", help="print what the board said")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    given = list(sys.argv[1:] if arguments is None else arguments)
    if asked.inside is None:
        return _outside(given)
    found = tried(Path(asked.inside), asked.requirements, asked.build)
    for each in found:
        state = "yes" if each.passed else "NO"
        print(f"| {each.what} | {state} | {each.said} |" if asked.markdown else f"{state:<4} {each.what}: {each.said}")
    return 0 if all(each.passed for each in found) else 1


def possible() -> str:
    """Why this machine cannot try it; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "it needs Linux and root (mount namespaces)"
    missing = [name for name in ("unshare", "setpriv", "chroot", "ip", "mount") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} is not installed"
    done = subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "true"], capture_output=True, check=False)
    return "" if done.returncode == 0 else "it may make no namespaces here"


def _outside(given: Sequence[str]) -> int:
    """In namespaces of its own: what is mounted, and what runs, goes with them."""
    why = possible()
    if why:
        print(f"error: {why}", file=sys.stderr)
        return 2
    folder = tempfile.mkdtemp(prefix="image-", dir="/var/tmp")
    try:
        return subprocess.run(["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", sys.executable, "-m",
                               "tests.container", *given, "--inside", folder], cwd=ROOT, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
