"""Paper: frozen data in, PDF bytes out."""

from reportlab import rl_config

# before the drawing parts are imported: each attribute of a shape would be checked as it is set, and each stream be made text
rl_config.shapeChecking = 0
rl_config.useA85 = 0
