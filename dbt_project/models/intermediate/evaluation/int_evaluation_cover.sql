with

followed as (

    -- lines until the next label, heading, date or table, with the line that opened them
    select
        *,
        max(
            case
                when
                    regexp_matches(plain, '^[^:：]{2,16}[:：]|\t|^#|^(?:19|20)\d\d\s*年|[。；]')
                    then line_no
            end
        ) over (
            partition by document_id, report_no
            order by line_no
            rows between unbounded preceding and current row
        ) as opening_line_no
    from {{ ref('int_evaluation_cover_line') }}

)

select
    stated.document_id,
    stated.report_no,
    stated.attribute,
    stated.line_no,
    concat(
        stated.value,
        -- a long name broken over two or three lines
        string_agg(followed.plain, '' order by followed.line_no) filter (
            where stated.may_continue and followed.line_no <= stated.line_no + 4
        )
    ) as value
from {{ ref('int_evaluation_cover_label') }} as stated
left join followed
    on
        stated.document_id = followed.document_id
        and stated.report_no = followed.report_no
        and stated.line_no = followed.opening_line_no
        and stated.line_no < followed.line_no
group by
    stated.document_id, stated.report_no, stated.attribute, stated.line_no, stated.value
having stated.value is not null
