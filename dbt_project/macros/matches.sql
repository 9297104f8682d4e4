{#- Whether a text matches an entry of a dictionary: its pattern, and not its exclusion, if any. -#}
{%- macro matches(text, entry) -%}
    regexp_matches({{ text }}, {{ entry }}.pattern)
    and not coalesce(regexp_matches({{ text }}, nullif({{ entry }}.exclusion, '')), false)
{%- endmacro -%}
