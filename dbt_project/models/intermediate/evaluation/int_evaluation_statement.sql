with

line as (

    select
        line.document_id,
        coalesce(report.report_no, 0) as report_no,
        line.line_no,
        {{ normalise_text('line.text') }} as text
    from {{ ref('stg_line') }} as line
    left join {{ ref('int_evaluation_report') }} as report
        on
            line.document_id = report.document_id
            and line.line_no between report.first_line_no and report.last_line_no
    where
        line.document_id in (select document_id from {{ ref('int_evaluation_report') }})
        and regexp_matches(line.text, '\d|“|"')
        and not contains(line.text, chr(9))
        and length(line.text) between 10 and 4000

),

sentence as (

    -- reports repeat each other word by word
    select distinct
        text,
        report_no = 0 as is_outside
    from line

),

matched as (

    select
        sentence.text,
        sentence.is_outside,
        statement.attribute,
        statement.precedence,
        regexp_extract(sentence.text, statement.pattern, 0) as wording,
        regexp_extract(sentence.text, statement.pattern, 1) as printed_text
    from sentence
    inner join {{ ref('evaluation_statement') }} as statement
        on
            sentence.is_outside = (statement.scope = 'document')
            and regexp_matches(sentence.text, statement.pattern)

)

select
    line.document_id,
    nullif(line.report_no, 0) as report_no,
    matched.attribute,
    line.line_no,
    matched.printed_text,
    {{ parse_amount('matched.printed_text') }} as number,
    nullif(regexp_extract(matched.wording, '([亿百千万十]{0,2}元)$', 1), '') as printed_unit
from line
inner join matched
    on line.text = matched.text and (line.report_no = 0) = matched.is_outside
-- the first wording counts: a paragraph copied from another section comes later
qualify row_number() over (
        partition by line.document_id, line.report_no, matched.attribute
        order by matched.precedence asc, line.line_no asc
    ) = 1
