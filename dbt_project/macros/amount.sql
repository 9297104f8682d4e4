{#- A printed amount -> DECIMAL(18, 6) in the printed unit, NULL where it is none.
    Survives `1,234.56`, `1. 41`, `1,500,00 0`, full-width digits, (1.20), -1.2, △1.2, a unit of its
    own (130.00万元, 130万元), and the mark of a note behind two decimals: 1,234.56①. -#}
{%- macro parse_amount(text) -%}
    try_cast(
        regexp_replace(
            translate(
                regexp_replace(
                    {{ normalise_text(text) }},
                    '[,¥￥]|(\d)[亿百千万]{0,2}元$|(\.\d\d){{ note_mark() }}$',
                    '\1\2',
                    'g'
                ),
                '·',
                '.'
            ),
            '^(?:\((\d+(?:\.\d+)?)\)|[-−－–△](\d+(?:\.\d+)?))$',
            '-\1\2'
        ) as decimal(18, 6)
    )
{%- endmacro -%}

{#- What leads from a figure to a note below the table; flows/read/patterns.py knows the same. -#}
{%- macro note_mark() -%}
(?:[①-⑳＊※†‡¹²³⁴-⁹]+|[\[［【(]?注\d{0,2}[)】］\]]?|[\[［【(]\d{1,2}[)】］\]])
{%- endmacro -%}

{#- The unit of money that an amount brings with it (130万元), NULL where the table's is meant. -#}
{%- macro own_money_unit(text) -%}
    nullif(regexp_extract({{ normalise_text(text) }}, '^-?\d[\d,.]*([亿百千万]{0,2}元)$', 1), '')
{%- endmacro -%}

{#- Whether a cell of a measure column states nothing. -#}
{%- macro is_placeholder(text) -%}
    {{ is_normalised_placeholder(normalise_text(text)) }}
{%- endmacro -%}

{%- macro is_normalised_placeholder(text) -%}
    regexp_full_match({{ text }}, '[-—–－/]*|无|空')
{%- endmacro -%}

{#- Factor from a printed unit of money to yuan; NULL for an unknown unit. -#}
{%- macro yuan_per(unit) -%}
    case {{ unit }}
        when '元' then 1
        when '百元' then 100
        when '千元' then 1000
        when '万元' then 10000
        when '十万元' then 100000
        when '百万元' then 1000000
        when '千万元' then 10000000
        when '亿元' then 100000000
    end
{%- endmacro -%}

{#- The unit of money that a text names in brackets or after 单位, NULL if it names none. -#}
{%- macro printed_money_unit(text) -%}
    nullif(
        regexp_extract({{ normalise_text(text) }}, '[(:]([亿百千万十]{0,2}元)[),]?', 1), ''
    )
{%- endmacro -%}
