"""The loan as plain values: terms and events in, schedule and state out. No Django, no clock, no language."""
