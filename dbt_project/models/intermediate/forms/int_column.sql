with

path as (

    -- one row per measure column of a statutory grid
    select distinct
        cell.document_id,
        cell.grid_no,
        cell.column_no,
        cell.block_no,
        cell.header_path,
        document.phase_code,
        document.fiscal_year
    from {{ ref('stg_cell') }} as cell
    inner join {{ ref('int_grid') }} as grid
        on cell.document_id = grid.document_id and cell.grid_no = grid.grid_no
    inner join {{ ref('int_document') }} as document on cell.document_id = document.document_id
    where
        cell.column_kind = 'measure'
        and cell.role in ('header', 'body')
        and grid.form_code is not null

),

token as (

    select
        header_path,
        phase_code,
        unnest(tokens) as token,
        generate_subscripts(tokens, 1) as depth
    from (
        select distinct
            header_path,
            phase_code,
            string_split(header_path, ' / ') as tokens
        from path
    ) as tokenised

),

matched as (

    -- the token nearest to the figures decides, then the order of the dictionary
    select
        token.header_path,
        token.phase_code,
        term.attribute,
        term.value
    from token
    inner join {{ ref('term') }} as term
        on
            term.scope in ('any', 'header')
            and coalesce(nullif(term.document_phase, ''), token.phase_code) = token.phase_code
            and {{ matches(normalise_term('token.token'), 'term') }}
    qualify row_number() over (
            partition by token.header_path, token.phase_code, term.attribute
            order by token.depth desc, term.precedence asc
        ) = 1

),

leaf as (

    -- 合计 as a parent (预算数 / 合计 / …) totals nothing: only the lowest token makes a total
    select distinct
        token.header_path,
        token.phase_code,
        bool_or(term.attribute is not null) over (
            partition by token.header_path, token.phase_code
        ) as is_total
    from token
    left join {{ ref('term') }} as term
        on
            term.attribute = 'total'
            and term.scope = 'any'
            and regexp_matches({{ normalise_term('token.token') }}, term.pattern)
    qualify token.depth = max(token.depth) over (
            partition by token.header_path, token.phase_code
        )

),

meaning as (

    select
        header_path,
        phase_code,
        max(value) filter (where attribute = 'fund') as fund_code,
        max(value) filter (where attribute = 'kind') as expenditure_kind_code,
        max(value) filter (where attribute = 'flow') as flow,
        max(value) filter (where attribute = 'phase') as column_phase_code,
        max(value) filter (where attribute = 'item') as line_item_code,
        coalesce(bool_or(attribute = 'carryover'), false) as is_carryover,
        coalesce(bool_or(attribute = 'comparative'), false) as is_comparative,
        coalesce(bool_or(attribute = 'ratio'), false) as is_ratio
    from matched
    group by header_path, phase_code

),

year_stated as (

    select
        *,
        try_cast(nullif(regexp_extract(header_path, '((?:19|20)\d\d)', 1), '') as integer)
            as header_year
    from path

),

described as (

    select
        year_stated.document_id,
        year_stated.grid_no,
        year_stated.column_no,
        year_stated.block_no,
        year_stated.header_path,
        meaning.fund_code,
        meaning.expenditure_kind_code,
        meaning.flow,
        -- the side of a summary form that this column stands on, whatever flows through it
        case
            when regexp_matches(year_stated.header_path, '^收入') then 'income'
            when regexp_matches(year_stated.header_path, '^支出') then 'expenditure'
            when meaning.flow = 'opening' then 'income'
            when meaning.flow = 'closing' then 'expenditure'
            else meaning.flow
        end as side,
        meaning.column_phase_code,
        meaning.line_item_code,
        coalesce(meaning.is_carryover, false) as is_carryover,
        coalesce(meaning.is_comparative, false)
        or coalesce(year_stated.header_year != year_stated.fiscal_year, false) as is_comparative,
        coalesce(
            year_stated.header_year,
            case
                when regexp_matches(year_stated.header_path, '上年(?:预算|执行|决算)')
                    then year_stated.fiscal_year - 1
                else year_stated.fiscal_year
            end
        ) as fiscal_year,
        coalesce(meaning.is_ratio, false) as is_ratio,
        coalesce(leaf.is_total, false) as has_total_name,
        meaning.header_path is not null as is_understood
    from year_stated
    left join meaning
        on
            year_stated.header_path = meaning.header_path
            and year_stated.phase_code = meaning.phase_code
    left join leaf
        on
            year_stated.header_path = leaf.header_path
            and year_stated.phase_code = leaf.phase_code

)

select
    described.*,
    -- A total is a total of something: of other columns of its block, for the same phase. Named
    -- so (合计, 小计), or known to be the parent of a measure that has a column of its own.
    not described.is_comparative
    and exists (
        select 1
        from described as other
        left join {{ ref('expenditure_kind') }} as kind on other.expenditure_kind_code = kind.code
        left join {{ ref('fund') }} as fund on other.fund_code = fund.code
        left join {{ ref('line_item') }} as item on other.line_item_code = item.code
        where
            other.document_id = described.document_id
            and other.grid_no = described.grid_no
            and other.block_no = described.block_no
            and other.column_no != described.column_no
            and not other.is_comparative
            and other.column_phase_code is not distinct from described.column_phase_code
            and coalesce(other.flow, '') not in ('opening', 'closing')
            and (
                (described.has_total_name and not other.has_total_name)
                or kind.parent_code = described.expenditure_kind_code
                or fund.parent_code = described.fund_code
                or item.parent_code = described.line_item_code
            )
    ) as is_total
from described
