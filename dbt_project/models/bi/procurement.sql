{{ config(alias='政府采购') }}

-- A list of purchases where one is published, else what a table or a sentence says of 货物, 工程 and
-- 服务: the same money is counted once.
with

listed as (

    select
        document.publication_key,
        document.document_id,
        line.*
    from {{ ref('current_line') }} as line
    inner join {{ ref('dim_document') }} as document on line.document_key = document.document_key
    where line.statement_code = 'procurement' and line.is_statement_basis

),

category as (

    -- 一、货物A stands above the purchases that it is the sum of
    select
        document_id,
        grid_no,
        line_no,
        regexp_extract(
            {{ normalise_text('text') }},
            '^(?:[一二三四五]、)?(?:政府采购)?(货物|工程|服务)(?:类|支出|采购)?[A-C]?$',
            1
        ) as category_name
    from {{ ref('stg_cell') }}
    where role = 'body' and column_kind = 'label' and category_name != ''

),

named as (

    -- what is bought stands before how it is bought
    select
        cell.document_id,
        cell.line_no,
        any_value(cell.grid_no) as grid_no,
        last(cell.text order by cell.column_no) filter (
            where not regexp_matches(cell.header_path, '组织形|采购方式')
        ) as item_name
    from {{ ref('stg_cell') }} as cell
    semi join listed on cell.document_id = listed.document_id and cell.line_no = listed.line_no
    where cell.role = 'body' and cell.column_kind = 'label' and cell.text != ''
    group by cell.document_id, cell.line_no

),

run as (

    select
        *,
        line_no - row_number() over (partition by document_id, grid_no order by line_no) as run_no
    from named

),

merged as (

    -- one name beside several rows: bought in two ways, one below the other
    select
        document_id,
        line_no,
        grid_no,
        last_value(item_name ignore nulls) over (
            partition by document_id, grid_no, run_no order by line_no
        ) as item_name
    from run

),

classed as (

    select
        merged.document_id,
        merged.line_no,
        any_value(merged.item_name) as item_name,
        arg_max(category.category_name, category.line_no) as category_name
    from merged
    left join category
        on
            merged.document_id = category.document_id
            and merged.grid_no = category.grid_no
            and merged.line_no >= category.line_no
    group by merged.document_id, merged.line_no

),

stated as (

    select
        document.division_name,
        document.level_name,
        document.unit_name,
        document.fiscal_year,
        document.phase_name,
        phase.code as phase_code,
        replace(procurement.category_name, '政府采购', '') as category_name,
        if(procurement.source = 'table', '统计表', '文字') as source_name,
        procurement.category_name as printed_label,
        procurement.amount_yuan,
        document.title,
        document.source_path,
        line.page_no,
        procurement.line_no,
        procurement.printed_amount,
        procurement.printed_unit,
        procurement.procurement_key as figure_key
    from {{ ref('fct_procurement') }} as procurement
    inner join {{ ref('current_document') }} as document
        on procurement.document_key = document.document_key
    inner join {{ ref('dim_document') }} as part on procurement.document_key = part.document_key
    inner join {{ ref('dim_phase') }} as phase on procurement.phase_key = phase.phase_key
    left join {{ ref('stg_line') }} as line
        on document.document_id = line.document_id and procurement.line_no = line.line_no
    anti join listed on part.publication_key = listed.publication_key
    where procurement.is_additive

),

purchase as (

    select
        division_name,
        level_name,
        unit_name,
        fiscal_year,
        phase_name,
        phase_code,
        coalesce(classed.category_name, '未分类') as category_name,
        '采购表' as source_name,
        coalesce(classed.item_name, listed.printed_label) as printed_label,
        amount_yuan,
        title,
        source_path,
        page_no,
        line_no,
        printed_amount,
        printed_unit,
        budget_line_key as figure_key
    from listed
    left join classed using (document_id, line_no)
    union all
    select * from stated

)

select
    {{ whose_and_when() }},
    phase_name as 阶段,
    category_name as 类别,
    source_name as 来源,
    printed_label as 名称,
    amount_yuan as 金额_元,
    {{ to_wan('amount_yuan') }} as 金额_万元,
    case phase_code when 'budget' then amount_yuan end as 年初预算_元,
    case phase_code when 'final' then amount_yuan end as 决算_元,
    title as 文件,
    source_path as 文件路径,
    page_no as 页,
    line_no as 行,
    printed_amount as 印刷数字,
    printed_unit as 印刷单位,
    figure_key as 数字编号
from purchase
