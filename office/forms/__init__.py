"""Forms check the shape of what was typed; the services hold the rules."""
