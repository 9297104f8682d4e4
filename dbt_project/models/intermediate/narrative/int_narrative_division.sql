with

stated as (

    select
        claim.document_id,
        claim.figure_no,
        claim.section_code,
        claim.topic_code,
        claim.subject_code,
        claim.phase_code,
        claim.year_offset,
        claim.amount_yuan is not null as is_money,
        topic.parent_topic_code,
        coalesce(topic.part_group, '') as part_group,
        -- what the tables say about the topic, whichever phase this sentence speaks of
        max(match.matched_yuan) over (
            partition by
                claim.document_id,
                claim.section_code,
                claim.topic_code,
                claim.subject_code,
                claim.amount_yuan is not null
        ) as tabled_yuan
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('narrative_topic') }} as topic
        on claim.section_code = topic.section_code and claim.topic_code = topic.topic_code
    left join {{ ref('int_narrative_match') }} as match
        on claim.document_id = match.document_id and claim.figure_no = match.figure_no
    where
        claim.claim_kind in ('amount', 'count')
        -- 0 批次，0 人次: two counts of one topic have no common whole
        and claim.printed_unit not in ('批次', '人次', '次', '人')
    qualify row_number() over (
            partition by
                claim.document_id,
                claim.section_code,
                claim.topic_code,
                claim.subject_code,
                claim.phase_code,
                claim.year_offset,
                is_money
            order by claim.figure_no
        ) = 1

),

part as (

    -- a whole that is not stated hands its parts up to the one above
    select
        part.*,
        whole.figure_no as whole_no,
        whole.tabled_yuan as whole_tabled_yuan
    from stated as part
    left join {{ ref('narrative_topic') }} as parent
        on part.section_code = parent.section_code and part.parent_topic_code = parent.topic_code
    inner join stated as whole
        on
            part.document_id = whole.document_id
            and part.section_code = whole.section_code
            and part.phase_code = whole.phase_code
            and part.year_offset = whole.year_offset
            and part.is_money = whole.is_money
            and whole.topic_code in (part.parent_topic_code, parent.parent_topic_code)
    qualify row_number() over (
            partition by part.document_id, part.figure_no
            order by whole.topic_code = part.parent_topic_code desc
        ) = 1

),

levelled as (

    -- 类 in one list and their 项 in the next: each divides the whole once more
    select
        * exclude (subject_codes),
        len(list_filter(
            subject_codes,
            lambda code: code != subject_code and starts_with(subject_code, code)
        )) > 0 as is_below
    from (
        select
            *,
            list(subject_code) over (
                partition by document_id, whole_no, part_group
            ) as subject_codes
        from part
    ) as listed

),

partition_size as (

    select
        section_code,
        parent_topic_code,
        coalesce(part_group, '') as part_group,
        count(*) as size
    from {{ ref('narrative_topic') }}
    group by all

)

-- Complete are the lists that the tables say are, that name every part there is or end with 其他.
select
    part.document_id,
    part.whole_no,
    concat(part.part_group, if(part.is_below, 'below', '')) as part_group,
    part.figure_no as part_no
from levelled as part
inner join partition_size as size
    on
        part.section_code = size.section_code
        and part.parent_topic_code = size.parent_topic_code
        and part.part_group = size.part_group
window
    list_of_parts as (
        partition by part.document_id, part.whole_no, part.part_group, part.is_below
    )
qualify
    count(*) over list_of_parts >= 2
    and case
        when
            count(part.tabled_yuan) over list_of_parts = count(*) over list_of_parts
            and part.whole_tabled_yuan is not null
            then
                abs(sum(part.tabled_yuan) over list_of_parts - part.whole_tabled_yuan)
                <= 50 * (1 + count(*) over list_of_parts)
        else
            count(*) over list_of_parts = size.size
            -- parts that were handed up beside parts of the whole itself are of two lists
            and min(part.parent_topic_code) over list_of_parts
            = max(part.parent_topic_code) over list_of_parts
            or bool_or(part.topic_code like '%other') over list_of_parts
    end
