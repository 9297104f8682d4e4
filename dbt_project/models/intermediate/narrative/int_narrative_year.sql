{{ config(materialized='ephemeral') }}

{%- set other_year = '[０-９]{4}年|' ~ year_before_pattern() -%}
{%- set year_compared = "regexp_extract_all(clause, '([０-９]{4})年', 1)[-1]" -%}
with

dated as (

    select
        *,
        case
            when regexp_matches(year_words, '^[０-９]')
                then {{ wide_number('left(year_words, 4)') }} - fiscal_year
            when regexp_matches(year_words, '^(?:上|去)') then -1
            when year_words is not null then 0
        end as set_offset
    from {{ ref('int_narrative_framed') }}

),

reached as (

    select
        *,
        last_value(set_offset ignore nulls) over (
            partition by document_id, frame_no, paragraph_no order by position_no
        ) as frame_offset,
        last_value(set_offset ignore nulls) over (
            partition by document_id, paragraph_no order by position_no
        ) as paragraph_offset
    from dated

)

select
    document_id,
    figure_no,
    case
        when figure_kind in ('amount', 'count') and regexp_matches(clause, '{{ other_year }}')
            then
                case
                    when
                        regexp_matches(clause, '上年(?:度)?(?:结[转余]|末)|^[^０-９上去]*$')
                        then coalesce(frame_offset, 0)
                    when regexp_matches(clause, '{{ comparison_pattern() }}')
                        then
                            coalesce({{ wide_number(year_compared) }} - fiscal_year, -1)
                    else frame_offset
                end
        when frame_offset is not null then frame_offset
        -- what a former sentence said of another year may go on, or not
        when coalesce(paragraph_offset, 0) = 0 then 0
    end as year_offset
from reached
