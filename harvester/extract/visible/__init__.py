"""Visible: what a page says to its readers, where its head tags are silent; lines of text around the title.

Everything here reads only the front of the page: what stands near the title, and never what stands in
menus, reference lists or boxes about other works.
"""
