with

candidate as (

    -- a regular expression costs ten thousand times as much as looking for a clue
    select
        label.*,
        concat(
            label.pattern,
            case
                when label.attribute in ('fund', 'total')
                    then ')(?::?(-?[\d,.]+[百千万亿]{0,2}元?))?'
                when label.inline_pattern = '.*' then ')(?::(.*))?'
                when label.inline_pattern != ''
                    then concat(')(?::?(', label.inline_pattern, '))?')
                when label.stage <= 3 then ')(?::(.+))?'
                else ')()'
            end
        ) as full_pattern,
        string_agg(cell.key, chr(10)) as keys
    from (
        select distinct key
        from {{ ref('int_performance_cell_text') }}
        where length(key) <= 160
    ) as cell
    inner join {{ ref('performance_label') }} as label
        on
            contains(cell.key, label.clue)
            and (length(cell.key) <= 40 or label.inline_pattern = '.*' or label.stage <= 3)
    group by all

),

found as (

    select
        * exclude (keys),
        {{ matched_lines('keys', "concat('(?:', full_pattern)") }} as key
    from candidate

),

matched as (

    -- a label alone, or with its value behind it in the same cell
    select
        key,
        attribute,
        value,
        stage,
        nullif(regexp_extract(key, concat('^(?:', full_pattern, '$'), 1), '') as rest
    from found
    qualify row_number() over (partition by key order by precedence, stage, pattern) = 1

),

labelled as (

    select
        cell.*,
        matched.attribute,
        matched.value,
        matched.stage,
        matched.rest,
        bool_or(coalesce(matched.attribute in ('level_1', 'level_2'), false)) over (
            partition by cell.document_id, cell.line_no
        ) as is_indicator_row
    from {{ ref('int_performance_cell_text') }} as cell
    left join matched using (key)

),

settled as (

    -- among indicators only their own labels are labels: a project may count 金额
    select
        * exclude (attribute, value, stage, rest),
        case when not is_indicator_row or stage >= 12 then attribute end as attribute,
        case when not is_indicator_row or stage >= 12 then value end as value,
        case when not is_indicator_row or stage >= 12 then stage end as stage,
        case when not is_indicator_row or stage >= 12 then rest end as rest
    from labelled

),

owned as (

    -- the label that a text belongs to is the last one before it
    select
        *,
        last(attribute ignore nulls) over reading as owner,
        last(value ignore nulls) over reading as owner_value
    from settled
    window reading as (
        partition by document_id order by line_no, column_no
    )

)

-- Prose and what belongs to the people who filed the form end here: neither is needed further on.
select
    document_id,
    line_no,
    column_no,
    column_count,
    is_indicator_row,
    attribute,
    value,
    stage,
    owner,
    case when coalesce(attribute, '') != 'handler' then rest end as rest,
    case when coalesce(attribute, '') != 'handler' then trim(printed_text) end as printed_text,
    case when coalesce(attribute, '') != 'handler' then text end as text
from owned
where
    attribute is not null
    or coalesce(owner, '') not in ('handler', 'filled_on', 'text')
    or (owner = 'text' and is_indicator_row)
    or (owner = 'filled_on' and regexp_full_match(text, '20\d\d[\d.年月日 -]{4,16}'))
