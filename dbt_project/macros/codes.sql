{#- A code of the functional (2xx) or revenue (1xx) classification: 类, 款, 项 or 目. -#}
{%- macro is_subject_code(code) -%}
    coalesce(regexp_full_match({{ code }}, '[12]\d\d(?:\d\d){0,3}'), false)
{%- endmacro -%}

{#- A code of a catalogue as printed -> its letter and digits; numbers with points (1.2) stay. -#}
{%- macro catalogue_code(text) -%}
    case
        when regexp_full_match({{ text }}, '[A-Za-zＡ-Ｚａ-ｚ]?(?:[.、-]?\d\d)*[.]?')
            then
                upper(regexp_replace(
                    translate(
                        {{ text }},
                        'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
                        'ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ'
                    ),
                    '[.、-]',
                    '',
                    'g'
                ))
        else {{ text }}
    end
{%- endmacro -%}

{#- Whether a text is a code of a catalogue, as catalogue_code() gives it. -#}
{%- macro is_catalogue_code(text) -%}
    regexp_full_match({{ text }}, '[A-Z]\d{0,10}|\d{1,10}|\d{1,2}(?:\.\d{1,2}){1,4}')
{%- endmacro -%}
