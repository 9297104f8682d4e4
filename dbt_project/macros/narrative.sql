{#- What a clause is about: without the words that lead up to the name or say that a figure
    follows. -#}
{%- macro clause_topic(text) -%}
    regexp_replace(
        regexp_replace(
            {{ text }},
            '^(?:其中:?|主要(?:包括|用于)|用于|包括|收入为|支出为|支出包括|共|度)+|\((?:类|款|项)\)',
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
