-- What the other queries are about, as temporary tables; `detailed` names the documents.

-- the lines that a finding shows
create or replace temp table wanted as
select distinct
    document_id,
    line_no
from (
    select
        document_id,
        unnest(line_nos) as line_no
    from quality.fct_identity_result
    where verdict in ('violation', 'reading_doubt')
    union all
    select
        document_id,
        line_no
    from quality.fct_suspect_cell
    union all
    select
        document_id,
        line_no
    from quality.fct_label_repair
) as shown
semi join detailed using (document_id);

-- the tables that they stand in
create or replace temp table concerned as
select distinct
    cell.document_id,
    cell.grid_no
from staging.stg_cell as cell
semi join wanted using (document_id, line_no);
