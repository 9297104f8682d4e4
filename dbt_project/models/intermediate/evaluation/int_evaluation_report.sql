with

worded as (

    select
        segment.document_id,
        segment.kind,
        segment.title,
        segment.first_line_no,
        segment.last_line_no,
        string_agg({{ normalise_text('line.text') }}, '') as text
    from {{ ref('int_evaluation_segment') }} as segment
    inner join {{ ref('stg_line') }} as line
        on
            segment.document_id = line.document_id
            and line.line_no between segment.first_line_no and segment.last_line_no
    where segment.kind != 'other'
    group by all

)

-- A title that nothing of a report follows (a cover, a list of attachments) begins none.
select
    worded.document_id,
    (row_number() over (partition by worded.document_id order by worded.first_line_no))::integer
        as report_no,
    worded.kind as evaluation_scope,
    worded.title,
    worded.first_line_no,
    worded.last_line_no
from worded
where
    exists (
        select 1
        from {{ ref('evaluation_term') }} as term
        where term.scope = 'evidence' and regexp_matches(worded.text, term.pattern)
    )
