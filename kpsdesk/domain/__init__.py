"""The field's rules: kinds, workflow, deadlines, matrices, participation; standard library only."""
