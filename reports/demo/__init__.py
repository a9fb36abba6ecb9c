"""Fictional people for the demo: a workbook of them, imported through the same path as a real one."""
