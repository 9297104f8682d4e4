"""PDF with a text layer, by the page's own rulings and the boxes of its characters."""

from flows.read.pdf.joins import join
from flows.read.pdf.pages import cut

__all__ = ["cut"]

import pypdfium2 as P
def pages_of(data):
    def it():
      d = P.PdfDocument(data)
      for i in range(len(d)):
        p = d[i]
        yield cut(p)
        p.close()
    return join(it())
