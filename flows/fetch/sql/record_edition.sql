insert or ignore into edition
values (:url, :sha256, :extension, :byte_size, :content_type, :served_by, :now)
