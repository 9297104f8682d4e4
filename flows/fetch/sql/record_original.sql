update source set
    etag = :etag, last_modified = :last_modified, sha256 = :sha256, extension = :extension,
    byte_size = :byte_size, fetched_at = :now
where url = :url
