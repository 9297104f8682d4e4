{{ config(materialized='ephemeral') }}

with

way as (

    -- every way to put the n cells of a row, in their order, into n of its k columns
    select
        displaced.*,
        ways.way,
        list_filter(
            range(1, size.place_count + 1), lambda place: (ways.way >> (place - 1)) & 1 = 1
        ) as place_nos
    from {{ ref('int_evaluation_displaced_row') }} as displaced
    inner join (
        select
            document_id,
            report_no,
            section_no,
            count(*) as place_count
        from {{ ref('int_evaluation_column') }}
        group by document_id, report_no, section_no
    ) as size using (document_id, report_no, section_no)
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
        way.cell_count,
        cell.column_no,
        place.attribute,
        abs(place.column_no - cell.column_no)
        + {{ evaluation_misfit('place.attribute', 'cell') }}
        + case when unusual.attribute is not null then 2 else 0 end as misfit
    from way
    inner join {{ ref('int_evaluation_printed_place') }} as cell
        on
            way.document_id = cell.document_id
            and way.grid_no = cell.grid_no
            and way.row_no = cell.row_no
    inner join {{ ref('int_evaluation_column') }} as place
        on
            way.document_id = place.document_id
            and way.report_no = place.report_no
            and way.section_no = place.section_no
            and way.place_nos[cell.cell_no] = place.place_no
    left join {{ ref('int_evaluation_unusual_column') }} as unusual
        on
            place.document_id = unusual.document_id
            and place.report_no = unusual.report_no
            and place.section_no = unusual.section_no
            and place.attribute = unusual.attribute

),

chosen as (

    -- The way that fits best. A row without a name, without a result, or with points and no score
    -- fits worse than one that slid by a few columns; an empty form prints a name and the points.
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
                    when any_value(cell_count) <= 2 then 0
                    when bool_or(attribute = 'weight') = bool_or(attribute = 'score') then 0
                    else 3
                end
                + case
                    when any_value(cell_count) <= 2 then 0
                    when bool_or(attribute in ('actual', 'executed')) then 0
                    else 2
                end,
                way
        ) = 1

)

select
    document_id,
    grid_no,
    row_no,
    tried.column_no,
    tried.attribute
from tried
inner join chosen using (document_id, grid_no, row_no, way)
