"""Publishers' originals to an archive: listed sources, polite downloads, a manifest.

`sources` reads the list, `download` speaks HTTP (`address_guard` decides which addresses it may
reach, `media_type` whether the answer is a document), `archive` keeps the bytes, `manifest`
remembers what happened, `fetcher` puts them together. A refresh needs the manifest alone.
"""
