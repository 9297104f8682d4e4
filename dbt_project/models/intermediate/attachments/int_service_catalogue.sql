with

cell as (

    select
        document_id,
        grid_no,
        row_no,
        column_no,
        line_no,
        {{ plain_text('text') }} as text,
        {{ normalise_text('text') }} as plain
    from {{ ref('stg_cell') }}
    where role in ('header', 'body')

),

level_header as (

    -- 一级目录, 二级目录, …: in which column the names of a level stand
    select
        document_id,
        grid_no,
        row_no,
        column_no,
        position(regexp_extract(plain, '^([一二三四五六])级', 1) in '一二三四五六') as level
    from cell
    where regexp_full_match(plain, '[一二三四五六]级(?:目录|分类|名称|服务)?(?:名称)?')

),

catalogue as (

    select
        document_id,
        grid_no
    from level_header
    group by document_id, grid_no
    having count(distinct level) >= 2

),

level_column as (

    select
        document_id,
        column_no,
        mode(level) as level
    from level_header
    group by document_id, column_no

),

header_row as (

    select distinct
        document_id,
        grid_no,
        row_no
    from level_header

),

labelled as (

    -- the code in the first column, the name in the column of its level
    select
        cell.document_id,
        cell.grid_no,
        cell.row_no,
        any_value(cell.line_no) as line_no,
        max(cell.plain) filter (where level_column.level is null) as first_text,
        -- A1501 printed as a1501, A.15.01 or in full-width signs
        max({{ catalogue_code('cell.plain') }}) filter (where level_column.level is null)
            as code_text,
        max(cell.text) filter (where level_column.level is not null) as name,
        max(level_column.level) as level
    from cell
    inner join catalogue
        on cell.document_id = catalogue.document_id and cell.grid_no = catalogue.grid_no
    anti join header_row
        on
            cell.document_id = header_row.document_id
            and cell.grid_no = header_row.grid_no
            and cell.row_no = header_row.row_no
    left join level_column
        on
            cell.document_id = level_column.document_id
            and cell.column_no = level_column.column_no
    group by cell.document_id, cell.grid_no, cell.row_no

),

read_row as (

    select
        *,
        case when {{ is_catalogue_code('code_text') }} then first_text end as printed_code,
        case when {{ is_catalogue_code('code_text') }} then code_text end as read_code,
        -- a name alone in the first column heads the entries of a sector
        case
            when
                name is null
                and not {{ is_catalogue_code('code_text') }}
                and not regexp_full_match(first_text, '续表?')
                then first_text
        end as sector
    from labelled

),

sectioned as (

    select
        *,
        last(sector ignore nulls) over rows_of_document as open_sector,
        count(sector) over rows_of_document as sector_no,
        last(nullif(regexp_extract(read_code, '^[A-Z]', 0), '') ignore nulls)
            over rows_of_document as open_letter
    from read_row
    window rows_of_document as (partition by document_id order by grid_no, row_no)

),

coded as (

    -- a code whose letter was lost has the one of its neighbours
    select
        document_id,
        grid_no,
        row_no,
        line_no,
        sector_no,
        open_sector as sector,
        name,
        printed_code,
        read_code,
        coalesce(level, (length(completed_code) + 1) // 2) as level,
        completed_code
    from (
        select
            *,
            case
                when
                    open_letter is not null
                    and regexp_full_match(read_code, '(?:\d\d)+')
                    then concat(open_letter, read_code)
                else read_code
            end as completed_code
        from sectioned
        where sector is null and (name is not null or printed_code is not null)
    ) as completed

),

run_start as (

    select
        *,
        level != coalesce(
            lag(level) over (partition by document_id, sector_no order by grid_no, row_no), 0
        ) as starts_run
    from coded

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
    inner join run_size as size
        on
            entry.document_id = size.document_id
            and entry.sector_no = size.sector_no
            and entry.run_no = size.run_no
    -- a code without a name is one half of a slid pair, or names nothing
    where entry.name is not null or len(size.codes) != size.name_count

),

paired as (

    select
        * exclude (codes, name_no),
        case when is_slid then codes[name_no] else completed_code end as paired_code
    from named

),

followed as (

    select
        *,
        lag(paired_code) over (
            partition by document_id, sector_no, run_no order by grid_no, row_no
        ) as elder_code
    from paired

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
        from coded
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
