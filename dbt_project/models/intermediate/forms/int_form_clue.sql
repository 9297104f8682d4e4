{{ config(materialized='ephemeral') }}

with

page as (

    -- each text once, for forms are alike
    {{ pages(ref('int_form_shown'), 'text', 'source') }}

),

found as (

    select
        clue.source,
        clue.form_code,
        clue.weight,
        clue.exclusion,
        {{ matched_lines('page.texts', 'clue.pattern', within=true) }} as text
    from page
    inner join {{ ref('form_clue') }} as clue using (source)

),

matched as (

    select
        source,
        text,
        form_code,
        sum(weight) as weight
    from found
    where not coalesce(regexp_matches(text, nullif(exclusion, '')), false)
    group by source, text, form_code

),

said as (

    select
        shown.document_id,
        shown.grid_no,
        form.form_code,
        shown.source,
        sum(matched.weight) as weight
    from {{ ref('int_form_shown') }} as shown
    inner join matched using (source, text)
    inner join {{ ref('form') }} as form on matched.form_code in (form.form_code, '*')
    group by all

),

titled as (

    -- what titles alone make clear, by which other tables may be known
    select
        document_id,
        grid_no,
        form_code
    from said
    where source = 'title' and weight >= {{ var('form_evidence_needed') }}
    qualify count(*) over (partition by document_id, grid_no) = 1

),

total as (

    -- the figures on the lines of totals
    select distinct
        document_id,
        grid_no,
        {{ parse_amount('text') }} as amount
    from {{ ref('stg_cell') }}
    semi join (
        select *
        from {{ ref('stg_cell') }}
        where
            role = 'body'
            and column_kind = 'label'
            and regexp_matches({{ normalise_text('text') }}, '[合总小]计|总额')
    ) as label
        using (document_id, grid_no, row_no)
    where role = 'body' and column_kind = 'measure'

),

greatest as (

    select
        document_id,
        grid_no,
        max(amount) as amount
    from total
    group by document_id, grid_no
    having max(amount) > 0

),

shared as (

    -- the forms that state the greatest total of a table among theirs
    select
        greatest.document_id,
        greatest.grid_no,
        string_agg(distinct titled.form_code, '|' order by titled.form_code) as text
    from greatest
    inner join total
        on greatest.document_id = total.document_id and greatest.amount = total.amount
    inner join titled
        on
            total.document_id = titled.document_id
            and total.grid_no = titled.grid_no
            and greatest.grid_no != titled.grid_no
    group by greatest.document_id, greatest.grid_no

)

-- One row per table, form and source: how much what stands there speaks for the form.
select *
from said
union all
select
    shared.document_id,
    shared.grid_no,
    clue.form_code,
    clue.source,
    sum(clue.weight) as weight
from shared
inner join {{ ref('form_clue') }} as clue
    on clue.source = 'sum' and {{ matches('shared.text', 'clue') }}
group by all
