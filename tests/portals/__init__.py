"""Repositories and a Crossref of our own making: one table of works, rendered in each platform's markup."""
