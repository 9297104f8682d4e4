{#- A cell of a performance form -> the key under which its label is looked up. -#}
{%- macro label_key(text) -%}
    {{ normalised_label_key(normalise_text(text)) }}
{%- endmacro -%}

{%- macro normalised_label_key(text) -%}
    regexp_replace({{ text }}, '^其中:?|:+$', '', 'g')
{%- endmacro -%}

{#- Whether a text is stamped over the page. -#}
{%- macro is_watermark(text) -%}
    {{ is_normalised_watermark(normalise_text(text)) }}
{%- endmacro -%}

{%- macro is_normalised_watermark(text) -%}
    regexp_full_match({{ text }}, '仅供.{0,8}|内部(?:审核|资料|使用)')
{%- endmacro -%}

{#- Whether a text only holds the place of an indicator's name: 指标1:, or an example (如：…). -#}
{%- macro is_indicator_slot(text) -%}
    regexp_full_match({{ text }}, '指标[ \d一二三四五]{0,3}[:：.、]?|例?如[:：].*')
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
    regexp_matches({{ text }}, '^(?:[≥≤<>=]|不[低少高大小多]于|不超过?|[至最][少多]|[大小]于)+\d|^\d[\d,.]*[^\d,.]{0,6}$')
{%- endmacro -%}

{#- Whether a text is the sign of a target whose number stands in the next column: ≥ | 95 | %. -#}
{%- macro is_target_sign(text) -%}
    coalesce(regexp_full_match({{ text }}, '[≥≤<>=]{1,2}|定性'), false)
{%- endmacro -%}

{#- The target of a name, a sign, a number and its unit in columns of their own; points follow. -#}
{%- macro joined_target(texts) -%}
    concat(
        nullif({{ texts }}[2], '定性'),
        {{ texts }}[3],
        case when not regexp_full_match({{ texts }}[4], '[\d.]+分?') then {{ texts }}[4] end
    )
{%- endmacro -%}

{#- A project's name as printed -> the key under which two spellings of it meet: no signs. -#}
{%- macro project_name_key(name) -%}
    regexp_replace(
        {{ normalise_text(name) }}, '[^\x{4e00}-\x{9fff}0-9A-Za-z]', '', 'g'
    )
{%- endmacro -%}

{#- What makes one project of a unit differ from its others: without the unit's own name in front,
    years, and words such as 费用 or 项目 at the end. Takes keys of project_name_key(). -#}
{%- macro project_name_stem(key, unit_key) -%}
    regexp_replace(
        substr(
            regexp_replace({{ key }}, '^(?:(?:19|20)?\d\d年度?)', ''),
            1 + coalesce(
                list_max(
                    list_filter(
                        range(3, 20),
                        lambda width: contains(
                            {{ unit_key }},
                            left(regexp_replace({{ key }}, '^(?:(?:19|20)?\d\d年度?)', ''), width)
                        )
                        and width < length({{ key }})
                    )
                ),
                0
            )
        ),
        '^(?:(?:19|20)?\d\d年度?)|(?:费用|经费|资金|项目|费)$',
        '',
        'g'
    )
{%- endmacro -%}

{#- The numbers of a name, years apart: 第一批 and 第二批 are two projects. -#}
{%- macro name_numbers(key) -%}
    regexp_extract_all(
        regexp_replace({{ key }}, '(?:19|20)?\d\d年', '', 'g'), '\d+|[一二三四五六七八九十]+'
    )
{%- endmacro -%}

{#- The years of a name in two digits. -#}
{%- macro name_years(key) -%}
    list_transform(
        regexp_extract_all({{ key }}, '(?:19|20)?(\d\d)年|(?:19|20)\d\d', 0),
        lambda year: right(regexp_replace(year, '年', ''), 2)
    )
{%- endmacro -%}

{#- Whether two names differ by no more than two characters: slips of the reader. -#}
{%- macro is_near_name(one, other) -%}
    (
        least(length({{ one }}), length({{ other }})) >= 7
        and abs(length({{ one }}) - length({{ other }})) <= 6
        -- the signs of one that the other has not
        and length(translate({{ one }}, {{ other }}, '')) <= 2
        and length(translate({{ other }}, {{ one }}, '')) <= 2
        and levenshtein({{ one }}, {{ other }}) <= 6
    )
{%- endmacro -%}

{#- A target as printed -> the form in which its parts are found: one sign for each relation, in
    front. 以内, 以上 and 以下 include their number; a bare 内 says so behind a length of time only. -#}
{%- macro target_key(target) -%}
    {%- set quantity = '(\\d[\\d,.~—–-]*[^\\d,.~—–-]{0,10}?)' -%}
    {%- set time = '(\\d[\\d,.~—–-]*[^\\d,.~—–-]{0,8}?(?:时|分钟|[日天周]|星期|个月|季度|年))' -%}
    {{ replaced("coalesce(" ~ normalise_text(target) ~ ", '')", [
        ('^(?:[≥≧]|>=|=>|[大高多]于或?等于|不得?[低少小]于|[至最]少|最低)', '>='),
        (
            '^(?:[≤≦]|<=|=<|[小低少]于或?等于|不得?[高多大]于|不得?超过?|[至最]多|最高|控制在[^\\d]*)',
            '<='
        ),
        ('^(?:[大高多]于|超过)', '>'),
        ('^(?:[小低少]于)', '<'),
        ('^(?:<=|=)?' ~ quantity ~ '(?:[及或]|\\(含\\))?(?:[以之]内|以下)$', '<=\\1'),
        ('^(?:<=|=)?' ~ time ~ '内$', '<=\\1'),
        ('^(?:>=|=|达到?)?' ~ quantity ~ '(?:[及或]|\\(含\\))?以上$', '>=\\1'),
    ]) }}
{%- endmacro -%}

{#- Operator (1), number (2), upper number of a range (3) or unit (4) of a target_key(); '' where
    the target is no single number with its unit. -#}
{%- macro target_part(key, part) -%}
    regexp_extract(
        {{ key }},
        '^(>=|<=|>|<|=)?(\d[\d,]*(?:\.\d+)?)[^\d.,~—–-]{0,4}?(?:[~—–-]+(\d[\d,]*(?:\.\d+)?))?([^\d.,~—–-][^~—–-]{0,11})?$',
        {{ part }}
    )
{%- endmacro -%}

{#- A printed number -> DECIMAL(38, 6). -#}
{%- macro number(text) -%}
    try_cast(replace({{ text }}, ',', '') as decimal(38, 6))
{%- endmacro -%}

{#- A list without the element at a position, if any (0: all of it). -#}
{%- macro list_without(list, position) -%}
    case
        when {{ position }} > 0
            then list_concat({{ list }}[1:{{ position }} - 1], {{ list }}[{{ position }} + 1:])
        else {{ list }}
    end
{%- endmacro -%}

{#- What a project of an attachment is called: as in the budget's tables where it is found there. -#}
{%- macro project_title(form, project) -%}
    case
        when {{ project }}.project_key > 0 then {{ project }}.name
        else coalesce({{ normalise_text(form ~ '.project_name') }}, '(未列名)')
    end
{%- endmacro -%}
