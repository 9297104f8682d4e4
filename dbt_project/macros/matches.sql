{#- Whether a text matches an entry of a dictionary: its pattern, and not its exclusion, if any. -#}
{%- macro matches(text, entry) -%}
    regexp_matches({{ text }}, {{ entry }}.pattern)
    and not coalesce(regexp_matches({{ text }}, nullif({{ entry }}.exclusion, '')), false)
{%- endmacro -%}

{#- The distinct texts of a relation, of each group, a hundred a row: lines of one text. -#}
{%- macro pages(relation, text, group='') -%}
    {%- set of_group = group ~ ', ' if group else '' -%}
    select
        {{ of_group }}string_agg(text, chr(10)) as texts
    from (
        select
            {{ of_group }}text,
            row_number() over ({{ 'partition by ' ~ group if group }} order by text) // 100 as page_no
        from (select distinct {{ of_group }}{{ text }} as text from {{ relation }}) as known
    ) as numbered
    group by {{ of_group }}page_no
{%- endmacro -%}

{#- The texts of a page that a pattern of a dictionary matches, wholly or in some place (`within`),
    as rows. A pattern that comes from a column is compiled for every row that it meets, at ten
    thousand times the cost of a constant one: here, once a page. No text may hold a line break:
    normalised ones do not. -#}
{%- macro matched_lines(texts, pattern, within=false) -%}
    {%- set around = '.*' if within else '' -%}
    unnest(
        regexp_extract_all(
            {{ texts }},
            concat(
                '(?m)^{{ around }}(?:', replace({{ pattern }}, '[^', '[^\n'), '){{ around }}$'
            )
        )
    )
{%- endmacro -%}

{#- What is computed once for each row of a `group by`: without an aggregate DuckDB computes it
    again for every condition on it, before it looks at any other. -#}
{%- macro once(expression) -%}
    any_value({{ expression }})
{%- endmacro -%}

{#- Each text of a relation once, and what is made of it. -#}
{%- macro each_once(relation, text, made, name) -%}
    select
        {{ text }},
        {{ once(name) }} as {{ name }}
    from (
        select
            {{ text }},
            {{ made }} as {{ name }}
        from (select distinct {{ text }} from {{ relation }}) as printed
    ) as printed
    group by {{ text }}
{%- endmacro -%}
