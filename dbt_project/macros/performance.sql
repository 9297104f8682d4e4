{#- A cell as people read it: markup and LaTeX resolved, no blanks beside Chinese or signs. -#}
{%- macro readable_text(text) -%}
    {%- set step = namespace(sql="translate(" ~ text ~ ", '％＞＜＝', '%><=')") -%}
    {%- for pattern, sign in [
        ('<sup>\\s*2\\s*</sup>', '²'),
        ('<sup>\\s*3\\s*</sup>', '³'),
        ('<[^<>]{1,80}>|[#*`$]+', ''),
        ('\\\\geq?', '≥'),
        ('\\\\leq?', '≤'),
        ('\\\\times', '×'),
        ('\\\\%', '%'),
        ('[\\s\\x{3000}]+', ' '),
        ('([^\\x00-\\x7f]|[<>=%]) ', '\\1'),
        (' ([^\\x00-\\x7f]|[<>=%])', '\\1'),
    ] -%}
        {%- set step.sql = "regexp_replace(" ~ step.sql ~ ", '" ~ pattern ~ "', '" ~ sign ~ "', 'g')" -%}
    {%- endfor -%}
    trim({{ step.sql }})
{%- endmacro -%}

{#- A cell of a performance form -> the key under which its label is looked up. -#}
{%- macro label_key(text) -%}
    regexp_replace({{ normalise_text(text) }}, '^其中:?|:+$', '', 'g')
{%- endmacro -%}

{#- Whether a text stands where an indicator's name would, and names none: 指标1:, ……, 2. -#}
{%- macro is_indicator_placeholder(text) -%}
    regexp_full_match({{ normalise_text(text) }}, '指标[\d一二三四五]{0,2}[:.、]?|[…·.。]+|\d{1,2}')
{%- endmacro -%}

{#- Whether a normalised line is the title of a kind of performance form; the clue comes first. -#}
{%- macro is_performance_title(text, form) -%}
    case
        when contains({{ text }}, {{ form }}.clue)
            then
                regexp_matches({{ text }}, {{ form }}.title_pattern)
                and not regexp_matches({{ text }}, {{ form }}.title_exclusion)
        else false
    end
{%- endmacro -%}

{#- Whether a text states a target with a number: ≥95%, 3家, ≤50万元/年. Names may begin with one. -#}
{%- macro is_target_like(text) -%}
    regexp_matches({{ text }}, '^(?:[≥≤<>=]|不[低少高大小]于|不超过|至[少多]|[大小]于)+\d|^\d[\d,.]*[^\d,.]{0,6}$')
{%- endmacro -%}

{#- A project's name as printed -> the key under which two spellings of it meet: no signs. -#}
{%- macro project_name_key(name) -%}
    regexp_replace(
        {{ normalise_text(name) }}, '[^\x{4e00}-\x{9fff}0-9A-Za-z]', '', 'g'
    )
{%- endmacro -%}
