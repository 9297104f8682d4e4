with

cell as (

    select
        report.document_id,
        report.report_no,
        cell.grid_no,
        cell.row_no,
        cell.column_no,
        cell.line_no,
        {{ plain_text('cell.text') }} as text
    from {{ ref('int_evaluation_report') }} as report
    inner join {{ ref('stg_cell') }} as cell
        on
            report.document_id = cell.document_id
            and cell.line_no between report.first_line_no and report.last_line_no
    where cell.role in ('header', 'body')

),

word as (

    select distinct
        text,
        {{ normalise_text('text') }} as word,
        -- a category may carry its points: 产出指标（50分）
        regexp_replace({{ normalise_term('text') }}, '[(]?\d+分?[)]?$', '') as category
    from cell
    where length(text) <= 30

),

meaning as (

    -- what a word means in each place where it can stand
    select
        word.text,
        dictionary.scope,
        dictionary.attribute
    from word
    inner join {{ ref('evaluation_term') }} as dictionary
        on
            dictionary.scope in ('funds', 'indicator', 'row', 'value')
            and {{ matches('word.word', 'dictionary') }}
    qualify row_number() over (
            partition by word.text, dictionary.scope order by dictionary.precedence
        ) = 1

),

category as (

    -- 成本指标 is of level 2 in most forms and of level 1 in some
    select
        word.text,
        max(level.code) filter (where level.level = 1) as level_1_code,
        max(level.code) filter (where level.level = 2) as level_2_code
    from word
    inner join {{ ref('indicator_level') }} as level
        on regexp_matches(word.category, level.pattern)
    group by word.text

),

pivoted as (

    select
        text,
        max(attribute) filter (where scope = 'funds') as funds_attribute,
        max(attribute) filter (where scope = 'indicator') as indicator_attribute,
        max(attribute) filter (where scope = 'row') as row_attribute,
        max(attribute) filter (where scope = 'value') as value_attribute
    from meaning
    group by text

),

described as (

    select
        document_id,
        report_no,
        grid_no,
        row_no,
        column_no,
        line_no,
        cell.text,
        pivoted.funds_attribute,
        pivoted.indicator_attribute,
        pivoted.row_attribute,
        pivoted.value_attribute,
        category.level_1_code,
        category.level_2_code,
        {{ parse_amount('cell.text') }} is not null
        and {{ own_money_unit('cell.text') }} is null
        or regexp_full_match({{ normalise_text('cell.text') }}, '\d+(?:\.\d+)?分') as is_number,
        regexp_full_match({{ normalise_text('cell.text') }}, '[\d.]+%') as is_percentage
    from cell
    left join pivoted using (text)
    left join category using (text)
    where
        -- a rule that a converter drew under the last line
        not regexp_full_match({{ normalise_text('cell.text') }}, '[-=|:_—–－]{2,}|[-|:_—–－]*')
        -- what an empty form asks for: （100字以内）
        and not regexp_matches(cell.text, '[(（]\s*\d+\s*字(?:以内|左右|以下)?\s*[)）]')
        -- and where a name would stand: 指标1：
        and not regexp_full_match(cell.text, '指标\s*\d{1,2}\s*[:：]?\s*[.…]*')

),

signed as (

    select
        *,
        min(column_no) filter (where row_attribute = 'signature') over (
            partition by document_id, grid_no, row_no
        ) as handler_column_no
    from described

)

-- Handlers are known by their label only: no name, no number goes further. Where they sign behind
-- an indicator (a category or two numbers), it is the indicator's row, and their label goes, too.
select
    document_id,
    report_no,
    grid_no,
    row_no,
    column_no,
    line_no,
    case row_attribute when 'signature' then regexp_replace(text, '[:：].*$', '：') else text end
        as text,
    funds_attribute,
    indicator_attribute,
    row_attribute,
    value_attribute,
    level_1_code,
    level_2_code,
    is_number,
    is_percentage
from signed
window printed_row as (partition by document_id, grid_no, row_no)
qualify
    handler_column_no is null
    or if(
        count(*) filter (
            where column_no < handler_column_no
            and (level_1_code is not null or level_2_code is not null)
        ) over printed_row > 0
        or count(*) filter (where column_no < handler_column_no and is_number) over printed_row > 1,
        column_no < handler_column_no,
        coalesce(row_attribute, '') = 'signature'
    )
