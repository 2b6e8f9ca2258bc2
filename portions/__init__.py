"""Portions: the paragraphs of a text, each with a label of its own."""
