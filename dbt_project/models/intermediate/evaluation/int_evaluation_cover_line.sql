{{ config(materialized='ephemeral') }}

with

line as (

    select
        report.document_id,
        report.report_no,
        line.line_no,
        line.text,
        {{ plain_text('line.text') }} as plain
    from {{ ref('int_evaluation_report') }} as report
    inner join {{ ref('stg_line') }} as line
        on
            report.document_id = line.document_id
            and line.line_no between report.first_line_no and report.last_line_no
    where {{ normalise_text('line.text') }} != '' and length(line.text) <= 200

),

noise as (

    select distinct short.plain
    from (
        select
            plain,
            {{ normalise_text('plain') }} as text
        from (select distinct plain from line) as known
        where length(plain) <= 20
    ) as short
    inner join {{ ref('evaluation_term') }} as term
        on
            term.scope = 'noise'
            and {{ matches('short.text', 'term') }}

)

select line.*
from line
anti join noise using (plain)
