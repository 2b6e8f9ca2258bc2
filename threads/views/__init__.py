"""Pages of threads: lists, one thread, and telling many nations."""
