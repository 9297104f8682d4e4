{#- A text after replacements, (pattern, sign) each, one after the other. -#}
{%- macro replaced(text, replacements) -%}
    {%- set step = namespace(sql=text) -%}
    {%- for pattern, sign in replacements -%}
        {%- set step.sql = "regexp_replace(" ~ step.sql ~ ", '" ~ pattern ~ "', '" ~ sign ~ "', 'g')" -%}
    {%- endfor -%}
    {{ step.sql }}
{%- endmacro -%}

{#- A text with the markup resolved that a converter left in it: HTML tags, Markdown stars, LaTeX.
    Powers and signs stay: 5000m <sup>3</sup> / d -> 5000m³/d. -#}
{%- macro resolved_markup(text) -%}
    {{ replaced(text, [
        ('\\s*<sup>\\s*2\\s*</sup>', '²'),
        ('\\s*<sup>\\s*3\\s*</sup>', '³'),
        ('([²³])\\s*/\\s*', '\\1/'),
        ('</?[A-Za-z][^<>]*>|<[^<>]{1,80}>|[*`$]+', ''),
        ('\\\\geq?(?:slant)?', '≥'),
        ('\\\\leq?(?:slant)?', '≤'),
        ('\\\\times', '×'),
        ('\\\\%', '%'),
    ]) }}
{%- endmacro -%}

{#- A text without markup, its blanks as printed. -#}
{%- macro plain_text(text) -%}
    trim({{ resolved_markup(text) }}, ' 　')
{%- endmacro -%}

{#- A text as people read it: no markup, no blanks beside Chinese or signs, half-width digits. -#}
{%- macro readable_text(text) -%}
    {%- set half_width = "translate(" ~ text ~ ", '％＞＜＝．０１２３４５６７８９', '%><=.0123456789')" -%}
    trim({{ replaced(resolved_markup(half_width), [
        ('#+', ''),
        ('[\\s\\x{3000}]+', ' '),
        ('([^\\x00-\\x7f]|[<>=%]) ', '\\1'),
        (' ([^\\x00-\\x7f]|[<>=%])', '\\1'),
    ]) }})
{%- endmacro -%}
