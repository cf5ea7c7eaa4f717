"""The package as it is installed: models.toml is found from a wheel and from a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLES

PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    subprocess.run(build, check=True, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def test_what_is_not_python_travels_along(wheel: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        in_archive = {name.partition("/")[2] for name in packed.getnames()}
    package = ROOT / "summarize"
    data = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*.*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert "summarize/render/html/page.html" in data
    assert data <= set(zipfile.ZipFile(wheel).namelist())
    assert data <= in_archive


def python(where: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": str(where)},
        cwd=where.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


FIND = "from summarize import registry; print(registry.shipped_path(), len(registry.load().models))"


def test_the_wheel_holds_the_package_and_models_toml(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "summarize/models.toml" in names
    assert not [n for n in names if n.startswith(("tests", "samples", "benchmarks", "training"))]
    entry_points = next(n for n in names if n.endswith("entry_points.txt"))
    scripts = zipfile.ZipFile(wheel).read(entry_points).decode()
    assert "summarize = summarize.cli:main" in scripts
    assert "summarise = summarize.cli:main" in scripts


def test_the_installed_wheel_works(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    subprocess.run([*PIP, "install", "--no-deps", "--target", str(site), str(wheel)], check=True)
    models = len(tomllib.loads((ROOT / "models.toml").read_text())["models"])
    assert python(site, "-c", FIND) == f"{site / 'summarize' / 'models.toml'} {models}"
    out = python(site, "-m", "summarize", str(SAMPLES / "stadtwerke.txt"), "--lang", "en")
    assert "SHORT · English" in out
    assert "extractive + builtin-de-en" in out
    page = [str(SAMPLES / "stadtwerke.txt"), "--lang", "de", "--format", "html"]
    assert python(site, "-m", "summarize", *page).startswith("<!doctype html>")


def test_a_checkout_uses_the_models_toml_at_the_top() -> None:
    assert python(ROOT, "-c", FIND).startswith(str(ROOT / "models.toml"))
