"""Who else may see it: marking anew, seeing a page as a nation does, and what each nation could see and opened."""
