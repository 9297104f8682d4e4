with

followed as (

    select
        *,
        lag(paired_code) over (
            partition by document_id, sector_no, run_no order by grid_no, row_no
        ) as elder_code
    from {{ ref('int_service_catalogue_name') }}

),

repaired as (

    -- A code that goes on its elder sibling's count, under a parent that is not printed: the
    -- sibling's parent is meant.
    select
        followed.*,
        case
            when
                length(followed.elder_code) = length(followed.paired_code)
                and left(followed.elder_code, -2) != left(followed.paired_code, -2)
                and try_cast(right(followed.elder_code, 2) as integer) + 1
                = try_cast(right(followed.paired_code, 2) as integer)
                and printed.completed_code is null
                then concat(left(followed.elder_code, -2), right(followed.paired_code, 2))
            else followed.paired_code
        end as code
    from followed
    left join (
        select distinct
            document_id,
            sector_no,
            completed_code
        from {{ ref('int_service_catalogue_entry') }}
    ) as printed
        on
            followed.document_id = printed.document_id
            and followed.sector_no = printed.sector_no
            and left(followed.paired_code, -2) = printed.completed_code

)

select
    document_id,
    grid_no,
    row_no,
    line_no,
    coalesce(sector, '') as sector,
    level::integer as level,
    code,
    printed_code,
    -- blanks inside only show where the column was too narrow
    regexp_replace(coalesce(name, ''), '\s+', '', 'g') as name,
    case
        when code is null then 'none'
        when code = read_code then 'printed'
        when code = completed_code then 'letter completed'
        else 'sequence'
    end as code_method,
    (row_number() over (
        partition by document_id, sector, code order by grid_no, row_no
    ))::integer as occurrence_no
from repaired
