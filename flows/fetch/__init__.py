"""Publishers' originals to an archive: listed sources, polite downloads, a manifest.

`sources` reads the list, `download` speaks HTTP (`guard` decides which addresses it may reach,
`media` whether the answer is a document), `archive` keeps the bytes, `manifest` remembers what
happened, `run` puts them together. A refresh needs the manifest alone.
"""
