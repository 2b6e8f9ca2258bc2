"""Date polls: which of up to ten windows suits the nations that are asked."""
