"""What a party's officers do with the accounts of its people: invite, suspend, end a posting, reset a factor.

Letting in takes two officers, keeping out takes one. Nobody does anything of this to their own account.
"""
