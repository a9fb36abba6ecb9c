"""Pages of the office: they read the input, call one service and answer."""
