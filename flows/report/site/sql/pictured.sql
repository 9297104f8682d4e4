-- The pages of some documents that print tables with boxes: all ($2), or those where a line stands
-- that a failed check or a doubt points at.
with

telling as (

    select
        document_id,
        unnest(line_nos) as line_no
    from quality.fct_identity_result
    where verdict not in ('pass', 'rounding', 'not_evaluable')
    union all
    select
        document_id,
        line_no
    from quality.fct_suspect_cell

)

select distinct
    cell.document_id,
    cell.page_no
from raw.cell as cell
inner join raw.document as document using (document_id)
left join telling on cell.document_id = telling.document_id and cell.line_no = telling.line_no
where
    cell.document_id in (select unnest($1::varchar[]))
    and document.media_type = 'application/pdf'
    and cell.x0 is not null
    and cell.role = 'body'
    and ($2 or telling.line_no is not null)
order by all
