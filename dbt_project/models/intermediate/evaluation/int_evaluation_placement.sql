with

cell as (

    select
        cell.*,
        line.section_no,
        line.section_kind,
        line.first_attribute,
        row_number() over (
            partition by cell.document_id, cell.grid_no, cell.row_no order by cell.column_no
        ) as cell_no,
        count(*) over (partition by cell.document_id, cell.grid_no, cell.row_no) as cell_count,
        bool_or(cell.is_number) over (partition by cell.document_id, cell.grid_no, cell.row_no)
            as has_number
    from {{ ref('int_evaluation_cell') }} as cell
    inner join {{ ref('int_evaluation_row') }} as line
        on
            cell.document_id = line.document_id
            and cell.grid_no = line.grid_no
            and cell.row_no = line.row_no
    where
        line.row_kind = 'body'
        and line.section_kind in ('funds', 'indicator')
        and coalesce(line.first_attribute, '') != 'note'
        and not (line.section_kind = 'indicator' and coalesce(line.first_attribute, '') = 'total')
        and coalesce(cell.row_attribute, '') != 'ornament'
    -- what a form prints below its amounts (年度总体目标) states none
    qualify line.section_kind = 'indicator' or has_number

),

place as (

    select
        *,
        count(*) over (partition by document_id, report_no, section_no) as place_count
    from {{ ref('int_evaluation_column') }}

),

printed as (

    -- where each cell stands as printed
    select
        cell.*,
        place.place_no,
        place.attribute,
        {{ evaluation_misfit('place.attribute', 'cell') }} as misfit
    from cell
    left join place
        on
            cell.document_id = place.document_id
            and cell.report_no = place.report_no
            and cell.section_no = place.section_no
            and cell.column_no = place.column_no

),

fitting_row as (

    select
        document_id,
        grid_no,
        row_no,
        max(misfit) < 3 as is_fitting
    from printed
    group by document_id, grid_no, row_no

),

target_column as (

    -- of the columns for targets, the ones that rows use which are surely in place
    select
        printed.document_id,
        printed.report_no,
        printed.section_no,
        printed.attribute,
        count(*) as use_count
    from printed
    inner join fitting_row
        on
            printed.document_id = fitting_row.document_id
            and printed.grid_no = fitting_row.grid_no
            and printed.row_no = fitting_row.row_no
    where
        fitting_row.is_fitting
        and printed.section_kind = 'indicator'
        and printed.attribute in ('initial_target', 'adjusted_target')
    group by
        printed.document_id, printed.report_no, printed.section_no, printed.attribute

),

unusual as (

    -- a target in a column that one other row at most uses, where the other column is in use
    select
        place.document_id,
        place.report_no,
        place.section_no,
        place.attribute
    from place
    left join target_column as own
        on
            place.document_id = own.document_id
            and place.report_no = own.report_no
            and place.section_no = own.section_no
            and place.attribute = own.attribute
    inner join target_column as other
        on
            place.document_id = other.document_id
            and place.report_no = other.report_no
            and place.section_no = other.section_no
            and place.attribute != other.attribute
    where
        place.attribute in ('initial_target', 'adjusted_target')
        and coalesce(own.use_count, 0) <= 1
        and other.use_count >= 3

),

displaced as (

    -- rows in which some cell cannot stand where it does: all their cells are placed anew
    select
        printed.document_id,
        printed.grid_no,
        printed.row_no,
        any_value(printed.report_no) as report_no,
        any_value(printed.section_no) as section_no,
        any_value(printed.cell_count) as cell_count
    from printed
    left join unusual
        on
            printed.document_id = unusual.document_id
            and printed.report_no = unusual.report_no
            and printed.section_no = unusual.section_no
            and printed.attribute = unusual.attribute
    group by printed.document_id, printed.grid_no, printed.row_no
    having
        max(printed.misfit) >= 3
        or count(unusual.attribute) > 0
        -- points or money of nothing
        or (
            bool_or(printed.is_number)
            and not bool_or(printed.attribute in ('name', 'fund_source'))
        )

),

way as (

    -- every way to put the n cells of a row, in their order, into n of its k columns
    select
        displaced.*,
        ways.way,
        list_filter(
            range(1, size.place_count + 1), lambda place: (ways.way >> (place - 1)) & 1 = 1
        ) as place_nos
    from displaced
    inner join (
        select distinct
            document_id,
            report_no,
            section_no,
            place_count
        from place
    ) as size
        on
            displaced.document_id = size.document_id
            and displaced.report_no = size.report_no
            and displaced.section_no = size.section_no
    inner join (select unnest(range(1, 4096)) as way) as ways
        on
            ways.way < (1 << size.place_count)
            and bit_count(ways.way) = displaced.cell_count

),

tried as (

    select
        way.document_id,
        way.grid_no,
        way.row_no,
        way.way,
        cell.column_no,
        place.attribute,
        abs(place.column_no - cell.column_no)
        + {{ evaluation_misfit('place.attribute', 'cell') }}
        + case when unusual.attribute is not null then 2 else 0 end as misfit
    from way
    inner join cell
        on
            way.document_id = cell.document_id
            and way.grid_no = cell.grid_no
            and way.row_no = cell.row_no
    inner join place
        on
            way.document_id = place.document_id
            and way.report_no = place.report_no
            and way.section_no = place.section_no
            and way.place_nos[cell.cell_no] = place.place_no
    left join unusual
        on
            place.document_id = unusual.document_id
            and place.report_no = unusual.report_no
            and place.section_no = unusual.section_no
            and place.attribute = unusual.attribute

),

chosen as (

    -- The way that fits best. A row without a name, without a result, or with points and no score
    -- fits worse than one that slid by a few columns.
    select
        document_id,
        grid_no,
        row_no,
        way
    from tried
    group by document_id, grid_no, row_no, way
    qualify row_number() over (
            partition by document_id, grid_no, row_no
            order by
                sum(misfit)
                + case when bool_or(attribute in ('name', 'fund_source')) then 0 else 5 end
                + case
                    when bool_or(attribute = 'weight') = bool_or(attribute = 'score') then 0
                    else 3
                end
                + case when bool_or(attribute in ('actual', 'executed')) then 0 else 2 end,
                way
        ) = 1

),

settled as (

    select
        printed.document_id,
        printed.grid_no,
        printed.row_no,
        printed.column_no,
        coalesce(tried.attribute, printed.attribute) as attribute,
        chosen.way is not null
        and coalesce(tried.attribute, '') != coalesce(printed.attribute, '') as is_moved
    from printed
    left join chosen
        on
            printed.document_id = chosen.document_id
            and printed.grid_no = chosen.grid_no
            and printed.row_no = chosen.row_no
    left join tried
        on
            chosen.document_id = tried.document_id
            and chosen.grid_no = tried.grid_no
            and chosen.row_no = tried.row_no
            and chosen.way = tried.way
            and printed.column_no = tried.column_no

)

select
    cell.document_id,
    cell.report_no,
    cell.section_no,
    cell.section_kind,
    cell.grid_no,
    cell.row_no,
    cell.column_no,
    cell.line_no,
    settled.attribute,
    settled.is_moved,
    cell.text,
    cell.is_number,
    cell.level_1_code,
    cell.level_2_code
from cell
inner join settled
    on
        cell.document_id = settled.document_id
        and cell.grid_no = settled.grid_no
        and cell.row_no = settled.row_no
        and cell.column_no = settled.column_no
