"""Lessons on the page: the list on Learn, a step at a time on a page of its own, and a slim bar on all others while one is taken."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

LIST_TEXTS = ("page.lesson.own", "page.lesson.problems")
BAR_TEXTS = tuple(f"page.lesson.{name}" for name in ("done", "open_yet", "next", "finish", "waits"))
TEXTS = (*BAR_TEXTS, *(f"page.lesson.{name}" for name in ("skip", "right", "not_right", "none", "over.about", "again")))


def lesson_list(language: str) -> str:
    """Room for the lessons, as HTML; ``lesson_list.js`` fills it."""
    return f"""
<section class="panel lessons" id="lessons" aria-labelledby="title-lessons">
  <h2 id="title-lessons">{escaped(say("page.lesson.list", language))}</h2>
  {tag("p", say("page.lesson.list.about", language))}
  <ul class="offered" aria-live="polite"></ul>
  <div class="faulty" hidden></div>
</section>"""


def lesson_bar(language: str) -> str:
    """The bar that goes along, as HTML; ``lesson_bar.js`` fills it while a lesson is taken."""
    return f"""
<aside class="lesson-bar" aria-label="{escaped(say("page.lesson.title", language))}" hidden>
  <a class="to-lesson" title="{escaped(say("page.lesson.to_lesson", language))}"><b></b> <span></span></a>
  <span class="so-far" role="status"></span>
  <button type="button" class="button next"></button>
  <button type="button" class="link leave" title="{escaped(say("page.lesson.leave", language))}"
    aria-label="{escaped(say("page.lesson.leave", language))}">✕</button>
</aside>"""


def lesson(language: str) -> gr.HTML:
    """A lesson, one step at a time; which one, the address says."""

    def text(key: str) -> str:
        return escaped(say(f"page.lesson.{key}", language))

    markup = f"""
<article class="lesson">
  <header>
    <p class="kicker note"></p>
    <nav class="places" aria-label="{text("steps")}"></nav>
  </header>
  <section class="panel step">
    <p class="note where"></p>
    <h1 tabindex="-1"></h1>
    <div class="text"></div>
    <div class="row press"></div>
    <ul class="problems" hidden></ul>
    <div class="check" role="status" hidden><p><b class="mark"></b> <span class="wanted"></span></p><ul class="told"></ul></div>
    <div class="text after" hidden></div>
    <fieldset class="question" hidden><legend></legend><div class="answers"></div><div class="text explanation" hidden></div></fieldset>
  </section>
  <p class="note waits" role="status" hidden>{text("waits")}</p>
  <div class="row ways">
    <button type="button" class="button back" id="lesson-back">{text("back")}</button>
    <button type="button" class="button main next" id="lesson-next"></button>
    <a class="link all" href="learn#lessons">{text("all")}</a>
    <button type="button" class="link leave" id="lesson-leave">{text("leave")}</button>
  </div>
</article>"""
    return component("lesson", markup, language=language, elem_id="lesson", texts=TEXTS)
