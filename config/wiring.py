"""The only place for signal receivers, each with the reason why an explicit call can't do it. Today there is none."""
