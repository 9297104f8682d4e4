{#- 2025-03-15, 2025年3月15日; in a name 20250315, too -#}
{%- set date_in_name -%}
(?:^|\D)(20\d\d)(?:[-_./年]([01]?\d)[-_./月]([0-3]?\d)|([01]\d)([0-3]\d))日?(?:\D|$)
{%- endset -%}
{%- set date_alone -%}
^(?:\D{0,12}:)?[^\d:]{0,4}(20\d\d)(?:[-./年]([01]?\d)[-./月]([0-3]?\d)()())日?\D{0,6}$
{%- endset -%}
with

named as (

    select
        document_id,
        lower({{ normalise_text('source_path') }}) as text
    from {{ ref('stg_document') }}

),

outer_line as (

    -- what a title page and a last page say, no sentences
    select
        line.document_id,
        line.line_no,
        line.line_no <= 60 as is_opening,
        lower({{ normalise_text('line.text') }}) as text
    from {{ ref('stg_line') }} as line
    inner join {{ ref('stg_document') }} as document on line.document_id = document.document_id
    where
        (line.line_no <= 60 or line.line_no > document.line_count - 40)
        and length(line.text) <= 80
        and not contains(line.text, chr(9))

),

said as (

    select
        document_id,
        text,
        {{ date_of('text', date_in_name) }} as dated
    from named
    union all
    select
        document_id,
        if(is_opening and not regexp_matches(text, '[。;…]|\.{3}|第.部分'), text, null) as text,
        case when not contains(text, '截') then {{ date_of('text', date_alone) }} end as dated
    from outer_line

)

select
    said.document_id,
    coalesce(max(mark.mark), 0)::integer as correction_no,
    max(said.dated) as dated_on
from said
left join {{ ref('edition_mark') }} as mark on regexp_matches(said.text, mark.pattern)
group by said.document_id
