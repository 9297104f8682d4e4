{{ config(materialized='ephemeral') }}

with

worded as (

    -- A-B-C科目, A（类）B（款）C（项）: the last name is meant
    select
        document_id,
        figure_no,
        regexp_replace(
            regexp_replace(
                own_text,
                '^(?:{{ plain_words_pattern() }}|用于|支出|[①-⑳]|\d{1,2}[.、)])+'
                || '|(?:(?:年初|全年|调整)预算|支出[预决]算|[预决]算|安排|执行|金额|数|额|为|共计?'
                || '|约|是|:|。)+$',
                '',
                'g'
            ),
            '科目$|\(科目\)$',
            ''
        ) as words
    from {{ ref('int_narrative_said') }}
    where
        section_code not in (
            'procurement', 'assets', 'three_public', 'agency_operating', 'performance'
        )
        and not is_undecided

),

divided as (

    select
        *,
        list_filter(
            string_split(
                regexp_replace(words, '\((类|款|项)\)|[-—–→]+', '|', 'g'), '|'
            ),
            lambda part: not regexp_full_match(part, '(?:支出|科目|\s)*')
        ) as parts,
        case regexp_extract_all(words, '\((类|款|项)\)', 1)[-1]
            when '类' then 3
            when '款' then 5
            when '项' then 7
        end as code_length
    from worded
    where words != ''

),

named_subject as (

    select
        *,
        {{ name_key('parts[-1]') }} as name_key,
        {{ bare_name('parts[-1]') }} as bare_name,
        {{ bare_name('parts[-2]') }} as parent_name
    from divided
    where len(parts) > 0

),

subject_candidate as (

    -- a 类 by its official name
    select
        spoken.document_id,
        spoken.figure_no,
        spoken.code_length,
        official.code,
        levenshtein(spoken.name_key, official.name_key) as slip
    from named_subject as spoken
    inner join (
        select
            code,
            {{ name_key('name') }} as name_key,
            {{ bare_name('name') }} as bare_name
        from (
            select
                code,
                name
            from {{ ref('functional_class') }}
            union all
            select
                code,
                name
            from {{ ref('functional_class_former') }}
        ) as class
    ) as official
        on
            spoken.name_key = official.name_key
            or length(official.code) = 3
            and (
                spoken.bare_name = official.bare_name
                -- the name of a fund, not a slip in that of 201
                or not regexp_full_match(spoken.name_key, '一般公共预算(?:财政)?(?:拨款)?支出|.*拨款.*')
                and least(length(spoken.name_key), length(official.name_key)) >= 7
                and levenshtein(spoken.name_key, official.name_key) <= 6
            )
    union all
    -- a 款 or 项 by the name that the document's own tables print
    select
        spoken.document_id,
        spoken.figure_no,
        spoken.code_length,
        printed.code,
        if(spoken.name_key = printed.name_key, 0, 1)
        -- of namesakes the one below the name before
        + if(coalesce(spoken.parent_name = printed.parent_name, spoken.parent_name is null), 0, 2)
            as slip
    from named_subject as spoken
    inner join (
        select distinct
            part.document_id,
            line.subject_code as code,
            {{ name_key("regexp_replace(line.printed_label, '^\\d{3,7}', '')") }} as name_key,
            {{ bare_name("regexp_replace(line.printed_label, '^\\d{3,7}', '')") }} as bare_name,
            {{ bare_name("regexp_replace(parent.printed_label, '^\\d{3,7}', '')") }}
                as parent_name
        from {{ ref('int_narrative_part') }} as part
        inner join {{ ref('int_line') }} as line on part.tabled_document_id = line.document_id
        left join {{ ref('int_line') }} as parent
            on
                line.document_id = parent.document_id
                and line.grid_no = parent.grid_no
                and left(line.subject_code, 5) = parent.subject_code
                and length(line.subject_code) = 7
        where length(line.subject_code) >= 5 and not line.is_total
    ) as printed
        on
            spoken.document_id = printed.document_id
            and (spoken.name_key = printed.name_key or spoken.bare_name = printed.bare_name)
    -- a line may print its code and no name, and a sentence no more than 支出
    where printed.bare_name != ''

)

select
    document_id,
    figure_no,
    '{class}' as topic_code,
    code as subject_code,
    slip
from subject_candidate
where code_length is null or length(code) = code_length
-- of namesakes none is meant for certain
qualify
    rank() over (partition by document_id, figure_no order by slip, length(code)) = 1
    and count(*) over (partition by document_id, figure_no, slip, length(code)) = 1
