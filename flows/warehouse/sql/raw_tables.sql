create schema if not exists raw;

create table if not exists raw.document (
    document_id varchar primary key,
    source_path varchar not null,
    sha256 varchar not null,
    media_type varchar not null,
    encoding varchar not null,
    byte_size bigint not null,
    line_count integer not null,
    landed_at timestamptz not null,
    collection varchar not null,
    withdrawn_at timestamptz,
    page_count integer,
    file_date date,
    unread_pages integer[],
    uncomputed_cells varchar[]
);

create table if not exists raw.touched (
    document_id varchar not null
);

create table if not exists raw.line (
    document_id varchar not null,
    line_no integer not null,
    text varchar not null,
    page_no integer,
    folded varchar,
    confidence double
);

create table if not exists raw.cell (
    document_id varchar not null,
    grid_no integer not null,
    row_no integer not null,
    column_no integer not null,
    block_no integer not null,
    line_no integer not null,
    role varchar not null,
    column_kind varchar not null,
    header_path varchar not null,
    text varchar not null,
    page_no integer,
    x0 double,
    y0 double,
    x1 double,
    y1 double,
    stored varchar,
    sheet varchar,
    address varchar,
    confidence double,
    folded varchar
);

create table if not exists raw.rejection (
    source_path varchar not null,
    sha256 varchar,
    stage varchar not null,
    reason varchar not null,
    detail varchar not null,
    rejected_at timestamptz not null
);

create table if not exists raw.refresh (
    version_id varchar not null,
    input_fingerprint varchar not null,
    project_fingerprint varchar not null,
    models_fingerprint varchar not null,
    reading_fingerprint varchar not null,
    documents_path varchar not null,
    refreshed_at timestamptz not null
);

comment on table raw.document is 'One row per document landed, identified by its content.';
comment on table raw.touched is
'One row per document that the last refresh landed, read again, withdrew or found elsewhere.';
comment on table raw.line is
'One row per printed line or table row (its cells separated by TABs), verbatim.';
comment on table raw.cell is
'One row per cell that is not blank, verbatim, with its line and, where known, its page and box.';
comment on table raw.rejection is
'One row per file version that could not be taken in, with the reason.';
comment on table raw.refresh is 'One row per refresh that was published, newest last.';

-- of what set a document aside: until it changes, the same content is not tried again
alter table raw.rejection add column if not exists project_fingerprint varchar;

-- what warehouses of earlier releases lack; the next refresh fills it
alter table raw.document add column if not exists collection varchar default '';
alter table raw.document add column if not exists withdrawn_at timestamptz;
alter table raw.document add column if not exists page_count integer;
alter table raw.line add column if not exists page_no integer;
alter table raw.cell add column if not exists page_no integer;
alter table raw.cell add column if not exists x0 double;
alter table raw.cell add column if not exists y0 double;
alter table raw.cell add column if not exists x1 double;
alter table raw.cell add column if not exists y1 double;
alter table raw.cell add column if not exists stored varchar;
alter table raw.cell add column if not exists sheet varchar;
alter table raw.cell add column if not exists address varchar;
alter table raw.cell add column if not exists confidence double;
alter table raw.document add column if not exists file_date date;
alter table raw.rejection alter column sha256 drop not null;
alter table raw.line add column if not exists folded varchar;
alter table raw.line add column if not exists confidence double;
alter table raw.document add column if not exists unread_pages integer[];
alter table raw.document add column if not exists uncomputed_cells varchar[];
alter table raw.cell add column if not exists folded varchar;
alter table raw.refresh add column if not exists models_fingerprint varchar default '';
alter table raw.refresh add column if not exists reading_fingerprint varchar default '';
