{#- The terms of an identity within one table: a total on the left, one of its parts on the right.
    `total` and `part` are figures of int_figure; a total of several parts comes several times. -#}
{%- macro total_and_part(rule_id) -%}
    total.document_id,
    '{{ rule_id }}' as rule_id,
    concat_ws('|', total.grid_no, total.row_no, total.column_no) as instance,
    unnest(['lhs', 'rhs']) as side,
    total.grid_no,
    unnest([total.row_no, part.row_no]) as row_no,
    unnest([total.column_no, part.column_no]) as column_no,
    unnest([total.block_no, part.block_no]) as block_no
{%- endmacro -%}

{#- A term of an identity about performance forms, of an amount of int_performance_stated. -#}
{%- macro performance_term(rule_id, instance, side, amount='amount_yuan') -%}
    document_id,
    {{ rule_id }} as rule_id,
    concat_ws('|', {{ rule_id }}, first_line_no, nullif({{ instance }}, '')) as identity_code,
    {{ side }} as side,
    'performance_target' as form_code,
    name as line_code,
    coalesce(part_code, 'total') as measure_code,
    grid_no,
    row_no,
    column_no,
    line_no,
    {{ amount }} as amount_yuan,
    yuan_per_unit
{%- endmacro -%}
