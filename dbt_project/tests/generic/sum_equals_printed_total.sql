{#- The leaves of a statement add up to its printed 合计, but for rounding: n addends of two
    decimals may differ from their printed sum by 0.005 x (n + 1) of the printed unit.

    A document that does not add up is its publisher's affair: a warning. A check that finds next
    to nothing to check is ours: an error, once there are enough documents to tell.

    Arguments:
        model: leaves; totals: printed totals (both with the columns of the facts).
        statement: code of the statement.
        tolerance_per_addend: in printed units.
        minimum_coverage: share of the documents with leaves whose total must have been found.
        minimum_documents: documents from which on the coverage counts. -#}
{% test sum_equals_printed_total(
    model, totals, statement, tolerance_per_addend=0.005, minimum_coverage=0.5, minimum_documents=5
) %}
{{ config(fail_calc='coalesce(sum(weight), 0)', warn_if='> 0', error_if='>= 1000000') }}

with

statement as (

    select statement_key
    from {{ ref('dim_statement') }}
    where code = '{{ statement }}'

),

leaf as (

    select
        leaf.document_key,
        leaf.phase_key,
        leaf.fiscal_year_key,
        sum(leaf.amount_yuan) as leaf_yuan,
        count(*) as leaf_count,
        max({{ yuan_per('leaf.printed_unit') }}) as yuan_per_unit
    from {{ model }} as leaf
    inner join statement on leaf.statement_key = statement.statement_key
    group by leaf.document_key, leaf.phase_key, leaf.fiscal_year_key

),

printed as (

    -- the 合计 column of the 合计 line is the greatest total of the form
    select
        total.document_key,
        total.phase_key,
        total.fiscal_year_key,
        max_by(total.amount_yuan, abs(total.amount_yuan)) as printed_yuan,
        max_by(total.line_no, abs(total.amount_yuan)) as line_no
    from {{ totals }} as total
    inner join statement on total.statement_key = statement.statement_key
    where total.total_kind = 'total'
    group by total.document_key, total.phase_key, total.fiscal_year_key

),

compared as (

    select
        leaf.document_key,
        leaf.phase_key,
        leaf.fiscal_year_key,
        printed.line_no,
        leaf.leaf_yuan,
        printed.printed_yuan,
        leaf.leaf_yuan - printed.printed_yuan as difference_yuan,
        {{ tolerance_per_addend }} * leaf.yuan_per_unit * (leaf.leaf_count + 1) as tolerance_yuan
    from leaf
    left join printed
        on
            leaf.document_key = printed.document_key
            and leaf.phase_key = printed.phase_key
            and leaf.fiscal_year_key = printed.fiscal_year_key

)

select
    document_key,
    phase_key,
    fiscal_year_key,
    line_no,
    leaf_yuan,
    printed_yuan,
    difference_yuan,
    tolerance_yuan,
    1 as weight
from compared
where abs(difference_yuan) > tolerance_yuan
union all
select
    null as document_key,
    null as phase_key,
    null as fiscal_year_key,
    count(printed_yuan) as line_no,
    null as leaf_yuan,
    null as printed_yuan,
    null as difference_yuan,
    null as tolerance_yuan,
    1000000 as weight
from compared
having
    count(distinct document_key) >= {{ minimum_documents }}
    and count(printed_yuan) < {{ minimum_coverage }} * count(*)
{% endtest %}
