"""All runs, those on the same pictures side by side and ordered without a label, each with what it added to the two references."""

from __future__ import annotations

from typing import get_args

import gradio as gr

from tlgui.runs.pick import RANKED
from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, nothing_yet, tag
from tlgui.views.leaderboard import Order
from tlgui.views.words import word

COLUMNS = ("place", "strategy", "status", "ranks", "target", "over_baseline", "over_normalisation")
OF_MENU = ("page.again", "page.bin.delete", *(key for key in CATALOGUE if key.startswith(("page.remarks", "page.compare."))))
TEXTS = (
    *(
        "sealed",
        "apart",
        "negative",
        "perhaps",
        "doubted",
        "rank",
        "epochs",
        "scored_on",
        "taken",
        "more",
        "more_rows",
        "place.of_scores",
    ),
    *("seed", "seeds", "seeds.show", "seeds.hide"),
)


def run_list(language: str) -> gr.HTML:
    titles = {name: say("page.results.rank_of" if name == "ranks" else f"page.results.{name}", language) for name in COLUMNS}
    heads = "".join(f'<th scope="col" class="{name}">{escaped(title)}</th>' for name, title in titles.items())
    ways = "".join(
        f'<label><input type="radio" name="scores-as" value="{way}"{" checked" if way == "place" else ""}>'
        f"<span>{escaped(say(f'page.results.show.{way}', language))}</span></label>"
        for way in ("place", "value", "baseline", "normalisation_alone")
    )
    orders = "".join(
        f'<label><input type="radio" name="order-by" value="{order}"{" checked" if order == "labels" else ""}>'
        f"<span>{escaped(say(f'page.results.order.{order}', language))}</span></label>"
        for order in get_args(Order)
    )
    find = escaped(say("page.results.search", language))
    markup = f"""
<div class="runs">
  <div class="row finding" hidden><input type="search" class="field" placeholder="{find}" aria-label="{find}"
    title="{escaped(say("page.results.search.about", language))}"></div>
  <p class="row panel comparing" role="status" hidden><span></span>
    <button type="button" class="link">{escaped(say("page.remarks.cancel", language))}</button></p>
  <div class="row as" hidden><span class="note" id="scores-as">{escaped(say("page.results.show", language))}</span>
    <fieldset class="pills" aria-labelledby="scores-as">{ways}</fieldset></div>
  <div class="row as order" hidden><span class="note" id="order-by">{escaped(say("page.results.order", language))}</span>
    <fieldset class="pills" aria-labelledby="order-by">{orders}</fieldset></div>
  <p class="note reading" role="status" hidden></p>
  <p class="panel note none-found" role="status" hidden>{escaped(say("page.results.none_found", language))}</p>
  {nothing_yet("page.results.empty", language)}
  <div class="groups-of-runs"></div>
  <template><section class="panel group-of-runs"><h2><bdi></bdi><bdi class="note"></bdi></h2>
    <p class="note read"><span></span> <a class="to-labels" hidden></a> <a class="to-search" hidden></a></p>
    <p class="row still-sealed" hidden><span class="note"></span>
      <button type="button" class="button">{escaped(say("page.results.open_them", language))}</button></p>
    <div class="scroller"><table><thead><tr>{heads}<th class="more"></th></tr></thead><tbody></tbody></table></div>
    <p class="row"><button type="button" class="button more-rows" hidden></button></p></section></template>
  <p class="row"><button type="button" class="button more-boards" hidden>{escaped(say("page.results.more_boards", language))}</button></p>
  <div class="foot" hidden>{tag("p", say("page.results.read", language), "note read")}
    <details class="explain"><summary>{escaped(say("page.results.how", language))}</summary>
      {tag("p", say("page.results.how.scores", language))}</details></div>
</div>"""
    return component(
        "run_list",
        markup,
        language=language,
        elem_id="runs",
        texts=(*(f"page.results.{name}" for name in TEXTS), *OF_MENU, "page.offline", "page.stage", "page.stage.about"),
        columns=titles,
        scores={name: word(f"score.{name}", language) for name in RANKED},
    )
