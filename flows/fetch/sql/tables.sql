-- One row per url that was ever listed, with its latest attempt and its latest original.
create table if not exists source (
    url text primary key,
    unit text not null,
    division text not null,
    year text not null,
    phase text not null,
    note text not null,
    is_listed integer not null,
    checked_at text,
    status integer,
    outcome text,
    reason text,
    detail text,
    ask_not_before text,
    etag text,
    last_modified text,
    sha256 text,
    extension text,
    byte_size integer,
    fetched_at text
);
-- One row per url and content: which originals a source has had, and when each came first.
create table if not exists edition (
    url text not null,
    sha256 text not null,
    extension text not null,
    byte_size integer not null,
    content_type text not null,
    served_by text not null,
    fetched_at text not null,
    primary key (url, sha256)
);
