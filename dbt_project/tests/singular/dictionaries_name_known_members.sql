-- What a dictionary names is a member of the vocabulary it speaks of: a slip would go unnoticed,
-- turn its amounts into unknown ones, or let a rule compare nothing with nothing and pass.
{% set by_seed = [
    ('fund', 'fund'), ('kind', 'expenditure_kind'), ('phase', 'phase'), ('item', 'line_item'),
    ('line', 'line'), ('line', 'fund'), ('line', 'line_item'), ('line', 'functional_class'),
    ('line', 'revenue_class'), ('line', 'economic_class_department'), ('line', 'expenditure_kind'),
    ('measure', 'measure'), ('measure', 'fund'), ('measure', 'expenditure_kind'),
    ('measure', 'line_item'), ('statement', 'statement'), ('evaluation_quantity', 'evaluation_quantity'),
    ('class_of.department', 'economic_class_department'),
    ('class_of.government', 'economic_class_government'),
] -%}
{#- words that the models themselves understand -#}
{%- set by_word = {
    'flow': ['income', 'expenditure', 'opening', 'closing'],
    'total_code': [
        'income_total', 'expenditure_total', 'income_grand_total', 'expenditure_grand_total',
        'grand_total', 'personnel_total', 'operating_total', 'section',
    ],
    'flag': ['true'],
    'phase_of_fdp': ['approved', 'adjusted', 'executed'],
    'form_scope': ['project', 'department'],
    'part_group': ['class', 'kind', 'grade', 'fund', 'source'],
    'section': ['attachment', 'none'],
    'counted_line': ['project'],
    'label.measure': ['annual', 'prior_budget', 'prior_final'],
    'label.total': ['annual', 'form', 'period'],
    'label.header': ['annual', 'level_1', 'level_2', 'level_3', 'period', 'remark', 'target'],
    'label.level_1': ['职责履行', '履行效益'],
    'term_of.title': ['project', 'department', 'other'],
    'term_of.evidence': ['report'],
    'term_of.noise': ['noise'],
    'term_of.cover': ['project_name', 'unit', 'department'],
    'term_of.row': ['note', 'ornament', 'signature', 'total'],
    'term_of.funds': [
        'fund_source', 'initial_target', 'initial_budget', 'full_year_budget', 'executed', 'balance',
        'rate', 'weight', 'score', 'deviation',
    ],
    'term_of.indicator': [
        'level_1', 'level_2', 'name', 'initial_target', 'adjusted_target', 'actual', 'weight',
        'score', 'deviation', 'qualitative', 'target_sign', 'target_unit',
    ],
    'term_of.fund_source': [
        'total', 'fiscal', 'central', 'provincial', 'local', 'own', 'carryover', 'other',
        'special_account',
    ],
    'term_of.value': ['target', 'achievement'],
    'evaluation_quantity': ['narrative.grade'],
    'rule': [
        'row_sum', 'subject_sum', 'total_sum', 'item_sum', 'balance_sum', 'side_total',
        'grand_total', 'two_sides', 'narrative_amount', 'narrative_count', 'narrative_performance',
        'narrative_vehicles', 'narrative_repeat', 'narrative_share', 'narrative_completion',
        'narrative_change', 'narrative_direction', 'narrative_parts', 'narrative_base',
        'narrative_prior_year', 'narrative_other_base', 'narrative_unit', 'narrative_unchanged',
        'narrative_percent_sign', 'narrative_template', 'narrative_former_name',
        'narrative_year_digits', 'narrative_rate_of_nothing', 'performance_annual_fund', 'performance_period_fund',
        'performance_department_kind', 'performance_department_total',
        'performance_department_budget', 'performance_annual_project', 'performance_unit',
        'performance_repeated', 'performance_project_count', 'wrong_year', 'publication_parts',
        'empty_note',
    ],
} -%}
{#- which vocabulary each column of a dictionary takes its codes from: constant, or by row -#}
{%- set columns = [
    ('term', 'value', "if(attribute in ('fund', 'kind', 'phase', 'item', 'flow', 'statement', 'total_code'), attribute, 'flag')", 'value'),
    ('term', 'document_phase', "'phase'", 'document_phase'),
    ('phase', 'fdp_phase', "'phase_of_fdp'", 'fdp_phase'),
    ('economic_class_alias', 'code', "concat('class_of.', scheme)", 'code'),
    ('form_clue', 'form_code', "'form'", 'form_code'),
    ('form_set', 'phase_code', "'phase'", 'phase_code'),
    ('identity_rule', 'phase_code', "'phase'", 'phase_code'),
    ('identity_rule', 'rule_id', "'rule'", 'rule_id'),
    ('identity_term', 'line_code', "'line'", 'line_code'),
    ('identity_term', 'measure_code', "'measure'", 'measure_code'),
    ('evaluation_identity_term', 'quantity', "'evaluation_quantity'", 'quantity'),
    ('evaluation_term', 'attribute', "concat('term_of.', scope)", 'attribute'),
    ('evaluation_statement', 'attribute', "'evaluation_quantity'",
        "concat(if(scope = 'report', 'narrative.', 'document.'), attribute)"),
    ('narrative_section', 'section_code', "'section'", 'section_code'),
    ('narrative_topic', 'section_code', "'section_named'", 'section_code'),
    ('narrative_topic', 'parent_topic_code', "'topic'",
        "concat_ws('.', section_code, nullif(parent_topic_code, ''))"),
    ('narrative_topic', 'part_group', "'part_group'", 'part_group'),
    ('narrative_target', 'topic_code', "'topic'",
        "concat_ws('.', section_code, regexp_replace(topic_code, '_count$', ''))"),
    ('narrative_target', 'phase_code', "'phase'", 'phase_code'),
    ('narrative_target', 'line_code', "if(measure_code = 'count', 'counted_line', 'line')", 'line_code'),
    ('narrative_target', 'measure_code', "'measure'", 'measure_code'),
    ('performance_form', 'form_scope', "'form_scope'", 'form_scope'),
    ('performance_label', 'value', "concat('label.', attribute)", 'value'),
] -%}
with

known as (

    {% for vocabulary, seed in by_seed %}
    select
        '{{ vocabulary }}' as vocabulary,
        code
    from {{ ref(seed) }}
    union all
    {% endfor %}
    {% for vocabulary, codes in by_word.items() %}
    select
        '{{ vocabulary }}' as vocabulary,
        unnest({{ codes }}) as code
    union all
    {% endfor %}
    -- a figure of another phase than its form's says which
    select
        'measure' as vocabulary,
        concat_ws('.', phase.code, item.code) as code
    from {{ ref('phase') }} as phase
    cross join (
        select code from {{ ref('line_item') }}
        union all
        select 'total' as code
    ) as item
    union all
    select
        unnest(['section', 'topic']) as vocabulary,
        unnest([section_code, concat_ws('.', section_code, topic_code)]) as code
    from {{ ref('narrative_topic') }}
    union all
    select
        'line' as vocabulary,
        concat('opening.', code) as code
    from {{ ref('fund') }}
    union all
    select
        'form' as vocabulary,
        form_code as code
    from {{ ref('form') }}
    union all
    select
        'form' as vocabulary,
        '*' as code
    union all
    select
        'section_named' as vocabulary,
        section_code as code
    from {{ ref('narrative_section') }}
    union all
    -- what forms count, they name as sentences do
    select
        'counted_line' as vocabulary,
        topic_code as code
    from {{ ref('narrative_topic') }}
    where section_code in ('assets', 'three_public')
    union all
    select
        concat('label.level_', level) as vocabulary,
        name as code
    from {{ ref('indicator_level') }}
    union all
    select
        concat('label.', if(breakdown = 'source', 'fund', breakdown)) as vocabulary,
        code
    from {{ ref('performance_fund_source') }}
    union all
    select
        'rule' as vocabulary,
        rule_id as code
    from (
        select rule_id from {{ ref('identity_term') }}
        union all
        select rule_id from {{ ref('evaluation_identity_term') }}
    ) as written

),

named as (

    {% for seed, column, vocabulary, code in columns %}
    select
        '{{ seed }}.{{ column }}' as place,
        {{ vocabulary }} as vocabulary,
        {{ code }} as code
    from {{ ref(seed) }}
    where {{ column }} != ''
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

side as (

    select
        rule_id,
        '' as instance,
        side
    from {{ ref('identity_term') }}
    where side in ('lhs', 'rhs')
    union all
    select
        rule_id,
        coalesce(instance, '') as instance,
        side
    from {{ ref('evaluation_identity_term') }}

)

select
    named.place,
    named.vocabulary,
    named.code
from named
anti join known
    on named.vocabulary = known.vocabulary and named.code = known.code
union all
-- an equality has two sides: a slip in its name, or in one of its cases, leaves one of them alone
select
    'identity_term.rule_id' as place,
    'side' as vocabulary,
    concat_ws('|', rule_id, instance) as code
from side
group by rule_id, instance
having count(distinct side) < 2
