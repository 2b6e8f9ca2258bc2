"""What surrounds Accord on one machine: set-up, embedded servers, the supervisor and the test lanes.

Nothing here imports an app, and no app imports anything from here: they meet in environment variables only.
"""
