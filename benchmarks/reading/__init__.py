"""How fast, how lean and how right are PDFs cut into cells, beside other readers?"""
