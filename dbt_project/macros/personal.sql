{#- A text with one width of digits, brackets, colons and blanks: a place in it is the same place
    in the text. -#}
{%- macro one_width(text) -%}
    translate(
        {{ text }},
        concat('０１２３４５６７８９：（）　－—–', chr(160)),
        '0123456789:() --- '
    )
{%- endmacro -%}

{#- What stands for a name or a telephone number outside of `raw`. -#}
{%- macro withheld() -%}'〔略〕'{%- endmacro -%}

{#- A telephone number that shows by its form what it is: a mobile one, or one with area code. -#}
{%- macro telephone_pattern() -%}
(?:1(?:3\d|4[5-9]|5[0-35-9]|6[25-7]|7[0-8]|8\d|9[0-35-9])[- ]?\d{4}[- ]?\d{4}|\(?0\d{2,3}(?:\) ?|[- ])\d{7,8})
{%- endmacro -%}

{#- A telephone number behind a label that says so: it may lack the area code. -#}
{%- macro labelled_telephone_pattern() -%}
(?:{{ telephone_pattern() }}|1\d{10}|0\d{9,11}|\d{3,4}[- ]\d{3,4}(?:[- ]\d{4})?|\d{7,8})
{%- endmacro -%}

{#- The names, or the numbers, of a group as one pattern, the longest first; null without any. -#}
{%- macro personal_pattern(kind) -%}
    string_agg(regexp_escape(text), '|' order by length(text) desc) filter (where kind = '{{ kind }}')
{%- endmacro -%}

{#- A text without the numbers of a pattern. They go only where they stand alone, so that no figure
    loses a part; twice, for the sign between two of them ends the first and begins the second. -#}
{%- macro without_numbers(text, numbers) -%}
    {%- set step = namespace(sql=text) -%}
    {%- for _ in range(2) -%}
        {%- set step.sql -%}
            regexp_replace(
                {{ step.sql }},
                concat('(^|[^0-9０-９.])(?:', {{ numbers }}, ')([^0-9０-９.]|[.][^0-9０-９]|[.]?$)'),
                concat('\1', {{ withheld() }}, '\2'),
                'g'
            )
        {%- endset -%}
    {%- endfor -%}
    {{ step.sql }}
{%- endmacro -%}

{#- A text without the names and numbers that two patterns match (null: there are none). -#}
{%- macro redact(text, names, numbers) -%}
    {%- set numberless -%}
        if({{ numbers }} is null, {{ text }}, {{ without_numbers(text, numbers) }})
    {%- endset -%}
    if(
        {{ names }} is null,
        {{ numberless }},
        regexp_replace({{ numberless }}, {{ names }}, {{ withheld() }}, 'g')
    )
{%- endmacro -%}

{#- The dictionaries of signatures and surnames as patterns: `label` of a name or a number,
    `telephone` for the numbers among them, `other` in no name, `body` at the end of what is an
    office, `nobody` an office, a post or a state, `title` a post behind a name, `pay` behind the
    names of those who are paid, `person` a surname with a given name.
    Read when a model is compiled: a constant pattern is a thousand times as fast as a column. dbt
    sees no `ref` here, so a model that asks for them says by `-- depends_on` that both come first. -#}
{%- macro personal_patterns() -%}
    {%- set patterns = {
        'label': '-', 'other': '-', 'body': '-', 'office': '-', 'post': '-', 'state': '-', 'nobody': '-',
        'pay': '-', 'surname': '-', 'person': '-'
    } -%}
    {%- if execute -%}
        {%- set rows = run_query(
            "select kind, string_agg(pattern, '|' order by length(pattern) desc)"
            ~ " from staging.signature_label group by kind union all"
            ~ " select 'surname', concat('(?:[', string_agg(surname, '') filter (length(surname) = 1),"
            ~ " ']|', string_agg(surname, '|') filter (length(surname) > 1), ')')"
            ~ " from staging.surname union all"
            ~ " select 'label', concat('(?:', string_agg("
            ~ "regexp_replace(pattern, '([\\x{4e00}-\\x{9fff}])', ' *\\1', 'g'), '|'"
            ~ " order by length(pattern) desc), ')')"
            ~ " from staging.signature_label where kind in ('name', 'phone')"
        ).rows -%}
        {%- for row in rows -%}{%- do patterns.update({row[0]: row[1]}) -%}{%- endfor -%}
        {%- do patterns.update({'nobody': [patterns.office, patterns.post, patterns.state] | join('|')}) -%}
        {%- do patterns.update({'person': patterns.surname ~ '[\\x{3400}-\\x{9fff}]{1,2}'}) -%}
        {%- do patterns.update({'label': patterns.label ~ '(?:姓 *名)?(?:及 *其?(?:联 *系)?(?:电 *话|方 *式|手 *机)(?:号 *码)?)?'}) -%}
    {%- endif -%}
    {{ return(patterns) }}
{%- endmacro -%}

{#- Whether a text where a name would stand is an office, a post, a state or a body: 办公室, 会计,
    已审核, 示例县财政局. What looks like a name and only ends like an office (王科) is one. -#}
{%- macro is_nobody(text, pattern) -%}
    (
        regexp_full_match(replace({{ text }}, ' ', ''), '{{ pattern.nobody }}')
        or regexp_matches({{ text }}, '{{ pattern.body }}')
        and not regexp_full_match(replace({{ text }}, ' ', ''), '{{ pattern.person }}')
    )
{%- endmacro -%}
