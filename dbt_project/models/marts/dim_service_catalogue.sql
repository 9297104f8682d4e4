{{ config(materialized='table') }}

with

entry as (

    select
        catalogue.*,
        document.document_key,
        document.is_current,
        {{ surrogate_key([
            "'service_catalogue'",
            'catalogue.document_id',
            'catalogue.sector',
            "coalesce(catalogue.code, '')",
            'catalogue.occurrence_no'
        ]) }} as service_catalogue_key
    from {{ ref('int_service_catalogue') }} as catalogue
    inner join {{ ref('dim_document') }} as document
        on catalogue.document_id = document.document_id

),

above as (

    -- the entries above an entry in its sector, and itself
    select
        entry.service_catalogue_key,
        {%- for level in [1, 2, 3, 4] %}
        any_value(ancestor.code) filter (where ancestor.level = {{ level }})
            as level_{{ level }}_code,
        any_value(ancestor.name) filter (where ancestor.level = {{ level }})
            as level_{{ level }}_name,
        {%- endfor %}
        any_value(ancestor.service_catalogue_key) filter (where ancestor.level = entry.level - 1)
            as parent_key
    from entry
    inner join entry as ancestor
        on
            entry.document_id = ancestor.document_id
            and entry.sector = ancestor.sector
            and (
                entry.service_catalogue_key = ancestor.service_catalogue_key
                or (
                    entry.level > ancestor.level
                    and ancestor.occurrence_no = 1
                    and starts_with(entry.code, ancestor.code)
                )
            )
    group by entry.service_catalogue_key

)

select
    entry.service_catalogue_key,
    entry.document_key,
    entry.sector,
    entry.code,
    entry.name,
    entry.level,
    case entry.level
        when 1 then {{ not_applicable_key() }}
        else coalesce(above.parent_key, {{ unknown_key() }})
    end::bigint as parent_service_catalogue_key,
    {%- for level in [1, 2, 3, 4] %}
    above.level_{{ level }}_code,
    above.level_{{ level }}_name,
    {%- endfor %}
    entry.printed_code,
    entry.code_method,
    entry.is_current,
    entry.line_no
from entry
inner join above on entry.service_catalogue_key = above.service_catalogue_key
union all
{{ reserved_members([
    'document_key', 'sector', 'code', 'name', 'level', 'parent_service_catalogue_key',
    'level_1_code', 'level_1_name', 'level_2_code', 'level_2_name', 'level_3_code',
    'level_3_name', 'level_4_code', 'level_4_name', 'printed_code', 'code_method', 'is_current',
    'line_no'
]) }}
