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
            and regexp_full_match({{ normalise_text('cell.text') }}, '[合总]计')
        )

),

outdone as (

    -- Of two whole tables for one form, not the same, one is another form under a clipped title:
    -- the one that shares its total with others stays, of equals the first.
    select
        sufficient.document_id,
        sufficient.grid_no,
        sufficient.form_code,
        min_by(
            sufficient.grid_no, (-sufficient.sum_weight, -sufficient.weight, sufficient.grid_no)
        ) over (partition by sufficient.document_id, sufficient.form_code) as kept_grid_no,
        whole.content,
        first_value(whole.content) over (
            partition by sufficient.document_id, sufficient.form_code
            order by
                sufficient.sum_weight desc, sufficient.weight desc, sufficient.grid_no asc
        ) as kept_content
    from sufficient
    inner join whole using (document_id, grid_no)
    where
        sufficient.is_sufficient
        and sufficient.form_code in (
            'summary', 'income_by_subject', 'expenditure_by_subject', 'appropriation_summary',
            'appropriation_by_subject', 'general_public_by_subject'
        )

)

select
    sufficient.* exclude (is_sufficient),
    case
        when rank > 1 then 'another form'
        when weight < {{ var('form_evidence_needed') }} then 'too little'
        when margin < {{ var('form_evidence_margin') }} then 'undecided'
        when outdone.grid_no is not null then 'another table'
        else 'chosen'
    end as verdict,
    is_sufficient and outdone.grid_no is null as is_chosen
from sufficient
left join outdone
    on
        sufficient.document_id = outdone.document_id
        and sufficient.grid_no = outdone.grid_no
        and sufficient.form_code = outdone.form_code
        and outdone.grid_no != outdone.kept_grid_no
        and outdone.content != outdone.kept_content
