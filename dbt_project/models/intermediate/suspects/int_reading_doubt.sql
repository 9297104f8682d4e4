with

law as (

    -- laws within and between tables that say something: nothing equals nothing everywhere
    select
        cell.document_id,
        cell.identity_code,
        cell.rule_id,
        cell.grid_no,
        cell.row_no,
        cell.column_no,
        identity.verdict = 'violation' as is_failing,
        abs(identity.lhs_yuan - 2 * identity.rhs_yuan) <= identity.tolerance_yuan
        or abs(2 * identity.lhs_yuan - identity.rhs_yuan) <= identity.tolerance_yuan as is_doubled
    from {{ ref('int_identity_cell') }} as cell
    inner join {{ ref('int_identity') }} as identity using (document_id, identity_code)
    where
        cell.identity_kind in ('structural', 'cross')
        and (identity.lhs_yuan != 0 or identity.rhs_yuan != 0)

),

cause as (

    -- what explains most of what a failing law fails with: one cell, one row left out, one unit
    select
        candidate.document_id,
        failed.identity_code,
        candidate.suspect_kind,
        concat_ws(
            '|',
            candidate.suspect_kind,
            candidate.grid_no,
            candidate.row_no,
            case candidate.suspect_kind when 'cell' then candidate.column_no end
        ) as cause_code
    from
        {{ ref('int_suspect_candidate') }} as candidate,
        unnest(candidate.identity_codes) as failed (identity_code)
    qualify row_number() over (
            partition by candidate.document_id, failed.identity_code
            order by
                candidate.explained_count desc,
                candidate.broken_count asc,
                candidate.is_stated desc,
                candidate.grid_no asc,
                candidate.row_no asc,
                candidate.column_no asc
        ) = 1

),

placed as (

    -- a column of a table, and a rule within a table, each with its laws once
    select distinct
        document_id,
        identity_code,
        is_failing,
        is_doubled,
        concat_ws('|', 'column', grid_no, column_no) as place_code
    from law
    union all
    select distinct
        document_id,
        identity_code,
        is_failing,
        is_doubled,
        concat_ws('|', 'rule', rule_id, grid_no) as place_code
    from law

),

doubted_place as (

    -- One wrong figure fails many laws, and one cell explains them all. Where every third law fails
    -- for a cause of its own, or two for the same figure twice, the table was read wrongly.
    select
        placed.document_id,
        placed.place_code
    from placed
    left join cause using (document_id, identity_code)
    group by placed.document_id, placed.place_code
    having
        count(*) filter (where placed.is_failing) * 3 >= count(*)
        and count(distinct cause.cause_code) filter (where placed.is_failing)
        >= if(bool_and(placed.is_doubled) filter (where placed.is_failing), 2, 3)

),

doubted as (

    select
        placed.document_id,
        placed.identity_code,
        'laws fail together' as reason
    from placed
    inner join doubted_place using (document_id, place_code)
    where placed.is_failing
    union
    -- a total that is counted among its own parts
    select
        identity.document_id,
        identity.identity_code,
        'total among its parts' as reason
    from {{ ref('int_identity') }} as identity
    inner join law
        on
            identity.document_id = law.document_id
            and identity.identity_code = law.identity_code
    inner join {{ ref('int_identity_term') }} as term
        on
            identity.document_id = term.document_id
            and identity.identity_code = term.identity_code
            and term.side = 'rhs'
            and term.amount_yuan != 0
    where
        law.is_failing
        and law.is_doubled
        and abs(identity.rhs_yuan) > abs(identity.lhs_yuan)
        and term.identity_kind = 'structural'
    group by identity.document_id, identity.identity_code
    having count(distinct concat_ws('|', term.row_no, term.column_no)) > 1
    union
    select
        document_id,
        identity_code,
        'unit of money' as reason
    from cause
    where suspect_kind = 'unit_of_money'
    union
    -- in another unit its own sums are rounded otherwise, too
    select
        law.document_id,
        law.identity_code,
        'unit of money' as reason
    from law
    inner join {{ ref('int_suspect_unit') }} as unit using (document_id, grid_no)
    where law.is_failing and unit.explained_count > unit.broken_count
    union
    select
        document_id,
        identity_code,
        'moved cell' as reason
    from {{ ref('int_reading_doubt_moved') }}

),

touched as (

    -- what habits and sentences say of the same cells is no better founded
    select distinct
        doubted.document_id,
        identity.identity_code,
        'laws fail together' as reason
    from doubted
    inner join law using (document_id, identity_code)
    inner join {{ ref('int_identity_term') }} as term
        on
            law.document_id = term.document_id
            and law.grid_no = term.grid_no
            and law.row_no = term.row_no
            and law.column_no = term.column_no
    inner join {{ ref('int_identity') }} as identity
        on term.document_id = identity.document_id and term.identity_code = identity.identity_code
    where
        identity.verdict = 'violation'
        and (identity.severity = 'notice' or term.identity_kind = 'narrative')

),

recognised as (

    -- what was read from a picture may have been read wrongly, whatever fails
    select
        identity.document_id,
        identity.identity_code,
        'recognised from a picture' as reason
    from
        {{ ref('int_identity') }} as identity,
        unnest(identity.line_nos) as named (line_no)
    inner join {{ ref('stg_line') }} as line
        on identity.document_id = line.document_id and named.line_no = line.line_no
    where identity.verdict = 'violation' and line.confidence is not null
    union all
    -- and so may what is compared with another document of the body
    select
        identity.document_id,
        identity.identity_code,
        'recognised from a picture' as reason
    from {{ ref('int_identity') }} as identity
    inner join {{ ref('int_document') }} as document using (document_id)
    where
        identity.verdict = 'violation'
        and identity.rule_id in ('narrative_prior_year', 'publication_parts')
        and document.unit_name in (
            select other.unit_name
            from {{ ref('stg_line') }} as line
            inner join {{ ref('int_document') }} as other using (document_id)
            where line.confidence is not null
        )

)

select
    document_id,
    identity_code,
    min(reason) as reason
from (
    select * from doubted
    union all
    select * from touched
    union all
    select * from recognised
) as found
group by document_id, identity_code
