"""The pages of the window, one package per noun; pages never import each other."""
