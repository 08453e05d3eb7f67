"""Routes of presets: which there are, one as a file to share, one from a file, and taking one away."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from tlgui.models import catalogue
from tlgui.runs.presets import Preset, PresetStore, read_preset
from tlgui.specification.run_spec import chosen
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say
from tlgui.ui.access import Language, Owner, Sent, TheHome
from tlgui.ui.downloads import as_download
from tlgui.views.file_names import plain
from tlgui.views.words import sentence

router = APIRouter(prefix="/api/presets")


def _told(preset: Preset, language: str) -> dict[str, Any]:
    about = [strategy_name(preset.spec.strategy, language), catalogue.name_of(preset.spec.backbone)]
    count = len(chosen(preset.spec))
    if count:
        about.append(say("page.presets.settings", language, count=count))
    return {
        "id": preset.id,
        "name": preset.name,
        "about": " · ".join(about),
        "notes": [sentence(note.as_json(), language, "note") for note in preset.notes],
    }


@router.get("")
def all_of_them(home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """The presets by name."""
    return {"presets": [_told(each, language) for each in PresetStore(home).all(owner)]}


@router.post("")
def add(data: Sent, home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """Keep the preset in a file, which is the body."""
    found = read_preset(data)
    return {
        **_told(PresetStore(home).add(found, owner), language),
        "notes": [sentence(n.as_json(), language, "note") for n in found.notes],
    }


@router.get("/{preset_id}")
def fetch(preset_id: str, home: TheHome, owner: Owner) -> Response:
    """A preset as a file, always as a download."""
    found = PresetStore(home).get(preset_id, owner)
    return Response(found.as_bytes(), media_type="application/json", headers=as_download(f"{plain(found.name) or 'preset'}.json"))


@router.delete("/{preset_id}")
def remove(preset_id: str, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Take a preset away for good."""
    store = PresetStore(home)
    store.remove(store.own(preset_id, owner), owner)
    return {"removed": True}
