{{ config(materialized='ephemeral') }}

-- One row per table of 万元 without a second decimal anywhere, whose last digits are not just round:
-- it is rounded, where a single short figure among longer ones only lost its zeros.
select
    document_id,
    grid_no,
    max(length({{ decimals_of('cell.text') }})) as decimals
from {{ ref('stg_cell') }} as cell
inner join {{ ref('int_column_meaning') }} as meaning
    using (document_id, grid_no, block_no, column_no)
where
    cell.role = 'body'
    and {{ parse_amount('cell.text') }} != 0
    and not meaning.is_comparative
    and not meaning.is_ratio
group by document_id, grid_no
having
    max(length({{ decimals_of('cell.text') }})) < 2
    and count(distinct cell.text) >= 5
    and 2 * count(distinct cell.text) filter (where not regexp_matches(cell.text, '[05]\D*$'))
    >= count(distinct cell.text)
