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

    select distinct line.plain
    from line
    inner join {{ ref('evaluation_term') }} as term
        on
            term.scope = 'noise'
            and {{ matches(normalise_text('line.plain'), 'term') }}
    where length(line.plain) <= 20

),

read_line as (

    select line.*
    from line
    anti join noise on line.plain = noise.plain

),

piece as (

    -- `项目名称：X` in one piece, or 项目名称 and X in two cells of a row
    select
        document_id,
        report_no,
        line_no,
        generate_subscripts(pieces, 1) as piece_no,
        unnest(pieces) as piece,
        unnest(pieces[2:] || ['']) as next_piece,
        len(pieces) as piece_count
    from (
        select
            *,
            list_filter(
                list_transform(string_split(plain, chr(9)), lambda cell: trim(cell)),
                lambda cell: cell != ''
            ) as pieces
        from read_line
    ) as split

),

labelled as (

    select
        *,
        regexp_replace(
            split_part(translate(piece, '：　', ': '), ':', 1), '\s+', '', 'g'
        ) as label,
        regexp_matches(piece, '[:：]') as has_colon,
        trim(regexp_replace(piece, '^[^:：]*[:：]?', '')) as rest
    from piece

),

label as (

    -- those of handlers are known too, so that none is taken for what stands before it
    select distinct
        labelled.label,
        term.attribute
    from labelled
    inner join {{ ref('evaluation_term') }} as term
        on
            (term.scope = 'cover' or term.attribute = 'signature')
            and {{ matches(normalise_text('labelled.label'), 'term') }}
    where length(labelled.label) between 2 and 16

),

stated as (

    select
        labelled.document_id,
        labelled.report_no,
        labelled.line_no,
        label.attribute,
        labelled.piece_count = 1 as may_continue,
        case
            when labelled.rest != '' then labelled.rest
            when
                not regexp_matches(labelled.next_piece, '[:：]$')
                and labelled.next_piece not in (select known.label from label as known)
                then labelled.next_piece
        end as value
    from labelled
    inner join label on labelled.label = label.label
    where label.attribute != 'signature' and (labelled.has_colon or labelled.piece_count > 1)
    -- the cover speaks first; what comes later repeats it
    qualify row_number() over (
            partition by labelled.document_id, labelled.report_no, label.attribute
            order by labelled.line_no, labelled.piece_no
        ) = 1

),

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
    from read_line

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
from stated
left join followed
    on
        stated.document_id = followed.document_id
        and stated.report_no = followed.report_no
        and stated.line_no = followed.opening_line_no
        and stated.line_no < followed.line_no
group by
    stated.document_id, stated.report_no, stated.attribute, stated.line_no, stated.value
having stated.value is not null
