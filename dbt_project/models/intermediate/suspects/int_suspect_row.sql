with

short_of as (

    -- parents that are more than what is printed below them, column by column
    select
        document_id,
        cell.identity_code,
        cell.rule_id,
        grid_no,
        row_no,
        column_no,
        cell.difference_yuan,
        cell.tolerance_yuan,
        line.hierarchy_code,
        line.form_code
    from {{ ref('int_identity_cell') }} as cell
    inner join {{ ref('int_figure') }} as line using (document_id, grid_no, row_no, column_no)
    where
        cell.rule_id in ('subject_sum', 'total_sum')
        and cell.verdict = 'violation'
        and cell.sign = 1
        and cell.difference_yuan > 0

),

unlisted as (

    -- what other forms say of a subject that this form does not list
    select distinct
        document_id,
        identity_code,
        term.rule_id,
        term.form_code,
        term.line_code,
        abs(result.difference_yuan) as missing_yuan
    from {{ ref('int_identity_term') }} as term
    inner join {{ ref('int_identity') }} as result using (document_id, identity_code)
    where
        term.identity_kind = 'cross'
        and term.row_no is null
        and term.is_form_printed
        and result.verdict = 'violation'
        and result.severity = 'law'
        and regexp_full_match(term.line_code, '2\d+')

),

explained as (

    select
        document_id,
        grid_no,
        row_no,
        identity_code,
        rule_id
    from short_of
    union
    select
        short_of.document_id,
        short_of.grid_no,
        short_of.row_no,
        unlisted.identity_code,
        unlisted.rule_id
    from short_of
    inner join unlisted
        on
            short_of.document_id = unlisted.document_id
            and short_of.form_code = unlisted.form_code
            and starts_with(unlisted.line_code, coalesce(short_of.hierarchy_code, ''))
            and abs(unlisted.missing_yuan - short_of.difference_yuan) <= short_of.tolerance_yuan

)

select
    document_id,
    'missing_row' as suspect_kind,
    grid_no,
    row_no,
    any_value(widest.column_no) as column_no,
    any_value(widest.difference_yuan)::decimal(18, 2) as change_yuan,
    false as is_stated,
    count(*) as explained_count,
    0::bigint as broken_count,
    list_sort(list(distinct explained.rule_id)) as rule_ids,
    list_sort(list(explained.identity_code)) as identity_codes
from explained
inner join (
    select *
    from short_of
    qualify row_number() over (
            partition by document_id, grid_no, row_no
            order by difference_yuan desc, column_no asc
        ) = 1
) as widest using (document_id, grid_no, row_no)
group by document_id, grid_no, row_no
