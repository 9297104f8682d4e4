{{ config(materialized='ephemeral') }}

with

printed as (

    select distinct
        document_id,
        form_code
    from {{ ref('int_grid') }}
    where form_code is not null

)

-- One row per document that prints half of a set or more: of two alike, the one of its year.
select
    document.document_id,
    form_set.form_set_code,
    coalesce(
        string_agg(member.title, '；' order by member.form_no)
        filter (where printed.form_code is null),
        ''
    ) as missing_forms
from {{ ref('int_document') }} as document
inner join {{ ref('form_set') }} as form_set on document.phase_code = form_set.phase_code
inner join {{ ref('form_set_form') }} as member
    on form_set.form_set_code = member.form_set_code
left join printed
    on document.document_id = printed.document_id and member.form_code = printed.form_code
group by
    document.document_id,
    document.fiscal_year,
    form_set.form_set_code,
    form_set.first_year,
    form_set.last_year
having 2 * count(printed.form_code) >= count(*)
qualify row_number() over (
        partition by document.document_id
        order by
            count(printed.form_code) desc,
            count(*) asc,
            document.fiscal_year between form_set.first_year
            and coalesce(form_set.last_year, 9999) desc nulls last,
            form_set.form_set_code asc
    ) = 1
