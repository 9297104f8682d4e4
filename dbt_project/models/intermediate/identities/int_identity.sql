with

summed as (

    select
        document_id,
        rule_id,
        identity_code,
        coalesce(sum(amount_yuan) filter (where side = 'lhs'), 0)::decimal(18, 2) as lhs_yuan,
        coalesce(sum(amount_yuan) filter (where side = 'rhs'), 0)::decimal(18, 2) as rhs_yuan,
        -- each printed addend is rounded to half of its last digit, and so is their total
        (sum(rounding_yuan) filter (where is_printed))::decimal(18, 2) as tolerance_yuan,
        bool_and(is_form_printed) as are_forms_printed,
        coalesce(bool_or(is_printed) filter (where side = 'lhs'), false) as is_lhs_printed,
        coalesce(bool_or(is_printed) filter (where side = 'rhs'), false) as is_rhs_printed,
        list_sort(list_distinct(list(line_no))) as line_nos,
        list_sort(list_distinct(list(line_no) filter (where side = 'lhs'))) as lhs_line_nos,
        list_sort(list_distinct(list(line_no) filter (where side = 'rhs'))) as rhs_line_nos,
        -- where what is compared follows from a percentage, as printed and as the amounts have it
        any_value(stated_percentage) as stated_percentage,
        any_value(computed_percentage) as computed_percentage,
        coalesce(min(line_code) filter (where side = 'lhs'), min(line_code)) as line_code
    from {{ ref('int_identity_term') }}
    group by document_id, rule_id, identity_code

),

code_name as (

    -- what people call the code that a rule is about; other codes of ours say nothing to them
    select
        code,
        if(regexp_matches(code, '^\d'), concat(code, ' ', name), name) as name
    from (
        {%- for seed in [
            'functional_class', 'economic_class_department', 'revenue_class', 'fund', 'line_item'
        ] %}
        select
            code,
            name
        from {{ ref(seed) }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as named

),

judged as (

    select
        summed.*,
        rule.severity,
        rule.family,
        rule.relation,
        rule.name as rule_name,
        coalesce(
            code_name.name,
            case when not regexp_full_match(summed.line_code, '[a-z_.]+') then summed.line_code end
        ) as subject,
        summed.lhs_yuan - summed.rhs_yuan as difference_yuan,
        case
            when document.scope = 'government' then 'the accounts of a whole government'
            when not summed.are_forms_printed then 'a form is not printed'
            when
                rule.family not in ('cross', 'narrative')
                and not summed.is_rhs_printed
                and summed.is_lhs_printed
                and summed.lhs_yuan != 0
                then 'no part is printed'
        end as reason
    from summed
    inner join {{ ref('identity_rule') }} as rule using (rule_id)
    inner join {{ ref('int_document') }} as document on summed.document_id = document.document_id
    left join code_name on summed.line_code = code_name.code
    -- nothing printed on either side of a table's own sum states nothing
    where rule.family in ('cross', 'narrative') or summed.is_lhs_printed or summed.is_rhs_printed

)

select
    {{ surrogate_key(['document_id', 'identity_code']) }} as identity_result_key,
    document_id,
    rule_id,
    identity_code,
    severity,
    case
        when reason is not null then 'not_evaluable'
        when difference_yuan = 0 then 'pass'
        when relation = 'at_least' and difference_yuan > 0 then 'pass'
        when abs(difference_yuan) <= coalesce(tolerance_yuan, 0) then 'rounding'
        else 'violation'
    end as verdict,
    concat(
        rule_name,
        case when subject is not null then concat('：', subject) else '' end,
        case when reason is not null then concat('（', reason, '）') else '' end
    ) as description,
    lhs_yuan,
    rhs_yuan,
    difference_yuan::decimal(18, 2) as difference_yuan,
    coalesce(tolerance_yuan, 0)::decimal(18, 2) as tolerance_yuan,
    line_nos,
    lhs_line_nos,
    rhs_line_nos,
    stated_percentage,
    computed_percentage
from judged
