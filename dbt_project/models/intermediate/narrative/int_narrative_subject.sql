{{ config(materialized='ephemeral') }}

with

named_subject as (

    select
        document_id,
        figure_no,
        {{ name_key(
            "case when context_text = '' then topic_text else "
            ~ clause_topic("ltrim(context_text, '.)')") ~ " end"
        ) }} as name_key
    from {{ ref('int_narrative_said') }}
    where section_code not in ('procurement', 'assets', 'three_public')

),

subject_candidate as (

    -- a 类 by its official name
    select
        spoken.document_id,
        spoken.figure_no,
        official.code,
        levenshtein(spoken.name_key, official.name_key) as slip
    from named_subject as spoken
    inner join (
        select
            code,
            {{ name_key('name') }} as name_key
        from {{ ref('functional_class') }}
    ) as official
        on
            spoken.name_key = official.name_key
            or length(official.code) = 3
            and least(length(spoken.name_key), length(official.name_key)) >= 7
            and levenshtein(spoken.name_key, official.name_key) <= 6
    union all
    -- a 款 or 项 by the name that the document's own tables print
    select
        spoken.document_id,
        spoken.figure_no,
        printed.code,
        0 as slip
    from named_subject as spoken
    inner join (
        select distinct
            document_id,
            subject_code as code,
            {{ name_key("regexp_replace(printed_label, '^\\d{3,7}', '')") }} as name_key
        from {{ ref('int_line') }}
        where length(subject_code) >= 5 and not is_total
    ) as printed
        on spoken.document_id = printed.document_id and spoken.name_key = printed.name_key
    -- a line may print its code and no name
    where printed.name_key != ''

)

select
    document_id,
    figure_no,
    '{class}' as topic_code,
    code as subject_code,
    slip
from subject_candidate
-- of namesakes none is meant for certain
qualify
    rank() over (partition by document_id, figure_no order by slip, length(code)) = 1
    and count(*) over (partition by document_id, figure_no, slip, length(code)) = 1
