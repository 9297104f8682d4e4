{{ config(materialized='ephemeral') }}

with

piece as (

    -- `项目名称：X` in one piece, or 项目名称 and X in two cells of a row; blanks part two labels
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
                list_transform(
                    string_split(
                        regexp_replace(
                            plain, '[ \x{3000}]{2,}([^\s:：]{2,10}[:：])', chr(9) || '\1', 'g'
                        ),
                        chr(9)
                    ),
                    lambda cell: trim(cell)
                ),
                lambda cell: cell != ''
            ) as pieces
        from {{ ref('int_evaluation_cover_line') }}
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
        short.label,
        term.attribute
    from (
        select
            label,
            {{ normalise_text('label') }} as text
        from (select distinct label from labelled) as known
        where length(label) between 2 and 16
    ) as short
    inner join {{ ref('evaluation_term') }} as term
        on
            (term.scope = 'cover' or term.attribute = 'signature')
            and {{ matches('short.text', 'term') }}

)

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
inner join label using (label)
where label.attribute != 'signature' and (labelled.has_colon or labelled.piece_count > 1)
-- the cover speaks first; what comes later repeats it
qualify row_number() over (
        partition by labelled.document_id, labelled.report_no, label.attribute
        order by labelled.line_no, labelled.piece_no
    ) = 1
