-- Every dimension has the members -1 (unknown) and -2 (not applicable).
{% set dimensions = [
    'document', 'unit', 'division', 'fiscal_year', 'subject', 'economic_class', 'fund',
    'expenditure_kind', 'phase', 'statement', 'line_item', 'project'
] %}
{% for dimension in dimensions %}
select
    '{{ dimension }}' as dimension,
    count(*) as reserved_count
from {{ ref('dim_' ~ dimension) }}
where {{ dimension }}_key in (-1, -2)
having count(*) != 2
{% if not loop.last %}union all{% endif %}
{% endfor %}
