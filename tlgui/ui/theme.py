"""Gradio's own parts in our colors: every value is one of the tokens in ``assets/style.css``, so light and dark have one source."""

from __future__ import annotations

import gradio as gr

SYSTEM = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Noto Sans",
    "Noto Sans CJK SC",
    "PingFang SC",
    "Microsoft YaHei",
    "sans-serif",
)
MONOSPACE = ("ui-monospace", "SFMono-Regular", "Consolas", "DejaVu Sans Mono", "monospace")

_VALUES = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--quiet)",
    "background_fill_primary": "var(--panel)",
    "background_fill_secondary": "var(--paper)",
    "block_background_fill": "transparent",
    "block_border_color": "var(--line)",
    "block_border_width": "0px",
    "block_info_text_color": "var(--quiet)",
    "block_label_background_fill": "transparent",
    "block_label_text_color": "var(--quiet)",
    "block_title_text_color": "var(--quiet)",
    "block_shadow": "none",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--ink)",
    "color_accent_soft": "var(--soft)",
    "panel_background_fill": "transparent",
    "panel_border_width": "0px",
    "link_text_color": "var(--link)",
    "link_text_color_hover": "var(--link)",
    "link_text_color_active": "var(--link)",
    "link_text_color_visited": "var(--link)",
    "input_background_fill": "var(--field)",
    "input_background_fill_focus": "var(--field)",
    "input_background_fill_hover": "var(--field)",
    "input_border_width": "1px",
    "input_border_color": "var(--line)",
    "input_border_color_focus": "var(--focus)",
    "input_border_color_hover": "var(--quiet)",
    "input_placeholder_color": "var(--quiet)",
    "input_shadow": "none",
    "input_shadow_focus": "0 0 0 2px var(--halo)",
    "checkbox_background_color": "var(--field)",
    "checkbox_background_color_selected": "var(--ink)",
    "checkbox_border_color": "var(--quiet)",
    "checkbox_border_color_selected": "var(--ink)",
    "checkbox_label_background_fill": "transparent",
    "checkbox_label_text_color": "var(--ink)",
    "slider_color": "var(--ink)",
    "button_border_width": "1px",
    "button_primary_background_fill": "var(--ink)",
    "button_primary_background_fill_hover": "var(--ink-hover)",
    "button_primary_border_color": "var(--ink)",
    "button_primary_text_color": "var(--panel)",
    "button_primary_text_color_hover": "var(--panel)",
    "button_secondary_background_fill": "var(--panel)",
    "button_secondary_background_fill_hover": "var(--soft)",
    "button_secondary_border_color": "var(--line)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_hover": "var(--ink)",
    "error_text_color": "var(--bad)",
    "error_background_fill": "var(--panel)",
    "error_border_color": "var(--bad)",
    "shadow_drop": "none",
    "shadow_drop_lg": "0 6px 24px var(--shadow)",
}


def _theme() -> gr.themes.Base:
    theme = gr.themes.Base(
        font=list(SYSTEM), font_mono=list(MONOSPACE), radius_size=gr.themes.sizes.radius_md, text_size=gr.themes.sizes.text_md
    )
    dark = {f"{name}_dark": value for name, value in _VALUES.items() if hasattr(theme, f"{name}_dark")}
    return theme.set(**_VALUES, **dark, button_large_padding="10px 16px", button_large_text_weight="600")


THEME = _theme()
