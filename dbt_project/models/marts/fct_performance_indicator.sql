with

indicator as (

    select
        *,
        -- what is compared: without blanks and with one sign for each relation
        {{ target_key('target') }} as target_key
    from {{ ref('int_performance_indicator') }}

),

parsed as (

    select
        *,
        {{ target_part('target_key', 1) }} as operator_text,
        {{ target_part('target_key', 2) }} as lower_text,
        {{ target_part('target_key', 3) }} as upper_text,
        {{ target_part('target_key', 4) }} as unit_text
    from indicator

),

numbered as (

    -- dates and turns of phrase that begin with a number (6月底前, 3个月1次) are no quantities
    select
        *,
        lower_text != ''
        and not regexp_matches(unit_text, '\d|^月[份底初内]|^年?度?[底初前末]|[^\d\w]\d')
        and not (
            operator_text in ('', '<=')
            and regexp_full_match(lower_text, '(?:19|20)\d\d')
            and regexp_matches(unit_text, '^全?年')
        ) as is_number
    from parsed

)

select
    {{ surrogate_key([
        'indicator.document_id', 'indicator.line_no', 'indicator.column_no', 'indicator.side'
    ]) }} as performance_indicator_key,
    target.performance_target_key,
    target.document_key,
    indicator.side,
    indicator.level_1,
    indicator.level_2,
    indicator.name as level_3,
    indicator.level_method,
    indicator.target as target_text,
    case
        when not indicator.is_number then 'none'
        when indicator.upper_text != '' then 'between'
        when indicator.operator_text = '' then '='
        else indicator.operator_text
    end as target_operator,
    case when indicator.is_number then {{ number('indicator.lower_text') }} end as target_value,
    case when indicator.is_number then {{ number('indicator.upper_text') }} end
        as target_upper_value,
    case when indicator.is_number then nullif(indicator.unit_text, '') end as target_unit,
    indicator.name is null as is_name_unknown,
    not indicator.is_number as is_qualitative,
    indicator.is_repeated or target.is_repeated as is_repeated,
    target.is_current,
    indicator.line_no,
    indicator.column_no
from numbered as indicator
inner join {{ ref('int_performance_form') }} as form
    on indicator.document_id = form.document_id and indicator.form_no = form.form_no
inner join {{ ref('fct_performance_target') }} as target
    on
        {{ surrogate_key(['form.document_id', 'form.first_line_no']) }}
        = target.performance_target_key
