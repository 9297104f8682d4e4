{#- A number of a self-evaluation, its sign left away: 98分, 98.00, 100%. -#}
{%- macro evaluation_number(text) -%}
    {{ parse_amount("regexp_replace(" ~ text ~ ", '[%％分]\\s*$', '')") }}
{%- endmacro -%}

{#- Whether a number can be what its attribute says: there is no rate of a million percent. -#}
{%- macro is_evaluation_number(attribute, number) -%}
    case {{ attribute }}
        when 'rate' then try_cast({{ number }} as decimal(8, 4))
        when 'weight' then try_cast({{ number }} as decimal(9, 2))
        when 'score' then try_cast({{ number }} as decimal(9, 2))
        else {{ number }}
    end is not null
{%- endmacro -%}

{#- How badly a cell fits under an attribute of a self-evaluation's table: 0 well, from 3 on it
    cannot stand there, 10 by no means. `cell` is a row of int_evaluation_cell. -#}
{%- macro evaluation_misfit(attribute, cell) -%}
    case
        when {{ attribute }} is null then 10
        when {{ attribute }} in ('weight', 'score')
            then case when {{ cell }}.is_number then 0 else 10 end
        when {{ attribute }} = 'rate'
            then case when {{ cell }}.is_number or {{ cell }}.is_percentage then 0 else 10 end
        when
            {{ attribute }} in (
                'initial_budget', 'full_year_budget', 'executed', 'balance'
            )
            or ({{ attribute }} = 'initial_target' and {{ cell }}.section_kind = 'funds')
            then case when {{ cell }}.is_number then 0 else 10 end
        when {{ attribute }} in ('level_1', 'level_2')
            then
                case
                    when {{ attribute }} = 'level_1' and {{ cell }}.level_1_code is not null then 0
                    when {{ attribute }} = 'level_2' and {{ cell }}.level_2_code is not null then 0
                    when coalesce({{ cell }}.level_1_code, {{ cell }}.level_2_code) is not null
                        then 3
                    when {{ cell }}.is_number or {{ cell }}.value_attribute is not null then 10
                    else 2
                end
        when {{ attribute }} in ('target_sign', 'target_unit')
            then case when {{ cell }}.is_number then 10 else 0 end
        when {{ attribute }} in ('fund_source', 'deviation', 'qualitative')
            then
                case
                    when {{ cell }}.is_number then 10
                    when {{ attribute }} = 'qualitative' and {{ cell }}.value_attribute is not null
                        then 3
                    else 0
                end
        when {{ attribute }} = 'name' and {{ cell }}.is_number then 10
        when coalesce({{ cell }}.level_1_code, {{ cell }}.level_2_code) is not null then 4
        when {{ attribute }} = 'name' and {{ cell }}.value_attribute is not null then 10
        when
            {{ attribute }} in ('initial_target', 'adjusted_target')
            and {{ cell }}.value_attribute = 'achievement'
            then 10
        when {{ attribute }} = 'actual' and {{ cell }}.value_attribute = 'target' then 3
        else 0
    end
{%- endmacro -%}

{#- The text of a cell that was broken over several rows. A rest that repeats the end of what it
    goes on was read twice. -#}
{%- macro joined_parts(column) -%}
    case
        when
            ends_with(
                first({{ column }} order by grid_no, row_no)
                filter (where {{ column }} is not null),
                last({{ column }} order by grid_no, row_no) filter (where {{ column }} is not null)
            )
            then
                first({{ column }} order by grid_no, row_no)
                filter (where {{ column }} is not null)
        else string_agg({{ column }}, '' order by grid_no, row_no)
    end
{%- endmacro -%}
