{{ config(materialized='ephemeral') }}

with

printed as (

    select
        publication.publication_key,
        document_id,
        publication.edition_no,
        sums.statement_code,
        sums.flow,
        sums.leaf_yuan,
        sums.leaf_count,
        sums.yuan_per_unit,
        coalesce(sums.line_no, sums.first_line_no) as line_no
    from {{ ref('int_statement_sum') }} as sums
    inner join {{ ref('int_publication') }} as publication
        using (document_id, phase_key, fiscal_year_key)
    where publication.is_current

),

paired as (

    -- one statement printed in two parts that are both current
    select
        newer.*,
        older.leaf_yuan as older_yuan,
        older.document_id as older_document_id,
        (newer.leaf_count + older.leaf_count) * newer.yuan_per_unit as rounding_units
    from printed as newer
    inner join printed as older using (publication_key, statement_code, flow)
    where newer.edition_no < older.edition_no

)

select
    document_id,
    'publication_parts' as rule_id,
    concat_ws('|', 'publication_parts', statement_code, flow, older_document_id) as identity_code,
    unnest(['lhs', 'rhs']) as side,
    statement_code as line_code,
    line_no,
    unnest([leaf_yuan, older_yuan])::decimal(18, 2) as amount_yuan,
    true as is_printed,
    -- of both sides together
    unnest([rounding_units, 0])::decimal(18, 2) as yuan_per_unit,
    true as is_form_printed
from paired
