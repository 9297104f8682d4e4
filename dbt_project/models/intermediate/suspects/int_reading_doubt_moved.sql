{{ config(materialized='ephemeral') }}

-- a figure that is too much in its column, and just what is missing in another one of its row
select distinct
    suspect.document_id,
    unnest(
        if(
            wanting.verdict = 'violation',
            list_append(suspect.identity_codes, wanting.identity_code),
            suspect.identity_codes
        )
    ) as identity_code
from {{ ref('int_suspect_cell') }} as suspect
inner join {{ ref('int_figure') }} as blank
    on
        suspect.document_id = blank.document_id
        and suspect.grid_no = blank.grid_no
        and suspect.row_no = blank.row_no
        and suspect.column_no != blank.column_no
        and not blank.is_printed
inner join {{ ref('int_figure') }} as figure
    on
        suspect.document_id = figure.document_id
        and suspect.grid_no = figure.grid_no
        and suspect.row_no = figure.row_no
        and suspect.column_no = figure.column_no
        and suspect.change_yuan = -figure.amount_yuan
inner join {{ ref('int_identity_term') }} as term
    on
        blank.document_id = term.document_id
        and blank.grid_no = term.grid_no
        and blank.row_no = term.row_no
        and blank.column_no = term.column_no
inner join {{ ref('int_identity') }} as wanting
    on
        term.document_id = wanting.document_id
        and term.identity_code = wanting.identity_code
        and wanting.verdict in ('not_evaluable', 'violation')
        and wanting.difference_yuan = if(term.side = 'rhs', 1, -1) * figure.amount_yuan
where figure.amount_yuan != 0
