{{ config(materialized='ephemeral') }}

-- What does not hold, said as such: both figures, the difference, and where each is printed.
with

failing as (

    select
        identity.*,
        rule.measured_in,
        rule.relation,
        rule.name as rule_name,
        rule.left_name,
        rule.right_name,
        -- what it is about stands behind the rule, the printed figure last
        nullif(
            substr(
                identity.description,
                if(
                    starts_with(identity.description, concat(rule.name, '：')),
                    length(rule.name) + 2,
                    1000
                )
            ),
            ''
        ) as described,
        nullif(regexp_extract(described, '^支出科目([0-9]{3,7})(?: |$)', 1), '') as subject_code,
        regexp_extract(described, ' ([^ ]+)$', 1) as printed,
        -- the left side is that figure, unless it is what follows from it
        identity.lhs_yuan in (
            {{ number_before('printed', '元') }}, {{ number_before('printed', '万元') }} * 10000
        ) as is_left_printed,
        rule.family = 'narrative' as is_said,
        case
            when identity.stated_percentage is not null then '%'
            else
                case rule.measured_in
                    when 'yuan' then '元'
                    when 'percent' then '%'
                    when 'point' then '分'
                    when 'year' then '年'
                    else '个'
                end
        end as measure_name,
        -- an amount of a few yuan is lost in 万元
        identity.lhs_yuan % 100 != 0
        or identity.rhs_yuan % 100 != 0
        or identity.difference_yuan % 100 != 0 as is_finer
    from {{ ref('fct_identity_result') }} as identity
    inner join {{ ref('identity_rule') }} as rule on identity.rule_id = rule.rule_id
    where identity.verdict = 'violation'

),

named as (

    -- 支出科目2210201: by its name
    select
        failing.*,
        case
            when subject.name is null then failing.described
            else
                concat(
                    subject.code, ' ', subject.name,
                    substr(failing.described, length(failing.subject_code) + 5)
                )
        end as subject
    from failing
    left join {{ ref('dim_subject') }} as subject
        on failing.subject_code = subject.code and subject.subject_key > 0

)

select
    failing.document_id,
    failing.rule_id,
    failing.rule_name,
    failing.severity,
    failing.relation,
    failing.measure_name,
    failing.left_name,
    failing.right_name,
    failing.lhs_yuan,
    failing.rhs_yuan,
    failing.difference_yuan,
    failing.tolerance_yuan,
    failing.stated_percentage,
    failing.computed_percentage,
    failing.line_nos,
    failing.lhs_line_nos,
    failing.rhs_line_nos,
    failing.identity_code,
    nullif(every_place.page_nos, []) as page_nos,
    -- the line of what the page itself says against another figure
    coalesce(
        case when suspect.confidence >= 0.5 then suspect.line_no end,
        if(failing.stated_percentage is null, left_place.first_line_no, right_place.first_line_no),
        every_place.first_line_no
    ) as stated_line_no,
    suspect.suspect_kind,
    suspect.line_no as suspect_line_no,
    concat(
        if(
            failing.right_name is null,
            concat(failing.left_name, '：' || failing.subject, {{ place_text('left_place') }}),
            concat(
                if(
                    failing.is_said,
                    regexp_replace(failing.subject, ' [^ ]+$', ''),
                    failing.subject
                ) || '：',
                failing.left_name,
                ' ',
                case
                    when failing.stated_percentage is not null
                        then
                            concat(
                                if(
                                    failing.is_said,
                                    failing.printed,
                                    concat({{ plain_number('failing.stated_percentage') }}, '%')
                                ),
                                {{ place_text('right_place') }}
                            )
                    when failing.is_left_printed
                        then concat(failing.printed, {{ place_text('left_place') }})
                    else
                        concat(
                            {{ measured_text('failing.lhs_yuan') }}, {{ place_text('left_place') }}
                        )
                end,
                if(failing.relation = 'at_least', '，小于', '，'),
                failing.right_name,
                ' ',
                if(
                    failing.stated_percentage is null,
                    concat(
                        {{ measured_text('failing.rhs_yuan') }}, {{ place_text('right_place') }}
                    ),
                    concat(failing.computed_percentage, '%')
                ),
                '，相差 ',
                if(
                    failing.stated_percentage is null,
                    {{ measured_text('abs(failing.difference_yuan)') }},
                    concat(
                        {{ plain_number(
                            'abs(failing.stated_percentage - failing.computed_percentage)'
                        ) }},
                        ' 个百分点'
                    )
                )
            )
        ),
        -- a proposal that is as likely wrong as right is none
        case
            when suspect.confidence < 0.5 or suspect.suspect_kind is null then ''
            when suspect.suspect_kind = 'unit_of_money' then '；整张表的金额单位疑误'
            when failing.empty_grid_no is not null
                then concat('；第', suspect.line_no, '行的表未填数')
            when suspect.suspect_kind = 'missing_row'
                then concat(
                        '；第', suspect.line_no, '行之下似漏印一行 ',
                        {{ amount_text('suspect.proposed_amount_yuan') }}
                    )
            when suspect.suspect_kind = 'missing_part'
                then concat('；似漏述一项 ', {{ amount_text('suspect.proposed_amount_yuan') }})
            else
                concat(
                    '；第', suspect.line_no, '行的',
                    if(suspect.printed_amount = '', '空白', concat(' ', suspect.printed_amount, ' ')),
                    '存疑，似应为 ',
                    {{ amount_text('suspect.proposed_amount_yuan') }}
                )
        end
    ) as text,
    coalesce(
        'form|' || failing.empty_grid_no::varchar,
        'k' || hex(suspect.suspect_cell_key),
        -- shares of one whole: what is wrong with one is wrong with all
        case
            when failing.rule_id = 'narrative_share'
                then concat_ws('|', failing.rule_id, 'p', claim.paragraph_no)
        end,
        failing.identity_code
    ) as cause_code
from named as failing
left join {{ ref('place_of_failure') }} as left_place
    on
        failing.identity_result_key = left_place.identity_result_key
        and left_place.name = 'left'
left join {{ ref('place_of_failure') }} as right_place
    on
        failing.identity_result_key = right_place.identity_result_key
        and right_place.name = 'right'
left join {{ ref('place_of_failure') }} as every_place
    on
        failing.identity_result_key = every_place.identity_result_key
        and every_place.name = 'all'
left join {{ ref('fct_suspect_cell') }} as suspect
    on failing.suspect_cell_key = suspect.suspect_cell_key
left join {{ ref('int_narrative_claim') }} as claim
    on
        failing.document_id = claim.document_id
        and failing.is_said
        and try_cast(split_part(failing.identity_code, '|', 2) as integer) = claim.figure_no
