with

headed as (

    -- the lowest header that says something names the column
    select
        row_.document_id,
        row_.report_no,
        row_.section_no,
        row_.section_kind,
        cell.column_no,
        case row_.section_kind
            when 'funds' then cell.funds_attribute
            when 'indicator' then cell.indicator_attribute
        end as attribute,
        cell.text as header,
        row_.grid_no,
        row_.row_no
    from {{ ref('int_evaluation_row') }} as row_
    inner join {{ ref('int_evaluation_cell') }} as cell using (document_id, grid_no, row_no)
    -- what names the whole block (绩效指标完成情况) stands over no column of its own
    where row_.row_kind = 'header' and coalesce(cell.row_attribute, '') != 'ornament'

),

lowest as (

    select *
    from headed
    where attribute is not null
    qualify row_number() over (
            partition by document_id, report_no, section_no, column_no
            order by grid_no desc, row_no desc
        ) = 1

),

labelled as (

    -- how often a column names a source of money below its header
    select
        cell.document_id,
        line.report_no,
        line.section_no,
        cell.column_no,
        count(*) as label_count
    from {{ ref('int_evaluation_row') }} as line
    inner join {{ ref('int_evaluation_cell') }} as cell using (document_id, grid_no, row_no)
    where
        line.row_kind = 'body'
        and line.section_kind = 'funds'
        and exists (
            select 1
            from {{ ref('evaluation_term') }} as term
            where
                term.scope = 'fund_source'
                and regexp_matches({{ normalise_term('cell.text') }}, term.pattern)
        )
    group by all

),

named as (

    -- two columns under one word: the one with labels, else the first is meant
    select lowest.*
    from lowest
    left join labelled using (document_id, report_no, section_no, column_no)
    qualify row_number() over (
            partition by
                lowest.document_id, lowest.report_no, lowest.section_no, lowest.attribute
            order by
                if(lowest.attribute = 'fund_source', coalesce(labelled.label_count, 0), 0) desc,
                lowest.column_no asc
        ) = 1

),

money as (

    -- 项目资金（万元） over the labels speaks for all columns of its table
    select
        document_id,
        report_no,
        section_no,
        max({{ printed_money_unit('header') }}) as money_unit
    from headed
    group by document_id, report_no, section_no

)

select
    named.document_id,
    named.report_no,
    named.section_no,
    named.section_kind,
    named.column_no,
    (row_number() over (
        partition by named.document_id, named.report_no, named.section_no
        order by named.column_no
    ))::integer as place_no,
    named.attribute,
    named.header,
    coalesce({{ printed_money_unit('named.header') }}, money.money_unit) as money_unit
from named
inner join money using (document_id, report_no, section_no)
