"""Makes assets/backbones.json: what is known of the default backbone without building it, so that a first run need not import timm.

    PYTHONPATH=. python docs/make_backbone_records.py

To be run again when its wheel, timm (its first two numbers) or how it is cut into stages change; a test says so.
"""

from __future__ import annotations

from tlgui import durable
from tlgui.models import catalogue
from tlgui.models.backbones import SHIPPED_RECORDS, build, record_of, what_decides


def main() -> None:
    card = catalogue.card_of(catalogue.DEFAULT)
    assert card is not None
    durable.write_json(SHIPPED_RECORDS, {card.key: {"of": what_decides(card), "record": record_of(build(card.key))}})


if __name__ == "__main__":
    main()
