"""The training loop, and what it stands on: devices, processes, schedules, freezing, state."""
