with

line as (

    -- the lines of the form that states procurement and assets (公开10), blank ones included
    select
        line.document_id,
        line.grid_no,
        line.row_no,
        line.block_no,
        line.line_no,
        line.is_quantity,
        {{ normalise_term('line.printed_label') }} as label,
        last(
            case
                when not line.is_quantity
                    then nullif(
                            regexp_extract(line.printed_label, '政府采购|机关运行|国有资产', 0), ''
                        )
            end ignore nulls
        ) over (
            partition by line.document_id, line.grid_no order by line.row_no, line.block_no
        ) as section
    from {{ ref('int_line') }} as line
    inner join {{ ref('int_grid') }} as grid
        on line.document_id = grid.document_id and line.grid_no = grid.grid_no
    inner join {{ ref('form') }} as form on grid.form_code = form.form_code
    where form.expenditure_statement = 'supplementary_statistics' and not grid.is_repetition

),

label as (

    select distinct
        label,
        section,
        is_quantity
    from line

),

categorised as (

    -- a 合计 is one of procurement only below that heading
    select
        label.*,
        category.code as category_code
    from label
    inner join {{ ref('asset_category') }} as category
        on
            regexp_matches(label.label, category.pattern)
            and label.is_quantity = (category.family != 'procurement')
            and (label.is_quantity or label.section = '政府采购')
    qualify row_number() over (
            partition by label.label, label.section, label.is_quantity
            order by category.precedence
        ) = 1

),

figure as (

    select *
    from {{ ref('int_amount') }}
    where amount is not null and not is_comparative
    -- of several columns the first speaks
    qualify row_number() over (
            partition by document_id, grid_no, row_no, label_block_no order by column_no
        ) = 1

),

table_statement as (

    select
        line.document_id,
        categorised.category_code,
        figure.amount as number,
        figure.amount_yuan,
        figure.printed_amount,
        case when not line.is_quantity then grid.money_unit end as printed_unit,
        line.line_no
    from line
    inner join categorised
        on
            line.label = categorised.label
            and line.section is not distinct from categorised.section
            and line.is_quantity = categorised.is_quantity
    inner join {{ ref('int_grid') }} as grid
        on line.document_id = grid.document_id and line.grid_no = grid.grid_no
    left join figure
        on
            line.document_id = figure.document_id
            and line.grid_no = figure.grid_no
            and line.row_no = figure.row_no
            and line.block_no = figure.label_block_no
    -- a form that lists a category twice: the first line speaks
    qualify row_number() over (
            partition by line.document_id, categorised.category_code order by line.line_no
        ) = 1

),

claimed as (

    -- what the narrative states: of a category that it states twice the first sentence speaks
    select
        claim.document_id,
        category.code as category_code,
        case claim.topic_code when 'vehicles_established' then 'establishment' else 'actual' end
            as measure,
        claim.amount as number,
        claim.amount_yuan,
        claim.printed_amount,
        claim.printed_unit,
        claim.line_no,
        claim.figure_no
    from {{ ref('int_narrative_claim') }} as claim
    inner join {{ ref('asset_category') }} as category
        on
            case
                when claim.topic_code = 'vehicles_established' then 'vehicles'
                when claim.section_code = 'procurement' and claim.topic_code = 'total'
                    then 'procurement_total'
                else claim.topic_code
            end = category.code
    where
        claim.section_code in ('procurement', 'assets')
        and claim.claim_kind
        = case category.family when 'procurement' then 'amount' else 'count' end
    qualify row_number() over (
            partition by
                claim.document_id, category.code, claim.topic_code = 'vehicles_established'
            order by claim.line_no, claim.figure_no
        ) = 1

),

denied as (

    -- 本单位无公务用车: a zero without a figure
    select
        line.document_id,
        category.code as category_code,
        regexp_extract(line.text, category.denial_pattern, 0) as wording,
        line.line_no
    from {{ ref('int_narrative_line') }} as line
    inner join {{ ref('asset_category') }} as category
        on
            line.section_code
            = case category.family when 'procurement' then 'procurement' else 'assets' end
            and regexp_matches(line.text, category.denial_pattern)
    anti join claimed
        on
            line.document_id = claimed.document_id
            and category.code = claimed.category_code
            and claimed.measure = 'actual'
    qualify row_number() over (
            partition by line.document_id, category.code order by line.line_no
        ) = 1

)

select
    document_id,
    category_code,
    'table' as source,
    'actual' as measure,
    number,
    amount_yuan,
    printed_amount,
    printed_unit,
    line_no
from table_statement
union all
select
    document_id,
    category_code,
    'narrative' as source,
    measure,
    number,
    amount_yuan,
    printed_amount,
    printed_unit,
    line_no
from claimed
union all
select
    document_id,
    category_code,
    'narrative' as source,
    'actual' as measure,
    0 as number,
    0 as amount_yuan,
    rtrim(wording, ',。;') as printed_amount,
    null as printed_unit,
    line_no
from denied
