"""A dataset and its role: choose a folder, a zip, an earlier dataset or a path; then its thumbnails, counts and what is known of its labels."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

SHAPES = {"source": "●", "target": "◇", "": "▢"}
TEXTS = (
    "page.upload.sending",
    "page.upload.pace",
    "page.upload.waiting",
    "page.upload.reading_folder",
    "page.upload.nothing",
    "page.upload.too_large",
    "page.upload.too_many",
    "page.upload.one_thing",
    "page.upload.failed",
    "page.upload.changed",
    "page.table.as_classes",
    "page.table.chosen",
    "page.table.offered",
    "page.job.begins",
    "page.offline",
    "page.dataset.choose",
    "page.dataset.left_out_more",
    "page.dataset.picture",
    "page.dataset.same.when",
    "page.labels.revealed",
    "page.bin.restore",
)


def dataset_card(role: str, language: str, paths: bool, limit: int, files: int) -> gr.HTML:
    """The card of a role (``source``, ``target``), or of a dataset without one (empty).

    Its value is the id of the dataset. ``paths``: whether the server takes folders by their path. ``limit``, ``files``: what an upload may
    bring, so that more is refused before it is sent.
    """

    def text(key: str) -> str:
        return escaped(say(key, language))

    name = role or "new"
    path = f"""
    <form class="path">
      <label for="path-{name}">{text("page.upload.path")}</label>
      <span class="row"><input id="path-{name}" type="text" spellcheck="false" autocomplete="off">
        <button type="submit">{text("page.upload.use")}</button></span>
    </form>"""
    markup = f"""
<section class="dataset" data-role="{role}" aria-labelledby="title-{name}">
  <h2 id="title-{name}"><span class="shape {role}" aria-hidden="true">{SHAPES[role]}</span>
    <span>{text(f"page.role.{name}")}</span><bdi class="name"></bdi>
    <button type="button" class="change link" hidden>{text("page.dataset.change")}</button></h2>
  {tag("p", say(f"page.role.{name}.about", language), "note about-role")}
  <div class="empty">
    <div class="drop">
      <p class="by-mouse">{text("page.upload.drop")}</p><p class="by-touch">{text("page.upload.touch")}</p>
      <div class="row">
        <label class="button">
          <input class="unseen folder" type="file" webkitdirectory multiple aria-label="{text("page.upload.folder.label")}">
          {text("page.upload.folder")}</label>
        <label class="button">
          <input class="unseen zip" type="file" accept=".zip,application/zip" aria-label="{text("page.upload.zip.label")}">
          {text("page.upload.zip")}</label>
      </div>
    </div>
    <div class="offer" role="group" hidden><p class="note"></p>
      <div class="row">
        <button type="button" class="button" data-holds="labels">{text("page.table.labels")}</button>
        <button type="button" class="button" data-holds="values">{text("page.table.values")}</button>
        <button type="button" class="link" data-holds="">{text("page.table.neither")}</button>
      </div></div>
    <label class="earlier" hidden><span>{text("page.upload.earlier")}</span><select></select></label>
    {path if paths else ""}
    <details class="table">
      <summary>{text("page.table")}</summary>
      <p class="note">{text("page.table.about")}</p>
      <div class="row">
        <label class="button">
          <input class="unseen table-file" type="file" accept=".csv,.tsv,.txt">{text("page.table.choose")}</label>
        <label class="holds">{text("page.table.holds")} <select>
          <option value="values">{text("page.table.values")}</option><option value="labels">{text("page.table.labels")}</option>
        </select></label>
      </div>
      <p class="note table-name" hidden></p>
    </details>
  </div>
  <div class="busy" hidden role="status">
    <p class="words"></p><div class="bar"><i></i></div><button type="button" class="link cancel">{text("page.upload.cancel")}</button>
  </div>
  <div class="chosen" hidden>
    <div class="thumbs"></div>
    <p class="note"><span class="about"></span><span class="used"></span> · <span class="labels"></span><span class="given"></span></p>
    <p class="note credit" hidden></p>
    <p class="note same" hidden><span></span> <button type="button" class="link">{text("page.dataset.same.take")}</button></p>
    <ul class="left-out" hidden></ul>
  </div>
  <ul class="problems" aria-live="assertive" hidden></ul>
</section>"""
    return component(
        "dataset_card",
        markup,
        language=language,
        elem_id=role or "new-dataset",
        texts=TEXTS,
        role=role,
        limit=limit,
        files=files,
    )
