"""What a refresh costs by the number of documents, beside what it cannot cost less than."""
