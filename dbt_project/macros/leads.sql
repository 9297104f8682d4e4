{#- The lines of current documents that failing identities point at: no lead rests on them. -#}
{%- macro doubted_lines() -%}
    select distinct
        document.source_path,
        suspect.line_no
    from {{ ref('fct_suspect_cell') }} as suspect
    inner join {{ ref('current_document') }} as document
        on suspect.document_id = document.document_id
{%- endmacro -%}

{#- An amount as people read it: 1,234.56 万元, or 元 where it has a part of a hundredth of 万元. -#}
{%- macro amount_text(yuan, is_finer='false') -%}
    if(
        {{ is_finer }} or {{ yuan }} % 100 != 0,
        concat(format('{:,.2f}', {{ yuan }}), ' 元'),
        concat(format('{:,.2f}', {{ yuan }} / 10000), ' 万元')
    )
{%- endmacro -%}

{#- A number without the zeros that no one prints: 30.00 is 30. -#}
{%- macro plain_number(number) -%}
    regexp_replace(({{ number }})::varchar, '[.]0+$|([.][0-9]*[1-9])0+$', '\1')
{%- endmacro -%}

{#- A figure of an identity in what its rule is measured in. -#}
{%- macro measured_text(figure) -%}
    if(
        measured_in = 'yuan',
        {{ amount_text(figure, 'is_finer') }},
        concat({{ plain_number(figure) }}, ' ', measure_name)
    )
{%- endmacro -%}

{#- Where a side of an identity is printed. -#}
{%- macro place_text(place) -%}
    if(
        {{ place }}.first_line_no is null,
        '',
        concat(
            '（', '第' || {{ place }}.page_no || '页', '第', {{ place }}.first_line_no, '行',
            if({{ place }}.line_count > 1, concat('等', {{ place }}.line_count, '行'), ''), '）'
        )
    )
{%- endmacro -%}

{#- The number that a text prints before a unit of money; null where it prints something else. -#}
{%- macro number_before(text, unit) -%}
    try_cast(
        replace(regexp_extract({{ text }}, '^([0-9,.]+){{ unit }}$', 1), ',', '') as decimal(18, 6)
    )
{%- endmacro -%}
