"""Puts the top-level folder ``assets`` into the wheel as ``tlgui/assets``; everything else is in pyproject.toml."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["tlgui", "tlgui.*"]), "tlgui.assets"],
    package_dir={"tlgui.assets": "assets"},
    package_data={"tlgui.assets": ["**/*"]},
)
