{#- A text with one width of digits, brackets, colons and blanks: a place in it is the same place
    in the text. -#}
{%- macro one_width(text) -%}
    translate(
        {{ text }},
        concat('０１２３４５６７８９：（）＋＠　－—–', chr(160)),
        '0123456789:()+@ --- '
    )
{%- endmacro -%}

{#- What stands for a name or a telephone number outside of `raw`. -#}
{%- macro withheld() -%}'〔略〕'{%- endmacro -%}

{#- A telephone number that shows by its form what it is: a mobile one, or one with the code of its
    area or of its country. -#}
{%- macro telephone_pattern() -%}
(?:(?:\(?(?:\+|00)86\)?[- ]?|86-)?1(?:3\d|4[5-9]|5[0-35-9]|6[25-7]|7[0-8]|8\d|9[0-35-9])[- ]?\d{4}[- ]?\d{4}|(?:\(?(?:\+|00)86\)?[- ]?)?\(?0\d{2,3}(?:\) ?|[- ])\d{7,8}|\(?(?:\+|00)86\)?[- ]?\d{2,3}[- ]?\d{7,8})
{%- endmacro -%}

{#- The number of an identity card, which holds a date of birth; some of it may be starred out. -#}
{%- macro identity_card_pattern() -%}
(?:[1-8]\d{5}[- ]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[- ]?\d{3}[\dXx]|[1-8]\d{2,5}[*]{6,12}\d{2,3}[\dXx])
{%- endmacro -%}

{#- The number of a bank card: the cards of the country begin with 62. -#}
{%- macro bank_card_pattern() -%}
(?:62\d{14,17}|62\d{2}(?:[- ]\d{4}){3}(?:[- ]?\d{1,3})?)
{%- endmacro -%}

{%- macro email_pattern() -%}
(?:[0-9A-Za-z][0-9A-Za-z._%+-]* ?@ ?(?:[0-9A-Za-z-]+[.])+[A-Za-z]{2,})
{%- endmacro -%}

{#- A telephone number behind a label that says so: it may lack the area code. -#}
{%- macro labelled_telephone_pattern() -%}
(?:{{ telephone_pattern() }}|1\d{10}|0\d{9,11}|\d{3,4}[- ]\d{3,4}(?:[- ]\d{4})?|\d{7,8})
{%- endmacro -%}

{#- The texts of a group that go wherever they stand (`name`), or only where they stand alone
    (`number`), as one pattern, the longest first; null without any. -#}
{%- macro personal_pattern(kind) -%}
    string_agg(regexp_escape(text), '|' order by length(text) desc)
        filter (where kind {{ 'in' if kind == 'name' else 'not in' }} ('name', 'email_address'))
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

{#- The dictionaries of signatures and surnames as patterns: `label` of a name or a number (`role`,
    `identity`, `account` and `contact` are some of them), `verb` before a name that signs, `other`
    in no name, `body` at the end of what is an office, `nobody` an office, a post or a state, `word`,
    `crowd` and `place` other words that begin like a name, `pay` behind the names of those who are
    paid and `loss` of those who have lost somebody,
    `lead` before one and `beside` behind, `person` a surname with a given name; `clue` is in every
    line that a label is on.
    Read when a model is compiled: a constant pattern is a thousand times as fast as a column. dbt
    sees no `ref` here, so a model that asks for them says by `-- depends_on` that both come first. -#}
{%- macro personal_patterns() -%}
    {%- set patterns = {
        'label': '-', 'role': '-', 'identity': '-', 'account': '-', 'contact': '-', 'verb': '-',
        'other': '-', 'body': '-', 'office': '-', 'post': '-', 'state': '-', 'nobody': '-',
        'word': '-', 'crowd': '-', 'place': '-', 'pay': '-', 'loss': '-', 'lead': '-', 'beside': '-', 'surname': '-', 'person': '-',
        'clue': '-'
    } -%}
    {%- if execute -%}
        {%- set rows = run_query(
            "select kind, string_agg(pattern, '|' order by length(pattern) desc)"
            ~ " from staging.signature_label group by kind union all"
            ~ " select 'surname', concat('(?:[', string_agg(surname, '') filter (length(surname) = 1),"
            ~ " ']|', string_agg(surname, '|') filter (length(surname) > 1), ')')"
            ~ " from staging.surname union all"
            ~ " select 'place', string_agg(distinct regexp_replace(name, '(?:[省市县区旗盟州]|地区|(?:[回壮]族|维吾尔)?自治.*)$', ''), '|')"
            ~ " from staging.division union all"
            ~ " select 'label', concat('(?:', string_agg("
            ~ "regexp_replace(pattern, '([\\x{4e00}-\\x{9fff}])', ' *\\1', 'g'), '|'"
            ~ " order by kind = 'role', kind = 'account', length(pattern) desc), ')')"
            ~ " from staging.signature_label"
            ~ " where kind in ('name', 'role', 'phone', 'identity', 'account', 'contact')"
            ~ " union all select 'clue', string_agg(distinct regexp_escape(clue), '|')"
            ~ " from staging.signature_label where clue != ''"
        ).rows -%}
        {%- for row in rows -%}{%- do patterns.update({row[0]: row[1]}) -%}{%- endfor -%}
        {%- do patterns.update({'nobody': [patterns.office, patterns.post, patterns.state] | join('|')}) -%}
        {%- do patterns.update({'pay': [patterns.pay, patterns.loss] | join('|')}) -%}
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

{#- Whether a text that has the form of a name, where none need stand, is no other word: 高龄, 农民工,
    林业局 have the form, too. -#}
{%- macro is_somebody(text, pattern) -%}
    (
        regexp_full_match({{ text }}, '{{ pattern.person }}')
        and not regexp_matches({{ text }}, '{{ pattern.other }}|{{ pattern.body }}|^(?:{{ pattern.word }})')
        and not regexp_full_match({{ text }}, '{{ pattern.nobody }}|{{ pattern.crowd }}|{{ pattern.place }}')
    )
{%- endmacro -%}

{#- What stands behind a label: a number of some kind, a name (`name`), or what is a name only if it
    looks like one (`role`). -#}
{%- macro label_kind(label, pattern) -%}
    case
        when regexp_full_match({{ label }}, '{{ pattern.identity }}') then 'identity_card'
        when regexp_full_match({{ label }}, '{{ pattern.account }}') then 'bank_account'
        when regexp_full_match({{ label }}, '{{ pattern.contact }}') then 'account_name'
        when regexp_matches({{ label }}, '[话机真]|方式|号码') then 'telephone'
        when regexp_full_match({{ label }}, '{{ pattern.role }}') then 'role'
        else 'name'
    end
{%- endmacro -%}

{#- Whether a text is a number as the label in front of it or above it announces. -#}
{%- macro is_number_of(text, kind) -%}
    regexp_full_match(
        {{ text }},
        case {{ kind }}
            when 'telephone' then '{{ labelled_telephone_pattern() }}'
            when 'identity_card' then '[A-Z]?\d[\d* -]{6,20}[\dXx]'
            when 'bank_account' then '\d[\d -]{7,34}\d'
            else '[0-9A-Za-z][0-9A-Za-z_-]{4,}'
        end
    )
{%- endmacro -%}

{#- The kind of what stands where a label announces it. -#}
{%- macro found_kind(kind) -%}
    if({{ kind }} = 'role', 'name', {{ kind }})
{%- endmacro -%}

{#- Headers and labels of numbers that are nobody's. -#}
{%- macro code_pattern() -%}编 *码|代 *码|编 *号{%- endmacro -%}

{#- A pattern of numbers where they are no part of a longer word or figure. -#}
{%- macro alone(form) -%}
(?:^|[^0-9A-Za-z.,])({{ form }})(?:$|[^0-9A-Za-z.,]|[.,](?:$|\D))
{%- endmacro -%}
