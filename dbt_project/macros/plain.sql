{#- A text without markup that a converter left in it: HTML tags, Markdown stars, LaTeX. -#}
{%- macro plain_text(text) -%}
    trim(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace({{ text }}, '\\geq?(?:slant)?', '≥', 'g'),
                    '\\leq?(?:slant)?',
                    '≤',
                    'g'
                ),
                '<[^<>]{1,80}>|[*`$]+',
                '',
                'g'
            ),
            '\\%',
            '%',
            'g'
        ),
        ' 　'
    )
{%- endmacro -%}
