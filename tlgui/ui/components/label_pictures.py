"""A picture at a time with a button for each class; beside it how good each network is by the labels so far, and the verdict."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag

TEXTS = (*(key for key in CATALOGUE if key.startswith("page.label.")), "page.command.copied", "page.offline")


def label_pictures(language: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    markup = f"""
<div class="label">
  <section class="panel head">
    <p class="kicker note"></p>
    {tag("h1", say("page.label.title", language))}
    {tag("p", say("page.label.about", language), "lead")}
    <ul class="problems" aria-live="assertive" hidden></ul>
    <p class="row nowhere" hidden><span>{text("page.label.none_chosen")}</span>
      <a class="button main" href="data">{text("page.label.to_data")}</a></p>
    <p class="row from" hidden><label>{text("page.label.source")} <select class="field"></select></label></p>
    <p class="no-source" hidden>{text("page.label.no_source")}</p>
  </section>
  <div class="work" hidden>
    <section class="panel one" aria-labelledby="label-question">
      <div class="far"><b id="label-progress" aria-live="polite"></b><span class="note not-known"></span>
        <button type="button" class="link" id="label-undo">{text("page.label.undo")}</button></div>
      <div class="bar"><i></i></div>
      <p class="note waiting" hidden></p>
      <p class="line"></p>
      <p class="note elsewhere" role="status" hidden></p>
      <p class="revisit" role="status" hidden><span></span>
        <button type="button" class="link">{text("page.label.revisit.leave")}</button></p>
      <div class="frame"><img id="label-picture" alt=""><p class="done" hidden>{text("page.label.all")}</p></div>
      <h2 id="label-question"></h2>
      <input type="search" class="field find" autocomplete="off" placeholder="{text("page.label.find")}"
        aria-label="{text("page.label.find")}" hidden>
      <div class="classes" role="group" aria-labelledby="label-question"></div>
      <form class="number row" hidden><input type="text" class="field" inputmode="decimal" autocomplete="off" id="label-value"
        aria-labelledby="label-question"><button type="submit" class="button main">{text("page.label.keep_value")}</button></form>
      <div class="rest"><button type="button" class="button" id="label-unknown">{text("page.label.unknown")}</button>
        <button type="button" class="button" id="label-other">{text("page.label.other")}</button></div>
      <p class="note keys">{text("page.label.keys")}</p>
    </section>
    <div class="says">
      <section class="panel tells" aria-labelledby="title-verdict">
        <h2 id="title-verdict"></h2>
        <div class="verdict" id="label-verdict" aria-live="polite"></div>
        <p class="press"></p>
        <p class="row go" hidden><a class="button main" id="label-go"></a></p>
        <p class="note again" hidden></p>
        <p class="row begin" hidden><button type="button" class="button" id="label-search">{text("page.label.shares.search")}</button></p>
        <p class="note" hidden>{text("page.label.shares.learned")}</p>
        <p class="lent" hidden></p>
        <p class="row go-on" hidden><button type="button" class="link" id="label-go-on">{text("page.label.revealed.go_on")}</button></p>
        <p class="note choosing"></p>
      </section>
      <section class="panel how-good" aria-labelledby="title-networks">
        <h2 id="title-networks"></h2>
        <p class="note one-by-one"></p>
        <p class="ceiling" hidden></p>
        <p class="unmoved" hidden></p>
        <ol class="networks"></ol>
        <details class="explain older" hidden><summary></summary><ol class="networks"></ol></details>
        <p class="note left-out" hidden></p>
        <details class="explain"><summary>{text("page.label.how")}</summary><p class="draw"></p><p class="interval"></p>
          <p class="sure"></p></details>
      </section>
      <section class="panel shares" aria-labelledby="title-shares" hidden>
        <h2 id="title-shares">{text("page.label.shares")}</h2>
        <p class="words"></p>
        <div class="mix"></div>
        <p class="note read"></p>
        <div class="train" hidden><p><a class="button" id="label-train">{text("page.label.shares.train")}</a></p>
          <p class="note">{text("page.label.shares.command")}
            <button type="button" class="link copy">{text("page.command.copy")}</button></p><code></code></div>
      </section>
      <section class="panel kept" aria-labelledby="title-kept">
        <h2 id="title-kept">{text("page.label.keep")}</h2>
        <p class="note">{text("page.label.kept")} <span class="locked" hidden>{text("page.label.kept.locked")}</span></p>
        <p class="row"><a class="button" id="label-export" download>{text("page.label.export")}</a>
          <label class="button"><input class="unseen" type="file" accept=".csv,.tsv,.txt" id="label-import">
            {text("page.label.import")}</label></p>
        <details class="explain answered" hidden><summary></summary><p class="note newest" hidden></p><ol></ol></details>
        <p class="note imported" role="status" hidden></p>
        <ul class="problems" aria-live="assertive" hidden></ul>
      </section>
    </div>
  </div>
</div>"""
    return component("label_pictures", markup, language=language, elem_id="label", texts=TEXTS)
