"""Makes assets/backbones.json: what is known without building them of the default backbone and of the one that a search may use beside it, so
that a first run need not import timm.

    PYTHONPATH=. python docs/make_backbone_records.py

To be run again when a wheel, timm (its first two numbers) or how one is cut into stages change; a test says so.
"""

from __future__ import annotations

from tlgui import durable
from tlgui.models import catalogue
from tlgui.models.backbones import SHIPPED_RECORDS, build, record_of, what_decides
from tlgui.planning.second_backbone import BESIDE


def main() -> None:
    cards = [card for card in catalogue.CARDS if card.key in (catalogue.DEFAULT, BESIDE[catalogue.DEFAULT])]
    durable.write_json(
        SHIPPED_RECORDS, {each.key: {"of": what_decides(each), "record": record_of(build(each.key))} for each in cards}
    )


if __name__ == "__main__":
    main()
