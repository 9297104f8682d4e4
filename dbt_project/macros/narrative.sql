{#- What a clause is about: without the words that lead up to the name or say that a figure
    follows. -#}
{%- macro clause_topic(text) -%}
    regexp_replace(
        regexp_replace(
            {{ text }},
            '^(?:其中:?|主要(?:包括|用于)|用于|包括|收入为|支出为|支出包括|共计?|度)+|\((?:类|款|项)\)',
            '',
            'g'
        ),
        '(?:项目(?:金额|资金)|涉及(?:部门预算)?|年初预算|全年预算|调整预算|支出决算|收入决算|决算|预算|安排|执行|总额|资金|金额|数|额|为|共计'
        || '|共|约|近|合计|分别|均|各|达到?|是|的|:)+$',
        ''
    )
{%- endmacro -%}

{#- A clause up to the words that compare it with another year. -#}
{%- macro before_comparison(text) -%}
    regexp_replace(
        regexp_replace(
            {{ text }},
            '(?:增加|增长|上升|提高|多|减少|下降|降低|压[减缩]|节约|少)(?:了|为|约)?$',
            ''
        ),
        '(?:[比较与同和](?:(?:上|去|上一)年|年初|上期|同期).*|同口径|同比|预算数|相比)$',
        ''
    )
{%- endmacro -%}

{#- The value nearest to one among those between two others. -#}
{%- macro nearest_within(value, low, high) -%}
    least(greatest({{ value }}, {{ low }}), {{ high }})
{%- endmacro -%}

{#- An amount rounded half up to a multiple of a step; exact, where a division would be a float. -#}
{%- macro rounded_to(amount, step) -%}
    {{ amount }} + {{ step }} * 0.5 - ({{ amount }} + {{ step }} * 0.5) % {{ step }}
{%- endmacro -%}

{#- Text whose dates are no figures: their digits are full-width, as no other digit is after
    normalise_text(). -#}
{%- macro with_dates_apart(text) -%}
    {%- set date = '(?:19|20)\\d\\d(?:年|[-—–至](?:19|20)?\\d\\d年)(?:\\d{1,2}月(?:\\d{1,2}日)?)?' -%}
    array_to_string(
        list_transform(
            list_zip(
                regexp_split_to_array({{ text }}, '{{ date }}'),
                list_append(regexp_extract_all({{ text }}, '{{ date }}'), '')
            ),
            lambda piece: concat(piece[1], translate(piece[2], '0123456789', '０１２３４５６７８９'))
        ),
        ''
    )
{%- endmacro -%}

{#- Dates have wide digits (with_dates_apart); null where the text is no number. -#}
{%- macro wide_number(text) -%}
    try_cast(translate({{ text }}, '０１２３４５６７８９', '0123456789') as integer)
{%- endmacro -%}

{#- The year before, as words name it. -#}
{%- macro year_before_pattern() -%}
(?:上|去|上一|前一)年度?(?:同期)?|上年同期|上期|同期
{%- endmacro -%}

{#- Words for what has not changed. -#}
{%- macro unchanged_words_pattern() -%}
相同|持平|相等|一致|(?:无|没有|未发生|未有)(?:增减)?变化|无增减
{%- endmacro -%}

{#- What another year is compared with: 与２０２４年, 较上年, 小于上年. -#}
{%- macro comparison_pattern() -%}
(?:[比较与同和跟对]|[大小高低多少]于)(?:[０-９]{4}年度?|{{ year_before_pattern() }}|年初)
{%- endmacro -%}

{#- What is compared with the budget of the year itself; 与上年相比预算数 is not. -#}
{%- macro own_budget_pattern() -%}
(?:(?:^|[^相])[比较与跟对]|[大小高低多少]于)(?:本年度?|当年|全年)?(?:年初)?(?:全年|调整)?预算[^,;。:]*$|(?:[比较与跟对]|[大小高低多少]于)(?:本年度?|当年|全年|年初|调整)(?:年初)?预算
{%- endmacro -%}

{#- Words for a change, with the alternative that a template leaves: 增加(减少). -#}
{%- macro change_pattern() -%}
(?:增加|增长|上升|提高|增|多|减少|下降|降低|压[减缩]|节约|减|降|少)(?:\([增减下][加少长降]\)|/(?:减少|下降|增加))?(?:了|为|约|近)?
{%- endmacro -%}

{#- The end of a clause whose figure is a difference: 本年数小于上年预算数 29.65 万元. -#}
{%- macro differing_pattern(way='大小高低多少') -%}
(?:^|[^不])[{{ way }}]于(?:[０-９]{4}年度?|{{ year_before_pattern() }}|年初)(?:的|预算|决算|执行|安排|支出|数|额)*$
{%- endmacro -%}

{#- Words that may stand before the name of a topic without changing its scope. -#}
{%- macro plain_words_pattern() -%}
其中|此外|另外|[０-９]{4}年度?|编报|本年度?|当年|今年|全年|本部门|本单位|我部门|我单位|我[局委办厅院会]|部门|单位|年度|度|年|预算|决算|总|安排|全部|均|为|是|由|共|总计|合计|主要|包括|包含|含|的|情况|以及|及|和|、|:|\(|\)|中
{%- endmacro -%}

{#- A subject's name without what may follow it: 一般公共服务（类）支出, 行政运行科目. -#}
{%- macro bare_name(text) -%}
    regexp_replace({{ name_key(text) }}, '(?:等?支出|类?科目|[类款项])+$', '')
{%- endmacro -%}

{#- Whether a part is a rate of a whole, to the rate's last digit and the part's. -#}
{%- macro is_rate_of(part, whole, rated, rounding) -%}
    {{ part }} between
    ({{ whole }})::decimal(24, 2) * {{ rated }}.low_rate::decimal(12, 9) - {{ rounding }}
    and ({{ whole }})::decimal(24, 2) * {{ rated }}.high_rate::decimal(12, 9) + {{ rounding }}
{%- endmacro -%}

{#- Whether an amount is what the table says ten thousand times, or a ten thousandth of it. -#}
{%- macro is_in_other_unit() -%}
    (
        matched_yuan > 0
        and (
            abs(quantity - matched_yuan * 10000) <= rounding_yuan * 10000
            or abs(quantity * 10000 - matched_yuan) <= 100
        )
    )
{%- endmacro -%}

{#- What a template asks for and nobody wrote: XX万元, 20××年, XX部门. -#}
{%- macro template_residue_pattern() -%}
(?:20)?[XxＸｘ×]{2,}(?:\.[XxＸｘ×]+)?(?:[亿百千万]{0,2}元|%|年|部门|单位|[个辆台人]|批次|人次|平方米)
{%- endmacro -%}

{#- Words that lead up to the reason of a change. -#}
{%- macro reason_lead_pattern() -%}
(?:(?:这|此|其|该)?(?:项|部分)?(?:主要|变动|变化|增长|增加|减少|下降|增减|上升|较大|较多|大幅|数据|差异|收入|支出|预算|决算|收支|总计|经费|费用|本年|今年|比上年|较上年|与上年相比|幅度|数|的|,)*原因(?:是因为|是由于|为|是|在于|系|主要|包括|如下|有)*[:,]*|(?:这|此|其)?主要(?:是因为|是由于|由于|因为|因|是|系|为)[:,]*|(?:是|系)?(?:由于|因为)[:,]*)
{%- endmacro -%}
