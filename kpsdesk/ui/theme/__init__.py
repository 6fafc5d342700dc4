"""Colours, type, icons and measures. Usage: `from kpsdesk.ui import theme`; `theme.apply(app, "dark", 1.5)`.

`theme.color(token)`, `theme.font(role)`, `theme.px(n)`, `theme.size(name)`, `theme.icon(name, token, pixels)`,
`theme.pixmap(name, token, pixels, ratio)`, `theme.tokens()`, `theme.mode()`, `theme.scale()`,
`theme.notifier().changed`.
"""

from kpsdesk.ui.theme.apply import (
    Choice,
    apply,
    color,
    font,
    icon,
    mode,
    notifier,
    pixmap,
    px,
    scale,
    size,
    tokens,
)
from kpsdesk.ui.theme.tokens import TONES, Mode, Tokens, design

__all__ = [
    "TONES",
    "Choice",
    "Mode",
    "Tokens",
    "apply",
    "color",
    "design",
    "font",
    "icon",
    "mode",
    "notifier",
    "pixmap",
    "px",
    "scale",
    "size",
    "tokens",
]
