"""The site: pages of places, bodies, subjects, projects, documents; each figure leads to a line."""
