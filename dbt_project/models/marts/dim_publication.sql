{{ config(materialized='table') }}

with

published as (

    select
        publication_key,
        any_value(unit_key) as unit_key,
        any_value(fiscal_year_key) as fiscal_year_key,
        any_value(phase_key) as phase_key,
        any_value(scope) as scope,
        bool_or(is_current) as is_current,
        count(*) filter (where is_current) as part_count,
        count(*) as document_count
    from {{ ref('int_publication') }}
    group by publication_key

),

used as (

    select
        publication.publication_key,
        bool_or(used.is_counted) as is_counted
    from {{ ref('int_statement_use') }} as used
    inner join {{ ref('int_publication') }} as publication using (document_id)
    group by publication.publication_key

),

held as (

    select
        publication.publication_key,
        string_agg(distinct held.reason, '; ' order by held.reason) as held_out_reason
    from {{ ref('int_held_out') }} as held
    inner join {{ ref('int_publication') }} as publication using (document_id)
    where publication.is_current
    group by publication.publication_key

)

select
    published.publication_key,
    concat(
        unit.name,
        case when published.fiscal_year_key > 0 then concat(published.fiscal_year_key, '年度') end,
        case published.scope
            when 'government' then '政府'
            when 'unit' then '单位'
            else '部门'
        end,
        phase.name
    ) as name,
    published.unit_key,
    published.fiscal_year_key,
    published.phase_key,
    published.scope,
    published.is_current,
    coalesce(used.is_counted, false) as is_counted,
    held.held_out_reason,
    published.part_count,
    published.document_count
from published
inner join {{ ref('dim_unit') }} as unit on published.unit_key = unit.unit_key
left join {{ ref('phase') }} as phase on published.phase_key = phase.phase_key
left join used using (publication_key)
left join held using (publication_key)
union all
{{ reserved_members([
    'name', 'unit_key', 'fiscal_year_key', 'phase_key', 'scope', 'is_current', 'is_counted',
    'held_out_reason', 'part_count', 'document_count'
]) }}
