"""Letters between host and nation, as PDF in the nation's language: the invitation, and the receipt of its reply."""
