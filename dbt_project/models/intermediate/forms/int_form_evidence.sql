with

weighed as (

    select
        document_id,
        grid_no,
        form_code,
        {%- for source in ['title', 'header', 'label', 'code', 'sum'] %}
        coalesce(sum(weight) filter (where source = '{{ source }}'), 0)::integer
            as {{ source }}_weight,
        {%- endfor %}
        sum(weight)::integer as weight
    from {{ ref('int_form_clue') }}
    group by document_id, grid_no, form_code
    having sum(weight) > 0

),

ranked as (

    select
        *,
        row_number() over (of_table order by weight desc, form_code asc)::integer as rank,
        (
            weight - coalesce(lead(weight) over (of_table order by weight desc, form_code asc), 0)
        )::integer as margin
    from weighed
    window of_table as (partition by document_id, grid_no)

),

sufficient as (

    select
        *,
        rank = 1
        and weight >= {{ var('form_evidence_needed') }}
        and margin >= {{ var('form_evidence_margin') }} as is_sufficient
    from ranked

),

whole as (

    -- a table of lines with its own 合计 is no piece of another
    select
        cell.document_id,
        cell.grid_no,
        md5(string_agg(cell.text, '|' order by cell.row_no, cell.column_no)) as content
    from {{ ref('stg_cell') }} as cell
    where cell.role = 'body'
    group by cell.document_id, cell.grid_no
    having
        bool_or(
            cell.column_kind = 'label'
            and regexp_full_match({{ normalise_text('cell.text') }}, '[合总]计(?:\([^()]*\)|[①-⑳*＊])*')
        )

),

standing as (

    -- Of two whole tables for one form, not the same, one is another form under a clipped title:
    -- the one that shares its total with others stays, of equals the first.
    select
        document_id,
        grid_no,
        form_code,
        whole.content != first_value(whole.content) over (
            partition by document_id, form_code
            order by sufficient.sum_weight desc, sufficient.weight desc, grid_no asc
        ) as is_outdone
    from sufficient
    inner join whole using (document_id, grid_no)
    inner join {{ ref('form') }} as form using (form_code)
    where sufficient.is_sufficient and form.is_printed_once

)

select
    sufficient.* exclude (is_sufficient),
    case
        when rank > 1 then 'another form'
        when weight < {{ var('form_evidence_needed') }} then 'too little'
        when margin < {{ var('form_evidence_margin') }} then 'undecided'
        when standing.is_outdone then 'another table'
        else 'chosen'
    end as verdict,
    is_sufficient and not coalesce(standing.is_outdone, false) as is_chosen
from sufficient
left join standing using (document_id, grid_no, form_code)
