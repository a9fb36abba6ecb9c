"""Khmer text, numbers, dates and codes as plain functions: no Django, no clock, no files."""
