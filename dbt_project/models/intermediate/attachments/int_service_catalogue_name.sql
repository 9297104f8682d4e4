{{ config(materialized='ephemeral') }}

with

run_start as (

    select
        *,
        level != coalesce(
            lag(level) over (partition by document_id, sector_no order by grid_no, row_no), 0
        ) as starts_run
    from {{ ref('int_service_catalogue_entry') }}

),

run_of_level as (

    select
        *,
        count(*) filter (where starts_run) over (
            partition by document_id, sector_no order by grid_no, row_no
        ) as run_no
    from run_start

),

run_size as (

    -- Rows of one level below one parent. If as many codes as names are printed there, though not
    -- side by side, the two columns slid against each other: the n-th code is the n-th name's.
    select
        document_id,
        sector_no,
        run_no,
        list_sort(list(distinct completed_code) filter (where completed_code is not null))
            as codes,
        count(name) as name_count,
        count(*) as row_count
    from run_of_level
    group by document_id, sector_no, run_no

),

named as (

    select
        entry.*,
        row_number() over (
            partition by entry.document_id, entry.sector_no, entry.run_no
            order by entry.grid_no, entry.row_no
        ) as name_no,
        size.codes,
        len(size.codes) = size.name_count
        and size.row_count != len(size.codes) as is_slid
    from run_of_level as entry
    inner join run_size as size using (document_id, sector_no, run_no)
    -- a code without a name is one half of a slid pair, or names nothing
    where entry.name is not null or len(size.codes) != size.name_count

)

select
    document_id,
    grid_no,
    row_no,
    line_no,
    sector_no,
    run_no,
    sector,
    level,
    name,
    printed_code,
    read_code,
    completed_code,
    case when is_slid then codes[name_no] else completed_code end as paired_code
from named
