{{ config(materialized='ephemeral') }}

with

named as (

    select
        document_id,
        grid_no,
        column_no,
        block_no,
        header_path,
        regexp_replace(header_path, '(?: / )?[^/]*$', '') as scope_path,
        side,
        is_total,
        line_item_code,
        -- 机关运行经费 beside 三公 is another form in the same table
        coalesce(other.form_code, grid.form_code) as form_code,
        case
            when is_comparative then null
            when column_phase_code != document.phase_code
                then concat(column_phase_code, '.', coalesce(line_item_code, 'total'))
            when flow in ('opening', 'closing') then flow
            when flow = 'income' and form.default_flow = 'expenditure' then 'income'
            when
                coalesce(fund_code != form.default_fund, fund_code is not null)
                -- all of the form is appropriated
                and not (
                    grid.form_code = 'appropriation_summary' and fund_code = 'fiscal_appropriation'
                )
                then fund_code
            when
                coalesce(
                    expenditure_kind_code != form.default_kind, expenditure_kind_code is not null
                )
                then expenditure_kind_code
            when is_total and line_item_code is null then 'total'
            when line_item_code is not null then line_item_code
            when is_carryover then 'carryover'
            when regexp_matches(header_path, '当年预算安排|本年预算安排') then 'current'
            else 'total'
        end as measure_code,
        column_phase_code
    from {{ ref('int_column') }} as columns
    inner join {{ ref('int_grid') }} as grid using (document_id, grid_no)
    inner join {{ ref('form') }} as form on grid.form_code = form.form_code
    left join {{ ref('form') }} as other on columns.statement_code = other.form_code
    inner join {{ ref('int_document') }} as document using (document_id)

)

-- One column of a block is its total: the one over most, of 三公 that of 三公. Any other that
-- says nothing is a column of its own.
select
    * exclude (measure_code),
    case
        when
            regexp_matches(measure_code, '(?:^|\.)total$')
            and (
                row_number() over ranked > 1
                or not is_total and count(*) over ranked_block > 1
            )
            then concat('column.', column_no)
        else measure_code
    end as measure_code
from named
window
    ranked_block as (partition by document_id, grid_no, block_no, form_code, measure_code),
    ranked as (
        partition by document_id, grid_no, block_no, form_code, measure_code
        order by
            is_total desc,
            form_code = 'three_public' and contains(scope_path, '三公') desc,
            length(scope_path),
            column_no
    )
