"""Bibliographic formats, read and written."""
