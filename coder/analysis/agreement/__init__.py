"""How far people agree who rated, coded or marked the same recordings, with what is not known said beside it.

``figures`` holds what comes out (no numpy, so that a page may import it), ``tables`` what goes in, ``ratings``,
``codes`` and ``marks`` reckon, ``scales`` gives the words. Formulas, sources, what counts as a pair, how intervals
are made and when a figure is not computable: docs/agreement.md.
"""
