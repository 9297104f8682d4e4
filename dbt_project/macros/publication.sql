{#- A text whose years in Chinese numerals are written in digits: 二〇二五年 -> 2025年. The first
    such year is looked for: a title has one. -#}
{%- macro digits_of_year(text) -%}
    {%- set year = "regexp_extract(" ~ text ~ ", '二[〇○零ОＯO0][〇○零ОＯO0一二三四五六七八九]{2}年')" -%}
    replace({{ text }}, {{ year }}, translate({{ year }}, '〇○零ОＯO一二三四五六七八九', '000000123456789'))
{%- endmacro -%}

{#- The years that a text names, as INTEGER[]. -#}
{%- macro years_in(text) -%}
    list_transform(
        regexp_extract_all({{ text }}, '(?:^|\D)((?:19|20)\d\d)(?:年|$)', 1), lambda y: y::integer
    )
{%- endmacro -%}

{#- The name of a body without what is printed around it: its code number, the year, the unit of
    money, a seal, and what it publishes (“三公”经费) of which scope, which are no part of its name. -#}
{%- macro unit_name(text) -%}
    nullif(
        {{ replaced(text, [
            ('(?:一般公共预算)?(?:财政拨款)?(?:安排)?的?[“"]?三公[”"]?.*$', ''),
            ('[(]?(?:(?:19|20)\\d\\d年|(?:预算|决算)?年度:|(?:金额|货币)?单位:?[^㐀-鿿]{0,3}(?:人民币)?'
                ~ '[^㐀-鿿]{0,3}[亿百千万十]{0,2}元(?:[^㐀-鿿]|$)|[(\\[【](?:人民币|金额)?[亿百千万十]{0,2}元[)\\]】]'
                ~ '|金额:|公开\\d|编制日期|日期:|(?:盖章|公章)).*$', ''),
            ('^[\\[(]?\\d{3,9}[\\])\\-—]*|(?:[(:]|金额|货币|计量|币种|人民币)+$', ''),
            ('[(](?:本级|本部|机关|部门|单位|汇总)[)]$|(?:本级|机关本级)$', ''),
        ]) }},
        ''
    )
{%- endmacro -%}

{#- What a title says of the scope of a publication: `government`, `unit`, `department`, else null.
    部门（单位）预算 is what both are called. -#}
{%- macro scope_of_title(title) -%}
    case
        when regexp_matches(
                {{ title }},
                '政府(?:预算|决算)|财政(?:预算|决算)|[预决]算草案|收支[预决]算平衡|收支平衡表|债务限额'
                || '|转移支付(?:预算|决算|分地区|情况)|(?:[县市省区州旗]级|全[县市省区州旗])(?:各)?部门.{0,12}汇总'
                || '|(?:[县市省区州旗]本?级|全[县市省区州旗]).{0,12}三公.{0,12}(?:汇总|总额)'
                || '|全[县市省区州旗].{0,8}三公|社会保险基金[预决]算'
            )
            and not regexp_matches({{ title }}, '财政局|财政厅|财政所|政府办|政府采购|政府购买')
            then 'government'
        when regexp_matches({{ title }}, '部门[(]?单位|单位[(]?部门') then null
        when regexp_matches({{ title }}, '单位(?:预算|决算)|预算单位|[(](?:本级|机关|单位)[)]|本级(?:预算|决算|[(])')
            then 'unit'
        when regexp_matches({{ title }}, '部门(?:预算|决算)|预算主管部门|年部门|年度部门') then 'department'
    end
{%- endmacro -%}

{#- How the names of bodies end. -#}
{%- macro organ_ending_pattern() -%}
    (?:局|委|会|中心|办公室|院|所|站|队|厅|部|校|府|镇|乡|街道|本级|机关|馆|社)
{%- endmacro -%}
