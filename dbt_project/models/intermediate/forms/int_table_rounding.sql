{{ config(materialized='ephemeral') }}

with

figure as (

    select
        document_id,
        grid_no,
        {{ normalise_text('cell.text') }} as text,
        length({{ decimals_of(normalise_text('cell.text')) }}) as decimals
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_column_meaning') }} as meaning
        using (document_id, grid_no, block_no, column_no)
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    where
        cell.role = 'body'
        and {{ parse_amount('cell.text') }} != 0
        and not meaning.is_comparative
        and not meaning.is_ratio
        and grid.yuan_per_unit > 1

),

printed as (

    select
        document_id,
        grid_no,
        max(decimals) as decimals,
        count(distinct text) as figure_count,
        count(distinct text) filter (where not regexp_matches(text, '[05]\D*$')) as uneven_count
    from figure
    group by document_id, grid_no

),

together as (

    select
        *,
        max(decimals) over (partition by document_id) as most_decimals,
        sum(figure_count) over (partition by document_id) as all_figure_count,
        sum(uneven_count) over (partition by document_id) as all_uneven_count
    from printed

)

-- One row per table of 万元 without a second decimal anywhere, where last digits are not just round:
-- it is rounded, where a single short figure among longer ones only lost its zeros. What a table of
-- few figures does not show, all tables of the document show together.
select
    document_id,
    grid_no,
    decimals
from together
where
    decimals < 2
    and (
        figure_count >= 5 and 2 * uneven_count >= figure_count
        or most_decimals < 2
        and all_figure_count >= 5
        and 2 * all_uneven_count >= all_figure_count
    )
