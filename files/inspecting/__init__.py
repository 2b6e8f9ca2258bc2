"""Find out what a file is from its bytes, refuse what isn't plain, and write the rest anew without what it hides.

The parsers meet bytes from strangers, so this package runs in a process of its own, with limits and without secrets
(``files.examining``): it imports the standard library and parsers, never Django.
"""
